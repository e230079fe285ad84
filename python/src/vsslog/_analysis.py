"""The answer: what failed, why, how certain that is, what to do, and all tables behind it."""

from __future__ import annotations

import datetime
import html
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _database
from ._errors import DamagedInputError, InputNotFoundError, Problem, UsageError, VsslogError, warn
from ._events import events
from ._program import DAMAGED, DONE, NOTHING, PathLike, Paths, Run, Time, arguments, flags
from ._progress import Progress, watcher
from ._report import Report
from ._tables import Table, plain

if TYPE_CHECKING:
    import pyarrow
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

#: The tables of every analysis.
TABLES = (
    "failures",
    "sets",
    "spans",
    "events",
    "findings",
    "writers",
    "inputs",
    "freeze_by_host_writer",
    "freeze_by_writer",
    "freeze_by_host",
    "freeze_by_night",
)

#: The answers to common questions, made of the tables by DuckDB.
VIEWS = ("failed_nights", "failed_spans", "slowest_writers", "next_timeouts", "set_writers")


def analyze(
    path: Paths | None = None,
    *,
    text: str | bytes | None = None,
    since: Time | None = None,
    until: Time | None = None,
    read_as: str | None = None,
    tz: str | None = None,
    tz_force: bool = False,
    code_page: str | None = None,
    password: str | None = None,
    slack: bool = False,
    signatures: PathLike | None = None,
    redact: Sequence[str] = (),
    redact_key: str | None = None,
    memory: str | None = None,
    workers: int | None = None,
    out: PathLike | None = None,
    force: bool = False,
    strict: bool = False,
    progress: bool | Callable[[Progress], None] | None = None,
) -> Analysis:
    """Reads the evidence below `path` and reports what failed, why, how certain that is, and what to do.

    >>> a = vsslog.analyze("logs/")
    >>> a.failures.to_pandas()[["host", "night", "headline", "cause_verdict"]]

    path: a file, folder, glob or archive, or several of them: event logs, exports, vssadmin listings, program logs.
    text: the evidence itself, instead of a path: what somebody pasted, or the bytes of a file.
    since, until: report sets from this instant on, that began before that one (RFC 3339, a date, or an object;
        without a zone: UTC).
    read_as: read every input as this format instead of recognising it.
    tz, tz_force: IANA zone of local times; also where the files say otherwise.
    code_page, password, slack: of 8-bit texts; of archives; stale records in slack space too, marked.
    signatures: a folder with signatures of your own (docs/own-signatures.md).
    redact, redact_key: replace hosts, users, paths, databases by pseudonyms; runs with one key agree.
    memory: about how much of what was read is held in memory, such as "256MiB"; more goes to a file.
    workers: chunks decoded at the same time; the results do not depend on it.
    out: keep the results in this folder (see `load`); otherwise they lie in a temporary one that goes with the object.
    force: replace the results of an earlier run in `out`.
    strict: raise DamagedInputError where an input could not be read whole, instead of an InputWarning.
    progress: True, False, or a function that is called with a Progress; None: a line if somebody looks on.

    Raises InputNotFoundError, NothingReadError (no input could be analysed), DamagedInputError, UsageError,
    ProgramError: each has `problems`, a list of (source, reason).
    """
    if (path is None) == (text is None):
        raise UsageError("give a path, or text=..., and not both")
    paths = ["-"] if path is None else arguments(path)
    folder = Folder(out)
    words = ["analyze", f"--out={folder.path}", "--format=parquet,html,md", "--messages=json", "--quiet=false"]
    words += flags(
        since=since, until=until, as_=read_as, tz=tz, tz_force=tz_force, code_page=code_page, slack=slack,
        signatures=signatures, redact=list(redact), memory=memory, workers=workers, force=force,
    )  # fmt: skip
    run = Run([*words, "--", *paths], text=text, secrets={"password": password, "redact_key": redact_key}, watch=watcher(progress))
    try:
        run.output.read()  # what it shows on a screen
        run.check(run.finish())
    finally:
        run.stop()
    analysis = Analysis(folder, None if path is None else path)
    analysis._event_options = {"read_as": read_as, "tz": tz, "tz_force": tz_force, "code_page": code_page, "password": password, "slack": slack,
                               "redact": redact, "redact_key": redact_key, "text": text}  # fmt: skip
    if analysis.exit_code == DAMAGED:
        message = "some inputs could not be read, or not whole (see .problems, .inputs)"
        if strict:
            raise DamagedInputError(message, exit_code=DAMAGED, problems=analysis.problems)
        warn(message, analysis.problems)
    return analysis


def load(path: PathLike) -> Analysis:
    """The results that `vsslog analyze --out DIR`, or `analyze(..., out=DIR)`, left in a folder.

    The tables must be there as Parquet or Arrow, and not partitioned.
    """
    if not os.path.isdir(path):
        raise InputNotFoundError("nothing to load", problems=[Problem(os.fspath(path), "no such folder")])
    return Analysis(Folder(path), None)


class Folder:
    """A folder with results; a temporary one is deleted when it is no longer referenced."""

    def __init__(self, path: PathLike | None) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="vsslog-", ignore_cleanup_errors=True) if path is None else None
        self.path = Path(self._temporary.name if self._temporary else path or ".")

    def manifest(self) -> dict[str, Any]:
        try:
            document = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
            content: dict[str, Any] = document["vsslog"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VsslogError(f"{self.path} holds no results of vsslog analyze: {error}") from error
        return content


class Analysis:
    """The results of an analysis. Every table is an attribute and is read on demand:

    failures   what went wrong: fact, cause, how sure, culprit, victim, steps to take; harmless ones are last
    sets       snapshot sets, with outcome, night and the failure that leads
    spans      each writer of each set: freeze, thaw, time-out, limit
    findings   each signature's verdict about a set, with the proof
    writers    each writer in each capture of the writers' states
    events     records about snapshots; `vsslog.events(path, all=True)` has every record
    inputs     each file that was read, or could not be
    freeze_by_host_writer, freeze_by_writer, freeze_by_host, freeze_by_night
               how long writers were frozen, in milliseconds, against their limits

    and the answers to common questions (these need DuckDB):

    failed_nights    each night of each host with a failure
    failed_spans     each writer that failed or timed out, with what was found
    slowest_writers  the writers of each host, the slowest first
    next_timeouts    the writers that come nearer to their limit each day, with the date
    set_writers      one row a set, one column a writer: seconds of freeze
    around(failure)  the records before and after a failure

    Each is a `Table`: `.to_pandas()`, `.to_polars()`, `.to_arrow()`, `.to_duckdb()`, `.rows()`, `.describe()`.
    `sql("...")` asks all of them; `report()` shows the page.
    """

    def __init__(self, folder: Folder, source: Paths | None) -> None:
        self._folder = folder
        self._source = source
        self._event_options: Mapping[str, Any] = {}
        manifest = folder.manifest()
        result = manifest.get("result") or {}
        self.version: str = manifest.get("version", "")  #: of the program
        self.schema_version: str = manifest.get("schema_version", "")  #: of the tables
        self.exit_code: int = result.get("exit_code", DONE)  #: of the program (docs/commands.md)
        self.exit_reason: str = result.get("exit_reason", "")  #: in words
        self.counts: dict[str, Any] = result.get("counts", {})  #: of hosts, sets, failures, inputs, by outcome, verdict and class
        self._files = {(f.get("table"), f.get("format")): f for f in manifest.get("files", [])}
        self._tables: dict[str, Table] = {}
        self._connection: DuckDBPyConnection | None = None

    @property
    def path(self) -> Path:
        """The folder with the results."""
        return self._folder.path

    @property
    def evidence(self) -> bool:
        """Whether anything in the inputs is evidence of a backup or a shadow copy. If not, "nothing failed" has no meaning."""
        return self.exit_code != NOTHING

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The inputs that could not be read, or not completely, with the reason."""
        table = self.inputs.to_arrow().select(["source", "problem"])
        return tuple(Problem(row["source"], row["problem"]) for row in table.to_pylist() if row["problem"])

    # The tables.

    @property
    def failures(self) -> Table:
        """What went wrong, one row each, with or without a snapshot set. Harmless ones (severity information) are last."""
        return self._table("failures")

    @property
    def sets(self) -> Table:
        """Snapshot sets; `failure_id` is the leading failure."""
        return self._table("sets")

    @property
    def spans(self) -> Table:
        """One writer in one set. Durations in milliseconds, as bounds: `_min_ms` is proven, `_max_ms` is the most."""
        return self._table("spans")

    @property
    def events(self) -> Table:
        """Records about snapshots, each with its snapshot set."""
        return self._table("events")

    @property
    def findings(self) -> Table:
        """The verdict of each signature on each set, including those ruled out, with the proof."""
        return self._table("findings")

    @property
    def writers(self) -> Table:
        """The state of each writer in each capture."""
        return self._table("writers")

    @property
    def inputs(self) -> Table:
        """Each file that was read, or could not be: format, records, bytes, gaps, problem."""
        return self._table("inputs")

    @property
    def freeze_by_host_writer(self) -> Table:
        """How long each writer of each host was frozen, in milliseconds, with its limit, trend and `days_left`."""
        return self._table("freeze_by_host_writer")

    @property
    def freeze_by_writer(self) -> Table:
        """How long each writer was frozen, over all hosts, in milliseconds."""
        return self._table("freeze_by_writer")

    @property
    def freeze_by_host(self) -> Table:
        """How long the writers of each host were frozen, in milliseconds."""
        return self._table("freeze_by_host")

    @property
    def freeze_by_night(self) -> Table:
        """How long the writers of all hosts were frozen in each night, in milliseconds."""
        return self._table("freeze_by_night")

    # The answers.

    @property
    def failed_nights(self) -> Table:
        """Each night of each host with a failure that needs action: how many, and what."""
        return self._view("failed_nights")

    @property
    def failed_spans(self) -> Table:
        """Each writer that failed or timed out in a set, with the failure and the findings about it."""
        return self._view("failed_spans")

    @property
    def slowest_writers(self) -> Table:
        """The writers of each host, the slowest first (place 1): blamed for time, then by the longest freeze that is
        proven. Seconds, as bounds."""
        return self._view("slowest_writers")

    @property
    def next_timeouts(self) -> Table:
        """The writers whose freezes get longer, and when each reaches its limit if the trend continues. A writer without a
        trend has no row: the data gives no date for it."""
        return self._view("next_timeouts")

    @property
    def set_writers(self) -> Table:
        """One row per set, one column per writer: the longest time in seconds that the writer can have been frozen."""
        return self._view("set_writers")

    def around(
        self, failure: str | Mapping[str, Any], *, before: float = 300, after: float = 300, all: bool = False
    ) -> Table:
        """The records of the failure's host from `before` seconds before it to `after` seconds after it, by time.

        failure: a `failure_id`, or a row of `failures`.
        all: every record of the event logs, read again from the inputs; otherwise those of the table `events`.
        """
        row = self._failure(failure)
        if row["started_at"] is None or row["ended_at"] is None:
            raise VsslogError(f"failure {row['failure_id']}: its records tell no time")
        begin = row["started_at"] - datetime.timedelta(seconds=before)
        end = row["ended_at"] + datetime.timedelta(seconds=after)
        return Table(f"around {row['failure_id']}", lambda: self._between(row["host"], begin, end, all), "records around a failure")

    def _failure(self, failure: str | Mapping[str, Any]) -> dict[str, Any]:
        identity = failure if isinstance(failure, str) else failure["failure_id"]
        for row in plain(self.failures.to_arrow().select(["failure_id", "host", "started_at", "ended_at"])):
            if row["failure_id"] == identity:
                return row
        raise UsageError(f"there is no failure {identity!r}")

    def _between(self, host: str | None, begin: datetime.datetime, end: datetime.datetime, all: bool) -> pyarrow.Table:
        import pyarrow
        import pyarrow.compute as compute

        if all:
            options = dict(self._event_options)
            if self._source is None and options.get("text") is None:
                raise UsageError("the inputs are not known: analyze(...) knows them, load(...) does not")
            return events(self._source, all=True, host=host, since=begin, until=end, sort="time", **options).to_arrow()
        table = self.events.to_arrow()
        kind = pyarrow.timestamp("ns", "UTC")
        latest = compute.coalesce(table["timestamp_latest"], table["timestamp"])
        chosen = compute.and_kleene(
            compute.greater_equal(latest, pyarrow.scalar(begin, kind)), compute.less(table["timestamp"], pyarrow.scalar(end, kind))
        )
        if host is not None:
            chosen = compute.and_kleene(chosen, compute.equal(table["host"], host))
        return table.filter(chosen).sort_by([("timestamp", "ascending"), ("channel", "ascending"), ("record_id", "ascending")])

    # All of it.

    def report(self, height: int = 640) -> Report:
        """The page: in a notebook it is shown, `height` pixels high; `.save(path)` writes it; `.text` is the ticket."""
        texts = []
        for name in ("report.html", "report.md"):
            file = self.path / name
            texts.append(file.read_text(encoding="utf-8") if file.is_file() else "")
        if not texts[0]:
            raise VsslogError(f"{self.path} has no report.html: it was made without --format html")
        return Report(texts[0], texts[1], height)

    def duckdb(self) -> DuckDBPyConnection:
        """A connection of DuckDB, in memory, with all tables and views. Times are TIMESTAMPTZ, shown in UTC."""
        if self._connection is None:
            self._connection = _database.connect(":memory:", self._parquet())
        return self._connection

    def sql(self, query: str) -> DuckDBPyRelation:
        """Queries the tables and views: `a.sql("from failed_nights").df()`."""
        return self.duckdb().sql(query)

    def to_duckdb(self, path: PathLike, *, force: bool = False) -> Path:
        """Writes one DuckDB file with all tables and views, and their comments, and returns its path."""
        return _database.write(self._parquet(), path, force)

    def _table(self, name: str) -> Table:
        if name not in self._tables:
            self._tables[name] = Table(name, lambda: self._read(name))
        return self._tables[name]

    def _view(self, name: str) -> Table:
        if name not in self._tables:
            self._tables[name] = Table(name, lambda: _database.view(self.duckdb(), name))
        return self._tables[name]

    def _read(self, name: str) -> pyarrow.Table:
        import pyarrow

        for form in ("parquet", "arrow", "arrows"):
            if (name, form) in self._files:
                file = self.path / self._files[name, form]["name"]
                if form == "parquet":
                    import pyarrow.parquet

                    return pyarrow.parquet.ParquetFile(file).read()
                with pyarrow.memory_map(str(file)) as mapped:
                    opened = pyarrow.ipc.open_file(mapped) if form == "arrow" else pyarrow.ipc.open_stream(mapped)
                    return opened.read_all()
        raise VsslogError(f"{self.path} has no table {name} as Parquet or Arrow, in one file: run analyze with --format parquet and without --partition")

    def _parquet(self) -> Path:
        """A folder with every table as Parquet."""
        if all((name, "parquet") in self._files for name in TABLES):
            return self.path
        import pyarrow.parquet

        if not hasattr(self, "_converted"):
            self._converted = Folder(None)
            for name in TABLES:
                pyarrow.parquet.write_table(self._read(name), self._converted.path / f"{name}.parquet")
        return self._converted.path

    def __repr__(self) -> str:
        lines = [self._summary()]
        lines += [f"  {row['cause_verdict']}: {row['host'] or '?'} {row['night'] or ''} {row['headline']}" for row in self._cards()[:10]]
        return "\n".join(lines)

    def _summary(self) -> str:
        if not self.evidence:
            return "vsslog: nothing in the inputs is evidence of any backup or shadow copy"
        number = self.counts.get
        failed = (number("sets_by_outcome") or {}).get("failed", 0)
        return f"vsslog: {number('hosts', 0)} hosts, {number('sets', 0)} snapshot sets ({failed} failed), {number('failures', 0)} failures, {number('harmless', 0)} harmless findings"

    def _cards(self) -> list[dict[str, Any]]:
        columns = ["host", "night", "headline", "cause_verdict", "severity", "culprit", "victim", "steps"]
        return [row for row in plain(self.failures.to_arrow().select(columns)) if row["severity"] != "information"]

    #: How many failures a notebook shows at once.
    SHOWN = 12

    def _repr_html_(self) -> str:
        cards = self._cards()
        shown = "".join(_card(row) for row in cards[: self.SHOWN])
        rest = f"<p>and {len(cards) - self.SHOWN} more: <code>.failures</code></p>" if len(cards) > self.SHOWN else ""
        return f"<div><p><b>{html.escape(self._summary())}</b></p>{shown}{rest}<p><code>.report()</code> shows the page with timeline and proof.</p></div>"


#: How sure a cause is, as a colour.
COLOURS = {"confirmed": "#c1121f", "likely": "#d9772b", "suspected": "#b58900"}


def _card(row: Mapping[str, Any]) -> str:
    colour = COLOURS.get(row["cause_verdict"], "#7b8794")
    who = " · ".join(html.escape(str(row[k])) for k in ("host", "night") if row[k])
    blame = f"<br>To blame: {html.escape(row['culprit'])}" if row["culprit"] else ""
    if row["victim"] and row["victim"] != row["culprit"]:
        blame += f"; {html.escape(row['victim'])} suffered from it"
    steps = "".join(f"<li>{html.escape(step['do'])}</li>" for step in row["steps"] or [])
    return (
        f'<div style="border-left:4px solid {colour};padding:2px 10px;margin:8px 0"><b style="color:{colour}">{html.escape(row["cause_verdict"])}</b> '
        f"{who}<br>{html.escape(row['headline'])}{blame}<ol style=\"margin:4px 0\">{steps}</ol></div>"
    )
