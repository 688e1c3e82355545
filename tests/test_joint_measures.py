"""Measures over all worlds together, against an enumeration of the worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import assume, given
from hypothesis import strategies as st

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate
from timeline.projections.answers.background import Background
from timeline.projections.answers.measures import measure

from .reference_answers import Answers
from .reference_events import facts_of
from .reference_records import FOREVER
from .strategies_worlds import Role
from .test_worlds import (
    FEWER,
    history_of,
    is_dated,
    logs,
    product_of,
    seats,
    tenures_by_reference,
    tenures_of,
)

if TYPE_CHECKING:
    from timeline.projections.answers.figures import Figure


@FEWER
@given(logs, seats, st.integers(0, 45))
def test_counts_and_lengths_are_those_of_the_worlds(
    batches: list[list[Role]], n: Any, after: int
) -> None:
    tl = product_of(batches, n)
    answers = Answers(facts_of(tl.log.read()))
    assume(is_dated(answers))
    day = answers.first + after
    background = Background.of([], lambda _: ())
    for post in ("acme/ceo", "acme/board"):
        history = history_of(tl, post)
        assume(tenures_of(history) == tenures_by_reference(answers, post))
        found = measure([history], EdtfDate.of_day(day), background)
        worlds = [
            [
                (t.start, FOREVER if t.end is None else t.end)
                for t in tenures
                if t.capacity == "permanent" and t.start <= day
            ]
            for tenures in answers.tenures(post)
        ] or [[]]
        starts = [tenure.start for tenure in history.tenures]
        is_known = all(date.lo > BEFORE_ALL and date.hi < AFTER_ALL for date in starts)
        holds_all(found.figure("tenures"), [len(world) for world in worlds], is_known)
        sitting = [sum(end > day for _, end in world) for world in worlds]
        holds_all(found.figure("sitting"), sitting, is_known)
        if is_known and any(worlds):
            longest = [
                max((min(day, end) - start for start, end in world), default=0) for world in worlds
            ]
            holds_all(found.figure("tenure_longest"), longest, True)


def holds_all(figure: Figure, values: list[int], is_exact: bool) -> None:
    """The bounds are the least and the greatest; or hold them, where they need not be exact."""
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low <= min(values), (figure, values)
    assert figure.high >= max(values), (figure, values)
    if is_exact:
        assert (figure.low, figure.high) == (min(values), max(values)), (figure, values)
