"""What `verify` looks at: everything that an answer rests on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import timeline
from timeline.events import (
    BadInput,
    BadValue,
    Checkpoint,
    Fault,
    LogError,
    Milestone,
    SqliteLog,
    TimelineError,
)
from timeline.tables.schema import VERSION
from timeline.verification import faults_of

from .conftest import ACME, Run, plain_environment


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database with the small organization and one appointment, nobody's but this test's."""
    path = tmp_path / "org.db"
    with timeline.open(path) as tl:
        tl.append_yaml_text(ACME + "events:\n- {on: 2020, appointed: ann, post: acme/ceo}\n")
    return path


def found(path: Path) -> list[Fault]:
    with timeline.open(path) as tl:
        return list(faults_of(tl))


def change(path: Path, *statements: str) -> None:
    """Change a database behind its guards' back, and put them back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = connection.execute(query).fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA writable_schema = RESET")
        for _, sql in guards:
            connection.execute(sql)


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["DROP INDEX events_id"], "the index events_id is not there"),
        (["DROP INDEX events_subject"], "the index events_subject is not there"),
        (
            ["DROP INDEX events_id", "CREATE INDEX events_id ON events (id)"],
            "the index events_id is not the one that was made",
        ),
        (
            [
                "DROP INDEX events_id",
                "CREATE UNIQUE INDEX events_id ON events (id) WHERE position > 3",
            ],
            "the index events_id is not the one that was made",
        ),
        (
            ["DROP INDEX events_key", "CREATE UNIQUE INDEX events_key ON events (id, key)"],
            "the index events_key is not the one that was made",
        ),
        (
            [
                "CREATE TRIGGER other AFTER INSERT ON events"
                " BEGIN UPDATE tenures SET person = 'bob'; END"
            ],
            "the trigger 'other' on the log is none of ours",
        ),
        (["ALTER TABLE events ADD COLUMN more TEXT"], "has not the columns"),
        (["UPDATE progress SET position = 'seven'"], "the tables are at position 'seven'"),
        (["UPDATE progress SET position = NULL"], "the tables are at position None"),
        (["UPDATE progress SET position = 99"], "the tables are at position 99"),
        (["UPDATE progress SET position = 3"], "the tables are at position 3"),
        (["DELETE FROM progress"], "the tables are at position 0"),
        (["DROP TABLE progress"], "the table progress cannot be read"),
        (["UPDATE tenures SET person = CAST(x'ff' AS TEXT)"], "the table tenures cannot be read"),
        (["UPDATE events SET id = CAST(x'ff' AS TEXT) WHERE position = 3"], "position 3: "),
        (["UPDATE events SET recorded = CAST(x'ff' AS TEXT) WHERE position = 3"], "position 3: "),
        (["UPDATE events SET kind = 7 WHERE position = 3"], "position 3: "),
        (["UPDATE events SET body = 7 WHERE position = 3"], "position 3: "),
        (["UPDATE events SET body = x'ff' WHERE position = 3"], "its content is no UTF-8"),
        (["UPDATE events SET hash = 'text' WHERE position = 3"], "position 3: "),
    ],
)
def test_what_was_changed_by_hand_is_found(db: Path, statements: list[str], says: str) -> None:
    change(db, *statements)
    assert [fault for fault in found(db) if says in str(fault) and fault.severity == "error"]


def test_a_fact_that_is_there_twice_is_found(db: Path) -> None:
    """With a damaged index the log does not find what it has, and takes it again."""
    change(db, "DROP INDEX events_id", "CREATE INDEX events_id ON events (id) WHERE position > 100")
    with SqliteLog(db) as log:
        connection = log.connection()
        assert connection is not None
        ids = "SELECT id FROM events NOT INDEXED WHERE position = 2"
        (known,) = connection.execute(ids).fetchone()
    fields = "kind, version, subject, key, recorded, body, salt, digest, hash"
    copied = f"SELECT 8, '{known}', {fields} FROM events WHERE position = 7"  # noqa: S608
    change(db, f"INSERT INTO events (position, id, {fields}) {copied}")
    assert any("a fact is there twice" in str(fault) for fault in found(db))


def test_an_index_that_says_something_else_than_its_table_is_found(db: Path) -> None:
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'events_id'"
        (page,) = connection.execute(query).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (ident,) = connection.execute("SELECT id FROM events WHERE position = 3").fetchone()
    data = bytearray(db.read_bytes())
    place = data.index(ident.encode(), (page - 1) * size)
    data[place] = ord("f") if data[place] != ord("f") else ord("0")
    db.write_bytes(data)
    assert any("events_id" in str(fault) for fault in found(db))


def test_tables_of_another_version_are_not_passed_over_in_silence(db: Path, invoke: Run) -> None:
    for version in (VERSION + 1, 1):
        other = f"UPDATE progress SET version = {version}"  # noqa: S608
        change(db, other, "UPDATE tenures SET person = 'bob'")
        (note,) = found(db)
        assert note.severity == "note"
        assert f"of version {version} and are not checked" in str(note)
        told = invoke("verify", "--db", str(db))
        assert told.returncode == 0
        assert "are not checked" in told.stdout
        assert invoke("rebuild", "--db", str(db)).stdout == (
            f"{db}: tables made anew from 7 events\n"
        )
        assert found(db) == []


def test_only_rebuild_heals(db: Path, invoke: Run) -> None:
    change(db, "UPDATE tenures SET person = 'bob'")
    assert invoke("init", "--db", str(db)).returncode == 0
    assert invoke("verify", "--db", str(db)).returncode == 1
    with timeline.open(db) as tl:
        tl.create()
    assert invoke("verify", "--db", str(db)).returncode == 1
    assert invoke("rebuild", "--db", str(db)).returncode == 0
    assert invoke("verify", "--db", str(db)).returncode == 0


def test_there_must_be_something_to_rebuild(invoke: Run, tmp_path: Path) -> None:
    told = invoke("rebuild", "--db", str(tmp_path / "none.db"))
    assert told.returncode == 1
    assert f'no database "{tmp_path / "none.db"}"' in told.stderr
    assert not (tmp_path / "none.db").exists()


def test_an_empty_file_is_no_log_that_is_as_it_was_written(tmp_path: Path, invoke: Run) -> None:
    path = tmp_path / "org.db"
    path.touch()
    told = invoke("verify", "--db", str(path))
    assert told.returncode == 1
    assert "the file is empty: there is no log in it" in told.stdout
    assert "as they were written" not in told.stdout


def test_a_first_append_that_is_refused_leaves_no_fault(tmp_path: Path, invoke: Run) -> None:
    path = tmp_path / "org.db"
    with timeline.open(path) as tl:
        with pytest.raises(BadInput):
            tl.append(
                iter([Milestone(organization="none", title="x", effective="2020")] * 2),
            )
        with pytest.raises(BadInput):
            tl.append_yaml_text("events:\n- {on: 2020, departed: ann, post: acme/ceo}\n")
    if path.exists():
        assert found(path) == []
        assert invoke("verify", "--db", str(path)).returncode == 0
    SqliteLog(path).create()
    assert found(path) == []


KILLED = """
import os, sys, timeline
from timeline.events import Person
def events():
    for number in range(20_000):
        if number == 15_000:
            os.kill(os.getpid(), 9)
        yield Person(person=f"p{number}", names={"en": "P"})
timeline.open(sys.argv[1]).append(events())
"""


def test_a_first_append_that_is_killed_leaves_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "org.db"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)], env=plain_environment(tmp_path), check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert path.exists()
    assert found(path) == []
    with timeline.open(path) as tl:
        tl.append_yaml_text(ACME)
    assert found(path) == []


def test_a_log_without_tables_says_that_they_were_not_checked(tmp_path: Path) -> None:
    path = tmp_path / "org.db"
    with SqliteLog(path) as log:
        log.append([Milestone(organization="acme", title="x", effective="2020")])
    (note,) = found(path)
    assert (note.severity, "no tables to check" in note.message) == ("note", True)


def test_bits_that_flip_are_found_or_change_nothing(db: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with timeline.open(db) as tl:
        good = answers(tl)
    data, draw = db.read_bytes(), random.Random(20_260_101)  # noqa: S311 - the same every time
    for number in range(60):
        torn = tmp_path / f"torn{number}.db"
        place = draw.randrange(len(data))
        changed = data[place] ^ (1 << draw.randrange(8))
        torn.write_bytes(data[:place] + bytes([changed]) + data[place + 1 :])
        try:
            faults = found(torn)
        except TimelineError:
            continue  # said as well
        if not faults:
            with timeline.open(torn) as tl:
                assert answers(tl) == good, place


def answers(tl: timeline.Timeline) -> list[object]:
    """What a database says, of everything in it."""
    holders = [(h.post, h.person.id, h.since.text) for h in tl.as_of("2024").holders()]
    events = [(event.position, event.id, event.recorded, event.fact) for event in tl.log.read()]
    again = tl.append_yaml_text(ACME, dry_run=True)
    return [holders, events, again, tl.log.head()]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        '"text"',
        "null",
        "{}",
        '{"position": 7}',
        '{"position": 7, "hash": 5}',
        '{"position": 7, "hash": "ff"}',
        '{"position": 7.5, "hash": "%s"}' % ("ab" * 32),
        '{"position": true, "hash": "%s"}' % ("ab" * 32),
        '{"position": NaN, "hash": "%s"}' % ("ab" * 32),
        '{"position": 1e999, "hash": "%s"}' % ("ab" * 32),
        '{"position": -1, "hash": "%s"}' % ("ab" * 32),
        '{"position": 99999999999999999999, "hash": "%s"}' % ("ab" * 32),
        '{"position": 0, "hash": "%s"}' % ("ab" * 32),
        '{"position": 7, "hash": "%s"}' % ("00" * 32),
        "[" * 4000,
        "{" * 100_000,
        "\ufeff{}",
        "\x00",
    ],
    ids=range(21),
)
def test_an_odd_checkpoint_is_refused(db: Path, tmp_path: Path, run: Run, text: str) -> None:
    saved = tmp_path / "saved"
    saved.write_text(text, encoding="utf-8")
    with pytest.raises(BadValue, match="holds no checkpoint"):
        Checkpoint.load(saved)
    if len(text) < 20:
        told = run("verify", "--db", str(db), "--checkpoint", str(saved))
        assert (told.returncode, "Traceback" in told.stderr) == (1, False)
        assert saved.read_text(encoding="utf-8") == text, "it is not written over"


def test_a_checkpoint_is_a_regular_file(tmp_path: Path) -> None:
    for make in (os.mkfifo, os.mkdir):
        path = tmp_path / make.__name__
        make(path)
        with pytest.raises(BadValue):
            Checkpoint.load(path)
    with pytest.raises(FileNotFoundError):
        Checkpoint.load(tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe{")
    with pytest.raises(BadValue):
        Checkpoint.load(tmp_path / "bytes")


def test_a_clock_in_the_last_year_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    moments = iter(
        [
            datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC),
            datetime(2026, 1, 1, tzinfo=UTC),
        ]
    )
    with timeline.open(tmp_path / "org.db", clock=lambda: next(moments)) as tl:
        with pytest.raises(BadValue, match="the clock says 9999-12-31"):
            tl.log.append([Milestone(organization="acme", title="x", effective="2020")])
        assert tl.log.append([Milestone(organization="acme", title="x", effective="2020")])


@pytest.mark.parametrize("recorded", ["9999-12-31T23:59:59.999999Z", "no moment", "z"])
def test_a_last_moment_that_has_none_after_it_is_said(db: Path, recorded: str) -> None:
    change(db, f"UPDATE events SET recorded = '{recorded}' WHERE position = 7")  # noqa: S608
    with timeline.open(db) as tl, pytest.raises(LogError, match="no moment comes after that"):
        tl.log.append([Milestone(organization="acme", title="x", effective="2020")])


def test_a_copy_of_the_file_is_the_same_log(db: Path, tmp_path: Path) -> None:
    copy = shutil.copy(db, tmp_path / "copy.db")
    assert found(Path(copy)) == []
