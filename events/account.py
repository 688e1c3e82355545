"""What a log says now of one subject: which of its events stand, and with what content.

What stands at any point of knowledge is the business of `projections.fold.standing`. This is its
rule for all that is recorded, for an append to tell what is on record already.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from .content import content_id
from .kinds import Cancelled, Cited, Corrected, Retracted
from .recorded import recorded_event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .event import Event
    from .log import EventLog
    from .recorded import RecordedEvent

__all__ = ["Account", "Accounts"]


class Account:
    """All events about one subject, in the log's order."""

    def __init__(self, events: Iterable[RecordedEvent]) -> None:
        self._events = {event.id: event for event in events}
        self._on: dict[str, list[RecordedEvent]] = {}
        for event in self._events.values():
            if (target := getattr(event.fact, "event", None)) is not None:
                self._on.setdefault(target, []).append(event)

    def event(self, ident: str) -> RecordedEvent:
        """One of the events, by its id."""
        return self._events[ident]

    def citations(self, ident: str) -> list[Event]:
        """What was cited for an event later."""
        return [other.fact for other in self._on.get(ident, ()) if isinstance(other.fact, Cited)]

    def withdrawn(self, ident: str) -> RecordedEvent | None:
        """What withdraws an event and stands itself; None if nothing does."""
        return self._withdrawn.get(ident)

    def current(self, ident: str) -> Event:
        """What an event says after its corrections."""
        last = self._content(ident)
        return last.replacement if last is not None else self._events[ident].fact

    def corrected_to(self, text: str) -> str | None:
        """The event that corrections have made say the fact of this id, if one stands."""
        return self._corrected.get(text)

    def taken_back_by(self, ident: str) -> Iterator[RecordedEvent]:
        """What makes an event say nothing, or something else, now."""
        event = self._events[ident]
        if (by := self.withdrawn(ident)) is not None:
            yield by
        last = self._correction(ident)
        if last is not None and _text_id(self.current(ident)) != _text_id(event.fact):
            yield last
        if event.fact.INTRODUCES is not None:
            yield from self._overriding(event)

    @cached_property
    def _withdrawn(self) -> dict[str, RecordedEvent]:
        # What is said about an event comes after it: decide the last first, in one pass.
        found: dict[str, RecordedEvent] = {}
        for ident in reversed(self._events):
            for other in self._on.get(ident, ()):
                withdraws = isinstance(other.fact, (Retracted, Cancelled))
                if withdraws and other.id not in found:
                    found[ident] = other
        return found

    def _content(self, ident: str) -> Corrected | None:
        last = self._correction(ident)
        return last.fact if last is not None and isinstance(last.fact, Corrected) else None

    def _correction(self, ident: str) -> RecordedEvent | None:
        found = [
            other
            for other in self._on.get(ident, ())
            if isinstance(other.fact, Corrected) and other.id not in self._withdrawn
        ]
        return max(found, key=lambda other: (other.recorded, other.id), default=None)

    @cached_property
    def _corrected(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for ident in self._on:
            here = ident in self._events and ident not in self._withdrawn
            if here and self._correction(ident) is not None:
                found[_text_id(self.current(ident))] = ident
        return found

    @cached_property
    def _introductions(self) -> dict[object, list[tuple[RecordedEvent, Any]]]:
        """The introductions that stand, with what they say, by the day from which it holds."""
        found: dict[object, list[tuple[RecordedEvent, Any]]] = {}
        for ident, event in self._events.items():
            if event.fact.INTRODUCES is not None and ident not in self._withdrawn:
                says: Any = self.current(ident)
                found.setdefault(says.effective, []).append((event, says))
        return found

    def _overriding(self, event: RecordedEvent) -> Iterator[RecordedEvent]:
        """Later introductions from the same day on that say something else in the same field."""
        fact: Any = event.fact
        same_day: Sequence[tuple[RecordedEvent, Any]] = self._introductions.get(fact.effective, ())
        for other, says in same_day:
            if other.recorded > event.recorded and _overrides(says, fact):
                yield other


class Accounts:
    """The accounts of a log's subjects; each is read once."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._known: dict[str, Account] = {}

    def __contains__(self, subject: str) -> bool:
        return subject in self._known

    def of(self, subject: str) -> Account:
        """The account of one subject, like `post:acme/ceo`."""
        if subject not in self._known:
            self._known[subject] = Account(map(recorded_event, self._log.rows_about(subject)))
        return self._known[subject]


def _text_id(event: Event) -> str:
    """The id of what an event says, whatever tells it apart from others that say the same."""
    return content_id(event if event.apart is None else attrs.evolve(event, apart=None))


def _overrides(later: Any, earlier: Any) -> bool:
    for name in earlier.IDENTITY:
        one, other = getattr(earlier, name), getattr(later, name)
        if isinstance(one, dict):
            if any(other.get(word, text) != text for word, text in one.items()):
                return True
        elif one and other and one != other:
            return True
    return False
