"""What was believed of a post at every point of knowledge is what the log says there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.events import range_of
from timeline.exchange.belief_rows import NAMES, belief_rows
from timeline.projections.fold.beliefs import Beliefs, believed, history_of
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.fold.neighbours import Neighbours
from timeline.projections.knowledge import EVERYTHING, Knowledge

from .lakes import recorded
from .strategies import FEWER, Batches, as_of_dates, logs

KNOWN = len(NAMES) - 5


def all_beliefs(tl: timeline.Timeline, most_work: int = 10**9) -> Iterator[tuple[str, Beliefs]]:
    """Yield every post with what was believed of it."""
    position = tl.log.head().position
    neighbours = Neighbours(tl.log, position)
    for subject, own in tl.log.by_subject(position, range_of("post")):
        post = subject.partition(":")[2]
        yield post, believed(post, neighbours.of(post, own), most_work)


def rows_at(rows: list[tuple[Any, ...]], knowledge: Knowledge) -> list[tuple[Any, ...]]:
    """The rows of the rectangles that a point of knowledge lies in, without those."""
    moment = knowledge.last_moment
    by = knowledge.announced_by
    day = None if by is None else date.fromordinal(by.hi)
    found = []
    for row in rows:
        since, until, first, end, _ = row[KNOWN:]
        told = not until if moment is None else since <= moment and (not until or moment < until)
        public = not end if day is None else (not first or first <= day) and (not end or day < end)
        if told and public:
            found.append(row[:KNOWN])
    return found


@FEWER
@given(logs(), st.data())
def test_rows_of_any_point_of_knowledge_are_those_of_the_log(
    batches: Batches, data: st.DataObject
) -> None:
    tl = recorded(batches)
    moments = sorted({event.recorded for event in tl.log.read()})
    rows = {post: [*belief_rows(beliefs)] for post, beliefs in all_beliefs(tl)}
    days = [day for day in data.draw(st.lists(as_of_dates(), max_size=3)) if day.latest]
    for moment in (None, *moments):
        for day in (None, *days):
            knowledge = Knowledge(day, moment)
            histories = LogHistories(tl.log, knowledge)
            for post, those in rows.items():
                history = histories.history(post)
                now = Beliefs(["now"], [], [[_cells(history)]])
                wanted = [row[:KNOWN] for row in belief_rows(now)]
                assert sorted(rows_at(those, knowledge), key=str) == sorted(wanted, key=str)


def _cells(history: Any) -> Any:
    from timeline.projections.fold.beliefs import Cells

    return Cells(0, 1, history)


@FEWER
@given(logs())
def test_a_neighbourhood_is_all_that_a_history_rests_on(batches: Batches) -> None:
    tl = recorded(batches)
    histories, position = LogHistories(tl.log), tl.log.head().position
    for subject, own in tl.log.by_subject(position, range_of("post")):
        post = subject.partition(":")[2]
        about = Neighbours(tl.log, position).of(post, own)
        assert history_of(post, about, EVERYTHING) == histories.history(post)


def test_a_post_of_too_many_events_is_told_as_of_now_alone() -> None:
    tl = timeline.seed("alibaba")
    for post, beliefs in all_beliefs(tl, most_work=3):
        if beliefs.now_only:
            (row,) = [row for row in belief_rows(beliefs) if row[2] == 0]
            assert row[-1] is True
            assert row[1] == post
    assert any(beliefs.now_only for _, beliefs in all_beliefs(tl, most_work=3))
    assert not any(beliefs.now_only for _, beliefs in all_beliefs(tl))
