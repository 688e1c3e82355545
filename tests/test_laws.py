"""The laws of worlds, held to by the product itself: what adds no knowledge changes no answer.

Each law speaks of some logs only; which these are, the enumeration of worlds says.
"""

from __future__ import annotations

from typing import Any

import attrs
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import timeline
from timeline.events import UNKNOWN_PERSON, Appointed, Departed, EdtfDate

from .reference_answers import Answers
from .reference_events import facts_of
from .strategies_worlds import POSTS, Change, Role, role_logs, vaguer
from .test_reference_worlds import DAYS, is_ended_in_all_worlds, seats, written_once
from .test_worlds import held_on, history_of, is_conflicting, product_of, tenures_of

FEW = settings(
    max_examples=max(8, settings().max_examples // 3),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


def said(tl: timeline.Timeline) -> Any:
    """All that is answered of the posts: who holds them when, the tenures, contradictions."""
    found = {}
    for post in POSTS:
        history = history_of(tl, post)
        held = [held_on(tl, post, day) for day in DAYS]
        found[post] = held, tenures_of(history), is_conflicting(history)
    return found


def answers_of(tl: timeline.Timeline) -> Answers:
    return Answers(facts_of(tl.log.read()))


def changes_of(batches: list[list[Role]]) -> list[Change]:
    """The appointments and departures of people who are named."""
    return [
        event
        for batch in batches
        for event in batch
        if isinstance(event, Appointed | Departed) and event.person != UNKNOWN_PERSON
    ]


def dated(event: Role, key: str | None, day: EdtfDate) -> Role:
    """An event, on a day if it is the one of a key."""
    if isinstance(event, Appointed | Departed) and event.key == key:
        return attrs.evolve(event, effective=day)
    return event


@FEW
@given(role_logs(), seats, st.data())
def test_shuffling_changes_no_answer(
    batches: list[list[Role]], n: Any, data: st.DataObject
) -> None:
    mixed = [data.draw(st.permutations(batch)) for batch in batches]
    assert said(product_of(batches, n)) == said(product_of(mixed, n))


@FEW
@given(role_logs(), seats, st.data())
def test_a_departure_of_unknown_day_changes_nothing_where_something_else_ends_the_tenure(
    batches: list[list[Role]], n: Any, data: st.DataObject
) -> None:
    tl = product_of(batches, n)
    answers = answers_of(tl)
    ended = [new for new in answers.facts.appointments if is_ended_in_all_worlds(new, answers)]
    assume(ended)
    new = data.draw(st.sampled_from(ended))
    before = said(tl)
    tl.append([Departed(key="more", person=new.person, post=new.post, effective="unknown")])
    assert said(tl) == before


@FEW
@given(role_logs(), seats, st.data())
def test_narrowing_a_date_takes_no_certain_answer_back(
    batches: list[list[Role]], n: Any, data: st.DataObject
) -> None:
    """A date is narrowed to days of which one is its own in some world."""
    tl = product_of(batches, n)
    answers = answers_of(tl)
    vague = [
        change
        for change in answers.facts.changes
        if not change.date.is_unknown and change.date.width and written_once(change, answers.facts)
    ]
    assume(vague)
    change = data.draw(st.sampled_from(vague))
    assume(not answers.counting(change.post))
    worlds = answers.worlds(change.post)
    own = sorted({day for world in worlds for ident, day in world.days if ident == change.id})
    day = EdtfDate.of_day(data.draw(st.sampled_from(own)))
    key = next(event.fact.key for event in tl.log.read() if event.id == change.id)
    less = product_of([[dated(e, key, day) for e in batch] for batch in batches], n)
    narrowed = answers_of(less)
    assume(not narrowed.counting(change.post))
    assume(
        all(
            written_once(c, narrowed.facts)
            for c in narrowed.facts.changes
            if c.date.text == day.text
        )
    )
    for each in DAYS:
        before, after = (held_on(of, change.post, each) for of in (tl, less))
        assert {who for who, those in before.items() if "certain" in those} <= {
            who for who, those in after.items() if "certain" in those
        }
        assert set(after) <= set(before)


@settings(FEW, max_examples=max(8, FEW.max_examples // 3))  # the slowest, and the surest to fail
@given(role_logs(), seats, st.data())
def test_a_fact_told_twice_and_more_vaguely_changes_nothing(
    batches: list[list[Role]], n: Any, data: st.DataObject
) -> None:
    tl = product_of(batches, n)
    named = changes_of(batches)
    assume(named)
    fact = data.draw(st.sampled_from(named))
    wide = data.draw(vaguer(fact.effective))
    again = attrs.evolve(fact, key="again", effective=wide)
    before = said(tl)
    tl.append([again], allow_conflicts=True)
    ids = {event.fact.key: event.id for event in tl.log.read()}
    counting = answers_of(tl).counting(fact.post)
    assume("again" in ids and counting.get(ids["again"]) == ids[fact.key])
    assert said(tl) == before
