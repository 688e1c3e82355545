"""What is said of people elsewhere and matters to each post of theirs: that they died, or are one.

Somebody has died by their own entry, or by a departure from any post with that reason; a death ends
all that they hold. Two ids are one person by a `merged`. So a post's history may rest on an event
about a person, or about another post. Such events are found by what they say of the person. They
are few, and a database has an index of just them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from timeline.events import Merged

from .one_death import told_elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

    from timeline.events import AnyRecorded, EdtfDate, EventLog

    from ..standing import Standing

__all__ = [
    "INDEX",
    "Deaths",
    "Telling",
    "Told",
    "people_told",
    "people_told_dead",
    "people_who_may_have_died",
    "told_dead",
    "told_in",
]

_DEADLY: Final = """kind IN ('person', 'departed', 'corrected', 'merged')
AND (kind = 'merged' OR instr(body, '"died"') OR instr(body, '"death"'))"""
_WHO: Final = "coalesce(json_extract(body, '$.person'), json_extract(body, '$.replacement.person'))"
INDEX: Final = f"CREATE INDEX IF NOT EXISTS events_deaths ON events ({_WHO}) WHERE {_DEADLY}"
"""The index of the events that may tell of a death, by the person."""
_ALL: Final = f"SELECT {_WHO}, subject FROM events WHERE {_DEADLY} AND position <= ?"  # noqa: S608
_SOME: Final = f"{_ALL} AND {_WHO} IN "
_ABOUT: Final = f"SELECT {_WHO} FROM events WHERE subject = ? AND {_DEADLY}"  # noqa: S608
_FEW: Final = 100
"""How often single people are asked for, before all deaths are read at once."""


class Told(Protocol):
    """Gives, of some people, the subjects of the events that may tell of the death of each."""

    def __call__(self, people: Iterable[str]) -> Mapping[str, Set[str]]:
        """By person; those are left out of whom nothing tells."""
        ...


class Telling:
    """Which events of a log tell of whose death, or that two ids are one person.

    Args:
        log: the log.
        position: up to which it is read.
    """

    def __init__(self, log: EventLog, position: int) -> None:
        self._log = log
        self._position = position
        self._asked = 0
        self._subjects: dict[str, set[str]] | None = None

    def __call__(self, people: Iterable[str]) -> Mapping[str, Set[str]]:
        """See `Told`."""
        if self._subjects is None:
            connection = self._log.connection()
            if connection is not None and self._asked < _FEW:
                self._asked += 1
                names = tuple(people)
                places = ", ".join("?" * len(names))
                rows = connection.execute(f"{_SOME} ({places})", (self._position, *names))
                return _sorted_out(rows)
            if connection is not None:
                self._subjects = _sorted_out(connection.execute(_ALL, (self._position,)))
            else:
                self._subjects = _sorted_out(people_who_may_have_died(self._log, self._position))
        held = self._subjects
        return {person: held[person] for person in people if person in held} if held else {}


def told_in(about: Mapping[str, Sequence[AnyRecorded]]) -> Told:
    """`Told` of some events, which are given by their subjects."""
    found: dict[str, set[str]] = {}
    for subject, events in about.items():
        for event in events:
            for person in told_dead(event.fact):
                found.setdefault(person, set()).add(subject)
    return lambda people: {person: found[person] for person in people if person in found}


class Deaths:
    """What is said of people elsewhere.

    Args:
        told: which subjects say something of whom.
        standing: gives what stands about a subject.
    """

    def __init__(self, told: Told, standing: Callable[[str], Iterable[Standing]]) -> None:
        self._told_of = told
        self._standing = standing

    def tell_of(self, people: Iterable[str]) -> bool:
        """Whether anything says of one of some people that they died, or are another."""
        return bool(self._told_of(people))

    def of(self, people: Iterable[str], post: str) -> dict[str, EdtfDate]:
        """When some people died, as far as events that are not about a post tell."""
        found: dict[str, EdtfDate] = {}
        for person, subjects in self._told_of(people).items():
            told = [
                date
                for subject in sorted(subjects - {f"post:{post}"})
                for standing in self._standing(subject)
                if (date := _death(standing, person)) is not None
            ]
            if told:
                found[person] = told_elsewhere(told)
        return found

    def one_person(self, people: Iterable[str]) -> dict[str, str]:
        """By an id that was given up, the id that stays, of those among some people."""
        found: dict[str, str] = {}
        waiting = set(people)
        while waiting:
            told = self._told_of(waiting)
            waiting = set()
            for person, subjects in told.items():
                into = self._merged(person) if f"person:{person}" in subjects else None
                if into is not None and person not in found:
                    found[person] = into
                    waiting.add(into)
        return {person: _last(person, found) for person in found}

    def _merged(self, person: str) -> str | None:
        said = [s for s in self._standing(f"person:{person}") if isinstance(s.fact, Merged)]
        if not said:
            return None
        last: Any = max(said, key=lambda s: (s.recorded, s.id)).fact
        return str(last.into)


def people_told(log: EventLog, position: int) -> list[str]:
    """Of whom anything in a database says that they died, or are another."""
    connection = log.connection()
    assert connection is not None  # noqa: S101 - a database has one
    return sorted({person for person, _ in connection.execute(_ALL, (position,)) if person})


def _last(person: str, into: dict[str, str]) -> str:
    """The id that stays at the end; in a circle, the least of them."""
    seen = [person]
    while (following := into.get(seen[-1])) is not None:
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]


def people_who_may_have_died(log: EventLog, position: int) -> Iterator[tuple[str, str]]:
    """Each event that may tell of a death, as its person and its subject."""
    for event in log.read(until=position):
        for person in told_dead(event.fact):
            yield person, event.subject


def told_dead(fact: Any) -> Iterator[str]:
    """Yield whom a fact, or what it puts in the place of another, may tell dead, or another."""
    fact = getattr(fact, "replacement", fact)
    dead = getattr(fact, "died", None) is not None or "death" in getattr(fact, "reasons", ())
    if dead or fact.KIND == "merged":
        yield fact.person


def people_told_dead(log: EventLog, subject: str) -> set[str]:
    """Those of whom an event about a subject may say that they have died."""
    connection = log.connection()
    if connection is not None:
        rows = connection.execute(_ABOUT, (subject,))
        return {person for (person,) in rows}
    return {person for event in log.about(subject) for person in told_dead(event.fact)}


def _sorted_out(rows: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for person, subject in rows:
        found.setdefault(person, set()).add(subject)
    return found


def _death(standing: Standing, person: str) -> EdtfDate | None:
    """When a fact says that a person died; None if it does not."""
    fact: Any = standing.fact
    if getattr(fact, "person", None) != person:
        return None
    if fact.KIND == "person":
        return fact.died  # type: ignore[no-any-return]
    if fact.KIND == "departed" and "death" in fact.reasons:
        return fact.effective  # type: ignore[no-any-return]
    return None
