#!/usr/bin/env python3
"""Makes the tables that the notebooks read, runs each notebook from top to bottom, and keeps what they showed.

    run.py VSSLOG OUT

VSSLOG is the program. OUT gets the tables, the notebooks with their outputs, and their plots as PNG files. Exit 1 if a cell
fails or a notebook shows no plot.
"""
import base64
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent


def tables(vsslog, out):
    """Analyses the samples and a simulated fleet; damaged inputs in it (exit code 3) belong there."""
    def run(*args):
        code = subprocess.run([vsslog, *map(str, args)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        if code not in (0, 3):
            sys.exit(f"vsslog {' '.join(map(str, args))}: exit code {code}")

    run("analyze", HERE.parent / "samples", "--out", out / "samples", "--format", "parquet")
    run("simulate", "--fleet", 40, "--nights", 20, "--seed", 3, "--out", out / "worlds")
    run("analyze", out / "worlds", "--out", out / "fleet", "--format", "parquet")
    os.environ.update(VSSLOG_SAMPLES=str(out / "samples"), VSSLOG_FLEET=str(out / "fleet"), VSSLOG_JOBS=str(HERE / "jobs.csv"))


def run(path, out):
    """Runs one notebook; returns how many plots it showed."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}).execute()
    nbformat.write(notebook, out / path.name)
    plots = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                plots += 1
                (out / f"{path.stem}-{plots}.png").write_bytes(base64.b64decode(output["data"]["image/png"]))
    return plots


vsslog, out = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
out.mkdir(parents=True, exist_ok=True)
tables(vsslog, out)
for path in sorted(HERE.glob("*.ipynb")):
    plots = run(path, out)
    print(f"{path.name}: {plots} plots")
    if plots == 0:
        sys.exit(f"{path.name} shows no plot")
