#!/usr/bin/env python3
"""What the ways in cost for a whole batch, beside the command line, on the same Parquet file in one run.

usage: python.py --index INDEX [--count N] [--rounds N] [--no-spark]

PORTCULLIS_BIN is the command line, built with `--features arrow`; target/release/portcullis by default. `portcullis` must be installed from
a wheel of the same profile. Rates are payments a second, the best of the rounds; the start of processes, of the JVM and of Spark's
workers is left out, the reading of the file and, for the command line, the writing of the run is not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import portcullis
import pyarrow.parquet

ROOT = Path(__file__).resolve().parents[1]
BIN = os.environ.get("PORTCULLIS_BIN", str(ROOT / "target/release/portcullis"))


class Rate(NamedTuple):
    """Of the best round."""

    #: Payments a second.
    payments: float
    #: Microseconds of processor time a payment, of this process and those that ended in it: what other programs on the machine change least.
    processor: float


def best(rounds: int, count: int, work: Callable[[], object]) -> Rate:
    seconds, processor = [], []
    for _ in range(rounds):
        began, before = time.perf_counter(), os.times()
        work()
        seconds.append(time.perf_counter() - began)
        processor.append(sum(os.times()[:4]) - sum(before[:4]))
    return Rate(count / min(seconds), 1e6 * min(processor) / count)


def by_command_line(payments: Path, index: Path, folder: Path, threads: int) -> Callable[[], object]:
    rules = ["--programs", ROOT / "data/programs", "--licenses", ROOT / "data/licenses", "--registry", ROOT / "data/registries"]
    command = [BIN, "screen", payments, "--index", index, *rules, "--out", folder / "run", "--force", "--threads", threads]

    def work() -> None:
        done = subprocess.run([*map(str, command)], capture_output=True, text=True)
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)

    return work


def by_python(payments: Path, index: Path, threads: int) -> Callable[[], object]:
    screener = portcullis.Screener(index, rules=ROOT / "data", threads=threads)
    return lambda: screener.screen_batch(pyarrow.parquet.read_table(payments, use_threads=threads > 1))


def by_spark(payments: Path, index: Path, cores: int, rounds: int, count: int) -> tuple[Rate, Rate, str]:
    """The rate of both passes; that of handing every row to Python and back with nothing done to it; what is kept, and how much is
    decided again."""
    from portcullis import spark
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        frame = session.read.parquet(str(payments))

        def screened() -> None:
            decisions = spark.screen(frame, index, rules=ROOT / "data")
            decisions.write.format("noop").mode("overwrite").save()
            session.catalog.clearCache()

        def handed_on() -> None:
            frame.mapInArrow(lambda batches: batches, frame.schema).write.format("noop").mode("overwrite").save()

        screened()
        rates = best(rounds, count, screened), best(rounds, count, handed_on)
        decisions = spark.screen(frame, index, rules=ROOT / "data")
        kept = sum(info.memSize() + info.diskSize() for info in session.sparkContext._jsc.sc().getRDDStorageInfo())
        stopped = decisions.filter("outcome in ('review', 'reject', 'block')").select("payment_id")
        amounts = frame.join(stopped, "payment_id").select("amount", "currency").distinct()
        again = frame.join(amounts, ["amount", "currency"]).count()
        return *rates, f"kept: {kept / count:.0f} bytes a payment; decided again: {100 * again / count:.2f} % of the payments"
    finally:
        session.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description="What the ways in cost for a whole batch, beside the command line.")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--count", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-spark", action="store_true")
    arguments = parser.parse_args()
    said = ""
    count, rounds, index = arguments.count, arguments.rounds, arguments.index
    with tempfile.TemporaryDirectory() as folder:
        payments = Path(folder) / "payments.parquet"
        made = [BIN, "generate", "payments", "--count", str(count), "--seed", "7", "--hit-rate", "0.001", "--index", str(index)]
        subprocess.run([*made, "--format", "parquet", "--out", str(payments)], check=True, capture_output=True)
        told: dict[str, Rate] = {}
        for cores in (1, 2):
            told[f"command line, {cores}"] = best(rounds, count, by_command_line(payments, index, Path(folder), cores))
            told[f"Python, {cores}"] = best(rounds, count, by_python(payments, index, cores))
            if not arguments.no_spark:
                screened, handed_on, said = by_spark(payments, index, cores, rounds, count)
                told[f"Spark, {cores}"], told[f"Spark, handed on, {cores}"] = screened, handed_on
        load = os.getloadavg()[0]
        print(f"{count} payments, {os.cpu_count()} cores, load {load:.1f}; payments a second, best of {rounds}; processor time a payment")
        for way, rate in told.items():
            base = told["command line, " + way.rpartition(" ")[2]]
            # Of Spark, the machine's own processes are not ended when they are counted.
            processor = "" if way.startswith("Spark") else f"{rate.processor:8.2f} us"
            print(f"{way + ' cores':28} {rate.payments:12,.0f} {100 * rate.payments / base.payments:6.0f} % {processor}")
        if not arguments.no_spark:
            print(said)
        print(json.dumps({way: round(rate.payments) for way, rate in told.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
