"""A log in PostgreSQL that several use at once, and what it outlives."""

from __future__ import annotations

import asyncio
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import timeline
from timeline.events import (
    Address,
    EventLog,
    LogBusy,
    LogClosed,
    LogError,
    prepare,
)

from .conftest import ACME
from .crashes import rounds
from .crowd import crowd
from .postgres import Server, other_user, skip_without
from .postgres_logs import ceo, found, happened, small_log, titles

skip_without(allow_module_level=True)
psycopg = pytest.importorskip("psycopg")


@pytest.fixture
def url(postgres: Server) -> str:
    return small_log(postgres)


@pytest.fixture
def tl(url: str) -> Iterator[timeline.Timeline]:
    with timeline.open(url) as tl:
        yield tl


# --- several at once -------------------------------------------------------------------------


def test_a_writer_waits_for_another_and_says_so(
    url: str, tl: timeline.Timeline, caplog: pytest.LogCaptureFixture
) -> None:
    with tl.log.writing() as writer, timeline.open(url, wait=1.5) as other:
        writer.add(prepare(happened("one"), tl.log).new)
        assert other.log.head().position == 7, "a reader waits for nobody"
        start = time.monotonic()
        with pytest.raises(LogBusy):
            other.append(happened("two"))
        assert 1.4 < time.monotonic() - start < 4
        assert "is being written by another process; waiting for it" in caplog.text


def test_a_thread_writes_one_thing_at_a_time(tl: timeline.Timeline) -> None:
    with tl.log.writing(), pytest.raises(LogError, match="in use by this thread"):
        tl.append(happened("two"))
    tl.append(happened("three"))


def test_more_threads_read_than_there_are_connections(postgres: Server, url: str) -> None:
    with timeline.open(url) as tl, ThreadPoolExecutor(64) as pool:
        barrier = threading.Barrier(64)

        def ask(_: int) -> str:
            barrier.wait()
            return [ceo(tl) for _ in range(5)][-1]

        assert set(pool.map(ask, range(64))) == {"ann"}
        with postgres.superuser() as connection:
            query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'timeline'"
            assert connection.execute(query).fetchone()[0] <= 10


def test_what_is_half_read_does_not_hold_a_thread_in_the_past(tl: timeline.Timeline) -> None:
    tl.append(happened(*map(str, range(1000))))
    rows, subjects = tl.log.rows(), tl.log.by_subject(1007)
    assert next(rows).position == 1
    assert next(subjects)[0] == "organization:acme"
    assert tl.append(happened("new")).position == 1008
    assert tl.log.head().position == 1008
    assert len([*rows]) == 1006
    assert sum(len(events) for _, events in subjects) < 1008


def test_a_follower_sees_each_event_once_and_in_order(url: str, tl: timeline.Timeline) -> None:
    code = (
        "import sys, timeline\n"
        "from timeline.events import Person\n"
        "tl = timeline.open(sys.argv[1])\n"
        "for n in range(15):\n"
        "    tl.append([Person(person=f'{sys.argv[2]}{n}', names={'en': 'P'})])\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, url, name]) for name in "abc"]
    seen = [event.position for event in islice(tl.log.follow(7, poll_seconds=0.01), 45)]
    assert seen == list(range(8, 53))
    assert [writer.wait() for writer in writers] == [0, 0, 0]


def heard(url: str, follows: Callable[[EventLog], Iterator[int]]) -> float:
    """How long after an append a follower sees it, in seconds."""
    seen: list[tuple[int, float]] = []
    with timeline.open(url) as reader, timeline.open(url) as writer:
        positions = follows(reader.log)

        def listen() -> None:
            seen.extend((position, time.monotonic()) for position in islice(positions, 2))

        thread = threading.Thread(target=listen)
        thread.start()
        for number in range(2):
            time.sleep(1.0)
            assert len(seen) == number
            told = time.monotonic()
            writer.append(happened(f"no. {number}"))
        thread.join(timeout=40)
    assert [position for position, _ in seen] == [8, 9]
    return seen[-1][1] - told


def waiting(log: EventLog) -> Iterator[int]:
    return (event.position for event in log.follow(7, poll_seconds=30))


def waiting_in_a_loop(log: EventLog) -> Iterator[int]:
    async def two() -> list[int]:
        found = []
        async for event in log.follow_async(7, poll_seconds=30):
            found.append(event.position)
            yielded.put(event.position)
            if len(found) == 2:
                break
        return found

    yielded: queue.Queue[int] = queue.Queue()
    threading.Thread(target=lambda: asyncio.run(two()), daemon=True).start()
    while True:
        yield yielded.get(timeout=40)


@pytest.mark.parametrize("follows", [waiting, waiting_in_a_loop])
def test_a_follower_is_told_long_before_it_would_look_again(
    url: str, follows: Callable[[EventLog], Iterator[int]]
) -> None:
    assert heard(url, follows) < 15


def test_a_follower_looks_again_where_nobody_tells(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a standby, a pooler of transactions or a server that has no NOTIFY."""
    name = "timeline.events.postgres_watch.channel_of"
    monkeypatch.setattr(name, lambda schema: f"{schema}_other")
    assert heard(url, lambda log: (e.position for e in log.follow(7, poll_seconds=0.3))) < 15


def test_a_follower_goes_on_after_its_connection_was_cut(
    postgres: Server, url: str, tl: timeline.Timeline
) -> None:
    with tl.log.watch() or nullcontext() as watch:
        assert watch is not None
        assert not watch.wait(0.01)
        cut(postgres)
        assert not watch.wait(0.01)
        assert not watch.wait(0.01), "it listens again"
        with timeline.open(url) as other:
            other.append(happened("one"))
        assert watch.wait(20)


def test_a_follower_leaves_no_connection_behind(postgres: Server, tl: timeline.Timeline) -> None:
    assert [e.position for e in tl.log.follow(5, stop=lambda: True)] == [6, 7]
    query = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    for _ in range(100):
        with postgres.superuser() as connection:
            if connection.execute(query).fetchone() == (0,):
                return
        time.sleep(0.1)
    raise AssertionError("it is still there")


def test_a_crowd_loses_doubles_and_reorders_nothing(postgres: Server) -> None:
    """`python -m tests.crowd --seconds 120` lets ten at it beside ten, for two minutes."""
    told = crowd(postgres.new_url(), 3, writers=3, readers=2)
    assert min(told) > 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@pytest.mark.parametrize("does", ["asks", "writes", "writes in its parent's transaction"])
def test_parent_and_child_may_both_go_on(url: str, tl: timeline.Timeline, does: str) -> None:
    events = tl.log.read()
    assert next(events).position == 1
    read, write = os.pipe()

    def in_child() -> str:
        if does == "asks":
            return str([len([*events]), ceo(tl)])
        return str([tl.append(happened(f"child{n}")).added for n in range(3)])

    with tl.log.writing() if "transaction" in does else nullcontext():
        child = os.fork()
        if not child:
            try:
                said = in_child()
            except BaseException as error:
                said = f"{type(error).__name__}: {error}"
            os.write(write, said.encode())
            os._exit(0)
        os.close(write)
        if "transaction" in does:
            time.sleep(0.3)
    if does == "writes":
        for number in range(3):
            tl.append(happened(f"parent{number}"))
    with os.fdopen(read) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    assert said == ("[6, 'ann']" if does == "asks" else "[1, 1, 1]")
    assert len(titles(url)) == {"asks": 0, "writes": 6}.get(does, 3)


def test_a_child_that_leaves_its_parents_transaction_ends_it_not(url: str) -> None:
    code = """
import os, sys, timeline
from timeline.events import Person
with timeline.open(sys.argv[1]) as tl:
    with tl.log.writing() as writer:
        if not os.fork():
            raise SystemExit(0)
        os.wait()
    print(tl.append([Person(person="cy2", names={"en": "Cy"})]).position)
"""
    command = [sys.executable, "-X", "dev", "-c", code, url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("8\n", "")


def test_what_was_closed_cannot_be_asked(url: str) -> None:
    tl = timeline.open(url)
    rows = tl.log.rows()
    state = tl.as_of("2021")
    tl.close()
    for ask in (tl.log.head, lambda: list(rows), state.holders):
        with pytest.raises(LogClosed):
            ask()


# --- what it outlives ------------------------------------------------------------------------


def test_what_a_killed_writer_was_told_is_there_and_whole(postgres: Server) -> None:
    assert rounds(postgres.new_url(), 2, seed=20_260_101) > 0


def cut(postgres: Server) -> None:
    """End every connection but ours, as a switch or a restart of the server does."""
    with postgres.superuser() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def test_a_reader_outlives_a_cut(postgres: Server, tl: timeline.Timeline) -> None:
    tl.append(happened(*map(str, range(500))))
    rows = tl.log.rows()
    assert next(rows).position == 1
    for _ in range(3):
        cut(postgres)
        assert ceo(tl) == "ann"
    assert len([*rows]) == 506
    cut(postgres)
    assert tl.append(happened("goes on")).position == 508


def test_a_cut_in_the_middle_of_an_append_leaves_nothing_of_it(
    postgres: Server, url: str, tl: timeline.Timeline
) -> None:
    def break_off() -> None:
        with tl.log.writing() as writer:
            writer.add(prepare(happened("one", "two"), tl.log).new)
            cut(postgres)
            writer.add(prepare(happened("three"), tl.log).new)

    with pytest.raises(LogError, match="connection"):
        break_off()
    assert titles(url) == []
    assert tl.append(happened("one")).position == 8


def test_a_cut_at_commit_says_that_nobody_knows(
    postgres: Server, url: str, tl: timeline.Timeline
) -> None:
    batch = happened("one", "two")

    def commit() -> None:
        with tl.log.writing() as writer:
            writer.add(prepare(batch, tl.log).new)
            cut(postgres)

    with pytest.raises(LogError, match="is in the log or it is not: append it again"):
        commit()
    tl.append(batch, expected=7)
    tl.append(batch, expected=7)
    assert titles(url) == ["one", "two"]


def test_a_statement_that_failed_unseen_commits_nothing(url: str, tl: timeline.Timeline) -> None:
    def fail() -> None:
        with tl.log.writing() as writer:
            writer.add(prepare(happened("one"), tl.log).new)
            with pytest.raises(LogError):
                tl.log.connection().execute("SELECT nothing FROM events")  # type: ignore[union-attr]

    with pytest.raises(LogError, match="nothing was appended"):
        fail()
    assert titles(url) == []


APPENDS = """
import sys, timeline
from timeline.events import Milestone
tl, name = timeline.open(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
for number in range(100_000):
    titles = [f"{name}/{number}/{part}" for part in range(1 + number % 20)]
    tl.append([Milestone(organization="acme", title=t, effective="2020") for t in titles])
    print(f"{name}/{number}", len(titles), flush=True)
"""


def test_a_server_that_is_killed_loses_nothing_that_was_told() -> None:
    """Of a server of its own: killed in mid-append, it comes up with whole batches."""
    from .postgres import postgres_server

    with postgres_server() as server:
        url = server.new_url()
        with timeline.open(url) as tl:
            tl.append_yaml_text(ACME)
            for number in range(2):
                told = _killed(server, url, f"round{number}")
                server.start()
                held: dict[str, int] = {}
                for title in titles(url):
                    name = title.rpartition("/")[0]
                    held[name] = held.get(name, 0) + 1
                assert told.items() <= held.items(), "nothing that was told is lost"
                assert all(held[f] == 1 + int(f.split("/")[1]) % 20 for f in held), "all is whole"
                tl.append(happened(f"after{number}/0/0"))  # what was open before goes on


def _killed(server: Server, url: str, name: str) -> dict[str, int]:
    """Kill the server while two write; gives what they were told, by batch."""
    command = [sys.executable, "-c", APPENDS, url]
    writers = [
        subprocess.Popen(
            [*command, f"{name}-{n}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for n in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    first = [writer.stdout.readline() for writer in writers if writer.stdout is not None]
    time.sleep(0.3)
    server.kill()
    told: dict[str, int] = {}
    for writer, line in zip(writers, first, strict=True):
        out, err = writer.communicate()
        out = line + out
        assert "LogError" in err or "ConnectionLost" in err, err
        told.update((line.split()[0], int(line.split()[1])) for line in out.splitlines())
    assert told
    return told


def test_a_statement_that_takes_too_long_is_ended(url: str) -> None:
    with timeline.open(url + "&options=-c%20statement_timeout%3D200ms") as tl:
        database: Any = tl.log.connection()
        with pytest.raises(LogError, match="statement timeout; a longer time is given in the URL"):
            database.run("SELECT pg_sleep(5)")
        assert ceo(tl) == "ann"
    with timeline.open(url) as tl:
        database = tl.log.connection()
        assert database.run("SHOW statement_timeout").fetchone() == ("5min",)


def test_a_disk_that_is_full_takes_nothing_of_a_batch(postgres: Server, tmp_path: Path) -> None:
    small = postgres.folder / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small file system")
    other_user(small)
    try:
        url = postgres.new_url() + "&options=-c%20default_tablespace%3Dsmall"
        with postgres.superuser() as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{small}'")
        with timeline.open(url) as tl:
            tl.append_yaml_text(ACME)
            added = _fill(tl)
            assert found(url) == []
            assert tl.log.head().position == 6 + added
        with postgres.superuser() as connection:
            connection.execute(f"DROP SCHEMA {Address(url).schema} CASCADE")
            connection.execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def _fill(tl: timeline.Timeline) -> int:
    """Append until the disk is full; gives how many events went in."""
    added = 0
    for number in range(1000):
        batch = happened(*(f"{number}/{part}" for part in range(200)))
        with suppress(LogError):
            added += tl.append(batch).added
            continue
        with pytest.raises(LogError, match="No space left on device"):
            tl.append(batch)
        return added
    raise AssertionError("it is never full")


def test_no_error_of_psycopg_leaves_the_library(url: str, tl: timeline.Timeline) -> None:
    database: Any = tl.log.connection()
    asks: list[Callable[[], object]] = [
        lambda: database.execute("SELECT nothing FROM events"),
        lambda: database.execute("SELECT 1 FROM nothing"),
        lambda: database.execute("SELECT (", ()),
        lambda: database.executemany("INSERT INTO names (what) VALUES (?)", [(object(),)] * 9),
        lambda: database.executemany("INSERT INTO posts (post) VALUES (?)", [("acme/ceo",)] * 9),
        lambda: tl.log.rows_by("id", ["\ud800"]),
    ]
    for ask in asks:
        with pytest.raises(timeline.TimelineError):
            ask()
    assert tl.append(happened("goes on")).position == 8
    assert found(url) == []
