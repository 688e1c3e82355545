"""Posts by their numbers: what is shown of an organization where there is too much to draw."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from timeline.events import EdtfDate

    from .posts import PostHistory

__all__ = ["Summary", "summarised", "year_of"]


@attrs.frozen(slots=True)
class Summary:
    """What an organization's own posts come to on a day, or one post does.

    Attributes:
        organization: its id, or the post's organization's.
        post: the post's id; None where it is about all of the organization's.
        posts: how many.
        held: how many of them somebody holds, for certain or possibly.
        vacant: how many are vacant; the rest do not exist on the day, or are not on record.
        tenures: how many are on record.
        began: how many of those began in each year; one that may have begun in either of two
            years is not counted.
    """

    organization: str
    post: str | None
    posts: int
    held: int
    vacant: int
    tenures: int
    began: Mapping[int, int] = attrs.field(hash=False)


def summarised(
    histories: Iterable[PostHistory], day: EdtfDate, by_post: bool = False
) -> list[Summary]:
    """A summary of each organization that has posts, or of each post; sorted by id."""
    found: dict[tuple[str, str | None], list[PostHistory]] = {}
    for history in histories:
        key = history.organization, history.post if by_post else None
        found.setdefault(key, []).append(history)
    return [
        _summary(home, post, own, day)
        for (home, post), own in sorted(
            found.items(), key=lambda item: (item[0][0], item[0][1] or "")
        )
    ]


def _summary(home: str, post: str | None, own: list[PostHistory], day: EdtfDate) -> Summary:
    status = Counter(history.on(day).status for history in own)
    years = (year_of(tenure.start) for history in own for tenure in history.tenures)
    began = Counter(year for year in years if year is not None)
    tenures = sum(len(history.tenures) for history in own)
    return Summary(home, post, len(own), status["held"], status["vacant"], tenures, began)


def year_of(day: EdtfDate) -> int | None:
    """The year that a date is in; None if it may be in either of two."""
    if day.lo <= BEFORE_ALL or day.hi >= AFTER_ALL:
        return None
    first, last = date.fromordinal(day.lo).year, date.fromordinal(day.hi).year
    return first if first == last else None
