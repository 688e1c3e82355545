"""Many writers beside many readers of one log: `python -m tests.crowd --seconds 120`.

It takes a PostgreSQL server of its own, or the URL or path of a log that is not there yet. Each
writer notes what it was told is in the log; each reader follows the log and asks for states
meanwhile. In the end nothing may be lost, doubled or out of order, for anybody. A few seconds of it
run with the other tests.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

import timeline
from timeline.events import Milestone
from timeline.verification import faults_of

from .postgres import postgres_server

__all__ = ["Told", "crowd"]

WRITER = """
import sys, time, timeline
from timeline.events import Milestone
tl, name, until = timeline.open(sys.argv[1]), sys.argv[2], time.time() + float(sys.argv[3])
number = 0
while time.time() < until:
    size = (1, 3, 12)[number % 3]
    titles = [f"{name}/{number}/{part}/{size}" for part in range(size)]
    batch = [Milestone(organization="acme", title=t, effective="2020") for t in titles]
    print(tl.append(batch).position, f"{name}/{number}", size)
    number += 1
"""

READER = """
import sys, time, timeline
from timeline.verification import faults_of
tl, until = timeline.open(sys.argv[1]), time.time() + float(sys.argv[2])
before, asked, after = 0, 0, b""
while time.time() < until:
    for row in tl.log.rows(after=before):
        assert row.position == before + 1, (before, row.position)
        before = row.position
    head = tl.log.head().position
    assert head >= before, (head, before)
    state = tl.as_of("2024")
    assert state.holder("acme/ceo").person.name == "Ann"
    assert sum(1 for _ in tl.histories().milestones()) >= head - 4
    asked += 1
print(before, asked)
"""

START = """\
people: {ann: Ann}
organizations: {acme: Acme}
posts: {acme/ceo: CEO}
events:
- {on: 2020-01-01, appointed: ann, post: acme/ceo}
"""


class Told(NamedTuple):
    """What came of it.

    Attributes:
        batches: how many batches the writers were told of.
        events: how many events these are.
        answers: how often the readers asked for a state.
    """

    batches: int
    events: int
    answers: int


def crowd(db: str, seconds: float, writers: int = 10, readers: int = 10) -> Told:
    """Let writers and readers at a log that is not there yet.

    Raises:
        AssertionError: something was lost, doubled or out of order, or somebody failed.
    """
    with timeline.open(db) as tl:
        tl.append_yaml_text(START)
    writing = [_started(WRITER, db, f"w{number}", str(seconds)) for number in range(writers)]
    reading = [_started(READER, db, str(seconds)) for _ in range(readers)]
    written = [_said(process) for process in writing]
    read = [_said(process) for process in reading]
    told = {name: (int(end), int(size)) for said in written for end, name, size in said}
    _check(db, told)
    answers = sum(int(asked) for said in read for _, asked in said)
    return Told(len(told), sum(size for _, size in told.values()), answers)


def _started(code: str, *args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *args]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def _said(process: subprocess.Popen[str]) -> list[list[str]]:
    out, err = process.communicate()
    assert process.returncode == 0, err
    return [line.split() for line in out.splitlines()]


def _check(db: str, told: dict[str, tuple[int, int]]) -> None:
    """Every batch lies where its writer was told, in one piece, and there is nothing else."""
    with timeline.open(db) as tl:
        titles = [e.fact.title for e in tl.log.read() if isinstance(e.fact, Milestone)]
        places: dict[str, list[int]] = {}
        for position, title in enumerate(titles, 5):
            places.setdefault(title.rpartition("/")[0].rpartition("/")[0], []).append(position)
        wanted = {name: [*range(end - size + 1, end + 1)] for name, (end, size) in told.items()}
        assert places == wanted
        assert list(faults_of(tl)) == []


def main(arguments: Sequence[str] | None = None) -> None:
    """Run it for as long as asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.crowd", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120, help="how long (120)")
    parser.add_argument("--writers", type=int, default=10, help="how many (10)")
    parser.add_argument("--readers", type=int, default=10, help="how many (10)")
    parser.add_argument("db", nargs="?", help="a log that is not there yet")
    asked = parser.parse_args(arguments)
    amounts = asked.seconds, asked.writers, asked.readers
    if asked.db:
        print(crowd(asked.db, *amounts))  # noqa: T201 - it is a command
        return
    with postgres_server() as server:
        print(crowd(server.new_url(), *amounts))  # noqa: T201


if __name__ == "__main__":
    main()
