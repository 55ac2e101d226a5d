"""What the tests are given: lists, rules, and tables of payments."""

from __future__ import annotations

import csv
import os
import subprocess
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

import portcullis

CHECKOUT = Path(__file__).resolve().parents[3]

# `PORTCULLIS_BIN` is the command line, which compiles lists and decides the same payments.
BIN = os.environ.get("PORTCULLIS_BIN", str(CHECKOUT / "target/debug/portcullis"))


def run(*arguments: object, codes: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run([BIN, *map(str, arguments)], capture_output=True, text=True, timeout=300)
    assert done.returncode in codes, f"{done.returncode}: {done.stderr}"
    return done.stdout


def rules_of(folder: Path) -> list[object]:
    """A folder of rules as the command line takes it."""
    parts = [("--programs", "programs"), ("--licenses", "licenses"), ("--registry", "registries")]
    return [word for option, name in parts if (folder / name).is_dir() for word in (option, folder / name)]


@pytest.fixture(scope="session")
def checkout() -> Path:
    return CHECKOUT


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration lists."""
    path = tmp_path_factory.mktemp("lists") / "lists.pcx"
    run("compile", "--out", path, f"custom:{CHECKOUT / 'data/lists'}")
    return path


@pytest.fixture(scope="session")
def screener(index: Path) -> portcullis.Screener:
    return portcullis.Screener(index, rules=CHECKOUT / "data")


@pytest.fixture(scope="session")
def decided(index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the command line on the sample payments."""
    out = tmp_path_factory.mktemp("runs") / "run"
    run("screen", CHECKOUT / "data/payments/sample.csv", "--index", index, *rules_of(CHECKOUT / "data"), "--out", out, codes=(0, 1))
    return out


@pytest.fixture(scope="session")
def sample() -> pa.Table:
    """The sample payments as texts, as they stand in their file."""
    with open(CHECKOUT / "data/payments/sample.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    header = rows[0]
    # A table has no rows that end before its last column.
    rows = [row for row in rows[1:] if len(row) == len(header)]
    return pa.table({name: pa.array([row[at] or None for row in rows], pa.string()) for at, name in enumerate(header)})


def payments(*payees: str | None) -> pa.Table:
    """A payment to each."""
    rows = len(payees)
    return pa.table(
        {
            "payment_id": [f"P{row}" for row in range(rows)],
            "value_date": ["2026-01-15"] * rows,
            "amount": pa.array([Decimal("100.00")] * rows, pa.decimal128(12, 2)),
            "currency": ["USD"] * rows,
            "debtor_name": ["Ann Lee"] * rows,
            "creditor_name": pa.array(payees, pa.string()),
        }
    )


