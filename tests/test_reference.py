"""The projection against a naive second reading of docs/semantics.md (`reference.py`)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.events import EdtfDate, MemoryLog, RecordedEvent
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.knowledge import Knowledge
from timeline.projections.posts import PostHistory

from . import reference
from .strategies import POSTS, Batches, as_of_dates, logs, shuffled


def recorded(batches: Batches) -> MemoryLog:
    log = MemoryLog()
    for batch in batches:
        log.append(batch)
    return log


def moments(events: list[RecordedEvent]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *sorted({event.recorded for event in events})])


def told(history: PostHistory | None) -> list[Any]:
    found = history.tenures if history is not None else ()
    return sorted(
        (
            t.person,
            t.capacity,
            (t.start.text, t.start.lo, t.start.hi),
            (t.end.text, t.end.lo, t.end.hi) if t.end is not None else None,
            t.ended,
            t.renewals,
        )
        for t in found
    )


def told_by_reference(tenures: list[reference.RefTenure]) -> list[Any]:
    return sorted(
        (
            t.person,
            t.capacity,
            (t.start.text, t.start.lo, t.start.hi),
            (t.end.text, t.end.lo, t.end.hi) if t.end is not None else None,
            t.ended,
            t.renewals,
        )
        for t in tenures
    )


@given(logs(), st.data())
def test_tenures_are_those_of_the_reference(batches: Batches, data: st.DataObject) -> None:
    log = recorded(batches)
    events = list(log.read())
    announced_by = data.draw(st.none() | as_of_dates())
    recorded_by = data.draw(moments(events))
    histories = LogHistories(log, Knowledge.of(announced_by, recorded_by))
    for post in POSTS:
        expected = reference.tenures(post, events, announced_by, recorded_by)
        assert told(histories.history(post)) == told_by_reference(expected)


@given(logs(), as_of_dates(), st.data())
def test_states_are_those_of_the_reference(
    batches: Batches, as_of: EdtfDate, data: st.DataObject
) -> None:
    log = recorded(batches)
    events = list(log.read())
    announced_by = data.draw(st.none() | as_of_dates())
    recorded_by = data.draw(moments(events))
    histories = LogHistories(log, Knowledge.of(announced_by, recorded_by))
    for post in POSTS:
        expected = reference.post_state(post, events, as_of, announced_by, recorded_by)
        history = histories.history(post)
        if expected is None or history is None:
            assert expected is None
            assert history is None
            continue
        state = history.on(as_of)
        holding = sorted((t.person, t.capacity, c) for t, c in state.holding)
        assert (state.status, state.certainty, holding) == expected


@given(logs())
def test_departures_that_end_nothing_are_those_of_the_reference(batches: Batches) -> None:
    log = recorded(batches)
    events = list(log.read())
    for post in POSTS:
        history = LogHistories(log).history(post)
        found = {
            conflict.event
            for conflict in (history.conflicts if history else ())
            if conflict.code == "departure-without-appointment"
        }
        assert found == reference.unmatched_departures(post, events, None, None)


@given(logs(), as_of_dates(), st.data())
def test_shuffling_a_file_changes_no_answer(
    batches: Batches, as_of: EdtfDate, data: st.DataObject
) -> None:
    whole = recorded(batches)
    mixed = recorded([data.draw(shuffled(batch)) for batch in batches])
    for post in POSTS:
        one, other = LogHistories(whole).history(post), LogHistories(mixed).history(post)
        assert told(one) == told(other)
        if one is not None and other is not None:
            assert one.profile == other.profile
            assert (one.left, one.absences, one.conflicts) == (
                other.left,
                other.absences,
                other.conflicts,
            )


@given(logs())
def test_what_a_log_said_before_is_what_it_says_by_then(batches: Batches) -> None:
    log = MemoryLog()
    before: list[tuple[str, list[Any]]] = []
    for batch in batches:
        if events := log.append(batch):
            said = [told(LogHistories(log).history(post)) for post in POSTS]
            before.append((events[-1].recorded, said))
    for moment, said in before:
        then = timeline.Timeline(log).histories(Knowledge.of(recorded_by=moment))
        assert [told(then.history(post)) for post in POSTS] == said
