"""A store is one class: one that is none of ours answers every question, and proves itself."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import timeline
from timeline.core import Timeline
from timeline.events import Checkpoint, EventLog, MemoryLog, SqliteLog
from timeline.verification import faults_of

from .conftest import ROOT
from .stores import LinesLog

QUESTIONS: dict[str, Callable[[Any], object]] = {
    "show": lambda tl: [(h.post, h.person.id, str(h.since)) for h in tl.as_of("2023-12").holders()],
    "announced": lambda tl: tl.as_of("2023-10", announced_by="2023-08").holder(HEAD).person.id,
    "diff": lambda tl: [(c.post, c.change) for c in tl.diff("2022-12-01", "2023-12-01")],
    "succession": lambda tl: [(t.person, str(t.start), str(t.end)) for t in tl.succession(HEAD)],
    "career": lambda tl: [(t.post, str(t.start)) for t in tl.career("zhang-yong")],
    "why": lambda tl: [
        s.event.position for a in tl.why(HEAD, "2023-12") for _, s in a.reason.walk()
    ],
    "vacancies": lambda tl: str(tl.vacancies("2023-12")),
    "stats": lambda tl: str(tl.stats("2023-12")),
    "check": lambda tl: sorted(problem.code for problem in tl.check("2023-12")),
    "find": lambda tl: tl.log.find(49).fact,
    "log": lambda tl: [(e.position, e.id, e.fact) for e in tl.log.read()],
    "follow": lambda tl: [e.position for e in tl.log.follow(50, stop=lambda: True)],
    "standing": lambda tl: tl.standing(35),
}
HEAD = "alibaba-cloud/head"


@pytest.fixture
def ours() -> Timeline:
    """The bundled log, in memory."""
    return timeline.seed("alibaba")


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Timeline]:
    """The bundled log in a store that is none of ours, read anew from its file."""
    with Timeline(LinesLog(tmp_path / "lines.log")) as tl:
        tl.append_seed()
    with Timeline(LinesLog(tmp_path / "lines.log")) as tl:
        yield tl


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_store_that_is_none_of_ours_answers_every_question(
    ours: Timeline, theirs: Timeline, question: str
) -> None:
    ask = QUESTIONS[question]
    assert ask(theirs) == ask(ours)


def test_it_proves_itself(theirs: Timeline) -> None:
    before = theirs.log.head()
    assert list(faults_of(theirs)) == []
    theirs.append_yaml_text("people: {ann: Ann}\n")
    assert list(faults_of(theirs, before)) == []
    assert list(faults_of(theirs, Checkpoint(before.position, bytes(31) + b"1"))) != []


def test_what_has_no_meaning_for_it_is_done_by_doing_nothing(theirs: Timeline) -> None:
    theirs.create()
    theirs.rebuild()
    assert (theirs.log.exists, theirs.log.keeps_tables) == (True, False)
    assert theirs.log.connection() is None
    theirs.close()


def test_nothing_asks_what_store_a_log_is() -> None:
    """Only what opens a file by its path names a store."""
    stores = {SqliteLog.__name__, MemoryLog.__name__}
    for path in ROOT.glob("timeline/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "isinstance":
                names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
                assert not names & stores, f"{path}:{node.lineno}"


def test_the_page_names_all_that_a_store_gives() -> None:
    page = (ROOT / "docs" / "stores.md").read_text(encoding="utf-8")
    own = {name for name in vars(EventLog) if not name.startswith("_")}
    assert [name for name in sorted(own) if f"`{name}" not in page] == []
