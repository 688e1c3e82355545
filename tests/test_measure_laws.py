"""What holds for the measures of every log."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from timeline.cli.stats import ALL, measured_scopes, scopes_of
from timeline.events import AFTER_ALL, EdtfDate
from timeline.projections.answers.background import Background
from timeline.projections.answers.measures import measure
from timeline.projections.answers.spans import covered, without
from timeline.projections.histories import ancestors_in
from timeline.projections.posts import PostHistory

from .measured import appended
from .strategies import FEWER, Batches, as_of_dates, logs, shuffled

_spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


@given(_spans, _spans, st.integers(0, 40))
def test_days_are_counted_as_sets_of_days(
    spans: list[tuple[int, int]], others: list[tuple[int, int]], until: int
) -> None:
    days = {day for first, last in spans for day in range(first, last) if day < until}
    rest = {day for first, last in others for day in range(first, last)}
    assert covered(spans, until) == len(days)
    assert without(spans, others, until) == len(days - rest)


_days = as_of_dates().filter(lambda day: day.hi < AFTER_ALL)


@FEWER
@given(logs(), _days)
def test_bounds_are_bounds_and_curves_fall(batches: Batches, day: EdtfDate) -> None:
    histories = appended(batches)
    for found in measured_scopes(histories, scopes_of(histories, []), day, False).values():
        for figure in found.figures:
            if figure.high is not None:
                assert figure.low is not None
                assert figure.low <= figure.high, figure
            assert min(figure.n, figure.left_out) >= 0, figure
        shares = [1.0, *(step.survival for step in found.curve.steps)]
        assert all(0 <= later <= earlier for earlier, later in pairwise(shares))
        share = found.figure("interim_share")
        assert 0 <= (share.low or 0) <= (share.high or 0) <= 1


@FEWER
@given(logs(), _days, st.data())
def test_shuffling_a_batch_changes_no_measure(
    batches: Batches, day: EdtfDate, data: st.DataObject
) -> None:
    shuffles = [data.draw(shuffled(batch)) for batch in batches]
    one, other = (
        measured_scopes(histories, scopes_of(histories, []), day, False)
        for histories in (appended(batches), appended(shuffles))
    )
    assert one == other


@FEWER
@given(logs(), _days)
def test_the_order_of_posts_changes_no_measure(batches: Batches, day: EdtfDate) -> None:
    histories = appended(batches)
    background = Background.of(list(histories.histories())[::-1], ancestors_in(histories))
    backwards = measure(list(histories.histories())[::-1], day, background)
    assert backwards == measured_scopes(histories, scopes_of(histories, []), day, False)[ALL]


@FEWER
@given(logs(), st.sampled_from(["2001-12-31", "2002-05-02", "2003-07-07", "2006-01-01"]))
def test_vacant_days_are_the_days_on_which_posts_are_vacant(batches: Batches, text: str) -> None:
    day = EdtfDate.parse(text)
    histories = appended(batches)
    for history in histories.histories():
        background = Background.of([], ancestors_in(histories))
        found = measure([history], day, background).figure("vacancy_days")
        # An end that has no earliest day still comes after its beginning.
        begins = [*(t.start for t in history.tenures), *history.left, history.profile.created]
        begins += [absence.end for absence in history.absences if absence.start]
        known = min((date.lo for date in begins if date is not None), default=day.lo)
        certain = possible = 0
        for first, last in pairwise(sorted({*turning_points(history, day.lo), 1, day.lo})):
            state = history.on(EdtfDate.of_day(first))
            certain += (last - first) * ((state.status, state.certainty) == ("vacant", "certain"))
            possible += (last - first) * (state.status == "vacant" and first >= known)
        assert found.low == certain
        assert found.high is None or found.high >= possible


def turning_points(history: PostHistory, until: int) -> set[int]:
    """The days on which what a post is may change."""
    dates = [date for tenure in history.tenures for date in (tenure.start, tenure.end)]
    dates += [date for absence in history.absences for date in (absence.start, absence.end)]
    dates += [*history.left, history.profile.created]
    days = {day for date in dates if date is not None for day in (date.lo, date.hi)}
    return {day for day in days if 1 <= day <= until}
