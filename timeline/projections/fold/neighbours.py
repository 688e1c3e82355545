"""The events that a post's history rests on, gathered around it: its neighbourhood.

Its own; those that found, dissolve or cover its organizations and the ones above them; those that
cover everything; and those that may tell of a death of its people, or that two of them are one.
Whatever is to be folded apart from its log (at every point of knowledge, or on another machine)
takes these along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from timeline.events import REFERRING, Merged, Organization, Post

from .deaths import Telling, told_dead
from .post_fold import COME_AND_GO, EVERYTHING_COVERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from timeline.events import AnyRecorded, EventLog

__all__ = ["SAYS_NOTHING", "Neighbourhood", "Neighbours"]

Neighbourhood: TypeAlias = "Mapping[str, Sequence[AnyRecorded]]"
"""Events by their subjects, those of each in the log's order; the post's own among them."""

SAYS_NOTHING: Final = frozenset({"milestone", "cited"})
"""The kinds that no history rests on."""
_ORGANIZATIONS: Final = 10_000
"""How many organizations' events are kept in mind, while one post after the other is gathered."""


class Neighbours:
    """Gathers the neighbourhood of one post after the other from a log.

    Args:
        log: the log.
        position: up to which it is read.
    """

    def __init__(self, log: EventLog, position: int) -> None:
        self._log = log
        self._position = position
        self._told = Telling(log, position)
        self._kept: dict[str, Sequence[AnyRecorded]] = {}

    def of(self, post: str, own: Sequence[AnyRecorded]) -> Neighbourhood:
        """The neighbourhood of a post, given the events about itself."""
        subject = f"post:{post}"
        found = {subject: [e for e in own if e.fact.KIND not in SAYS_NOTHING]}
        people: set[str] = set()
        homes: set[str] = set()
        for fact in _facts(own):
            if fact.KIND in COME_AND_GO:
                people.add(fact.person)
            elif isinstance(fact, Post):
                homes.add(fact.organization)
        self._add_homes(homes, found)
        self._add_people(people, found)
        return {name: events for name, events in found.items() if events}

    def _add_homes(self, homes: set[str], found: dict[str, list[AnyRecorded]]) -> None:
        """Add what is said of some organizations and those above them, and of everything."""
        waiting = sorted(homes)
        while waiting:
            subject = f"organization:{waiting.pop()}"
            if subject not in found:
                found[subject] = [*self._about(subject)]
                facts = _facts(found[subject])
                waiting += [f.parent for f in facts if isinstance(f, Organization) and f.parent]
        found[EVERYTHING_COVERED] = [*self._about(EVERYTHING_COVERED)]

    def _add_people(self, people: set[str], found: dict[str, list[AnyRecorded]]) -> None:
        """Add what may tell of the death of some people, or that they are one."""
        waiting, known = set(people), set(people)
        while waiting:
            into: set[str] = set()
            for subjects in self._told(waiting).values():
                for subject in sorted(subjects - found.keys()):
                    found[subject] = _of_deaths(self._read(subject))
                    facts = _facts(found[subject])
                    into |= {fact.into for fact in facts if isinstance(fact, Merged)}
            waiting = into - known
            known |= waiting

    def _about(self, subject: str) -> Sequence[AnyRecorded]:
        """What is said of an organization, which many posts ask for."""
        if subject not in self._kept:
            if len(self._kept) >= _ORGANIZATIONS:
                self._kept.clear()
            self._kept[subject] = self._read(subject)
        return self._kept[subject]

    def _read(self, subject: str) -> Sequence[AnyRecorded]:
        for _, events in self._log.bare([subject], self._position):
            return [event for event in events if event.fact.KIND not in SAYS_NOTHING]
        return ()


def _of_deaths(events: Sequence[AnyRecorded]) -> list[AnyRecorded]:
    """Those of a subject's events that may tell of a death, and what is said about them."""
    said: list[Any] = [event.fact for event in events if event.fact.KIND in REFERRING]
    referred = {fact.event for fact in said}
    return [
        event
        for event in events
        if event.fact.KIND in REFERRING or event.id in referred or any(told_dead(event.fact))
    ]


def _facts(events: Iterable[AnyRecorded]) -> Iterator[Any]:
    """Every content that some events give, or put in the place of another's."""
    for event in events:
        yield getattr(event.fact, "replacement", event.fact)
