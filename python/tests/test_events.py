"""Records as Arrow, whole and in streams."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

import vsslog
from vsslog._program import program


def test_streams(samples: Path) -> None:
    events = vsslog.events(samples, all=True, progress=False)
    batches = list(events)
    assert all(isinstance(batch, pa.RecordBatch) for batch in batches)
    rows = sum(batch.num_rows for batch in batches)
    assert rows > 5000
    assert len(events.to_pandas()) == len(events.to_polars()) == events.to_arrow().num_rows == rows
    assert events.to_duckdb().aggregate("count(*)").fetchall() == [(rows,)]
    assert events.schema == batches[0].schema


def test_problems(samples: Path, tmp_path: Path) -> None:
    (tmp_path / "System.evtx").write_bytes((samples / "healthy-2022" / "System.evtx").read_bytes())
    (tmp_path / "picture.txt").write_text("3 4 5\n6 7 8\n")
    events = vsslog.events(tmp_path, all=True, progress=False)
    assert sum(batch.num_rows for batch in events) > 0
    assert any(problem.source.endswith("picture.txt") for problem in events.problems)


def test_the_same_as_a_file(samples: Path, tmp_path: Path) -> None:
    path = samples / "healthy-2022" / "System.evtx"
    file = tmp_path / "events.arrow"
    subprocess.run([program(), "events", "--all", "-q", "-o", str(file), str(path)], check=True)
    with pa.ipc.open_file(str(file)) as opened:
        assert opened.read_all().equals(vsslog.events(path, all=True).to_arrow())


def test_one_pass_is_lazy(samples: Path) -> None:
    for batch in vsslog.events(samples, all=True):
        assert batch.num_rows > 0
        break  # what is left is not read, and nothing is left behind


def test_filters(samples: Path) -> None:
    both = [samples / "late-thaw-ntds-2003", samples / "healthy-2022"]
    frame = vsslog.events(both, all=True, host="DC03", sort="time").to_polars()
    assert frame["host"].unique().to_list() == ["dc03"]
    times = [t for t in frame["timestamp_ns"].to_list() if t is not None]
    assert times == sorted(times)
    cut = datetime.datetime(2010, 1, 1)
    early = vsslog.events(both, until=cut).to_polars()
    late = vsslog.events(both, since=cut).to_polars()
    assert early["timestamp"].max() < late["timestamp"].min()  # type: ignore[operator]
    whole = vsslog.events(both).to_polars()
    timeless = whole.filter(whole["time_zone"].is_null()).height  # what a listing states of no time
    assert early.height + late.height + timeless == whole.height


def test_columns(samples: Path) -> None:
    frame = vsslog.events(samples / "healthy-2022", all=True, columns=["param1"]).to_polars()
    assert frame["param1"].drop_nulls().len() > 0


def test_reader_is_taken_by_others(samples: Path) -> None:
    import polars as pl

    events = vsslog.events(samples / "healthy-2022", all=True)
    assert pl.DataFrame(events).height == events.to_arrow().num_rows
    assert pa.table(events).num_rows == events.to_arrow().num_rows
    assert isinstance(events.reader(), pa.RecordBatchReader)


def test_rows(samples: Path) -> None:
    row = next(vsslog.events(samples / "healthy-2022" / "System.evtx", all=True).rows())
    assert isinstance(row["timestamp"], datetime.datetime) and isinstance(row["data"], list)


def test_errors(tmp_path: Path, samples: Path) -> None:
    with pytest.raises(vsslog.InputNotFoundError):
        vsslog.events(tmp_path / "nosuch.evtx")
    with pytest.raises(vsslog.UsageError):
        vsslog.events([])
    with pytest.raises(vsslog.UsageError):
        vsslog.events(samples, sort="size").to_arrow()
    (tmp_path / "a.txt").write_text("no log\n")
    with pytest.warns(vsslog.InputWarning, match="nosuch"):
        vsslog.events([samples / "healthy-2022", tmp_path / "nosuch"]).to_arrow()
    with pytest.raises(vsslog.DamagedInputError) as caught:
        vsslog.events([samples / "healthy-2022", tmp_path / "nosuch"], strict=True).to_arrow()
    assert caught.value.problems[0].source.endswith("nosuch") and "no such file" in caught.value.problems[0].reason


def test_bytes(samples: Path) -> None:
    path = samples / "healthy-2022" / "System.evtx"
    given = vsslog.events(text=path.read_bytes(), all=True).to_arrow()
    assert given.num_rows == vsslog.events(path, all=True).to_arrow().num_rows > 0


def test_secrets_are_not_in_the_command_line(samples: Path) -> None:
    events = vsslog.events(samples, redact=["hosts"], redact_key="hidden-key", password="hidden-word")
    assert not any("hidden" in word for word in events._words)


@pytest.mark.skipif(os.name == "nt", reason="a stand-in program is a script")
def test_programs_that_fail(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stand_in(script: str) -> None:
        path = tmp_path / "program"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("VSSLOG_PROGRAM", str(path))

    for script, kind, message in (
        ("echo 'vsslog: unknown flag: --messages' >&2; exit 2", vsslog.ProgramError, "too old"),
        ("exit 70", vsslog.ProgramError, "exit code 70"),
        ("""echo '{"type":"error","text":"no space left"}' >&2; exit 1""", vsslog.ProgramError, "no space left"),
        ("""echo '{"type":"problem","source":"a.evtx","text":"cannot be opened"}' >&2; exit 1""", vsslog.NothingReadError, "a.evtx: cannot be opened"),
    ):
        stand_in(script)
        with pytest.raises(kind, match=message):
            vsslog.analyze(samples)
        with pytest.raises(kind, match=message):
            list(vsslog.events(samples))
    monkeypatch.setenv("VSSLOG_PROGRAM", str(tmp_path / "nothing"))
    with pytest.raises(vsslog.ProgramError, match="cannot be started"):
        vsslog.analyze(samples)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_interrupted_run_leaves_no_process(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "program"
    path.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    path.chmod(0o755)
    script = f"""
import signal, threading, os, time
threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
import vsslog
try:
    vsslog.analyze({str(samples)!r})
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run([sys.executable, "-c", script], env=dict(os.environ, VSSLOG_PROGRAM=str(path)), capture_output=True, text=True, timeout=50)
    assert done.stdout.strip() == "interrupted", done.stderr
    pid = int((tmp_path / "pid").read_text())
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the program still runs")


def test_imports_are_lazy() -> None:
    script = "import sys, vsslog; print([m for m in ('pyarrow', 'pandas', 'polars', 'duckdb') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"
