"""Tables of others, as streams of Arrow."""

from __future__ import annotations

import os
from typing import Any, Optional

import pyarrow as pa

from ._error import Error

_KINDS = "a table, batch or reader of pyarrow, a frame of pandas or polars, or anything with __arrow_c_stream__"


def stream_of(table: Any) -> tuple[object, Optional[int]]:
    """The stream of a table, and how many rows it has where that is known."""
    if isinstance(table, (str, bytes, os.PathLike)):
        raise TypeError(f"payments are {_KINDS}; read the file first: pyarrow.parquet.read_table({table!r})")
    module = type(table).__module__.partition(".")[0]
    if module == "pandas":
        table = _of_pandas(table)
    elif isinstance(table, pa.RecordBatch):
        table = pa.Table.from_batches([table])
    elif module == "polars" and hasattr(table, "collect"):
        raise TypeError("a lazy frame of polars has no rows yet; collect() it first")
    if not hasattr(table, "__arrow_c_stream__"):
        raise TypeError(f"payments are {_KINDS}; {type(table).__name__} is none of them")
    try:
        stream: object = table.__arrow_c_stream__()
    except pa.ArrowException as error:
        raise Error(f"the payments cannot be read: {error}") from error
    return stream, _rows(table)


def _of_pandas(frame: Any) -> pa.Table:
    """A frame of pandas without its index, which is no column of payments."""
    if not hasattr(frame, "columns"):
        raise TypeError("a series of pandas is one column; payments are a frame")
    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowException, ValueError) as error:
        raise Error(f"the frame cannot be read as a table: {'; '.join(map(str, error.args))}") from error


def _rows(table: Any) -> Optional[int]:
    for known in ("num_rows", "height"):
        rows = getattr(table, known, None)
        if isinstance(rows, int):
            return rows
    return None
