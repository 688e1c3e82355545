"""How answers are said to people: lengths of time, certainty, what was asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from timeline.events import AFTER_ALL, BEFORE_ALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.events import EdtfDate
    from timeline.projections.knowledge import Knowledge
    from timeline.projections.posts import Certainty
    from timeline.projections.tenures import Tenure

__all__ = ["asked", "length", "question", "remarks", "said", "tenure_length"]


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


def asked(day: EdtfDate, knowledge: Knowledge) -> list[str]:
    """The three dates of a question, each in words."""
    announced, recorded = knowledge.announced_by, knowledge.recorded_by
    return [
        f"as of {day}",
        f"announced by {announced}" if announced else "all that is announced",
        f"recorded by {recorded}" if recorded else "all that is recorded",
    ]


def question(day: EdtfDate, knowledge: Knowledge, dot: str = "·") -> str:
    """The three dates of a question, in one line."""
    return f" {dot} ".join(asked(day, knowledge))


def tenure_length(tenure: Tenure, on: EdtfDate) -> str:
    """How long a tenure lasted, or has lasted on a day."""
    end = tenure.end
    if end is None or end.hi > on.lo:
        return length(tenure.start, on) if tenure.start.hi <= on.lo else "?"
    return length(tenure.start, end)


def remarks(tenure: Tenure, certainty: Certainty, day: EdtfDate) -> list[str]:
    """What else is to say of a tenure that holds on a day; how sure that is comes first.

    `charts/page.js` says the same, in a function of this name.
    """
    said: list[str] = [certainty]
    if tenure.capacity != "permanent":
        said.append(tenure.capacity)
    if tenure.end is not None:
        said.append(f"until {tenure.end}")
    elif tenure.term_ends is not None:
        late = tenure.term_ends.hi <= day.lo
        said.append(f"term {'was to end' if late else 'ends'} {tenure.term_ends}")
    if tenure.disputed:
        said.append(f"disputed: {', '.join(says for _, says in tenure.disputed)}")
    return said


def said(fact: Any, person: Callable[[str], str] = str, arrow: str = "→") -> str:
    """An event in a few words; `person` gives a name for an id."""
    kind = fact.KIND
    if kind == "appointed":
        capacity = "" if fact.capacity == "permanent" else f" ({fact.capacity})"
        return f"{person(fact.person)} {arrow} {fact.post}{capacity}"
    if kind == "departed":
        reasons = f" ({', '.join(fact.reasons)})" if fact.reasons else ""
        return f"{person(fact.person)} leaves {fact.post}{reasons}"
    if kind == "corrected":
        date = getattr(fact.replacement, "effective", None)
        dated = f" on {date}" if date is not None else ""
        return f"{said(fact.replacement, person, arrow)}{dated}; {fact.why}"
    if kind == "disputed":
        return f"{fact.field} {fact.says}"
    if kind in ("retracted", "milestone"):
        return str(fact.why if kind == "retracted" else fact.title)
    if kind == "cancelled":
        return f"cancelled, announced {fact.announced}"
    if kind == "cited":
        return fact.note or ", ".join(s.title or s.url or "" for s in fact.sources)
    if kind in ("abolished", "dissolved"):
        return f"{kind}: {getattr(fact, 'post', None) or fact.organization}"
    names = fact.titles if kind == "post" else fact.names
    return f"{getattr(fact, kind)}: {' / '.join(names[tag] for tag in sorted(names, reverse=True))}"
