"""A sync that is killed at any moment leaves the log as it was, or as it was to be."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import timeline
from timeline.exchange.syncing import sync
from timeline.verification import faults_of

SYNCING = """
import sys, time, timeline
from timeline.exchange.syncing import sync
tl = timeline.open(sys.argv[1])
print("ready", flush=True)
sync(tl, [sys.argv[2]], register="org", much_may_go=True)
print("done", flush=True)
time.sleep(60)
"""
SIZE = 60


def write_register(folder: Path, version: int) -> Path:
    """A folder of two files; from one version to the next every sort of entry differs."""
    folder.mkdir(exist_ok=True)
    people = "".join(f"  p{n}: {{name: Person {n}}}\n" for n in range(SIZE + 20))
    (folder / "people.yaml").write_text(f"people:\n{people}")
    year = 2000 + version
    entries = "".join(
        f"  - {{on: {year}-0{n % 9 + 1}-0{n % 7 + 1}, appointed: p{n}, post: acme/p{n}}}\n"
        for n in range(version * 20, SIZE + version * 20)
    )
    posts = "".join(f"  acme/p{n}: P {n}\n" for n in range(SIZE + 20))
    (folder / "posts.yaml").write_text(
        f"organizations: {{acme: Acme}}\nposts:\n{posts}events:\n{entries}"
    )
    return folder


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A database with the first version of the register; its folder holds the second."""
    db, folder = tmp_path / "before.db", tmp_path / "org"
    with timeline.open(db) as tl:
        sync(tl, [write_register(folder, 0)], register="org")
    write_register(folder, 1)
    return db


def test_a_sync_that_is_killed_leaves_all_or_nothing(before: Path, tmp_path: Path) -> None:
    """From its first moment to the one after its answer; and the next sync ends what it began."""
    with timeline.open(before) as tl:
        start = tl.log.head().position
    took, end = killed(before, tmp_path, None)
    assert end > start, "it was killed once it had answered"
    seen = {end}
    for moment in range(8):
        seen.add(killed(before, tmp_path, took * moment / 7)[1])
    assert seen == {start, end}


def killed(before: Path, tmp_path: Path, after: float | None) -> tuple[float, int]:
    """Kill a sync so many seconds after it began, or once it has answered.

    Gives how long it went on, and where the log is; which is whole, and which the next sync brings
    to where the register is.
    """
    db, folder = tmp_path / "now.db", tmp_path / "org"
    for old in tmp_path.glob("now.db*"):
        old.unlink()
    shutil.copy(before, db)
    command = [sys.executable, "-c", SYNCING, str(db), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    began = time.monotonic()
    if after is None:
        assert process.stdout.readline() == "done\n"
    else:
        time.sleep(after)
    took = time.monotonic() - began
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with timeline.open(db) as tl:
        position = tl.log.head().position
        assert list(faults_of(tl)) == []
        counts = [done_by(tl, folder) for _ in range(2)]
        assert counts[0] == 0 or position < tl.log.head().position
        assert counts[1] == 0, "a third sync has nothing to record"
    return took, position


def done_by(tl: timeline.Timeline, folder: Path) -> int:
    done = sync(tl, [folder], register="org", much_may_go=True)
    return done.appended.added if done.appended is not None else 0
