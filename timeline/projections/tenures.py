"""A tenure: one person holding one post over one interval."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Final, Literal, TypeAlias

import attrs

from timeline.events import EdtfDate

from .record import Record

__all__ = ["DaysHeld", "Ended", "Spans", "Tenure", "days_certainty", "told_by_one"]

Ended: TypeAlias = Literal["departed", "succeeded", "abolished", "dissolved", "died"]
Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Days as ordinals, each span [first, end), the earliest first."""


@attrs.frozen(slots=True, repr=False)
class DaysHeld(Record):
    """On which days a tenure holds, where its bounds alone do not tell.

    Attributes:
        certain: the days on which it holds in every world.
        possible: in some world.
        joint: the days on which the holder has the post in every world in this capacity, by this
            tenure or by another one of theirs, where it is open by which.
    """

    certain: Spans
    possible: Spans
    joint: Spans = ()


@attrs.frozen(slots=True, repr=False, eq=False)
class Tenure(Record):
    """One person holding one post over one interval, [start, end).

    Attributes:
        post: the post's id.
        person: the holder's id, or `unknown`.
        capacity: `permanent`, `acting` or `interim`.
        start: the first day in.
        end: the first day out; None while no end is on record.
        ended: how it ended: by a stated departure; or, implied, by a successor, with the post or
            its organization, or with the holder's death; None while no end is on record.
        reasons: why the holder left, as codes, where that was stated.
        announced: when the appointment was announced, where that was stated.
        end_announced: when the end was announced, where that was stated.
        term_ends: when it was expected to end, by the latest appointment.
        renewals: how often the holder was appointed again without a break.
        disputed: what sources say against it, as (field, what they say).
        events: the positions of the events behind it.
        began_by: the position of the event that says how it began.
        ended_by: the position of the event that ended it; None while no end is on record.
        replaces: whose seat it is, where that was stated.
        earlier_terms: when it was expected to end, by the appointments before the latest.
        last_seen: the last day on which something on record shows it going on; None if nothing
            that has a day does.
        conflicting: whether it rests on facts that cannot all be true.
        start_written: the start as it was written, where other facts narrow it.
        end_written: the end, likewise.
        days: on which it holds, where the bounds of its start and its end do not tell.
    """

    post: str
    person: str
    capacity: str
    start: EdtfDate
    end: EdtfDate | None
    ended: Ended | None
    reasons: tuple[str, ...]
    announced: EdtfDate | None
    end_announced: EdtfDate | None
    term_ends: EdtfDate | None
    renewals: int
    disputed: tuple[tuple[str, str], ...]
    events: tuple[int, ...]
    began_by: int
    ended_by: int | None
    replaces: str | None = None
    earlier_terms: tuple[EdtfDate, ...] = ()
    last_seen: EdtfDate | None = None
    conflicting: bool = False
    start_written: EdtfDate | None = None
    end_written: EdtfDate | None = None
    days: DaysHeld | None = None

    def __eq__(self, other: object) -> bool:
        """Whether all fields are equal, wherever they were read."""
        return isinstance(other, Tenure) and _fields(self) == _fields(other)

    def __hash__(self) -> int:
        return hash(_fields(self))

    @property
    def is_implied(self) -> bool:
        """Whether it ended, and no departure says so."""
        return self.ended is not None and self.ended != "departed"

    def is_presumed(self, day: int) -> bool:
        """Whether nothing on record shows it going on as late as a day, given as an ordinal."""
        return self.last_seen is None or self.last_seen.hi < day

    def presumed_on(self, day: EdtfDate) -> bool:
        """Whether it holds on a day, for certain or possibly, and nothing shows it as late."""
        return self.is_presumed(day.hi) and self.certainty(day.lo, day.hi) is not None

    def certainty(self, lo: int, hi: int) -> Literal["certain", "possible"] | None:
        """Whether it holds on every day from ordinal `lo` to `hi`, or possibly on one; None if not.

        With a start in [s0, s1] and an end in [e0, e1] it holds on a day D for certain if
        s1 ≤ D < e0, and possibly if s0 ≤ D < e1; unless `days` says it day by day.

        This is the rule. Its copies are in `tables/rule.py`, for rows and in SQL, and
        `charts/state.js`.
        """
        end, days = self.end, self.days
        if days is not None:
            return days_certainty(days, lo, hi)
        if self.start.lo > hi or (end is not None and end.hi <= max(lo, self.start.lo)):
            return None
        if self.start.hi <= lo and (end is None or hi < end.lo):
            return "certain"
        return "possible"


def days_certainty(days: DaysHeld, lo: int, hi: int) -> Literal["certain", "possible"] | None:
    """`Tenure.certainty`, by the days themselves."""
    if not any(first <= hi and lo < end for first, end in days.possible):
        return None
    sure = any(first <= lo and hi < end for first, end in (*days.certain, *days.joint))
    return "certain" if sure else "possible"


def told_by_one(tenures: Sequence[Tenure], lo: int, hi: int) -> list[Tenure]:
    """Those of some tenures that tell who holds a post on the days `lo` to `hi`, as ordinals.

    Where it is open by which of several tenures somebody holds it, who certainly does, they are
    told once: with the last of these tenures to begin.

    Args:
        tenures: of one post, that hold on these days for certain or possibly, by their starts.
        lo: the first day.
        hi: the last day.
    """
    last: dict[tuple[str, str], Tenure] = {}
    for tenure in tenures:
        joint = tenure.days.joint if tenure.days is not None else ()
        if any(first <= lo and hi < end for first, end in joint):
            last[tenure.person, tenure.capacity] = tenure
    return [t for t in tenures if last.get((t.person, t.capacity), t) is t]


_fields: Final = attrgetter(*(field.name for field in attrs.fields(Tenure)))
