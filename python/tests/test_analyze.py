"""The answer: the same tables, words and numbers as the program's own."""

from __future__ import annotations

import datetime
import shutil
import warnings
from pathlib import Path

import pyarrow as pa
import pytest
from conftest import document, screen

import vsslog
from vsslog._analysis import TABLES, VIEWS


def test_every_table(analysis: vsslog.Analysis) -> None:
    for name in TABLES:
        table = getattr(analysis, name)
        assert len(table) > 0, name
        assert isinstance(table.to_arrow(), pa.Table)
        assert table.to_pandas().shape == (len(table), len(table.columns)), name
        assert table.to_polars().shape == (len(table), len(table.columns)), name
        assert len(table.to_duckdb().fetchall()) == len(table), name
        assert len(list(table.rows())) == len(table), name
        assert all(column.doc for column in table.describe()), name


def test_every_view(analysis: vsslog.Analysis) -> None:
    for name in VIEWS:
        view = getattr(analysis, name)
        assert view.to_pandas().shape == (len(view), len(view.columns)), name
        if name != "set_writers":  # whose columns are named by writers
            assert [column.name for column in view.describe() if not column.doc] == [], name


def test_counts_are_those_of_the_program(analysis: vsslog.Analysis, samples: Path) -> None:
    said = document(samples)
    assert analysis.counts == said["counts"]
    assert (analysis.exit_code, analysis.exit_reason) == (said["exit_code"], said["exit_reason"])
    assert len(analysis.failures) == analysis.counts["failures"] + analysis.counts["harmless"]


def test_other_libraries_take_tables(analysis: vsslog.Analysis) -> None:
    import duckdb
    import polars as pl

    failures = analysis.failures
    assert pl.DataFrame(failures).height == len(failures)
    assert pa.table(failures).num_rows == len(failures)
    assert duckdb.sql("select count(*) from failures").fetchall() == [(len(failures),)]


def test_types(analysis: vsslog.Analysis) -> None:
    frame = analysis.sets.to_pandas()
    assert str(frame.dtypes["started_at"]) == "datetime64[ns, UTC]"
    assert str(frame.dtypes["steps"]) == "Int64"
    assert str(analysis.spans.to_pandas().dtypes["timed_out"]) == "boolean"
    row = next(iter(analysis.failures.rows()))
    assert isinstance(row["started_at"], datetime.datetime) and row["started_at"].utcoffset() == datetime.timedelta(0)
    assert isinstance(row["steps"][0]["do"], str)


def test_duckdb_subtracts_times(analysis: vsslog.Analysis) -> None:
    longest = analysis.sql("select max(ended_at - started_at) from sets").fetchall()
    assert longest[0][0] > datetime.timedelta(seconds=1)
    assert analysis.sets.to_duckdb().aggregate("max(ended_at - started_at)").fetchall() == longest


def test_around(analysis: vsslog.Analysis) -> None:
    failure = next(row for row in analysis.failures.rows() if row["host"] == "dc03")
    for every in (False, True):
        rows = list(analysis.around(failure, before=60, after=60, all=every).rows())
        times = [row["timestamp"] for row in rows if row["timestamp"]]
        assert times and times == sorted(times)
        assert {row["host"] for row in rows} == {"dc03"}
        second = datetime.timedelta(seconds=1)
        assert min(row["timestamp_latest"] or row["timestamp"] for row in rows if row["timestamp"]) >= failure["started_at"] - 60 * second
        assert max(times) <= failure["ended_at"] + 60 * second
    with pytest.raises(vsslog.UsageError):
        analysis.around("no such failure")


def test_failed_nights(analysis: vsslog.Analysis) -> None:
    nights = {(row["host"], row["night"]) for row in analysis.failed_nights.rows()}
    told = {(row["host"], row["night"]) for row in analysis.failures.rows() if row["severity"] != "information"}
    assert nights == told and nights


def test_failed_spans(analysis: vsslog.Analysis) -> None:
    ended = {row["set_id"]: row["outcome"] for row in analysis.sets.rows()}
    spans = [
        row
        for row in analysis.spans.rows()
        if row["outcome"] == "failed" or row["timed_out"] or row["outcome"] == "aborted" and ended[row["set_id"]] in ("failed", "aborted")
    ]
    found = list(analysis.failed_spans.rows())
    assert len(found) == len(spans) > 0
    assert all(row["headline"] and row["cause_verdict"] for row in found)
    dhcp = next(row for row in found if row["host"] == "erp16" and row["writer_name"] == "Dhcp Jet Writer")
    assert dhcp["is_victim"] and not dhcp["is_culprit"] and dhcp["culprit"] == "FSRM Writer"


def test_slowest_writers(analysis: vsslog.Analysis) -> None:
    first = {row["host"]: row for row in analysis.slowest_writers.rows() if row["place"] == 1}
    assert first["dc03"]["writer_name"] == "NTDS"
    aborted = {(row["host"], row["writer_name"]) for row in analysis.spans.rows() if row["outcome"] == "aborted"}
    sound = {(row["host"], row["writer_name"]) for row in analysis.spans.rows() if row["outcome"] != "aborted"}
    for row in analysis.slowest_writers.rows():
        if (row["host"], row["writer_name"]) in aborted - sound and not row["blamed"]:
            assert row["longest_at_least_s"] is None, row
        assert row["longest_at_most_s"] is None or (row["longest_at_least_s"] or 0) <= row["longest_at_most_s"], row
    hosts = {row["host"] for row in analysis.spans.rows() if row["writer_name"]}
    assert set(first) == hosts


def test_database(analysis: vsslog.Analysis, tmp_path: Path) -> None:
    import duckdb

    file = analysis.to_duckdb(tmp_path / "night.duckdb")
    with duckdb.connect(str(file), read_only=True) as connection:
        for name in TABLES:
            assert connection.sql(f"select count(*) from {name}").fetchall() == [(len(getattr(analysis, name)),)]
        for name in VIEWS:
            assert connection.sql(f"select count(*) from {name}").fetchall() == [(len(getattr(analysis, name)),)]
        comment = connection.sql("select comment from duckdb_columns() where table_name = 'failures' and column_name = 'night'").fetchall()
        assert "noon" in comment[0][0]
    with pytest.raises(vsslog.UsageError):
        analysis.to_duckdb(file)
    assert vsslog.to_duckdb(analysis.path, file, force=True) == file
    assert [p.name for p in tmp_path.iterdir()] == ["night.duckdb"]


def test_load(analysis: vsslog.Analysis, samples: Path, tmp_path: Path) -> None:
    kept = vsslog.analyze(samples / "dc03", out=tmp_path / "r") if (samples / "dc03").exists() else vsslog.analyze(samples / "late-thaw-ntds-2003", out=tmp_path / "r")
    again = vsslog.load(tmp_path / "r")
    assert again.failures.to_arrow() == kept.failures.to_arrow() and again.counts == kept.counts
    with pytest.raises(vsslog.VsslogError):
        vsslog.load(samples)
    with pytest.raises(vsslog.UsageError):
        again.around(next(iter(again.failures.rows())), all=True).to_arrow()


def test_load_arrow(samples: Path, tmp_path: Path) -> None:
    import subprocess

    from vsslog._program import program

    out = tmp_path / "r"
    subprocess.run([program(), "analyze", str(samples / "late-thaw-ntds-2003"), "--out", str(out), "--format", "arrow", "-q"], check=True)
    analysis = vsslog.load(out)
    assert len(analysis.failures) == 1 and len(analysis.failed_nights) == 1
    with pytest.raises(vsslog.VsslogError):
        analysis.report()


def test_temporary_folder_goes(samples: Path) -> None:
    analysis = vsslog.analyze(samples / "healthy-2022")
    folder = analysis.path
    assert folder.is_dir()
    len(analysis.failed_nights)
    del analysis
    import gc

    gc.collect()
    assert not folder.exists()


def test_text() -> None:
    said = "Volume Shadow Copy Service error: Unexpected error calling routine CoCreateInstance. hr = 0x8004230f\nSource: VSS\nEvent ID: 8193\n"
    analysis = vsslog.analyze(text=said)
    assert len(analysis.failures) >= 1


def test_no_evidence(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing about any of it\n")
    analysis = vsslog.analyze(tmp_path)
    assert not analysis.evidence and "no" in repr(analysis) and len(analysis.failed_nights) == 0


def test_report(analysis: vsslog.Analysis, tmp_path: Path) -> None:
    report = analysis.report(height=300)
    shown = report._repr_html_()
    assert shown.startswith('<iframe sandbox="allow-scripts allow-downloads"') and "allow-same-origin" not in shown
    assert '"' not in shown.split('srcdoc="', 1)[1].rsplit('"', 1)[0]
    assert report.save(tmp_path / "r.html").read_text(encoding="utf-8") == report.html
    assert report.save(tmp_path / "r.md").read_text(encoding="utf-8") == report.text
    cards = analysis._repr_html_()
    for row in analysis._cards()[: analysis.SHOWN]:
        assert row["cause_verdict"] in cards and row["host"] in cards


def test_cards_escape(samples: Path, tmp_path: Path) -> None:
    from vsslog._analysis import _card

    row = dict(host="<script>", night=None, headline="<b>", cause_verdict="likely", culprit="<i>", victim=None, steps=[{"do": "<u>"}])
    card = _card(row)
    assert not any(tag in card for tag in ("<script>", "<b>likely<", "<i>", "<u>"))


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(vsslog.InputNotFoundError) as caught:
        vsslog.analyze(tmp_path / "nosuch")
    assert isinstance(caught.value, FileNotFoundError) and caught.value.problems[0].source.endswith("nosuch")
    with pytest.raises(vsslog.UsageError):
        vsslog.analyze(tmp_path, tz="Nowhere/Land")
    with pytest.raises(vsslog.UsageError):
        vsslog.analyze()


def test_damage(samples: Path, tmp_path: Path) -> None:
    whole = (samples / "healthy-2022" / "System.evtx").read_bytes()
    (tmp_path / "System.evtx").write_bytes(whole[:5000] + b"\xff" * 400 + whole[5400:])
    shutil.copy(samples / "healthy-2022" / "Application.evtx", tmp_path)
    with pytest.warns(vsslog.InputWarning, match="System.evtx") as told:
        analysis = vsslog.analyze(tmp_path)
    assert told[0].filename == __file__
    assert [p.source.rsplit("/", 1)[-1] for p in analysis.problems] == ["System.evtx"] and analysis.problems[0].reason
    with pytest.raises(vsslog.DamagedInputError) as caught:
        vsslog.analyze(tmp_path, strict=True)
    assert caught.value.problems == analysis.problems and "System.evtx" in str(caught.value)


def test_options(samples: Path) -> None:
    some = vsslog.analyze([samples / "late-thaw-ntds-2003", samples / "healthy-2022"], since=datetime.date(2020, 1, 1), workers=1, progress=False)
    assert {row["host"] for row in some.sets.rows()} == {"files22"}
    hidden = vsslog.analyze(samples / "late-thaw-ntds-2003", redact=["hosts"], redact_key="k")
    assert "dc03" not in str(list(hidden.failures.rows()))


def test_progress(samples: Path) -> None:
    steps: list[vsslog.Progress] = []
    vsslog.analyze(samples, progress=steps.append)
    assert steps and steps[-1].inputs == 59 or steps[-1].inputs > 50
    assert steps[-1].bytes > 1_000_000


def test_no_warning_for_foreign_files(samples: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        analysis = vsslog.analyze(samples)
    assert any(p.source.endswith("README.md") for p in analysis.problems)


def test_same_words_as_the_screen(analysis: vsslog.Analysis, samples: Path) -> None:
    """Each failure that is told is told with the same sentence, verdict and host on the screen."""
    text = " ".join(screen(samples).split())
    for row in analysis._cards():
        assert " ".join(row["headline"].split()) in text, row["headline"]
