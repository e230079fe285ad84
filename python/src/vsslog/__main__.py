"""Runs the program that this package contains: `python -m vsslog`, or `vsslog`."""

from __future__ import annotations

import os
import subprocess
import sys

from ._errors import ProgramError
from ._program import program


def main() -> None:
    try:
        path = program()
    except ProgramError as error:
        sys.exit(f"vsslog: {error}")
    words = [path, *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.run(words).returncode)
    os.execv(path, words)


if __name__ == "__main__":
    main()
