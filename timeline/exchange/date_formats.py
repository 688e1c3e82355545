"""Dates written by a format of Python's `strptime`, kept as precise as the format."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Final

from timeline.events import EdtfDate

__all__ = ["date_by_format", "fault_of_format"]

_YEAR: Final = "%[YyGcx]"
_PRECISION: Final = ((10, "%[dejxcuwAa]"), (7, "%[mbBh]"), (4, _YEAR))
"""How many characters of an ISO date are kept, by the directives that a format has."""

_PROBE: Final = datetime(2001, 2, 3)


def fault_of_format(form: str) -> str | None:
    """What is wrong with a format of dates; None if nothing is."""
    if not re.search(_YEAR, form):
        return "it has no year (%Y or %y)"
    try:
        datetime.strptime(_PROBE.strftime(form), form)
    except ValueError as fault:
        return str(fault)
    return None


@lru_cache(maxsize=1 << 12)
def date_by_format(text: str, form: str) -> EdtfDate | None:
    """A date read by a format, as precise as the format; None if the text is not in it.

    A format without a day gives a month, and one without a month a year.
    """
    try:
        moment = datetime.strptime(text, form)
    except ValueError:
        return None
    if text.isdecimal() and moment.strftime(form) != text:
        return None  # strptime takes 600519 for the year 6005
    for length, directives in _PRECISION:
        if re.search(directives, form):
            return EdtfDate.parse(moment.date().isoformat()[:length])
    return None
