#!/usr/bin/env python3
"""Builds the program for each system, a wheel that carries it, and the sdist.

    python3 python/build_wheels.py [--out DIR] [--only SYSTEM]...

Needs Go and the package `build`. The same commit gives the same bytes.
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

# System -> GOOS, GOARCH, platform tag. A program of Go without C needs no libc, so its wheel serves musl as well.
SYSTEMS = {
    "linux-amd64": ("linux", "amd64", "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64"),
    "windows-amd64": ("windows", "amd64", "win_amd64"),
    "macos-arm64": ("darwin", "arm64", "macosx_12_0_arm64"),
}


def output(*args: str) -> str:
    try:
        return subprocess.run(args, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def version() -> str:
    """The version of pyproject.toml: Python 3.10 has no tomllib."""
    for line in (HERE / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith("version = "):
            return line.split('"')[1]
    raise SystemExit("pyproject.toml names no version")


def program(goos: str, goarch: str, path: Path) -> None:
    flags = f"-s -w -buildid= -X main.release={version()} -X main.commit={output('git', 'rev-parse', 'HEAD')}"
    environment = dict(os.environ, GOOS=goos, GOARCH=goarch, CGO_ENABLED="0")
    subprocess.run(["go", "build", "-trimpath", "-ldflags", flags, "-o", str(path), "./cmd/vsslog"], cwd=ROOT, env=environment, check=True)


def build(kind: str, out: Path, **environment: str) -> None:
    date = output("git", "log", "-1", "--format=%ct") or "315532800"
    command = [sys.executable, "-m", "build", kind, "--outdir", str(out), str(HERE)]
    if importlib.util.find_spec("hatchling"):
        command.append("--no-isolation")
    subprocess.run(command, env=dict(os.environ, SOURCE_DATE_EPOCH=date, **environment), check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "python")
    parser.add_argument("--only", action="append", choices=[*SYSTEMS, "sdist"], help="build this alone; may be repeated")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "LICENSE", HERE / "LICENSE")
    notices = subprocess.run(["go", "run", "./internal/notices/print"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (HERE / "NOTICE").write_text(notices, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for name, (goos, goarch, platform) in SYSTEMS.items():
            if arguments.only and name not in arguments.only:
                continue
            path = Path(folder, name)
            program(goos, goarch, path)
            path.chmod(0o755)
            build("--wheel", out, VSSLOG_PROGRAM_FILE=str(path), VSSLOG_PLATFORM=platform)
    if not arguments.only or "sdist" in arguments.only:
        build("--sdist", out)
    for path in sorted(out.iterdir()):
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
