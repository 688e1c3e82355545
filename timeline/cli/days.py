"""Days as people give them to a question: a date, a partial date, `today`, `3 months ago`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import click

from timeline.events import BadDate, EdtfDate

__all__ = ["DAY", "MOMENT", "read_day", "read_moment", "today"]

_AGO: Final = r"(\d{1,5})\s+(day|week|month|year)s?\s+ago"
_KNOWN: Final = (
    "a date (2023-09-10, 2023-09, 2023), today, yesterday, or N days|weeks|months|years ago"
)


def today() -> date:
    """The day it is here."""
    return date.today()


def read_day(text: str) -> EdtfDate:
    """The day that a text means.

    Raises:
        BadDate: it is none of the forms above; nothing is guessed.
    """
    words = " ".join(text.split()).lower()
    if words == "today":
        return EdtfDate.of_day(today())
    if words == "yesterday":
        return EdtfDate.of_day(today().toordinal() - 1)
    if match := re.fullmatch(_AGO, words):
        return EdtfDate.of_day(_ago(text, int(match[1]), match[2]))
    day = EdtfDate.parse(text)
    if day.earliest is None or day.latest is None:
        raise BadDate(text, "a question needs a day or a period with a beginning and an end")
    return day


def read_moment(text: str) -> str:
    """The day, or the moment with its time, that a text means, as `Knowledge` takes it.

    Raises:
        BadDate: it is neither.
    """
    from timeline.projections.knowledge import Knowledge

    if not re.search(r"\d[T ]\d", text):
        return read_day(text).text
    return Knowledge.of(recorded_by=text).recorded_by or ""


def _ago(text: str, count: int, unit: str) -> date:
    import pendulum  # calendar arithmetic: a month before 31 March is 28 February

    now = today()
    try:
        then = pendulum.date(now.year, now.month, now.day).subtract(**{f"{unit}s": count})
    except (ValueError, OverflowError):
        raise BadDate(text, "that is before year 1") from None
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
            self.fail(f"{fault}. It takes {_KNOWN}.", param, ctx)


class MomentType(click.ParamType[str]):
    """A day or a moment with its time, for `--recorded-by`."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it; anything else is a usage error."""
        try:
            return read_moment(str(value))
        except BadDate as fault:
            self.fail(
                f"{fault}. It takes {_KNOWN}, or a moment like 2026-01-31T12:00Z.", param, ctx
            )


DAY: Final = DayType()
MOMENT: Final = MomentType()
