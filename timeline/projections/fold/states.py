"""Who holds a post: at the end of a day, within it, and what the day has made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs

if TYPE_CHECKING:
    from .facts import Fact

__all__ = ["Moment", "Open", "Outcome", "State"]


class Open(NamedTuple):
    """A tenure that goes on.

    Attributes:
        facts: the numbers of its appointment and of its renewals.
        owner: whose it is.
        capacity: in which.
        outlasts: whether something that would have ended it did not.
    """

    facts: tuple[int, ...]
    owner: str
    capacity: str
    outlasts: bool = False


class State(NamedTuple):
    """Who holds a post at the end of a day.

    Attributes:
        exists: whether there is such a post.
        seats: how many it has; 0 where that is not known.
        open: the tenures that go on, by their appointments.
        dead: who has died.
        began: whether it ever had a holder, or its beginning is on record and past.
    """

    exists: bool
    seats: int
    open: tuple[Open, ...] = ()
    dead: tuple[str, ...] = ()
    began: bool = False


class Outcome(NamedTuple):
    """What a day may make of a state.

    Attributes:
        state: at its end.
        cost: of the rules and defaults that it did without.
        starts: the tenures that began, by the number of the appointment; for one whose
            appointment is not on record, the number of its departure, as `-1 - number`.
        ends: the tenures that ended, each with the number of the fact that ended it.
        renewals: the tenures that were renewed, each with the number of the appointment.
    """

    state: State
    cost: int
    starts: tuple[int, ...]
    ends: tuple[tuple[int, int], ...]
    renewals: tuple[tuple[int, int], ...]


@attrs.define(slots=True, eq=False)
class Moment:
    """The state within a day, and what the day has done so far."""

    exists: bool
    seats: int
    open: tuple[Open, ...]
    dead: tuple[str, ...]
    began: bool
    placed: int
    before: int  # what had happened when the day began
    cost: int = 0
    fresh: frozenset[int] = frozenset()  # the tenures that began or were renewed today
    left: tuple[Open, ...] = ()  # whoever left today and would be renewed by an appointment
    starts: tuple[int, ...] = ()
    ends: tuple[tuple[int, int], ...] = ()
    renewals: tuple[tuple[int, int], ...] = ()
    brief: tuple[int, ...] = ()  # the tenures that had no day, though their dates leave them one
    is_usual: bool = True

    def copy(self) -> Moment:
        """Another one, to go on from here in another way."""
        made = Moment.__new__(Moment)
        made.exists, made.seats, made.open, made.dead = (
            self.exists,
            self.seats,
            self.open,
            self.dead,
        )
        made.began, made.placed, made.before = self.began, self.placed, self.before
        made.cost, made.fresh, made.left = self.cost, self.fresh, self.left
        made.starts, made.ends, made.renewals = self.starts, self.ends, self.renewals
        made.brief, made.is_usual = self.brief, self.is_usual
        return made

    def close(self, tenure: Open, by: Fact) -> None:
        """End a tenure."""
        self.open = tuple([t for t in self.open if t is not tenure])
        self.ends = (*self.ends, (tenure.facts[0], by.number))

    def outcome(self) -> Outcome:
        """What the day has come to."""
        held = self.open if len(self.open) < 2 else tuple(sorted(self.open))
        state = State(self.exists, self.seats, held, self.dead, self.began)
        return Outcome(state, self.cost, self.starts, self.ends, self.renewals)
