#!/usr/bin/env python3
"""compare.py [--rows N] [--rounds N] [FILE.evtx...]

Writes one table of events to each format with vsslog and with pyarrow, in turn,
with one thread, and prints rows per second and the ratios of each pair of runs:
above 1, vsslog is the faster.

From columns: both are handed columns that are ready, vsslog by BenchmarkEncode of
the package export. Arrow: both get the same record batches of 8,192 rows, whose
buffers belong to them alone, which is the best case of pyarrow (a table that it has
to cut takes it several times as long). Parquet: zstd level 1, statistics, row groups
of 65,536 rows. CSV: pyarrow writes no lists, so it gets them as texts that were made
before its time starts; binary likewise. It has no writer of JSON Lines. Bytes are
dropped, or go to a file in memory (tmpfs), with a fifth of the rows, where the
system's copying is in the figure.

From rows: vsslog has records in memory, as its readers make them, pyarrow has a list
of Python's dicts with the same values (Table.from_pylist), and both make the columns
too. pyarrow is given a lot once, and its time is scaled.

Before that the small table is written to files by both, and read back by pyarrow:
the values must be equal. The FILEs are those of $VSSLOG_CORPUS/evtx, or else the
samples.
"""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parents[2]
GROUP = 65_536
FORMATS = ("arrow", "arrow-lz4", "arrow-zstd", "csv", "parquet", "jsonl")
MEMORY = pathlib.Path("/dev/shm")  # files in memory


def writer(format, schema, where):
    """Opens pyarrow's writer of a format."""
    format, _, compression = format.partition("-")
    if format == "arrow":
        return pa.ipc.new_file(where, schema, options=pa.ipc.IpcWriteOptions(compression=compression or None, use_threads=False))
    if format == "csv":
        return pa.csv.CSVWriter(where, schema)
    return pa.parquet.ParquetWriter(where, schema, compression="zstd", compression_level=1)


def flat(table):
    """Returns the table with lists and bytes as texts, for CSV."""
    for i, field in enumerate(table.schema):
        if pa.types.is_nested(field.type) or pa.types.is_binary(field.type):
            texts = [None if v is None else v.hex() if isinstance(v, bytes) else str(v) for v in table.column(i).to_pylist()]
            table = table.set_column(i, field.name, pa.array(texts, pa.string()))
    return table


def write(format, table, rows, where):
    """Writes the table over and over and returns rows per CPU second and per second."""
    cpu, wall = time.process_time(), time.perf_counter()
    sink = pa.OSFile(where, "wb") if isinstance(where, str) else where
    out = writer(format, table.schema, sink)
    written = 0
    batches = table.to_batches()
    while written < rows:
        if format.startswith("arrow"):
            for b in batches:
                out.write_batch(b)
        elif format == "parquet":
            out.write_table(table, row_group_size=GROUP)
        else:
            out.write_table(table)
        written += table.num_rows
    out.close()
    sink.close()
    return written / (time.process_time() - cpu), written / (time.perf_counter() - wall)


def write_rows(format, rows, schema):
    """Makes columns of rows, writes them, and returns rows per CPU second."""
    start = time.process_time()
    write(format, pa.Table.from_pylist(rows, schema), 1, pa.MockOutputStream())
    return len(rows) / (time.process_time() - start)


def ours(program, format, rows, files, where=os.devnull):
    """Has vsslog write the table from records; returns rows, different records and rows per CPU second."""
    format, _, compression = format.partition("-")
    out = subprocess.run([program, "-format", format, "-compression", compression, "-rows", str(rows), "-lot", str(GROUP), "-o", where, *files],
                         env=dict(os.environ, GOMAXPROCS="1"), stdout=subprocess.PIPE, check=True, text=True).stdout
    found = re.match(r"(\d+) rows, (\d+) records, ([\d.]+) s", out)
    return int(found[1]), int(found[2]), int(found[1]) / max(float(found[3]), 0.001)


def encode(program, format, rows, lot, files, where=""):
    """Has vsslog write ready columns; returns rows per CPU second and per second."""
    out = subprocess.run([program, "-test.run=^$", f"-test.bench=^BenchmarkEncode$/^{format}$", f"-test.benchtime={max(rows // lot, 1)}x", "-test.cpu=1"],
                         env=dict(os.environ, VSSLOG_LOGS=os.pathsep.join(files), VSSLOG_SINK=where), cwd=ROOT / "export", stdout=subprocess.PIPE, check=True, text=True).stdout
    return tuple(float(re.search(rf"([\d.e+]+) {unit}", out)[1]) for unit in ("rows/cpu-s", "rows/s"))


def check(format, ours, theirs, table):
    """Compares the values of both files."""
    if format.startswith("arrow"):
        a, b = (pa.ipc.open_file(f).read_all() for f in (ours, theirs))
    elif format == "parquet":
        a, b = (pa.parquet.read_table(f) for f in (ours, theirs))
    else:  # lists are written in another way: compare the rest
        kept = [f.name for f in table.schema if pa.types.is_integer(f.type) or pa.types.is_string(f.type)]
        kinds = pa.csv.ConvertOptions(include_columns=kept, column_types={n: table.schema.field(n).type for n in kept}, strings_can_be_null=True, quoted_strings_can_be_null=False)
        a, b = (pa.csv.read_csv(f, convert_options=kinds, parse_options=pa.csv.ParseOptions(newlines_in_values=True)) for f in (ours, theirs))
    for name in b.column_names:  # by value: the two name the items of lists differently
        if not a.column(name).equals(b.column(name)) and a.column(name).to_pylist() != b.column(name).to_pylist():
            sys.exit(f"{format}: the values differ in {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    files = options.files
    if not files:
        corpus = os.environ.get("VSSLOG_CORPUS")
        folder, pattern = (pathlib.Path(corpus, "evtx"), "*.evtx") if corpus else (ROOT / "samples", "*/*.evtx")
        files = sorted(str(f) for f in folder.glob(pattern))
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as memory:
        program = str(pathlib.Path(folder, "tables"))
        subprocess.run(["go", "build", "-o", program, "./bench/tables"], cwd=ROOT, check=True)
        encoder = str(pathlib.Path(folder, "export.test"))
        subprocess.run(["go", "test", "-c", "-o", encoder, "./export"], cwd=ROOT, check=True)
        first = str(pathlib.Path(folder, "events.arrow"))
        _, lot, _ = ours(program, "arrow", 1, files, first)
        ours(program, "arrow", lot, files, first)
        table = pa.ipc.open_file(first).read_all()
        size = table.nbytes / lot
        whole = table.combine_chunks()
        rows = whole.to_pylist()
        tables = {"csv": flat(whole), "parquet": whole}
        sizes = {}
        for format in FORMATS[:-1]:
            mine, theirs = (str(pathlib.Path(folder, f"{who}.{format}")) for who in ("ours", "theirs"))
            ours(program, format, lot, files, mine)
            write(format, tables.get(format, table), 1, theirs)
            check(format, mine, theirs, whole)
            sizes[format] = os.path.getsize(mine) / os.path.getsize(theirs)
        found = {}
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
            for format in FORMATS:
                theirs = format != "jsonl"
                given = tables.get(format, table)
                sink = str(pathlib.Path(memory, "sink"))
                few = options.rows // 5
                f = found.setdefault(format, {})
                def note(case, mine, other=None):
                    f.setdefault(case, []).append((mine, other))
                note("columns", encode(encoder, format, options.rows, lot, files), write(format, given, options.rows, pa.MockOutputStream()) if theirs else None)
                note("file", encode(encoder, format, few, lot, files, sink), write(format, given, few, sink) if theirs else None)
                os.remove(sink)
                note("rows", (ours(program, format, options.rows, files)[2],), (write_rows(format, rows, given.schema),) if theirs and format != "csv" else None)
    print(f"\n{options.rows} rows, {lot} of them different, {len(table.schema)} columns, {size:.0f} bytes a row in Arrow; pyarrow {pa.__version__}; medians of {options.rounds} rounds\n")
    print("| from | to | format | vsslog, rows per CPU s | pyarrow | vsslog / pyarrow, CPU | wall |\n|---|---|---|---|---|---|---|")
    for case, source, target in (("columns", "columns", "nowhere"), ("file", "columns", "file in memory"), ("rows", "rows", "nowhere")):
        for format, cases in found.items():
            pairs = cases[case]
            cells = [f"{statistics.median(p[0][0] for p in pairs):,.0f}"]
            if pairs[0][1]:
                cells.append(f"{statistics.median(p[1][0] for p in pairs):,.0f}")
                cells += [f"{statistics.median(p[0][k] / p[1][k] for p in pairs):.2f}" for k in range(len(pairs[0][0]))]
            print(f"| {source} | {target} | {format} | {' | '.join(cells + [''] * (4 - len(cells)))} |")
    print("\nBytes of vsslog / of pyarrow: " + ", ".join(f"{format} {ratio:.2f}" for format, ratio in sizes.items()))


if __name__ == "__main__":
    main()
