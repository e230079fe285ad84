#!/usr/bin/env python3
"""peers.py [--rounds N] [--dir DIR] [--only WORD] FILE.evtx...

Reads the same EVTX file with vsslog and with the other readers, in turn, and
prints how long each took and how they compare.

The inputs are built from the FILEs by bench/mklarge: 256 MiB of which 5 % of the
chunks mention VSS for the fast readers, 32 MiB and 2 MiB for the slow ones.
Without FILEs, those of $VSSLOG_CORPUS/evtx are taken. What is missing is built or
installed into DIR: Rust's evtx_dump by cargo, evtx and python-evtx by pip;
libevtx-utils is installed by apt-get if that is allowed. A reader that cannot be
had is named and left out.

Other work on the machine makes wall times worthless and CPU times a little longer,
so the readers run in turn for several rounds, the medians of CPU seconds are
compared, and for each round the ratio to another reader of the same group: the first,
or the one that does the same and writes to the same place.
A reader that does not find as many records as the first of its group is marked
with !: it has done less work, and the exit status is 1 if that is one of ours.
Peak sizes are at least that of this script, some 15 MiB.
"""
import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def build(step, *command, cwd=ROOT):
    """Runs one step of building; returns whether it worked."""
    print("building:", step, file=sys.stderr, flush=True)
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        print(f"  left out, {command[0]} failed: {done.stderr.strip()[-400:]}", file=sys.stderr)
    return done.returncode == 0


def tools(where):
    """Builds or installs every reader; returns the path of each that is there."""
    have = {}
    for name, source in [("vsslog", "./cmd/vsslog"), ("columns", "./bench/columns"), ("mklarge", "./bench/mklarge"), ("arrowrows", "./bench/arrowrows"),
                         ("floor", "./bench/floor")]:
        if not build(name, "go", "build", "-o", str(where / name), source):
            sys.exit(f"{name} is ours and must build")
        have[name] = str(where / name)
    if build("golang-evtx v1.2.9", "go", "build", "-o", str(where / "golang-evtx"), ".", cwd=ROOT / "bench/peers/golang-evtx"):
        have["golang-evtx"] = str(where / "golang-evtx")
    rust = where / "bin/evtx_dump"
    if rust.exists() or shutil.which("cargo") and build("evtx_dump", "cargo", "install", "evtx", "--locked", "--root", str(where)):
        have["evtx_dump"] = str(rust)
    python = where / "py/bin/python"
    if python.exists() or build("a Python environment", sys.executable, "-m", "venv", str(where / "py")) and build(
            "evtx, python-evtx", str(python), "-m", "pip", "install", "-q", "evtx", "python-evtx"):
        have["python"] = str(python)
    if not shutil.which("evtxexport") and shutil.which("apt-get"):
        build("libevtx-utils", "apt-get", "install", "-y", "libevtx-utils")
    if shutil.which("evtxexport"):
        have["evtxexport"] = shutil.which("evtxexport")
    return have


RUST_BINDING = "import sys\nfrom evtx import PyEvtxParser\nprint(sum(1 for _ in PyEvtxParser(sys.argv[1], number_of_threads=1).records_json()), 'records')"
PYTHON_EVTX = "import sys\nfrom Evtx.Evtx import Evtx\nn = 0\nwith Evtx(sys.argv[1]) as f:\n    for r in f.records():\n        r.xml()\n        n += 1\nprint(n, 'records')"


class Case:
    """One reader doing one work. count says how the number of records is found:
    a pattern in the output, "lines" for one record a line, or another command; beside
    is the reader of the same group that it is compared with, not named: the first."""

    def __init__(self, group, label, data, command, threads=1, count=r"(\d+) records", beside=None):
        self.group, self.label, self.data, self.command, self.threads, self.count = group, label, data, command, threads, count
        self.beside = beside
        self.ours = label.startswith("vsslog")
        self.cpu, self.wall, self.memory, self.records = [], [], 0, None

    def run(self, look=None):
        """Runs it once and measures, or has look read its output and returns what that found."""
        env = dict(os.environ, GOMAXPROCS=str(self.threads))
        start = time.monotonic()
        process = subprocess.Popen(self.command, env=env, stdout=subprocess.PIPE if look else subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found = look(process.stdout) if look else None
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode and look:
            print(f"{self.label}: exit status {process.returncode}", file=sys.stderr)
        if not look:
            self.wall.append(time.monotonic() - start)
            self.cpu.append(usage.ru_utime + usage.ru_stime)
            self.memory = max(self.memory, usage.ru_maxrss / 1024)
        return found

    def find_records(self):
        def occurrences(what):  # in pieces: a child's peak size begins with that of this script
            return lambda out: sum(line.count(what) for line in out)

        def matched(out):
            found = re.search(self.count.encode(), out.read(1 << 16))
            return int(found.group(1)) if found else 0

        if isinstance(self.count, list):
            self.run(look=lambda out: out.read())
            output = subprocess.run(self.count, stdout=subprocess.PIPE, check=True).stdout
            self.records = int(re.search(rb"(\d+) records", output).group(1))
        elif self.count == "lines":
            self.records = self.run(look=occurrences(b"\n"))
        elif self.count == "events":
            self.records = self.run(look=occurrences(b"<Event "))
        elif self.count:
            self.records = self.run(look=matched)


def cases(have, where):
    big, mid, small = (str(where / f"{n}.evtx") for n in ("big", "mid", "small"))
    arrow = str(where / "out.arrow")
    all_ = []

    def add(needs, *args, **more):
        if needs in have:
            all_.append(Case(*args, **more))

    for threads in (1, 2):
        group = f"every record, every field, {threads} thread{'s'[:threads-1]}, 256 MiB"
        t = str(threads)
        add("columns", group, "vsslog: typed columns in memory", big, [have["columns"], "-workers", t, big], threads,
            beside="evtx_dump -o jsonl")
        add("evtx_dump", group, "evtx_dump -o jsonl", big, [have.get("evtx_dump"), "-t", t, "-o", "jsonl", big], threads, count="lines")
        add("evtx_dump", group, "evtx_dump -o jsonl, to a file", big,
            [have.get("evtx_dump"), "-t", t, "-o", "jsonl", "-f", str(where / "out.jsonl"), "--no-confirm-overwrite", big], threads, count=None)
        add("vsslog", group, "vsslog events --all --format arrow, to a file", big,
            [have["vsslog"], "events", "--quiet", "--all", "--workers", t, "--format", "arrow", "-o", arrow, "--force", big], threads,
            count=[have["arrowrows"], arrow], beside="evtx_dump -o jsonl, to a file")
        add("vsslog", group, "vsslog events --all --format arrow, no file", big,  # written to where evtx_dump writes
            [have["vsslog"], "events", "--quiet", "--all", "--workers", t, "--format", "arrow", big], threads, count=None,
            beside="evtx_dump -o jsonl")
        add("evtx_dump", group, "evtx_dump -o xml", big, [have.get("evtx_dump"), "-t", t, "-o", "xml", big], threads, count=None)
        for form in ("jsonl", "xml"):
            add("vsslog", group, f"vsslog events --all --format {form}", big,
                [have["vsslog"], "events", "--quiet", "--all", "--workers", t, "--format", form, big], threads,
                count="lines" if form == "jsonl" else "events", beside=f"evtx_dump -o {form}")
        group = f"analysis without hashing, {threads} thread{'s'[:threads-1]}, 256 MiB, 5 % of the chunks mention VSS"
        add("floor", group, "floor: reads, computes the checksums, searches for one word", big, [have["floor"], big], threads, count=None)
        add("vsslog", group, "vsslog analyze", big, [have["vsslog"], "analyze", "--quiet", "--workers", t, big], threads, count=None)
    group = "every record, 1 thread, 32 MiB"
    add("columns", group, "vsslog: typed columns in memory", mid, [have["columns"], mid])
    add("evtx_dump", group, "evtx_dump -o jsonl", mid, [have.get("evtx_dump"), "-t", "1", "-o", "jsonl", mid], count="lines")
    add("python", group, "evtx (pip, binding of the Rust crate), records_json", mid, [have.get("python"), "-c", RUST_BINDING, mid])
    add("golang-evtx", group, "golang-evtx FastEvents", mid, [have.get("golang-evtx"), mid])
    add("evtxexport", group, "evtxexport -f xml (libevtx)", mid, [have.get("evtxexport"), "-f", "xml", mid], count="events")
    group = "every record, 1 thread, 2 MiB"
    add("columns", group, "vsslog: typed columns in memory", small, [have["columns"], small])
    add("python", group, "python-evtx xml()", small, [have.get("python"), "-c", PYTHON_EVTX, small])
    return all_


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dir", default=str(pathlib.Path.home() / ".cache/vsslog-peers"), help="where peers and inputs are built")
    parser.add_argument("--only", default="", help="only the groups whose name has this in it")
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    where = pathlib.Path(options.dir)
    where.mkdir(parents=True, exist_ok=True)
    files = options.files
    if not files and os.environ.get("VSSLOG_CORPUS"):
        files = sorted(str(f) for f in pathlib.Path(os.environ["VSSLOG_CORPUS"], "evtx").glob("*.evtx"))
    if not files:
        sys.exit("no FILEs, and VSSLOG_CORPUS is not set: name EVTX files to build the inputs from")
    have = tools(where)
    for name, mib, share in [("big", 256, "0.05"), ("mid", 32, "0.05"), ("small", 2, "0.05")]:
        print(f"{name}.evtx:", subprocess.run([have["mklarge"], "-mib", str(mib), "-share", share, str(where / f"{name}.evtx"), *files],
                                              stdout=subprocess.PIPE, text=True, check=True).stdout.strip(), flush=True)
    every = [c for c in cases(have, where) if options.only in c.group]
    for c in every:
        c.find_records()
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        for c in every:
            c.run()
    wrong = False
    for group in dict.fromkeys(c.group for c in every):
        members = [c for c in every if c.group == group]
        first = members[0]
        print(f"\n{group}\n\n| reader | records | CPU s, median | MB per CPU s | wall s, median | peak RSS MiB | CPU of it / of the named reader, median of rounds |\n|---|---|---|---|---|---|---|")
        for c in members:
            cpu = statistics.median(c.cpu)
            other = next((o for o in members if o.label == c.beside), first)
            ratio = statistics.median(a / b for a, b in zip(c.cpu, other.cpu))
            differs = c.records is not None and c.records != first.records
            wrong = wrong or differs and c.ours
            print(f"| {c.label} | {'' if c.records is None else c.records}{' !' if differs else ''} | {cpu:.2f} | {os.path.getsize(c.data) / 1e6 / cpu:.0f} "
                  f"| {statistics.median(c.wall):.2f} | {c.memory:.0f} | {ratio:.2f}{'' if other is c else ' of ' + other.label} |")
    for one in every:
        if one.threads == 1:
            for two in every:
                if two.threads == 2 and two.label == one.label and two.data == one.data:
                    print(f"\n{one.label}: wall time with 1 thread / with 2, median of rounds: "
                          f"{statistics.median(a / b for a, b in zip(one.wall, two.wall)):.2f}")
    sys.exit(wrong)


if __name__ == "__main__":
    main()
