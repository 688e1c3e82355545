"""The direct way: the tenures of a post whose dates leave no order open, in one pass.

Where each fact has its day there is one world at most, and the facts, in their order, tell it. So
they do where a date is uncertain, and nothing else may have happened among its days: then all
worlds have one order, and each bound of a tenure is that of a date. The pass does what `rules`
says, for the cases that are plain. At the first that is not (somebody leaves who does not hold the
post, two come on one day, the seats do not suffice) it gives up, and the worlds are looked through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON, EdtfDate

from .chain import Chain
from .facts import gives_way, is_unknown
from .stints import Stint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..standing import Standing

__all__ = ["Direct", "direct"]


@attrs.define(slots=True, eq=False)
class Direct:
    """What the pass comes to.

    Attributes:
        stints: in the order of their starts.
        chain: of what happened, one day after the other; None where all days are known, and it was
            not asked for.
        is_known: whether all days are.
    """

    stints: list[Stint]
    chain: Chain | None
    is_known: bool


def direct(
    roles: Sequence[Standing],
    seats: int,
    begins: EdtfDate | None = None,
    ends: Sequence[Standing] = (),
    *,
    chained: bool = False,
) -> Direct | None:
    """The stints at a post; None where they are not plain.

    Args:
        roles: the appointments and departures that stand.
        seats: how many seats it has on every day; 0 where that is not known.
        begins: when it was created.
        ends: what ends it, at most one fact.
        chained: whether a chain is asked for, though all days are known.
    """
    sorted_out = _days(roles)
    if sorted_out is None:
        return None
    days, endless, is_known = sorted_out
    if begins is not None and days and days[0][0] < begins.hi:
        return None
    way = _Pass(seats, Chain() if chained or not is_known else None)
    for day, rank, _, standing, _ in days:
        if not (way.take(day, standing, rank == 2) if rank else way.leave(day, standing)):
            return None
    last = days[-1] if days else None
    if not way.is_over() or (ends and not way.end(ends[0], last)):
        return None
    if endless and not all(map(way.leave_some_day, endless)):
        return None
    return Direct(way.stints, way.chain, is_known)


_Day: TypeAlias = "tuple[int, int, str, Standing, int]"
"""The earliest day of a fact, what comes first on a day, an id, the fact, and its latest day."""


def _days(roles: Sequence[Standing]) -> tuple[list[_Day], list[Standing], bool] | None:
    """The facts in their order, and the departures of unknown day; None if an order is open.

    With them, whether all others are of known days.
    """
    days: list[_Day] = []
    endless: list[Standing] = []
    is_known = True
    for standing in roles:
        fact: Any = standing.fact
        date = fact.effective
        lo, hi = date.lo, date.hi
        if lo != hi:
            if fact.KIND == "departed" and is_unknown(date):
                endless.append(standing)
                continue
            if lo <= BEFORE_ALL or hi >= AFTER_ALL:
                return None
            is_known = False
        rank = 0 if fact.KIND == "departed" else 2 if fact.capacity == "permanent" else 1
        days.append((lo, rank, standing.id, standing, hi))
    days.sort()
    return (days, endless, is_known) if is_known or _are_in_order(days) else None


def _are_in_order(days: Sequence[_Day]) -> bool:
    """Whether each fact is certainly later than the one before it, or on the same known day.

    Several who are not named are left to the worlds: they may be told as one.
    """
    last, is_day, nameless = BEFORE_ALL, True, 0
    for lo, rank, _, standing, hi in days:
        if lo <= last and not (is_day and lo == hi):
            return False
        last, is_day = hi, lo == hi
        nameless += rank > 0 and standing.fact.person == UNKNOWN_PERSON  # type: ignore[attr-defined]
    return nameless < 2


@attrs.define(slots=True, eq=False)
class _Going:
    """A stint that goes on: who holds it, and the day of the latest appointment."""

    stint: Stint
    owner: str
    last: int
    is_permanent: bool


class _Pass:
    """One way through the facts; each step says whether it is plain.

    Args:
        seats: of the post.
        chain: takes what begins and ends, where days are uncertain.
    """

    def __init__(self, seats: int, chain: Chain | None) -> None:
        self.stints: list[Stint] = []
        self.chain = chain
        self._seats = seats
        self._going: dict[str, _Going] = {}
        self._left: dict[str, tuple[int, _Going]] = {}
        self._waiting: dict[str, tuple[int, Standing]] = {}
        self._dead: set[str] = set()
        self._gone: dict[str, int] = {}  # who came and went, and on which day
        self._permanent = 0

    def take(self, day: int, standing: Standing, is_permanent: bool) -> bool:
        """Somebody is appointed."""
        fact: Any = standing.fact
        person = owner = fact.person
        if person == UNKNOWN_PERSON:
            owner = standing.id
        elif person in self._dead or self._gone.get(owner) == day:
            return False
        held = self._going.get(owner)
        if held is not None:
            if held.last == day:
                return False
            if held.stint.appointments[0].fact.capacity != fact.capacity:  # type: ignore[attr-defined]
                if held.is_permanent:
                    return False
                self._close(held, standing, fact.effective, "succeeded")
                held = None
        if not self._make_room(day, standing, owner, is_permanent):
            return False
        if held is None and owner in self._left:
            held = self._resumed(day, owner, fact.capacity)
        if held is None:
            return self._begin(day, standing, owner, is_permanent)
        held.last = day
        held.stint.appointments.append(standing)
        held.stint.behind.append(standing)
        held.stint.seen = _seen(fact.effective)
        return not self._seats or self._permanent <= self._seats

    def _make_room(self, day: int, standing: Standing, owner: str, is_permanent: bool) -> bool:
        """Whoever is replaced goes, and in a post of one seat whoever holds it."""
        replaces = standing.fact.replaces  # type: ignore[attr-defined]
        if replaces is not None and not self._replace(day, standing, owner):
            return False
        if self._seats != 1 or not self._going:
            return True
        return self._push_out(day, standing, owner, is_permanent)

    def _begin(self, day: int, standing: Standing, owner: str, is_permanent: bool) -> bool:
        """A new tenure."""
        date = standing.fact.effective  # type: ignore[attr-defined]
        stint = Stint([standing], [standing], date, seen=_seen(date))
        self.stints.append(stint)
        if self.chain is not None:
            self.chain.begin(date, stint)
        going = self._going[owner] = _Going(stint, owner, day, is_permanent)
        self._permanent += is_permanent
        if is_permanent and 0 < self._seats < self._permanent:
            return False
        return not self._waiting or self._go_again(day, going)

    def _go_again(self, day: int, going: _Going) -> bool:
        """Whoever came and went on one day has gone again; nobody else may have to."""
        came, standing = self._waiting.pop(going.owner, (0, None))
        if standing is None or came != day:
            return False
        fact: Any = standing.fact
        names = getattr(fact, "appointment", None)
        if names is not None and not _is_of(going.stint, names):
            return False
        self._close(going, standing, fact.effective, "departed")
        going.stint.behind.append(standing)
        self._gone[going.owner] = day
        return "death" not in fact.reasons

    def leave(self, day: int, standing: Standing) -> bool:
        """Somebody departs."""
        fact: Any = standing.fact
        owner = fact.person
        if owner == UNKNOWN_PERSON:
            nameless = [o for o, g in self._going.items() if _person(g) == UNKNOWN_PERSON]
            if len(nameless) != 1:
                return False
            (owner,) = nameless
        held = self._going.get(owner)
        if held is None and not self._waiting:  # perhaps somebody who comes and goes this day
            self._waiting[owner] = day, standing
            return True
        if held is None or held.last == day:
            return False
        names = getattr(fact, "appointment", None)
        if names is not None and not _is_of(held.stint, names):
            return False
        reasons = fact.reasons
        if reasons == _TERM_ENDED and held.last == day - 1 and len(held.stint.appointments) > 1:
            return False  # the last day of a term is the first of the next
        self._close(held, standing, fact.effective, "departed")
        held.stint.behind.append(standing)
        if not reasons or _TERM.issuperset(reasons):
            self._left[owner] = day, held
        elif "death" in reasons:
            self._dead.add(owner)
        return True

    def is_over(self) -> bool:
        """Whether everybody who left had come."""
        return not self._waiting

    def end(self, standing: Standing, last: _Day | None) -> bool:
        """The post ends."""
        fact: Any = standing.fact
        date = fact.effective
        if not date.is_day or (last is not None and last[4] >= date.lo + (not last[1])):
            return False
        for held in [*self._going.values()]:
            self._close(held, standing, date, fact.KIND)
        return True

    def leave_some_day(self, standing: Standing) -> bool:
        """Somebody departs, and no day is known: it ends what nothing else does."""
        fact: Any = standing.fact
        own = [s for s in self.stints if s.appointments[0].fact.person == fact.person]  # type: ignore[attr-defined]
        own = [stint for stint in own if stint.how != "departed"]
        if (
            len(own) != 1
            or getattr(fact, "appointment", None) is not None
            or "death" in fact.reasons
        ):
            return False
        (stint,) = own
        stint.behind.append(standing)
        if stint.end is None and stint.seen is not None:
            stint.how, stint.by = "departed", standing
            stint.end = EdtfDate.between(stint.seen.lo + 1, AFTER_ALL)
            if self.chain is not None:
                self.chain.end_some_day(stint, stint.seen.lo + 1)
        return True

    def _close(self, held: _Going, by: Standing, date: EdtfDate, how: Any) -> None:
        stint = held.stint
        stint.by, stint.end, stint.how, stint.seen = by, date, how, _seen(date)
        if self.chain is not None:
            self.chain.end(date, stint)
        del self._going[held.owner]
        self._permanent -= held.is_permanent

    def _resumed(self, day: int, owner: str, capacity: str) -> _Going | None:
        """The stint that ended on this very day, and goes on with an appointment."""
        left, held = self._left[owner]
        stint = held.stint
        if left != day or stint.appointments[0].fact.capacity != capacity:  # type: ignore[attr-defined]
            return None
        stint.by = stint.end = stint.how = None
        if self.chain is not None:
            self.chain.resume(stint)
        self._going[owner] = held
        self._permanent += held.is_permanent
        return held

    def _push_out(self, day: int, standing: Standing, owner: str, is_permanent: bool) -> bool:
        """In a post of one seat, the appointment of somebody ends the others' tenures."""
        for other in [*self._going.values()]:
            if other.owner == owner or not gives_way(other.is_permanent, is_permanent):
                continue
            if other.last == day:
                if other.is_permanent == is_permanent:
                    return False
            else:
                self._close(other, standing, standing.fact.effective, "succeeded")  # type: ignore[attr-defined]
        return True

    def _replace(self, day: int, standing: Standing, owner: str) -> bool:
        """The one who is replaced goes, or has gone before."""
        fact: Any = standing.fact
        replaced: str = fact.replaces
        if replaced in (UNKNOWN_PERSON, owner):
            return False
        held = self._going.get(replaced)
        if held is None:
            return any(_person_of(stint) == replaced for stint in self.stints)
        if held.last == day:
            return False
        self._close(held, standing, fact.effective, "succeeded")
        return True


def _seen(date: EdtfDate) -> EdtfDate:
    """The day on which a change shows that somebody holds a post: the earliest that it may be."""
    return date if date.lo == date.hi else EdtfDate.of_day(date.lo)


_TERM_ENDED: Final = ("term-ended",)
_TERM: Final = frozenset({"term-ended", "unstated"})


def _person_of(stint: Stint) -> str:
    return stint.appointments[0].fact.person  # type: ignore[attr-defined,no-any-return]


def _person(going: _Going) -> str:
    return _person_of(going.stint)


def _is_of(stint: Stint, reference: str) -> bool:
    """Whether a stint has the appointment of an id or a key."""
    return any(reference in (s.id, s.fact.key) for s in stint.appointments)
