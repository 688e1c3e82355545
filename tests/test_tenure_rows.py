"""Rows that are tenures: neither their order nor how often one is parted changes an answer."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

import timeline
from timeline.events import EdtfDate, Organization, Person, Post
from timeline.exchange.recording import record
from timeline.exchange.statements import Reading
from timeline.exchange.tenure_rows import Introduction, TenureRow, statements_of

if TYPE_CHECKING:
    from collections.abc import Sequence

DAYS = [EdtfDate.parse(f"2001-{month:02}-01") for month in range(1, 13)]
DATES = [*DAYS, EdtfDate.parse("2001"), EdtfDate.parse("2002"), EdtfDate.parse("2001-06")]
PEOPLE = ("ann", "bob", "cy")

HOME: list[Introduction] = [
    Introduction("0", Organization(organization="acme", names={"en": "Acme"})),
    Introduction("0", Post(post="acme/board", organization="acme", seats="unknown")),
    *(Introduction("0", Person(person=person, names={"en": person})) for person in PEOPLE),
]


def said(rows: Sequence[TenureRow]) -> timeline.Timeline:
    """A timeline of what rows state, numbered as they come."""
    numbered = [attrs.evolve(row, record=f"row {index}") for index, row in enumerate(rows)]
    tl = timeline.memory()
    record(tl, partial(_read, numbered), "reg")
    return tl


def _read(rows: Sequence[TenureRow], _: object) -> Reading:
    reading = Reading(())
    reading.statements = statements_of([*HOME, *rows], reading)
    return reading


def answers(tl: timeline.Timeline) -> list[Any]:
    """Every tenure, without what tells one event from another."""
    return sorted(
        (
            *(tenure.person, tenure.capacity, tenure.start.text),
            *(tenure.end.text if tenure.end else "", tenure.reasons),
        )
        for tenure in tl.succession("acme/board")
    )


@st.composite
def rows(draw: st.DrawFn) -> TenureRow:
    start, end = draw(st.sampled_from([None, *DATES])), draw(st.sampled_from([None, *DATES]))
    return TenureRow(
        record="",
        person=draw(st.sampled_from(PEOPLE)),
        post="acme/board",
        start=start,
        end=end,
        ends=draw(st.sampled_from(["first-day-out", "last-day", "unstated"])),
        capacity=draw(st.sampled_from(["permanent", "permanent", "acting"])),
    )


@given(st.lists(rows(), max_size=7), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_answer(found: list[TenureRow], random: Any) -> None:
    shuffled = [*found]
    random.shuffle(shuffled)
    assert answers(said(shuffled)) == answers(said(found))


@given(st.lists(rows(), max_size=6))
def test_a_row_that_stands_twice_changes_no_answer(found: list[TenureRow]) -> None:
    assert answers(said([*found, *found[:3]])) == answers(said(found))


@given(
    st.sampled_from(PEOPLE),
    st.lists(st.integers(0, 330), min_size=2, max_size=6, unique=True),
    st.sampled_from(["first-day-out", "last-day", "unstated"]),
    st.booleans(),
)
def test_a_tenure_in_touching_rows_is_that_tenure(
    person: str, offsets: list[int], ends: Any, is_open: bool
) -> None:
    """Whether the next row begins on the last day, or on the day after, as the ends mean."""
    first = DAYS[0].lo
    edges = [first + offset for offset in sorted(offsets)]
    gap = 1 if ends == "last-day" else 0
    parts = [
        TenureRow(
            record="",
            person=person,
            post="acme/board",
            start=EdtfDate.of_day(start),
            end=None if is_open and end == edges[-1] else EdtfDate.of_day(end - gap),
            ends=ends,
        )
        for start, end in pairwise(edges)
    ]
    whole = attrs.evolve(parts[0], end=parts[-1].end)
    assert answers(said(parts)) == answers(said([whole]))


@given(st.lists(rows(), max_size=6))
def test_a_second_reading_records_nothing(found: list[TenureRow]) -> None:
    numbered = [attrs.evolve(row, record=f"row {index}") for index, row in enumerate(found)]
    tl = timeline.memory()
    for _ in range(2):
        done = record(tl, partial(_read, numbered), "reg")
    assert done.is_in_step
