"""Opening, closing and carrying a timeline: what a program that embeds it relies on."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

import timeline
from timeline.events import (
    Draft,
    LogBusy,
    LogClosed,
    LogError,
    MemoryLog,
    Milestone,
    NotALog,
    NotFound,
    Person,
    ReadOnlyLog,
    SqliteLog,
)

from .conftest import ACME, Run, plain_environment


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database with the small organization, in six events."""
    with timeline.open(tmp_path / "org.db") as tl:
        tl.append_yaml_text(ACME)
    return tmp_path / "org.db"


def happened(title: str) -> list[Milestone]:
    return [Milestone(organization="acme", title=title, effective="2024-01-01")]


# --- opening


def test_a_database_that_must_be_there(tmp_path: Path, db: Path) -> None:
    with pytest.raises(NotFound, match=r'no database ".*none\.db"'):
        timeline.open(tmp_path / "none.db", must_exist=True)
    (tmp_path / "empty.db").touch()
    with pytest.raises(NotFound):
        timeline.open(tmp_path / "empty.db", must_exist=True)
    assert timeline.open(db, must_exist=True).log.head().position == 6
    assert not (tmp_path / "none.db").exists()


def test_a_database_that_is_opened_to_be_read_is_not_written(tmp_path: Path, db: Path) -> None:
    with timeline.open(db, read_only=True) as tl:
        assert tl.log.head().position == 6
        for write in (lambda: tl.append(happened("x")), tl.rebuild):
            with pytest.raises(ReadOnlyLog, match="read_only"):
                write()
    with timeline.open(tmp_path / "new.db", read_only=True) as tl:
        assert tl.log.head().position == 0
        with pytest.raises(ReadOnlyLog):
            tl.create()
    assert not (tmp_path / "new.db").exists()


def test_a_tilde_is_the_home_folder(db: Path, monkeypatch: pytest.MonkeyPatch, invoke: Run) -> None:
    monkeypatch.setenv("HOME", str(db.parent))
    for path in ("~/org.db", Path("~/org.db")):
        assert timeline.open(path, must_exist=True).log.head().position == 6
    told = invoke("verify", env={"TIMELINE_DB": "~/org.db", "HOME": str(db.parent)})
    assert told.stdout.startswith(f"{db}: 6 events")


def test_a_clock_and_a_wait_are_the_programs(tmp_path: Path) -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    with timeline.open(tmp_path / "org.db", clock=lambda: moment, wait=0.0) as tl:
        tl.append_yaml_text(ACME)
        assert tl.log.find(1).recorded_at == moment


def test_a_path_stays_the_same_file_wherever_the_program_goes(
    tmp_path: Path, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tl = timeline.open("org.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(tl.log.head().position))
    thread.start()
    thread.join()
    assert found == [6]


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir], ids=["fifo", "folder"])
def test_only_a_regular_file_is_a_database(
    tmp_path: Path, run: Run, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "org.db"
    make(path)
    with pytest.raises(NotALog, match=r"regular file|folder"):
        timeline.open(path)
    for command in (["show"], ["log"], ["verify"], ["rebuild"], ["init"]):
        assert run(*command, "--db", str(path)).returncode in (1, 2)


# --- closing


def test_a_closed_log_says_so(db: Path) -> None:
    with timeline.open(db) as tl:
        state = tl.as_of("2024")
        events = tl.log.read()
        next(events)
    for ask in (
        tl.log.head,
        lambda: list(tl.log.read()),
        lambda: state.holders(),
        lambda: tl.append(happened("x")),
        lambda: tl.log.find(1),
    ):
        with pytest.raises(LogClosed, match="has been closed"):
            ask()
    tl.close()  # once more is no error


def test_a_log_that_is_closed_holds_nothing_open(db: Path) -> None:
    def descriptors() -> int:
        gc.collect()
        held = 0
        for each in Path("/proc/self/fd").iterdir():
            with suppress(OSError):  # the one that lists them
                held += "org.db" in str(each.readlink())
        return held

    with timeline.open(db) as tl:
        threads = [threading.Thread(target=tl.log.head) for _ in range(3)]
        for thread in threads:
            thread.start()
        assert tl.log.head().position == 6
        for thread in threads:
            thread.join()
        assert descriptors() > 0
    assert descriptors() == 0
    assert not Path(f"{db}-wal").exists()


def test_a_log_in_memory_has_nothing_to_close() -> None:
    with timeline.memory() as tl:
        tl.append_yaml_text(ACME)
    assert tl.log.head().position == 6


def test_whoever_goes_through_a_log_keeps_it_open(db: Path) -> None:
    assert [event.position for event in timeline.open(db).log.read()] == [1, 2, 3, 4, 5, 6]
    subjects = timeline.open(db).log.by_subject(6)
    gc.collect()
    assert len(list(subjects)) == 6


# --- carrying it elsewhere


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_timeline_goes_to_another_process(db: Path, method: str) -> None:
    memory = timeline.memory()
    memory.append_yaml_text(ACME)
    with timeline.open(db) as tl, multiprocessing.get_context(method).Pool(1) as pool:
        assert pool.map(len_of, [tl, memory]) == [6, 6]


def len_of(tl: timeline.Timeline) -> int:
    return len(list(tl.log.read()))


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_log_that_is_pickled_is_the_same_log(db: Path, kind: str) -> None:
    log = SqliteLog(db) if kind == "sqlite" else MemoryLog("mine")
    if kind == "memory":
        log.append([Person(person="ann", names={"en": "Ann"}, key="a")])
    again = pickle.loads(pickle.dumps(log))  # noqa: S301 - our own
    assert type(again) is type(log)
    assert (again.name, again.head()) == (log.name, log.head())
    assert list(again.read()) == list(log.read())
    assert again.append([Person(person="zoe", names={"en": "Zoe"})])
    with log.writing():
        pickle.loads(pickle.dumps(log))  # noqa: S301 - a worker gets what is committed
    timeline.Timeline(again)


@pytest.mark.parametrize(
    ("misuse", "says"),
    [
        (lambda: timeline.Timeline("org.db"), r"timeline.open\('org.db'\) opens a file"),  # type: ignore[arg-type]
        (lambda: timeline.Timeline(None), "made of a log, and not of an object of type NoneType"),  # type: ignore[arg-type]
        (lambda: timeline.open(None), "opened by its path, and not by an object of type NoneType"),  # type: ignore[arg-type]
        (lambda: timeline.open(b"org.db"), "not by an object of type bytes"),  # type: ignore[arg-type]
        (lambda: timeline.memory().append(happened("x")[0]), "put it into a list"),  # type: ignore[arg-type]
        (lambda: timeline.memory().append(Draft(happened("x")[0])), "put it into a list"),  # type: ignore[arg-type]
        (lambda: timeline.memory().append("people: {}"), "takes a list of events"),  # type: ignore[arg-type]
        (lambda: timeline.memory().append([{"kind": "person"}]), "not an object of type dict"),  # type: ignore[list-item]
    ],
)
def test_misuse_is_a_type_error_that_says_what_to_do(
    misuse: Callable[[], object], says: str
) -> None:
    with pytest.raises(TypeError, match=says):
        misuse()


# --- waiting


HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


def hold(db: Path, seconds: float) -> subprocess.Popen[str]:
    """A process that keeps the write lock for some seconds."""
    command = [sys.executable, "-c", HOLD, str(db), str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_long_wait_says_so(db: Path, caplog: pytest.LogCaptureFixture) -> None:
    with hold(db, 1.6), caplog.at_level(logging.INFO), timeline.open(db, wait=20) as tl:
        assert tl.append(happened("late")).position == 7
    (told,) = caplog.records
    assert (told.name, told.levelname) == ("timeline", "WARNING")
    assert told.getMessage() == (
        f"{db} is being written by another process; waiting for it, 20 seconds at most"
    )


def test_a_wait_has_an_end(db: Path) -> None:
    with hold(db, 1.0), timeline.open(db, wait=0.2) as tl:
        start = time.monotonic()
        with pytest.raises(LogBusy, match="try again"):
            tl.append(happened("late"))
        assert time.monotonic() - start < 0.9


def test_whoever_waits_obeys_an_interrupt(db: Path, home: Path) -> None:
    # What a script starts in its background ignores interrupts, and so do those it starts.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "from timeline.cli import main; main()"
    with hold(db, 20) as holder:
        process = subprocess.Popen(
            [sys.executable, "-c", code, "append", "-", "--db", str(db)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=plain_environment(home),
        )
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("people: {dee: Dee}\n")
        process.stdin.close()
        assert "waiting for it" in process.stderr.readline()
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert time.monotonic() - start < 3
        process.stderr.close()
        holder.kill()
    assert timeline.open(db).log.head().position == 6


# --- readers


def test_forty_readers_share_what_they_read(db: Path) -> None:
    with timeline.open(db) as tl:
        tl.as_of("2024").holders()
        connection = tl.log.connection()
        assert isinstance(connection, sqlite3.Connection)
        (pages,) = connection.execute("PRAGMA cache_size").fetchone()
        assert -2048 <= pages < 0, "in KiB, for each thread"
        assert connection.execute("PRAGMA mmap_size").fetchone()[0] >= 1 << 26
        with tl.log.writing():
            assert connection.execute("PRAGMA cache_size").fetchone() == (-65536,)
        assert connection.execute("PRAGMA cache_size").fetchone() == (pages,)


@pytest.fixture
def locked(db: Path, tmp_path: Path) -> Path:
    """The database in a folder that only its owner may write."""
    folder = tmp_path / "locked"
    folder.mkdir()
    path = folder / "org.db"
    db.rename(path)
    path.chmod(0o644)
    folder.chmod(0o755)
    for parent in folder.parents[:4]:
        parent.chmod(parent.stat().st_mode | 0o055)
    return path


NOBODY = 65534
"""The number of a user and a group with no rights of their own."""

needs_two_users = pytest.mark.skipif(
    os.getuid() != 0, reason="only root can become somebody who may not write a folder of root's"
)


class Reader:
    """A process of somebody who may read a database and not write its folder."""

    def __init__(self, path: Path) -> None:
        self._answers, answers = os.pipe()
        questions, self._questions = os.pipe()
        self.pid = os.fork()
        if self.pid:
            os.close(answers)
            os.close(questions)
            return
        try:
            os.close(self._questions)
            self._load_all(path)
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            tl: timeline.Timeline | None = None
            while question := os.read(questions, 1000).decode():
                try:
                    tl = tl or timeline.open(path)
                    said = repr(eval(question, {"tl": tl}))  # noqa: S307 - our own
                except Exception as error:
                    said = f"{type(error).__name__}: {error}"
                os.write(answers, said.encode())
        finally:
            os._exit(0)

    @staticmethod
    def _load_all(path: Path) -> None:
        """Load what a reader needs, while the interpreter's own files may be read."""
        other = path.with_name("other.db")
        with timeline.open(other) as tl:
            tl.append_yaml_text(ACME)
            tl.as_of("2024").holders()
            list(tl.log.follow(0, stop=lambda: True))
        other.unlink()

    def said(self, question: str) -> str:
        os.write(self._questions, question.encode())
        return os.read(self._answers, 10_000).decode()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._questions)
        os.close(self._answers)
        os.waitpid(self.pid, 0)


HEAD = "tl.log.head().position"


@needs_two_users
def test_a_reader_without_rights_sees_what_is_written(locked: Path) -> None:
    with Reader(locked) as reader:
        assert reader.said(HEAD) == "6"
        with timeline.open(locked) as tl:
            tl.append(happened("one"))
            assert reader.said(HEAD) == "7"
            tl.append(happened("two"))
            assert reader.said(f"{HEAD}, len(list(tl.log.read()))") == "(8, 8)"
            followed = "[e.position for e in tl.log.follow(6, stop=lambda: True)]"
            assert reader.said(followed) == "[7, 8]"
            assert reader.said("tl.as_of('2024').position") == "8"
        assert reader.said(HEAD) == "8"
        with timeline.open(locked) as tl:
            tl.append([Person(person=f"p{n}", names={"en": "P"}) for n in range(5000)])
            assert reader.said(f"{HEAD}, len(list(tl.log.read()))") == "(5008, 5008)"


@needs_two_users
def test_a_file_that_changes_under_a_reader_is_looked_at_again(locked: Path) -> None:
    with Reader(locked) as reader:
        assert reader.said(HEAD) == "6"
        with timeline.open(locked) as tl:
            tl.append(happened("one"))
        assert reader.said(HEAD) == "7", "it was written while nobody asked"


@needs_two_users
def test_a_reader_without_rights_does_not_follow_a_file_that_nobody_writes(locked: Path) -> None:
    with Reader(locked) as reader:
        assert reader.said("next(tl.log.follow())").startswith("LogError: cannot follow")


@needs_two_users
def test_a_write_ahead_log_that_cannot_be_read_is_not_passed_over(locked: Path) -> None:
    with timeline.open(locked) as tl:
        tl.append(happened("in the write-ahead log"))
        copy = locked.with_name("copy.db")
        copy.write_bytes(locked.read_bytes())
        Path(f"{copy}-wal").write_bytes(Path(f"{locked}-wal").read_bytes())
        with Reader(copy) as reader:
            assert reader.said(HEAD).startswith("LogError: cannot read")
    assert timeline.open(copy).log.head().position == 7


@needs_two_users
def test_a_file_that_may_not_be_read_is_not_taken_for_a_new_one(locked: Path) -> None:
    with Reader(locked) as reader:
        locked.chmod(0o600)
        assert reader.said(HEAD) == f"LogError: cannot open {locked}: permission denied"
        locked.parent.chmod(0o700)
        assert reader.said(HEAD) == f"LogError: cannot open {locked}: Permission denied"


# --- SQLite's own errors


def test_no_error_of_sqlite_leaves_the_library(db: Path) -> None:
    with timeline.open(db) as tl:
        for ask in (
            lambda: tl.log.find("\ud800"),
            lambda: list(tl.log.read(after=1 << 90)),
            lambda: list(tl.log.read(after=-(1 << 90))),
            lambda: tl.log.has("post:\ud800", ["post"]),
        ):
            with suppress(timeline.TimelineError):
                ask()
    for number in (2, 3, 6, 9, 12):
        data = bytearray(db.read_bytes())
        for place in range(len(data) * number // 16, len(data) * number // 16 + 3000):
            if place < len(data):
                data[place] ^= 0x5A
        torn = db.with_name(f"torn{number}.db")
        torn.write_bytes(data)
        # Whatever else is raised goes through, and fails the test.
        with suppress(timeline.TimelineError), timeline.open(torn) as tl:
            list(tl.log.read())
            tl.as_of("2024").holders()
            tl.append(happened("x"))


def test_a_text_that_is_no_utf8_is_not_printed(db: Path, run: Run) -> None:
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER events_no_update")
        connection.execute(
            "UPDATE events SET body = CAST(x'7b1b5b33316dff' AS TEXT) WHERE position = 4"
        )
    with timeline.open(db) as tl, pytest.raises(LogError, match="is not UTF-8"):
        list(tl.log.read())
    for command in ("log", "verify"):
        done = run(command, "--db", str(db))
        assert done.returncode == 1
        assert "\x1b" not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert "position 4: its content is no UTF-8" in run("verify", "--db", str(db)).stdout
