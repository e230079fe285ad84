#!/usr/bin/env python3
"""Checks the files for other programs in directories of results against what those programs ask for.

    validate.py DIR...

findings.sarif: the JSON schema of SARIF 2.1.0 and the rules of Microsoft's multitool, both of the package
@microsoft/sarif-multitool-linux. findings.ocsf.jsonl: the models of py-ocsf-models, and the fields that Detection Finding (class
2004) requires. *.timesketch.*: the fields that Timesketch requires, in their form. What is wrong is told; exit 1 then.
"""
import csv
import datetime
import json
import os
import subprocess
import sys

import jsonschema
from py_ocsf_models.events.findings.detection_finding import DetectionFinding

MULTITOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "node_modules", "@microsoft", "sarif-multitool-linux")
# What remains when a test writes the file: the version of a build without a tag.
KNOWN = ("contains the 'version' property",)


def sarif(path):
    with open(path, encoding="utf-8") as file:
        log = json.load(file)
    with open(os.path.join(MULTITOOL, "sarif-2.1.0.json"), encoding="utf-8-sig") as file:
        schema = json.load(file)
    for error in jsonschema.validators.validator_for(schema)(schema).iter_errors(log):
        yield f"{error.json_path}: {error.message}"
    out = subprocess.run([os.path.join(MULTITOOL, "Sarif.Multitool"), "validate", path], capture_output=True, text=True,
                         env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}).stdout
    if "Analysis completed successfully" not in out:
        yield f"the multitool says {out}"
    for line in out.splitlines():
        if (": error " in line or ": warning " in line) and not any(known in line for known in KNOWN):
            yield line
    yield len(log["runs"][0]["results"])


def ocsf(path):
    """Required of a Detection Finding by the schema of OCSF 1.3."""
    required = ("activity_id", "category_uid", "class_uid", "finding_info", "metadata", "severity_id", "time", "type_uid")
    count = 0
    for count, finding in enumerate(lines(path), 1):
        for name in required:
            if finding.get(name) is None:
                yield f"finding {count}: no {name}"
        if (finding["class_uid"], finding["category_uid"], finding["type_uid"]) != (2004, 2, 2004 * 100 + finding["activity_id"]):
            yield f"finding {count}: class {finding['class_uid']}, category {finding['category_uid']}, type {finding['type_uid']}"
        for name in ("uid", "title"):
            if not finding["finding_info"].get(name):
                yield f"finding {count}: no finding_info.{name}"
        if not finding["metadata"].get("version") or not finding["metadata"].get("product"):
            yield f"finding {count}: metadata {finding['metadata']}"
        try:
            DetectionFinding.model_validate(finding)
        except ValueError as error:
            yield f"finding {count}: {error}"
    yield count


def lines(path):
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            yield json.loads(line)


def cells(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def timesketch(path):
    count = 0
    for count, row in enumerate(cells(path) if path.endswith(".csv") else lines(path), 1):
        for name in ("message", "datetime", "timestamp_desc"):
            if not row.get(name):
                yield f"row {count}: no {name}"
        at = datetime.datetime.fromisoformat(row["datetime"])
        micro = (at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) // datetime.timedelta(microseconds=1)
        if micro != int(row["timestamp"]):
            yield f"row {count}: datetime {row['datetime']} and timestamp {row['timestamp']} differ"
    yield count


CHECKS = {"findings.sarif": sarif, "findings.ocsf.jsonl": ocsf, "events.timesketch.csv": timesketch, "events.timesketch.jsonl": timesketch,
          "findings.timesketch.csv": timesketch, "findings.timesketch.jsonl": timesketch}
wrong = 0
for directory in sys.argv[1:]:
    for name, check in CHECKS.items():
        for said in check(os.path.join(directory, name)):
            if isinstance(said, int) and said > 0:
                print(f"{name}: {said} ok")
                continue
            wrong += 1
            print(f"{name}: {said}")
sys.exit(1 if wrong else 0)
