"""What the questions answer, against the enumeration of worlds (`reference_answers.py`)."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeAlias

from hypothesis import example, given, settings
from hypothesis import strategies as st

import timeline
from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    Appointed,
    Corrected,
    Dissolved,
    EdtfDate,
    Event,
    Organization,
    Person,
    Post,
    RecordedEvent,
)

from .reference_answers import Answers
from .reference_events import facts_of
from .reference_records import FOREVER, NEVER
from .strategies_worlds import KNOWN, introductions, role_logs

FEWER = settings(max_examples=max(1, settings().max_examples // 6))
"""Each example tries every world of a log, and asks the product about each of its days."""
FAR = 20
"""Days from the bounds of the calendar; what is farther out has no bound."""
POSTS = ("acme/ceo", "acme/board")

Batches: TypeAlias = list[list[Event]]
Holders: TypeAlias = list[tuple[str, str]]


@st.composite
def logs(draw: st.DrawFn) -> Batches:
    """Introductions, then the batches of a small log; repairs and plans among them."""
    seats: Any = draw(st.sampled_from((2, 3, "unknown")))
    told: Batches = [introductions(seats)]
    told += [[*batch] for batch in draw(role_logs(3, repairs=True))]
    return told


def days() -> st.SearchStrategy[EdtfDate]:
    """A day of the calendar of these logs, or one of several."""
    spans = st.tuples(st.integers(0, 6), st.integers(1, 2)).map(
        lambda span: f"{KNOWN[span[0]]}/{KNOWN[min(7, sum(span))]}"
    )
    return st.one_of(st.sampled_from(KNOWN), spans).map(EdtfDate.parse)


class Asked:
    """A log as the product has it and as the enumeration reads it."""

    def __init__(self, batches: Batches) -> None:
        self.tl = timeline.memory()
        for batch in batches:
            self.tl.append(batch, allow_conflicts=True)

    @cached_property
    def events(self) -> list[RecordedEvent]:
        return list(self.tl.log.read())

    @cached_property
    def answers(self) -> Answers:
        return self.known()

    def known(
        self, announced_by: EdtfDate | None = None, recorded_by: str | None = None
    ) -> Answers:
        return Answers(facts_of(self.events, announced_by, recorded_by))


def holders(answers: Answers, post: str, asked: EdtfDate) -> Holders:
    """Who may hold a post on one of some days, by person and capacity."""
    held = (answers.holding(post, day) for day in range(asked.lo, asked.hi + 1))
    return sorted({who for on_a_day in held for who in on_a_day})


def bound(day: int) -> int:
    if day <= BEFORE_ALL + FAR:
        return NEVER
    return FOREVER if day >= AFTER_ALL - FAR else day


# --- who, and when -------------------------------------------------------------------------------


@FEWER
@given(logs(), days(), st.data())
def test_holders_are_those_of_what_was_known(
    batches: Batches, announced_by: EdtfDate, data: st.DataObject
) -> None:
    asked = Asked(batches)
    recorded_by = data.draw(st.sampled_from([None, *{event.recorded for event in asked.events}]))
    known = asked.known(announced_by, recorded_by)
    for text in KNOWN:
        day = EdtfDate.parse(text)
        state = asked.tl.as_of(day, announced_by=announced_by, recorded_by=recorded_by)
        for post in POSTS:
            found = {(h.person.id, h.tenure.capacity) for h in state.holders(post)}
            assert sorted(found) == holders(known, post, day)


@FEWER
@given(logs(), days())
def test_careers_are_the_tenures_of_a_person(batches: Batches, announced_by: EdtfDate) -> None:
    asked = Asked(batches)
    known = asked.known(announced_by)
    if all(change.date.is_unknown for change in known.facts.changes):
        return  # without a day on record the enumeration has no calendar
    told = [(post, t) for post in POSTS for t in known.bounds(post).values()]
    for person in ("ann", "bob", "cyd"):
        expected = sorted((p, t.capacity, t.start, t.end) for p, t in told if t.person == person)
        found = []
        for t in asked.tl.career(person, announced_by=announced_by):
            end = (AFTER_ALL, AFTER_ALL) if t.end is None else (t.end.lo, t.end.hi)
            start = bound(t.start.lo), bound(t.start.hi)
            found.append((t.post, t.capacity, start, (bound(end[0]), bound(end[1]))))
        assert sorted(found) == expected


@FEWER
@given(logs())
def test_a_post_is_vacant_on_no_day_on_which_a_world_has_it_held(batches: Batches) -> None:
    asked = Asked(batches)
    known = asked.answers
    for post in POSTS:
        gaps = asked.tl.vacancies(EdtfDate.of_day(known.days()[-1]), posts=[post])
        vacant = {day for g in gaps for day in range(g.since.hi, g.until.lo if g.until else FAR)}
        ended = {g.since.hi for g in gaps if g.until is None}
        for day in known.days():
            if day in vacant or any(since <= day for since in ended):
                assert known.holding(post, day) == {}


# --- differences ---------------------------------------------------------------------------------


@FEWER
@given(logs(), days(), days())
def test_a_diff_names_the_posts_with_other_holders(
    batches: Batches, first: EdtfDate, second: EdtfDate
) -> None:
    asked = Asked(batches)
    changes = asked.tl.diff(first, second)
    found = {change.post for change in changes if change.change != "returned"}
    assert all(change.between for change in changes if change.post not in found)
    known = asked.answers
    others = {p for p in POSTS if holders(known, p, first) != holders(known, p, second)}
    assert others <= found
    for post in found - others:  # nobody holds it, and it is vacant by now, or there no more
        assert not holders(known, post, first)
    assert asked.tl.diff(first, first) == ()


def corrected_into_view() -> Batches:
    """An organization that was dissolved, as a correction says, before anybody had expected it."""
    day, later = EdtfDate.parse("2018-03-04"), EdtfDate.parse("2018-03-08")
    return [
        [
            Person(key="k0", person="ann", names={"en": "Ann"}),
            Organization(key="acme", organization="acme", names={}),
            Post(key="k1", post="acme/ceo", organization="acme"),
            Appointed(key="k2", person="ann", post="acme/ceo", effective="2018-03-01"),
            Dissolved(key="k3", organization="acme", effective=later),
        ],
        [
            Corrected(
                key="k4",
                event="k3",
                why="it was sooner",
                replacement=Dissolved(organization="acme", effective=day),
            )
        ],
    ]


@FEWER
@given(logs(), days(), days(), days())
@example(
    corrected_into_view(),
    EdtfDate.parse("2018-03-04"),
    EdtfDate.parse("2018-03-03"),
    EdtfDate.parse("2018-03-04"),
)
def test_a_diff_of_expectations_names_the_posts_and_events(
    batches: Batches, first: EdtfDate, second: EdtfDate, day: EdtfDate
) -> None:
    asked = Asked(batches)
    changes = asked.tl.diff(first, second, axis="announced", as_of=day)
    one, other = asked.known(first), asked.known(second)
    expected = {p for p in POSTS if holders(one, p, day) != holders(other, p, day)}
    assert expected <= {change.post for change in changes}
    assert all(change.events for change in changes), "something must have become known"


def test_a_diff_of_expectations_names_a_correction_with_what_it_corrects() -> None:
    tl = Asked(corrected_into_view()).tl
    asked = tl.diff("2018-03-03", "2018-03-04", axis="announced", as_of="2018-03-04")
    (change,) = (change for change in asked if change.post == "acme/ceo")
    assert change.events == (5, 6)
    assert [day.text for day in change.dates] == ["2018-03-04"]


@FEWER
@given(logs(), days(), st.data())
def test_a_diff_of_what_was_recorded_names_the_posts_and_events(
    batches: Batches, day: EdtfDate, data: st.DataObject
) -> None:
    asked = Asked(batches)
    moments = st.sampled_from(sorted({event.recorded for event in asked.events}))
    first, second = sorted(data.draw(st.lists(moments, min_size=2, max_size=2)))
    changes = asked.tl.diff(first, second, axis="recorded", as_of=day)
    one, other = asked.known(recorded_by=first), asked.known(recorded_by=second)
    expected = {p for p in POSTS if holders(one, p, day) != holders(other, p, day)}
    assert expected <= {change.post for change in changes}
    for change in changes:
        assert change.events, "something must have been recorded"
        assert all(first < asked.events[p - 1].recorded <= second for p in change.events)


# --- contradictions ------------------------------------------------------------------------------


@FEWER
@given(logs())
def test_check_names_facts_that_contradict_where_no_world_is_left(batches: Batches) -> None:
    asked = Asked(batches)
    errors = [p for p in asked.tl.check("2026-01-01") if p.rule.severity == "error"]
    expected = {f"post:{post}" for post in POSTS if asked.answers.conflicting(post)}
    assert expected <= {p.subject for p in errors}
    # That nobody knows of the one who is replaced is an error to `check`, and leaves a world.
    assert {p.subject for p in errors if p.code != "wrong-predecessor"} <= expected
