"""Figures are those of the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pytest
from conftest import run

import portcullis


@pytest.fixture(scope="module")
def labelled(index: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    screener = portcullis.Screener(index)
    bout = screener.check("Viktor Bout")["hits"][0]["designation_id"]
    hizballah = screener.check("Hizballah")["hits"][0]["designation_id"]
    queries = [
        {"query": "Viktor Bout", "list_id": bout, "category": "as listed"},
        {"query": "Victor Boot", "list_id": bout, "category": "spelled otherwise"},
        {"query": "Bout", "list_id": bout, "category": "a word alone"},
        {"query": "Hizbollah", "list_id": hizballah, "category": "spelled otherwise"},
    ]
    negatives = [{"name": name} for name in ("Johanna Meier", "Viktor Bostrom", "Oliver Clarke", "Victoria Boutique")]
    return queries, negatives


def test_figures_are_those_of_the_command_line(
    index: Path, labelled: tuple[list[dict[str, str]], list[dict[str, str]]], tmp_path: Path
) -> None:
    queries, negatives = labelled
    for name, rows in (("queries", queries), ("negatives", negatives)):
        with open(tmp_path / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    arguments = ["evaluate", "screening", "--index", index, "--queries", tmp_path / "queries.csv"]
    told = json.loads(run(*arguments, "--negatives", tmp_path / "negatives.csv", "--json"))
    seen = portcullis.evaluate(portcullis.Screener(index), queries, negatives)
    assert seen.recall() == pytest.approx(told["recall"]["queries"]["recall"], abs=1e-4)
    assert seen.alert_rate() == pytest.approx(told["alert_rate"]["negatives"]["rate"], abs=1e-4)
    assert 0 < seen.recall() < 1


def test_a_higher_threshold_only_loses(index: Path, labelled: tuple[list[dict[str, str]], list[dict[str, str]]]) -> None:
    queries, negatives = labelled
    seen = portcullis.evaluate(portcullis.Screener(index), pa.Table.from_pylist(queries), pa.Table.from_pylist(negatives))
    curve = seen.curve().to_pydict()
    assert curve["threshold"][0] == 0.7 and curve["threshold"][-1] == 1.0
    assert curve["recall"] == sorted(curve["recall"], reverse=True)
    assert curve["alert_rate"] == sorted(curve["alert_rate"], reverse=True)
    assert {row.name for row in seen.misses(1.0)} >= {"Victor Boot"}
    assert seen.by_category()["as listed"] == 1.0
    with pytest.raises(portcullis.Error, match="threshold"):
        seen.recall(0.5)


def test_labels_that_say_nothing_are_errors(index: Path) -> None:
    screener = portcullis.Screener(index)
    with pytest.raises(portcullis.Error, match="row 1"):
        portcullis.evaluate(screener, [{"query": "A"}])
    with pytest.raises(portcullis.Error, match="negatives: row 1"):
        portcullis.evaluate(screener, [{"query": "A", "list_id": "x"}], [{"who": "B"}])
    with pytest.raises(TypeError):
        portcullis.evaluate(index, [])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="queries"):
        portcullis.evaluate(screener, "queries.csv")


def test_a_curve_is_drawn(index: Path, labelled: tuple[list[dict[str, str]], list[dict[str, str]]]) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    axes = portcullis.evaluate(portcullis.Screener(index), *labelled).plot()
    assert axes.get_xlabel() == "names on no list that alert, %" and len(axes.lines) == 2
