"""What changes no answer: the order of a file, and what was recorded later."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.events import MemoryLog
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.knowledge import Knowledge
from timeline.projections.posts import PostHistory

from .strategies import POSTS, Batches, logs, shuffled


def recorded(batches: Batches) -> MemoryLog:
    log = MemoryLog()
    for batch in batches:
        log.append(batch)
    return log


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


@given(logs(), st.data())
def test_shuffling_a_file_changes_no_answer(batches: Batches, data: st.DataObject) -> None:
    whole = recorded(batches)
    mixed = recorded([data.draw(shuffled(batch)) for batch in batches])
    for post in POSTS:
        one, other = LogHistories(whole).history(post), LogHistories(mixed).history(post)
        assert told(one) == told(other)
        if one is not None and other is not None:
            assert one.profile == other.profile
            assert (one.left, one.absences) == (other.left, other.absences)
            # What a contradiction says names positions, which are those of the file's order.
            found, expected = (
                [(c.code, c.event, c.events) for c in h.conflicts] for h in (one, other)
            )
            assert found == expected


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
