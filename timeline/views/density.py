"""How many tenures began when, in one line: an overview of what is too much to draw."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .axis import Axis
from .cells import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from timeline.events import EdtfDate
    from timeline.projections.summaries import Summary

    from .glyphs import Glyphs

__all__ = ["axis_of_years", "years_strip"]


def axis_of_years(summaries: Iterable[Summary], day: EdtfDate, width: int) -> Axis | None:
    """An axis from the first year in which a tenure began to the last, or to the day's.

    None where no year is known, or there is no room.
    """
    years = [year for summary in summaries for year in summary.began]
    if not years or width < 8:
        return None
    if (asked := day.latest) is not None:
        years.append(asked.year)
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    return Axis(first.toordinal(), last.toordinal() + 1, width)


def years_strip(axis: Axis, began: Mapping[int, int], glyphs: Glyphs) -> Strip:
    """Draw, in each column, the most tenures that began in one of its years."""
    strip, levels = Strip(axis.width), glyphs.levels
    highest = [0] * axis.width
    for year, count in began.items():
        first, end = axis.span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        for column in range(first, end):
            highest[column] = max(highest[column], count)
    most = max(highest)
    for column, count in enumerate(highest):
        strip.put(column, levels[-(-count * (len(levels) - 1) // max(1, most))])
    return strip
