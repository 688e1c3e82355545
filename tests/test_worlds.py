"""The product against the enumeration of worlds: every person on every day, and all bounds."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import timeline
from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    UNKNOWN_PERSON,
    Abolished,
    Appointed,
    Departed,
    EdtfDate,
)

from .cases_worlds import CASES, INTRODUCED, Case
from .reference_answers import Answers
from .reference_events import facts_of
from .reference_records import FOREVER, NEVER
from .strategies_worlds import Role, introductions, role_logs

if TYPE_CHECKING:
    from timeline.projections.posts import PostHistory

FAR = 20
"""Days from the bounds of the calendar; what is farther out has no bound."""


def product_of(batches: list[list[Role]], seats: Any) -> timeline.Timeline:
    tl = timeline.memory()
    tl.append(introductions(seats))
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    return tl


def history_of(tl: timeline.Timeline, post: str) -> PostHistory:
    history = tl.histories().history(post)
    assert history is not None
    return history


def held_on(tl: timeline.Timeline, post: str, day: int) -> dict[tuple[str, str], list[str]]:
    """By person and capacity, how surely they hold it; each of those who are not named."""
    held: dict[tuple[str, str], list[str]] = {}
    for holder in tl.as_of(EdtfDate.of_day(day)).holders(post):
        held.setdefault((holder.person.id, holder.tenure.capacity), []).append(holder.certainty)
    return {
        who: sorted(those) if who[0] == UNKNOWN_PERSON else [min(those)]
        for who, those in held.items()
    }


def bound(day: int) -> int:
    """A day of the product as the reference has it, without bound where it is far out."""
    if day <= BEFORE_ALL + FAR:
        return NEVER
    return FOREVER if day >= AFTER_ALL - FAR else day


def tenures_of(history: PostHistory) -> list[tuple[Any, ...]]:
    found = []
    for tenure in history.tenures:
        end = (AFTER_ALL, AFTER_ALL) if tenure.end is None else (tenure.end.lo, tenure.end.hi)
        start = bound(tenure.start.lo), bound(tenure.start.hi)
        found.append((tenure.person, tenure.capacity, start, tuple(bound(day) for day in end)))
    return sorted(found)


def tenures_by_reference(answers: Answers, post: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(bounds[:4]) for bounds in answers.bounds(post).values())


def is_dated(answers: Answers) -> bool:
    """Whether a change has a day; without one the enumeration has no calendar."""
    return any(not change.date.is_unknown for change in answers.facts.changes)


def is_conflicting(history: PostHistory) -> bool:
    return any(getattr(tenure, "conflicting", False) for tenure in history.tenures) or bool(
        history.conflicts
    )


# The campaign takes larger logs too; each event more multiplies the worlds to be tried.
CAMPAIGN = settings().max_examples > 1_000
FEWER = settings(max_examples=settings().max_examples // (1 if CAMPAIGN else 2))
logs = role_logs(5 if CAMPAIGN else 3, repairs=True)
seats = st.sampled_from((2, 3, "unknown"))


def came(key: str, person: str, day: str, **said: Any) -> Role:
    post = said.pop("post", "acme/ceo")
    return Appointed(key=key, person=person, post=post, effective=EdtfDate.parse(day), **said)


def left(key: str, person: str, day: str, **said: Any) -> Role:
    post = said.pop("post", "acme/ceo")
    return Departed(key=key, person=person, post=post, effective=EdtfDate.parse(day), **said)


def ended(key: str, day: str) -> Role:
    return Abolished(key=key, post=BOARD, effective=EdtfDate.parse(day))


BOARD = "acme/board"
DAY = "2018-03-04"


@FEWER
@given(logs, seats)
@example(
    [[came("a", "bob", "2018-03-02/2018-03-03")], [came("b", "bob", DAY), came("c", "ann", DAY)]], 2
)
@example([[came("a", "unknown", DAY)], [left("b", "unknown", DAY), came("c", "unknown", DAY)]], 2)
@example(
    [[came("a", "unknown", "2018-03-07/.."), came("b", "unknown", DAY), came("c", "ann", DAY)]], 2
)
@example([[left("a", "ann", "unknown"), came("b", "ann", "unknown")], [came("c", "bob", DAY)]], 2)
@example(
    [
        [
            came("a", "ann", "2018-03-01", capacity="acting"),
            came("b", "ann", "2018-03-01/2018-03-02"),
        ],
        [left("c", "ann", DAY, reasons=("death",), appointment="b")],
    ],
    3,
)
@example(
    [
        [
            left("a", "bob", DAY, post=BOARD),
            came("b", "ann", DAY, post=BOARD),
            ended("c", "2018-03-02"),
        ]
    ],
    2,
)
@example(
    [
        [left("a", "bob", DAY, post=BOARD, reasons=("death",)), came("b", "cyd", DAY, post=BOARD)],
        [left("c", "bob", DAY, post=BOARD, reasons=("death",))],
    ],
    3,
)
@example(
    [
        [
            left("a", "ann", DAY, post=BOARD, appointment="b"),
            came("b", "ann", "2018-03-06", post=BOARD),
        ],
        [came("c", "cyd", DAY, post=BOARD)],
    ],
    2,
)
def test_every_person_every_bound_and_every_contradiction_is_as_in_the_worlds(
    batches: list[list[Role]], n: Any
) -> None:
    """Who holds a post on each day; the bounds of starts and ends; whether no world is left."""
    tl = product_of(batches, n)
    answers = Answers(facts_of(tl.log.read()))
    assume(is_dated(answers))
    for post in ("acme/ceo", "acme/board"):
        expected = {day: answers.holding(post, day) for day in answers.days()}
        assert {day: held_on(tl, post, day) for day in answers.days()} == expected
        history = history_of(tl, post)
        assert tenures_of(history) == tenures_by_reference(answers, post)
        assert is_conflicting(history) == answers.conflicting(post)


# --- the cases -------------------------------------------------------------------------------


def product_of_case(case: Case) -> timeline.Timeline:
    tl = timeline.memory()
    events = textwrap.indent(textwrap.dedent(case.events), "  ")
    tl.append_yaml_text(INTRODUCED + "events:\n" + events, allow_conflicts=True)
    return tl


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_holders_of_a_case_are_the_right_ones(case: Case) -> None:
    tl = product_of_case(case)
    told = {}
    for day in case.holding:
        held = held_on(tl, case.post, EdtfDate.parse(day).lo)
        told[day] = " ".join(
            person if certainty == "certain" else f"({person})"
            for (person, _), those in sorted(held.items())
            for certainty in those
        )
    assert told == case.holding


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_tenures_of_a_case_are_the_right_ones(case: Case) -> None:
    history = history_of(product_of_case(case), case.post)
    found = sorted((t[0], *t[2], *t[3]) for t in tenures_of(history))
    assert found == sorted(case.right_tenures())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_case_is_accepted_unless_it_contradicts_itself(case: Case) -> None:
    history = history_of(product_of_case(case), case.post)
    assert is_conflicting(history) == case.conflicting


def test_mean_lengths_are_bounded_over_all_worlds_together() -> None:
    case = next(c for c in CASES if c.says == "what follows tells when the one before ended")
    figure = product_of_case(case).stats("2024-01-01", posts=[case.post]).figure("tenure_mean")
    assert (figure.low, round(figure.high or 0, 1)) == (656.0, 724.3)


# --- what is told once --------------------------------------------------------------------------


@FEWER
@given(logs, seats)
def test_reasons_are_those_of_all_departures_told_as_one(batches: list[list[Role]], n: Any) -> None:
    tl = product_of(batches, n)
    answers = Answers(facts_of(tl.log.read()))
    for post in ("acme/ceo", "acme/board"):
        told = {d.id: d.reasons for d in answers.made(post).departures}
        ids = {event.position: event.id for event in tl.log.read()}
        for tenure in history_of(tl, post).tenures:
            by = ids.get(tenure.ended_by or 0)
            if tenure.ended == "departed" and by in told:
                assert set(tenure.reasons) == told[by]


def test_two_departures_told_as_one_have_the_reasons_of_both() -> None:
    batches: list[list[Role]] = [
        [came("a", "ann", "2018-03-01")],
        [left("b", "ann", "2018-03-04/2018-03-06", reasons=("retired",))],
        [left("c", "ann", DAY, reasons=("unstated",))],
        [left("d", "ann", DAY, reasons=("illness",))],
    ]
    (tenure,) = history_of(product_of(batches, 1), "acme/ceo").tenures
    assert set(tenure.reasons) == {"retired", "illness"}
