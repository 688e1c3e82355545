"""The first half of the naive reference: which events count, and what is known of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from timeline.events import (
    AFTER_ALL,
    REFERRING,
    Abolished,
    Appointed,
    Cancelled,
    Corrected,
    Departed,
    Dissolved,
    EdtfDate,
    Event,
    Merged,
    Organization,
    Person,
    Post,
    RecordedEvent,
    Retracted,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["RefTenure", "standing"]

Ended: TypeAlias = Literal["departed", "succeeded", "abolished", "dissolved"]
Status: TypeAlias = Literal["held", "vacant", "no-record", "no-such-post"]
Certainty: TypeAlias = Literal["certain", "possible"]


class RefTenure(NamedTuple):
    """A tenure, [start, end)."""

    post: str
    person: str
    capacity: str
    start: EdtfDate
    end: EdtfDate | None
    ended: Ended | None
    renewals: int


# --- which events count ----------------------------------------------------------------------


class _Fact(NamedTuple):
    """An event that stands, with the content that stands in its place."""

    id: str
    recorded: str
    content: Event

    @property
    def date(self) -> EdtfDate:
        date = getattr(self.content, "effective", None)
        assert isinstance(date, EdtfDate)
        return date


def standing(
    events: Iterable[RecordedEvent], announced_by: EdtfDate | None, recorded_by: str | None
) -> list[tuple[str, Event]]:
    """The facts that stand, by event id; events about events are not among them."""
    return [(fact.id, fact.content) for fact in _facts(events, announced_by, recorded_by)]


def _facts(
    events: Iterable[RecordedEvent], announced_by: EdtfDate | None, recorded_by: str | None
) -> list[_Fact]:
    # "1. Recorded. An event counts if the log recorded it by then."
    log = [event for event in events if recorded_by is None or event.recorded <= recorded_by]
    facts = [
        _Fact(event.id, event.recorded, _content(event, log, announced_by))
        for event in log
        if event.fact.KIND not in REFERRING and _stands(event, log, announced_by)
    ]
    return [fact for fact in facts if _is_announced(fact.content, announced_by)]


def _stands(
    event: RecordedEvent, log: Sequence[RecordedEvent], announced_by: EdtfDate | None
) -> bool:
    """Whether no standing `retracted` or `cancelled` names it."""
    return not any(
        _undoes(other.fact, event.id, announced_by) and _stands(other, log, announced_by)
        for other in log
    )


def _undoes(fact: Event, event_id: str, announced_by: EdtfDate | None) -> bool:
    match fact:
        case Retracted():
            return fact.event == event_id
        case Cancelled():
            return fact.event == event_id and _known(fact.announced, announced_by)
        case _:
            return False


def _content(
    event: RecordedEvent, log: Sequence[RecordedEvent], announced_by: EdtfDate | None
) -> Event:
    """The replacement of the correction recorded last, or what was first recorded."""
    corrections = [
        (other.recorded, other.id, other.fact.replacement)
        for other in log
        if isinstance(other.fact, Corrected)
        and _first_event(other.fact.event, log) == event.id
        and _stands(other, log, announced_by)
    ]
    if not corrections:
        return event.fact
    return max(corrections, key=lambda correction: correction[:2])[2]


def _first_event(event_id: str, log: Sequence[RecordedEvent]) -> str:
    """What a correction of corrections corrects in the end."""
    for event in log:
        if event.id == event_id and isinstance(event.fact, Corrected):
            return _first_event(event.fact.event, log)
    return event_id


def _is_announced(content: Event, announced_by: EdtfDate | None) -> bool:
    if isinstance(content, Person | Organization | Post | Merged):
        return True
    announced = getattr(content, "announced", None)
    date = announced if announced is not None else getattr(content, "effective", None)
    assert isinstance(date, EdtfDate)
    return _known(date, announced_by)


def _known(date: EdtfDate, announced_by: EdtfDate | None) -> bool:
    # "A date that has no latest day is taken as announced always."
    return announced_by is None or date.hi >= AFTER_ALL or date.hi <= announced_by.hi


# --- dates -----------------------------------------------------------------------------------


def _certainly_before(one: EdtfDate, other: EdtfDate) -> bool:
    return one.hi < other.lo


def _possibly_after(one: EdtfDate, other: EdtfDate) -> bool:
    return one.hi > other.lo


def _on_one_known_day(one: EdtfDate, other: EdtfDate) -> bool:
    return one.is_day and other.is_day and one.lo == other.lo


def _overlap(one: EdtfDate, other: EdtfDate) -> bool:
    return one.lo <= other.hi and other.lo <= one.hi


def _possibly_between(middle: EdtfDate, first: EdtfDate, last: EdtfDate) -> bool:
    """Whether there are days first < middle < last."""
    return max(middle.lo, first.lo + 1) <= min(middle.hi, last.hi - 1)


# --- all that is known of one post -----------------------------------------------------------


class _Known(NamedTuple):
    """What stands about one post."""

    post: str
    introductions: list[Post]
    founding: EdtfDate | None
    appointments: list[_Fact]
    departures: list[_Fact]
    ends: list[_Fact]


def _known_of(
    post: str,
    events: Iterable[RecordedEvent],
    announced_by: EdtfDate | None,
    recorded_by: str | None,
) -> _Known:
    facts = _facts(events, announced_by, recorded_by)
    introductions = [
        content
        for fact in sorted(facts, key=_introduction_order)
        if isinstance(content := fact.content, Post) and content.post == post
    ]
    home = introductions[-1].organization if introductions else None
    foundings = [
        content.effective
        for fact in sorted(facts, key=_introduction_order)
        if isinstance(content := fact.content, Organization) and content.organization == home
    ]
    return _Known(
        post,
        introductions,
        _first_date(foundings),
        [f for f in facts if isinstance(f.content, Appointed) and f.content.post == post],
        [f for f in facts if isinstance(f.content, Departed) and f.content.post == post],
        [
            fact
            for fact in facts
            if (isinstance(fact.content, Abolished) and fact.content.post == post)
            or (isinstance(fact.content, Dissolved) and fact.content.organization == home)
        ],
    )


def _introduction_order(fact: _Fact) -> tuple[int, int, str, str]:
    effective = getattr(fact.content, "effective", None)
    if effective is None:
        return (-1, -1, fact.recorded, fact.id)
    return (effective.lo, effective.hi, fact.recorded, fact.id)


def _first_date(dates: Sequence[EdtfDate | None]) -> EdtfDate | None:
    """The date of the first introduction, if none is without a date."""
    return dates[0] if dates and None not in dates else None


def _creation(known: _Known) -> EdtfDate | None:
    return _first_date([introduction.effective for introduction in known.introductions])


def _seats(known: _Known, day: int) -> int:
    counting = [
        introduction
        for index, introduction in enumerate(known.introductions)
        if index == 0 or introduction.effective is None or introduction.effective.hi <= day
    ]
    said = [introduction.seats for introduction in counting if introduction.seats is not None]
    found = said[-1] if said else 1
    return 999_999 if found == "unknown" else found
