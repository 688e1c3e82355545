"""A batch that goes in part by part says what it would say as a whole."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from benchmarks.generate import generate
from timeline.events import (
    Appointed,
    BadInput,
    BadValue,
    Cancelled,
    Cited,
    Corrected,
    Departed,
    Draft,
    Event,
    Intake,
    MemoryLog,
    Milestone,
    Retracted,
    Source,
    collector_paused,
)
from timeline.projections.log_histories import LogHistories
from timeline.verification import faults_of

from .strategies import Batches, logs


def taken(log: MemoryLog, drafts: Iterable[Draft], part: int) -> None:
    """Put a batch into a log, so many events at a time."""
    with log.writing() as writer:
        intake = Intake(log, writer, part)
        for _ in intake.take(drafts):
            pass
        if intake.findings:
            raise BadInput(intake.findings)


def said(log: MemoryLog) -> tuple[set[str], list[tuple[object, ...]]]:
    """The ids of the log's facts, and its tenures without their places in the log."""
    facts = {event.id for event in log.read() if not isinstance(event.fact, Cited)}
    tenures: list[tuple[object, ...]] = [
        (t.post, t.person, t.capacity, t.start, t.end, t.ended, t.reasons, t.renewals, t.disputed)
        for history in LogHistories(log).histories()
        for t in history.tenures
    ]
    return facts, tenures


@given(logs(), st.integers(1, 4), st.booleans())
def test_parts_say_what_the_whole_says(batches: Batches, part: int, streamed: bool) -> None:
    whole, parted = MemoryLog(), MemoryLog()
    for batch in batches:
        drafts = [Draft(event) for event in batch]
        whole.append(drafts)
        taken(parted, iter(drafts) if streamed else drafts, part)
    assert said(parted) == said(whole)
    assert len({event.recorded for event in parted.read()}) <= len(batches), "one moment a batch"


def appointed(person: str, on: str = "2020", **more: object) -> Appointed:
    return Appointed(person=person, post="acme/ceo", effective=on, **more)  # type: ignore[arg-type]


REFERRING: list[Event] = [
    Cancelled(event="move", announced="2019-12"),
    Retracted(event="late", why="not so"),
    appointed("ann", because=["outage"], key="move"),
    Departed(person="bob", post="acme/ceo", effective="2020", key="move-departed"),
    appointed("cy", "2021", key="late"),
    Corrected(event="fix", why="again", replacement=Milestone(
        organization="acme", title="Outage", effective="2019-02")),
    Milestone(organization="acme", title="Outage", effective="2019", key="outage"),
]  # fmt: skip


@pytest.mark.parametrize("part", [1, 2, 3, 100])
def test_references_lead_on_and_back_over_parts(part: int) -> None:
    log = MemoryLog()
    taken(log, iter([Draft(event) for event in REFERRING[:5] + REFERRING[6:]]), part)
    ids = {event.fact.key: event.id for event in log.read()}
    (caused,) = (e.fact for e in log.read() if getattr(e.fact, "because", ()))
    assert caused.because == (ids["outage"],)  # type: ignore[attr-defined]
    cancelled = {e.fact.event for e in log.read() if isinstance(e.fact, Cancelled)}
    assert cancelled == {ids["move"], ids["move-departed"]}, "both halves, wherever they stood"


@pytest.mark.parametrize("part", [1, 3, 100])
def test_a_reference_to_nothing_is_found_over_parts(part: int) -> None:
    log = MemoryLog()
    with pytest.raises(BadInput, match='no event "fix"'):
        taken(log, iter([Draft(event) for event in REFERRING]), part)
    assert log.head().position == 0


@pytest.mark.parametrize("part", [1, 2, 100])
def test_two_corrections_of_one_event_are_found_over_parts(part: int) -> None:
    log = MemoryLog()
    corrections = [
        Corrected(event="a", why=why, replacement=appointed("ann", on))
        for why, on in (("one", "2018"), ("two", "2019"))
    ]
    batch: list[Event] = [appointed("ann", key="a"), appointed("bob", "2021"), *corrections]
    with pytest.raises(BadInput, match="which is the last"):
        taken(log, iter([Draft(event) for event in batch]), part)


def test_a_source_that_comes_in_a_later_part_is_cited() -> None:
    log = MemoryLog()
    one, two = Source(title="one"), Source(title="two")
    batch = [
        appointed("ann", sources=[one]),
        appointed("bob", "2021"),
        appointed("ann", sources=[two]),
    ]
    taken(log, iter([Draft(event) for event in batch]), 1)
    assert [event.fact.KIND for event in log.read()] == ["appointed", "appointed", "cited"]
    assert log.append(batch) == [], "and then it is known"


def test_moments_that_are_kept_keep_their_order_over_parts() -> None:
    days = [f"200{n}-01-01T00:00:00.000000Z" for n in range(5)]
    events: list[Event] = [
        Milestone(organization="acme", title="M", effective="2000", key="m"),
        appointed("ann", "2001", because=["m"], key="a"),
        Retracted(event="a", why="not so"),
        appointed("bob", "2003"),
        appointed("cy", "2004"),
    ]
    log = MemoryLog()
    drafts = [Draft(event, recorded=day) for event, day in zip(events, days, strict=True)]
    taken(log, iter(drafts), 2)
    assert [event.recorded for event in log.read()] == days
    assert [event.fact.KIND for event in log.read()][2] == "retracted"


def test_a_file_of_several_parts(tmp_path: Path) -> None:
    bodies = [body for _, body in generate(Intake.PART + 1_500)]
    file = tmp_path / "events.jsonl"
    file.write_text("".join(json.dumps(body) + "\n" for body in bodies), encoding="utf-8")
    tl = timeline.open(tmp_path / "log.db")
    done = tl.append_file(file)
    assert (done.added, done.already, done.findings) == (len(bodies), 0, ())
    assert list(faults_of(tl)) == []
    again = tl.append_file(file)
    assert (again.added, again.already) == (0, len(bodies))


def test_a_mistake_in_a_late_part_loses_nothing(tmp_path: Path) -> None:
    lines = [json.dumps(body) for _, body in generate(Intake.PART + 10)]
    lines.append(
        '{"kind": "appointed", "person": "nobody", "post": "nowhere", "effective": "2020"}'
    )
    lines.append("{nonsense}")
    tl = timeline.open(tmp_path / "log.db")
    with pytest.raises(BadInput) as refused:
        tl.append_jsonl(lines, file="events.jsonl")
    found = {(f.code, f.place.line if f.place else 0) for f in refused.value.findings}
    last = len(lines)
    assert found == {
        ("unknown-person", last - 1),
        ("unknown-post", last - 1),
        ("not-json", last),
    }
    assert tl.log.head().position == 0


def test_the_collector_rests_until_the_last_has_done() -> None:
    assert gc.isenabled()
    with collector_paused():
        with collector_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled(), "whoever keeps it quiet keeps it so"
    finally:
        gc.enable()


def test_a_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    line = '{"kind": "person", "person": "ann", "names": {"en": "Zoë"}}\n'
    file.write_bytes(b"\xef\xbb\xbf" + line.encode() + line.encode("latin-1"))
    tl = timeline.memory()
    with pytest.raises(BadValue, match=r"events\.jsonl:2: this is not UTF-8"):
        tl.append_file(file)
    assert tl.log.head().position == 0
