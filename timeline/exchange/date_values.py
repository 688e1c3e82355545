"""Several values for one date, as registers have them: the day is one among theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import EdtfDate

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["date_among"]


def date_among(dates: Iterable[EdtfDate]) -> EdtfDate | None:
    """The date that several values tell; None if there are none.

    Where one lies within all others it is that one; or else it is one of them, nobody knows which.
    """
    distinct = list(dict.fromkeys(dates))
    if not distinct:
        return None
    narrow = min(distinct, key=lambda date: date.hi - date.lo)
    if all(date.lo <= narrow.lo and narrow.hi <= date.hi for date in distinct):
        return narrow
    return EdtfDate.between(min(date.lo for date in distinct), max(date.hi for date in distinct))
