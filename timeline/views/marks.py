"""Milestones: numbered marks above an axis, and notes that say what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import AFTER_ALL, BEFORE_ALL, t

from .cells import Strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.projections.milestones import MilestoneRecord

    from .axis import Axis
    from .cells import Line
    from .glyphs import Glyphs

__all__ = ["Marks"]


class Marks:
    """The milestones that an axis shows.

    Those of an unknown day have a note and no mark. More than there are numbers for are marked
    and counted, not told.
    """

    def __init__(self, milestones: Sequence[MilestoneRecord], axis: Axis, glyphs: Glyphs) -> None:
        self._axis = axis
        self._glyphs = glyphs
        self._shown = [m for m in milestones if _unbounded(m) or self._is_on(m)]
        self._numbered = len(self._shown) <= len(glyphs.marks)

    def __bool__(self) -> bool:
        return bool(self._shown)

    def strip(self) -> Strip:
        """The row of marks; an uncertain day is drawn from the first to the last it may be."""
        strip = Strip(self._axis.width)
        for milestone in self._shown:
            if not _unbounded(milestone):
                first, last = self._columns(milestone)
                strip.fill(first, last + 1, self._glyphs.uncertain, "dim")
        for column, numbers in self._by_column().items():
            single = self._numbered and len(numbers) == 1
            mark = self._glyphs.marks[numbers[0]] if single else self._glyphs.several
            strip.put(column, mark, "bold")
        return strip

    def notes(self) -> Iterator[Line]:
        """What the marks mean."""
        several = self._glyphs.several
        if not self._numbered:
            yield [
                (several, "bold"),
                (t(" {n} milestones; timeline log lists them", n=len(self._shown)), ""),
            ]
            return
        crowded = {n for numbers in self._by_column().values() if numbers[1:] for n in numbers}
        for number, milestone in enumerate(self._shown):
            place = (several if number in crowded else " ") if crowded else ""
            head = (f"{place}{self._glyphs.marks[number]}", "bold")
            yield [head, (f" {milestone.date.text:<10}  ", "dim"), (milestone.title, "")]

    def _by_column(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, milestone in enumerate(self._shown):
            if not _unbounded(milestone):
                found.setdefault(self._columns(milestone)[0], []).append(number)
        return found

    def _columns(self, milestone: MilestoneRecord) -> tuple[int, int]:
        day, last = milestone.date, self._axis.width - 1
        first = self._axis.column(max(day.lo, self._axis.lo))
        return min(first, last), min(self._axis.column(min(day.hi, self._axis.hi)), last)

    def _is_on(self, milestone: MilestoneRecord) -> bool:
        return milestone.date.lo < self._axis.hi and milestone.date.hi >= self._axis.lo


def _unbounded(milestone: MilestoneRecord) -> bool:
    return milestone.date.lo <= BEFORE_ALL or milestone.date.hi >= AFTER_ALL
