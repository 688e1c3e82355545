"""From the events of a log to the facts of the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    Abolished,
    Appointed,
    Departed,
    Dissolved,
    EdtfDate,
    Event,
    Merged,
    Organization,
    Person,
    Post,
    RecordedEvent,
)

from .reference_facts import standing
from .reference_records import (
    FOREVER,
    NEVER,
    Appointment,
    Closing,
    Date,
    Death,
    Departure,
    Facts,
    Founding,
    Opening,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["date_of", "facts_of"]


def facts_of(
    events: Iterable[RecordedEvent],
    announced_by: EdtfDate | None = None,
    recorded_by: str | None = None,
) -> Facts:
    """The facts that stand in a log."""
    log = list(events)
    batches = {event.id: event.recorded for event in log}
    keys = {event.fact.key: event.id for event in log if event.fact.key is not None}
    stand = standing(log, announced_by, recorded_by)
    into = {c.person: c.into for _, c in stand if isinstance(c, Merged)}
    facts = [(ident, batches[ident], _of_one_person(content, into)) for ident, content in stand]
    contents = [content for _, _, content in facts]
    appointed = {ident for ident, _, content in facts if isinstance(content, Appointed)}
    return Facts(
        tuple(
            _appointment(ident, batch, content)
            for ident, batch, content in facts
            if isinstance(content, Appointed)
        ),
        tuple(
            _departure(ident, batch, content, keys, appointed)
            for ident, batch, content in facts
            if isinstance(content, Departed)
        ),
        tuple(
            Opening(ident, content.post, _maybe(content.effective), _seats(content.seats))
            for ident, _, content in facts
            if isinstance(content, Post)
        ),
        tuple(_foundings(facts, contents)),
        tuple(
            closing for ident, _, content in facts for closing in _closing(ident, content, contents)
        ),
        tuple(_of_people(facts, "died")),
        tuple(_of_people(facts, "born")),
    )


def _of_one_person(content: Event, into: Mapping[str, str]) -> Event:
    """The fact, about the person whose id stays where two ids are one person."""
    if isinstance(content, Person | Appointed | Departed):
        content = attrs.evolve(content, person=_kept(content.person, into))
    if isinstance(content, Appointed) and content.replaces is not None:
        content = attrs.evolve(content, replaces=_kept(content.replaces, into))
    return content


def _kept(person: str, into: Mapping[str, str]) -> str:
    seen = {person}
    while person in into and into[person] not in seen:
        person = into[person]
        seen.add(person)
    return person


def date_of(date: EdtfDate) -> Date:
    """A date of the log, with open ends as the reference has them."""
    lo = NEVER if date.lo <= BEFORE_ALL else date.lo
    hi = FOREVER if date.hi >= AFTER_ALL else date.hi
    return Date(lo, hi, date.text)


def _maybe(date: EdtfDate | None) -> Date | None:
    return None if date is None else date_of(date)


def _seats(seats: Any) -> int | None:
    return 0 if seats == "unknown" else seats


def _appointment(ident: str, batch: str, content: Appointed) -> Appointment:
    return Appointment(
        *(ident, content.person, content.post, date_of(content.effective)),
        capacity=content.capacity,
        replaces=content.replaces,
        told=frozenset({(content.effective.text, batch)}),
    )


def _departure(
    ident: str, batch: str, content: Departed, keys: dict[str, str], appointed: set[str]
) -> Departure:
    named = content.appointment or ""
    linked = keys.get(named, named)
    return Departure(
        *(ident, content.person, content.post, date_of(content.effective)),
        reasons=frozenset(content.reasons),
        appointment=linked if linked in appointed else None,
        told=frozenset({(content.effective.text, batch)}),
    )


def _home(post: str, contents: Sequence[Event]) -> str | None:
    """Where a post is by its last introduction."""
    said = [c for c in contents if isinstance(c, Post) and c.post == post]
    said.sort(key=lambda c: (NEVER, NEVER) if c.effective is None else date_of(c.effective)[:2])
    return said[-1].organization if said else None


def _posts_at(organization: str, contents: Sequence[Event]) -> tuple[str, ...]:
    posts = {content.post for content in contents if isinstance(content, Post)}
    return tuple(sorted(post for post in posts if _home(post, contents) == organization))


def _foundings(
    facts: Sequence[tuple[str, str, Event]], contents: Sequence[Event]
) -> Iterable[Founding]:
    """The first introduction of each organization, if all of its introductions have a date."""
    said: dict[str, list[tuple[str, EdtfDate | None]]] = {}
    for ident, _, content in facts:
        if isinstance(content, Organization):
            said.setdefault(content.organization, []).append((ident, content.effective))
    for organization, dated in said.items():
        dates = [(date_of(date), ident) for ident, date in dated if date is not None]
        if len(dates) == len(dated) and (posts := _posts_at(organization, contents)):
            date, ident = min(dates)
            yield Founding(ident, posts, date)


def _closing(ident: str, content: Event, contents: Sequence[Event]) -> Iterable[Closing]:
    match content:
        case Abolished():
            yield Closing(ident, (content.post,), date_of(content.effective))
        case Dissolved():
            if posts := _posts_at(content.organization, contents):
                yield Closing(ident, posts, date_of(content.effective))


def _of_people(facts: Sequence[tuple[str, str, Event]], field: str) -> Iterable[Death]:
    for ident, _, content in facts:
        date = getattr(content, field, None)
        if isinstance(content, Person) and isinstance(date, EdtfDate):
            yield Death(f"{ident}-{field}", content.person, date_of(date))
