"""Measures over all worlds together, against an enumeration of the worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate
from timeline.projections.answers.background import Background
from timeline.projections.answers.measures import measure

from .reference_answers import Answers, holds
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
    from collections.abc import Sequence

    from timeline.projections.answers.figures import Figure

    from .reference_holding import Tenure


@FEWER
@given(logs, seats, st.data())
def test_counts_and_lengths_are_those_of_the_worlds(
    batches: list[list[Role]], n: Any, data: st.DataObject
) -> None:
    tl = product_of(batches, n)
    answers = Answers(facts_of(tl.log.read()))
    assume(is_dated(answers))
    day = data.draw(st.sampled_from(answers.days()))
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


@FEWER
@given(logs, seats, st.data())
def test_other_figures_hold_what_every_world_has(
    batches: list[list[Role]], n: Any, data: st.DataObject
) -> None:
    """And are the least and the greatest, where they say so."""
    tl = product_of(batches, n)
    answers = Answers(facts_of(tl.log.read()))
    assume(is_dated(answers))
    day = data.draw(st.sampled_from(answers.days()))
    for post in ("acme/ceo", "acme/board"):
        history = history_of(tl, post)
        assume(tenures_of(history) == tenures_by_reference(answers, post))
        starts = [tenure.start for tenure in history.tenures]
        assume(all(date.lo > BEFORE_ALL and date.hi < AFTER_ALL for date in starts))
        found = measure([history], EdtfDate.of_day(day), Background.of([], lambda _: ()))
        worlds = answers.tenures(post)
        if not history.absences and not history.left:
            figure = found.figure("vacancy_days")
            holds_all(figure, [vacant_days(world, day) for world in worlds], figure.exact)
        figure = found.figure("interim_share")
        shares = [interim_share(world, day) for world in worlds]
        if figure.low is not None and None not in shares:
            holds_all(figure, [share for share in shares if share is not None], figure.exact)


def vacant_days(tenures: list[Tenure], day: int) -> int:
    """On how many days before a day nobody held a post that somebody had left."""
    first = min((t.end for t in tenures if t.end is not None), default=day)
    return sum(not any(holds(t, other) for t in tenures) for other in range(first, day))


def interim_share(tenures: list[Tenure], day: int) -> float | None:
    days = {True: 0, False: 0}
    for tenure in tenures:
        end = day if tenure.end is None else tenure.end
        days[tenure.capacity == "permanent"] += max(0, min(day, end) - tenure.start)
    return days[False] / sum(days.values()) if any(days.values()) else None


def holds_all(figure: Figure, values: Sequence[float], is_exact: bool) -> None:
    """The bounds are the least and the greatest; or hold them, where they need not be exact."""
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low <= min(values) + 1e-9, (figure, values)
    assert figure.high >= max(values) - 1e-9, (figure, values)
    if is_exact:
        least_and_most = pytest.approx((min(values), max(values)))
        assert (figure.low, figure.high) == least_and_most, (figure, values)
