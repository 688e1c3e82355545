"""The enumeration of worlds itself: cases that it gets right, and laws that it keeps."""

from __future__ import annotations

import textwrap
from statistics import mean
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import timeline
from timeline.events import AnyEvent, EdtfDate, Event, RecordedEvent, read_yaml

from .cases_worlds import CASES, INTRODUCED, Case
from .reference_answers import Answers, contradict, holds
from .reference_days import days_of
from .reference_events import date_of, facts_of
from .reference_records import (
    FOREVER,
    NEVER,
    UNKNOWN,
    Appointment,
    Closing,
    Date,
    Departure,
    Facts,
    posts_of,
)
from .strategies_worlds import KNOWN, Role, introductions, role_logs, vaguer


def any_event(event: Event) -> AnyEvent:
    """The event, which is of one of the kinds as every event is."""
    return cast(AnyEvent, event)


def answers_to(case: Case) -> Answers:
    """What the reference answers; it reads the entries as they are, as one batch."""
    events = textwrap.indent(textwrap.dedent(case.events), "  ")
    text = INTRODUCED + "events:\n" + events
    document = read_yaml(text, case.says, timeline.memory().histories(), lenient=True)
    drafts = enumerate(document.drafts, 1)
    return Answers(
        facts_of(
            RecordedEvent(place, f"e{place}", "2026-01-01", "", any_event(draft.event), b"")
            for place, draft in drafts
        )
    )


def told_on(case: Case, day: str, answers: Answers) -> str:
    ordinal = EdtfDate.parse(day).lo
    held = answers.holding(case.post, ordinal)
    return " ".join(
        person if certainty == "certain" else f"({person})"
        for (person, _), those in sorted(held.items())
        for certainty in those
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_holders_are_the_right_ones(case: Case) -> None:
    answers = answers_to(case)
    assert {day: told_on(case, day, answers) for day in case.holding} == case.holding


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_tenures_are_the_right_ones(case: Case) -> None:
    answers = answers_to(case)
    found = sorted(
        (bounds.person, *bounds.start, *bounds.end) for bounds in answers.bounds(case.post).values()
    )
    assert found == sorted(case.right_tenures())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_contradictions_are_told(case: Case) -> None:
    assert answers_to(case).conflicting(case.post) == case.conflicting


# --- laws ------------------------------------------------------------------------------------


def recorded(batches: list[list[Role]], seats: Any) -> list[RecordedEvent]:
    """The events as a log would keep them, each batch with a moment of its own."""
    whole: list[list[Event]] = [introductions(seats)]
    whole += [[*batch] for batch in batches]
    return [
        RecordedEvent(0, event.key or f"i{i}", f"2026-01-{day:02}", "", any_event(event), b"")
        for day, batch in enumerate(whole, 1)
        for i, event in enumerate(batch)
    ]


DAYS = range(EdtfDate.parse(KNOWN[0]).lo - 9, EdtfDate.parse(KNOWN[-1]).lo + 10)


def said(facts: Facts) -> Any:
    """All that the reference answers about a post."""
    answers = Answers(facts)
    return {
        post: (
            [answers.holding(post, day) for day in DAYS],
            sorted(answers.bounds(post).values()),
            answers.count(post),
            answers.holders(post),
            answers.conflicting(post),
        )
        for post in posts_of(facts)
    }


seats = st.sampled_from((2, 3, None))
FEWER = settings(
    max_examples=settings().max_examples // 10, suppress_health_check=[HealthCheck.filter_too_much]
)
"""A law tries every world of several logs, so it takes a tenth of the examples of the profile;
and it speaks of some logs only."""


@FEWER
@given(role_logs(), seats, st.data())
def test_shuffling_changes_no_answer(logs: list[list[Role]], n: Any, data: st.DataObject) -> None:
    facts = facts_of(recorded(logs, n))
    mixed = facts._replace(
        appointments=tuple(data.draw(st.permutations(facts.appointments))),
        departures=tuple(data.draw(st.permutations(facts.departures))),
    )
    assert said(facts) == said(mixed)


@FEWER
@given(role_logs(4), seats, st.data())
def test_a_departure_of_unknown_day_changes_nothing_where_something_else_ends_the_tenure(
    logs: list[list[Role]], n: Any, data: st.DataObject
) -> None:
    facts = facts_of(recorded(logs, n))
    if data.draw(st.integers(0, 3)):  # as a rule, the end of the post is what ends them all
        end = Closing("end", tuple(posts_of(facts)), Date(DAYS[-10] + 1, DAYS[-10] + 1, ""))
        facts = facts._replace(closings=(*facts.closings, end))
    answers = Answers(facts)
    ended = [new for new in facts.appointments if is_ended_in_all_worlds(new, answers)]
    assume(ended)
    new = data.draw(st.sampled_from(ended))
    left = Departure("more", new.person, new.post, Date(NEVER, FOREVER, UNKNOWN))
    assert said(facts) == said(facts._replace(departures=(*facts.departures, left)))


def is_ended_in_all_worlds(new: Appointment, answers: Answers) -> bool:
    """Whether the person has tenures of the post, and all are ended, in all worlds."""
    own = [[t for t in world if t.person == new.person] for world in answers.tenures(new.post)]
    return (
        new.person != UNKNOWN
        and not answers.conflicting(new.post)
        and all(tenures and all(t.end is not None for t in tenures) for tenures in own)
    )


@FEWER
@given(role_logs(), seats, st.data())
def test_narrowing_a_date_takes_no_certain_answer_back(
    logs: list[list[Role]], n: Any, data: st.DataObject
) -> None:
    """A date is narrowed to days of which one is its own in some world."""
    facts = facts_of(recorded(logs, n))
    uncertain = [c for c in facts.changes if not c.date.is_unknown and c.date.width]
    vague = [c for c in uncertain if written_once(c, facts)]
    assume(vague)
    fact = data.draw(st.sampled_from(vague))
    answers = Answers(facts)
    assume(not answers.counting(fact.post))
    days = days_of(fact.date, facts)
    lo, hi = sorted(data.draw(st.tuples(st.sampled_from(days), st.sampled_from(days))))
    narrow = Date(lo, hi, f"{lo}/{hi}")
    less = facts._replace(
        appointments=tuple(
            a._replace(date=narrow) if a.id == fact.id else a for a in facts.appointments
        ),
        departures=tuple(
            d._replace(date=narrow) if d.id == fact.id else d for d in facts.departures
        ),
    )
    narrowed = Answers(less)
    assume(not narrowed.counting(fact.post))
    found = {day for world in answers.worlds(fact.post) for i, day in world.days if i == fact.id}
    assume(any(lo <= day <= hi for day in found))
    for day in answers.days():
        before = answers.holding(fact.post, day)
        after = narrowed.holding(fact.post, day)
        assert {who for who, c in before.items() if "certain" in c} <= {
            who for who, c in after.items() if "certain" in c
        }
        assert set(after) <= set(before)


def written_once(fact: Appointment | Departure, facts: Facts) -> bool:
    """Whether no other fact has the same date as written."""
    return sum(other.date.text == fact.date.text for other in facts.changes) == 1


@FEWER
@given(role_logs(4), seats, st.data())
def test_a_fact_told_twice_and_more_vaguely_changes_nothing(
    logs: list[list[Role]], n: Any, data: st.DataObject
) -> None:
    events = recorded(logs, n)
    facts = facts_of(events)
    changes = [c for c in facts.changes if c.person != UNKNOWN]
    assume(changes)
    fact = data.draw(st.sampled_from(changes))
    wide = EdtfDate.parse(data.draw(vaguer(EdtfDate("", *fact.date[:2]))))
    again = fact._replace(id="~", date=date_of(wide), told=frozenset({(wide.text, "later")}))
    if isinstance(again, Appointment):
        more = facts._replace(appointments=(*facts.appointments, again))
    else:
        more = facts._replace(departures=(*facts.departures, again))
    counts = Answers(more).counting(fact.post)
    assume(counts.get("~") == fact.id)
    assert said(facts) == said(more)


def test_who_comes_back_on_the_day_of_leaving_takes_a_seat() -> None:
    """The same day as somebody else's appointment, it is one too many."""
    vague = Date(1, 4, "../4")
    facts = Facts(
        (
            Appointment("a", "ann", "x", Date(2, 2, "2")),
            Appointment("b", "bob", "x", vague),
            Appointment("c", "bob", "x", vague),
        ),
        (Departure("d", "bob", "x", vague),),
    )
    answers = Answers(facts)
    for day in answers.days():
        assert all(sum(holds(t, day) for t in world) <= 1 for world in answers.tenures("x"))


# --- lengths and contradictions --------------------------------------------------------------


def test_lengths_are_bounded_over_all_worlds_together() -> None:
    case = next(c for c in CASES if c.says == "what follows tells when the one before ended")
    answers = answers_to(case)
    until = EdtfDate.parse("2024-01-01").lo
    low, high = answers.lengths(case.post, until, mean) or (0, 0)
    assert (low, round(high, 1)) == (656.0, 724.3)
    assert answers.lengths(case.post, until, max) == (1767, 1933)


def test_what_contradicts_is_a_set_of_which_nothing_can_be_left_out() -> None:
    left = [Departure(f"d{day}", "ann", "x", Date(day, day, f"{day}")) for day in (12, 14)]
    facts = Facts((Appointment("a", "ann", "x", Date(10, 10, "10")),), tuple(left))
    assert contradict(facts)
    assert not any(contradict(facts._replace(departures=(departure,))) for departure in left)
