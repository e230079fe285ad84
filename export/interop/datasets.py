#!/usr/bin/env python3
"""Reads a dataset in partitions by host and date with every reader, and compares all values with the JSON Lines of the whole.

    datasets.py DIR [--spark]

DIR/dataset/events/FORMAT is the dataset as arrow, parquet and csv, DIR/whole/events.jsonl the same rows; offset tells them apart. The
columns host and date come from the paths. One line of output for each format and reader: "ok" and the rows, or what differs.
"""
import glob
import json
import os
import sys

import readers

directory = sys.argv[1]
root = os.path.join(directory, "dataset", "events")
with open(os.path.join(directory, "whole", "events.jsonl"), encoding="utf-8") as file:
    WANT = {row["offset"]: {**row, "date": row["timestamp"] and row["timestamp"][:10]} for row in map(json.loads, file)}


def check(fmt, reader, read):
    try:
        names, rows = read()
        names, rows = list(names), list(rows)
        assert len(rows) == len(WANT), f"{len(rows)} rows, want {len(WANT)}"
        assert sorted(names) == sorted(next(iter(WANT.values()))), f"columns {names}"
        for row in rows:
            row = dict(zip(names, row))
            want = WANT[int(row["offset"])]
            row["date"] = None if row["date"] is None else str(row["date"])[:10]
            for name in names:
                w, h = want[name], row[name]
                if fmt == "csv":
                    w = readers.csv_cell(w)
                    h = json.loads(h) if isinstance(w, list) and h is not None else h
                else:
                    w, h = readers.times(w, h)
                assert readers.same(w, h) or fmt == "csv" and w == "" and h is None, f"row {row['offset']}, {name}: {h!r}, want {w!r}"
        print(f"{fmt}\t{reader}\tok\t{len(rows)}")
        return True
    except Exception as e:  # whatever a reader raises is its answer
        print(f"{fmt}\t{reader}\t{type(e).__name__}: {' '.join(str(e)[:400].split())}")
        return False


def files(fmt):
    return os.path.join(root, fmt, "**", f"*.{fmt}")


def spark():
    import spark_readers as s
    s.spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")  # else host may become a number
    frame = s.spark.read.parquet(os.path.join(root, "parquet"))
    return s.rows(frame, s.times_of(glob.glob(files("parquet"), recursive=True)[0]))


def all_readers():
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    import pyarrow.dataset as ds

    schema = {"host": pl.String, "date": pl.Date}
    yield "parquet", "polars", lambda: readers.from_polars(pl.scan_parquet(os.path.join(root, "parquet"), hive_partitioning=True, hive_schema=schema).collect())
    yield "arrow", "polars", lambda: readers.from_polars(pl.scan_ipc(os.path.join(root, "arrow"), hive_partitioning=True, hive_schema=schema).collect())
    path = ds.partitioning(pa.schema([("host", pa.string()), ("date", pa.date32())]), flavor="hive")
    for fmt, name in (("parquet", "parquet"), ("arrow", "ipc")):
        yield fmt, "pyarrow", lambda fmt=fmt, name=name: readers.from_arrow(ds.dataset(os.path.join(root, fmt), format=name, partitioning=path).to_table())
    yield "parquet", "pandas", lambda: readers.from_arrow(pa.Table.from_pandas(pd.read_parquet(os.path.join(root, "parquet"), partitioning=path), preserve_index=False))
    duckdb.sql("set timezone = 'UTC'")
    yield "parquet", "duckdb", lambda: readers.from_duckdb(duckdb.sql(f"from read_parquet('{files('parquet')}', hive_partitioning = true, hive_types = {{host: varchar, date: varchar}})"))
    yield "csv", "duckdb", lambda: readers.from_duckdb(duckdb.sql(f"from read_csv('{files('csv')}', all_varchar = true, header = true, hive_partitioning = true, hive_types = {{host: varchar, date: varchar}})"))


if "--spark" in sys.argv:
    sys.exit(0 if check("parquet", "PySpark", spark) else 1)
sys.exit(0 if all([check(*r) for r in all_readers()]) else 1)
