"""When many tenures began, in one strip: an overview of what is too high for a screen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from timeline.events import AFTER_ALL, BEFORE_ALL

if TYPE_CHECKING:
    from .pictures import Picture

__all__ = ["HIGH", "MANY_LANES", "density"]

MANY_LANES: Final = 40
"""More lanes than so many do not fit on a screen, and get an overview above them."""

HIGH: Final = 22
"""How high the strip is, in pixels."""

_BAR: Final = 5
"""How wide one of its bars is, about."""


def density(picture: Picture, width: int) -> list[tuple[int, int, int]]:
    """Count the tenures that began in equal spans of days, for a plot of a width in pixels.

    Gives (first day, day after the last, how many) of each span in which one did, the earliest
    first. An uncertain beginning counts in the middle of its days; one that nobody knows does not.
    """
    days = picture.last - picture.first
    spans = max(1, min(days, width // _BAR))
    began: Counter[int] = Counter()
    for rows in picture.posts.values():
        for tenure in rows.history.tenures:
            lo, hi = tenure.start.lo, tenure.start.hi
            middle = (lo + hi) // 2
            if lo > BEFORE_ALL and hi < AFTER_ALL and picture.first <= middle < picture.last:
                began[(middle - picture.first) * spans // days] += 1
    return [
        (
            picture.first + -(-span * days // spans),
            picture.first + -(-(span + 1) * days // spans),
            count,
        )
        for span, count in sorted(began.items())
    ]
