#!/usr/bin/env python3
"""Compares every table of a directory of results, value by value, with its JSON Lines.

    readers.py DIR...

Each DIR holds <table>.jsonl and the same tables as .arrow, .arrows, .parquet and .csv. Every file, the JSON Lines too, is read with every reader that
knows its format, put into one form, and compared with what json.loads makes of the JSON Lines. One line of output for each:
format, reader, table, "ok" and the number of values compared, or what differs. Exit 1 if anything differs or cannot be read.
"""
import datetime
import glob
import importlib
import json
import math
import os
import sys

EPOCH = datetime.datetime(1970, 1, 1)


def time_text(ns):
    """Nanoseconds since 1970 as the JSON Lines show them."""
    sec, rest = divmod(int(ns), 10**9)
    day = EPOCH + datetime.timedelta(seconds=sec)
    assert rest % 100 == 0, rest
    return f"{day.year:04d}{day:-%m-%dT%H:%M:%S}.{rest // 100:07d}Z"


def same(want, got):
    if isinstance(want, float) or isinstance(got, float):
        return want is not None and got is not None and math.isclose(want, got, rel_tol=0, abs_tol=0)
    if isinstance(want, bool) or isinstance(got, bool):
        return isinstance(want, bool) and isinstance(got, bool) and want == got
    return want == got


# Each reader returns the column names and an iterator of rows, with times as text, bytes as upper-case hex, lists as lists.

def from_arrow(table):
    import pyarrow as pa
    import pyarrow.compute as pc
    columns = []
    for field, column in zip(table.schema, table.columns):
        columns.append(arrow_values(column, field.type, pa))
    return table.column_names, list(zip(*columns)) if columns else []


def arrow_values(column, kind, pa):
    if pa.types.is_timestamp(kind):
        assert kind.unit == "ns" and kind.tz == "UTC", kind
        return [None if v is None else time_text(v) for v in column.cast(pa.int64()).to_pylist()]
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return [None if v is None else v.hex().upper() for v in column.to_pylist()]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [None if v is None else arrow_list(v.values, kind.value_type, pa) for v in column]
    return column.to_pylist()


def arrow_list(values, kind, pa):
    if values is None:
        return []
    if not pa.types.is_struct(kind):
        return values.to_pylist()
    fields = [arrow_values(values.field(i), kind.field(i).type, pa) for i in range(kind.num_fields)]
    names = [kind.field(i).name for i in range(kind.num_fields)]
    return [dict(zip(names, row)) for row in zip(*fields)]


def metadata(schema, path):
    """What every file tells of itself: how it came to be, and of each column what it means."""
    file = {k.decode(): v.decode() for k, v in (schema.metadata or {}).items()}
    table = os.path.basename(path).split(".")[0]
    assert file.get("vsslog.table") == table and file.get("vsslog.schema_version"), file
    assert isinstance(json.loads(file["vsslog.options"]), dict)
    inputs = os.path.join(os.path.dirname(path), "inputs.jsonl")
    if os.path.exists(inputs):
        with open(inputs, encoding="utf-8") as lines:
            want = [json.loads(line) for line in lines]
        want = sorted(({"source": i["source"], "bytes": -1 if i["bytes"] is None else i["bytes"], "sha256": i["sha256"] or ""} for i in want), key=lambda i: i["source"])
        assert json.loads(file.get("vsslog.inputs", "[]")) == want, file.get("vsslog.inputs")
        for key in ("vsslog.version", "vsslog.signatures_sha256"):
            assert file.get(key), f"no {key}"
    for field in schema:
        described(field)


def described(field):
    import pyarrow as pa
    found = {k.decode(): v.decode() for k, v in (field.metadata or {}).items()}
    assert found.get("vsslog.doc"), f"{field.name} has no description"
    for ending in ("_ns", "_ms"):
        assert not field.name.endswith(ending) or found.get("vsslog.unit") == ending[1:], f"{field.name} has the unit {found.get('vsslog.unit')}"
    if field.name == "timestamp":
        assert found.get("vsslog.ecs") == "@timestamp", found
    if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
        for i in range(field.type.value_type.num_fields):
            described(field.type.value_type.field(i))


def pyarrow_arrow(path):
    import pyarrow as pa
    table = pa.ipc.open_file(path).read_all()
    table.validate(full=True)
    metadata(table.schema, path)
    return from_arrow(table)


def pyarrow_arrows(path):
    import pyarrow as pa
    table = pa.ipc.open_stream(path).read_all()
    table.validate(full=True)
    metadata(table.schema, path)
    return from_arrow(table)


def pyarrow_parquet(path):
    import pyarrow.parquet as pq
    table = pq.read_table(path)
    table.validate(full=True)
    metadata(table.schema, path)
    return from_arrow(table)


def pyarrow_csv(path):
    import pyarrow.csv
    table = pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
                                 convert_options=pyarrow.csv.ConvertOptions(column_types=text_columns(path), strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=False))
    return from_arrow(table)


def text_columns(path):
    """CSV knows no types: those that look like numbers or times are texts to compare."""
    import csv
    import pyarrow as pa
    with open(path, newline="", encoding="utf-8") as file:
        return {name: pa.string() for name in next(csv.reader(file))}


def from_polars(frame):
    import polars as pl
    columns = []
    for column in frame.get_columns():
        columns.append(polars_values(column, pl))
    return frame.columns, list(zip(*columns)) if columns else []


def polars_values(column, pl):
    kind = column.dtype
    if isinstance(kind, pl.Datetime):
        assert kind.time_unit == "ns" and kind.time_zone == "UTC", kind
        return [None if v is None else time_text(v) for v in column.to_physical().to_list()]
    if kind == pl.Binary:
        return [None if v is None else v.hex().upper() for v in column.to_list()]
    if isinstance(kind, pl.List):
        if not isinstance(kind.inner, pl.Struct):
            return column.to_list()
        rows = []
        for items in column:
            if items is None:
                rows.append(None)
                continue
            fields = [polars_values(items.struct.field(f.name), pl) for f in kind.inner.fields]
            rows.append([dict(zip([f.name for f in kind.inner.fields], row)) for row in zip(*fields)])
        return rows
    return column.to_list()


def polars_arrow(path):
    import polars as pl
    return from_polars(pl.read_ipc(path))


def polars_arrows(path):
    import polars as pl
    return from_polars(pl.read_ipc_stream(path))


def polars_parquet(path):
    import polars as pl
    return from_polars(pl.read_parquet(path))


def polars_csv(path):
    import polars as pl
    return from_polars(pl.read_csv(path, infer_schema=False))


def from_pandas(frame):
    import pandas as pd
    columns = []
    for name in frame.columns:
        column = frame[name]
        if str(column.dtype) == "datetime64[ns, UTC]":
            whole = column.astype("int64")
            columns.append([None if null else time_text(v) for v, null in zip(whole, column.isna())])
            continue
        columns.append([pandas_value(v, pd) for v in column])
    return list(frame.columns), list(zip(*columns)) if columns else []


def pandas_value(v, pd):
    import numpy as np
    if isinstance(v, np.ndarray) or isinstance(v, list):
        return [pandas_value(x, pd) for x in v]
    if isinstance(v, dict):
        return {k: pandas_value(x, pd) for k, x in v.items()}
    if isinstance(v, bytes):
        return v.hex().upper()
    if v is None or v is pd.NA or v is pd.NaT or isinstance(v, float) and math.isnan(v):
        return None
    if isinstance(v, pd.Timestamp):
        return time_text(v.value)
    if isinstance(v, np.generic):
        return v.item()
    return v


def pandas_arrow(path):
    import pandas as pd
    return from_pandas(whole_numbers(pd.read_feather(path), pd))


def pandas_parquet(path):
    import pandas as pd
    return from_pandas(whole_numbers(pd.read_parquet(path), pd))


def whole_numbers(frame, pd):
    for name in frame.columns:
        if name.endswith(("_ns", "_ms", "_id", "_code")) and pd.api.types.is_float_dtype(frame[name].dtype):
            raise AssertionError(f"{name} became {frame[name].dtype}")
    return frame


def pandas_csv(path):
    import pandas as pd
    return from_pandas(pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""]))


def from_duckdb(relation):
    import duckdb
    select = []
    for name, kind in zip(relation.columns, relation.types):
        select.append(duckdb_expression('"' + name + '"', str(kind)))
    return relation.columns, duckdb.sql(f"select {', '.join(select)} from relation").fetchall()


def duckdb_expression(name, kind):
    if kind.startswith("TIMESTAMP"):
        return f"epoch_ns({name})"
    if kind == "BLOB":
        return f"hex({name})"
    if kind == "UUID":  # it finds them in JSON by itself
        return f"{name}::varchar"
    return name


def duckdb_parquet(path):
    import duckdb
    duckdb.sql("set timezone = 'UTC'")
    return from_duckdb(duckdb.sql(f"select * from read_parquet('{path}')"))


def duckdb_csv(path):
    import duckdb
    return from_duckdb(duckdb.sql(f"select * from read_csv('{path}', all_varchar = true, header = true)"))


def duckdb_csv_types(path):
    """As a user does it, without any option: it must find the header, and times and numbers as such."""
    import duckdb
    relation = duckdb.sql(f"from read_csv('{path}')")
    kinds = dict(zip(relation.columns, map(str, relation.types)))
    for name, kind in kinds.items():
        filled = duckdb.sql(f'select count("{name}") from relation').fetchall()[0][0]
        if filled and name in ("timestamp", "captured_at", "started_at", "first_timestamp") and not kind.startswith("TIMESTAMP"):
            raise AssertionError(f"{name} was read as {kind}")
        if filled and name in ("timestamp_ns", "event_id", "bytes") and kind != "BIGINT":
            raise AssertionError(f"{name} was read as {kind}")
    return None, [None] * duckdb.sql("select count(*) from relation").fetchall()[0][0]


def pyarrow_json(path):
    """Types are inferred: a time becomes a timestamp of whole seconds or an error, so their schema is given as a user would."""
    import pyarrow as pa
    import pyarrow.json
    schema = pa.ipc.open_file(path[:-len("jsonl")] + "arrow").schema
    texts = pa.schema([pa.field(f.name, as_json(f.type, pa)) for f in schema])
    if os.path.getsize(path) == 0:
        return [f.name for f in texts], []
    return from_arrow(pyarrow.json.read_json(path, parse_options=pyarrow.json.ParseOptions(explicit_schema=texts)))


def as_json(kind, pa):
    if pa.types.is_timestamp(kind) or pa.types.is_binary(kind):
        return pa.string()
    if pa.types.is_list(kind):
        return pa.list_(as_json(kind.value_type, pa))
    if pa.types.is_struct(kind):
        return pa.struct([(kind.field(i).name, as_json(kind.field(i).type, pa)) for i in range(kind.num_fields)])
    return kind


def polars_json(path):
    import polars as pl
    if os.path.getsize(path) == 0:
        return None, []
    return from_polars(pl.read_ndjson(path, infer_schema_length=None))


def pandas_json(path):
    import pandas as pd
    if os.path.getsize(path) == 0:
        return None, []
    return from_pandas(pd.read_json(path, lines=True, dtype=False, precise_float=True))


def duckdb_json(path):
    import duckdb
    if os.path.getsize(path) == 0:
        return None, []
    return from_duckdb(duckdb.sql(f"from read_ndjson('{path}', sample_size = -1, convert_strings_to_integers = false)"))


READERS = [
    ("arrow", "pyarrow", pyarrow_arrow), ("arrow", "polars", polars_arrow), ("arrow", "pandas", pandas_arrow),
    ("arrows", "pyarrow", pyarrow_arrows), ("arrows", "polars", polars_arrows),
    ("parquet", "pyarrow", pyarrow_parquet), ("parquet", "polars", polars_parquet), ("parquet", "pandas", pandas_parquet), ("parquet", "duckdb", duckdb_parquet),
    ("csv", "pyarrow", pyarrow_csv), ("csv", "polars", polars_csv), ("csv", "pandas", pandas_csv), ("csv", "duckdb", duckdb_csv), ("csv", "duckdb (types)", duckdb_csv_types),
    ("jsonl", "pyarrow", pyarrow_json), ("jsonl", "polars", polars_json), ("jsonl", "pandas", pandas_json), ("jsonl", "duckdb", duckdb_json),
]


def csv_cell(value):
    """What a CSV reader that takes every cell for text must see."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return value
    return value if isinstance(value, str) else json.dumps(value)


def compare(rows, names, got, fmt, reader):
    """Returns the number of values compared, or raises with the first difference."""
    want_names = list(rows[0]) if rows else None
    if names is None:
        assert len(got) == len(rows), f"{len(got)} rows, want {len(rows)}"
        return len(rows)
    if want_names is not None and fmt == "jsonl":  # JSON has no order, and a reader may take its own
        assert sorted(names) == sorted(want_names), f"columns {names}, want {want_names}"
        places = [list(names).index(name) for name in want_names]
        got = [[row[i] for i in places] for row in got]
    elif want_names is not None:
        assert list(names) == want_names, f"columns {names}, want {want_names}"
    assert len(got) == len(rows), f"{len(got)} rows, want {len(rows)}"
    count = 0
    for number, (row, values) in enumerate(zip(rows, got)):
        for (name, want), have in zip(row.items(), values):
            if fmt == "csv":
                want = csv_cell(want)
                if isinstance(want, list) and have is not None:
                    have = json.loads(have)
                if want == "" and have is None and reader in ("pandas", "duckdb", "polars", "PySpark"):
                    have = ""  # they cannot tell an empty text from null
            elif reader in ("duckdb", "pandas", "PySpark"):
                want, have = times(want, have)
            assert same(want, have), f"row {number}, {name}: {have!r}, want {want!r}"
            count += 1
    return count


def times(want, have):
    """Brings the forms that DuckDB and pandas give times, inside lists too, to text. What has only microseconds (DuckDB before
    2.0, and Python's own datetime) is compared to microseconds."""
    if isinstance(want, list) and isinstance(have, list) and len(want) == len(have):
        pairs = [times(w, h) for w, h in zip(want, have)]
        return [w for w, _ in pairs], [h for _, h in pairs]
    if isinstance(want, dict) and isinstance(have, dict) and want.keys() == have.keys():
        pairs = {k: times(want[k], have[k]) for k in want}
        return {k: w for k, (w, _) in pairs.items()}, {k: h for k, (_, h) in pairs.items()}
    if isinstance(want, str) and len(want) == 28 and want[10] == "T" and want.endswith("Z"):
        if isinstance(have, int):
            have = time_text(have)
            if have.endswith("0Z") and have[:26] == want[:26]:
                want = want[:26] + "0Z"
        elif isinstance(have, datetime.datetime):
            have = have.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"
            want = want[:26] + "0Z"
    if type(have) is datetime.date:
        have = have.isoformat()  # DuckDB takes a column of dates in JSON for one
    return want, have


def check(directory, readers):
    """Compares all tables of a directory as readers find them; returns whether all were equal."""
    equal = True
    for path in sorted(glob.glob(os.path.join(directory, "*.jsonl"))):
        table = os.path.basename(path)[:-len(".jsonl")]
        if "." in table:
            continue  # a timeline or the like, no table
        with open(path, encoding="utf-8") as file:
            rows = [json.loads(line) for line in file.read().split("\n") if line]
        for fmt, reader, read in readers:
            try:
                names, got = read(os.path.join(directory, f"{table}.{fmt}"))
                result = f"ok\t{compare(rows, names, list(got), fmt, reader)}"
            except Exception as e:  # whatever a reader raises is its answer
                equal = False
                result = f"{type(e).__name__}: {' '.join(str(e)[:400].split())}"
            print(f"{fmt}\t{reader}\t{table}\t{result}")
    return equal


if __name__ == "__main__":
    for name in ("pyarrow", "polars", "pandas", "duckdb"):
        importlib.import_module(name)
    sys.exit(0 if all([check(directory, READERS) for directory in sys.argv[1:]]) else 1)
