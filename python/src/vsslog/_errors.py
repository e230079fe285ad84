"""The errors, each with the files and the reasons that the program reported."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from typing import NamedTuple


class Problem(NamedTuple):
    """An input that could not be read, or not completely."""

    source: str  #: the file: base name of the argument and the path inside it
    reason: str  #: what is wrong with it

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class VsslogError(Exception):
    """Any error of this package."""

    #: exit code of the program; None if it did not run to its end
    exit_code: int | None
    #: the inputs that could not be read, or not whole
    problems: tuple[Problem, ...]

    def __init__(self, message: str, *, exit_code: int | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {problem}" for problem in self.problems)])


class UsageError(VsslogError, ValueError):
    """An option has an invalid value."""


class InputError(VsslogError):
    """Inputs could not be read: `problems` says which, and why."""


class InputNotFoundError(InputError, FileNotFoundError):
    """There is no such file or folder."""


class NothingReadError(InputError):
    """No input could be analysed."""


class DamagedInputError(InputError):
    """With `strict=True`: an input could not be read completely."""


class ProgramError(VsslogError):
    """The program is missing, is too old, or has a bug."""


class InputWarning(UserWarning):
    """An input could not be read completely; the rest was."""


def warn(message: str, problems: Sequence[Problem]) -> None:
    """Warns of problems, at the calling line outside this package."""
    frame, level = sys._getframe(), 0
    while frame.f_back is not None and frame.f_globals.get("__package__") == __package__:
        frame, level = frame.f_back, level + 1
    lines = "".join(f"\n  {problem}" for problem in problems)
    warnings.warn(f"{message}:{lines}", InputWarning, stacklevel=level + 1)
