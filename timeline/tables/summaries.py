"""Summaries of a log that is too big to draw, by SQL from the tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate
from timeline.projections.posts import PostHistory
from timeline.projections.summaries import Summary

from .columns import COLUMNS
from .records import StoredHistory, StoredTenure
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
        MAX(CASE WHEN {HOLDS} THEN 1 ELSE 0 END) AS held,
        MIN(CASE WHEN until IS NOT NULL THEN COALESCE(until_earliest, '') END) AS first_end,
        MIN(CASE WHEN until IS NOT NULL THEN COALESCE(until_latest, '~') END) AS first_over
    FROM tenures t GROUP BY post
) counted USING (post)
ORDER BY COALESCE(organization, ''), post
"""  # noqa: S608 - our own names
_UNTOLD: Final = f"""
SELECT {", ".join(column.name for column in COLUMNS)} FROM tenures
WHERE post IN (SELECT post FROM tenures WHERE days IS NOT NULL)
"""  # noqa: S608 - our own names
_BEGAN: Final = """
SELECT organization, {post}, SUBSTR(since_earliest, 1, 4), COUNT(*)
FROM tenures
WHERE SUBSTR(since_earliest, 1, 4) = SUBSTR(since_latest, 1, 4)
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
    doubtful = _doubtful(connection, day)
    for post, home, record, tenures, held, *ends in connection.execute(
        _POSTS, bounding_days(day.lo, day.hi)
    ):
        counts = found.setdefault((home or "", post if by_post else None), [0, 0, 0, 0])
        held = doubtful.get(post, held)
        counts[0] += 1
        counts[1] += held or 0
        counts[2] += not held and _is_vacant(StoredHistory(post, home, record), ends, day)
        counts[3] += tenures or 0
    return [
        Summary(home, post, n[0], n[1], n[2], n[3], began.get((home, post), {}))
        for (home, post), n in found.items()
    ]


def _doubtful(connection: Database, day: EdtfDate) -> dict[str, bool]:
    """By post, whether it is held, where the dates of a tenure do not tell."""
    found: dict[str, bool] = {}
    for row in connection.execute(_UNTOLD):
        tenure = StoredTenure(row)
        held = tenure.certainty(day.lo, day.hi) is not None
        found[tenure.post] = found.get(tenure.post, False) or held
    return found


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
