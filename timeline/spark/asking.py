"""Who held what on a day, in Spark: by the SQL that DuckDB runs, in Spark's words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from timeline.events import BadValue, t, to_date
from timeline.exchange.as_of import as_of_sql
from timeline.projections.knowledge import Day, Knowledge, Moment

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["as_of"]


def as_of(
    tenures: DataFrame,
    day: Day,
    *,
    announced_by: Day | None = None,
    recorded_by: Moment | None = None,
) -> DataFrame:
    """What every post is on a day: a row for each holder, and for each post that nobody holds.

    Args:
        tenures: as `tenures` gives them, or `read_tenures`.
        day: as of which; of an uncertain one, what is so on all its days is certain.
        announced_by: by when a change had to be announced to count.
        recorded_by: by when an event had to be recorded to count.

    Raises:
        BadDate: one of them is no date.
        BadValue: the day has no earliest or latest day.
    """
    date, knowledge = to_date(day), Knowledge.of(announced_by, recorded_by)
    if date.earliest is None or date.latest is None:
        raise BadValue("day", t("{day} has no first or last day to ask about", day=date.text))
    by = knowledge.announced_by
    told = None if by is None else by.latest
    asked: dict[str, Any] = {
        "first": date.earliest.isoformat(),
        "last": date.latest.isoformat(),
        "told": None if told is None else told.isoformat(),
        "noted": knowledge.last_moment,
    }
    return tenures.sparkSession.sql(_query(), args=asked, beliefs=tenures)


@cache
def _query() -> str:
    """The core of `as_of.sql` for Spark, with the question as its parameters."""
    core = _between(as_of_sql("duckdb"), "core")
    core = core.replace(_between(core, "list"), _LIST)
    core = _HOLDS.sub(lambda found: _SPANS[found[1]].format(*found.groups()[1:]), core)
    return _QUESTION + re.sub(r"\bbeliefs\b", "{beliefs}", core)


def _between(text: str, name: str) -> str:
    """What stands between the two comments of a name."""
    return text.partition(f"-- {name} begins\n")[2].partition(f"-- {name} ends\n")[0]


_QUESTION: Final = """WITH question AS (
    SELECT CAST(:first AS DATE) AS a, CAST(:last AS DATE) AS b,
           CAST(:told AS DATE) AS told, CAST(:noted AS STRING) AS noted
),
"""
_LIST: Final = """
        SELECT p.post, s.date, s.earliest, s.latest, p.a, p.b, place AS number
        FROM posts p LATERAL VIEW posexplode(p.began) x AS place, s
        WHERE NOT p.is_held AND NOT p.is_absent
"""
_HOLDS: Final = re.compile(r"\b(holds_all|holds_one)\(([\w.]+), ([\w.]+), ([\w.]+)\)")
_SPANS: Final = {
    "holds_all": "coalesce(exists({0}, s -> (s.first IS NULL OR s.first <= {1})"
    " AND (s.until IS NULL OR s.until > {2})), false)",
    "holds_one": "coalesce(exists({0}, s -> (s.first IS NULL OR s.first <= {2})"
    " AND (s.until IS NULL OR s.until > {1})), false)",
}
"""The macros of `as_of.sql`, with the spans, the first and the last day in their places."""
