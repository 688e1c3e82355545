"""A log kept in step with YAML: the two laws, on random registers and random edits of them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.events import event_to_dict
from timeline.exchange.plan import MuchGone
from timeline.exchange.syncing import sync
from timeline.projections.knowledge import Knowledge
from timeline.projections.standing import stand

from .registers import Folder, edited, folders, written


def put(folder: Folder, where: Path) -> Path:
    """Write the files of a register into a folder, where no other file stays."""
    where.mkdir(exist_ok=True)
    for old in where.glob("*.yaml"):
        old.unlink()
    for name, text in written(folder):
        (where / name).write_text(text, encoding="utf-8")
    return where


def synced(tl: timeline.Timeline, folder: Folder, where: Path) -> int:
    """Sync, and say how many events that took."""
    done = sync(
        tl,
        [put(folder, where)],
        register="org",
        allow_conflicts=True,
        much_may_go=True,
    )
    return done.appended.added if done.appended else 0


def said(tl: timeline.Timeline) -> list[Any]:
    """Every fact that stands, with its remarks; without what tells events from each other."""
    found = []
    for subject in tl.log.subjects():
        for standing in stand(tl.log.about(subject)):
            body = event_to_dict(standing.fact)
            for name in ("key", "apart", "origin", "appointment", "version"):
                body.pop(name, None)
            found.append(repr(sorted(body.items())))
    return sorted(found)


def answers(tl: timeline.Timeline, knowledge: Knowledge | None = None) -> list[Any]:
    """All tenures of all posts, and who is called what."""
    histories = tl.histories() if knowledge is None else tl.histories(knowledge)
    tenures = [
        (t.post, t.person, t.capacity, str(t.start), str(t.end), t.ended, t.reasons, t.renewals)
        for history in histories.histories()
        for t in history.tenures
    ]
    names = [(p.id, sorted(p.all_names())) for p in histories.profiles("person")]
    return [sorted(tenures, key=repr), names]


@given(st.data(), folders())
def test_after_a_sync_every_answer_is_that_of_a_new_log(data: st.DataObject, first: Folder) -> None:
    second = data.draw(edited(first))
    with tempfile.TemporaryDirectory() as folder:
        tl, fresh = timeline.memory(), timeline.memory()
        synced(tl, first, Path(folder) / "org")
        synced(tl, second, Path(folder) / "org")
        synced(fresh, second, Path(folder) / "org")
        assert said(tl) == said(fresh)
        assert answers(tl) == answers(fresh)
        assert synced(tl, second, Path(folder) / "org") == 0
        synced(tl, first, Path(folder) / "org")
        synced(fresh2 := timeline.memory(), first, Path(folder) / "org")
        assert said(tl) == said(fresh2)


@given(st.data(), folders())
def test_what_was_recorded_by_an_earlier_moment_stays(data: st.DataObject, first: Folder) -> None:
    second = data.draw(edited(first))
    with tempfile.TemporaryDirectory() as folder:
        tl = timeline.memory()
        synced(tl, first, Path(folder) / "org")
        moment = tl.log.find(tl.log.head().position).recorded
        before = answers(tl)
        synced(tl, second, Path(folder) / "org")
        assert answers(tl, Knowledge.of(None, moment)) == before


def test_much_that_is_gone_is_asked_about(tmp_path: Path) -> None:
    people = "people: {" + ", ".join(f"p{n}: P{n}" for n in range(30)) + "}\n"
    path = tmp_path / "people.yaml"
    path.write_text(people, encoding="utf-8")
    tl = timeline.memory()
    sync(tl, [path])
    path.write_text("people: {p0: P0}\n", encoding="utf-8")
    with pytest.raises(MuchGone, match="29 of 30 facts"):
        sync(tl, [path])
    assert tl.log.head().position == 30
    done = sync(tl, [path], much_may_go=True)
    assert done.counts["gone"] == 29
