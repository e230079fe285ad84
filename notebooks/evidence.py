#!/usr/bin/env python3
"""Writes a month of event logs whose freezes get longer every night: evidence for the notebooks, with a truth that is known.

    evidence.py DIR [--nights N] [--hosts N]

Each host is a file of exported events: a backup a night, in which SQL Server logs that the I/O of its databases was frozen, and
resumed. The length of the freeze is a line with noise; nothing else is in the files.
"""

import argparse
import datetime
import random
from pathlib import Path

BEGIN = datetime.datetime(2024, 5, 1, 1, 0, 0)
SCHEMA = "http://schemas.microsoft.com/win/2004/08/events/event"


class Log:
    """The events of one host."""

    def __init__(self, host):
        self.host, self.events = host, []

    def put(self, provider, number, at, channel, *values):
        data = "".join(f"<Data>{value}</Data>" for value in values)
        self.events.append(
            f'<Event xmlns="{SCHEMA}"><System><Provider Name="{provider}"/><EventID>{number}</EventID><Level>4</Level>'
            f'<TimeCreated SystemTime="{at:%Y-%m-%dT%H:%M:%S.%f}0Z"/><EventRecordID>{len(self.events) + 1}</EventRecordID>'
            f"<Channel>{channel}</Channel><Computer>{self.host}</Computer></System><EventData>{data}</EventData></Event>"
        )

    def night(self, number, length, chance):
        begin = BEGIN + datetime.timedelta(days=number, seconds=chance.uniform(0, 300))
        freeze = begin + datetime.timedelta(seconds=20)
        thaw = freeze + datetime.timedelta(seconds=length)
        self.put("Microsoft-Windows-Backup", 1, begin, "Microsoft-Windows-Backup")
        for event, at in ((3197, freeze), (3198, thaw)):
            for place, database in enumerate(("master", "orders")):
                self.put("MSSQLSERVER", event, at + datetime.timedelta(milliseconds=10 * place), "Application", database)
        self.put("Microsoft-Windows-Backup", 4, thaw + datetime.timedelta(minutes=15), "Microsoft-Windows-Backup")


def write(folder, host, nights, first, growth, noise, seed):
    """One host whose freezes take `first` seconds at the beginning and `growth` seconds more each night."""
    chance = random.Random(seed)
    log = Log(f"{host}.corp.example")
    for number in range(nights):
        log.night(number, max(first + growth * number + chance.gauss(0, noise), 0.5), chance)
    (folder / f"{host}.xml").write_text("<Events>\n" + "\n".join(log.events) + "\n</Events>\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dir", type=Path)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--hosts", type=int, default=1)
    arguments = parser.parse_args()
    arguments.dir.mkdir(parents=True, exist_ok=True)
    for number in range(arguments.hosts):
        write(arguments.dir, f"SQL{number + 7:02}", arguments.nights, 6 + 2 * number, 1.1 - 0.25 * number, 0.8 + 0.6 * number, number + 1)


if __name__ == "__main__":
    main()
