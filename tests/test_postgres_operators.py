"""A log in PostgreSQL under an operator who means no good, or simply has other plans."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import timeline
from timeline.events import Address, LogError, ReadOnlyLog
from timeline.verification import faults_of

from .conftest import ACME, Run
from .postgres import Server, free_port, other_user, postgres_server, skip_without
from .postgres_logs import as_user, ceo, found, happened, small_log, titles

skip_without(allow_module_level=True)
psycopg = pytest.importorskip("psycopg")


@pytest.fixture
def url(postgres: Server) -> str:
    return small_log(postgres)


def refused(invoke: Run, *args: str) -> str:
    """What the command says, in one sentence, of what it could not do."""
    done = invoke(*args)
    assert done.returncode in (1, 2), done
    assert "Traceback" not in done.stderr
    said = done.stderr.strip().splitlines()
    assert said, done
    return said[-1]


# --- addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        "options=-csearch_path%3Dpublic",
        "client_encoding=latin1",
        "options=-cclient_encoding%3Dlatin1",
        "application_name=office",
        "options=-cdefault_transaction_isolation%3Dserializable",
        "options=-cstandard_conforming_strings%3Doff",
        "options=-cbytea_output%3Descape",
        "options=-cDateStyle%3DSQL%20-cIntervalStyle%3Diso_8601",
    ],
)
def test_what_a_url_sets_changes_no_answer(url: str, more: str) -> None:
    with timeline.open(f"{url}&{more}") as tl:
        assert ceo(tl) == "ann"
        said = r"""a\b 'c' "d" 张 \x00"""
        assert tl.append(happened("one")).position == 8
        assert tl.append(happened(said, *map(str, range(20)))).position == 29
        assert ceo(tl) == "ann"
    assert titles(url) == ["one", said, *map(str, range(20))]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("options=-cbogus%3D1", "bogus"),
        ("connect_timeout=abc", "connect_timeout"),
        ("target_session_attrs=standby", "standby"),
    ],
)
def test_what_a_url_cannot_have_is_said(url: str, invoke: Run, more: str, says: str) -> None:
    assert says in refused(invoke, "show", "--db", f"{url}&{more}")


def test_a_question_does_not_wait_for_ever_for_a_table(url: str, invoke: Run) -> None:
    """Which a person at the server's own prompt may hold."""
    address = Address(url)
    with psycopg.connect(**address.parameters) as connection:
        connection.execute(f"LOCK TABLE {address.schema}.progress IN ACCESS EXCLUSIVE MODE")
        short = f"{url}&options=-cstatement_timeout%3D100ms"
        assert "a longer time is given in the URL" in refused(invoke, "show", "--db", short)


def test_several_processes_may_make_one_log_at_once(postgres: Server, invoke: Run) -> None:
    url = postgres.new_url()
    command = [sys.executable, "-m", "timeline", "init", "--seed", "--db", url]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in started:
        out, err = process.communicate()
        assert (process.returncode, "Traceback" in err) == (0, False), (out, err)
    assert found(url) == []


# --- who may what ----------------------------------------------------------------------------


def test_who_may_only_read_reads_and_is_told_that_they_may_not_write(
    postgres: Server, url: str, invoke: Run, home: Path
) -> None:
    schema = Address(url).schema
    with postgres.superuser() as connection:
        connection.execute(f"CREATE ROLE {schema}_reader LOGIN")
        connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {schema}_reader")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {schema}_reader")
    reader = as_user(url, f"{schema}_reader")
    with timeline.open(reader) as tl:
        assert ceo(tl) == "ann"
        assert list(faults_of(tl)) == []
        for write in (lambda: tl.append(happened("one")), tl.rebuild):
            with pytest.raises(ReadOnlyLog, match="ask its owner for the role"):
                write()
        assert [event.position for event in tl.log.follow(6, stop=lambda: True)] == [7]
    (home / "more.yaml").write_text("events: [{on: 2024, milestone: M, at: acme}]")
    assert "cannot write" in refused(invoke, "append", "more.yaml", "--db", reader)


def test_a_standby_is_read_and_followed_and_takes_nothing(tmp_path: Path) -> None:
    with postgres_server() as server:
        url = small_log(server)
        with standby_of(server) as copy, timeline.open(copy.url(Address(url).schema)) as tl:
            assert ceo(tl) == "ann"
            assert list(faults_of(tl)) == []
            for write in (lambda: tl.append(happened("one")), tl.rebuild):
                with pytest.raises(ReadOnlyLog, match="it is a standby"):
                    write()
            follower = tl.log.follow(7, poll_seconds=0.05)
            with timeline.open(url) as other:
                other.append(happened("two"))
            assert next(follower).position == 8
            assert ceo(tl) == "ann"


@contextmanager
def standby_of(server: Server) -> Iterator[Server]:
    """A server that follows another, and can be read meanwhile."""
    folder = server.folder / "standby"
    folder.mkdir()
    copy = Server(folder)
    source = ("-h", str(server.folder), "-p", str(server.port), "-U", "owner")
    copy.run("pg_basebackup", *source, "-D", str(folder / "data"), "-R", "-X", "stream")
    copy.start()
    try:
        yield copy
    finally:
        copy.stop()


# --- what comes and goes ---------------------------------------------------------------------


def test_a_server_that_is_started_anew_ends_a_question_and_not_the_next(invoke: Run) -> None:
    with postgres_server() as server:
        url = small_log(server)
        with timeline.open(url) as tl:
            tl.append(happened(*map(str, range(1_000))))
            state = tl.as_of("2021")
            rows = tl.log.rows()
            assert next(rows).position == 1
            server.stop(signal.SIGINT)
            for ask in (state.holders, lambda: list(rows), lambda: tl.append(happened("x"))):
                with pytest.raises(LogError, match=r"connection|server"):
                    ask()
            assert "connection" in refused(invoke, "show", "--db", url)
            server.start()
            assert [holder.person.id for holder in state.holders()] == ["ann"]
            assert tl.append(happened("x")).position == 1_008


def test_a_server_that_is_too_old_is_told_by_its_version(invoke: Run) -> None:
    with old_server() as port:
        url = f"postgresql://ann@127.0.0.1:{port}/office?sslmode=disable&gssencmode=disable"
        assert "its server is PostgreSQL 9, and a log needs 12" in refused(
            invoke, "show", "--db", url
        )


@contextmanager
def old_server() -> Iterator[int]:
    """What says that it is PostgreSQL 9.6 to whoever connects, and nothing else."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_greet, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(timeout=10)


def _greet(listening: socket.socket) -> None:
    parts = [b"R" + (8).to_bytes(4, "big") + bytes(4)]
    for name, value in ((b"server_version", b"9.6.24"), (b"client_encoding", b"UTF8")):
        said = name + b"\0" + value + b"\0"
        parts.append(b"S" + (len(said) + 4).to_bytes(4, "big") + said)
    parts += [b"K" + (12).to_bytes(4, "big") + bytes(8), b"Z" + (5).to_bytes(4, "big") + b"I"]
    try:
        connection, _ = listening.accept()
    except OSError:
        return
    with connection:
        connection.recv(4_096)
        connection.sendall(b"".join(parts))
        connection.recv(4_096)


# --- poolers ---------------------------------------------------------------------------------


@contextmanager
def pooler(server: Server, mode: str) -> Iterator[int]:
    """A pgbouncer before a server, with two connections for all; gives its port on loopback."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    assert program is not None or not os.environ.get("CI")
    if program is None:
        pytest.skip("there is no pgbouncer here; Debian's package is `pgbouncer`")
    folder, port = server.folder / f"pooler-{mode}", free_port()
    folder.mkdir()
    settings = folder / "ini"
    settings.write_text(
        f"[databases]\npostgres = host={server.folder} port={server.port} user=owner\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = any\npool_mode = {mode}\ndefault_pool_size = {POOL[mode]}\n"
    )
    process = subprocess.Popen(
        [*other_user(folder), program, "-q", str(settings)], stderr=subprocess.PIPE, cwd="/"
    )
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.communicate()


POOL = {"transaction": 2, "session": 20}


def _await(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the pooler does not come up")


@pytest.mark.parametrize("mode", sorted(POOL))
def test_two_logs_behind_one_pooler_are_two(postgres: Server, mode: str) -> None:
    """Of transactions: each may be another server process's, with somebody else's settings."""
    with pooler(postgres, mode) as port:
        schemas = [Address(postgres.new_url()).schema for _ in range(2)]
        urls = [f"postgresql://owner@127.0.0.1:{port}/postgres?schema={s}" for s in schemas]
        with timeline.open(urls[0]) as one, timeline.open(urls[1]) as other:
            for tl, person in ((one, "ann"), (other, "bob")):
                event = f"events: [{{on: 2020, appointed: {person}, post: acme/ceo}}]"
                tl.append_yaml_text(ACME.partition("events:")[0] + event)
            busy = [
                threading.Thread(target=_use, args=each)
                for each in ((one, "ann"), (other, "bob"), (one, "ann"), (other, "bob"))
            ]
            for thread in busy:
                thread.start()
            for thread in busy:
                thread.join()
            for tl in (one, other):
                assert tl.log.head().position == 7 + 2 * 10 * 12
                assert list(faults_of(tl)) == []
        with timeline.open(urls[0], read_only=True) as tl:
            assert ceo(tl) == "ann"
            assert [event.position for event in tl.log.follow(245, stop=lambda: True)] == [246, 247]
            with pytest.raises(ReadOnlyLog):
                tl.log.connection().execute("DELETE FROM names")  # type: ignore[union-attr]
            assert ceo(tl) == "ann"


def _use(tl: timeline.Timeline, person: str) -> None:
    name = threading.get_ident()
    for number in range(10):
        assert ceo(tl) == person
        tl.append(happened(f"{name}/{number}"))
        tl.append(happened(*(f"{name}/{number}/{part}" for part in range(11))))
