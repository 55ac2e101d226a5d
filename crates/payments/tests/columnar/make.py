#!/usr/bin/env python3
"""Writes the tables by columns that `columnar.rs` reads, as pyarrow, pandas and polars write them.

    python3 -m venv venv && venv/bin/pip install pyarrow pandas polars && venv/bin/python make.py

Made with pyarrow 26.0.1, pandas 3.1.1, polars 2.1.0. Each file but those that are said to hold something else has the payments
of `payments.csv`.
"""

import csv
import datetime
import decimal
import os

import pandas
import polars
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

os.chdir(os.path.dirname(os.path.abspath(__file__)))

with open("payments.csv", newline="") as file:
    ROWS = list(csv.DictReader(file))
NAMES = list(ROWS[0])


def column(name):
    return [row[name] or None for row in ROWS]


def day(text):
    return text and datetime.date.fromisoformat(text)


def amount(text):
    return text and decimal.Decimal(text)


def texts(text_type=pa.string()):
    return pa.table({name: pa.array(column(name), text_type) for name in NAMES})


def typed(text_type=pa.string(), day_type=pa.date32(), amount_type=pa.decimal128(18, 2)):
    table = texts(text_type)
    at = NAMES.index
    table = table.set_column(at("value_date"), "value_date", pa.array(map(day, column("value_date")), pa.date32()).cast(day_type))
    return table.set_column(at("amount"), "amount", pa.array(map(amount, column("amount")), amount_type))


def days_with_time(zone):
    # Ten at night in UTC is the next day in Europe and the same in America.
    moments = [t and datetime.datetime.combine(day(t), datetime.time(22)) for t in column("value_date")]
    return pa.array(moments, pa.timestamp("us", zone))


def arrow(name, table, make, **options):
    with make(name, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=3)


# Parquet as pyarrow writes it: in each compression, in small groups of rows, in small pages, of either version.
pq.write_table(texts(), "texts.parquet", row_group_size=3)
pq.write_table(typed(), "typed.parquet", compression="zstd")
pq.write_table(typed(pa.large_string(), pa.date64(), pa.decimal256(40, 4)), "large.parquet", compression="gzip")
pq.write_table(
    typed(pa.dictionary(pa.int8(), pa.string()), pa.timestamp("ms")), "dictionary.parquet", compression="lz4",
    data_page_version="2.0",
)
pq.write_table(texts(pa.string_view()), "views.parquet", compression="none", use_dictionary=False)
pq.write_table(
    texts(pa.binary()), "binary.parquet", store_schema=False, data_page_size=16, write_page_checksum=True,
)
zoned = typed().set_column(NAMES.index("value_date"), "value_date", days_with_time("America/New_York"))
pq.write_table(zoned, "zoned.parquet")
pq.write_table(typed().slice(0, 0), "empty.parquet")

# Pandas: an index beside the columns, categories, and numbers that became floating point.
frame = pandas.DataFrame({name: column(name) for name in NAMES})
frame["currency"] = frame["currency"].astype("category")
frame.index = [f"row {n}" for n in range(len(frame))]
frame.to_parquet("pandas.parquet")
frame["amount"] = frame["amount"].astype(float)
frame["debtor_account"] = [1234567890.0] + [float("nan")] * (len(frame) - 1)
frame.to_parquet("floats.parquet", index=False)

# Polars.
lazy = polars.DataFrame({name: column(name) for name in NAMES}).with_columns(
    polars.col("value_date").str.to_date(),
    polars.col("amount").cast(polars.Decimal(18, 2)),
    polars.col("currency").cast(polars.Categorical),
)
lazy.write_parquet("polars.parquet")
lazy.write_ipc("polars.arrow", compression="zstd")
lazy.write_ipc_stream("polars.arrows")

# Arrow as pyarrow writes it.
arrow("typed.arrow", typed(), pa.ipc.new_file)
arrow("typed.arrows", typed(), pa.ipc.new_stream)
arrow("dictionary.arrows", texts(pa.dictionary(pa.int16(), pa.large_string())).unify_dictionaries(), pa.ipc.new_stream)
feather.write_feather(typed(), "default.feather")


def batch(end, encode):
    part = [texts().column(name).slice(end - 3, 3) for name in NAMES]
    return pa.record_batch([encode(name, values.combine_chunks(), end) for name, values in zip(NAMES, part)], names=NAMES)


def grown(name, values, end):
    """With a dictionary that begins with that of the batch before."""
    known = list(dict.fromkeys(value for value in column(name)[:end] if value))
    keys = [value and known.index(value) for value in values.to_pylist()]
    return pa.DictionaryArray.from_arrays(pa.array(keys, pa.int32()), pa.array(known, pa.string()))


# A dictionary that is replaced with each batch, and one to which is added.
for name, encode, deltas in [
    ("replaced.arrows", lambda _, values, __: values.dictionary_encode(), False), ("added.arrows", grown, True),
]:
    batches = [batch(end, encode) for end in range(3, len(ROWS) + 3, 3)]
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)
    with pa.ipc.new_stream(name, batches[0].schema, options=options) as writer:
        for part in batches:
            writer.write_batch(part)

# Structures, and a list of parties that nothing says how to read.
parties = pa.table({
    "payment_id": column("payment_id"),
    "debtor": pa.array([{"name": name} if name else None for name in column("debtor_name")]),
    "creditor": pa.array([{"name": name, "country": None} for name in column("creditor_name")],
                         pa.struct([("name", pa.string()), ("country", pa.string())])),
})
pq.write_table(parties, "structures.parquet")
pq.write_table(
    texts().append_column("others", pa.array([[{"party_name": "X"}]] * len(ROWS))), "lists.parquet"
)
lists = pa.array([[name] for name in column("creditor_name")])
pq.write_table(texts().set_column(NAMES.index("creditor_name"), "creditor_name", lists), "list_column.parquet")
pq.write_table(texts().drop_columns(["payment_id"]), "no_id.parquet")
