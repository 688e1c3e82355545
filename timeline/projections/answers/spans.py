"""Lengths in days and spans of days [first, last), as ordinals."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from timeline.events import AFTER_ALL, BEFORE_ALL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..tenures import Tenure

__all__ = ["Bounds", "certain_span", "covered", "length_of", "possible_span", "without"]

Bounds: TypeAlias = tuple[int, int]
"""The least and the most; or the first day, and the day after the last."""


def length_of(tenure: Tenure, day: int) -> Bounds | None:
    """The shortest and the longest that a tenure may have lasted by a day; None without bounds."""
    if tenure.start.lo <= BEFORE_ALL:
        return None
    first_out, last_out = (tenure.end.lo, tenure.end.hi) if tenure.end else (day, day)
    return (
        max(0, min(first_out, day) - tenure.start.hi),
        max(0, min(last_out, day) - tenure.start.lo),
    )


def certain_span(tenure: Tenure) -> Bounds:
    """The days [first, last) on which it holds for certain; none if they run backwards."""
    return tenure.start.hi, tenure.end.lo if tenure.end else AFTER_ALL


def possible_span(tenure: Tenure) -> Bounds:
    """The days [first, last) on which it possibly holds."""
    return tenure.start.lo, tenure.end.hi if tenure.end else AFTER_ALL


def covered(spans: Iterable[tuple[int, int]], until: int) -> int:
    """How many days before `until` some spans [first, last) cover together."""
    total = free = 0
    for first, last in sorted(spans):
        begin, end = max(first, free), min(last, until)
        if begin < end:
            total += end - begin
            free = end
    return total


def without(spans: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]], until: int) -> int:
    """How many days before `until` some spans cover and others do not."""
    others = list(others)
    return covered([*spans, *others], until) - covered(others, until)
