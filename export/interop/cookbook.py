#!/usr/bin/env python3
"""Runs every Python block of a page and compares what it prints with the text block that follows.

    cookbook.py PAGE [--update]

Blocks up to the next text block answer the same question: each must print the same. They run in the current folder, each in a
namespace of its own. With --update the page gets what they print. Exit 1 if anything differs or fails.
"""
import contextlib
import io
import re
import sys
import traceback

BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.M | re.S)


def printed(code):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(code, code.split("\n", 1)[0], "exec"), {"__name__": "cookbook"})
    except Exception:
        return out.getvalue() + traceback.format_exc()
    return out.getvalue()


page, update = sys.argv[1], "--update" in sys.argv
with open(page, encoding="utf-8") as file:
    text = file.read()
wrong, ran, since, new, last = 0, 0, [], [], 0
for block in BLOCK.finditer(text):
    kind, body = block.groups()
    if kind == "python":
        since.append((body, printed(body)))
        ran += 1
        continue
    shown = since[0][1] if update and since else body
    for code, out in since:
        if out != shown or not out.strip():
            wrong += 1
            print(f"{code}prints\n{out}instead of\n{shown}")
    since = []
    new += [text[last:block.start(2)], shown]
    last = block.end(2)
new.append(text[last:])
if since:
    wrong += 1
    print("the last blocks have no text block")
if update and not wrong:
    with open(page, "w", encoding="utf-8") as file:
        file.write("".join(new))
print(f"{ran} blocks")
sys.exit(1 if wrong or not ran else 0)
