"""How far a run is, and a line that shows it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import NamedTuple


class Progress(NamedTuple):
    """How far a run is."""

    source: str  #: the input that was begun last
    inputs: int  #: how many were begun
    bytes: int  #: how many bytes were read


def watcher(wish: bool | Callable[[Progress], None] | None) -> Callable[[Progress | None], None]:
    """The function called with each step, and at the end with None. `wish` None: a line if somebody is watching."""
    if callable(wish):
        call = wish
        return lambda at: call(at) if at is not None else None
    if wish is None:
        wish = in_notebook() or bool(getattr(sys.stderr, "isatty", lambda: False)())
    return Line() if wish else lambda at: None


def in_notebook() -> bool:
    """Whether this process is the kernel of a notebook."""
    return "ipykernel" in sys.modules and "IPython" in sys.modules


class Line:
    """One line on standard error, overwritten and removed at the end. A short run shows nothing."""

    PATIENCE = 1.0  # seconds
    PAUSE = 0.25

    def __init__(self) -> None:
        self.began = self.told = time.monotonic()
        self.width = 0

    def __call__(self, at: Progress | None) -> None:
        now = time.monotonic()
        if at is None:
            if self.width:
                self.write("")
                sys.stderr.write("\r")
                sys.stderr.flush()
            return
        if now - self.began < self.PATIENCE or now - self.told < self.PAUSE:
            return
        self.told = now
        name = at.source if len(at.source) <= 40 else "..." + at.source[-37:]
        self.write(f"vsslog: {at.inputs} files, {at.bytes / 1e6:.0f} MB, {now - self.began:.0f} s  {name}")

    def write(self, text: str) -> None:
        clean = "".join(c if c.isprintable() else "?" for c in text)
        sys.stderr.write("\r" + clean.ljust(self.width))
        sys.stderr.flush()
        self.width = len(clean)
