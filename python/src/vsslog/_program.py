"""Finds the program and runs it."""

from __future__ import annotations

import datetime
import glob
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Union

from ._errors import InputNotFoundError, NothingReadError, Problem, ProgramError, UsageError, VsslogError
from ._progress import Progress

#: A file, folder, glob or archive.
PathLike = Union[str, "os.PathLike[str]"]
Paths = Union[PathLike, Sequence[PathLike]]
#: An instant: RFC 3339, a date, or an object; one without a zone is UTC.
Time = Union[str, datetime.date, datetime.datetime]

# Exit codes (docs/commands.md).
DONE, FAILED, USAGE, DAMAGED, FOUND, NOTHING, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 130


def program() -> str:
    """Path of the program: VSSLOG_PROGRAM, otherwise the one in this package, otherwise the first on PATH."""
    said = os.environ.get("VSSLOG_PROGRAM")
    if said:
        return said
    own = Path(__file__).with_name("_bin") / ("vsslog.exe" if os.name == "nt" else "vsslog")
    if own.is_file():
        return str(own)
    found = _on_path()
    if found:
        return found
    raise ProgramError(
        "the program vsslog is not there: this installation carries none, and PATH has none. "
        "Install a wheel for your system, or put the program on PATH, or name it in VSSLOG_PROGRAM"
    )


def _on_path() -> str | None:
    """The first `vsslog` on PATH that is no console script of this package, which would call itself."""
    name = "vsslog.exe" if os.name == "nt" else "vsslog"
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        found = shutil.which(name, path=folder) if folder else None
        if not found:
            continue
        with open(found, "rb") as file:
            head = file.read(4096)
        # The program is some 40 MB; on Windows a console script is a small .exe.
        launcher = b"vsslog.__main__" in head or os.name == "nt" and os.path.getsize(found) < 1 << 20
        if not launcher:
            return found
    return None


def arguments(paths: Paths) -> list[str]:
    """The paths as the program expects them. If none of them exists, this is an error at once."""
    listed: list[PathLike] = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    if not listed:
        raise UsageError("name at least one file, folder or archive to read")
    names = [os.fspath(path) for path in listed]
    for name in names:
        if not isinstance(name, str) or not name:
            raise UsageError(f"{name!r} is no path")
    names = [os.path.expanduser(name) for name in names]
    names = [os.path.join(".", name) if name == "-" else name for name in names]
    lost = [Problem(name, "no such file or folder") for name in names if not os.path.lexists(name) and not glob.glob(name)]
    if len(lost) == len(names):
        raise InputNotFoundError("nothing to read", problems=lost)
    return names


def flags(**options: object) -> list[str]:
    """Options as flags: `tz_force=True` is --tz-force; None and False are left out."""
    words = []
    for name, value in options.items():
        flag = "--" + name.strip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            words.append(flag)
        elif isinstance(value, (datetime.date, datetime.datetime)):
            words.append(f"{flag}={_instant(value)}")
        elif isinstance(value, (str, int, float, os.PathLike)):
            words.append(f"{flag}={os.fspath(value) if isinstance(value, os.PathLike) else value}")
        elif isinstance(value, Iterable):
            words.extend(f"{flag}={item}" for item in value)
        else:
            raise UsageError(f"{name}={value!r} is no value of an option")
    return words


def _instant(at: datetime.date) -> str:
    if not isinstance(at, datetime.datetime):
        return at.isoformat()
    if at.tzinfo is None:
        at = at.replace(tzinfo=datetime.timezone.utc)
    return at.isoformat()


class Run:
    """A run of the program: its standard output and its messages."""

    def __init__(
        self,
        words: Sequence[str],
        *,
        text: str | bytes | None = None,
        secrets: Mapping[str, str | None] | None = None,
        watch: Callable[[Progress | None], None] = lambda at: None,
    ) -> None:
        self.problems: list[Problem] = []
        self.errors: list[str] = []
        self.other: list[str] = []
        self._watch = watch
        # Secrets go by the environment: others on the machine can read a command line.
        environment = dict(os.environ)
        for name, value in (secrets or {}).items():
            if value is not None:
                environment["VSSLOG_" + name.upper()] = value
        data = text.encode() if isinstance(text, str) else text
        try:
            self._process = subprocess.Popen(
                [program(), *words],
                stdin=subprocess.DEVNULL if data is None else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
            )
        except OSError as error:
            raise ProgramError(f"the program cannot be started: {error}") from error
        assert self._process.stdout is not None
        self.output: IO[bytes] = self._process.stdout
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        if data is not None:
            self._threads.append(threading.Thread(target=self._feed, args=(data,), daemon=True))
        for thread in self._threads:
            thread.start()

    def _feed(self, data: bytes) -> None:
        assert self._process.stdin is not None
        try:
            with self._process.stdin as pipe:
                pipe.write(data)
        except OSError:
            pass  # it ended before it had read all: its exit code says why

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as pipe:
            for raw in pipe:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                try:
                    self._hear(json.loads(line))
                except (ValueError, AttributeError):
                    self.other.append(line)

    def _hear(self, message: dict[str, object]) -> None:
        kind, source, text = message.get("type"), str(message.get("source", "")), str(message.get("text", ""))
        if kind == "progress":
            inputs, size = message.get("inputs", 0), message.get("bytes", 0)
            assert isinstance(inputs, int) and isinstance(size, int)
            self._watch(Progress(source, inputs, size))
        elif kind == "problem":
            self.problems.append(Problem(source, text))
        elif kind == "error":
            self.errors.append(text)

    def stop(self) -> None:
        """Ends the run, whatever it is doing."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self.output.close()
        self.finish()

    def finish(self) -> int:
        """Waits for the end of the program and returns its exit code."""
        code = self._process.wait()
        for thread in self._threads:
            thread.join()
        self._watch(None)
        return code

    def check(self, code: int) -> None:
        """Raises the error of an exit code that means that there is no result."""
        if code in (DONE, DAMAGED, FOUND, NOTHING):
            return
        message = "; ".join(self.errors) or "\n".join(self.other).strip() or f"the program ended with exit code {code}"
        kind: type[VsslogError]
        if code == INTERRUPTED or code < 0 and not self.errors:
            raise KeyboardInterrupt(message)
        if code == USAGE and not self.errors and "unknown flag" in message:
            raise ProgramError(f"{program()} is too old for this package, or too new: {message}", exit_code=code)
        if code == USAGE:
            kind = UsageError
        elif code == FAILED and (self.problems or "no such file" in message):
            kind = NothingReadError
        else:
            kind = ProgramError
        raise kind(message, exit_code=code, problems=self.problems)


def run(words: Sequence[str]) -> str:
    """Runs the program to its end and returns what it printed."""
    job = Run(words)
    try:
        printed = job.output.read()
        job.check(job.finish())
    finally:
        job.stop()
    return printed.decode("utf-8", "replace")
