"""One payment, one name: what goes in and what comes out."""

from __future__ import annotations

import csv
import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import CHECKOUT, run

import portcullis


def test_a_name_hits_whom_it_names(screener: portcullis.Screener) -> None:
    found = screener.check("Viktor Bout")
    assert found["query"] == "Viktor Bout"
    assert found["hits"] and found["hits"][0]["score"] > 0.9
    assert screener.check("Johanna Meier")["hits"] == []


def test_facts_are_those_of_the_command_line(screener: portcullis.Screener, index: Path) -> None:
    facts = ["--born", "1967-01-13", "--country", "RU", "--schema", "person"]
    printed = json.loads(run("check", "Viktor Bout", "--index", index, "--json", *facts, codes=(0, 1)))
    found = screener.check("Viktor Bout", birth_date=datetime.date(1967, 1, 13), country="RU", schema="person")
    assert found["hits"] == printed["hits"]
    assert screener.check("Viktor Bout", birth_date=1967) == screener.check("Viktor Bout", born="1967")
    with pytest.raises(TypeError, match="born"):
        screener.check("Viktor Bout", birth_date=1967, born=1967)
    assert screener.check(ids=["imo:9074729"])["query"] == ""


def test_payments_are_decided_as_a_batch_decides_them(screener: portcullis.Screener, decided: Path, checkout: Path) -> None:
    objects = run("payments", "show", checkout / "data/payments/sample.csv", codes=(0, 1)).splitlines()
    answers = [screener.screen(json.loads(line)) for line in objects if '"error"' not in line]
    with open(decided / "decisions.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(answers) == len(rows)
    outcomes = set()
    for answer, row in zip(answers, rows):
        outcomes.add(row["outcome"])
        # What comes again is seen by a batch alone.
        if "resembles payment" not in row["reason"]:
            told = {key: str(value) for key, value in answer["decision"].items() if key != "file"}
            assert told == {key: value for key, value in row.items() if key != "file"}
    assert {"clear", "block", "review"} <= outcomes


def test_a_payment_may_be_json_and_have_values_of_python(screener: portcullis.Screener) -> None:
    payment = {
        "payment_id": "P1",
        "value_date": datetime.date(2026, 1, 15),
        "amount": Decimal("100.00"),
        "currency": "USD",
        "parties": [{"role": "creditor", "name": "Viktor Bout"}],
    }
    answer = screener.screen(payment)
    assert answer["decision"]["outcome"] != "clear" and answer["hits"]
    text = json.dumps({**payment, "value_date": "2026-01-15", "amount": "100.00"})
    assert screener.screen(text) == answer == screener.screen(text.encode())


@pytest.mark.parametrize("wrong", [None, 7, 1.5, ["P1"], object()])
def test_what_is_no_payment_is_a_type_error(screener: portcullis.Screener, wrong: object) -> None:
    with pytest.raises(TypeError):
        screener.screen(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [None, 7, b"Viktor", ["Viktor"]])
def test_what_is_no_name_is_a_type_error(screener: portcullis.Screener, wrong: object) -> None:
    with pytest.raises(TypeError):
        screener.check(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        screener.check("A", born_on="1967")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        screener.check("A", ids="passport:A1@RU")


@pytest.mark.parametrize(
    ("payment", "why"),
    [
        (b"\xff\xfe", "UTF-8|unicode|expected value"),
        (b'{"payment_id":"\xff"}', "UTF-8|unicode"),
        ("", "EOF"),
        ("[]", "sequence"),
        ({"payment_id": "P1", "payment": 1}, "`payment`"),
        ({"payment_id": 7}, "integer"),
        ({"payment_id": "P1", "value_date": "2026-13-45"}, "value_date"),
        ({"payment_id": "\ud800"}, "UTF-8"),
        ({"payment_id": "P1", "amount": float("nan")}, "JSON"),
        ({"payment_id": "P1", "parties": [{"role": "payee", "name": "A"}]}, "payee"),
    ],
)
def test_a_payment_that_cannot_be_read_is_an_error_that_says_why(
    screener: portcullis.Screener, payment: object, why: str
) -> None:
    with pytest.raises(portcullis.Error, match=why) as error:
        screener.screen(payment)  # type: ignore[arg-type]
    assert error.value.file is None and error.value.reason == str(error.value)


def test_a_name_that_says_nothing_is_an_error(screener: portcullis.Screener) -> None:
    for name in ("", "  "):
        with pytest.raises(portcullis.Error, match="`name` is empty"):
            screener.check(name)
    with pytest.raises(portcullis.Error, match="`country`"):
        screener.check("A", country="Iran")
    with pytest.raises(portcullis.Error, match="UTF-8"):
        screener.check("\udfff")


def test_options_that_are_not_understood_are_errors(index: Path) -> None:
    for options, why in [
        ({"sensitivity": "high"}, "`sensitivity`"),
        ({"threshold": 1.5}, "`threshold`"),
        ({"threshold": 0.9, "sensitivity": "broad"}, "both given"),
        ({"as_of": "today"}, "`as_of`"),
        ({"weak_aliases": "ignore"}, "`ignore`"),
        ({"threads": 0}, "threads"),
        ({"rules": {"program": []}}, "`rules`"),
    ]:
        with pytest.raises(portcullis.Error, match=why):
            portcullis.Screener(index, **options)  # type: ignore[arg-type]
    for wrong in ({"index": None}, {"index": 7}, {"index": index, "threads": "two"}, {"index": index, "rules": 7}):
        with pytest.raises(TypeError):
            portcullis.Screener(**wrong)  # type: ignore[arg-type]


def test_an_error_names_the_file_and_the_line(index: Path, tmp_path: Path) -> None:
    with pytest.raises(portcullis.Error) as error:
        portcullis.Screener(tmp_path / "none.pcx")
    assert error.value.file == str(tmp_path / "none.pcx")
    assert "cannot be read" in error.value.reason and str(error.value).startswith(error.value.file)
    with pytest.raises(portcullis.Error) as error:
        portcullis.Screener(index, rules=tmp_path / "none")
    assert error.value.file == str(tmp_path / "none")
    (tmp_path / "rules/licenses").mkdir(parents=True)
    (tmp_path / "rules/licenses/a.toml").write_text("[[license]]\nid = 7\n")
    with pytest.raises(portcullis.Error) as error:
        portcullis.Screener(index, rules=tmp_path / "rules")
    assert error.value.file == str(tmp_path / "rules/licenses/a.toml") and error.value.line is not None


def test_the_demonstration_rules_are_read(index: Path) -> None:
    assert "rules" in repr(portcullis.Screener(index, rules=CHECKOUT / "data"))
