"""The answer where a knot is too large to look through: never narrower than the truth.

Each appointment is taken by itself. It holds certainly from the latest day on which it began to the
earliest day on which anything may have ended it, and possibly from the earliest day to the latest
day by which something must have. Nothing is said of what narrower dates would follow from the
others, and of an appointment that may be a renewal it is left open which of the two it is.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from .accounts import Account
from .facts import FAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .existence import Existence
    from .facts import Fact

__all__ = ["wide_accounts"]

_NEVER = FAR + 1


def wide_accounts(facts: Sequence[Fact], existence: Existence) -> dict[int, Account]:
    """Every appointment as a tenure, by its number, with bounds that hold in each world."""
    enders = _Enders(facts, existence)
    found: dict[int, Account] = {}
    held: set[tuple[str, str]] = set()
    for fact in facts:
        if fact.kind == "appointed":
            found[fact.number] = account = _account(fact, enders)
            account.never = (fact.owner, fact.capacity) in held
            held.add((fact.owner, fact.capacity))
    return found


def _account(fact: Fact, enders: _Enders) -> Account:
    account = Account(fact.number, (fact.lo, fact.hi))
    earliest, latest = _NEVER, _NEVER
    for line, is_sure in enders.of(fact):
        first = line.first_after(fact)
        if first is not None:
            day = max(first.lo, fact.lo + 1)
            account.ends[first.number] = day, max(first.hi, day)
            earliest = min(earliest, day)
        must = line.must_after(fact) if is_sure else None
        if must is not None:
            account.ends[must.number] = max(must.lo, fact.lo), must.hi
            latest = min(latest, must.hi)
    account.goes_on = latest == _NEVER
    account.ends = {
        n: (lo, min(hi, latest)) for n, (lo, hi) in account.ends.items() if lo <= latest
    }
    account.last = fact.lo
    account.possible = ((fact.lo, latest),) if fact.lo < latest else ()
    account.certain = ((fact.hi, earliest),) if fact.hi < earliest else ()
    return account


class _Line:
    """Facts by their earliest days, to be asked for what follows another."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = facts  # they come in that order
        self._lows = [fact.lo for fact in facts]
        self._must = [*accumulate(reversed(facts), _sooner)][::-1]
        self._last: list[tuple[Fact | None, Fact | None]] = [(None, None)]
        for fact in facts:
            self._last.append(_two_latest(self._last[-1], fact))

    def first_after(self, fact: Fact) -> Fact | None:
        """The one that may be the first after a fact."""
        place = bisect_right(self._lows, fact.lo)
        for other in self._last[place]:
            if other is not None and other is not fact and other.hi > fact.lo:
                return other
        rest = self._facts[place : place + 2]
        return next((other for other in rest if other is not fact), None)

    def must_after(self, fact: Fact) -> Fact | None:
        """Of those that are certainly later than a fact, the one that is so the soonest."""
        place = bisect_right(self._lows, fact.hi)
        return self._must[place] if place < len(self._must) else None


def _sooner(one: Fact, other: Fact) -> Fact:
    return one if one.hi <= other.hi else other


def _two_latest(
    held: tuple[Fact | None, Fact | None], fact: Fact
) -> tuple[Fact | None, Fact | None]:
    """Of two facts and another, the two with the latest latest days."""
    first, second = held
    if first is None or fact.hi > first.hi:
        return fact, first
    if second is None or fact.hi > second.hi:
        return first, fact
    return held


class _Enders:
    """What may end a tenure, in lines; and of each line, whether it certainly does."""

    def __init__(self, facts: Sequence[Fact], existence: Existence) -> None:
        appointed = [fact for fact in facts if fact.kind == "appointed"]
        self._ends = _Line([fact for fact in facts if fact.kind == "ends"])
        self._everybody = _Line(appointed)
        self._permanent = _Line([fact for fact in appointed if not fact.is_stand_in])
        self._own: dict[tuple[str, str], _Line] = {}
        self._replacing: dict[str, _Line] = {}
        self._leaving: set[str] = set()
        self._is_single = existence.is_single
        self._is_sure = existence.seats == 1 and not existence.later
        self._sort_out(facts)

    def _sort_out(self, facts: Sequence[Fact]) -> None:
        own: dict[tuple[str, str], list[Fact]] = {}
        replacing: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.owner:
                capacity = fact.capacity if fact.kind == "appointed" else ""
                own.setdefault((fact.person, capacity), []).append(fact)
            if fact.replaces is not None:
                replacing.setdefault(fact.replaces, []).append(fact)
            if fact.kind == "departed":
                self._leaving.add(fact.person)
        self._own = {who: _Line(those) for who, those in own.items()}
        self._replacing = {who: _Line(those) for who, those in replacing.items()}

    def of(self, fact: Fact) -> Iterator[tuple[_Line, bool]]:
        """The lines of what may end the tenure that an appointment begins.

        The same person's next appointment is among it: what follows is told of that one.
        """
        yield self._ends, True
        is_named = fact.owner == fact.person
        for capacity in (
            "",
            fact.capacity,
            *(() if not fact.is_stand_in else _OTHER[fact.capacity]),
        ):
            line = self._own.get((fact.person, capacity))
            if line is not None:
                yield line, is_named and bool(capacity)
        if fact.person in self._replacing:
            yield self._replacing[fact.person], is_named
        if self._is_single:
            line = self._everybody if fact.is_stand_in else self._permanent
            stays = fact.is_stand_in and fact.person in self._leaving
            yield line, self._is_sure and not stays


_OTHER = {"acting": ("permanent", "interim"), "interim": ("permanent", "acting")}
"""By the capacity of a stand-in, the other ones in which an appointment of their own ends it."""
