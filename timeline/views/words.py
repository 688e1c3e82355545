"""How answers are said to people: lengths of time, certainty, what was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from timeline.events import AFTER_ALL, BEFORE_ALL, later, t

if TYPE_CHECKING:
    from timeline.events import EdtfDate
    from timeline.projections.knowledge import Knowledge
    from timeline.projections.posts import Certainty
    from timeline.projections.tenures import Tenure

__all__ = ["length", "question", "question_parts", "remarks", "said", "stale", "tenure_length"]


def length(since: EdtfDate, on: EdtfDate) -> str:
    """Say how long a tenure has lasted on a day, in years and months, or in days."""
    if on.lo <= BEFORE_ALL or on.hi >= AFTER_ALL:
        return "?"
    if since.lo <= BEFORE_ALL or since.hi >= AFTER_ALL:
        if since.hi >= AFTER_ALL or since.hi > on.lo:
            return "?"
        return t("{span} or more", span=_span(since.hi, on.lo))
    shortest, longest = _span(since.hi, on.lo), _span(since.lo, on.hi)
    if shortest == longest:
        return longest
    if since.hi > on.lo:
        return t("up to {span}", span=longest)
    return t("{shortest} to {longest}", shortest=shortest, longest=longest)


def _span(first: int, last: int) -> str:
    if last <= first:
        return t("first day")
    # Calendar months, counted whole: 31 January to 28 February is 28 days, and 29 February to the
    # next year's 28th 11 months. pendulum, which reads `3 months ago`, calls the first a month and
    # the second 11 months 4 weeks 2 days, says weeks, and rounds 3 years 7 months to 4 years.
    start, end = date.fromordinal(first), date.fromordinal(last)
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    if months < 1:
        return t("{n} d", n=last - first)
    years, months = divmod(months, 12)
    if not years:
        return t("{months} m", months=months)
    if months:
        return t("{years} y {months} m", years=years, months=months)
    return t("{years} y", years=years)


def question_parts(day: EdtfDate, knowledge: Knowledge) -> list[str]:
    """The three dates of a question, each in words."""
    announced, recorded = knowledge.announced_by, knowledge.recorded_by
    return [
        t("as of {day}", day=day),
        t("announced by {day}", day=announced) if announced else t("all that is announced"),
        t("recorded by {day}", day=recorded) if recorded else t("all that is recorded"),
    ]


def question(day: EdtfDate, knowledge: Knowledge, dot: str = "·") -> str:
    """The three dates of a question, in one line."""
    return f" {dot} ".join(question_parts(day, knowledge))


def tenure_length(tenure: Tenure, on: EdtfDate) -> str:
    """Say how long a tenure lasted, or has lasted on a day if it goes on."""
    end = tenure.end
    if end is None or end.hi > on.lo:
        return length(tenure.start, on) if tenure.start.hi <= on.lo else "?"
    return length(tenure.start, end)


def remarks(tenure: Tenure, certainty: Certainty, day: EdtfDate) -> list[str]:
    """What else is to say of a tenure that holds on a day; how sure that is comes first.

    `charts/page.js` says the same, in a function of this name.
    """
    said: list[str] = [t(certainty)]
    if tenure.capacity != "permanent":
        said.append(t(tenure.capacity))
    if tenure.end is not None:
        said.append(t("until {day}", day=tenure.end))
    elif tenure.term_ends is not None:
        late = tenure.term_ends.hi <= day.lo
        says = later("term was to end {day}") if late else later("term ends {day}")
        said.append(t(says, day=tenure.term_ends))
    if stale(tenure.last_seen, day):
        said.append(t("presumed, last seen {day}", day=tenure.last_seen))
    if tenure.conflicting:
        said.append(t("conflicting"))
    if tenure.disputed:
        said.append(t("disputed: {says}", says=", ".join(t(says) for _, says in tenure.disputed)))
    return said


def stale(seen: EdtfDate | None, day: EdtfDate) -> bool:
    """Whether what was seen last is so old that an answer says it: more than a year."""
    return seen is not None and day.hi < AFTER_ALL and seen.hi + _YEAR < day.lo


_YEAR: Final = 366


def said(
    fact: Any,
    person: Callable[[str], str] = str,
    arrow: str = "→",
    post: Callable[[str], str] = str,
) -> str:
    """Say an event in a few words; `person` and `post` give what to call an id."""
    return _WORDS[fact.KIND](fact, _Speech(person, arrow, post))


class _Speech(NamedTuple):
    """How an event is told: what names people and posts, and what stands between the two."""

    person: Callable[[str], str]
    arrow: str
    post: Callable[[str], str]


def _appointed(fact: Any, speech: _Speech) -> str:
    capacity = "" if fact.capacity == "permanent" else f" ({t(fact.capacity)})"
    seat = t(" (replaces {person})", person=speech.person(fact.replaces)) if fact.replaces else ""
    return f"{speech.person(fact.person)} {speech.arrow} {speech.post(fact.post)}{capacity}{seat}"


def _departed(fact: Any, speech: _Speech) -> str:
    reasons = ", ".join([*map(t, fact.reasons), *filter(None, [fact.reason_code])])
    person, post = speech.person(fact.person), speech.post(fact.post)
    leaves = t("{person} leaves {post}", person=person, post=post)
    return f"{leaves} ({reasons})" if reasons else leaves


def _corrected(fact: Any, speech: _Speech) -> str:
    date = getattr(fact.replacement, "effective", None)
    dated = t(" on {day}", day=date) if date is not None else ""
    return f"{said(fact.replacement, *speech)}{dated}; {fact.why}"


def _covered(fact: Any, _: _Speech) -> str:
    what = fact.post or fact.organization or t("everything")
    return t("complete through {day}: {what}", day=fact.effective, what=what)


def _cited(fact: Any, _: _Speech) -> str:
    sources = ", ".join(source.title or source.url or "" for source in fact.sources)
    causes = t("because {causes}", causes=", ".join(fact.because)) if fact.because else ""
    return fact.note or sources or causes


def _introduced(fact: Any, _: _Speech) -> str:
    names = fact.titles if fact.KIND == "post" else fact.names
    named = " / ".join(names[tag] for tag in sorted(names, reverse=True))
    fields = ("born", "died", "seats", "continues")
    more = [
        f"{t(field)} {', '.join(value) if isinstance(value, tuple) else value}"
        for field in fields
        if (value := getattr(fact, field, None))
    ]
    return f"{getattr(fact, fact.KIND)}: {', '.join([named, *more] if named else more)}"


_WORDS: Final[dict[str, Callable[[Any, _Speech], str]]] = {
    "person": _introduced,
    "organization": _introduced,
    "post": _introduced,
    "appointed": _appointed,
    "departed": _departed,
    "seen": lambda fact, speech: t(
        "{person} seen as {post}", person=speech.person(fact.person), post=speech.post(fact.post)
    ),
    "covered": _covered,
    "abolished": lambda fact, speech: t("abolished: {post}", post=speech.post(fact.post)),
    "dissolved": lambda fact, _: t("dissolved: {organization}", organization=fact.organization),
    "milestone": lambda fact, _: str(fact.title),
    "cancelled": lambda fact, _: t("cancelled, announced {day}", day=fact.announced),
    "cited": _cited,
    "disputed": lambda fact, _: f"{t(fact.field)} {t(fact.says)}",
    "corrected": _corrected,
    "retracted": lambda fact, _: str(fact.why),
    "merged": lambda fact, speech: t(
        "{person} is {into}; {why}", person=fact.person, into=speech.person(fact.into), why=fact.why
    ),
}
"""How each kind of event is told."""
