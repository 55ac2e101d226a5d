"""A cluster decides as one process does. Slow ones, with machines that die, are run by PORTCULLIS_SPARK_CLUSTER=1."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import CHECKOUT, rules_of, run

import portcullis

pyspark = pytest.importorskip("pyspark", reason="skipped: pyspark is not installed")
if shutil.which("java") is None:
    pytest.skip("skipped: Java is not installed", allow_module_level=True)

from portcullis import spark  # noqa: E402

COMPARED = ("payment_id", "outcome", "authorities", "programs", "license_ids", "top_designation_id", "hits")


def session(master: str, **options: str) -> Any:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    # Executors and driver meet on this machine, whatever its name means.
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = pyspark.sql.SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "4").config("spark.driver.host", "127.0.0.1")
    for key, value in options.items():
        builder = builder.config(key.replace("_", "."), value)
    started = builder.getOrCreate()
    started.sparkContext.setLogLevel("OFF")
    return started


def frame_of(started: Any, table: pa.Table) -> Any:
    """A frame that is of no file."""
    kinds = {field.name: "bigint" if field.type == pa.int64() else "string" for field in table.schema}
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return started.createDataFrame(rows, ", ".join(f"`{name}` {kind}" for name, kind in kinds.items()))


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    started = session("local[2]")
    yield started
    started.stop()


@pytest.fixture(scope="module")
def night(sample: pa.Table) -> pa.Table:
    """The sample payments; then each again without its payee, who stopped some of them; then payments of equal amounts."""
    nameless = sample.set_column(
        sample.schema.get_field_index("creditor_name"), "creditor_name", pa.nulls(sample.num_rows, pa.string())
    )
    accountless = nameless.set_column(
        nameless.schema.get_field_index("creditor_account"), "creditor_account", pa.nulls(sample.num_rows, pa.string())
    )
    again = accountless.set_column(0, "payment_id", pa.array([f"AGAIN-{row}" for row in range(sample.num_rows)]))
    table = pa.concat_tables([again.slice(0, 40), sample, again])
    return table.append_column("position", pa.array(range(table.num_rows), pa.int64()))


def by_the_command_line(table: pa.Table, index: Path, rules: Path, folder: Path) -> list[dict[str, str]]:
    """Decisions in order; rejects among them have the outcome `rejected` in a frame, and no row here."""
    file, out = folder / "night.csv", folder / "run"
    with open(file, "w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(table.column_names)
        writer.writerows(zip(*(column.to_pylist() for column in table.columns)))
    run("screen", file, "--index", index, *rules_of(rules), "--out", out, codes=(0, 1))
    return rows_of(out / "decisions.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def told(rows: Any) -> list[tuple[str, ...]]:
    """What is compared, by payment. A reason names lines, which are other ones in a CSV file."""
    found = []
    for row in rows:
        reason = re.sub(r" on line \d+( of [^,]*)?,", ",", row["reason"])
        found.append((*(str(row[column]) for column in COMPARED), reason))
    return sorted(found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the command line decided the night."""
    return tmp_path_factory.mktemp("night")


@pytest.fixture(scope="module")
def expected(night: pa.Table, index: Path, folder: Path) -> list[tuple[str, ...]]:
    rows = told(by_the_command_line(night, index, CHECKOUT / "data", folder))
    assert any("resembles payment" in row[-1] for row in rows), "no payment comes again"
    return rows


def decided(frame: Any) -> list[tuple[str, ...]]:
    return told(row.asDict() for row in frame.collect() if row["outcome"] != "rejected")


@pytest.mark.parametrize("partitions", [1, 3, 7])
def test_decisions_are_the_same_whatever_the_partitions(
    local: Any, night: pa.Table, index: Path, expected: list[tuple[str, ...]], partitions: int
) -> None:
    frame = frame_of(local, night).repartition(partitions)
    answers = spark.screen(frame, index, rules=CHECKOUT / "data", order_by=["position"])
    assert answers.columns == [column.split()[0] for column in spark.SCHEMA.split(", ")]
    assert decided(answers) == expected
    assert answers.count() == night.num_rows


def in_files(night: pa.Table, folder: Path) -> None:
    folder.mkdir()
    for nth, start in enumerate(range(0, night.num_rows, 150)):
        pq.write_table(night.drop_columns(["position"]).slice(start, 150), folder / f"{nth}.parquet", row_group_size=40)


def test_files_are_read_in_their_order_and_every_output_is_written(
    local: Any, night: pa.Table, index: Path, expected: list[tuple[str, ...]], folder: Path, tmp_path: Path
) -> None:
    in_files(night, tmp_path / "in")
    answers = spark.screen(local.read.parquet(str(tmp_path / "in")), index, rules=CHECKOUT / "data")
    assert decided(answers) == expected
    first = {row["payment_id"]: row for row in answers.collect()}["PMT-0001"]
    assert (first["file"], first["line"]) == (str(tmp_path / "in/0.parquet"), 41)
    counts = spark.write(answers, tmp_path / "out")
    assert set(counts) == set(spark.OUTPUTS)
    written = local.read.parquet(str(tmp_path / "out/decisions"))
    assert told(row.asDict() for row in written.collect()) == expected
    assert counts["decisions"] == len(expected) and counts["rejects"] == night.num_rows - len(expected)
    alerts = local.read.parquet(str(tmp_path / "out/alerts")).collect()
    assert len(alerts) == counts["alerts"] > 0
    assert {row["outcome"] for row in alerts} <= {"review", "reject", "block"}
    assert all(f'"payment_id":"{row["payment_id"]}"' in row["record"] for row in alerts)
    compared = ("case_id", "outcome", "lists", "programs", "payments", "amounts", "first_payment_id")
    cases = local.read.parquet(str(tmp_path / "out/cases")).collect()
    ours = sorted((*(str(row[column]) for column in compared), f"{row['score']:.4f}") for row in cases)
    theirs = sorted((*(row[column] for column in compared), row["score"]) for row in rows_of(folder / "run/cases.csv"))
    assert ours == theirs and any(row["payments"] > 1 for row in cases)
    assert {path.name for path in (tmp_path / "out/decisions").iterdir()} >= {"outcome=block", "outcome=clear"}
    assert spark.verify(local, tmp_path / "out") == []
    with pytest.raises(portcullis.Error, match="is there already"):
        spark.write(answers, tmp_path / "out")
    torn = next((tmp_path / "out/alerts").rglob("*.parquet"))
    torn.write_bytes(torn.read_bytes()[:-1])
    (torn.parent / f".{torn.name}.crc").unlink(missing_ok=True)
    assert spark.verify(local, tmp_path / "out") == [f"{torn.relative_to(tmp_path / 'out')}: is not what was written"]


def test_files_are_held_to_the_totals_of_the_core_system(local: Any, night: pa.Table, tmp_path: Path) -> None:
    small = pa.table(
        {
            "payment_id": ["P1", "P2", "P3", "P4", "P5"],
            "amount": ["60.5", "39.50", "5.00", "x", "7"],
            "currency": ["USD", "usd", "EUR", "EUR", None],
            "creditor_name": ["Plain"] * 5,
        }
    )
    (tmp_path / "in").mkdir()
    for name, table in [("a", small), ("b", small.slice(4)), ("again", small.take([4, 3, 2, 1, 0])), ("none", small.slice(5))]:
        pq.write_table(table, tmp_path / f"in/{name}.parquet")
    control = tmp_path / "control.csv"
    control.write_text(f"file,records,sums\na.parquet,5,USD:100;EUR:5.00\n{tmp_path}/in/b.parquet,2,GBP:1\nc.parquet,1,\nc.parquet,1,\n")
    frame = local.read.parquet(str(tmp_path / "in"))
    b = tmp_path / "in/b.parquet"
    assert spark.control(frame, control) == [
        "c.parquet: stands twice in the control file",
        "a.parquet: has 7.00 of amounts without currency, the control file says nothing",
        "again.parquet: holds the same as a.parquet, row for row",
        "again.parquet: was screened and is not in the control file",
        f"{b}: has 1 record, the control file says 2",
        f"{b}: has nothing of GBP, the control file says 1.00",
        f"{b}: has 7.00 of amounts without currency, the control file says nothing",
        "none.parquet: holds no record",
        "none.parquet: was screened and is not in the control file",
        "c.parquet: is in the control file and was not screened",
    ]
    control.write_text("file,records,sums\na.parquet,4,USD:100;EUR:5.00\n")
    pq.write_table(small.slice(0, 4), tmp_path / "a.parquet")
    assert spark.control(local.read.parquet(str(tmp_path / "a.parquet")), control) == []
    with pytest.raises(portcullis.Error, match="not read from Parquet files"):
        spark.control(frame_of(local, night), control)
    for text, line, reason in [
        ("file,count\n", 1, "its columns are `file,count`"),
        ("file,records,sums\n", 1, "it names no file"),
        ("file,records,sums\na,1,\nb,many,\n", 3, "`many` is not a number of records"),
        ("file,records,sums\na,1,USD 5\n", 2, "`USD 5` is not a sum like USD:100.00"),
        ("file,records,sums\na,1,USD:5;usd:6\n", 2, "USD has two sums"),
        ("file,records,sums\n,1,\n", 2, "it does not say which file"),
    ]:
        control.write_text(text)
        with pytest.raises(portcullis.Error) as error:
            spark.control(frame, control)
        assert (error.value.file, error.value.line, error.value.reason) == (str(control), line, reason)


#: Members of `summary.json` that a report has without the payments.
COUNTED = (
    "records, decided, rejected, rejects_touched, outcomes, need_person, hits, payments_with_hits, resubmitted, alerts, cases, "
    "alerts_by_list, alerts_by_program, top_designations, released, good_guy_payments, suppressed, discounted, unbound, unbound_by_authority, "
    "released_by_license"
).split(", ")


def test_a_report_says_what_the_summary_of_a_run_says(
    local: Any, night: pa.Table, index: Path, expected: list[tuple[str, ...]], folder: Path, tmp_path: Path
) -> None:
    in_files(night, tmp_path / "in")
    payments = local.read.parquet(str(tmp_path / "in"))
    answers = spark.screen(payments, index, rules=CHECKOUT / "data")
    summary = json.loads((folder / "run/summary.json").read_text(encoding="utf-8"))
    told = spark.report(answers, payments)
    for member in (*COUNTED, "value"):
        assert told[member] == summary[member], member
    assert told["resubmitted"] and told["released_by_license"] and told["alerts_by_program"] and told["value"]["block"]
    assert told["duplicates"]["payment_ids"] == summary["duplicates"]["payment_ids"] > 0
    json.dumps(told)
    assert sorted(spark.report(answers)) == sorted(COUNTED)
    with pytest.raises(portcullis.Error, match="not read from Parquet files"):
        spark.report(answers, frame_of(local, night))
    with pytest.raises(portcullis.Error, match="`outcome` of decisions is missing"):
        spark.report(answers.drop("outcome"))
    with pytest.raises(TypeError, match="decisions are a frame"):
        spark.report([])


def test_a_frame_that_its_owner_keeps_stays_kept(local: Any, index: Path, sample: pa.Table, tmp_path: Path) -> None:
    answers = spark.screen(frame_of(local, sample.slice(0, 5)), index).persist()
    spark.write(answers, tmp_path / "out")
    assert answers.storageLevel.useMemory
    answers.unpersist()


def test_what_comes_twice_is_told_with_the_first_of_it(local: Any, index: Path, tmp_path: Path) -> None:
    one = pa.table({"payment_id": ["P1", "P2", "P1", "P1", None, None], "amount": ["1", "2", "1", "3", "7", "7"], "debtor_name": [None] * 6})
    one = one.set_column(2, "debtor_name", pa.nulls(6, pa.string())).append_column("creditor_name", pa.array(["A", "B", "A", "C", "D", "D"]))
    # Equal but for the column that is null, which no record repeats.
    other = one.slice(1, 1).rename_columns(["payment_id", "amount", "creditor_name", "debtor_name"])
    for name, table in [("a", one), ("b", one.take([5, 4, 3, 2, 1, 0])), ("c", other.select(one.column_names))]:
        (tmp_path / "in").mkdir(exist_ok=True)
        pq.write_table(table, tmp_path / f"in/{name}.parquet")
    frame = local.read.parquet(str(tmp_path / "in"))
    a = str(tmp_path / "in/a.parquet")
    told = sorted((row["kind"], row["payment_id"], row["times"], row["file"], row["line"]) for row in spark.duplicates(frame).collect())
    assert told == [
        ("content", "", 4, a, 5),
        ("content", "P1", 2, a, 4),
        ("content", "P1", 4, a, 1),
        ("content", "P2", 2, a, 2),
        ("file", "", 2, a, 0),
        ("payment_id", "P1", 6, a, 1),
        ("payment_id", "P2", 3, a, 2),
    ]
    # As a run counts them, of the same records.
    files = []
    for name in "abc":
        rows = pq.read_table(tmp_path / f"in/{name}.parquet").to_pylist()
        files.append(tmp_path / f"{name}.csv")
        with open(files[-1], "w", newline="", encoding="utf-8") as opened:
            writer = csv.DictWriter(opened, one.column_names)
            writer.writeheader()
            writer.writerows(rows)
    run("screen", *files, "--index", index, "--out", tmp_path / "run", codes=(0, 1))
    counted = json.loads((tmp_path / "run/summary.json").read_text(encoding="utf-8"))["duplicates"]
    assert counted == {"payment_ids": 7, "contents": 8, "files": 0}
    assert counted["payment_ids"] == sum(times - 1 for kind, _, times, _, _ in told if kind == "payment_id")
    assert counted["contents"] == sum(times - 1 for kind, _, times, _, _ in told if kind == "content")
    # Without files, the first is named by its id alone.
    plain = [row.asDict() for row in spark.duplicates(frame_of(local, one)).collect()]
    assert {"kind": "payment_id", "payment_id": "P1", "times": 3, "file": "", "line": 0} in plain


def test_reviewers_words_travel_with_the_tasks(local: Any, index: Path, tmp_path: Path) -> None:
    table = pa.table(
        {
            "payment_id": ["N1", "N2"],
            "value_date": ["2024-03-01"] * 2,
            "amount": ["100.00", "200.00"],
            "currency": ["EUR"] * 2,
            "creditor_name": ["Viktor Bout"] * 2,
            "creditor_account": ["NO9386011117947", None],
        }
    )
    by_the_command_line(table, index, tmp_path / "none", tmp_path)
    case = next(row["case_id"] for row in rows_of(tmp_path / "run/cases.csv") if row["first_payment_id"] == "N1")
    (tmp_path / "words").mkdir()
    words = tmp_path / "words/words.csv"
    run("cases", "decide", case, "false-positive", "--run", tmp_path / "run", "--who", "A. Berg", "--reason", "passport seen", "--words", words)
    answers = spark.screen(frame_of(local, table), index, words=[words])
    rows = {row["payment_id"]: row for row in answers.collect()}
    assert (rows["N1"]["outcome"], rows["N1"]["alerts"]) == ("clear", "[]") and rows["N2"]["outcome"] != "clear"
    record = json.loads(rows["N1"]["suppressed"])[0]
    assert (record["payment_id"], record["word"]["why"], rows["N2"]["suppressed"]) == ("N1", "passport seen", "[]")
    spark.write(answers, tmp_path / "out")
    kept = local.read.parquet(str(tmp_path / "out/suppressed")).collect()
    assert [(row["payment_id"], row["outcome"]) for row in kept] == [("N1", "clear")]
    assert spark.report(answers)["suppressed"] == 1
    # In one table they are let pass alike, and told alike.
    decided = portcullis.Screener(index, words=[words]).screen_batch(table)
    assert [len(json.loads(lines)) for lines in decided["suppressed"].to_pylist()] == [len(json.loads(rows[row]["suppressed"])) for row in ("N1", "N2")]
    # A word that leans on a run beside it says nothing on a machine that has no such run.
    header, row = words.read_text(encoding="utf-8").splitlines()
    words.write_text("\n".join(",".join(line.split(",")[:6]) for line in (header, row)) + "\n", encoding="utf-8")
    with pytest.raises(portcullis.Error, match="words.csv"):
        spark.screen(frame_of(local, table), index, words=[words])


def test_caps_are_spent_in_order_whatever_the_partitions(local: Any, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,name,schema,authority,list,programs\nq,Quorn Velasquez Ltd,organization,UN,UN test,UN-B\n")
    (tmp_path / "rules/licenses").mkdir(parents=True)
    (tmp_path / "rules/licenses/capped.toml").write_text(
        '[[license]]\nid = "un-food"\nauthority = "UN"\nkind = "general"\ncitation = "a test"\nprograms = ["UN-B"]\n'
        'valid_from = 2020-01-01\npurposes = ["food"]\ncap = { value = "1000.00", currency = "USD", per = "month" }\n'
    )
    index = tmp_path / "lists.pcx"
    run("compile", "--out", index, f"custom:{tmp_path / 'list.csv'}")
    rows = 200
    table = pa.table(
        {
            "payment_id": [f"P{row}" for row in range(rows)],
            "value_date": ["2026-01-15"] * rows,
            "amount": [f"{90 + row % 7}.00" for row in range(rows)],
            "currency": ["USD"] * rows,
            "debtor_name": [f"Ann Lee {row}" for row in range(rows)],
            "creditor_name": ["Quorn Velasquez Ltd" if row % 9 == 0 else "Bo Chen" for row in range(rows)],
            "purpose": ["food"] * rows,
            "position": list(range(rows)),
        }
    )
    expected = told(by_the_command_line(table, index, tmp_path / "rules", tmp_path))
    assert {row[1] for row in expected} > {"clear", "licensed"}
    for partitions in (1, 5):
        frame = frame_of(local, table).repartition(partitions)
        for _ in range(2):
            assert decided(spark.screen(frame, index, rules=tmp_path / "rules", order_by=["position"])) == expected


def test_what_is_wrong_is_said_before_a_task_begins(local: Any, night: pa.Table, index: Path, tmp_path: Path) -> None:
    frame = frame_of(local, night)
    with pytest.raises(portcullis.Error, match="payment_id"):
        spark.screen(frame.drop("payment_id"), index)
    with pytest.raises(portcullis.Error, match="payee"):
        spark.screen(frame.withColumnRenamed("creditor_name", "payee"), index)
    with pytest.raises(portcullis.Error, match="order_by"):
        spark.screen(frame, index, order_by=["day"])
    with pytest.raises(portcullis.Error) as error:
        spark.screen(frame, tmp_path / "none.pcx")
    assert error.value.file == str(tmp_path / "none.pcx")
    with pytest.raises(TypeError):
        spark.screen(frame, index, threads=2)
    with pytest.raises(TypeError, match="order_by"):
        spark.screen(frame, index, order_by="position")
    for none in (None, 7, night, night.to_pandas()):
        with pytest.raises(TypeError, match="frame of Spark"):
            spark.screen(none, index)
    with pytest.raises(portcullis.Error, match="creditor_name"):
        spark.screen(frame.selectExpr("payment_id", "array(creditor_name) as creditor_name"), index)
    with pytest.raises(portcullis.Error, match="missing"):
        spark.write(frame, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_rows_of_nulls_and_text_that_is_none_are_decided_or_rejected(local: Any, index: Path) -> None:
    frame = local.createDataFrame(
        [("P1", "1.00", "EUR", bytearray(b"Viktor Bout")), (None, None, None, None), ("P3", "1.00", "EUR", bytearray(b"Vikt\xffor Bo\xfeut"))],
        "payment_id string, amount string, currency string, creditor_name binary",
    )
    text = frame.selectExpr("payment_id", "amount", "currency", "cast(creditor_name as string) as creditor_name")
    for payments in (frame, text):
        try:
            rows = {row["payment_id"]: row["outcome"] for row in spark.screen(payments, index).collect()}
        except portcullis.Error as error:
            assert "creditor_name" in str(error)
        else:
            assert len(rows) == 3 and rows["P1"] != "clear"


def test_lists_that_are_replaced_or_deleted_do_not_change_what_is_under_way(local: Any, index: Path, night: pa.Table, tmp_path: Path) -> None:
    lists = tmp_path / "lists.pcx"
    shutil.copy(index, lists)
    frame = frame_of(local, night.slice(40, 60))
    expected = decided(spark.screen(frame, lists, order_by=["position"]))
    under_way = spark.screen(frame, lists, order_by=["position"])
    (tmp_path / "other.csv").write_text("id,name,schema,authority,list,programs\nq,Quorn Velasquez,person,UN,UN test,UN-B\n")
    run("compile", "--out", lists, "--allow-shrink", f"custom:{tmp_path / 'other.csv'}")
    local.catalog.clearCache()
    assert decided(under_way) == expected
    assert decided(spark.screen(frame, lists, order_by=["position"])) != expected
    lists.unlink()
    with pytest.raises(portcullis.Error) as error:
        spark.screen(frame, lists)
    assert error.value.file == str(lists)


@pytest.mark.skipif("PORTCULLIS_SPARK_CLUSTER" not in os.environ, reason="skipped: PORTCULLIS_SPARK_CLUSTER is not set")
def test_nothing_is_lost_or_doubled_when_an_executor_is_killed(
    night: pa.Table, index: Path, expected: list[tuple[str, ...]], tmp_path: Path
) -> None:
    running = pyspark.sql.SparkSession.getActiveSession()
    if running is not None:
        running.stop()
    cluster = session("local-cluster[2,1,1024]", spark_executor_memory="1g", spark_task_maxFailures="8")
    try:
        killed: list[int] = []

        def kill() -> None:
            driver = int(cluster._jvm.java.lang.ProcessHandle.current().pid())
            while not killed:
                if any(stage for stage in cluster.sparkContext.statusTracker().getActiveStageIds()):
                    executors = executors_of(driver)
                    if executors:
                        os.kill(executors[0], signal.SIGKILL)
                        killed.append(executors[0])
                time.sleep(0.05)

        def slow(batches: Any) -> Any:
            for batch in batches:
                time.sleep(0.5)
                yield batch

        frame = frame_of(cluster, night).repartition(12)
        frame = frame.mapInArrow(slow, frame.schema)
        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        answers = spark.screen(frame, index, rules=CHECKOUT / "data", order_by=["position"])
        counts = spark.write(answers, tmp_path / "out")
        killer.join(30)
        assert killed, "no executor was killed"
        written = cluster.read.parquet(str(tmp_path / "out/decisions"))
        assert told(row.asDict() for row in written.collect()) == expected
        assert counts["decisions"] + counts["rejects"] == night.num_rows
        assert spark.verify(cluster, tmp_path / "out") == []
    finally:
        cluster.stop()


def executors_of(driver: int) -> list[int]:
    """The executors among the processes that a driver began."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = []
    for process in parents:
        ancestor = process
        while ancestor in parents and ancestor != driver:
            ancestor = parents[ancestor]
        if ancestor != driver or process == driver:
            continue
        try:
            command = Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            continue
        if b"CoarseGrainedExecutorBackend" in command:
            found.append(process)
    return found
