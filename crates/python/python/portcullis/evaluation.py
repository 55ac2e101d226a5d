"""How much a screener finds, and how often it alerts for nothing, on names that are labelled."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Optional, Union

import pyarrow as pa

from ._error import Error
from ._progress import told
from ._screener import Screener
from ._tables import stream_of

#: The lowest threshold that is looked at, as by ``portcullis evaluate``: below it everything resembles something.
FLOOR = 0.70

_STEPS = tuple(round(FLOOR + step / 100, 2) for step in range(31))


@dataclass(frozen=True)
class Row:
    """A labelled name with what was found."""

    name: str
    #: The designations that it should find; none for a name that is on no list.
    expected: frozenset[str]
    category: str
    #: The best score on one of ``expected``, or on anything where there is none; 0 where nothing reaches :data:`FLOOR`.
    score: float
    #: What has the best score of all.
    best: Optional[str]


@dataclass(frozen=True)
class Evaluation:
    """What :func:`evaluate` saw. A higher threshold only ever loses hits, so one pass answers for all of them."""

    queries: tuple[Row, ...]
    negatives: tuple[Row, ...]
    #: The threshold of the screener, for which figures are where none is named.
    threshold: float

    def recall(self, threshold: Optional[float] = None) -> float:
        """The share of the queries that find what they should."""
        return _share(self.queries, self._at(threshold))

    def alert_rate(self, threshold: Optional[float] = None) -> float:
        """The share of the names on no list that alert all the same."""
        return _share(self.negatives, self._at(threshold))

    def by_category(self, threshold: Optional[float] = None) -> dict[str, float]:
        """The recall of each category of queries, the worst first."""
        categories: dict[str, list[Row]] = {}
        for row in self.queries:
            categories.setdefault(row.category, []).append(row)
        shares = {category: _share(rows, self._at(threshold)) for category, rows in categories.items()}
        return dict(sorted(shares.items(), key=lambda share: (share[1], share[0])))

    def misses(self, threshold: Optional[float] = None) -> list[Row]:
        """The queries that do not find what they should, the nearest first."""
        at = self._at(threshold)
        return sorted((row for row in self.queries if row.score < at), key=lambda row: -row.score)

    def false_alarms(self, threshold: Optional[float] = None) -> list[Row]:
        """The names on no list that alert, the strongest first."""
        at = self._at(threshold)
        return sorted((row for row in self.negatives if row.score >= at), key=lambda row: -row.score)

    def curve(self) -> pa.Table:
        """``threshold``, ``recall`` and ``alert_rate`` from 0.70 to 1 in steps of 0.01."""
        return pa.table(
            {
                "threshold": list(_STEPS),
                "recall": [self.recall(step) for step in _STEPS],
                "alert_rate": [self.alert_rate(step) for step in _STEPS],
            }
        )

    def plot(self, axes: Any = None) -> Any:
        """Draws the curve with matplotlib, which must be installed, and returns the axes."""
        try:
            from matplotlib import pyplot
        except ImportError:
            raise ImportError("a plot needs matplotlib: pip install portcullis[plot]") from None
        if axes is None:
            _, axes = pyplot.subplots()
        curve = self.curve()
        rates = [100 * rate for rate in curve["alert_rate"].to_pylist()]
        recalls = [100 * recall for recall in curve["recall"].to_pylist()]
        axes.plot(rates, recalls, marker=".", color="0.4")
        axes.plot([100 * self.alert_rate()], [100 * self.recall()], marker="o", color="C3", linestyle="none")
        axes.annotate(
            f"threshold {self.threshold:.3f}",
            (100 * self.alert_rate(), 100 * self.recall()),
            textcoords="offset points",
            xytext=(8, -12),
        )
        axes.set_xlabel("names on no list that alert, %")
        axes.set_ylabel("listed names that are found, %")
        axes.set_title(f"{len(self.queries):,} listed names, {len(self.negatives):,} on no list")
        return axes

    def _at(self, threshold: Optional[float]) -> float:
        if threshold is None:
            return self.threshold
        if not FLOOR <= threshold <= 1:
            raise Error(f"threshold: {threshold} is not between {FLOOR} and 1; nothing was looked at below")
        return threshold


def evaluate(
    screener: Screener,
    queries: Any,
    negatives: Any = None,
    *,
    progress: Union[bool, Callable[[int, Optional[int]], object]] = False,
) -> Evaluation:
    """Measures a screener on labelled names, as ``portcullis evaluate screening`` does.

    ``queries`` is a table (pyarrow, pandas, polars, or a list of dicts) with the columns ``query``, ``list_id`` (designation ids joined by
    ``;``, any of which is right), and ``schema`` and ``category`` where they are known; ``negatives`` one with ``full_name`` or ``name``. Names are asked
    for without facts. A query is found when it has a hit on a designation of its ``list_id``; hits on others do not count.

    >>> seen = portcullis.evaluate(screener, queries, negatives)  # doctest: +SKIP
    >>> seen.recall(), seen.alert_rate(0.85)                      # doctest: +SKIP
    >>> seen.plot()                                               # doctest: +SKIP
    """
    if not isinstance(screener, Screener):
        raise TypeError(f"a screener is needed, not {type(screener).__name__}")
    asked = [_query(row, number) for number, row in enumerate(_rows(queries, "queries"), 1)]
    others = [] if negatives is None else _rows(negatives, "negatives")
    asked += [_negative(row, number) for number, row in enumerate(others, 1)]
    low = Screener(**{**screener._options, "sensitivity": None, "threshold": FLOOR})
    own = screener.check("A")["threshold"]
    seen: list[Row] = []
    with told(progress, len(asked)) as tell, ThreadPoolExecutor(os.cpu_count()) as pool:
        for row in pool.map(lambda name: _seen(low, *name), asked):
            seen.append(row)
            if tell is not None and len(seen) % 1000 == 0:
                tell(len(seen))
        if tell is not None:
            tell(len(seen))
    queries_seen = tuple(row for row in seen if row.expected)
    return Evaluation(queries_seen, tuple(row for row in seen if not row.expected), float(own))


_Asked = tuple[str, frozenset[str], str, Optional[str]]


def _seen(screener: Screener, name: str, expected: frozenset[str], category: str, schema: Optional[str]) -> Row:
    hits = screener.check(name, schema=schema)["hits"] if name.strip() else []
    wanted = [float(hit["score"]) for hit in hits if not expected or hit["designation_id"] in expected]
    best = max(hits, key=lambda hit: float(hit["score"]), default=None)
    return Row(name, expected, category, max(wanted, default=0.0), best["designation_id"] if best else None)


def _share(rows: Iterable[Row], threshold: float) -> float:
    reached = [row.score >= threshold for row in rows]
    return sum(reached) / len(reached) if reached else 0.0


def _query(row: Mapping[str, Any], number: int) -> _Asked:
    name = row.get("query", row.get("creditor_name"))
    if name is None or row.get("list_id") is None:
        raise Error(f"queries: row {number} has no `query` or no `list_id`")
    expected = frozenset(part.strip() for part in str(row["list_id"]).split(";") if part.strip())
    if not expected:
        raise Error(f"queries: row {number} has an empty `list_id`")
    return str(name), expected, str(row.get("category") or row.get("kind") or ""), _schema(row.get("schema"))


def _negative(row: Mapping[str, Any], number: int) -> _Asked:
    name = row.get("full_name", row.get("name"))
    if name is None:
        raise Error(f"negatives: row {number} has no `full_name` or `name`")
    return str(name), frozenset(), str(row.get("category") or row.get("kind") or ""), None


def _schema(text: Any) -> Optional[str]:
    """FollowTheMoney has more words for the kinds of parties."""
    word = str(text or "").strip().lower()
    words = {"company": "organization", "publicbody": "organization", "airplane": "aircraft"}
    return {"legalentity": None, "": None}.get(word, words.get(word, word))


def _rows(table: Any, what: str) -> list[Mapping[str, Any]]:
    if isinstance(table, list) and all(isinstance(row, Mapping) for row in table):
        return table
    try:
        stream, _ = stream_of(table)
    except TypeError as error:
        raise TypeError(f"{what}: {error}") from None
    rows: list[Mapping[str, Any]] = pa.RecordBatchReader._import_from_c_capsule(stream).read_all().to_pylist()
    return rows
