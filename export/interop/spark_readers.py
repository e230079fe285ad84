#!/usr/bin/env python3
"""Compares every table of directories of results, value by value, as Spark finds it (local mode) with its JSON Lines.

    spark_readers.py DIR...

The lines of output are those of readers.py.
"""
import os
import sys

from pyspark.sql import SparkSession

import readers

spark = (SparkSession.builder.master("local[1]")
         .config("spark.ui.enabled", "false")
         .config("spark.driver.host", "127.0.0.1")
         .config("spark.ui.showConsoleProgress", "false")
         .config("spark.log.level", "ERROR")
         .config("spark.sql.session.timeZone", "UTC")
         .config("spark.sql.shuffle.partitions", "1")
         # Spark has no type for nanoseconds: without this it refuses the file, with it times are int64.
         .config("spark.sql.legacy.parquet.nanosAsLong", "true")
         .getOrCreate())


def rows(frame, nanoseconds=()):
    columns = frame.columns
    return columns, [[value(v, name in nanoseconds) for name, v in zip(columns, row)] for row in frame.collect()]


def value(v, nanoseconds=False):
    if isinstance(v, (bytes, bytearray)):
        return bytes(v).hex().upper()
    if isinstance(v, list):
        return [value(x) for x in v]
    if hasattr(v, "asDict"):
        return {k: value(x) for k, x in v.asDict().items()}
    if nanoseconds and isinstance(v, int):
        return readers.time_text(v)
    return v


def parquet(path):
    return rows(spark.read.parquet(path), times_of(path))


def times_of(path):
    """Columns of times, which came as numbers."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    return [f.name for f in pq.read_schema(path) if pa.types.is_timestamp(f.type)]


def csv(path):
    return rows(spark.read.csv(path, header=True, multiLine=True, quote='"', escape='"'))


def json_lines(path):
    if os.path.getsize(path) == 0:
        return None, []
    frame = spark.read.json(path)
    import json
    with open(path, encoding="utf-8") as file:
        names = list(json.loads(file.readline()))
    return rows(frame.select(["`" + n + "`" for n in names]))  # Spark sorts them


def arrow(path):
    """Spark takes tables from pyarrow; its times have microseconds."""
    import pyarrow as pa
    table = pa.ipc.open_file(path).read_all()
    if table.num_rows == 0:
        return table.column_names, []  # it fails on an empty table with a list in it
    return rows(spark.createDataFrame(table))


READERS = [("arrow", "PySpark", arrow), ("parquet", "PySpark", parquet), ("csv", "PySpark", csv), ("jsonl", "PySpark", json_lines)]

if __name__ == "__main__":
    sys.exit(0 if all([readers.check(directory, READERS) for directory in sys.argv[1:]]) else 1)
