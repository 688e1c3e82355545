"""A tenure: one person holding one post over one interval."""

from __future__ import annotations

from operator import attrgetter
from typing import Final, Literal, TypeAlias

import attrs

from timeline.events import EdtfDate

__all__ = ["Ended", "Tenure"]

Ended: TypeAlias = Literal["departed", "succeeded", "abolished", "dissolved"]


@attrs.frozen(slots=True, eq=False)
class Tenure:
    """One person holding one post over one interval, [start, end).

    Attributes:
        post: the post's id.
        person: the holder's id, or `unknown`.
        capacity: `permanent`, `acting` or `interim`.
        start: the first day in.
        end: the first day out; None while no end is on record.
        ended: how it ended: by a stated departure, implied by a successor, or with the post or its
            organization; None while no end is on record.
        reasons: why the holder left, as codes, where that was stated.
        announced: when the appointment was announced, where that was stated.
        end_announced: when the end was announced, where that was stated.
        term_ends: when it was expected to end, by the latest appointment.
        renewals: how often the holder was appointed again without a break.
        disputed: what sources say against it, as (field, what they say).
        events: the positions of the events behind it.
        began_by: the position of the event that says how it began.
        ended_by: the position of the event that ended it; None while no end is on record.
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

    def __eq__(self, other: object) -> bool:
        """Whether all fields are equal, wherever they were read."""
        return isinstance(other, Tenure) and _fields(self) == _fields(other)

    def __hash__(self) -> int:
        return hash(_fields(self))

    def certainty(self, lo: int, hi: int) -> Literal["certain", "possible"] | None:
        """Whether it holds on every day from ordinal `lo` to `hi`, or possibly on one; None if not.

        With a start in [s0, s1] and an end in [e0, e1] it holds on a day D for certain if
        s1 ≤ D < e0, and possibly if s0 ≤ D < e1.

        This is the rule. Its copies are in `tables/rule.py`, for rows and in SQL, and
        `charts/state.js`.
        """
        end = self.end
        if self.start.lo > hi or (end is not None and end.hi <= max(lo, self.start.lo)):
            return None
        if self.start.hi <= lo and (end is None or hi < end.lo):
            return "certain"
        return "possible"


_fields: Final = attrgetter(*(field.name for field in attrs.fields(Tenure)))
