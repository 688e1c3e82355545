"""What stands about a post, as the worlds see it: a fact, the days that it may be, and its ties.

A day is an ordinal. A date without an earliest or latest day is given one far outside of the
calendar, so that "the day after" never meets an edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON, EdtfDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..standing import Standing

__all__ = [
    "FAR",
    "LONG_AGO",
    "Fact",
    "date_between",
    "date_of",
    "gives_way",
    "is_unknown",
    "linked",
    "number",
    "on_line",
]

LONG_AGO: Final = -10_000_000
"""Before every day: the earliest day of a date that has none."""
FAR: Final = 10_000_000
"""After every day: the latest day of a date that has none."""

Kind: TypeAlias = Literal["appointed", "departed", "ends", "begins", "death"]


@attrs.define(slots=True, eq=False)
class Fact:
    """A fact about a post, numbered among those that it is weighed with.

    Attributes:
        kind: what it is to the post: `begins` (its creation, an introduction from a date on) and
            `ends`, `appointed` and `departed`, or a `death`.
        lo: the earliest day that it may be, from `LONG_AGO` on.
        hi: the latest.
        id: of the event; for a death that no event about this post tells, of the person.
        date: as it was written.
        person: whom it is about; the empty text for none.
        owner: who that is: every nameless holder is a person of their own.
        capacity: of an appointment.
        replaces: whom an appointment says it replaces.
        names: the id or key of the appointment that a departure says it ends.
        ends_term: whether a departure gives no reason but that a term ended.
        deadly: whether a departure says that the person died.
        seats: how many seats the post has from then on; 0 where that is not known, None where
            nothing is said of it.
        how: what the end of a post is: `abolished` or `dissolved`.
        standing: what stands; None for a death.
        follows: the ids of the departures that an appointment is one change with.
        after: whom an appointment follows by a change of which no day is known.
        also: facts that say the same once more.
        number: its place among the facts it is weighed with, by its earliest day.
    """

    kind: Kind
    lo: int
    hi: int
    id: str
    date: EdtfDate
    person: str = ""
    owner: str = ""
    capacity: str = ""
    replaces: str | None = None
    names: str | None = None
    ends_term: bool = False
    deadly: bool = False
    seats: int | None = None
    how: str = ""
    standing: Standing | None = None
    follows: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    also: tuple[Fact, ...] = ()
    number: int = -1

    @classmethod
    def of_role(cls, standing: Standing) -> Fact:
        """An appointment or a departure."""
        fact: _AnyRole = standing.fact
        date, person = fact.effective, fact.person
        owner = f"?{standing.id}" if person == UNKNOWN_PERSON else person
        found = cls(fact.KIND, *on_line(date), standing.id, date, person, owner, standing=standing)
        if fact.KIND == "appointed":
            found.capacity, found.replaces = fact.capacity, fact.replaces
        else:
            found.names = getattr(fact, "appointment", None)
            found.ends_term = _TERM_ONLY.issuperset(fact.reasons)
            found.deadly = "death" in fact.reasons
        return found

    @classmethod
    def of_end(cls, standing: Standing) -> Fact:
        """The end of a post, or of its organization."""
        date: EdtfDate = standing.fact.effective  # type: ignore[attr-defined]
        how = standing.fact.KIND
        return cls("ends", *on_line(date), standing.id, date, how=how, standing=standing)

    @classmethod
    def of_beginning(cls, ident: str, date: EdtfDate, seats: int | None) -> Fact:
        """The creation of a post, or what an introduction says of it from a date on."""
        return cls("begins", *on_line(date), ident, date, seats=seats)

    @classmethod
    def of_death(cls, person: str, date: EdtfDate) -> Fact:
        """A death that something else than a departure from this post tells."""
        return cls("death", *on_line(date), f"person:{person}", date, person, person)

    def numbered(self, place: int) -> Fact:
        """A copy of it with a number; `attrs.evolve` takes six times as long."""
        return Fact(
            self.kind,
            self.lo,
            self.hi,
            self.id,
            self.date,
            self.person,
            self.owner,
            self.capacity,
            self.replaces,
            self.names,
            self.ends_term,
            self.deadly,
            self.seats,
            self.how,
            self.standing,
            self.follows,
            self.after,
            self.also,
            place,
        )

    @property
    def is_day(self) -> bool:
        """Whether it is of one known day."""
        return self.lo == self.hi

    @property
    def is_stand_in(self) -> bool:
        """Whether an appointment is to stand in for somebody."""
        return self.capacity != "permanent"


def gives_way(holds_for_good: bool, comes_for_good: bool) -> bool:
    """Whether an appointment ends a tenure: a permanent one any, a stand-in's only a stand-in's.

    The rule of capacities, which stands here alone.

    Args:
        holds_for_good: whether the tenure is of a permanent holder.
        comes_for_good: whether the appointment is permanent.
    """
    return comes_for_good or not holds_for_good


if TYPE_CHECKING:
    from typing import Any

    _AnyRole = Any

_TERM_ONLY: Final = frozenset({"term-ended", "unstated"})


def date_of(standing: Standing) -> EdtfDate:
    """When a change took effect."""
    return standing.fact.effective  # type: ignore[attr-defined,no-any-return]


def is_unknown(date: EdtfDate) -> bool:
    """Whether a date says nothing of the day."""
    return date.lo <= BEFORE_ALL and date.hi >= AFTER_ALL


def on_line(date: EdtfDate) -> tuple[int, int]:
    """The earliest and the latest day of a date; far outside of the calendar where it has none."""
    return (
        date.lo if date.lo > BEFORE_ALL else LONG_AGO,
        date.hi if date.hi < AFTER_ALL else FAR,
    )


def date_between(lo: int, hi: int, written: Sequence[EdtfDate] = ()) -> EdtfDate:
    """Some day from `lo` to `hi`: as one of some dates is written, if these are its bounds."""
    lo, hi = max(lo, BEFORE_ALL), min(hi, AFTER_ALL)
    for date in written:
        if date.lo == lo and date.hi == hi:
            return date
    return EdtfDate.between(lo, hi)


def number(facts: Iterable[Fact]) -> list[Fact]:
    """Copies of the facts by their earliest days, numbered so."""
    ordered = sorted(facts, key=lambda fact: (fact.lo, fact.hi, fact.kind, fact.id))
    return [fact.numbered(place) for place, fact in enumerate(ordered)]


def linked(facts: Iterable[Fact]) -> Mapping[int, int]:
    """The number of the appointment that a departure names, by the departure's own number."""
    appointments: dict[str, int] = {}
    departures: list[Fact] = []
    for fact in facts:
        if fact.kind == "departed" and fact.names is not None:
            departures.append(fact)
        if fact.kind == "appointed":
            for one in (fact, *fact.also):
                appointments[one.id] = fact.number
                key = one.standing.fact.key if one.standing is not None else None
                if key is not None:
                    appointments[key] = fact.number
    return {d.number: appointments[d.names] for d in departures if d.names in appointments}
