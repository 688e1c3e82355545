"""The survival of tenures: Kaplan and Meier's estimate, and Turnbull's where days are uncertain."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from timeline.projections.answers.survival import (
    Curve,
    Observation,
    median_bounds,
    survival_at,
    survival_of,
)

from .measured import histories_of, measures_of


def ended(days: int) -> Observation:
    return Observation(days, days)


def longer(days: int) -> Observation:
    """One that was censored after so many days."""
    return Observation(days + 1, None)


_days = st.integers(0, 30)
known = st.one_of(st.builds(ended, _days), st.builds(longer, _days))
_ranges = st.builds(lambda least, more: Observation(least, least + more), _days, _days)
_either = st.one_of(known, _ranges, st.builds(Observation, st.just(0), st.none()))
some_known = st.lists(known, max_size=40)
some = st.lists(_either, max_size=25)


# --- known days: Kaplan and Meier


def test_the_estimator_on_a_worked_example() -> None:
    # Remission in weeks under 6-MP (Freireich and others 1963), as every textbook works it out.
    gone = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = survival_of([*map(ended, gone), *map(longer, still)])
    steps = {step.days: step for step in curve.steps if step.ended}
    assert [steps[days].at_risk for days in (6, 7, 10, 13, 16, 22, 23)] == [
        *(21, 17, 15, 12, 11, 7, 6)
    ]
    assert [round(step.survival, 3) for step in steps.values()] == [
        *(0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448)
    ]
    errors = [step.standard_error for step in steps.values()]
    assert errors == pytest.approx(
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=1e-4
    )
    assert median_bounds(curve) == (23, 23)


def test_the_estimator_at_its_edges() -> None:
    nothing = survival_of([])
    assert nothing == Curve((), 0)
    assert median_bounds(nothing) == (None, None)
    only = survival_of([ended(0)])
    assert (only.steps[0].survival, only.steps[0].standard_error) == (0.0, None)
    assert survival_at(only, -1) == (1.0, 1.0)


@given(some_known)
def test_of_known_days_it_is_the_product_limit(observations: list[Observation]) -> None:
    """Of each length, what share of those who had lasted so long lasted longer, multiplied."""
    curve = survival_of(observations)
    survival, steps = Fraction(1), iter(curve.steps)
    lengths = [o.least if o.most is not None else o.least - 1 for o in observations]
    for days in sorted(set(lengths)):
        at_risk = sum(length >= days for length in lengths)
        gone = observations.count(ended(days))
        survival *= Fraction(at_risk - gone, at_risk)
        step = next(steps)
        assert (step.days, step.days_most) == (days, days)
        assert (step.at_risk, step.ended) == (at_risk, gone)
        assert step.censored == observations.count(longer(days))
        assert step.survival == pytest.approx(float(survival), abs=1e-12)
    assert next(steps, None) is None
    assert curve.is_settled


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_without_censoring_it_is_the_share_that_lasts_longer(lengths: list[int]) -> None:
    curve = survival_of(map(ended, lengths))
    for days in range(-1, 32):
        share = sum(length > days for length in lengths) / len(lengths)
        assert survival_at(curve, days) == pytest.approx((share, share))


# --- uncertain days: Turnbull


def test_ranges_that_lie_apart_are_steps_of_their_own() -> None:
    curve = survival_of([Observation(1, 3), Observation(2, 4), Observation(8, 9)])
    told = [(s.days, s.days_most, round(s.survival, 3), s.standard_error) for s in curve.steps]
    assert told == [(2, 3, 0.333, None), (8, 9, 0.0, None)]
    assert survival_at(curve, 2) == pytest.approx((1 / 3, 1.0))
    assert median_bounds(curve) == (2, 3)


def test_a_curve_that_was_worked_out_elsewhere() -> None:
    """The cosmetic results after radiotherapy alone of Finkelstein and Wolfe (1985).

    The steps are those that R's package `interval` finds. The change came in (least, most] months.
    """
    ranges = [
        *((45, None), (6, 10), (0, 7), (46, None), (46, None), (7, 16), (17, None), (7, 14)),
        *((37, 44), (0, 8), (4, 11), (15, None), (11, 15), (22, None), (46, None), (46, None)),
        *((25, 37), (46, None), (26, 40), (46, None), (27, 34), (36, 44), (46, None), (36, 48)),
        *((37, None), (40, None), (17, 25), (46, None), (11, 18), (38, None), (5, 12), (37, None)),
        *((0, 5), (18, None), (24, None), (36, None), (5, 11), (19, 35), (17, 25), (24, None)),
        *((32, None), (33, None), (19, 26), (37, None), (34, None), (36, None)),
    ]
    curve = survival_of(Observation(least + 1, most) for least, most in ranges)
    steps = [(s.days - 1, s.days_most, s.ended / 46) for s in curve.steps if s.ended > 0.01]
    assert [(first, last) for first, last, _ in steps] == [
        *((4, 5), (6, 7), (7, 8), (11, 12), (24, 25), (33, 34), (38, 40), (46, 48)),
    ]
    shares = [1.0, *(s.survival for s in curve.steps if s.ended > 0.01)]
    assert [round(a - b, 3) for a, b in pairwise(shares)] == pytest.approx(
        [0.046, 0.033, 0.089, 0.071, 0.093, 0.082, 0.121, 0.466], abs=0.002
    )


def likelihood(observations: list[Observation], shares: dict[tuple[int, int], float]) -> float:
    """The log-likelihood of shares at intervals, and of the rest beyond them all."""
    beyond = 1 - sum(shares.values())
    total = 0.0
    for least, most in observations:
        inside = sum(
            share
            for (first, last), share in shares.items()
            if least <= first and (most is None or last <= most)
        )
        chance = inside + (beyond if most is None else 0.0)
        total += math.log(chance) if chance > 0 else -math.inf
    return total


def shares_of(curve: Curve) -> dict[tuple[int, int], float]:
    before = [1.0, *(step.survival for step in curve.steps)]
    return {
        (step.days, step.days_most): before[index] - step.survival
        for index, step in enumerate(curve.steps)
    }


@given(some, st.lists(st.floats(0, 1), min_size=31, max_size=31), st.floats(0, 0.5))
def test_no_other_curve_is_likelier(
    observations: list[Observation], weights: list[float], size: float
) -> None:
    """Whatever part of the shares is moved, to whatever days."""
    curve = survival_of(observations)
    assume(curve.is_settled)
    best = shares_of(curve)
    assume(sum(weights) > 0)
    other = {(days, days): weight / sum(weights) for days, weight in enumerate(weights)}
    moved = {place: (1 - size) * share for place, share in best.items()}
    for place, share in other.items():
        # inside of an interval it makes no difference where
        place = next((p for p in best if p[0] <= place[0] <= p[1]), place)
        moved[place] = moved.get(place, 0.0) + size * share
    assert likelihood(observations, moved) <= likelihood(observations, best) + 1e-4


@given(some)
def test_each_share_is_what_its_lengths_give_it(observations: list[Observation]) -> None:
    """Self-consistency: the mean, over all lengths, of the chance that it is theirs."""
    curve = survival_of(observations)
    assert curve.is_settled
    shares = shares_of(curve)
    beyond = 1 - sum(shares.values())
    told = [o for o in observations if o != Observation(0, None)]
    for (first, last), share in shares.items():
        given_to = 0.0
        for least, most in told:
            chance = sum(
                other
                for (begin, end), other in shares.items()
                if least <= begin and (most is None or end <= most)
            ) + (beyond if most is None else 0.0)
            if least <= first and (most is None or last <= most):
                given_to += share / chance
        assert share == pytest.approx(given_to / len(told), abs=2e-3)


@given(some, st.randoms(use_true_random=False))
def test_no_order_of_the_lengths_matters(observations: list[Observation], random: object) -> None:
    curve = survival_of(observations)
    random.shuffle(observations)  # type: ignore[attr-defined]
    assert survival_of(observations) == curve


@given(some)
def test_survival_falls_from_one_and_everybody_is_counted(observations: list[Observation]) -> None:
    curve = survival_of(observations)
    shares = [1.0, *(step.survival for step in curve.steps)]
    assert all(0 <= later <= earlier for earlier, later in pairwise(shares))
    assert all(one.days_most < other.days for one, other in pairwise(curve.steps))
    told = [o for o in observations if o != Observation(0, None)]
    counted = sum(step.ended + step.censored for step in curve.steps)
    assert counted == pytest.approx(len(told))
    assert curve.n == len(observations)
    for days in range(-1, 65):
        low, high = survival_at(curve, days)
        assert 0 <= low <= high <= 1


@given(some)
def test_the_curve_lies_between_those_of_the_ends_of_ranges(
    observations: list[Observation],
) -> None:
    """All lengths at their shortest end first, all at their longest last, if none is censored."""
    whole = [o for o in observations if o.most is not None]
    assume(whole)
    curve = survival_of(whole)
    for days in range(-1, 65):
        low, high = survival_at(curve, days)
        assert low >= sum(o.least > days for o in whole) / len(whole) - 1e-9
        assert high <= sum((o.most or 0) > days for o in whole) / len(whole) + 1e-9


# --- of tenures


ANN = "on: 2000-01-01, appointed: ann, post: acme/ceo"


def test_uncertain_days_of_tenures_are_ranges_and_what_goes_on_is_censored() -> None:
    events = (
        ANN,
        "on: 2001, departed: ann, post: acme/ceo",
        "on: 2003, appointed: bob, post: acme/ceo",
    )
    curve = measures_of(histories_of(*events), "acme/ceo", "2004-01-01").curve
    assert [(s.days, s.days_most) for s in curve.steps] == [(1, 1), (366, 730)]
    assert (curve.n, curve.uncertain) == (2, 1)


@pytest.mark.parametrize(("until_seen", "days"), [(False, 1461), (True, 366)])
def test_who_is_presumed_is_censored_on_the_day_or_when_last_seen(
    until_seen: bool, days: int
) -> None:
    events = (ANN, "on: 2001-01-01, seen: ann, post: acme/ceo")
    histories = histories_of(*events)
    curve = measures_of(histories, "acme/ceo", "2004-01-01", until_seen=until_seen).curve
    assert [(s.days, s.ended, s.censored) for s in curve.steps] == [(days, 0, 1)]
