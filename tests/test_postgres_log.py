"""A log in PostgreSQL beyond the contract: its guards, its roles and its addresses."""

from __future__ import annotations

import pickle
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import timeline
from timeline.events import (
    Address,
    BadValue,
    Departed,
    LogBusy,
    LogError,
    NewerLog,
    NotALog,
    NotFound,
    Person,
    PostgresLog,
    ReadOnlyLog,
)
from timeline.tables.schema import SCHEMAS
from timeline.verification import faults_of

from .conftest import ACME, Run
from .postgres import Server, skip_without
from .postgres_logs import as_user, ceo, found, happened, small_log

skip_without(allow_module_level=True)
psycopg = pytest.importorskip("psycopg")


@pytest.fixture
def url(postgres: Server) -> str:
    return small_log(postgres)


@pytest.fixture
def tl(url: str) -> Iterator[timeline.Timeline]:
    with timeline.open(url) as tl:
        yield tl


# --- what verify finds -----------------------------------------------------------------------


def test_a_log_as_it_was_made_has_no_fault(url: str) -> None:
    assert found(url) == []


BY_HAND = [
    ("UPDATE events SET body = replace(body, '2020', '2021') WHERE position = 7", "position 7: "),
    ("UPDATE events SET recorded = '2001-01-01T00:00:00.000000Z'", "position 1: its hash"),
    ("DELETE FROM events WHERE position = 3", "positions have a hole: 3"),
    ("DELETE FROM events WHERE position = 7", "the table head does not say"),
    ("UPDATE head SET position = 3", "the table head does not say"),
    ("UPDATE events SET body = NULL WHERE position = 3", "its content or its salt is missing"),
    ("UPDATE events SET subject = 'post:acme/cfo' WHERE position = 7", "its column subject"),
    ("DROP INDEX events_id", "the index events_id is not there"),
    (
        "DROP INDEX events_key; CREATE UNIQUE INDEX events_key ON events (id, key)",
        "the index events_key is not the one",
    ),
    ("ALTER TABLE events DROP CONSTRAINT events_pkey", "the index events_pkey is not there"),
    ("ALTER TABLE events ADD COLUMN more text", "has not the columns"),
    ("ALTER TABLE events ALTER digest DROP NOT NULL", "has not the columns"),
    ("ALTER TABLE events DISABLE TRIGGER events_no_update", "the trigger events_no_update"),
    ("DROP TRIGGER events_only_append ON events", "the trigger events_only_append"),
    (
        "CREATE OR REPLACE FUNCTION events_refused() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NULL; END'",
        "the function events_refused is not the one",
    ),
    (
        "CREATE TRIGGER other AFTER INSERT ON events EXECUTE FUNCTION events_refused()",
        "the trigger 'other' on the log is none of ours",
    ),
    ("CREATE RULE quiet AS ON INSERT TO events DO INSTEAD NOTHING", "the rule 'quiet'"),
    ("ALTER TABLE events ENABLE ROW LEVEL SECURITY", "rows of the log are hidden"),
    ("GRANT UPDATE ON events TO PUBLIC", "the role PUBLIC may change"),
    ("UPDATE tenures SET person = 'bob'", "the table tenures should not have"),
    ("DELETE FROM names", "the table names lacks"),
    ("UPDATE progress SET position = 3", "the tables are at position 3"),
    ("DROP TABLE progress", "the table progress cannot be read"),
    ("ALTER TABLE tenures DROP COLUMN person", "the table tenures cannot be read"),
]


@pytest.mark.parametrize(("statement", "says"), BY_HAND, ids=[each[0][:40] for each in BY_HAND])
def test_what_a_superuser_changed_is_found(
    postgres: Server, url: str, statement: str, says: str
) -> None:
    postgres.change(url, [statement])
    assert [fault for fault in found(url) if says in str(fault) and fault.severity == "error"]


def test_the_command_tells_of_it(postgres: Server, url: str, invoke: Run, home: Path) -> None:
    checked = ("verify", "--db", url, "--checkpoint", str(home / "place"))
    assert invoke(*checked).returncode == 0
    postgres.change(url, ["DELETE FROM events WHERE position = 7"])
    postgres.change(
        url,
        [
            "UPDATE head SET (position, hash, recorded) ="
            " (SELECT position, hash, recorded FROM events WHERE position = 6)"
        ],
    )
    told = invoke(*checked)
    assert told.returncode == 1
    assert "the log ends at 6, and the checkpoint is at 7" in told.stdout


def test_what_hands_did_to_the_tables_is_mended(postgres: Server, url: str, invoke: Run) -> None:
    for statement in ("DROP TABLE progress", "ALTER TABLE tenures DROP COLUMN person"):
        postgres.change(url, [statement])
        assert [fault.severity for fault in found(url)][:1] == ["error"]
        assert invoke("rebuild", "--db", url).returncode == 0
        assert found(url) == []
    postgres.change(url, ["DROP TABLE progress, names"])
    with timeline.open(url) as tl:
        assert ceo(tl) == "ann", "of the log itself"
        tl.append(happened("goes on"))
    assert found(url) == []
    postgres.change(url, ["UPDATE progress SET version = version - 1"])
    assert [fault.severity for fault in found(url)] == ["note"]


# --- append-only, by whom --------------------------------------------------------------------


def test_nobody_changes_what_is_in_the_log(postgres: Server, url: str) -> None:
    schema = Address(url).schema
    with postgres.superuser() as connection:
        for statement in (
            "UPDATE events SET kind = 'x'",
            "DELETE FROM events",
            "TRUNCATE events",
            "INSERT INTO events SELECT position + 2, id || 'x', kind, version, subject, NULL,"
            " recorded, body, salt, digest, hash FROM events WHERE position = 7",
            "INSERT INTO events SELECT position + 1, id || 'x', kind, version, subject, NULL,"
            " '2001', body, salt, digest, hash FROM events WHERE position = 7",
            "INSERT INTO events SELECT * FROM events WHERE position = 7"
            " ON CONFLICT (id) DO UPDATE SET kind = 'x'",
        ):
            connection.execute(f"SET search_path = {schema}")
            with pytest.raises(psycopg.Error, match=r"append-only|permission denied"):
                connection.execute(statement)
    assert found(url) == []


@pytest.fixture
def member(postgres: Server, url: str) -> str:
    """The URL of somebody who is no more than a member of the role that `init` made."""
    schema = Address(url).schema
    with postgres.superuser() as connection:
        connection.execute(f"CREATE ROLE {schema}_ann LOGIN IN ROLE {schema}_writer")
    return as_user(url, f"{schema}_ann")


def test_a_member_of_the_role_appends_reads_and_rebuilds(member: str) -> None:
    with timeline.open(member) as tl:
        assert tl.append(happened("one")).position == 8
        assert tl.append(happened(*map(str, range(50)))).position == 58
        tl.append_yaml_text("events: [{on: 2022, appointed: bob, post: acme/ceo}]")
        tl.rebuild()
        assert ceo(tl, "2023") == "bob"
        assert list(faults_of(tl)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET kind = 'x'",
        "DELETE FROM events",
        "TRUNCATE events",
        "UPDATE head SET position = 0",
        "DELETE FROM head",
        "DROP TABLE events",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION events_refused() RETURNS trigger LANGUAGE sql AS ''",
        "SET session_replication_role = replica",
    ],
)
def test_a_member_of_the_role_may_do_no_more(member: str, statement: str) -> None:
    with closing(PostgresLog(member)) as log:
        database = log.connection()
        assert database is not None
        with pytest.raises(LogError, match=r"permission denied|must be owner|append-only"):
            database.run(statement)


def test_who_is_no_member_is_told_whom_to_ask(postgres: Server, url: str) -> None:
    with postgres.superuser() as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(LogError, match=r"permission denied.*ask its owner"):
        timeline.open(as_user(url, "stranger"))
    tl = timeline.open(as_user(postgres.new_url(), "stranger"))
    with tl, pytest.raises(ReadOnlyLog, match="permission denied for database"):
        tl.create()


def test_who_may_make_no_role_makes_a_log_all_the_same(postgres: Server) -> None:
    with postgres.superuser() as connection:
        connection.execute("CREATE ROLE plain LOGIN; GRANT CREATE ON DATABASE postgres TO plain")
    own = as_user(postgres.new_url(), "plain")
    with timeline.open(own) as tl:
        tl.append_yaml_text(ACME)
    assert found(own) == []


def test_a_log_that_is_only_read_is_only_read(url: str) -> None:
    with timeline.open(url, read_only=True) as tl:
        assert ceo(tl) == "ann"
        with pytest.raises(ReadOnlyLog, match="read_only"):
            tl.append(happened("one"))
        with pytest.raises(ReadOnlyLog, match="read-only transaction"):
            tl.log.connection().execute("DELETE FROM names")  # type: ignore[union-attr]
    with timeline.open(url + "&options=-c%20default_transaction_read_only%3Don") as tl:
        assert tl.log.head().position == 7
        tl.append(happened("the setting is a default, and a writer says what it does"))


# --- addresses and secrets -------------------------------------------------------------------


@pytest.fixture
def secret(postgres: Server) -> str:
    """The URL of a log that wants a password, with it: `s3cr%et@x`."""
    with postgres.superuser() as connection:
        connection.execute("DROP OWNED BY clerk" if _is_role(connection, "clerk") else "SELECT 1")
        connection.execute("DROP ROLE IF EXISTS clerk")
        connection.execute("CREATE ROLE clerk LOGIN PASSWORD 's3cr%et@x'")
        connection.execute("GRANT CREATE ON DATABASE postgres TO clerk")
    schema = Address(postgres.new_url()).schema
    password = "s3cr%25et%40x"  # noqa: S105 - the server is gone with the tests
    return f"postgresql://clerk:{password}@127.0.0.1:{postgres.port}/postgres?schema={schema}"


def _is_role(connection: Any, role: str) -> bool:
    query = "SELECT 1 FROM pg_roles WHERE rolname = %s"
    return connection.execute(query, (role,)).fetchone() is not None


def printed(done: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    return done.stdout, done.stderr


def test_a_password_is_taken_and_never_shown(secret: str, invoke: Run) -> None:
    shown: list[object] = [*printed(invoke("init", "--seed", "--db", secret))]
    shown += printed(invoke("verify", "--db", secret))
    with timeline.open(secret) as tl:
        shown += [repr(tl), tl.log.name, repr(vars(tl.log)), pickle.dumps(tl.log)]
        shown += [Address(secret), Address(secret).public]
        with tl.log.writing(), timeline.open(secret, wait=0.1) as other:
            with pytest.raises(LogBusy) as busy:
                other.append(happened("x"))
            shown.append(busy.value)
        tl.rebuild(workers=2)
    for wrong in (
        secret.replace("s3cr", "S3CR"),
        secret.replace("%40", "@"),
        secret.replace("%25e", "%e"),
        secret.replace("127.0.0.1", "127.0.0.1:1"),
        secret.replace("/postgres", "/nothing"),
        secret + "&nothing=1",
        secret + "&sslmode=verify-full",
        secret.replace("schema=", "schema=A-"),
    ):
        with pytest.raises((LogError, BadValue)) as refused:
            timeline.open(wrong)
        shown += [refused.value, repr(refused.value), refused.value.__cause__]
        shown += printed(invoke("show", "--db", wrong))
        shown += printed(invoke("show", env={"TIMELINE_DB": wrong}))
    for said in map(str, shown):
        assert not re.search(r"s3cr|et@x|et%40x", said, re.IGNORECASE), said


def test_a_pickled_log_asks_for_its_password_where_it_arrives(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with timeline.open(secret) as tl:
        tl.append_yaml_text(ACME)
        data, environment = pickle.dumps(tl.log), tl.log.environment()
    with pytest.raises(LogError, match="no password supplied"):
        pickle.loads(data)  # noqa: S301 - ours
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pickle.loads(data) as log:  # noqa: S301 - ours
        assert log.head().position == 6


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("postgresql://db.example/office", "postgresql://db.example/office"),
        ("postgres://ann:x@db.example:5433/o", "postgresql://ann@db.example:5433/o"),
        ("postgresql://a,b/o?password=x&sslmode=require", "postgresql://a,b/o"),
        ("postgresql:///o?host=/run/pg&user=ann", "postgresql://ann@/o?host=/run/pg"),
        ("postgresql://h/o?schema=acme", "postgresql://h/o?schema=acme"),
        ("postgresql://[::1]:5432/o", "postgresql://[::1]:5432/o"),
    ],
)
def test_an_address_is_shown_by_what_is_no_secret(written: str, shown: str) -> None:
    assert Address(written).name == shown


def test_a_log_that_is_not_there_is_made_when_it_is_asked_for(postgres: Server) -> None:
    url = postgres.new_url()
    with pytest.raises(NotFound, match="no database"):
        timeline.open(url, must_exist=True)
    with timeline.open(url) as tl:
        assert (tl.log.exists, tl.log.head().position, list(tl.log.read())) == (False, 0, [])
        with pytest.raises(timeline.BadInput):
            tl.append_yaml_text("events: [{on: 2020, appointed: ann, post: acme/ceo}]")
        assert not tl.log.exists, "what is refused makes nothing"
        tl.create()
        assert tl.log.exists


def test_what_is_something_else_is_left_alone(postgres: Server, url: str) -> None:
    other = postgres.new_url()
    with postgres.superuser() as connection:
        connection.execute(f"CREATE SCHEMA {Address(other).schema}")
        connection.execute(f"CREATE TABLE {Address(other).schema}.events (n int)")
        connection.execute(
            "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        )
    with pytest.raises(NotALog, match="tables of something else"):
        timeline.open(other)
    with pytest.raises(NotALog, match="its encoding is LATIN1"):
        timeline.open(url.replace("/postgres?", "/latin?"))
    postgres.change(url, ["UPDATE head SET version = 2"])
    with pytest.raises(NewerLog):
        timeline.open(url)


def test_several_may_make_one_log_at_once(postgres: Server) -> None:
    url = postgres.new_url()

    def make(number: int) -> None:
        with timeline.open(url) as tl:
            tl.create()
            tl.append([Person(person=f"p{number}", names={"en": "P"})])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(8)))
    assert found(url) == []
    with timeline.open(url) as tl:
        assert tl.log.head().position == 8


# --- the same as any other log ---------------------------------------------------------------


def test_a_log_goes_there_and_back_hash_for_hash(url: str, invoke: Run, home: Path) -> None:
    with timeline.open(url) as tl:
        tl.append_seed()
        rows = list(tl.log.rows())
    assert invoke("export", "log", "--db", url, "-o", "one.jsonl").returncode == 0
    assert invoke("import", "log", "one.jsonl", "--db", "copy.db").returncode == 0
    assert invoke("export", "log", "--db", "copy.db", "-o", "two.jsonl").returncode == 0
    back = re.sub(r"schema=\w+", "schema=back", url)
    assert invoke("import", "log", "two.jsonl", "--db", back).returncode == 0
    assert (home / "one.jsonl").read_bytes() == (home / "two.jsonl").read_bytes()
    with timeline.open(back) as tl, timeline.open(home / "copy.db") as copy:
        assert list(tl.log.rows()) == list(copy.log.rows()) == rows
        assert list(faults_of(tl)) == []
        for table, columns in SCHEMAS.items():
            query = f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608
            here, there = (
                sorted(each.log.connection().execute(query).fetchall(), key=repr)  # type: ignore[union-attr]
                for each in (tl, copy)
            )
            assert here == there


def test_a_character_that_postgresql_lacks_is_refused_in_a_name_and_kept_in_a_note(
    tl: timeline.Timeline,
) -> None:
    with pytest.raises(BadValue, match="NUL character"):
        tl.append([Person(person="nul", names={"en": "N\0L"})])
    many = [Person(person=f"nul{number}", names={"en": "N\0L"}) for number in range(300)]
    with pytest.raises(BadValue, match="NUL character"):
        tl.append(many)
    assert tl.log.head().position == 7
    dead = Departed(
        person="ann", post="acme/ceo", effective="2021", reasons=["death"], note="\0 \\u0000 \0\0"
    )
    tl.append([dead])
    assert tl.log.find(8).fact == dead
    assert tl.append([Person(person="ann", names={"en": "Ann Li"}, died="2021")]).added == 1
    assert list(faults_of(tl)) == []


def test_half_a_character_is_a_bad_value(tl: timeline.Timeline) -> None:
    for ask in (
        lambda: tl.log.has("post:\ud800", ["post"]),
        lambda: list(tl.log.about("\ud800")),
        lambda: tl.log.find("\ud800"),
    ):
        with pytest.raises(BadValue):
            ask()
