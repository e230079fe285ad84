"""The samples of the repository, and the program: that of VSSLOG_PROGRAM, of the wheel, or on PATH."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

import vsslog
from vsslog._program import program

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def samples() -> Path:
    folder = Path(os.environ.get("VSSLOG_SAMPLES_FOLDER", ROOT / "samples"))
    if not folder.is_dir():
        pytest.skip("the samples of the repository are not there")
    return folder


@pytest.fixture(scope="session")
def analysis(samples: Path) -> vsslog.Analysis:
    return vsslog.analyze(samples, progress=False)


def document(path: Path) -> dict[str, object]:
    """What the program itself says, as JSON."""
    done = subprocess.run([program(), "analyze", str(path), "--json", "-q"], capture_output=True, check=False)
    content: dict[str, object] = json.loads(done.stdout)
    return content


def screen(path: Path) -> str:
    """What the program shows people."""
    done = subprocess.run([program(), "analyze", str(path), "--verbose"], capture_output=True, check=False)
    return done.stdout.decode()
