#!/usr/bin/env python3
"""One batch through every way in: command line, Rust, C, Java, Python, Spark. All must decide alike.

usage: same_decisions.py [--count N] [--lists INDEX] [--ways WORD ...]

Made-up payments (and the sample payments, of which many are stopped) are screened by the command line; its decisions.csv is what the
others are held to, row by row: id, outcome, reason, authorities, programs, licenses, top designation, score, hits. Lines differ between
CSV and tables and are left out. Ways that take one payment at a time do not see that a payment comes again; the rows where the
command line does are counted, and for those ways left out.

PORTCULLIS_BIN is the command line, beside which the C library stands; target/debug/portcullis by default. Ends with 1 where
anything differs. A way whose toolchain is missing is skipped, by a line that says so.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(os.environ.get("PORTCULLIS_BIN", ROOT / "target/debug/portcullis")).absolute()
COLUMNS = ("payment_id", "outcome", "authorities", "programs", "license_ids", "top_designation_id", "hits")

Rows = list[tuple[str, ...]]


class Skipped(Exception):
    """What a way needs is not there."""


class Batch:
    """The payments in the forms that the ways take, and what the command line decides."""

    def __init__(self, folder: Path, count: int, index: Path | None) -> None:
        self.folder = folder
        self.csv, self.jsonl, self.parquet = (folder / f"batch.{kind}" for kind in ("csv", "jsonl", "parquet"))
        self.index = index or folder / "lists.pcx"
        if index is None:
            call(BIN, "compile", "--out", self.index, f"custom:{ROOT / 'data/lists'}")
        self.options = json.dumps({"index": str(self.index), "rules": str(ROOT / "data")})
        call(BIN, "generate", "payments", "--count", count, "--seed", 7, "--hit-rate", "0.01", "--out", folder / "made-up.csv")
        self.write_rows([folder / "made-up.csv", ROOT / "data/payments/sample.csv"])
        self.jsonl.write_text("".join(line for line in self.objects() if '"error":' not in line), encoding="utf-8")
        out = folder / "run"
        rules = ["--programs", ROOT / "data/programs", "--licenses", ROOT / "data/licenses", "--registry", ROOT / "data/registries"]
        call(BIN, "screen", self.csv, "--index", self.index, *rules, "--out", out, codes=(0, 1))
        with open(out / "decisions.csv", newline="", encoding="utf-8") as file:
            self.decided = [told(row) for row in csv.DictReader(file)]

    def write_rows(self, files: list[Path]) -> None:
        """One file of all columns of several."""
        columns: dict[str, None] = {}
        rows: list[dict[str, str]] = []
        for path in files:
            with open(path, newline="", encoding="utf-8") as file:
                reader = csv.DictReader(file)
                rows += reader
                columns.update(dict.fromkeys(reader.fieldnames or ()))
        self.columns, self.rows = list(columns), rows
        with open(self.csv, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, self.columns, restval="")
            writer.writeheader()
            writer.writerows(rows)

    def objects(self) -> Iterable[str]:
        shown = call(BIN, "payments", "show", self.csv, codes=(0, 1))
        return shown.splitlines(keepends=True)

    def table(self) -> Any:
        import pyarrow as pa

        return pa.table({name: pa.array([row.get(name) or None for row in self.rows], pa.string()) for name in self.columns})


def call(*arguments: object, codes: tuple[int, ...] = (0,), **options: Any) -> str:
    done = subprocess.run([*map(str, arguments)], capture_output=True, encoding="utf-8", **options)
    if done.returncode not in codes:
        sys.exit(f"{' '.join(map(str, arguments))}: ended with {done.returncode}: {done.stderr}")
    return done.stdout


def told(row: Any) -> tuple[str, ...]:
    """What is compared of a row of decisions."""
    score = row["top_score"]
    score = f"{float(score):.4f}" if score not in (None, "") else ""
    return (*(str(row[column]) for column in COLUMNS), score, re.sub(r" on line \d+( of [^,]*)?,", ",", row["reason"]))


def answers(lines: Iterable[str]) -> Rows:
    return [told(json.loads(line)["decision"]) for line in lines if line.strip()]


def needs(tool: str) -> None:
    if shutil.which(tool) is None:
        raise Skipped(f"{tool} is not installed")


def rust(batch: Batch) -> Rows:
    built = BIN.parent / "examples/json_lines"
    make(built, "-p", "portcullis", "--example", "json_lines")
    return answers(call(built, batch.options, batch.jsonl).splitlines())


def c(batch: Batch) -> Rows:
    needs("cc")
    library = capi()
    program = batch.folder / "screen"
    include = ROOT / "crates/capi/include"
    call("cc", "-O1", "-I", include, ROOT / "tests/capi/screen.c", "-L", library, "-lportcullis_capi", "-o", program)
    with open(batch.jsonl, encoding="utf-8") as payments:
        return answers(call(program, batch.options, stdin=payments, env=with_library(library)).splitlines())


def java(batch: Batch) -> Rows:
    needs("java")
    built = call(ROOT / "crates/capi/java/build.sh", batch.folder / "java")
    if built.startswith("skipped: "):
        raise Skipped(built.removeprefix("skipped: ").strip())
    jna = os.environ.get("JNA_JAR", "/usr/share/java/jna.jar")
    path = f"{batch.folder}/java/portcullis.jar:{batch.folder}/java/programs:{jna}"
    core = ["java", f"-Djna.library.path={capi()}", "-Dfile.encoding=UTF-8", "-cp", path, "PaymentCore"]
    return answers(call(*core, batch.options, batch.jsonl).splitlines())


def python(batch: Batch) -> Rows:
    screener = screener_of(batch)
    with open(batch.jsonl, encoding="utf-8") as payments:
        return [told(screener.screen(json.loads(line))["decision"]) for line in payments]


def python_tables(batch: Batch) -> Rows:
    decisions = screener_of(batch).screen_batch(batch.table()).to_pylist()
    return [told(row) for row in decisions if row["outcome"] != "rejected"]


def on_spark(batch: Batch) -> Rows:
    try:
        import pyarrow.parquet
        from portcullis import spark
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Skipped(str(error)) from None
    needs("java")
    pyarrow.parquet.write_table(batch.table(), batch.parquet, row_group_size=20_000)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        frame = session.read.parquet(str(batch.parquet))
        decisions = spark.screen(frame, batch.index, rules=ROOT / "data")
        rows = decisions.filter("outcome <> 'rejected'").orderBy("file", "line").toLocalIterator()
        return [told(row.asDict()) for row in rows]
    finally:
        session.stop()


def screener_of(batch: Batch) -> Any:
    try:
        import portcullis
    except ImportError as error:
        raise Skipped(str(error)) from None
    return portcullis.Screener(batch.index, rules=ROOT / "data")


def capi() -> Path:
    """The folder of the C library."""
    make(BIN.parent / "libportcullis_capi.so", "-p", "portcullis-capi")
    return BIN.parent


def make(built: Path, *what: str) -> None:
    """Builds what stands beside the command line, unless it is newer than the command line."""
    if built.exists() and built.stat().st_mtime >= BIN.stat().st_mtime:
        return
    needs("cargo")
    profile = [] if BIN.parent.name == "debug" else ["--profile", BIN.parent.name]
    call("cargo", "build", "--quiet", "--locked", *profile, *what, cwd=ROOT)
    if not built.exists():
        raise Skipped(f"{built} is not what cargo builds; the command line must stand in the folder of its profile, target/debug or target/release")


def with_library(folder: Path) -> dict[str, str]:
    return {**os.environ, "LD_LIBRARY_PATH": str(folder)}


#: Each way, and whether it is given the batch as a whole.
WAYS: dict[str, tuple[Callable[[Batch], Rows], bool]] = {
    "Rust, one by one": (rust, False),
    "C, one by one": (c, False),
    "Java, one by one": (java, False),
    "Python, one by one": (python, False),
    "Python, a table": (python_tables, True),
    "Spark": (on_spark, True),
}


def main() -> int:
    parser = argparse.ArgumentParser(description="One batch through every way in; all must decide alike.")
    parser.add_argument("--count", type=int, default=2000, help="made-up payments, beside the sample payments")
    parser.add_argument("--lists", type=Path, help="an index; that of the demonstration lists by default")
    parser.add_argument("--ways", nargs="*", default=[], metavar="WORD", help="only those whose name has one of these words")
    arguments = parser.parse_args()
    ways = {name: way for name, way in WAYS.items() if not arguments.ways or set(arguments.ways) & set(re.split(r"\W+", name))}
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        batch = Batch(Path(folder), arguments.count, arguments.lists)
        again = [row for row in batch.decided if "resembles payment" in row[-1]]
        stopped = sum(row[1] not in ("clear", "licensed") for row in batch.decided)
        print(f"{len(batch.decided)} payments are decided by the command line, {stopped} stopped, {len(again)} come again")
        for name, (way, is_whole) in ways.items():
            began = time.monotonic()
            try:
                found = way(batch)
            except Skipped as reason:
                print(f"skipped: {name}: {reason}")
                continue
            took = time.monotonic() - began
            pairs = zip(batch.decided, found)
            other = [(ours, theirs) for ours, theirs in pairs if ours != theirs and (is_whole or ours not in again)]
            if len(found) != len(batch.decided) or other:
                differing += 1
                print(f"{name}: {len(found)} decisions, {len(other)} differ; the first: {other[:1]}")
            else:
                print(f"{name}: the same {len(found)} decisions ({took:.1f} s)")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
