"""Screeners that live long: threads, processes, lists that change under them."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import CHECKOUT, payments, run

import portcullis


def lists(path: Path, name: str) -> None:
    """An index in which one is listed."""
    source = path.with_suffix(".csv")
    source.write_text(f"id,name,schema,authority,list,programs\none,{name},person,UN,UN test,UN-A\n")
    run("compile", "--out", path, "--allow-shrink", f"custom:{source}")


def test_a_hundred_threads_share_a_screener(screener: portcullis.Screener) -> None:
    names = ["Viktor Bout", "Johanna Meier"] * 50
    alone = [screener.check(name)["hits"] for name in names]
    start = threading.Barrier(100)

    def work(nth: int) -> bool:
        start.wait()
        answers = screener.screen_batch(payments(*names))
        hits = [bool(hits) for hits in answers["hits"].to_pylist()]
        payment = {"payment_id": "P", "parties": [{"role": "creditor", "name": names[nth]}]}
        return (
            screener.check(names[nth])["hits"] == alone[nth]
            and bool(screener.screen(payment)["hits"]) == bool(alone[nth])
            and hits == [bool(hits) for hits in alone]
        )

    with ThreadPoolExecutor(100) as pool:
        assert all(pool.map(work, range(100)))


def test_other_threads_run_while_a_table_is_screened(screener: portcullis.Screener) -> None:
    done, ticks = threading.Event(), []

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    ticker = threading.Thread(target=tick)
    table = payments(*[f"Ann Lee {row}" for row in range(20_000)])
    ticker.start()
    began = time.monotonic()
    screener.screen_batch(table)
    ended = time.monotonic()
    done.set()
    ticker.join()
    # With the lock held there would be one tick before and one after.
    assert len([at for at in ticks if began < at < ended]) > 2


def test_lists_are_replaced_under_a_running_screener(tmp_path: Path) -> None:
    index = tmp_path / "lists.pcx"
    lists(index, "Zebulon Quorn")
    screener = portcullis.Screener(index)
    lists(index, "Velasquez Tarn")
    assert screener.check("Zebulon Quorn")["hits"] and not screener.check("Velasquez Tarn")["hits"]
    screener.reload()
    assert not screener.check("Zebulon Quorn")["hits"] and screener.check("Velasquez Tarn")["hits"]


def test_a_screener_goes_on_when_its_index_is_deleted(tmp_path: Path) -> None:
    index = tmp_path / "lists.pcx"
    lists(index, "Zebulon Quorn")
    screener = portcullis.Screener(index)
    index.unlink()
    assert screener.check("Zebulon Quorn")["hits"]
    with pytest.raises(portcullis.Error) as error:
        screener.reload()
    assert error.value.file == str(index)
    assert screener.screen_batch(payments("Zebulon Quorn"))["hits"].to_pylist() == [1]


def test_an_index_that_is_cut_short_is_an_error(tmp_path: Path, index: Path) -> None:
    cut = tmp_path / "cut.pcx"
    shutil.copy(index, cut)
    os.truncate(cut, 5_000)
    with pytest.raises(portcullis.Error) as error:
        portcullis.Screener(cut)
    assert error.value.file == str(cut)
    cut.write_bytes(b"no index at all")
    with pytest.raises(portcullis.Error, match="not a Portcullis index"):
        portcullis.Screener(cut)


def test_an_index_that_is_cut_short_in_place_under_a_running_screener_is_an_error(tmp_path: Path, index: Path) -> None:
    cut = tmp_path / "cut.pcx"
    shutil.copy(index, cut)
    screener = portcullis.Screener(cut)
    assert screener.check("Viktor Bout")["hits"]
    os.truncate(cut, 3)
    # Against the rule: an error from each way in, and no crash of the interpreter.
    for work in (
        lambda: screener.check("Wiktor Boot"),
        lambda: screener.screen({"payment_id": "P", "parties": [{"role": "creditor", "name": "Wiktor Boot"}]}),
        lambda: screener.screen_batch(payments("Wiktor Boot")),
    ):
        with pytest.raises(portcullis.Error) as error:
            work()
        assert error.value.file == str(cut)


def test_threads_reload_while_others_screen(tmp_path: Path) -> None:
    index = tmp_path / "lists.pcx"
    lists(index, "Zebulon Quorn")
    screener = portcullis.Screener(index)

    def work(nth: int) -> bool:
        if nth % 10 == 0:
            screener.reload()
        return screener.screen_batch(payments("Zebulon Quorn", "Ann Lee"))["hits"].to_pylist() == [1, 0]

    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(work, range(200)))


def in_a_child(screener: portcullis.Screener, queue: object) -> None:
    queue.put(screener.screen_batch(payments("Viktor Bout", "Ann Lee"))["outcome"].to_pylist())  # type: ignore[attr-defined]


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_processes_have_screeners_of_their_own(screener: portcullis.Screener, start: str) -> None:
    expected = screener.screen_batch(payments("Viktor Bout", "Ann Lee"))["outcome"].to_pylist()
    context = multiprocessing.get_context(start)
    queue = context.Queue()
    child = context.Process(target=in_a_child, args=(screener, queue))
    child.start()
    try:
        assert queue.get(timeout=60) == expected
    finally:
        child.join(10)
        if child.is_alive():
            child.kill()


def test_a_screener_is_pickled_as_what_it_was_opened_with(index: Path) -> None:
    screener = portcullis.Screener(index, CHECKOUT / "data", "strict", threads=1, as_of="2026-01-15")
    again = pickle.loads(pickle.dumps(screener))
    assert repr(again) == repr(screener)
    assert again.check("Viktor Bout") == screener.check("Viktor Bout")
    error = pickle.loads(pickle.dumps(portcullis.Error("torn", "lists.pcx:7")))
    assert (error.file, error.line, str(error)) == ("lists.pcx", 7, "lists.pcx:7: torn")
