"""What counts: what was announced by one day, and recorded by another."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from timeline.events import AFTER_ALL, BadDate, EdtfDate, t, to_date

from .record import Record

if TYPE_CHECKING:
    from timeline.events import AnyRecorded, Event

__all__ = ["EVERYTHING", "Day", "Knowledge", "Moment", "announced_on"]

Day: TypeAlias = EdtfDate | date | str
"""A day as a caller gives it: `2023-09-10`, a partial date, a `datetime.date`."""

Moment: TypeAlias = datetime | EdtfDate | date | str
"""A day, or a moment with its time."""


@attrs.frozen(repr=False)
class Knowledge(Record):
    """What counts: what was announced by one day and recorded by another; None is no bound.

    Attributes:
        announced_by: an event counts if it was announced on this date's latest day or before.
        recorded_by: a day, or a moment with its zone, to the microsecond, as it was given.
        last_moment: the last moment that `recorded_by` includes, as the log writes moments.
    """

    announced_by: EdtfDate | None = None
    recorded_by: str | None = None
    last_moment: str | None = attrs.field(init=False, eq=False)

    @classmethod
    def of(
        cls,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
    ) -> Knowledge:
        """Read the bounds as a caller gives them.

        Raises:
            BadDate: one of them is neither a date nor, for `recorded_by`, an ISO 8601 moment; or
                `recorded_by` is a `datetime` without a time zone, whose moment nobody knows.
        """
        if announced_by is None and recorded_by is None:
            return EVERYTHING
        if isinstance(recorded_by, datetime) and recorded_by.tzinfo is None:
            reason = t("it has no time zone; give it one, like datetime.now(UTC)")
            raise BadDate(recorded_by.isoformat(), reason)
        if isinstance(recorded_by, date):  # a datetime is one too
            recorded_by = recorded_by.isoformat()
        return cls(
            to_date(announced_by) if announced_by is not None else None,
            str(recorded_by) if recorded_by is not None else None,
        )

    def __attrs_post_init__(self) -> None:
        moment = None if self.recorded_by is None else _last_moment(self.recorded_by)
        object.__setattr__(self, "last_moment", moment)

    @property
    def is_everything(self) -> bool:
        """Tell whether everything counts."""
        return self.announced_by is None and self.recorded_by is None

    def has_recorded(self, event: AnyRecorded) -> bool:
        """Tell whether the event was recorded within the bound."""
        return self.last_moment is None or event.recorded <= self.last_moment

    def has_announced(self, fact: Event) -> bool:
        """Whether the public knew by then; introductions and repairs are known always.

        Without a stated date, a change is announced on the day it takes effect (its latest day).
        A fact that has no latest day at all is known always: there is no day to wait for.
        """
        if self.announced_by is None or not fact.IS_DATED:
            return True
        told = announced_on(fact)
        return told.hi >= AFTER_ALL or told.hi <= self.announced_by.hi


def announced_on(fact: Event) -> EdtfDate:
    """When the public was told of a dated fact: as stated, or on the day it took effect."""
    told: EdtfDate = getattr(fact, "announced", None) or fact.effective  # type: ignore[attr-defined]
    return told


def _last_moment(text: str) -> str:
    """The last moment that "recorded by" a text includes, as the log writes moments."""
    if "T" in text or " " in text.strip():
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            moment = None  # falls through to the date's own error
        if moment is not None:
            return _utc(moment)
    day = to_date(text)
    if day.hi >= AFTER_ALL:
        return "9999-12-31T23:59:59.999999Z"
    return f"{date.fromordinal(day.hi).isoformat()}T23:59:59.999999Z"


def _utc(moment: datetime) -> str:
    try:
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise BadDate(str(moment), t("it is outside of the years 1 to 9999 in UTC")) from None
    return aware.isoformat(timespec="microseconds").replace("+00:00", "Z")


EVERYTHING: Final = Knowledge()
"""All that is announced and recorded."""
