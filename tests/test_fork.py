"""A timeline that crosses a fork: nothing acknowledged is lost, nothing stale is served."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import timeline
from timeline.events import LogError, MemoryLog, Milestone, Person, SqliteLog, prepare
from timeline.verification import faults_of

from .conftest import ACME, plain_environment

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),  # it is the point
]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database with the small organization, in six events."""
    with timeline.open(tmp_path / "org.db") as tl:
        tl.append_yaml_text(ACME)
    return tmp_path / "org.db"


def happened(title: str) -> list[Milestone]:
    return [Milestone(organization="acme", title=title, effective="2024-01-01")]


def titles(db: Path) -> list[str]:
    with timeline.open(db) as tl:
        assert list(faults_of(tl)) == []
        return [e.fact.title for e in tl.log.read() if isinstance(e.fact, Milestone)]


class Child:
    """A process forked off this one, which does something and tells what came of it."""

    def __init__(self, does: Callable[[], object], *, ends: str = "at once") -> None:
        read, write = os.pipe()
        self._go, go = os.pipe()[::-1]
        self.pid = os.fork()
        if self.pid:
            os.close(write)
            self._said = os.fdopen(read)
            return
        try:
            os.close(read)
            said = repr(does())
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        with os.fdopen(write, "w") as out:
            out.write(said)
        if ends == "when told":
            os.close(self._go)
            os.read(go, 1)
        os._exit(0)

    def said(self) -> str:
        """What it told, once it has done."""
        with self._said:
            return self._said.read()

    def end(self, by: int | None = None) -> None:
        """Let it end, or end it by a signal."""
        if by is not None:
            os.kill(self.pid, by)
        os.close(self._go)
        os.waitpid(self.pid, 0)


def positions(tl: timeline.Timeline, name: str, count: int = 5) -> list[int]:
    return [tl.append(happened(f"{name}{n}")).position for n in range(count)]


@pytest.mark.parametrize("by", [None, signal.SIGKILL], ids=["ends", "killed"])
def test_what_a_child_was_told_is_in_the_log(db: Path, by: int | None) -> None:
    tl = timeline.open(db)
    assert tl.log.head().position == 6
    child = Child(lambda: positions(tl, "child"), ends="when told")
    tl.close()  # the parent has no further use for it
    assert child.said() == "[7, 8, 9, 10, 11]"
    with timeline.open(db) as again:
        assert again.append(happened("parent")).position == 12
    child.end(by)
    assert titles(db) == [*(f"child{n}" for n in range(5)), "parent"]


def test_parent_and_child_may_both_go_on(db: Path) -> None:
    tl = timeline.open(db)
    tl.as_of("2024")
    child = Child(lambda: positions(tl, "child", 20))
    mine = positions(tl, "parent", 20)
    child.said()
    child.end()
    assert len(set(mine)) == 20
    assert tl.log.head().position == 46
    tl.close()
    assert len(titles(db)) == 40


def test_a_server_forks_its_workers_beforehand(db: Path) -> None:
    tl = timeline.open(db)
    assert tl.log.head().position == 6
    children = [Child(lambda name=name: positions(tl, name, 10)) for name in "abcd"]  # type: ignore[misc]
    tl.close()
    told = [child.said() for child in children]
    for child in children:
        child.end()
    every = sorted(int(position) for each in told for position in each.strip("[]").split(", "))
    assert every == list(range(7, 47))
    assert sorted(titles(db)) == sorted(f"{name}{n}" for name in "abcd" for n in range(10))


DAEMON = """
import os, sys, time, timeline
from timeline.events import Milestone
tl = timeline.open(sys.argv[1])
assert tl.log.head().position == 6
if os.fork():
    sys.exit(0)          # the parent ends as programs do
os.setsid()
time.sleep(0.3)
for number in range(3):
    fact = Milestone(organization="acme", title=f"daemon{number}", effective="2024-01-01")
    print(tl.append([fact]).position, flush=True)
"""


def test_a_program_may_become_a_daemon(db: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DAEMON, str(db)],
        capture_output=True,
        text=True,
        env=plain_environment(db.parent),
        timeout=60,
        check=True,
    )
    assert (done.stdout.split(), done.stderr) == (["7", "8", "9"], "")
    assert titles(db) == ["daemon0", "daemon1", "daemon2"]


def test_a_child_that_ends_leaves_the_parent_its_write_ahead_log(db: Path) -> None:
    """SQLite deletes it with the last connection; an inherited one is not the last."""
    code = (
        "import os, sys, timeline\n"
        "tl = timeline.open(sys.argv[1])\n"
        "tl.append_yaml_text('people: {dee: Dee}')\n"
        "if not os.fork():\n"
        "    sys.exit(0)\n"
        "os.wait()\n"
        "assert os.path.getsize(sys.argv[1] + '-wal') > 0\n"
        "os._exit(0)\n"  # as when it is killed: nothing is closed
    )
    command = [sys.executable, "-c", code, str(db)]
    done = subprocess.run(
        command, capture_output=True, env=plain_environment(db.parent), check=True
    )
    assert done.stderr == b""
    with timeline.open(db) as tl:
        assert tl.log.head().position == 7


def test_threads_of_the_parent_leave_their_connections_to_nobody(db: Path) -> None:
    tl = timeline.open(db)
    ready, done = threading.Barrier(5), threading.Event()

    def read() -> None:
        assert tl.log.head().position == 6
        ready.wait()
        done.wait(20)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    ready.wait()
    child = Child(lambda: positions(tl, "child"), ends="when told")
    done.set()
    for thread in threads:
        thread.join()
    tl.close()
    assert child.said() == "[7, 8, 9, 10, 11]"
    child.end()
    assert len(titles(db)) == 5


def test_a_child_of_a_writer_is_refused_and_harms_nothing(db: Path) -> None:
    tl = timeline.open(db)

    with tl.log.writing() as writer:
        writer.add(prepare(happened("half"), tl.log).new)
        child = Child(lambda: timeline.open(db).log.head().position)
        assert "was at work when this process was forked off" in child.said()
        child.end()
        writer.add(prepare(happened("whole"), tl.log).new)
    tl.rebuild()
    assert titles(db) == ["half", "whole"]


UNWINDS = """
import os, sys, timeline
from timeline.events import Person
def events():
    yield Person(person="ann2", names={"en": "Ann"})
    if not os.fork():
        raise SystemExit(0)    # leaves the parent's transaction, and the interpreter
    os.wait()
    yield Person(person="bob2", names={"en": "Bob"})
with timeline.open(sys.argv[1]) as tl:
    tl.log.append(events())
    with tl.log.writing():
        if not os.fork():
            raise SystemExit(0)
        os.wait()
    print(tl.append([Person(person="cy2", names={"en": "Cy"})]).position)
"""


def test_a_child_that_leaves_its_parents_transaction_ends_it_not(db: Path) -> None:
    command = [sys.executable, "-c", UNWINDS, str(db)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=plain_environment(db.parent), check=True
    )
    assert (done.stdout, done.stderr) == ("9\n", "")
    with timeline.open(db) as tl:
        assert list(faults_of(tl)) == []


def test_an_iterator_that_crosses_a_fork_goes_on_in_the_parent_alone(db: Path) -> None:
    tl = timeline.open(db)
    tl.log.append([Person(person=f"p{n}", names={"en": "P"}) for n in range(1000)])
    events = tl.log.read()
    assert next(events).position == 1
    child = Child(lambda: [event.position for event in events][-1])
    assert child.said().startswith("LogClosed")
    child.end()
    assert [event.position for event in events][-1] == 1006


def test_a_log_in_memory_is_copied_by_a_fork_whoever_writes_it() -> None:
    log = MemoryLog()
    log.append(happened("before"))
    inside, done = threading.Event(), threading.Event()

    def write() -> None:
        with log.writing():
            inside.set()
            done.wait(20)

    thread = threading.Thread(target=write)
    thread.start()
    inside.wait()
    child = Child(lambda: [event.position for event in log.append(happened("after"))])
    assert child.said() == "[2]"
    child.end()
    done.set()
    thread.join()
    assert log.head().position == 1


def test_a_connection_at_work_in_another_thread_makes_the_file_unsafe(db: Path) -> None:
    """Nobody can close it in the child, where that thread is not."""
    log = SqliteLog(db)
    started, done = threading.Event(), threading.Event()

    def work() -> None:
        connection = log.connection()
        assert isinstance(connection, sqlite3.Connection)
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000000)"
        connection.set_progress_handler(done.is_set, 100_000)
        started.set()
        with pytest.raises(LogError, match="interrupted"):
            connection.execute(f"{numbers} SELECT count(*) FROM n").fetchone()  # noqa: S608

    thread = threading.Thread(target=work)
    thread.start()
    started.wait()
    time.sleep(0.2)
    child = Child(lambda: timeline.open(db).log.head().position)
    said = child.said()
    child.end()
    done.set()
    thread.join()
    assert "was at work" in said
    assert log.head().position == 6
