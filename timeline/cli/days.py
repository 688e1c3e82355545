"""Days as people give them to a question: a date, a partial date, `today`, `3 months ago`.

Words like `today` are about the day it is here, except where they bound what the log recorded:
days on the recorded axis are UTC days, and so is their today. West of Greenwich the evening's
events would be hidden otherwise, and east of it the morning's yesterday would hold today's.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from timeline.events import BadDate, EdtfDate, later, t

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DAY", "MOMENT", "read_day", "read_moment", "today"]

_NEAR: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_AWAY: Final = r"(in )?(\d{1,5}) (day|week|month|year)s?( ago)?"
_KNOWN: Final = later(
    "a date (2023-09-10, 2023-09, 2023), today, yesterday, tomorrow, N days|weeks|months|years ago"
    " or in N days|weeks|months|years"
)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day, in local time."""
    return now().astimezone().date()


def read_day(text: str) -> EdtfDate:
    """The day that a text means here.

    Raises:
        BadDate: it is none of the forms above; nothing is guessed.
    """
    return _read_day(text, today)


def _read_day(text: str, today: Callable[[], date]) -> EdtfDate:
    words = " ".join(text.split()).lower()
    if words in _NEAR:
        return EdtfDate.of_day(today().toordinal() + _NEAR[words])
    match = re.fullmatch(_AWAY, words, re.ASCII) if " " in words else None
    if match and bool(match[1]) != bool(match[4]):
        count = int(match[2]) * (1 if match[1] else -1)
        return EdtfDate.of_day(_away(text, today(), count, match[3]))
    day = EdtfDate.parse(text)
    if day.earliest is None or day.latest is None:
        raise BadDate(text, t("a question needs a day or a period with a beginning and an end"))
    return day


def read_moment(text: str) -> str:
    """The UTC day, or the moment with its time, that a text means, as `Knowledge` takes it.

    Raises:
        BadDate: it is neither.
    """
    from timeline.projections.knowledge import Knowledge

    if not re.search(r"\d[T ]\d", text):
        return _read_day(text, lambda: now().date()).text
    return Knowledge.of(recorded_by=text).recorded_by or ""


def _away(text: str, today: date, count: int, unit: str) -> date:
    import pendulum  # calendar arithmetic: a month before 31 March is 28 February

    try:
        then = pendulum.date(today.year, today.month, today.day).add(**{f"{unit}s": count})
    except (ValueError, OverflowError):
        beyond = t("before year 1") if count < 0 else t("after year 9999")
        raise BadDate(text, t("that is {beyond}", beyond=beyond)) from None
    return date(then.year, then.month, then.day)


class DayType(click.ParamType[EdtfDate]):
    """A day on the command line."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> EdtfDate:
        """Read it; anything else is a usage error."""
        if isinstance(value, EdtfDate):
            return value
        try:
            return read_day(str(value))
        except BadDate as fault:
            self.fail(t("{fault}. It takes {known}.", fault=fault, known=t(_KNOWN)), param, ctx)


class MomentType(click.ParamType[str]):
    """A day or a moment with its time, for `--recorded-by`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it; anything else is a usage error."""
        try:
            return read_moment(str(value))
        except BadDate as fault:
            self.fail(
                t(
                    "{fault}. It takes {known}, or a moment like 2026-01-31T12:00Z.",
                    fault=fault,
                    known=t(_KNOWN),
                ),
                param,
                ctx,
            )


DAY: Final = DayType()
MOMENT: Final = MomentType()
