"""What the functions for Spark ask of a frame of payments: where a row stands, and what its amount is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Optional

from ._error import Error

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

# Names that no payment has: of the columns that say where a row stands, and of what amounts are compared by.
LINE, FILE, KEY = "__portcullis_line", "__portcullis_file", "__portcullis_key"

#: An amount that is no plain number.
ODD = "?"

#: Amounts have at most as many digits before and behind the point.
_NUMBER = "decimal(38, 9)"


#: The columns of decisions, as Spark has them.
SCHEMA = (
    "payment_id string, line bigint, outcome string, reason string, authorities string, programs string, license_ids string, "
    "top_designation_id string, top_score double, hits bigint, file string, alerts string, discounted string, touched string, "
    "released string, unbound string, suppressed string"
)


def are_decisions(decisions: DataFrame) -> None:
    """Says what a frame lacks that is handed over as one of decisions."""
    if not hasattr(decisions, "mapInArrow"):
        raise TypeError(f"decisions are a frame of Spark, not {type(decisions).__name__}")
    for name in (column.split()[0] for column in SCHEMA.split(", ")):
        if name not in decisions.columns:
            raise Error(f"the column `{name}` of decisions is missing; they are what portcullis.spark.screen returns")


def header_of(df: DataFrame, name: str, columns: Mapping[str, str]) -> Optional[str]:
    """The column of a field of payments, as SQL names it, found as the columns of tables are; none where there is none."""
    found = columns.get(name)
    if found is None:
        wanted = name.replace("_", "")
        found = next((header for header in df.columns if re.sub(r"[\s_-]", "", header).lower() == wanted), None)
    return None if found is None else f"`{found.replace('`', '``')}`"


def amount(df: DataFrame, columns: Mapping[str, str]) -> Optional[tuple[Column, Column, Column]]:
    """The amount as text, as a number (null where it is none), and the currency, in capitals and empty where there is none."""
    from pyspark.sql import functions as F

    value, currency = header_of(df, "amount", columns), header_of(df, "currency", columns)
    if value is None:
        return None
    text = F.trim(F.col(value).cast("string"))
    number = F.expr(f"try_cast(trim(cast({value} as string)) as {_NUMBER})")
    return text, number, F.upper(F.trim(F.coalesce(F.col(currency).cast("string"), F.lit("")))) if currency else F.lit("")


def key(df: DataFrame, columns: Mapping[str, str]) -> Column:
    """What amounts are compared by: equal for equal amounts of a currency; null without an amount; :data:`ODD` for what is no plain
    number, and may be equal to any."""
    from pyspark.sql import functions as F

    found = amount(df, columns)
    if found is None:
        return F.lit(None).cast("string")
    text, number, code = found
    return (
        F.when(text.isNull() | (text == ""), F.lit(None).cast("string"))
        .when(number.isNull() | ~code.rlike("^([A-Z]{3})?$"), F.lit(ODD))
        .otherwise(F.concat(number.cast("string"), F.lit(" "), code))
    )


def contents(df: DataFrame) -> list[Column]:
    """All that a row says; Spark neither orders nor hashes maps."""
    from pyspark.sql import functions as F
    from pyspark.sql.types import MapType

    return [F.col(f"`{column.name}`") for column in df.schema if not isinstance(column.dataType, MapType)]


def digests(df: DataFrame) -> list[Column]:
    """Two hashes of all that a row says. Spark passes over nulls when it hashes, so that which columns are null is hashed, too."""
    from pyspark.sql import functions as F

    columns = contents(df)
    nulls = F.concat(F.lit(""), *(F.when(column.isNull(), "0").otherwise("1") for column in columns))
    return [F.xxhash64(nulls, *columns), F.hash(nulls, *columns)]


@contextmanager
def kept(decisions: DataFrame) -> Iterator[None]:
    """Keeps a frame in the cache of the cluster, unless its owner does so already."""
    level = decisions.storageLevel
    is_kept = level.useMemory or level.useDisk
    if not is_kept:
        decisions.persist()
    try:
        yield
    finally:
        if not is_kept:
            decisions.unpersist()


def placed(df: DataFrame, order_by: list[str]) -> tuple[DataFrame, list[Column]]:
    """The frame with where each row stands, and the order of its rows."""
    from pyspark.errors import AnalysisException
    from pyspark.sql import functions as F

    for name in order_by:
        if name not in df.columns:
            raise Error(f"`order_by` names `{name}`, which is no column of the payments")
    first = [F.col(f"`{name}`") for name in order_by]
    try:
        line = F.col("_metadata.row_index").cast("bigint") + 1
        found = df.withColumns({FILE: path("_metadata.file_path"), LINE: line})
        _ = found.schema
        return found, [*first, F.col(FILE), F.col(LINE)]
    except AnalysisException:
        found = df.withColumns({FILE: F.lit(""), LINE: F.lit(0).cast("bigint")})
        return found, [*first, *contents(df)]


def path(column: str) -> Column:
    """A file as Portcullis names it: without a scheme where it is of this machine."""
    from pyspark.sql import functions as F

    return F.regexp_replace(F.col(column), "^file:/+", "/")
