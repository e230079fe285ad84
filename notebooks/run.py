#!/usr/bin/env python3
"""Runs each notebook from top to bottom on evidence that is there or made, and keeps what they showed.

    run.py OUT

Needs the package vsslog, with what `pip install 'vsslog[notebooks]'` brings. OUT gets the evidence, the notebooks with their
outputs, and their plots as PNG files. Exit 1 if a cell fails or a notebook shows no plot.
"""
import base64
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent


def evidence(out):
    """A month of one host, and a simulated fleet with four hosts whose freezes get longer."""
    fleet, month = out / "fleet", out / "month"
    if not fleet.exists():
        subprocess.run([sys.executable, "-m", "vsslog", "simulate", "--fleet", "40", "--nights", "20", "--seed", "3", "--out", fleet], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, HERE / "evidence.py", fleet, "--hosts", "4"], check=True)
    subprocess.run([sys.executable, HERE / "evidence.py", month], check=True)
    os.environ.update(VSSLOG_SAMPLES=str(HERE.parent / "samples"), VSSLOG_FLEET=str(fleet), VSSLOG_MONTH=str(month), VSSLOG_JOBS=str(HERE / "jobs.csv"))


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


out = Path(sys.argv[1]).resolve()
out.mkdir(parents=True, exist_ok=True)
evidence(out)
for path in sorted(HERE.glob("*.ipynb")):
    plots = run(path, out)
    print(f"{path.name}: {plots} plots", flush=True)
    if plots == 0:
        sys.exit(f"{path.name} shows no plot")
