"""A screener: what a Python program holds its payments against."""

from __future__ import annotations

import datetime
import decimal
import json
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Optional, Union

import pyarrow as pa

from . import _native
from ._error import Error
from ._progress import told
from ._tables import stream_of

Path = Union[str, "os.PathLike[str]"]
Date = Union[str, datetime.date]
Rules = Union[Path, Mapping[str, Any]]


class Screener:
    """Lists and rules, ready to screen payments and names.

    ``index``
        The compiled lists (``portcullis compile``).
    ``rules``
        A folder of programs, licenses and registries, as ``data`` of the project is one, or a dict of lists of files
        (``programs``, ``licenses``, ``registries``, ``findings``, ``good_guys``) and one file ``institution``. Without
        rules every program is in force and nothing is licensed.
    ``sensitivity``
        ``"strict"``, ``"balanced"`` (the default) or ``"broad"``; or ``threshold``, a number of 0 to 1.
    ``weak_aliases``
        ``"alert"`` lets weak aliases alert by themselves; by default they corroborate.
    ``ignore_conflicts``
        Facts that conflict (date of birth, gender) lower no score.
    ``as_of``
        Judges every payment as of this day instead of its value date.
    ``allow_missing_lists``
        Screens although the institution's file names an authority of which the index has no list.
    ``words``
        Files of reviewers' words (``words.csv``), or folders of them: what a false positive was said of passes.
    ``trust_index``
        Skips the checksum of the index.
    ``threads``
        Threads for tables; one for each core by default.

    Any number of threads may use one screener at once: the interpreter's lock is free while it works. It may be pickled and sent to other
    processes, which open index and rules again, from the same paths.

    Raises :class:`portcullis.Error` where index or rules cannot be used.
    """

    __slots__ = ("_native", "_options", "_threads")

    def __init__(
        self,
        index: Path,
        rules: Optional[Rules] = None,
        sensitivity: Optional[str] = None,
        *,
        threshold: Optional[float] = None,
        weak_aliases: Optional[str] = None,
        ignore_conflicts: bool = False,
        as_of: Optional[Date] = None,
        allow_missing_lists: bool = False,
        words: Iterable[Path] = (),
        trust_index: bool = False,
        threads: Optional[int] = None,
    ) -> None:
        options: dict[str, Any] = {
            "index": os.fspath(index),
            "rules": rules if isinstance(rules, Mapping) or rules is None else os.fspath(rules),
            "sensitivity": sensitivity,
            "threshold": threshold,
            "weak_aliases": weak_aliases,
            "ignore_conflicts": ignore_conflicts,
            "as_of": as_of,
            "allow_missing_lists": allow_missing_lists,
            "words": [os.fspath(path) for path in words],
            "trust_index": trust_index,
        }
        if threads is not None and (isinstance(threads, bool) or not isinstance(threads, int)):
            raise TypeError(f"threads: {threads!r} is no number")
        if threads is not None and threads < 1:
            raise Error(f"threads: {threads}; there must be one at least")
        self._threads = threads or 0
        self._options = {key: value for key, value in options.items() if value is not None}
        self._native = _native.Screener(_json(self._options, "options of a screener"))

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, (self._options, self._threads)

    def __repr__(self) -> str:
        options = ", ".join(f"{key}={value!r}" for key, value in self._options.items() if value is not False)
        return f"portcullis.Screener({options})"

    def check(
        self,
        name: str = "",
        *,
        schema: Optional[str] = None,
        birth_date: Optional[Union[Date, int]] = None,
        country: Optional[str] = None,
        gender: Optional[str] = None,
        ids: Iterable[str] = (),
        as_of: Optional[Date] = None,
        born: Optional[Union[Date, int]] = None,
    ) -> dict[str, Any]:
        """What a name, or an identifier, hits: ``{"query", "threshold", "hits", "discounted"}``, strongest first.

        Facts narrow it: ``schema`` (``"person"``, ``"organization"``, ``"vessel"``, ``"aircraft"``), ``birth_date`` (a day, a month or a
        year; ``born`` is another word for it), ``country`` (ISO 3166), ``gender``, ``ids`` (``"KIND:VALUE@CC"``: ``"passport:A1234567@RU"``). ``as_of``: of those who
        were listed on that day.

        >>> [hit["designation_id"] for hit in screener.check("Viktor But", birth_date="1967")["hits"]]  # doctest: +SKIP
        ['ofac-8279', 'un-QDi.001']
        """
        if not isinstance(name, str):
            raise TypeError(f"a name is text, not {type(name).__name__}")
        if isinstance(ids, (str, bytes)):
            raise TypeError('`ids` is a list of texts: ids=["passport:A1234567@RU"]')
        if born is not None and birth_date is not None:
            raise TypeError("`born` is another word for `birth_date`; give one of them")
        birth_date = born if birth_date is None else birth_date
        query = {
            "name": name,
            "schema": schema,
            "birth_date": str(birth_date) if isinstance(birth_date, int) else birth_date,
            "country": country,
            "gender": gender,
            "ids": list(ids),
            "as_of": as_of,
        }
        answer: dict[str, Any] = json.loads(
            self._native.check(_json({key: value for key, value in query.items() if value is not None}, "a name to check"))
        )
        return answer

    def screen(self, payment: Union[Mapping[str, Any], str, bytes]) -> dict[str, Any]:
        """Decides one payment: ``{"decision": {...}, "hits": [...], "discounted": [...]}``.

        A payment is an object as ``portcullis payments show`` prints them, as a dict or as JSON. ``decision`` has the columns of
        ``decisions.csv``; ``hits`` are lines of ``alerts.jsonl``, one for each hit, whatever is decided. What cannot be
        read as a payment is a :class:`portcullis.Error`, and nothing is decided.

        >>> payment = {"payment_id": "P1", "parties": [{"role": "creditor", "name": "Viktor Bout"}]}
        >>> screener.screen(payment)["decision"]["outcome"]  # doctest: +SKIP
        'block'
        """
        if isinstance(payment, str):
            text = _utf8(payment, "a payment")
        elif isinstance(payment, (bytes, bytearray)):
            text = bytes(payment)
        elif isinstance(payment, Mapping):
            text = _json(dict(payment), "a payment")
        else:
            raise TypeError(f"a payment is a dict, or JSON; {type(payment).__name__} is neither")
        answer: dict[str, Any] = json.loads(self._native.screen(text))
        return answer

    def screen_batch(
        self,
        table: Any,
        *,
        columns: Optional[Mapping[str, str]] = None,
        ignore: Iterable[str] = (),
        required: Iterable[str] = (),
        line: Optional[str] = None,
        file: Optional[str] = None,
        progress: Union[bool, Callable[[int, Optional[int]], object]] = False,
    ) -> pa.Table:
        """Decides a table of payments: a row for each row, in the same order.

        ``table`` is a table, batch or reader of pyarrow, a frame of pandas or polars, or anything else with ``__arrow_c_stream__``; its
        memory is shared, not copied. Its columns are those of the CSV form (``payment_id, value_date, amount, currency,
        debtor_name, creditor_name, ...``), found whatever their case, spaces, ``-`` and ``_``; ``columns`` names others
        (``{"creditor_name": "Payee"}``), ``ignore`` those that are not to be read, ``required`` those that must be there. ``line``
        (64-bit integers) and ``file`` (text) name the columns that say where a row stands, for decisions to repeat;
        otherwise ``line`` counts the rows from 1.

        The answer has the columns of ``decisions.csv``; ``alerts`` and ``discounted``, JSON arrays of lines of these files;
        ``touched``; ``released`` and ``unbound``, the line of these files, or null; ``suppressed``, as ``alerts``. A row that is no payment has the outcome
        ``rejected``, and its reason. Rows are settled in their order where it matters, as in a run: caps of licenses, payments
        that come again.

        ``progress=True`` shows a bar on stderr (of tqdm, where it is installed); a function is called with the rows that are done
        and those there are, ``None`` where nobody knows.
        """
        stream, rows = stream_of(table)
        mapping = _toml(columns or {}, ignore, required)
        with told(progress, rows) as tell:
            decisions = self._native.screen_stream(stream, mapping, line, file, self._threads, tell)
        return pa.RecordBatchReader.from_stream(decisions).read_all()

    def reload(self) -> None:
        """Opens index and rules again, from where they were. Calls that are under way end on the old ones.

        Where it fails, the screener goes on with what it has. A new index is put in place by renaming it over the old one, as
        ``portcullis compile`` does.
        """
        self._native.reload()


def _opened(options: dict[str, Any], threads: int) -> Screener:
    """A screener that was pickled."""
    return Screener(**options, threads=threads or None)


def _json(value: Mapping[str, Any], what: str) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)
    except (TypeError, RecursionError) as error:
        raise TypeError(f"{what}: {error}") from None
    except ValueError as error:
        raise Error(f"{what}: {error}") from None
    return _utf8(text, what)


def _plain(value: object) -> object:
    """Values of Python that JSON has another word for."""
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        raise TypeError(f"{value!r} is a time; a date is expected")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _utf8(text: str, what: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise Error(f"{what}: is not UTF-8: half of a pair of surrogates at character {error.start}") from None


def _toml(columns: Mapping[str, str], ignore: Iterable[str], required: Iterable[str]) -> str:
    """A map of columns as its TOML file would be: a text of TOML is one of JSON."""

    def text(value: object) -> str:
        if not isinstance(value, str):
            raise TypeError(f"a column is named by text, not by {value!r}")
        _utf8(value, "a map of columns")
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

    def texts(values: Iterable[str], word: str) -> str:
        if isinstance(values, (str, bytes)):
            raise TypeError(f"`{word}` is a list of columns")
        return ", ".join(text(value) for value in values)

    lines = [f"ignore = [{texts(ignore, 'ignore')}]", f"required = [{texts(required, 'required')}]", "[columns]"]
    lines += [f"{text(ours)} = {text(theirs)}" for ours, theirs in columns.items()]
    return "\n".join(lines) + "\n"
