"""Screening on Apache Spark: a night's batch on a cluster, decided as one process decides it.

>>> from portcullis import spark                                        # doctest: +SKIP
>>> decisions = spark.screen(session.read.parquet("night"), "lists.pcx", rules="data")  # doctest: +SKIP
>>> spark.write(decisions, "decided")                                   # doctest: +SKIP

``docs/spark.md`` says how the passes go, what they cost, and what limits them.
"""

from __future__ import annotations

import atexit
import hashlib
import io
import itertools
import os
import re
import shutil
import tarfile
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Union
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from ._error import Error
from ._screener import Screener
from ._spark_batch import cases, control
from ._spark_frame import FILE, KEY, LINE, ODD, SCHEMA, are_decisions, kept, key, placed
from ._spark_report import duplicates, report

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import Column, DataFrame, SparkSession

__all__ = ["OUTPUTS", "cases", "control", "duplicates", "report", "screen", "verify", "write"]

#: What :func:`write` writes, a folder each.
OUTPUTS = ("decisions", "alerts", "cases", "released", "suppressed", "discounted", "unbound", "rejects", "audit")

#: What each row has for itself. All else is the same in all rows that are clear, and there are few others.
_OWN = ("payment_id", "line", "file")

#: The other columns, and what a clear row has there.
_CLEAR: dict[str, Any] = {
    "outcome": "clear",
    "reason": "no hit",
    "authorities": "",
    "programs": "",
    "license_ids": "",
    "top_designation_id": "",
    "top_score": None,
    "hits": 0,
    "alerts": "[]",
    "discounted": "[]",
    "touched": "",
    "released": None,
    "unbound": None,
    "suppressed": "[]",
}

_KINDS = dict(column.split() for column in SCHEMA.split(", "))

#: How the first pass is kept: what it says beside :data:`_OWN` in one column, null where that is :data:`_CLEAR`. So a row is handed from
#: Python to Spark, and kept, in five columns and not in eighteen.
_SAID = "said"
_KEPT = (
    ", ".join(f"{name} {_KINDS[name]}" for name in _OWN)
    + f", {KEY} string, {_SAID} struct<{', '.join(f'{name}: {_KINDS[name]}' for name in _CLEAR)}>"
)

#: Outcomes that stop a payment.
_STOPPED = ("review", "reject", "block")


def screen(
    df: DataFrame,
    index: Union[str, os.PathLike[str]],
    *,
    rules: Union[str, os.PathLike[str], None] = None,
    order_by: Iterable[str] = (),
    columns: Optional[Mapping[str, str]] = None,
    ignore: Iterable[str] = (),
    required: Iterable[str] = (),
    ship: bool = True,
    **options: Any,
) -> DataFrame:
    """Decides a frame of payments: a row of decisions for each row, the same as one process decides, whatever the partitions.

    ``df``
        Payments: the columns of the CSV form, or others by ``columns``, ``ignore`` and ``required``, as for
        :meth:`portcullis.Screener.screen_batch`.
    ``index``
        The compiled lists on the driver. They are sent to each machine once, and mapped by its workers. ``ship=False``: the path is the
        same on every machine.
    ``rules``
        A folder of rules on the driver.
    ``order_by``
        The columns by which payments are ordered. Caps of licenses are spent in this order, and a payment that comes again is one
        after that which was stopped. By default the order of files and rows where ``df`` is read from Parquet as it stands, and else that
        of all columns.
    ``options``
        As for :class:`portcullis.Screener`: ``sensitivity``, ``threshold``, ``weak_aliases``, ``ignore_conflicts``, ``as_of``,
        ``allow_missing_lists``, ``trust_index``; and ``words``, files that say themselves what each word was said of, as ``words.csv``
        of a run does: they are sent along.

    Two passes are made over the payments: every one by itself; then those again, in their order, whose decision may rest on others. For
    that the first pass is run before this function returns, and kept in the cache of the cluster, until
    ``session.catalog.clearCache()`` or the end of the session. ``line`` is 0 where nothing says where a payment stands.

    Raises :class:`portcullis.Error` where index or rules or the columns of ``df`` cannot be used.
    """
    from pyspark import StorageLevel
    from pyspark.sql import functions as F

    if not hasattr(df, "mapInArrow"):
        raise TypeError(f"payments are a frame of Spark, not {type(df).__name__}")
    if isinstance(order_by, (str, bytes)):
        raise TypeError('`order_by` is a list of columns: order_by=["booked_at"]')
    session = df.sparkSession
    here = _options(index, rules, options)
    # What is wrong with them is said here, and not by a task.
    screener = Screener(**here, threads=1)
    words = _packed_words(here["words"]) if ship and here.get("words") else None
    if words is not None:
        # Without the runs beside them on this machine, in which what a word does not say is looked up.
        with tempfile.TemporaryDirectory(prefix="portcullis-") as folder:
            Screener(**{**here, "words": _words_in(_unpacked(words, folder))}, threads=1)
    task = _Task(
        index=_shipped(session.sparkContext, Path(index)) if ship else None,
        options={key: value for key, value in here.items() if key not in ("rules", "words") or not ship},
        rules=_packed(Path(rules)) if rules is not None and ship else None,
        words=words,
        columns=dict(columns or {}),
        ignore=tuple(ignore),
        required=tuple(required),
    )
    _try_columns(screener, df, task)
    where, order = placed(df, list(order_by))
    keyed = where.withColumn(KEY, key(df, task.columns))
    # The key stays beside the decision, so that no row of the first pass is looked for again.
    first = _unfolded(keyed.mapInArrow(task.each, _KEPT).persist(StorageLevel.MEMORY_AND_DISK))
    stopped = F.col("outcome").isin(*_STOPPED)
    if screener._native.has_caps():
        stopped = stopped | (F.col("hits") > 0)
    odd = (F.col(KEY) == ODD) & (F.col("outcome") != "rejected")
    keys = [
        row[KEY]
        for row in first.filter((stopped & F.col(KEY).isNotNull()) | odd).select(KEY).distinct().collect()
    ]
    if not keys:
        return first.drop(KEY)
    again, rest = keyed, first.limit(0)
    alone = ODD in keys or screener._native.has_caps()
    if ODD not in keys:
        # Sent to every task: there are few, as stopped payments are.
        known = F.broadcast(session.createDataFrame([(one,) for one in keys], f"{KEY} string"))
        again, rest = keyed.join(known, KEY, "left_semi"), first.join(known, KEY, "left_anti")
    again = again.repartition(1) if alone else again.repartition(KEY)
    again = again.sortWithinPartitions(*order).select(*(F.col(f"`{name}`") for name in keyed.columns))
    return rest.drop(KEY).unionByName(again.mapInArrow(task.in_order, SCHEMA))


def write(decisions: DataFrame, out: Union[str, os.PathLike[str]]) -> dict[str, int]:
    """Writes decisions as Parquet: the folders of :data:`OUTPUTS` under ``out``, each divided by outcome.

    ``decisions`` has the columns of ``decisions.csv``, ``cases`` those of :func:`cases`; ``alerts``, ``released``, ``suppressed``,
    ``discounted`` and ``unbound`` have a row for each line of these files, with the line as JSON under ``record``; ``rejects`` has the columns of ``rejects.csv``. ``audit`` has a row for each
    file of the others, with its bytes and their SHA-256, each chained to the row before: :func:`verify` holds the files to it.

    They appear together, when all are written, and what is there already is not replaced. Returns the number of rows of each.

    Raises :class:`portcullis.Error` where ``out`` is there, or a column of decisions is missing; nothing is written then.
    """
    are_decisions(decisions)
    target = _Target(decisions.sparkSession, os.fspath(out))
    target.begin()
    try:
        with kept(decisions):
            counts: dict[str, int] = {}
            for name, frame in _frames(decisions).items():
                frame.write.partitionBy("outcome").parquet(target.staged(name))
                written = target.session.read.schema(frame.schema).parquet(target.staged(name))
                counts[name] = written.count()
        chain = _chain(target.digests(target.staging))
        schema = "sequence int, outcome string, file string, bytes bigint, digest string, previous string, hash string"
        audit = target.session.createDataFrame(chain, schema).coalesce(1)
        audit.write.partitionBy("outcome").parquet(target.staged("audit"))
        target.publish()
        return {**counts, "audit": len(chain)}
    finally:
        target.clear()


def verify(session: SparkSession, out: Union[str, os.PathLike[str]]) -> list[str]:
    """What differs between the files under ``out`` and their audit: a sentence each; none where all is as it was written.

    The last ``hash`` of ``audit``, kept elsewhere, shows also that the whole chain was not made anew.
    """
    target = _Target(session, os.fspath(out))
    rows = session.read.parquet(f"{target.out}/audit").orderBy("sequence").collect()
    told = [
        (row["sequence"], row["outcome"], row["file"], row["bytes"], row["digest"], row["previous"], row["hash"])
        for row in rows
    ]
    found = target.digests(target.out)
    differences = []
    if told != _chain([(row[2], row[3], row[4]) for row in told]):
        differences.append("audit: the chain is broken")
    before, now = {row[2]: row[4] for row in told}, {file: digest for file, _, digest in found}
    for file in sorted(before.keys() | now.keys()):
        if file not in now:
            differences.append(f"{file}: is missing")
        elif file not in before:
            differences.append(f"{file}: was not written by this run")
        elif before[file] != now[file]:
            differences.append(f"{file}: is not what was written")
    return differences


def _folded(decided: pa.RecordBatch) -> pa.RecordBatch:
    """Decisions with their keys, as :data:`_KEPT` says."""
    is_clear: Any = None
    for name, value in _CLEAR.items():
        column = decided.column(name)
        same = pc.is_null(column) if value is None else pc.equal(column, value)
        is_clear = same if is_clear is None else pc.and_(is_clear, same)
    said = pa.StructArray.from_arrays([decided.column(name) for name in _CLEAR], names=list(_CLEAR), mask=is_clear)
    own = [*_OWN, KEY]
    return pa.RecordBatch.from_arrays([*(decided.column(name) for name in own), said], names=[*own, _SAID])


def _unfolded(folded: DataFrame) -> DataFrame:
    """The columns of decisions and the keys."""
    from pyspark.sql import functions as F

    def column(name: str, kind: str) -> Column:
        if name in _OWN:
            return F.col(name)
        clear = F.lit(_CLEAR[name]).cast(kind)
        return F.when(F.col(_SAID).isNull(), clear).otherwise(F.col(_SAID)[name]).alias(name)

    return folded.select(*(column(name, kind) for name, kind in _KINDS.items()), KEY)


def _frames(decisions: DataFrame) -> dict[str, DataFrame]:
    """The outputs, of which each row has an outcome."""
    from pyspark.sql import functions as F

    whose = ("payment_id", "file", "line", "outcome")
    is_rejected = F.col("outcome") == "rejected"

    def each(name: str) -> DataFrame:
        lines = decisions.filter(F.col(name) != "[]")
        record = F.explode(F.from_json(name, "array<string>")).alias("record")
        return lines.select(*whose, record)

    def one(name: str) -> DataFrame:
        return decisions.filter(F.col(name).isNotNull()).select(*whose, F.col(name).alias("record"))

    columns = [column.split()[0] for column in SCHEMA.split(", ")]
    return {
        "decisions": decisions.filter(~is_rejected).select(*columns[:11]),
        "alerts": each("alerts"),
        "cases": cases(decisions),
        "released": one("released"),
        "suppressed": each("suppressed"),
        "discounted": each("discounted"),
        "unbound": one("unbound"),
        "rejects": decisions.filter(is_rejected).select(
            "file", "line", "payment_id", F.col("reason").alias("error"), "touched", "outcome"
        ),
    }


def _chain(files: list[tuple[str, int, str]]) -> list[tuple[int, str, str, int, str, str, str]]:
    """The rows of the audit: each has the hash of the one before."""
    rows = []
    previous = "0" * 64
    for sequence, (file, length, digest) in enumerate(files):
        found = re.search(r"/outcome=([^/]*)/", file)
        sealed = hashlib.sha256(f"{sequence}:{file}:{length}:{digest}:{previous}".encode()).hexdigest()
        rows.append((sequence, found.group(1) if found else "", file, length, digest, previous, sealed))
        previous = sealed
    return rows


class _Target:
    """A folder that appears when all of it is written, on whatever file system Spark writes to."""

    def __init__(self, session: SparkSession, out: str) -> None:
        jvm: Any = session._jvm
        self._path = jvm.org.apache.hadoop.fs.Path
        self.session = session
        self._system = self._path(out).getFileSystem(session._jsc.hadoopConfiguration())
        # A folder without a scheme is one of this machine, as everywhere in Python, unless the cluster has a default.
        self.out = self._system.makeQualified(self._path(out)).toString()
        parent, _, name = self.out.rpartition("/")
        self.staging = f"{parent}/.{name}.portcullis-{uuid.uuid4().hex}"

    def begin(self) -> None:
        if self._system.exists(self._path(self.out)):
            raise Error("is there already; name a folder that is not", self.out)

    def staged(self, name: str) -> str:
        return f"{self.staging}/{name}"

    def publish(self) -> None:
        if not self._system.rename(self._path(self.staging), self._path(self.out)):
            raise Error("cannot be put in place", self.out)

    def clear(self) -> None:
        self._system.delete(self._path(self.staging), True)

    def digests(self, folder: str) -> list[tuple[str, int, str]]:
        """The files of all outputs but the audit, with their bytes and digests, in the order of their names."""
        from pyspark.sql import functions as F

        found = []
        for name in OUTPUTS[:-1]:
            files = self.session.read.format("binaryFile").option("pathGlobFilter", "*.parquet")
            files = files.option("recursiveFileLookup", "true").load(f"{folder}/{name}")
            for row in files.select("path", "length", F.sha2("content", 256).alias("digest")).collect():
                path = unquote(row["path"]).partition(f"/{name}/")[2]
                found.append((f"{name}/{path}", row["length"], row["digest"]))
        return sorted(found)


def _options(
    index: Union[str, os.PathLike[str]], rules: Union[str, os.PathLike[str], None], options: Mapping[str, Any]
) -> dict[str, Any]:
    if "threads" in options:
        raise TypeError("a task has one thread; Spark decides how many tasks there are")
    here: dict[str, Any] = {"index": os.path.abspath(index), **options}
    if rules is not None:
        here["rules"] = os.path.abspath(rules)
    if "words" in here:
        here["words"] = [os.path.abspath(path) for path in here["words"]]
    return here


def _try_columns(screener: Screener, df: DataFrame, task: _Task) -> None:
    """Says here, and not in a task, what is wrong with the columns."""
    from pyspark.sql.pandas.types import to_arrow_schema

    none = to_arrow_schema(df.schema).empty_table()
    screener.screen_batch(none, columns=task.columns, ignore=task.ignore, required=task.required)


def _shipped(context: SparkContext, index: Path) -> str:
    """Sends the index to every machine, once, under a name that says what is in it."""
    with open(index, "rb") as file:
        digest = hashlib.file_digest(file, "blake2b") if hasattr(hashlib, "file_digest") else hashlib.blake2b(file.read())
    name = f"portcullis-{digest.hexdigest()[:32]}.pcx"
    if not any(str(known).endswith(name) for known in context.listFiles):
        folder = tempfile.mkdtemp(prefix="portcullis-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        shutil.copyfile(index, os.path.join(folder, name))
        context.addFile(os.path.join(folder, name))
    return name


def _packed(rules: Path) -> bytes:
    """The rule files of a folder, to be sent along with the tasks: some hundred kilobytes."""
    files = sorted([*rules.glob("*.toml"), *rules.glob("*.csv"), *_rule_files(rules)])
    return _archive([(path.relative_to(rules).as_posix(), path) for path in files])


def _packed_words(words: Iterable[str]) -> bytes:
    """Files of reviewers' words, each as it is named, in a folder of its number: their order says which word is the last."""
    named: list[tuple[str, Path]] = []
    for nth, path in enumerate(map(Path, words)):
        files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
        named += [(f"{nth:06}/{file.name}", file) for file in files]
    return _archive(named)


def _archive(named: Iterable[tuple[str, Path]]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, path in named:
            entry = tarfile.TarInfo(name)
            content = path.read_bytes()
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _rule_files(rules: Path) -> Iterator[Path]:
    for folder in ("programs", "licenses", "registries"):
        yield from (path for path in (rules / folder).rglob("*") if path.is_file())


#: The screeners of this worker process: opened once, whatever the number of tasks.
_SCREENERS: dict[tuple[Any, ...], Screener] = {}


@dataclass(frozen=True)
class _Task:
    """What a task is told: it travels to the workers."""

    index: Optional[str]
    options: dict[str, Any]
    rules: Optional[bytes]
    words: Optional[bytes]
    columns: dict[str, str]
    ignore: tuple[str, ...]
    required: tuple[str, ...]

    def each(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The first pass: every payment by itself."""
        screener = self._screener()
        for batch in batches:
            at = batch.schema.get_field_index(KEY)
            table = pa.Table.from_batches([batch]).remove_column(at)
            decided = self._decided(screener, table).append_column(KEY, pa.chunked_array([batch.column(at)]))
            yield from map(_folded, decided.combine_chunks().to_batches())

    def in_order(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The second pass: the payments of a partition in their order."""
        batches = iter(batches)
        first = next(batches, None)
        if first is None:
            return
        # Caps are spent over the life of a screener, and begin anew when a task is tried again.
        screener = self._screener()
        if screener._native.has_caps():
            screener = self._opened()
        reader = pa.RecordBatchReader.from_batches(first.schema, itertools.chain([first], batches))
        yield from self._decided(screener, reader).to_batches()

    def _decided(self, screener: Screener, table: Any) -> pa.Table:
        return screener.screen_batch(
            table, columns=self.columns, ignore=self.ignore, required=self.required, line=LINE, file=FILE
        )

    def _screener(self) -> Screener:
        asked = (self.index, repr(sorted(self.options.items())), self._digest())
        if asked not in _SCREENERS:
            _SCREENERS[asked] = self._opened()
        return _SCREENERS[asked]

    def _opened(self) -> Screener:
        from pyspark import SparkFiles

        options = dict(self.options)
        if self.index is not None:
            options["index"] = SparkFiles.get(self.index)
        root = SparkFiles.getRootDirectory()
        if self.rules is not None:
            options["rules"] = _unpacked(self.rules, root)
        if self.words is not None:
            options["words"] = _words_in(_unpacked(self.words, root))
        return Screener(**options, threads=1)

    def _digest(self) -> str:
        return _digest(self.rules or b"") + _digest(self.words or b"")


def _digest(packed: bytes) -> str:
    return hashlib.blake2b(packed).hexdigest()[:32]


def _words_in(folder: str) -> list[str]:
    """The files of :func:`_packed_words` in their order."""
    return [str(path) for path in sorted(Path(folder).glob("*/*"))]


def _unpacked(packed: bytes, root: str) -> str:
    """A folder of this machine with what was sent along. Workers that unpack it at once do not see each other's half."""
    folder = os.path.join(root, f"portcullis-{_digest(packed)}")
    if not os.path.isdir(folder):
        own = tempfile.mkdtemp(dir=root)
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            for entry in archive:
                path = os.path.join(own, entry.name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                content = archive.extractfile(entry)
                if content is not None:
                    Path(path).write_bytes(content.read())
        try:
            os.rename(own, folder)
        except OSError:
            # Another worker was first.
            shutil.rmtree(own, ignore_errors=True)
    return folder
