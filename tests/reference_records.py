"""What the reference reads: the facts of a small log, as plain records of its own.

A day is an ordinal. The reference knows the classes of `timeline.events` in one module only
(`reference_events`), and nothing of `timeline.projections`.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

__all__ = [
    "FOREVER",
    "NEVER",
    "PERMANENT",
    "UNKNOWN",
    "Appointment",
    "Closing",
    "Date",
    "Death",
    "Departure",
    "Facts",
    "Founding",
    "Happening",
    "Opening",
    "posts_of",
]

NEVER: Final = -(10**9)
"""The earliest day of a date that has none."""
FOREVER: Final = 10**9
"""The latest day of a date that has none."""
PERMANENT: Final = "permanent"
UNKNOWN: Final = "unknown"
"""The person whom nobody has named; also the text of a date of which nothing is known."""


class Date(NamedTuple):
    """One day from `lo` to `hi`, both included; `text` is the date as written."""

    lo: int
    hi: int
    text: str

    @property
    def is_unknown(self) -> bool:
        return self.text == UNKNOWN

    @property
    def width(self) -> int:
        return self.hi - self.lo

    def within(self, other: Date) -> bool:
        """Whether its days are among the other's."""
        return other.lo <= self.lo and self.hi <= other.hi


class Appointment(NamedTuple):
    """Somebody takes a post.

    `told` has the date as written and the batch that it was appended in, once for each telling.
    """

    id: str
    person: str
    post: str
    date: Date
    capacity: str = PERMANENT
    replaces: str | None = None
    told: frozenset[tuple[str, str]] = frozenset()


class Departure(NamedTuple):
    """Somebody leaves a post: the date is the first day out."""

    id: str
    person: str
    post: str
    date: Date
    reasons: frozenset[str] = frozenset()
    appointment: str | None = None
    told: frozenset[tuple[str, str]] = frozenset()

    @property
    def ends_a_term(self) -> bool:
        """Whether it has no reason but `term-ended` or `unstated`."""
        return self.reasons <= {"term-ended", "unstated"}


class Opening(NamedTuple):
    """A post is introduced. `seats` is None where that says nothing, 0 where they are unknown."""

    id: str
    post: str
    date: Date | None
    seats: int | None = None


class Founding(NamedTuple):
    """The organization of some posts is introduced."""

    id: str
    posts: tuple[str, ...]
    date: Date


class Closing(NamedTuple):
    """Some posts cease: one was abolished, or their organization dissolved."""

    id: str
    posts: tuple[str, ...]
    date: Date


class Death(NamedTuple):
    """A person has died."""

    id: str
    person: str
    date: Date


Happening: TypeAlias = Appointment | Departure | Opening | Founding | Closing | Death


class Facts(NamedTuple):
    """All that stands of a small log; `born` is by person."""

    appointments: tuple[Appointment, ...] = ()
    departures: tuple[Departure, ...] = ()
    openings: tuple[Opening, ...] = ()
    foundings: tuple[Founding, ...] = ()
    closings: tuple[Closing, ...] = ()
    deaths: tuple[Death, ...] = ()
    born: tuple[Death, ...] = ()

    @property
    def changes(self) -> list[Appointment | Departure]:
        """The appointments, then the departures."""
        return [*self.appointments, *self.departures]

    def appointments_of(self, person: str, post: str) -> list[Appointment]:
        return [a for a in self.appointments if (a.person, a.post) == (person, post)]

    def departures_of(self, person: str, post: str) -> list[Departure]:
        return [d for d in self.departures if (d.person, d.post) == (person, post)]


def posts_of(facts: Facts) -> list[str]:
    """The posts that the facts speak of, sorted."""
    found = {x.post for x in facts.changes} | {o.post for o in facts.openings}
    found |= {post for closing in facts.closings for post in closing.posts}
    return sorted(found)
