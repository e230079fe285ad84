#!/usr/bin/env python3
"""compare.py [--rows N] [--rounds N] [FILE.evtx...]

Writes one table of events to each format with vsslog and with pyarrow, in turn,
and prints rows per second of CPU time (user and system) and the ratios.

Both have a lot of up to 65,536 rows in memory, vsslog as records, pyarrow as the
table that vsslog makes of them, and write it over and over until there are N rows
(5 million), with one thread, to where bytes are only counted. "From records" has
the making of the columns in it, which pyarrow is spared; "from columns" is
BenchmarkEncode of the package export, which is handed columns as pyarrow is.
Arrow: record batches of 8,192 rows, as vsslog makes them. Parquet: zstd level 1,
statistics, row groups of 65,536 rows. CSV: pyarrow writes no lists, so it gets them
as texts that were made before its time starts; binary likewise. It has no writer of
JSON Lines.

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
BATCH = 8_192


def writer(format, table, where):
    """Opens pyarrow's writer of a format."""
    if format == "arrow":
        return pa.ipc.new_file(where, table.schema)
    if format == "csv":
        return pa.csv.CSVWriter(where, table.schema)
    return pa.parquet.ParquetWriter(where, table.schema, compression="zstd", compression_level=1)


def flat(table):
    """Returns the table with lists and bytes as texts, for CSV."""
    for i, field in enumerate(table.schema):
        if pa.types.is_nested(field.type) or pa.types.is_binary(field.type):
            texts = [None if v is None else v.hex() if isinstance(v, bytes) else str(v) for v in table.column(i).to_pylist()]
            table = table.set_column(i, field.name, pa.array(texts, pa.string()))
    return table


def write(format, table, rows, where):
    """Writes rows rows and returns the CPU seconds that took."""
    start = time.process_time()
    out = writer(format, table, where)
    while rows > 0:
        piece = table.slice(0, min(rows, table.num_rows))
        if format == "parquet":
            out.write_table(piece, row_group_size=GROUP)
        elif format == "arrow":
            out.write_table(piece, max_chunksize=BATCH)
        else:
            out.write_table(piece)
        rows -= piece.num_rows
    out.close()
    return time.process_time() - start


def ours(program, format, rows, files, where=os.devnull):
    """Has vsslog write the table; returns rows, different records and CPU seconds."""
    out = subprocess.run([program, "-format", format, "-rows", str(rows), "-lot", str(GROUP), "-o", where, *files],
                         env=dict(os.environ, GOMAXPROCS="1"), stdout=subprocess.PIPE, check=True, text=True).stdout
    found = re.match(r"(\d+) rows, (\d+) records, ([\d.]+) s", out)
    return int(found[1]), int(found[2]), float(found[3])


def encode(program, format, rows, lot, files):
    """Has vsslog write ready columns; returns CPU seconds for rows rows."""
    out = subprocess.run([program, "-test.run=^$", f"-test.bench=^BenchmarkEncode$/^{format}$", f"-test.benchtime={max(rows // lot, 1)}x", "-test.cpu=1"],
                         env=dict(os.environ, VSSLOG_LOGS=os.pathsep.join(files)), cwd=ROOT / "export", stdout=subprocess.PIPE, check=True, text=True).stdout
    return rows / float(re.search(r"([\d.e+]+) rows/cpu-s", out)[1])


def check(format, ours, theirs, table):
    """Compares the values of both files."""
    if format == "arrow":
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
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    files = options.files
    if not files:
        corpus = os.environ.get("VSSLOG_CORPUS")
        folder, pattern = (pathlib.Path(corpus, "evtx"), "*.evtx") if corpus else (ROOT / "samples", "*/*.evtx")
        files = sorted(str(f) for f in folder.glob(pattern))
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    with tempfile.TemporaryDirectory() as folder:
        program = str(pathlib.Path(folder, "tables"))
        subprocess.run(["go", "build", "-o", program, "./bench/tables"], cwd=ROOT, check=True)
        encoder = str(pathlib.Path(folder, "export.test"))
        subprocess.run(["go", "test", "-c", "-o", encoder, "./export"], cwd=ROOT, check=True)
        first = str(pathlib.Path(folder, "events.arrow"))
        _, lot, _ = ours(program, "arrow", GROUP, files, first)
        table = pa.ipc.open_file(first).read_all().combine_chunks().slice(0, lot)
        size = table.nbytes / lot
        tables = {"arrow": table, "csv": flat(table), "parquet": table}
        for format, t in tables.items():
            mine, theirs = (str(pathlib.Path(folder, f"{who}.{format}")) for who in ("ours", "theirs"))
            ours(program, format, lot, files, mine)
            write(format, t, lot, theirs)
            check(format, mine, theirs, table)
            print(f"{format}: values of {lot} rows are equal; bytes of vsslog / of pyarrow {os.path.getsize(mine) / os.path.getsize(theirs):.2f}", flush=True)
        times = {}
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
            for format in ("arrow", "csv", "parquet", "jsonl"):
                rows, _, took = ours(program, format, options.rows, files)
                if rows != options.rows:
                    sys.exit(f"{format}: {rows} rows instead of {options.rows}")
                theirs = write(format, tables[format], options.rows, pa.MockOutputStream()) if format in tables else None
                ready = encode(encoder, format, options.rows, lot, files)
                times.setdefault(format, []).append((took, ready, theirs))
    print(f"\n{options.rows} rows, {lot} of them different, {len(table.schema)} columns, {size:.0f} bytes a row in Arrow; pyarrow {pa.__version__}\n")
    print("| format | vsslog from records, rows per CPU s | vsslog from columns | pyarrow from columns | from columns: vsslog / pyarrow | from records: vsslog / pyarrow |\n|---|---|---|---|---|---|")
    for format, rounds in times.items():
        speeds = [f"{options.rows / statistics.median(r[k] for r in rounds):,.0f}" if rounds[0][k] else "" for k in range(3)]
        ratios = [f"{statistics.median(r[2] / r[k] for r in rounds):.2f}" if rounds[0][2] else "" for k in (1, 0)]
        print(f"| {format} | {' | '.join(speeds + ratios)} |")


if __name__ == "__main__":
    main()
