#!/usr/bin/env python3
"""EVTX into DataFrames: vsslog.events beside evtx (the binding of the Rust crate) and python-evtx, in one run.

    dataframes.py [--rounds N] [--big FILE] [--small FILE]

Each contender runs in a process of its own, one after the other, N rounds; what is measured begins after the imports and has the CPU time of
child processes in it. The figures are medians over the rounds, the ratios medians of the ratios within a round. --big goes to
the fast ones, --small to python-evtx too. Needs pip install evtx python-evtx pandas polars pyarrow duckdb, and the package vsslog.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

# What is asked for: time, provider, id, level, channel, computer, record id, and all of the data.
CONTENDERS = {
    "vsslog.events -> polars": "frame = vsslog.events(path, all=True, progress=False).to_polars()",
    "vsslog.events -> pandas": "frame = vsslog.events(path, all=True, progress=False).to_pandas()",
    "vsslog.events, batch by batch": "frame = range(sum(b.num_rows for b in vsslog.events(path, all=True, progress=False)))",
    "evtx records_json -> polars, JSON as a text": "frame = polars.DataFrame(list(evtx.PyEvtxParser(path).records_json()))",
    "evtx records_json -> polars, columns": "frame = polars.DataFrame([of_json(r) for r in evtx.PyEvtxParser(path).records_json()], infer_schema_length=None)",
    "evtx records_json -> pandas, columns": "frame = pandas.DataFrame([of_json(r) for r in evtx.PyEvtxParser(path).records_json()])",
}
SLOW = {
    "python-evtx xml() -> polars, columns": "frame = polars.DataFrame(of_xml(path), infer_schema_length=None)",
    "python-evtx xml() -> pandas, columns": "frame = pandas.DataFrame(of_xml(path))",
}
HEAD = """
import json, os, sys, time, warnings
warnings.simplefilter("ignore")
import evtx, pandas, polars, pyarrow, vsslog
import Evtx.Evtx, xml.etree.ElementTree as tree

def of_json(record):
    event = json.loads(record["data"])["Event"]
    system = event["System"]
    number = system["EventID"]
    return {"timestamp": record["timestamp"], "provider": system["Provider"]["#attributes"].get("Name"), "event_id": number["#text"] if isinstance(number, dict) else number,
            "level": system.get("Level"), "channel": system.get("Channel"), "computer": system.get("Computer"), "record_id": record["event_record_id"],
            "data": json.dumps(event.get("EventData") or event.get("UserData"))}

def of_xml(path):
    name = "{http://schemas.microsoft.com/win/2004/08/events/event}"
    rows = []
    with Evtx.Evtx.Evtx(path) as log:
        for record in log.records():
            event = tree.fromstring(record.xml())
            system = event.find(name + "System")
            text = lambda n: (system.find(name + n).text if system.find(name + n) is not None else None)
            rows.append({"timestamp": record.timestamp(), "provider": system.find(name + "Provider").get("Name"), "event_id": text("EventID"), "level": text("Level"),
                         "channel": text("Channel"), "computer": text("Computer"), "record_id": text("EventRecordID"),
                         "data": json.dumps([(d.get("Name"), d.text) for part in ("EventData", "UserData") for d in event.iterfind(f"{name}{part}/{name}Data")])})
    return rows

path = sys.argv[1]
begin, wall = os.times(), time.perf_counter()
"""
TAIL = """
wall, end = time.perf_counter() - wall, os.times()
cpu = sum(end[:4]) - sum(begin[:4])
print(json.dumps([wall, cpu, len(frame)]))
"""


def once(code, path):
    done = subprocess.run([sys.executable, "-c", HEAD + code + TAIL, path], capture_output=True, text=True, timeout=1800)
    if done.returncode:
        sys.exit(f"{code}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def compare(title, contenders, path, rounds):
    size = os.path.getsize(path) / 1e6
    print(f"\n### {title}, {size:.0f} MB\n\n| into | rows | CPU s | wall s | MB per CPU s | CPU of it / of the first | wall, likewise |\n|---|---|---|---|---|---|---|")
    measured = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, code in contenders.items():
            measured[name].append(once(code, path))
    first = measured[next(iter(contenders))]
    for name, runs in measured.items():
        wall, cpu = (statistics.median(run[i] for run in runs) for i in (0, 1))
        ratios = [statistics.median(run[i] / base[i] for run, base in zip(runs, first)) for i in (1, 0)]
        print(f"| {name} | {runs[0][2]} | {cpu:.2f} | {wall:.2f} | {size / cpu:.1f} | {ratios[0]:.2f} | {ratios[1]:.2f} |", flush=True)


READ = """
import json, os, sys, time
import duckdb
connection = duckdb.connect()
connection.execute("set threads = 1")
begin, wall = os.times(), time.perf_counter()
frame = connection.sql(f"select provider, event_id, count(*), max(timestamp_ns), sum(length(source)) from '{sys.argv[1]}' group by all").fetchall()
frame += connection.sql(f"select count(*) from (from '{sys.argv[1]}') t where t.data is not null and t.computer is not null and t.host is not null").fetchall()
"""


def parquet(path, rounds):
    """The same rows, in equal row groups, by vsslog and by pyarrow, as DuckDB reads them."""
    import pyarrow.parquet as pq
    from vsslog._program import program

    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = os.path.join(folder, "vsslog.parquet"), os.path.join(folder, "pyarrow.parquet")
        subprocess.run([program(), "events", "--all", "-q", "-o", ours, path], check=True)
        file = pq.ParquetFile(ours)
        with pq.ParquetWriter(theirs, file.schema_arrow, compression="zstd") as writer:
            for group in range(file.num_row_groups):
                writer.write_table(file.read_row_group(group), row_group_size=1 << 30)
        print(f"\n### DuckDB reads Parquet, {file.metadata.num_rows} rows in {file.num_row_groups} row groups\n\n| written by | MB | CPU s | wall s | CPU of it / of the first |\n|---|---|---|---|---|")
        runs = {name: [] for name in (ours, theirs)}
        for _ in range(rounds):
            for name, list_ in runs.items():
                done = subprocess.run([sys.executable, "-c", READ + TAIL, name], capture_output=True, text=True, check=True)
                list_.append(json.loads(done.stdout))
        for name, list_ in runs.items():
            wall, cpu = (statistics.median(run[i] for run in list_) for i in (0, 1))
            ratio = statistics.median(run[1] / base[1] for run, base in zip(list_, runs[ours]))
            print(f"| {os.path.basename(name)[:-8]} | {os.path.getsize(name) / 1e6:.1f} | {cpu:.2f} | {wall:.2f} | {ratio:.2f} |", flush=True)


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--big")
parser.add_argument("--small")
arguments = parser.parse_args()
if arguments.big:
    compare("every record of a large log", CONTENDERS, arguments.big, arguments.rounds)
    parquet(arguments.big, arguments.rounds)
if arguments.small:
    compare("every record of a small log", {**CONTENDERS, **SLOW}, arguments.small, arguments.rounds)
