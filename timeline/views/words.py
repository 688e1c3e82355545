"""How answers are said to people: lengths of time, certainty, what was asked."""

from __future__ import annotations

from datetime import date

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate
from timeline.projections.standing import Knowledge

__all__ = ["length", "question"]


def length(since: EdtfDate, on: EdtfDate) -> str:
    """How long a tenure has lasted on a day, in years and months, or in days."""
    if on.lo <= BEFORE_ALL or on.hi >= AFTER_ALL:
        return "?"
    if since.lo <= BEFORE_ALL or since.hi >= AFTER_ALL:
        if since.hi >= AFTER_ALL or since.hi > on.lo:
            return "?"
        return f"{_span(since.hi, on.lo)} or more"
    shortest, longest = _span(since.hi, on.lo), _span(since.lo, on.hi)
    if shortest == longest:
        return longest
    if since.hi > on.lo:
        return f"up to {longest}"
    return f"{shortest} to {longest}"


def _span(first: int, last: int) -> str:
    if last <= first:
        return "first day"
    start, end = date.fromordinal(first), date.fromordinal(last)
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    if months < 1:
        return f"{last - first} d"
    years, months = divmod(months, 12)
    if not years:
        return f"{months} m"
    return f"{years} y {months} m" if months else f"{years} y"


def question(day: EdtfDate, knowledge: Knowledge) -> str:
    """The three dates of a question."""
    announced = knowledge.announced_by
    said = [f"as of {day}"]
    said.append(f"announced by {announced}" if announced else "all that is announced")
    said.append(
        f"recorded by {knowledge.recorded_by}" if knowledge.recorded_by else "all that is recorded"
    )
    return " · ".join(said)
