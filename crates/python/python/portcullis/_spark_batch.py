"""What rests on a whole batch, on Spark: its cases, and whether it is what the core system sent."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Mapping
from decimal import Decimal, localcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Optional, Union
from urllib.parse import unquote

from ._error import Error
from ._spark_frame import FILE, amount, are_decisions, digests, placed

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

#: Of an alert, what its case is made from.
_ALERT = (
    "case_id string, outcome string, score string, designation_id string, list string, programs array<string>, party string, "
    "designation struct<names: array<struct<text: string>>>, payment struct<amount: string, currency: string>"
)

#: Outcomes that stop a payment, the gravest first.
_GRAVEST = ("block", "reject", "review")


def cases(decisions: DataFrame) -> DataFrame:
    """The cases of decided payments: all alerts that one person decides at once, a row each.

    ``decisions`` is what :func:`portcullis.spark.screen` returns. A case has the ``case_id`` that it has in a run of the command line, and of the
    columns of ``cases.csv`` these: ``outcome`` (the gravest), ``party`` (the field of the strongest alert), ``listed`` (whom that hit, and
    its id), ``lists``, ``programs``, ``score`` (the best), ``payments``, ``amounts`` (exact sums, ``EUR:5.00;USD:100.00``) and
    ``first_payment_id``. ``priority`` and ``why`` are made in a run alone: order by ``score``, and read the reasons of the alerts.
    """
    from pyspark.sql import functions as F

    are_decisions(decisions)
    whose = [F.col(name) for name in ("payment_id", "file", "line")]
    records = decisions.filter(F.col("alerts") != "[]").select(
        *whose, F.posexplode(F.from_json("alerts", "array<string>")).alias("nth", "record")
    )
    alert = records.select(*whose, "nth", F.from_json("record", _ALERT).alias("alert")).select(*whose, "nth", "alert.*")
    # A payment counts once, however many alerts of the case it has; without a file, its id says which it is.
    where = F.struct("file", "line", "payment_id")
    money = F.struct(F.coalesce("payment.currency", F.lit("none")).alias("currency"), F.col("payment.amount").alias("amount"))
    strongest = F.struct(F.col("score").cast("double").alias("score"), -F.col("nth"), *whose)
    listed = F.concat(F.col("designation.names")[0]["text"], F.lit(" ("), F.col("designation_id"), F.lit(")"))
    gravest = F.lit(_GRAVEST[-1])
    for outcome in reversed(_GRAVEST[:-1]):
        gravest = F.when(F.array_contains("outcomes", outcome), outcome).otherwise(gravest)
    found = alert.groupBy("case_id").agg(
        F.collect_set("outcome").alias("outcomes"),
        F.max_by("party", strongest).alias("party"),
        F.max_by(listed, strongest).alias("listed"),
        _joined(F.collect_set("list")).alias("lists"),
        _joined(F.array_distinct(F.flatten(F.collect_set("programs")))).alias("programs"),
        F.max(F.col("score").cast("double")).alias("score"),
        F.collect_set(F.struct(where.alias("where"), money.alias("money"))).alias("moneys"),
        F.min(where)["payment_id"].alias("first_payment_id"),
    )
    sums = F.udf(_sums, "string")
    return found.select(
        "case_id",
        gravest.alias("outcome"),
        "party",
        "listed",
        "lists",
        "programs",
        "score",
        F.size("moneys").cast("bigint").alias("payments"),
        sums("moneys.money").alias("amounts"),
        "first_payment_id",
    )


def _joined(values: Column) -> Column:
    from pyspark.sql import functions as F

    return F.concat_ws(";", F.sort_array(values))


def _sums(moneys: list[tuple[str, Optional[str]]]) -> str:
    """The exact sums of amounts by currency, as ``cases.csv`` writes them."""
    sums: dict[str, Decimal] = {}
    with localcontext() as context:
        context.prec = 60
        for currency, value in moneys:
            if value is not None:
                sums[currency] = sums.get(currency, Decimal(0)) + Decimal(value)
    return ";".join(f"{currency}:{plain(value)}" for currency, value in sorted(sums.items()))


def plain(value: Decimal) -> str:
    """In plain digits, with at least two decimals."""
    whole, _, fraction = f"{value:f}".partition(".")
    return f"{whole}.{fraction.rstrip('0'):0<2}"


def control(
    df: DataFrame, path: Union[str, os.PathLike[str]], *, columns: Optional[Mapping[str, str]] = None
) -> list[str]:
    """Holds payments files to the totals that the core system sent: a sentence for each difference; none where nothing was cut, sent twice
    or left out.

    ``df``
        Payments as they are read from Parquet, nothing added or left out: each file is held to what is said of it.
    ``path``
        The control file, ``file,records,sums`` with sums like ``USD:100.00;EUR:5.00``, as for ``portcullis screen --control``. A file is
        named by its path or by its last part.
    ``columns``
        As for :func:`portcullis.spark.screen`, where amount and currency have other names.

    Raises :class:`portcullis.Error` where the control file cannot be used, or where the frame is of no files.
    """
    from pyspark.sql import functions as F

    said = _read_control(Path(path))
    held = {re.sub("^file:/+", "/", file): _Held() for file in df.inputFiles()}
    where, _ = placed(df, [])
    if not held or where.filter(F.col(FILE) == "").limit(1).count():
        raise Error("the payments are not read from Parquet files as they stand: there is no file to hold to its totals")
    money = amount(df, columns or {})
    value, currency = (F.lit(None), F.lit("")) if money is None else money[1:]
    is_read = (value >= 0) & currency.rlike("^([A-Z]{3})?$")
    found = where.select(
        FILE,
        F.when(is_read, F.when(currency == "", "none").otherwise(currency)).alias("currency"),
        F.when(is_read, value).alias("value"),
        *(made.cast("decimal(38, 0)").alias(f"digest_{nth}") for nth, made in enumerate(digests(df))),
    )
    sums = found.groupBy(FILE, "currency").agg(F.count("*").alias("records"), *(F.sum(x).alias(x) for x in ("value", "digest_0", "digest_1")))
    for row in sums.collect():
        of_file = held.setdefault(row[FILE], _Held())
        of_file.records += row["records"]
        of_file.content = (of_file.content[0] + row["digest_0"], of_file.content[1] + row["digest_1"])
        if row["currency"] is not None:
            of_file.sums[row["currency"]] = plain(row["value"])
    return _differences(said, held)


class _Held:
    """What a payments file holds."""

    def __init__(self) -> None:
        self.records = 0
        self.sums: dict[str, str] = {}
        #: Equal for equal rows, in whatever order.
        self.content = (Decimal(0), Decimal(0))


class _Said(NamedTuple):
    """What a control file says of one file."""

    file: str
    records: int
    sums: dict[str, str]


def _differences(said: list[_Said], held: dict[str, _Held]) -> list[str]:
    """In the words and the order of ``screen --control``."""
    names = [row.file for row in said]
    differences = [f"{name}: stands twice in the control file" for at, name in enumerate(names) if name in names[:at]]
    met: set[str] = set()
    contents_of: dict[tuple[Decimal, Decimal], str] = {}
    for path, file in sorted(held.items()):
        name = unquote(path.rpartition("/")[2])
        if file.records == 0:
            differences.append(f"{name}: holds no record")
        elif file.content in contents_of:
            differences.append(f"{name}: holds the same as {contents_of[file.content]}, row for row")
        else:
            contents_of[file.content] = name
        row = next((row for row in said if row.file in (path, unquote(path))), None)
        row = row or next((row for row in said if row.file == name), None)
        if row is None:
            differences.append(f"{name}: was screened and is not in the control file")
            continue
        if row.file in met:
            differences.append(f"{row.file}: was screened twice")
        met.add(row.file)
        if row.records != file.records:
            has = f"{file.records} record{'' if file.records == 1 else 's'}"
            differences.append(f"{row.file}: has {has}, the control file says {row.records}")
        for currency in sorted(row.sums.keys() | file.sums.keys()):
            says, has = row.sums.get(currency, "nothing"), file.sums.get(currency, "nothing")
            if says != has:
                what = "amounts without currency" if currency == "none" else currency
                differences.append(f"{row.file}: has {has} of {what}, the control file says {says}")
    absent = sorted(set(names) - met)
    return differences + [f"{name}: is in the control file and was not screened" for name in absent]


def _read_control(path: Path) -> list[_Said]:
    def wrong(reason: str, line: int = 1) -> Error:
        return Error(reason, f"{path}:{line}")

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise Error(getattr(error, "strerror", None) or "is not UTF-8", str(path)) from None
    rows = csv.reader(text.splitlines())
    header = [name.strip() for name in next(rows, [])]
    if header != ["file", "records", "sums"]:
        raise wrong(f"its columns are `{','.join(header)}`")
    said = []
    for row in rows:
        if not row:
            continue
        if len(row) != len(header):
            raise wrong(f"has {len(row)} fields, and {len(header)} columns", rows.line_num)
        file, records, sums = (field.strip() for field in row)
        if not file:
            raise wrong("it does not say which file", rows.line_num)
        if not re.fullmatch("[0-9]+", records):
            raise wrong(f"`{records}` is not a number of records", rows.line_num)
        try:
            said.append(_Said(file, int(records), _read_sums(sums)))
        except ValueError as error:
            raise wrong(str(error), rows.line_num) from None
    if not said:
        raise wrong("it names no file")
    return said


def _read_sums(text: str) -> dict[str, str]:
    sums: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        read = re.fullmatch(r"([A-Za-z]{3})\s*:\s*([0-9]+(?:\.[0-9]*)?)", part)
        if read is None:
            raise ValueError(f"`{part}` is not a sum like USD:100.00")
        currency = read[1].upper()
        if currency in sums:
            raise ValueError(f"{currency} has two sums")
        sums[currency] = plain(Decimal(read[2]))
    return sums
