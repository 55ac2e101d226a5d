"""How far a batch is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Optional, Union

Progress = Callable[[int], object]


@contextmanager
def told(
    progress: Union[bool, Callable[[int, Optional[int]], object]], rows: Optional[int]
) -> Iterator[Optional[Progress]]:
    """What is to be called with the number of rows that are done; ``None``: nobody asks."""
    if callable(progress):
        asks = progress
        yield lambda done: asks(done, rows)
    elif not progress:
        yield None
    else:
        with _bar(rows) as tell:
            yield tell


@contextmanager
def _bar(rows: Optional[int]) -> Iterator[Progress]:
    try:
        from tqdm import tqdm
    except ImportError:
        yield lambda done: _line(done, rows)
        sys.stderr.write("\n")
        return
    bar: Any
    with tqdm(total=rows, unit=" payments", unit_scale=True) as bar:
        yield lambda done: bar.update(done - bar.n)


def _line(done: int, rows: Optional[int]) -> None:
    """A line of our own, where there is no tqdm."""
    of_all = f" of {rows:,} ({100 * done // rows} %)" if rows else ""
    sys.stderr.write(f"\r{done:,}{of_all} payments")
    sys.stderr.flush()
