"""Following a log as it grows, from other processes and across restarts."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import timeline
from timeline.events import BadValue, LogError, MemoryLog, Person

WRITE = """
import sys, timeline
from timeline.events import Person
tl = timeline.open(sys.argv[1])
for number in range(40):
    name = f"{sys.argv[2]}{number}"
    tl.append([Person(person=name, names={"en": name})])
"""


def test_a_follower_sees_each_event_once_and_in_order(tmp_path: Path) -> None:
    db = tmp_path / "org.db"
    timeline.open(db).create()
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITE, str(db), name]) for name in ("a", "b", "c")
    ]
    log = timeline.open(db).log
    seen = [event.position for event in itertools.islice(log.follow(poll_seconds=0.01), 120)]
    assert seen == list(range(1, 121))
    assert [writer.wait() for writer in writers] == [0, 0, 0]


def test_a_subscription_survives_a_restart(tmp_path: Path) -> None:
    log, place = MemoryLog(), tmp_path / "place"
    log.append([Person(person=name, names={"en": name}) for name in "abcdef"])
    first = log.subscribe(place).events(stop=lambda: True)
    assert [next(first).position for _ in range(3)] == [1, 2, 3]
    del first  # the third was being handled
    again = log.subscribe(place)
    assert again.position == 2
    assert [event.position for event in again.events(stop=lambda: True)] == [3, 4, 5, 6]
    assert list(log.subscribe(place).events(stop=lambda: True)) == []
    with pytest.raises(LogError, match="not the log"):
        MemoryLog().subscribe(place)
    place.write_text("{}")
    with pytest.raises(BadValue):
        log.subscribe(place)


def test_a_follower_waits_for_what_comes() -> None:
    log = MemoryLog()
    seen: list[int] = []

    def listen() -> None:
        seen.extend(e.position for e in itertools.islice(log.follow(poll_seconds=0.01), 2))

    thread = threading.Thread(target=listen)
    thread.start()
    for name in "ab":
        time.sleep(0.05)
        log.append([Person(person=name, names={"en": name})])
    thread.join(timeout=10)
    assert seen == [1, 2]
