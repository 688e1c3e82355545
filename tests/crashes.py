"""Kill writers again and again, and look at what they leave: `python -m tests.crashes 200`.

A few rounds run with the other tests (test_crashes.py); a campaign of hundreds has this command.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import timeline
from timeline.events import Milestone
from timeline.verification import faults_of

__all__ = ["rounds"]

WRITER = """
import sys, timeline
from timeline.events import Milestone, Person
tl, name, size = timeline.open(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
for number in range(10_000):
    titles = [f"{name}/{number}/{part}/{size}" for part in range(size)]
    batch = [Milestone(organization="acme", title=t, effective="2020") for t in titles]
    position = tl.append(batch).position
    print(position, f"{name}/{number}", flush=True)
"""

START = "people: {ann: Ann}\norganizations: {acme: Acme}\nposts: {acme/ceo: CEO}\n"


def rounds(db: Path | str, count: int, seed: int, writers: int = 2) -> int:
    """Kill some writers in each of many rounds; give how many batches they were told of.

    Raises:
        AssertionError: what is in the log is not what they were told, or is not whole.
    """
    draw = random.Random(seed)  # noqa: S311 - the same every time
    with timeline.open(db) as tl:
        tl.append_yaml_text(START)
    told = 0
    for number in range(count):
        started = [_start(db, f"{number}-{n}", draw.choice([1, 3, 40])) for n in range(writers)]
        time.sleep(draw.uniform(0, 0.25))
        acknowledged: set[str] = set()
        for process in started:
            process.send_signal(signal.SIGKILL)
        for process in started:
            said, _ = process.communicate()
            whole = said.rpartition("\n")[0].splitlines()
            acknowledged |= {line.split()[1] for line in whole if line != "ready"}
        told += len(acknowledged)
        _check(db, acknowledged)
    return told


def _start(db: Path | str, name: str, size: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, os.fspath(db), name, str(size)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()  # it is ready
    return process


def _check(db: Path | str, acknowledged: set[str]) -> None:
    """Everything that was told is there, every batch is whole, and nothing is at fault."""
    with timeline.open(db) as tl:
        parts: dict[str, tuple[int, int]] = {}
        for event in tl.log.read(after=3):
            assert isinstance(event.fact, Milestone)
            name, number, _, size = event.fact.title.split("/")
            held = parts.get(f"{name}/{number}", (0, 0))[0]
            parts[f"{name}/{number}"] = held + 1, int(size)
        assert not acknowledged - parts.keys(), acknowledged - parts.keys()
        assert all(held == size for held, size in parts.values())
        assert list(faults_of(tl)) == []


def main() -> None:
    """Run as many rounds as asked for, with randomness of their own or of a seed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)  # noqa: S311
    print(f"{count} rounds, seed {seed}")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        for number in range(0, count, 20):  # a new file now and then, for verify reads it all
            part = min(20, count - number)
            told = rounds(Path(folder) / f"{number}.db", part, seed + number, writers=3)
            print(f"{number + part} rounds; {told} batches were told and are there")  # noqa: T201


if __name__ == "__main__":
    main()
