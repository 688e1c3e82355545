"""A batch that goes in part by part says what it would say as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from benchmarks.generate import generate
from timeline.appending.names_seen import NamesSeen
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
    Organization,
    Person,
    Post,
    Retracted,
    Source,
    read_jsonl,
    write_json,
)
from timeline.projections.fold.log_histories import LogHistories
from timeline.verification import faults_of

from .strategies import Batches, logs


def taken(log: MemoryLog, drafts: Iterable[Draft], part: int) -> None:
    """Put a batch into a log, so many events at a time."""
    with log.writing() as writer:
        intake = Intake(log, writer, part)
        for _ in intake.take(drafts):
            pass
        if any(finding.severity == "error" for finding in intake.findings):
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


def test_a_line_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    line = '{"kind": "person", "person": "ann", "names": {"en": "Zoë"}}\n'
    file.write_bytes(b"\xef\xbb\xbf" + line.encode() + line.encode("latin-1"))
    tl = timeline.memory()
    with pytest.raises(BadValue, match=r"events\.jsonl:2: this is not UTF-8"):
        tl.append_file(file)
    assert tl.log.head().position == 0


def test_a_move_that_is_cancelled_is_cancelled_whole_over_parts() -> None:
    batch: list[Event] = [
        Cancelled(event="mv", announced="2019-12"),
        appointed("ann", key="mv"),
        Departed(person="bob", post="acme/ceo", effective="2020", key="mv-departed", because=["m"]),
        Milestone(organization="acme", title="M", effective="2019", key="m"),
    ]
    for part in (1, 2, 3, 100):
        log = MemoryLog()
        taken(log, iter([Draft(event) for event in batch]), part)
        assert sum(isinstance(event.fact, Cancelled) for event in log.read()) == 2, part


def test_a_key_for_a_fact_on_record_leads_to_it_over_parts() -> None:
    again = Milestone(organization="acme", title="M", effective="2019", key="m")
    for part in (1, 2, 100):
        log = MemoryLog()
        (first,) = log.append([Milestone(organization="acme", title="M", effective="2019")])
        others = [appointed("ann", "2018"), appointed("bob", "2019", because=["m"])]
        taken(log, iter([Draft(event) for event in [again, *others]]), part)
        assert log.find(3).fact.because == (first.id,)  # type: ignore[attr-defined]


def test_an_event_of_the_batch_is_not_named_by_a_position() -> None:
    batch = [appointed("ann"), appointed("bob", "2021"), appointed("cy", "2022", because=["1"])]
    for part in (1, 100):
        with pytest.raises(BadInput, match='no event "1"'):
            taken(MemoryLog(), iter([Draft(event) for event in batch]), part)


def test_an_exported_log_goes_in_over_parts_as_it_was(tmp_path: Path) -> None:
    log = MemoryLog()
    log.append([Milestone(organization="acme", title="M", effective="2019", key="a")])
    log.append([Retracted(event="a", why="not so", key="r")])
    log.append([Retracted(event="r", why="so it is")])
    log.append(
        [
            appointed("ann", because=["n"]),
            appointed("bob", "2021"),
            Milestone(organization="acme", title="N", effective="2019", key="n"),
        ]
    )
    lines = [write_json(event) for event in log.read()]
    for part in (1, 2, 4):
        other = MemoryLog()
        drafts = [d for d in read_jsonl(lines, keep_recorded=True) if isinstance(d, Draft)]
        taken(other, iter(drafts), part)
        kept = [(event.recorded, event.id) for event in other.read()]
        assert sorted(kept) == sorted((event.recorded, event.id) for event in log.read())


def test_moments_out_of_order_are_placed_over_parts() -> None:
    days = ["2003", "2002"]
    lines = [
        json.dumps(
            {"kind": "person", "person": f"p{day}", "names": {"en": "P"}}
            | {"recorded": f"{day}-01-01T00:00:00Z"}
        )
        for day in days
    ]
    with pytest.raises(BadInput, match=r"<lines>:2:.*is before"):
        taken(MemoryLog(), iter(list(read_jsonl(lines, keep_recorded=True))), 1)  # type: ignore[arg-type]


def test_a_log_may_be_appended_what_it_reads(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "log.db")
    tl.append([Person(person=f"p{n}", names={"en": "P"}) for n in range(7)])
    with tl.log.writing() as writer:
        drafts = (
            Draft(Person(person=f"{event.fact.person}x", names={"en": "P"}))  # type: ignore[attr-defined]
            for event in tl.log.read()
        )
        for _ in Intake(tl.log, writer, 2).take(drafts):
            pass
    assert tl.log.head().position == 14


def test_a_conflict_is_found_wherever_its_post_stands_among_many(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "log.db")
    posts = [f"acme/p{n:04}" for n in range(1002)]
    tl.append(
        [
            Organization(organization="acme"),
            Person(person="ann", names={"en": "Ann"}),
            *(Post(post=post, organization="acme") for post in posts),
        ]
    )
    for wrong in (998, 999, 1000, 1001):
        batch: list[Event] = [
            Appointed(person="ann", post=post, effective=f"20{wrong % 90 + 10}") for post in posts
        ]
        batch[wrong] = Departed(person="ann", post=posts[wrong], effective="1999")
        with pytest.raises(BadInput, match="does not hold"):
            tl.append(batch)


def test_a_first_append_that_is_refused_leaves_no_file(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "log.db")
    with pytest.raises(BadInput, match="no person"):
        tl.append([appointed("ann")])
    with pytest.raises(BadInput, match="no person"):
        tl.append_jsonl(['{"kind":"appointed","person":"a","post":"b","effective":"2020"}'])
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abcdefgh"))), st.integers(1, 4))
def test_names_seen_are_a_set(steps: list[tuple[bool, str]], few: int) -> None:
    seen, wanted = NamesSeen(few), set[str]()
    for is_new, name in steps:
        if is_new:
            seen.add(name)
            wanted.add(name)
        else:
            seen.settle()
        assert {each for each in "abcdefgh" if each in seen} == wanted


@pytest.mark.parametrize("form", ["jsonl", "yaml"])
@pytest.mark.parametrize("late", [3, Intake.PART + 5])
def test_a_contradiction_is_shown_at_its_own_line(tmp_path: Path, form: str, late: int) -> None:
    tl = timeline.open(tmp_path / "log.db")
    tl.append(
        [
            Organization(organization="acme"),
            Person(person="ann", names={"en": "Ann"}),
            Post(post="acme/ceo", organization="acme"),
        ]
    )
    milestones = [
        {"kind": "milestone", "organization": "acme", "title": f"m{n}", "effective": "2020"}
        for n in range(late)
    ]
    wrong = {"kind": "departed", "person": "ann", "post": "acme/ceo", "effective": "2021"}
    file = tmp_path / f"events.{form}"
    if form == "jsonl":
        lines = [json.dumps(body) for body in (*milestones, wrong, milestones[0])]
    else:
        lines = ["events:", *(f"- {{on: 2020, milestone: m{n}, at: acme}}" for n in range(late))]
        lines.append("- {on: 2021, departed: ann, post: acme/ceo}")
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput, match="does not hold") as refused:
        tl.append_file(file)
    (found,) = refused.value.findings
    assert found.place is not None
    assert found.place.line == late + (1 if form == "jsonl" else 2)


@pytest.mark.parametrize("late", [3, Intake.PART + 5])
def test_what_no_longer_fits_is_shown_where_the_batch_says_so(late: int) -> None:
    tl = timeline.memory()
    tl.append([Organization(organization="acme"), Person(person="ann", names={"en": "Ann"})])
    tl.append([Post(post="acme/ceo", organization="acme"), appointed("ann", key="a")])
    tl.append([Departed(person="ann", post="acme/ceo", effective="2022")])
    bodies: list[dict[str, object]] = [
        {"kind": "milestone", "organization": "acme", "title": f"m{n}", "effective": "2020"}
        for n in range(late)
    ]
    bodies.append({"kind": "retracted", "event": "a", "why": "not so"})
    with pytest.raises(BadInput, match="does not hold") as refused:
        tl.append_jsonl(json.dumps(body) for body in bodies)
    (found,) = refused.value.findings
    assert found.place is not None
    assert found.place.line == late + 1
