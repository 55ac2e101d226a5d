"""Tables in, tables out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pytest
from conftest import payments

import portcullis


def test_a_table_is_decided_as_its_file_is(screener: portcullis.Screener, sample: pa.Table, decided: Path) -> None:
    answers = screener.screen_batch(sample)
    assert isinstance(answers, pa.Table) and answers.num_rows == sample.num_rows
    assert answers["payment_id"].to_pylist() == sample["payment_id"].to_pylist()
    with open(decided / "decisions.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    payments_only = [answer for answer in answers.to_pylist() if answer["outcome"] != "rejected"]
    assert len(payments_only) == len(rows)
    for answer, row in zip(payments_only, rows):
        for column in ("payment_id", "outcome", "authorities", "programs", "license_ids", "top_designation_id"):
            assert answer[column] == row[column], answer
        assert str(answer["hits"]) == row["hits"]
        assert answer["reason"].split(" on line ")[0] == row["reason"].split(" on line ")[0]


def test_frames_of_pandas_and_polars_are_tables(screener: portcullis.Screener, sample: pa.Table) -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    expected = screener.screen_batch(sample)
    frame = sample.to_pandas()
    assert screener.screen_batch(frame).equals(expected)
    assert screener.screen_batch(frame.set_index(pandas.Index(range(5, 5 + len(frame))))).equals(expected)
    assert screener.screen_batch(polars.from_arrow(sample)).equals(expected)
    with pytest.raises(TypeError, match="collect"):
        screener.screen_batch(polars.from_arrow(sample).lazy())
    with pytest.raises(TypeError, match="series"):
        screener.screen_batch(frame["amount"])
    mixed = frame.copy()
    mixed["debtor_name"] = [object()] + [None] * (len(frame) - 1)
    with pytest.raises(portcullis.Error, match="debtor_name"):
        screener.screen_batch(mixed)


def test_batches_readers_and_slices_are_tables(screener: portcullis.Screener, sample: pa.Table) -> None:
    expected = screener.screen_batch(sample)
    assert screener.screen_batch(sample.combine_chunks().to_batches()[0]).equals(expected)
    assert screener.screen_batch(sample.to_reader(max_chunksize=7)).equals(expected)
    assert screener.screen_batch(pa.concat_tables([sample.slice(0, 50), sample.slice(50)])).equals(expected)
    assert screener.screen_batch(sample.slice(3, 0)).num_rows == 0
    part = screener.screen_batch(sample.slice(30, 10))
    assert part["outcome"].to_pylist() == expected["outcome"].to_pylist()[30:40]


def test_a_row_that_is_no_payment_is_rejected_with_whom_it_names(screener: portcullis.Screener) -> None:
    table = payments("Ann Lee", "Viktor Bout").set_column(1, "value_date", pa.array(["2026-01-15", "yesterday"]))
    first, second = screener.screen_batch(table).to_pylist()
    assert first["outcome"] == "clear" and second["outcome"] == "rejected"
    assert "yesterday" in second["reason"] and second["touched"]


def test_names_that_are_null_are_none(screener: portcullis.Screener) -> None:
    answers = screener.screen_batch(payments(None, None, "Viktor Bout"))
    assert [outcome == "clear" for outcome in answers["outcome"].to_pylist()] == [True, True, False]
    alerts = [json.loads(alerts) for alerts in answers["alerts"].to_pylist()]
    assert alerts[0] == [] and alerts[2][0]["payment_id"] == "P2"


def test_a_payment_that_comes_again_without_its_payee_is_noticed_in_its_table(screener: portcullis.Screener) -> None:
    table = payments("Viktor Bout", None)
    assert "resembles payment P0" in screener.screen_batch(table)["reason"].to_pylist()[1]
    # A reader of batches is one table, too; another table is another batch.
    assert "resembles payment P0" in screener.screen_batch(table.to_reader(max_chunksize=1))["reason"].to_pylist()[1]
    assert screener.screen_batch(table.slice(1))["outcome"].to_pylist() == ["clear"]


def test_columns_are_mapped_ignored_and_required(screener: portcullis.Screener) -> None:
    table = payments("Viktor Bout").rename_columns(
        ["payment_id", "value_date", "amount", "currency", "debtor_name", "Payee"]
    )
    with pytest.raises(portcullis.Error, match="Payee"):
        screener.screen_batch(table)
    assert screener.screen_batch(table, columns={"creditor_name": "Payee"})["hits"].to_pylist() != [0]
    assert screener.screen_batch(table, ignore=["Payee"])["hits"].to_pylist() == [0]
    with pytest.raises(portcullis.Error, match="creditor_name"):
        screener.screen_batch(table, ignore=["Payee"], required=["creditor_name"])
    with pytest.raises(portcullis.Error, match="map of columns"):
        screener.screen_batch(table, columns={"payee_name": "Payee"})
    with pytest.raises(TypeError):
        screener.screen_batch(table, columns={"creditor_name": 7})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        screener.screen_batch(table, ignore="Payee")


def test_missing_columns_and_wrong_types_are_errors_that_name_the_column(screener: portcullis.Screener) -> None:
    with pytest.raises(portcullis.Error, match="payment_id"):
        screener.screen_batch(payments("A").drop_columns(["payment_id"]))
    table = payments("A")
    with pytest.raises(portcullis.Error, match="amount"):
        screener.screen_batch(table.set_column(2, "amount", pa.array([[1]])))
    with pytest.raises(portcullis.Error, match="creditor_name"):
        screener.screen_batch(table.set_column(5, "creditor_name", pa.array([{"name": "A"}])))


def test_text_that_is_not_utf8_ends_nothing(screener: portcullis.Screener) -> None:
    broken = pa.array([b"Vikt\xffr B\xfeut"], pa.binary())
    unchecked = pa.Array.from_buffers(pa.string(), 1, broken.buffers())
    for column in (broken, unchecked):
        try:
            answers = screener.screen_batch(payments("A").set_column(5, "creditor_name", column))
            assert answers.num_rows == 1
        except portcullis.Error as error:
            assert "creditor_name" in str(error) or "UTF-8" in str(error)


@pytest.mark.parametrize("wrong", [None, 7, "night.parquet", b"night", [], {}, object()])
def test_what_is_no_table_is_a_type_error(screener: portcullis.Screener, wrong: object) -> None:
    with pytest.raises(TypeError):
        screener.screen_batch(wrong)


def test_a_reader_that_fails_is_an_error(screener: portcullis.Screener) -> None:
    table = payments("Ann Lee")

    def batches() -> object:
        yield from table.to_batches()
        raise OSError("the tape is torn")

    with pytest.raises(portcullis.Error, match="the tape is torn"):
        screener.screen_batch(pa.RecordBatchReader.from_batches(table.schema, batches()))


def test_a_reader_is_used_once(screener: portcullis.Screener) -> None:
    reader = payments("Ann Lee").to_reader()
    assert screener.screen_batch(reader).num_rows == 1
    with pytest.raises(portcullis.Error):
        if screener.screen_batch(reader).num_rows == 0:
            raise portcullis.Error("an ended reader has no rows")


def test_progress_is_told(screener: portcullis.Screener, capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[tuple[int, object]] = []
    table = pa.concat_tables([payments(*["Ann Lee"] * 40_000)])
    screener.screen_batch(table, progress=lambda done, rows: seen.append((done, rows)))
    assert seen[-1] == (40_000, 40_000) and len(seen) > 1
    screener.screen_batch(table, progress=True)
    assert "40" in capsys.readouterr().err
    screener.screen_batch(table)
    assert capsys.readouterr().err == ""

    def stop(done: int, rows: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screener.screen_batch(table, progress=stop)


def test_no_memory_is_copied_on_the_way_in(screener: portcullis.Screener) -> None:
    table = payments(*["Ann Lee"] * 100_000)
    before = pa.total_allocated_bytes()
    answers = screener.screen_batch(table)
    # The answers are of another allocator; nothing of the payments was allocated again by Arrow.
    assert pa.total_allocated_bytes() - before < 1_000_000
    assert answers.num_rows == 100_000
