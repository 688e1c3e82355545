"""What the tables say of a subject: the rows of one change, by table."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from timeline.events import AFTER_ALL, BEFORE_ALL, canonical

from .schema import TABLE_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.events import EdtfDate
    from timeline.projections.fold.log_histories import Change
    from timeline.projections.posts import PostHistory
    from timeline.projections.profiles import Profile
    from timeline.projections.tenures import Tenure

__all__ = ["Rows", "add_rows", "no_rows"]

Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]
"""Rows of texts, numbers and None, by the name of their table."""

_TABLES: Final = ("people", "organizations", "posts", "tenures", "milestones", "names")


def no_rows() -> Rows:
    """A place for rows."""
    return {name: [] for name in _TABLES}


def add_rows(rows: Rows, change: Change) -> None:
    """Add all that the tables say of one subject."""
    if change.history is not None:
        _add_history(rows, change.history)
    elif change.profile is not None:
        profile = change.profile
        home = () if profile.what == "person" else (profile.parent,)
        record = canonical(_profile_record(profile))
        rows[TABLE_OF[profile.what]].append((profile.id, profile.name, *home, record))
        _add_names(rows, profile)
    for m in change.milestones:
        days = _days(m.date)
        rows["milestones"].append((m.id, m.organization, m.title, *days, canonical(m.events)))


def _add_history(rows: Rows, history: PostHistory) -> None:
    profile = history.profile
    record = _profile_record(profile)
    if not profile.introduced:
        record["introduced"] = False
    if history.left:
        record["left"] = [day.text for day in history.left]
    if history.absences:
        record["absences"] = [[_text(a.start), _text(a.end), a.by] for a in history.absences]
    if history.conflicts:
        record["conflicts"] = [[c.code, c.event, c.message, c.hint] for c in history.conflicts]
    home = profile.parent
    row = (profile.id, home, profile.name, profile.seats(), canonical(record))
    rows["posts"].append(row)
    tenures = rows["tenures"]
    for number, tenure in enumerate(history.tenures, 1):
        tenures.append(_tenure_row(number, home, tenure))
    _add_names(rows, profile)


def _add_names(rows: Rows, profile: Profile) -> None:
    what, ident = profile.what, profile.id
    names = {name.casefold() for name in profile.all_names()}
    rows["names"] += [(what, name, ident) for name in (sorted(names) if len(names) > 1 else names)]


def _profile_record(profile: Profile) -> dict[str, Any]:
    patches = [
        [_text(p.effective), p.names, p.parent, p.seats, p.identifiers] for p in profile.patches
    ]
    return {"position": profile.position, "patches": patches}


def _tenure_row(number: int, home: str | None, tenure: Tenure) -> tuple[Any, ...]:
    """The row of a tenure; the numbers of a post's count from 1, in the order of their starts."""
    return (
        tenure.post,
        number,
        home,
        tenure.person,
        tenure.capacity,
        *_days(tenure.start),
        *_days(tenure.end),
        tenure.ended,
        canonical(tenure.reasons) if tenure.reasons else "[]",
        _text(tenure.announced),
        _text(tenure.end_announced),
        _text(tenure.term_ends),
        tenure.renewals,
        canonical(tenure.disputed) if tenure.disputed else "[]",
        _numbers(tenure.events),
        tenure.began_by,
        tenure.ended_by,
    )


def _numbers(numbers: Sequence[int]) -> str:
    """A JSON list of numbers."""
    return f"[{numbers[0]}]" if len(numbers) == 1 else str([*numbers])


def _days(day: EdtfDate | None) -> tuple[str | None, str | None, str | None]:
    """A date as written, and its earliest and latest day; no bound is NULL."""
    if day is None:
        return _NEVER
    text = day.text
    if day.lo == day.hi and len(text) == 10:
        return text, text, text
    return text, _iso(day.lo), _iso(day.hi)


_NEVER: Final = (None, None, None)


@lru_cache(maxsize=1 << 14)
def _iso(ordinal: int) -> str | None:
    return date.fromordinal(ordinal).isoformat() if BEFORE_ALL < ordinal < AFTER_ALL else None


def _text(day: EdtfDate | None) -> str | None:
    return None if day is None else day.text
