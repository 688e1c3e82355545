"""What only the SQLite log does: guards, several processes, crashes, files that are no log."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import timeline
from timeline.events import (
    Appointed,
    BadValue,
    Checkpoint,
    Departed,
    NewerLog,
    NotALog,
    Person,
    ReadOnlyLog,
    SqliteLog,
    check_chain,
)
from timeline.verification import faults_of

from .conftest import ACME, plain_environment


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database with the small organization and one appointment."""
    path = tmp_path / "org.db"
    tl = timeline.open(path)
    tl.append_yaml_text(ACME + "events:\n- {on: 2020, appointed: ann, post: acme/ceo}\n")
    return path


def faults(path: Path, checkpoint: Checkpoint | None = None) -> list[str]:
    return [str(fault) for fault in faults_of(timeline.open(path), checkpoint)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET body = '{}' WHERE position = 2",
        "UPDATE OR REPLACE events SET position = 1 WHERE position = 2",
        "DELETE FROM events WHERE position = 7",
        "DELETE FROM events",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE position = 2",
        "REPLACE INTO events SELECT 8, id, kind, version, subject, key, recorded, body, salt,"
        " digest, hash FROM events WHERE position = 2",
        "INSERT INTO events SELECT 9, 'x', kind, version, subject, key, recorded, body, salt,"
        " digest, hash FROM events WHERE position = 2",
        "INSERT INTO events SELECT NULL, 'x', kind, version, subject, key, recorded, body, salt,"
        " digest, hash FROM events WHERE position = 2",
        "INSERT INTO events SELECT 8, 'x', kind, version, subject, key, '2000', body, salt,"
        " digest, hash FROM events WHERE position = 2",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(db: Path, sql: str) -> None:
    refused = pytest.raises(sqlite3.IntegrityError, match="append-only")
    with closing(sqlite3.connect(db)) as connection, refused:
        connection.execute(sql)
    assert faults(db) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", "replace(body, 'Li', 'Lu')"),
        ("body", "'{}'"),
        ("salt", "zeroblob(16)"),
        ("digest", "zeroblob(32)"),
        ("hash", "zeroblob(32)"),
        ("recorded", "'2000-01-01T00:00:00.000000Z'"),
        ("id", "'x'"),
        ("kind", "'post'"),
        ("version", "version + 1"),
        ("subject", "'person:bob'"),
        ("key", "'k'"),
    ],
)
def test_a_change_behind_the_guards_back_is_found_and_placed(
    db: Path, column: str, value: str
) -> None:
    tamper(db, f"UPDATE events SET {column} = {value} WHERE position = 1")  # noqa: S608
    found = faults(db)
    assert any("position 1" in fault for fault in found)
    assert any("trigger" in fault for fault in found)


def test_a_hole_and_a_swap_are_found(db: Path) -> None:
    tamper(db, "DELETE FROM events WHERE position = 3")
    assert any("position 4: positions have a hole" in fault for fault in faults(db))


def test_only_a_checkpoint_notices_a_cut_tail(db: Path) -> None:
    checkpoint = SqliteLog(db).head()
    tamper(db, "DELETE FROM events WHERE position = 7", keep_guards=True)
    assert not [fault for fault in faults(db) if "table" not in fault]
    assert any("the log ends at 6" in fault for fault in faults(db, checkpoint))


def tamper(db: Path, sql: str, keep_guards: bool = False) -> None:
    with closing(sqlite3.connect(db)) as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = connection.execute(query).fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(sql)
        if keep_guards:
            for _, guard in guards:
                connection.execute(guard)
        connection.commit()


def test_tables_that_say_something_else_are_found_and_made_anew(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("UPDATE tenures SET person = 'bob'")
        connection.execute("UPDATE people SET record = '[]' WHERE person = 'cy'")
        connection.commit()
    found = faults(db)
    assert any("the table tenures" in fault for fault in found)
    assert any("the table people" in fault for fault in found)
    tl = timeline.open(db)
    tl.rebuild()
    assert faults(db) == []
    holder = tl.as_of("2021").holder("acme/ceo")
    assert holder is not None
    assert holder.person.name == "Ann Li"


def test_plain_sql_reads_the_tenures(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        row = connection.execute(
            "SELECT post, person, capacity, since, since_earliest, since_latest, until FROM tenures"
        ).fetchone()
    assert row == ("acme/ceo", "ann", "permanent", "2020", "2020-01-01", "2020-12-31", None)


APPEND = """
import sys
from timeline.events import Appointed, SqliteLog
log = SqliteLog(sys.argv[1])
for number in range(int(sys.argv[3])):
    log.append([Appointed(person=f"{sys.argv[2]}-{number}-{i}", post="acme/ceo", effective="2020")
                for i in range(int(sys.argv[4]))])
    print(number, flush=True)
"""


def start(db: Path, name: str, batches: int, size: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", APPEND, str(db), name, str(batches), str(size)]
    env = plain_environment(db.parent)
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)


def test_four_processes_append_to_one_log(tmp_path: Path) -> None:
    db = tmp_path / "log.db"
    processes = [start(db, name, 500, 1) for name in "abcd"]
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    log = SqliteLog(db)
    assert [event.position for event in log.read()] == list(range(1, 2001))
    assert list(check_chain(log)) == []


def test_a_killed_process_leaves_whole_batches(tmp_path: Path) -> None:
    db = tmp_path / "log.db"
    size = 50
    for round_ in range(3):
        process = start(db, f"p{round_}", 10_000, size)
        assert process.stdout is not None
        for _ in range(3 + 4 * round_):
            process.stdout.readline()
        time.sleep(0.005 * round_)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        log = SqliteLog(db)
        count = log.head().position
        assert count > 0
        assert count % size == 0
        assert list(check_chain(log)) == []
    assert log.append([Appointed(person="z", post="acme/ceo", effective="2020")])


def test_the_tables_follow_a_log_that_was_appended_to_alone(db: Path) -> None:
    SqliteLog(db).append([Appointed(person="bob", post="acme/ceo", effective="2022-05-01")])
    tl = timeline.open(db)
    assert [h.person.id for h in tl.as_of("2023").holders("acme/ceo")] == ["bob"]
    tl.append([Appointed(person="cy", post="acme/ceo", effective="2024-05-01")])
    assert faults(db) == []
    assert type(tl.histories()).__name__ == "TableHistories"


def test_an_append_writes_the_rows_that_change_and_no_other(db: Path) -> None:
    tl = timeline.open(db)
    tl.append_yaml_text(
        "events:\n"
        "- {on: 2021, change: ann -> bob, post: acme/ceo}\n"
        "- {on: 2022, change: bob -> ann, post: acme/ceo}\n"
    )
    connection = tl.log.connection()
    assert isinstance(connection, sqlite3.Connection)
    before = connection.total_changes
    tl.append([Departed(person="ann", post="acme/ceo", effective="2023")])
    # The event; the tenure that it ends goes and comes, and so does the post, whose record has the
    # worlds of its uncertain dates; how far the tables are.
    assert connection.total_changes - before == 6
    before = connection.total_changes
    tl.append([Person(person="ann", names={"en": "Ann Wu"}, effective="2023")])
    # The event; her record goes and comes; one name more; how far the tables are.
    assert connection.total_changes - before == 5
    assert faults(db) == []


def test_a_state_stays_what_it_is_when_the_log_grows(db: Path) -> None:
    tl = timeline.open(db)
    state = tl.as_of("2023-06-01")
    timeline.open(db).append([Appointed(person="bob", post="acme/ceo", effective="2022-05-01")])
    assert [h.person.id for h in state.holders("acme/ceo")] == ["ann"]
    assert state.position == 7
    assert [h.person.id for h in tl.as_of("2023-06-01").holders("acme/ceo")] == ["bob"]


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    tl = timeline.open(path)
    assert tl.log.head().position == 0
    assert tl.as_of("2020").posts == ()
    assert tl.append_yaml_text(ACME).added == 6


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, however long it is " * 50)
    with pytest.raises(NotALog):
        timeline.open(text)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE events (id)")
        connection.commit()
    with pytest.raises(NotALog, match="something else"):
        timeline.open(other)


def test_a_database_of_a_later_version_is_left_alone(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerLog):
        timeline.open(db)


def read_and_try_to_write(path: Path) -> None:
    tl = timeline.open(path)
    assert [h.person.id for h in tl.as_of("2021").holders("acme/ceo")] == ["ann"]
    with pytest.raises(ReadOnlyLog):
        tl.append_yaml_text("people: {dee: Dee}\n")


@pytest.mark.parametrize("mode", [0o444, 0o555])
def test_a_read_only_database_is_read_and_not_written(db: Path, tmp_path: Path, mode: int) -> None:
    """Once in a folder that can be written and once in one that cannot."""
    timeline.open(db).append_yaml_text("people: {dee: Dee}\n")  # loads all that writing needs
    folder = tmp_path / "locked"
    folder.mkdir()
    locked = folder / "org.db"
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    locked.write_bytes(db.read_bytes())
    locked.chmod(0o444)
    folder.chmod(0o777 if mode == 0o444 else 0o555)
    for parent in folder.parents[:4]:
        parent.chmod(parent.stat().st_mode | 0o055)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if os.getuid() == 0:  # root may write everything
                os.setgid(65534)
                os.setuid(65534)
            read_and_try_to_write(locked)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReadOnlyLog):
        timeline.open(tmp_path / "file" / "org.db").append_yaml_text(ACME)


CREATE = """
import sys, timeline, sqlite_utils, timeline.events, timeline.appending.append
print("ready", flush=True)
sys.stdin.readline()
timeline.open(sys.argv[1]).append_yaml_text("people: {%s: A name}" % sys.argv[2])
"""


@pytest.mark.parametrize("exists", [False, True], ids=["new", "empty"])
def test_four_processes_may_make_one_database(tmp_path: Path, exists: bool) -> None:
    db = tmp_path / "org.db"
    if exists:
        db.touch()
    command = [sys.executable, "-c", CREATE, str(db)]
    processes = [
        subprocess.Popen(
            [*command, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=plain_environment(tmp_path),
        )
        for name in "abcd"
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert SqliteLog(db).head().position == 4
    assert faults(db) == []


def test_threads_that_ended_leave_no_connection_open(db: Path) -> None:
    import gc
    import threading

    log = SqliteLog(db)

    def read() -> None:
        assert log.head().position == 7

    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = descriptors()
    for _ in range(30):
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    gc.collect()
    assert descriptors() <= before + 3


def test_errors_survive_being_sent_between_processes() -> None:
    import pickle

    for error in (
        timeline.BadDate("x", "why"),
        timeline.NotFound("post", "a", "b"),
        timeline.Ambiguous("x", ["a", "b"]),
        timeline.PositionConflict(1, 2),
        NewerLog("it"),
    ):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_forged_rows_are_found(db: Path) -> None:
    tamper(db, "UPDATE events SET salt = NULL, body = '{}' WHERE position = 7", keep_guards=True)
    assert any("position 7" in fault for fault in faults(db))
    copy = (
        "SELECT 0, 'x', kind, version, subject, key, recorded, body, salt, digest, hash FROM events"
    )
    tamper(db, f"INSERT INTO events {copy} WHERE position = 6", keep_guards=True)
    assert any("position 0" in fault or "its hash" in fault for fault in faults(db))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM names",
        "UPDATE names SET id = 'cy' WHERE id = 'ann'",
        "UPDATE tenures SET since_latest = '1999-01-01'",
        "UPDATE posts SET seats = 9",
        "DELETE FROM progress",
        "DROP TABLE tenures",
    ],
)
def test_any_changed_table_is_found(db: Path, sql: str) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute(sql)
        connection.commit()
    assert faults(db)


@pytest.mark.parametrize("name", ["file:org.db", "file:org.db?mode=ro", ":memory:", "a%41?b#.db"])
def test_a_path_is_a_file_whatever_sqlite_would_read_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for path in (Path(name), f"./{name}"):
        tl = timeline.open(path)
        tl.append_yaml_text(ACME)
        assert tl.log.head().position == 6
        assert isinstance(tl.log, SqliteLog)
        tl.log.close()
        assert [found.name for found in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("text", ["file:org.db", "sqlite:///org.db", ":memory:", ""])
def test_a_text_that_is_no_path_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadValue, match=r"timeline\.memory\(\)|give the path alone"):
        timeline.open(text)
    assert list(tmp_path.iterdir()) == []
