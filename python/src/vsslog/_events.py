"""The records of event logs, without analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ._errors import DamagedInputError, Problem, UsageError, warn
from ._program import DAMAGED, Paths, Run, Time, arguments, flags
from ._progress import Progress, watcher
from ._tables import Frames

if TYPE_CHECKING:
    import pyarrow


def events(
    path: Paths | None = None,
    *,
    all: bool = False,
    text: str | bytes | None = None,
    columns: Sequence[str] = (),
    host: str | Sequence[str] | None = None,
    since: Time | None = None,
    until: Time | None = None,
    sort: str | None = None,
    read_as: str | None = None,
    tz: str | None = None,
    tz_force: bool = False,
    code_page: str | None = None,
    password: str | None = None,
    slack: bool = False,
    redact: Sequence[str] = (),
    redact_key: str | None = None,
    workers: int | None = None,
    strict: bool = False,
    progress: bool | Callable[[Progress], None] | None = None,
) -> Events:
    """The records of `path`, as a stream of Arrow record batches.

    >>> vsslog.events("Security.evtx", all=True).to_polars()

    Nothing is read before a method asks for it, and each one reads from the start: memory is that of what the
    method builds, and for `for batch in events(...)` it is flat, however large the log is.

    path: a file, folder, glob or archive (EVTX, EVT, exports as XML, JSON, CSV, texts), or several of them.
    all: every record; otherwise only records about VSS and backups.
    text: the evidence itself, instead of a path: what somebody pasted, or the bytes of a file.
    columns: lift the data of these names out of `data` into columns of their own.
    host: only these hosts: names as in the column `host`, without regard to case.
    since, until: from this instant on, before that one (RFC 3339, a date, or an object; without a zone: UTC).
    sort: "time": by time, then host, channel and record id; otherwise the order of the inputs.
    read_as: read every input as this format (evtx, evt, ...) instead of recognising it.
    tz, tz_force: IANA zone of local times; also where the files say otherwise.
    code_page, password, slack: of 8-bit texts; of archives; stale records in slack space too, marked.
    redact, redact_key: replace hosts, users, paths, databases by pseudonyms; runs with one key agree.
    workers: chunks decoded at the same time; the rows do not depend on it.
    strict: raise DamagedInputError where an input could not be read whole, instead of an InputWarning.
    progress: True, False, or a function that is called with a Progress; None: a line if somebody looks on.
    """
    if (path is None) == (text is None):
        raise UsageError("give a path, or text=..., and not both")
    paths = ["-"] if path is None else arguments(path)
    words = ["events", "--format=arrow", "--output=-", "--messages=json", "--quiet=false"]
    words += flags(
        all=all, columns=list(columns), host=[host] if isinstance(host, str) else host, since=since, until=until, sort=sort,
        as_=read_as, tz=tz, tz_force=tz_force, code_page=code_page, slack=slack, redact=list(redact), workers=workers,
    )  # fmt: skip
    return Events([*words, "--", *paths], {"password": password, "redact_key": redact_key}, text, strict, progress)


class Events(Frames):
    """Records of event logs. Each method, and each loop, reads them from the start.

    `for batch in events`, `to_pandas()`, `to_polars()`, `to_arrow()`, `to_duckdb()`, `rows()`, `reader()`.
    Columns: `describe()`, or the table events in docs/schema.md. Times are UTC; `timestamp_ns` is in nanoseconds since 1970.
    """

    def __init__(
        self, words: list[str], secrets: dict[str, str | None], text: str | bytes | None, strict: bool, progress: Any
    ) -> None:
        self._words, self._secrets, self._text, self._strict, self._progress = words, secrets, text, strict, progress
        self._schema: pyarrow.Schema | None = None
        self.problems: tuple[Problem, ...] = ()  #: of the last reading: inputs that could not be read, or not whole

    def __iter__(self) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        run = Run(self._words, text=self._text, secrets=self._secrets, watch=watcher(self._progress))
        try:
            try:
                stream = pyarrow.ipc.open_stream(run.output)
                self._schema = stream.schema
                yield from stream
            except pyarrow.ArrowInvalid:  # it ended in the middle: its exit code says why
                run.check(run.finish())
                raise
            self._finish(run)
        finally:
            run.stop()

    def _finish(self, run: Run) -> None:
        code = run.finish()
        self.problems = tuple(run.problems)
        run.check(code)
        if code != DAMAGED:
            return  # a file of another kind that lies among the logs is in .problems alone
        message = "some inputs could not be read, or not whole"
        if self._strict:
            raise DamagedInputError(message, exit_code=code, problems=run.problems)
        warn(message, run.problems)

    def reader(self) -> pyarrow.RecordBatchReader:
        """A reader of the record batches, from the first one on."""
        import pyarrow

        return pyarrow.RecordBatchReader.from_batches(self.schema, iter(self))

    @property
    def schema(self) -> pyarrow.Schema:
        """The Arrow schema; each field's metadata has `vsslog.doc`, `vsslog.unit` and `vsslog.ecs`."""
        if self._schema is None:
            import pyarrow

            # The columns depend on the options alone: an empty input has them all.
            words = [w for w in self._words[: self._words.index("--")] if not w.startswith(("--as=", "--messages="))]
            run = Run([*words, "--quiet", "--", "-"], text=b"", secrets=self._secrets)
            try:
                self._schema = pyarrow.ipc.open_stream(run.output).schema
            finally:
                run.stop()
        return self._schema

    def to_arrow(self) -> pyarrow.Table:
        """All rows as a `pyarrow.Table`; times are `timestamp[ns, UTC]`."""
        import pyarrow

        batches = list(self)
        return pyarrow.Table.from_batches(batches, schema=self.schema)

    def __repr__(self) -> str:
        return f"<vsslog.Events of {' '.join(self._words[self._words.index('--') + 1 :])}>"
