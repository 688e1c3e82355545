"""The enumeration of worlds itself: the cases that it must get right, and the laws of DESIGN 3.3."""

from __future__ import annotations

import textwrap

import pytest

import timeline
from timeline.events import EdtfDate, RecordedEvent, read_yaml

from .cases_worlds import CASES, INTRODUCED, Case
from .reference_answers import Answers
from .reference_events import date_of, facts_of


def answers_to(case: Case) -> Answers:
    """What the reference answers; it reads the entries as they are, as one batch."""
    events = textwrap.indent(textwrap.dedent(case.events), "  ")
    text = INTRODUCED + "events:\n" + events
    document = read_yaml(text, case.says, timeline.memory().histories(), lenient=True)
    drafts = enumerate(document.drafts, 1)
    return Answers(
        facts_of(
            RecordedEvent(place, f"e{place}", "2026-01-01", "", draft.event, b"")
            for place, draft in drafts
        )
    )


def told_on(case: Case, day: str, answers: Answers) -> str:
    ordinal = EdtfDate.parse(day).lo
    held = answers.holding(case.post, min(max(ordinal, answers.first), answers.last))
    return " ".join(
        person if certainty == "certain" else f"({person})"
        for (person, _), certainty in sorted(held.items())
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
    assert found == sorted(right_tenure(told) for told in case.tenures)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_contradictions_are_told(case: Case) -> None:
    assert answers_to(case).conflicting(case.post) == case.conflicting


def right_tenure(told: str) -> tuple[str, int, int, int, int]:
    person, start, *end = told.split()
    dates = [date_of(EdtfDate.parse(text)) for text in (start, end[0] if end else "9999-12-31/..")]
    (first, last), (left, gone) = ((date.lo, date.hi) for date in dates)
    if not end:
        left = gone
    return person, first, last, left, gone
