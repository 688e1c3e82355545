"""The date axis: days to columns, and the ticks that fit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Axis", "Window"]

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
"""Between ticks, in months."""


class Window(NamedTuple):
    """The days [lo, hi) to draw, as ordinals; `clipped` if more is known after them."""

    lo: int
    hi: int
    clipped: bool = False

    def axis(self, width: int) -> Axis:
        """Make the axis of these days over a number of columns."""
        return Axis(self.lo, self.hi, width, self.clipped)


class Axis(NamedTuple):
    """The days [lo, hi), drawn over a number of columns.

    Attributes:
        lo: the first day, as an ordinal.
        hi: the day after the last one.
        width: the columns.
        clipped: whether it ends before the days that are known do.
    """

    lo: int
    hi: int
    width: int
    clipped: bool = False

    def shows(self, day: int) -> bool:
        """Tell whether a day lies on the axis."""
        return self.lo <= day < self.hi

    def column(self, day: int) -> int:
        """The column in which a day begins, from 0 to `width`; days outside go to the ends."""
        if day <= self.lo:
            return 0
        if day >= self.hi:
            return self.width
        return (day - self.lo) * self.width // (self.hi - self.lo)

    def span(self, lo: int, hi: int) -> tuple[int, int]:
        """The columns [first, last) of the days [lo, hi); one at least, if any of it is shown.

        A tenure that began and ended on one day is shown too.
        """
        start, end = self.column(lo), self.column(hi)
        if start == end and lo < self.hi and max(hi, lo + 1) > self.lo:
            end = start + 1
            if end > self.width:
                start, end = self.width - 1, self.width
        return start, end

    def ticks(self) -> list[tuple[int, str]]:
        """The columns of the ticks, each with its label; no two labels touch."""
        for days in (1, 2, 7, 14):
            if found := self._spaced(self._days(days)):
                return found
        for step in _STEPS:
            if found := self._spaced(self._months(step)):
                return found
        return self._spaced([(self.lo, date.fromordinal(self.lo).isoformat())]) or []

    def _spaced(self, days: Iterable[tuple[int, str]]) -> list[tuple[int, str]] | None:
        found: list[tuple[int, str]] = []
        free = 0
        for day, label in days:
            column = self.column(day)
            if column < free:
                return None
            if column + len(label) <= self.width:
                found.append((column, label))
            free = column + len(label) + 2
        return found

    def _days(self, step: int) -> Iterator[tuple[int, str]]:
        if self.hi - self.lo > 60 * step:
            yield from ((self.lo, ""),) * 2  # too many to try
        for day in range(self.lo, min(self.hi, self.lo + 60 * step), step):
            yield day, date.fromordinal(day).isoformat()

    def _months(self, step: int) -> Iterator[tuple[int, str]]:
        first = date.fromordinal(max(1, self.lo))
        month = first.year * 12 + first.month - 1
        month += -month % step
        while month // 12 <= 9999:
            year, rest = divmod(month, 12)
            if year < 1:
                month += step
                continue
            day = date(year, rest + 1, 1).toordinal()
            if day >= self.hi:
                return
            if day >= self.lo:
                yield day, f"{year:04}" if step >= 12 else f"{year:04}-{rest + 1:02}"
            month += step
