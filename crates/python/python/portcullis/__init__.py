"""Sanctions screening of payments and names.

>>> import portcullis
>>> screener = portcullis.Screener("lists.pcx", rules="data")       # doctest: +SKIP
>>> screener.check("Viktor But", birth_date="1967")["hits"]         # doctest: +SKIP
>>> screener.screen_batch(pyarrow.parquet.read_table("night.parquet"))  # doctest: +SKIP

One payment is a dict, as ``portcullis payments show`` prints them; a batch is a table of pyarrow, pandas or polars. The lists are an
index that ``portcullis compile`` made. ``portcullis.spark`` screens on a cluster, ``portcullis.evaluate`` measures.
"""

from __future__ import annotations

from ._error import Error
from ._native import __version__
from ._screener import Screener
from .evaluation import Evaluation, evaluate

__all__ = ["Error", "Evaluation", "Screener", "__version__", "evaluate"]
