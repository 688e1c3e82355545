"""Summaries of a log that is too big to draw, by SQL from the tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate
from timeline.projections.posts import PostHistory
from timeline.projections.summaries import Summary

from .records import StoredHistory
from .rule import HOLDS, bounding_days

if TYPE_CHECKING:
    from timeline.events import Database

__all__ = ["table_summaries"]

_BEFORE, _AFTER = "", "~"
"""Stand for no earliest and no latest day: before and after every date as text."""

_POSTS: Final = f"""
SELECT posts.post, posts.organization, posts.record, tenures, held, first_end, first_over
FROM posts LEFT JOIN (
    SELECT post, COUNT(*) AS tenures,
        MAX({HOLDS}) AS held,
        MIN(CASE WHEN until IS NOT NULL THEN COALESCE(until_earliest, '') END) AS first_end,
        MIN(CASE WHEN until IS NOT NULL THEN COALESCE(until_latest, '~') END) AS first_over
    FROM tenures t GROUP BY post
) USING (post)
ORDER BY organization, post
"""  # noqa: S608 - our own names
_BEGAN: Final = """
SELECT organization, {post}, SUBSTR(since_earliest, 1, 4) AS year, COUNT(*)
FROM tenures
WHERE year = SUBSTR(since_latest, 1, 4)
GROUP BY 1, 2, 3
"""


def table_summaries(connection: Database, day: EdtfDate, by_post: bool = False) -> list[Summary]:
    """The summaries of what the tables hold.

    Who holds what is counted by SQL. What a post is that nobody holds is `PostHistory`'s to say;
    all that it needs of the tenures is whether one has ended.
    """
    began: dict[tuple[str, str | None], dict[int, int]] = {}
    for home, post, year, count in connection.execute(
        _BEGAN.format(post="post" if by_post else "NULL")
    ):
        began.setdefault((home or "", post), {})[int(year)] = count
    found: dict[tuple[str, str | None], list[int]] = {}
    for post, home, record, tenures, held, *ends in connection.execute(
        _POSTS, bounding_days(day.lo, day.hi)
    ):
        counts = found.setdefault((home or "", post if by_post else None), [0, 0, 0, 0])
        counts[0] += 1
        counts[1] += held or 0
        counts[2] += not held and _is_vacant(StoredHistory(post, home, record), ends, day)
        counts[3] += tenures or 0
    return [
        Summary(home, post, n[0], n[1], n[2], n[3], began.get((home, post), {}))
        for (home, post), n in found.items()
    ]


def _is_vacant(history: PostHistory, ends: list[str | None], day: EdtfDate) -> bool:
    first, over = ends
    if first is not None and over is not None:
        left = *history.left, EdtfDate.between(_ordinal(first), _ordinal(over))
        history = PostHistory(history.profile, (), left, history.absences)
    return history.on(day).status == "vacant"


def _ordinal(text: str) -> int:
    if text in (_BEFORE, _AFTER):
        return BEFORE_ALL if text == _BEFORE else AFTER_ALL
    return date.fromisoformat(text).toordinal()
