"""A log kept in step with YAML: the two laws, on random registers and random edits of them."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
from timeline.events import Cited, Retracted, event_to_dict
from timeline.exchange.held import fact_id
from timeline.exchange.plan import MuchGone
from timeline.exchange.syncing import sync
from timeline.projections.knowledge import Knowledge
from timeline.projections.standing import stand, stands

from .registers import Folder, edited, folders, written


def put(folder: Folder, where: Path) -> Path:
    """Write the files of a register into a folder, where no other file stays."""
    where.mkdir(exist_ok=True)
    for old in where.glob("*.yaml"):
        old.unlink()
    for name, text in written(folder):
        (where / name).write_text(text, encoding="utf-8")
    return where


def synced(tl: timeline.Timeline, folder: Folder, where: Path, register: str = "org") -> int:
    """Sync, and say how many events that took."""
    done = sync(
        tl,
        [put(folder, where)],
        register=register,
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


def texts(tl: timeline.Timeline) -> Counter[str]:
    """Every fact that stands, without its remarks."""
    return Counter(
        fact_id(standing.fact)
        for subject in tl.log.subjects()
        for standing in stand(tl.log.about(subject))
    )


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


FEWER = settings(max_examples=settings().max_examples // 4)
"""Of what takes several whole appends."""


@given(st.data(), folders())
@FEWER
def test_after_each_sync_every_answer_is_that_of_a_new_log(
    data: st.DataObject, first: Folder
) -> None:
    """Also where the register goes back to what it said before, and comes again."""
    second = data.draw(edited(first))
    with tempfile.TemporaryDirectory() as folder:
        tl, where = timeline.memory(), Path(folder) / "org"
        new = {}
        for name, version in (("first", first), ("second", second)):
            new[name] = timeline.memory()
            synced(new[name], version, where)
        for name in ("first", "second", "first", "second"):
            version = first if name == "first" else second
            synced(tl, version, where)
            assert said(tl) == said(new[name])
            assert answers(tl) == answers(new[name])
            assert synced(tl, version, where) == 0


@given(st.data(), folders())
@FEWER
def test_what_was_appended_by_hand_is_the_registers_from_its_first_sync_on(
    data: st.DataObject, several: Folder
) -> None:
    first = Folder(several.names, several.notes, [[e for file in several.files for e in file]])
    second = data.draw(edited(first))
    with tempfile.TemporaryDirectory() as folder:
        tl, new, where = timeline.memory(), timeline.memory(), Path(folder) / "org"
        tl.append_yaml(put(first, where) / "0.yaml", allow_conflicts=True)
        synced(tl, first, where)
        assert synced(tl, first, where) == 0
        synced(tl, second, where)
        synced(new, second, where)
        assert said(tl) == said(new)
        assert answers(tl) == answers(new)


@given(st.data(), folders(), folders())
@FEWER
def test_two_registers_each_keep_what_they_say(
    data: st.DataObject, first: Folder, other: Folder
) -> None:
    """What the one changes or drops is still said by the other, and neither does it twice."""
    second = data.draw(edited(first))
    with tempfile.TemporaryDirectory() as folder:
        tl, both, where = timeline.memory(), timeline.memory(), Path(folder) / "org"
        synced(tl, first, where)
        synced(tl, other, where, "other")
        synced(tl, second, where)
        assert synced(tl, second, where) == 0
        assert synced(tl, other, where, "other") == 0
        empty = Folder({"dan": "Dan"}, {}, [[]])
        synced(tl, empty, where)
        synced(both, other, where, "other")
        synced(both, empty, where)
        assert texts(tl) >= texts(both)


@given(st.data(), folders())
@FEWER
def test_what_was_recorded_by_an_earlier_moment_stays(data: st.DataObject, first: Folder) -> None:
    second = data.draw(edited(first))
    with tempfile.TemporaryDirectory() as folder:
        tl = timeline.memory()
        synced(tl, first, Path(folder) / "org")
        moment = tl.log.find(tl.log.head().position).recorded
        before = answers(tl)
        synced(tl, second, Path(folder) / "org")
        assert answers(tl, Knowledge.of(None, moment)) == before


def test_what_a_register_says_later_it_says_together_with_the_rest(tmp_path: Path) -> None:
    """So one who leaves in 2002 by one version, and another who comes by the next, are a change."""
    tl, new, where = timeline.memory(), timeline.memory(), tmp_path / "org"
    names = {"ann": "Ann", "bob": "Bob"}
    left = {"on": "2002", "departed": "ann", "post": "acme/ceo"}
    came = {"on": "2002", "appointed": "bob", "post": "acme/ceo"}
    synced(tl, Folder(names, {}, [[left]]), where)
    both = Folder(names, {}, [[left, came]])
    synced(tl, both, where)
    synced(new, both, where)
    assert answers(tl) == answers(new)
    assert "'ann'" in str(answers(tl)), "who is known only from the change"


def test_two_registers_with_equal_sources_are_two_citations(tmp_path: Path) -> None:
    """So that one of them may be withdrawn, and the other stays."""
    names = {"ann": "Ann", "bob": "Bob"}
    came = {"on": "2002", "appointed": "ann", "post": "acme/ceo"}
    cited = {**came, "source": "paper"}
    tl, where = timeline.memory(), tmp_path / "org"
    tl.append_yaml(put(Folder(names, {}, [[came]]), where) / "0.yaml")
    for register in ("one", "other"):
        synced(tl, Folder(names, {}, [[cited]]), where, register)
    assert len(citations(tl)) == 2
    synced(tl, Folder(names, {}, [[]]), where, "one")
    (left,) = citations(tl)
    assert left.origin is not None
    assert left.origin.register == "other"
    assert synced(tl, Folder(names, {}, [[cited]]), where, "other") == 0
    synced(tl, Folder(names, {}, [[cited]]), where, "one")
    assert len(citations(tl)) == 2, "it says so again"


def citations(tl: timeline.Timeline) -> list[Cited]:
    """What stands of citations with a source."""
    events = [*tl.log.read()]
    standing = stands(events)
    facts = [e.fact for e in events if e.id in standing and isinstance(e.fact, Cited)]
    return [fact for fact in facts if fact.sources]


def test_an_entry_that_somebody_else_withdrew_and_that_is_gone_is_gone_once(
    tmp_path: Path,
) -> None:
    tl, where = timeline.memory(), tmp_path / "org"
    came = {"id": "k", "on": "2002", "appointed": "ann", "post": "acme/ceo"}
    synced(tl, Folder({"ann": "Ann"}, {}, [[came]]), where)
    tl.append([Retracted(event="k", why="it is not so")])
    assert synced(tl, Folder({"ann": "Ann"}, {}, [[came]]), where) == 0, "it is left as it is"
    synced(tl, Folder({"ann": "Ann"}, {}, [[]]), where)
    assert synced(tl, Folder({"ann": "Ann"}, {}, [[]]), where) == 0


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
