"""Folding in several processes comes to what folding in one comes to."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

import timeline
from benchmarks.forms import write_jsonl
from benchmarks.generate import generate
from timeline.events import Milestone, Person, SqliteLog
from timeline.tables.schema import SCHEMAS
from timeline.tables.workers import WorkerFailed
from timeline.verification import faults_of

from .conftest import ACME, Run


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of three thousand events."""
    path = tmp_path_factory.mktemp("register") / "register.db"
    lines = StringIO()
    write_jsonl(generate(3000), lines)
    timeline.open(path).append_jsonl(lines.getvalue().splitlines())
    return path


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)  # noqa: S608
            for name in SCHEMAS
        }


@pytest.mark.parametrize("workers", [2, 3])
def test_several_workers_make_the_tables_that_one_makes(register: Path, workers: int) -> None:
    tl = timeline.open(register)
    before = rows(register)
    tl.log.connection().execute("UPDATE tenures SET person = 'x'")  # type: ignore[union-attr]
    assert rows(register) != before
    assert any("tenures" in str(fault) for fault in faults_of(tl, workers=workers))
    tl.rebuild(workers=workers)
    assert rows(register) == before
    assert list(faults_of(tl, workers=workers)) == []


def test_a_log_of_fewer_events_than_workers_is_rebuilt(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "org.db")
    tl.create()
    tl.rebuild(workers=64)
    tl.append_yaml_text(ACME)
    tl.rebuild(workers=64)
    assert list(faults_of(tl)) == []


def test_a_worker_that_fails_leaves_the_tables_as_they_were(register: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    with (
        closing(sqlite3.connect(register)) as whole,
        closing(sqlite3.connect(broken)) as connection,
    ):
        whole.backup(connection)
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE events SET body = NULL WHERE kind = 'departed'")
        connection.commit()
    before = rows(broken)
    threads = threading.active_count()
    with pytest.raises(WorkerFailed, match="has been erased"):
        timeline.open(broken).rebuild(workers=2)
    assert rows(broken) == before
    assert threading.active_count() == threads


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\0\0",
        b"rows of timeline\n" + (99).to_bytes(8, "big") + b"short",
        b"rows of timeline\n" + (5).to_bytes(8, "big") + b"mixed",
        b"rows of timeline\n" + b"\xff" * 64,
    ],
)
@pytest.mark.parametrize(
    "ends", ["os.abort()", "os._exit(0)", "print(file=sys.stderr); os._exit(0)"]
)
def test_a_worker_that_does_not_say_its_end_is_noticed(
    register: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes, ends: str
) -> None:
    program = f"import os, sys; sys.stdout.buffer.write({sent!r}); sys.stdout.flush()\n{ends}"
    monkeypatch.setattr("timeline.tables.workers._PROGRAM", program)
    before = rows(register)
    with pytest.raises(WorkerFailed, match="no word"):
        timeline.open(register).rebuild(workers=2)
    assert rows(register) == before


def test_a_program_without_a_main_guard_may_ask_for_workers(register: Path) -> None:
    code = "import sys, timeline; timeline.open(sys.argv[1]).rebuild(workers=2); print('once')"
    done = subprocess.run(
        [sys.executable, "-c", code, str(register)], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("once\n", "")


@pytest.mark.parametrize(
    "does",
    [
        "print('hello')",
        "sys.stderr.write('x' * 200_000)",
        "sys.stdout.write('no newline at its end'); sys.stdout.flush()",
    ],
)
def test_what_others_print_in_a_worker_is_no_matter(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    (tmp_path / "sitecustomize.py").write_text(f"import sys\n{does}\n")
    here = tmp_path / "here"
    here.mkdir()
    (here / "json.py").write_text("raise RuntimeError('of the current folder')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(here)
    before = rows(register)
    timeline.open(register).rebuild(workers=2)
    assert rows(register) == before


def test_an_interpreter_that_is_not_there_is_said(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(WorkerFailed, match="cannot be started"):
        timeline.open(register).rebuild(workers=2)


def test_one_large_subject_leaves_shares_to_the_others(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db")
    log.append(
        [
            *(Milestone(organization="a", title=f"t{n}", effective="2020") for n in range(300)),
            *(Person(person=f"p{n}", names={"en": "P"}) for n in range(600)),
        ]
    )
    sizes = [sum(len(found) for _, found in log.by_subject(900, span)) for span in log.shares(6)]
    assert sum(sizes) == 900
    assert max(sizes) <= 300 + 150


def test_the_command_verifies_with_workers(register: Path, run: Run) -> None:
    done = run("verify", "--db", str(register), "--workers", "2")
    assert "3000 events, all as they were written" in done.stdout
