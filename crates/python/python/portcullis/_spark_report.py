"""What a whole batch comes to, on Spark: its counts and its value, and what comes twice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Optional

from ._error import Error
from ._spark_batch import cases, plain
from ._spark_frame import FILE, LINE, amount, are_decisions, digests, header_of, kept, placed

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, Row

#: The outcomes of payments that are decided; the last three need a person.
_OUTCOMES = ("clear", "licensed", "review", "reject", "block")

#: Of alerts, what is counted.
_ALERTS = (
    "array<struct<list: string, designation_id: string, programs: array<string>, "
    "designation: struct<names: array<struct<text: string>>>>>"
)

#: Of a payment that is released, whose value is summed by license.
_RELEASED = "payment struct<amount: string, currency: string>"

#: Of a payment with hits of which nothing binds, why.
_UNBOUND = "dormant array<struct<authority: string, reason: string>>"

#: Designations that a report names.
_TOP_DESIGNATIONS = 20


def duplicates(df: DataFrame, *, columns: Optional[Mapping[str, str]] = None) -> DataFrame:
    """What comes more than once among payments: a row for each id, each record and each file of which there are several.

    ``df`` and ``columns`` are those of :func:`portcullis.spark.screen`. ``kind`` is ``payment_id`` (an id that several records have),
    ``content`` (records that are equal in all of their columns) or ``file`` (Parquet files that hold the same rows, in whatever order);
    ``times`` says how many there are; ``payment_id``, ``file`` and ``line`` name the first, each empty or 0 where it is not known. So
    the sum of ``times - 1`` of a kind is what ``duplicates`` in ``summary.json`` counts.

    Records are compared by 96 bits of their hashes, and counted by one exchange of ids and one of hashes across the cluster.
    """
    from pyspark.sql import functions as F

    name = header_of(df, "payment_id", columns or {})
    where, _ = placed(df, [])
    payment_id = F.lit("") if name is None else F.trim(F.coalesce(F.col(name).cast("string"), F.lit("")))
    rows = where.select(
        payment_id.alias("payment_id"),
        F.col(FILE).alias("file"),
        F.col(LINE).alias("line"),
        *(made.alias(f"digest_{nth}") for nth, made in enumerate(digests(df))),
    )
    first = F.min(F.struct("file", "line", "payment_id")).alias("first")
    ids = rows.filter("payment_id <> ''").groupBy("payment_id").agg(F.count("*").alias("times"), first)
    contents = rows.groupBy("digest_0", "digest_1").agg(F.count("*").alias("times"), first)
    held = rows.filter("file <> ''").groupBy("file").agg(
        F.count("*").alias("records"), *(F.sum(F.col(f"digest_{nth}").cast("decimal(38, 0)")).alias(f"digest_{nth}") for nth in (0, 1))
    )
    files = held.groupBy("records", "digest_0", "digest_1").agg(
        F.count("*").alias("times"),
        F.struct(F.min("file").alias("file"), F.lit(0).cast("bigint").alias("line"), F.lit("").alias("payment_id")).alias("first"),
    )

    def told(kind: str, found: DataFrame) -> DataFrame:
        several = found.filter("times > 1")
        return several.select(F.lit(kind).alias("kind"), "first.payment_id", "times", "first.file", "first.line")

    return told("payment_id", ids).unionByName(told("content", contents)).unionByName(told("file", files))


def report(
    decisions: DataFrame, payments: Optional[DataFrame] = None, *, columns: Optional[Mapping[str, str]] = None
) -> dict[str, Any]:
    """What decided payments come to: the counts and sums of ``summary.json``, under its names, to be written by ``json.dump``.

    ``decisions``
        What :func:`portcullis.spark.screen` returns: ``records``, ``decided``, ``rejected``, ``rejects_touched``, ``outcomes``,
        ``need_person``, ``hits``, ``payments_with_hits``, ``resubmitted``, ``alerts``, ``cases``, ``alerts_by_list``,
        ``alerts_by_program``, ``top_designations``, ``released``, ``good_guy_payments``, ``suppressed``, ``discounted``, ``unbound``,
        ``unbound_by_authority`` and ``released_by_license``.
    ``payments``
        The payments that were decided, as they are read from Parquet: adds ``value``, the exact sums by outcome and currency, and
        ``duplicates``.

    What a run says of columns, of values that were not understood and of covers is not here.

    Raises :class:`portcullis.Error` where a column of decisions is missing, or where ``payments`` are not read from Parquet files as they
    stand, so that it is not known which decision is whose.
    """
    are_decisions(decisions)
    with kept(decisions):
        told = {**_counts(decisions), **_alerts(decisions), **_released(decisions), **_unbound(decisions)}
        if payments is not None:
            told["value"] = _value(decisions, payments, columns or {})
            repeated = duplicates(payments, columns=columns).groupBy("kind").agg({"times": "sum", "*": "count"}).collect()
            extra = {row["kind"]: row["sum(times)"] - row["count(1)"] for row in repeated}
            kinds = {"payment_ids": "payment_id", "contents": "content", "files": "file"}
            told["duplicates"] = {name: extra.get(kind, 0) for name, kind in kinds.items()}
        return told


def _counts(decisions: DataFrame) -> dict[str, Any]:
    from pyspark.sql import functions as F

    def lines(name: str) -> Column:
        some = F.col(name) != "[]"
        return F.sum(F.when(some, F.size(F.from_json(name, "array<string>"))).otherwise(0)).alias(name)

    rows = decisions.groupBy("outcome").agg(
        F.count("*").alias("payments"),
        F.sum("hits").alias("hits"),
        F.count_if(F.col("hits") > 0).alias("with_hits"),
        F.count_if(F.col("touched") != "").alias("touched"),
        F.count("released").alias("released"),
        F.count("unbound").alias("unbound"),
        *map(lines, ("alerts", "suppressed", "discounted")),
        # Whatever is decided of the hit. No text of a payment can say this: a quote in it is escaped.
        F.count_if(F.concat_ws(" ", "alerts", "released", "unbound").contains('"basis":"resubmission"')).alias("resubmitted"),
    )
    by_outcome = {row["outcome"]: row for row in rows.collect()}

    def total(name: str, *outcomes: str) -> int:
        return sum(row[name] for outcome, row in by_outcome.items() if outcome in outcomes)

    return {
        "records": total("payments", *_OUTCOMES, "rejected"),
        "decided": total("payments", *_OUTCOMES),
        "rejected": total("payments", "rejected"),
        "rejects_touched": total("touched", "rejected"),
        "outcomes": {outcome: total("payments", outcome) for outcome in _OUTCOMES},
        "need_person": total("payments", *_OUTCOMES[2:]),
        "hits": total("hits", *_OUTCOMES),
        "payments_with_hits": total("with_hits", *_OUTCOMES),
        "resubmitted": total("resubmitted", *_OUTCOMES),
        "alerts": total("alerts", *_OUTCOMES),
        "cases": cases(decisions).count(),
        "released": total("released", *_OUTCOMES),
        "good_guy_payments": total("released", "clear"),
        "suppressed": total("suppressed", *_OUTCOMES),
        "discounted": total("discounted", *_OUTCOMES),
        "unbound": total("unbound", *_OUTCOMES),
    }


def _alerts(decisions: DataFrame) -> dict[str, Any]:
    from pyspark.sql import functions as F

    record = F.explode(F.from_json("alerts", _ALERTS)).alias("alert")
    alerts = decisions.filter("alerts <> '[]'").select(record).select("alert.*")

    def by(column: Column) -> dict[str, int]:
        return {row["key"]: row["count"] for row in alerts.select(column.alias("key")).groupBy("key").count().orderBy("key").collect()}

    top = alerts.groupBy("designation_id", "list", F.col("designation.names")[0]["text"].alias("name")).agg(F.count("*").alias("alerts"))
    top = top.orderBy(F.desc("alerts"), "designation_id").limit(_TOP_DESIGNATIONS)
    return {
        "alerts_by_list": by(F.col("list")),
        "alerts_by_program": by(F.explode("programs")),
        "top_designations": [
            {"id": row["designation_id"], "name": row["name"], "list": row["list"], "alerts": row["alerts"]} for row in top.collect()
        ],
    }


def _released(decisions: DataFrame) -> dict[str, Any]:
    from pyspark.sql import functions as F

    license_id = F.explode(F.split("license_ids", ";")).alias("license")
    rows = decisions.filter("released is not null and license_ids <> ''").select(license_id, F.from_json("released", _RELEASED).alias("of"))
    currency = F.coalesce("of.payment.currency", F.lit("none")).alias("currency")
    value = F.col("of.payment.amount").cast("decimal(38, 9)")
    sums = rows.groupBy("license", currency).agg(
        F.count("*").alias("released"), F.count(value).alias("payments"), F.sum(value).alias("value")
    )
    found: dict[str, Any] = {}
    for row in sums.orderBy("license", "currency").collect():
        of_license = found.setdefault(row["license"], {"payments": 0, "value": {}})
        of_license["payments"] += row["released"]
        if row["payments"]:
            of_license["value"][row["currency"]] = _summed(row)
    return {"released_by_license": found}


def _unbound(decisions: DataFrame) -> dict[str, Any]:
    from pyspark.sql import functions as F

    # A payment counts once for each authority and reason that it has.
    why = F.explode(F.array_distinct(F.from_json("unbound", _UNBOUND)["dormant"])).alias("why")
    rows = decisions.filter("unbound is not null").select(why)
    authority = F.when(F.coalesce("why.authority", F.lit("")) == "", "none").otherwise(F.col("why.authority"))
    found: dict[str, dict[str, int]] = {}
    for row in rows.groupBy(authority.alias("authority"), "why.reason").count().orderBy("authority", "reason").collect():
        found.setdefault(row["authority"], {})[row["reason"]] = row["count"]
    return {"unbound_by_authority": found}


def _value(decisions: DataFrame, payments: DataFrame, columns: Mapping[str, str]) -> dict[str, Any]:
    from pyspark.sql import functions as F

    where, _ = placed(payments, [])
    if where.filter(F.col(FILE) == "").limit(1).count():
        raise Error("the payments are not read from Parquet files as they stand: which decision is whose is not known")
    money = amount(payments, columns)
    if money is None:
        return {}
    _, number, currency = money
    amounts = where.select(
        F.col(FILE).alias("file"),
        F.col(LINE).alias("line"),
        number.alias("value"),
        F.when(currency == "", "none").otherwise(currency).alias("currency"),
    )
    # Sent to every task: few payments are not clear, and the others need not be told from each other.
    others = F.broadcast(decisions.filter("outcome <> 'clear'").select("file", "line", "outcome"))
    valued = amounts.filter("value is not null").join(others, ["file", "line"], "left")
    valued = valued.withColumn("outcome", F.coalesce("outcome", F.lit("clear"))).filter("outcome <> 'rejected'")
    sums = valued.groupBy("outcome", "currency").agg(F.count("*").alias("payments"), F.sum("value").alias("value"))
    found: dict[str, Any] = {}
    for row in sums.orderBy("outcome", "currency").collect():
        found.setdefault(row["outcome"], {})[row["currency"]] = _summed(row)
    return found


def _summed(row: Row) -> dict[str, Any]:
    value: Decimal = row["value"]
    return {"payments": row["payments"], "amount": plain(value)}

