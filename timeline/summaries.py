"""Summaries of a log that is too big to draw: by SQL from the tables, else from the histories."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate

from .projections.histories import Histories, LogHistories
from .tables import TableHistories, _history

if TYPE_CHECKING:  # a log of which all is drawn needs none
    from .projections.summaries import Summary

__all__ = ["size_of", "summaries_of", "table_size", "table_summaries"]

_BEFORE, _AFTER = "", "~"
"""Stand for no earliest and no latest day: before and after every date as text."""

_POSTS: Final = """
SELECT posts.post, posts.organization, posts.record, tenures, held, first_end, first_over
FROM posts LEFT JOIN (
    SELECT post, COUNT(*) AS tenures,
        MAX(COALESCE(since_earliest, '') <= :hi AND (until IS NULL OR
            COALESCE(until_latest, '~') > MAX(:lo, COALESCE(since_earliest, '')))) AS held,
        MIN(CASE WHEN until IS NOT NULL THEN COALESCE(until_earliest, '') END) AS first_end,
        MIN(CASE WHEN until IS NOT NULL THEN COALESCE(until_latest, '~') END) AS first_over
    FROM tenures GROUP BY post
) USING (post)
ORDER BY organization, post
"""
_BEGAN: Final = """
SELECT organization, {post}, SUBSTR(since_earliest, 1, 4) AS year, COUNT(*)
FROM tenures JOIN posts USING (post)
WHERE year = SUBSTR(since_latest, 1, 4)
GROUP BY 1, 2, 3
"""


def size_of(histories: Histories) -> tuple[int, int]:
    """How many posts there are, and about how many tenures, without reading any history."""
    if isinstance(histories, TableHistories):
        with histories._reading() as (connection, older):
            return table_size(connection) if older is None else older.size()  # type: ignore[attr-defined]
    assert isinstance(histories, LogHistories)  # noqa: S101 - there are these two
    return histories.size()


def summaries_of(histories: Histories, day: EdtfDate, by_post: bool = False) -> list[Summary]:
    """A summary of each organization that has posts, or of each post; sorted by id."""
    if isinstance(histories, TableHistories):
        with histories._reading() as (connection, older):
            if older is None:
                return table_summaries(connection, day, by_post)
    from .projections.summaries import summarised

    return summarised(histories.histories(), day, by_post)


def table_size(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many posts and tenures the tables hold."""
    query = "SELECT (SELECT COUNT(*) FROM posts), (SELECT COUNT(*) FROM tenures)"
    posts, tenures = connection.execute(query).fetchone()
    return posts, tenures


def table_summaries(
    connection: sqlite3.Connection, day: EdtfDate, by_post: bool = False
) -> list[Summary]:
    """The summaries of what the tables hold.

    Who holds what is counted by SQL. What a post is that nobody holds is `PostHistory`'s to say;
    all that it needs of the tenures is whether one has ended.
    """
    from .projections.summaries import Summary

    began: dict[tuple[str, str | None], dict[int, int]] = {}
    for home, post, year, count in connection.execute(
        _BEGAN.format(post="post" if by_post else "NULL")
    ):
        began.setdefault((home or "", post), {})[int(year)] = count
    found: dict[tuple[str, str | None], Summary] = {}
    bounds = {"lo": _text(day.lo), "hi": _text(day.hi)}
    for post, home, record, tenures, held, *ends in connection.execute(_POSTS, bounds):
        key = home or "", post if by_post else None
        vacant = not held and _is_vacant(post, record, ends, day)
        so_far = found.get(key) or Summary(*key, 0, 0, 0, 0, began.get(key, {}))
        found[key] = attrs.evolve(
            so_far,
            posts=so_far.posts + 1,
            held=so_far.held + (held or 0),
            vacant=so_far.vacant + vacant,
            tenures=so_far.tenures + (tenures or 0),
        )
    return list(found.values())


def _is_vacant(post: str, record: str, ends: list[str | None], day: EdtfDate) -> bool:
    history = _history(post, record, ())
    first, over = ends
    if first is not None and over is not None:
        ended = EdtfDate.between(_ordinal(first), _ordinal(over))
        history = attrs.evolve(history, left=(*history.left, ended))
    return history.on(day).status == "vacant"


def _text(ordinal: int) -> str:
    if ordinal <= BEFORE_ALL:
        return _BEFORE
    return _AFTER if ordinal >= AFTER_ALL else date.fromordinal(ordinal).isoformat()


def _ordinal(text: str) -> int:
    if text in (_BEFORE, _AFTER):
        return BEFORE_ALL if text == _BEFORE else AFTER_ALL
    return date.fromisoformat(text).toordinal()
