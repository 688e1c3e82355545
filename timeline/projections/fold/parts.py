"""One part of a post's facts, that is looked through by itself: all of them, or one person's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON

from ..tenures import DaysHeld
from ..worlds import Step, WorldGraph
from .accounts import AFTER, accounts_of, merged, on_calendar, read_last_renewals, without
from .alike import say_of_each
from .conflicts import Contradiction, contradictions
from .facts import FAR, LONG_AGO, Fact, date_between, is_unknown, linked, number
from .rules import TooWide
from .stints import Stint, day_of
from .told_twice import told_once
from .wide import wide_accounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from timeline.events import EdtfDate

    from ..standing import Standing
    from ..tenures import Ended
    from .accounts import Account, Spans
    from .alike import Group
    from .existence import Existence
    from .worlds import Worlds

__all__ = ["Part", "any_nameless_leaves"]

_BEFORE: Final = LONG_AGO - 1
_NEVER: Final = FAR + 1


class Part:
    """A part of the facts about a post, and what its worlds come to.

    Args:
        roles: the appointments and departures of the part, but for those of unknown day.
        existence: what the post itself says.
        endless: the departures of unknown day, by person.

    Attributes:
        worlds: of the part; None where they are too many to look through.
        accounts: of its tenures.
        contradictions: the sets of its facts that cannot all be true.
    """

    def __init__(
        self,
        roles: Sequence[Fact],
        existence: Existence,
        endless: Mapping[str, Sequence[Fact]],
    ) -> None:
        people = {fact.person for fact in roles}
        self._joined = people  # of whom all tenures are in this part
        if not existence.is_single and not any_nameless_leaves(roles, endless):
            self._joined = people - {UNKNOWN_PERSON}
        deaths = [Fact.of_death(p, d) for p, d in existence.deaths.items() if p in people]
        facts = number([*roles, *existence.facts(), *deaths])
        first = existence.first()
        self.contradictions: list[Contradiction] = []
        self.worlds: Worlds | None = None
        self._alike: Sequence[Group] = ()
        some_day = [d for p in sorted(endless) for d in endless[p]] if existence.seats != 1 else []
        try:
            self.worlds = told_once(facts, first, some_day)
        except TooWide:
            self.facts: Sequence[Fact] = facts
            self.accounts = wide_accounts(facts, existence)
        else:
            self.facts = self.worlds.facts
            self.accounts = accounts_of(self.worlds)
            self._alike = self.worlds.ties.alike
            if endless:
                read_last_renewals(self.worlds, self.accounts)
            say_of_each(self._alike, self.accounts)
            if self.worlds.broken:
                self.contradictions = contradictions(self.worlds.dated, first, some_day)
        self._begins = existence.begins
        self._beside: dict[int, list[Fact]] = {}
        self._some_days: dict[int, int] = {}
        for person in sorted(endless):
            self._leave_some_day(person, endless[person])

    # --- departures of unknown day ----------------------------------------------------------

    def _leave_some_day(self, person: str, departures: Sequence[Fact]) -> None:
        """Departures of unknown day end what would have no end; elsewhere they change nothing."""
        links = {d.id: self._named(d) for d in departures}
        rest = [a for a in self.accounts.values() if self._may_end(a, person)]
        used = self._that_freed_a_seat(departures)
        for departure in departures:
            link = links[departure.id]
            if departure.id in used:
                continue
            those = rest
            if link is not None and not departure.deadly:
                those = [a for a in rest if link == a.first or link in a.renewals]
            lasts = [a.last for a in those if a.goes_on]
            for account in those:
                self._beside.setdefault(account.first, []).append(departure)
                if account.goes_on:
                    last = max(lasts) if departure.deadly else account.last
                    must = departure.deadly or len(departures) >= len(rest)
                    self._end_some_day(account, departure, last, must=must)
            if not those:
                self._end_nothing(person, departure)

    def _that_freed_a_seat(self, departures: Sequence[Fact]) -> set[str]:
        """The departures that end a tenure because somebody else took the seat."""
        ids = {departure.id for departure in departures}
        found = set()
        for account in self.accounts.values():
            for by in account.ends:
                fact = self.facts[by]
                if fact.id in ids and account.first not in self._some_days:
                    low = account.start[0] + 1
                    low = max([low, *(self.facts[n].lo + 1 for n in account.renewals)])
                    account.ends[by] = low, account.ends[by][1]
                    account.certain = without(account.certain, ((low, _NEVER),))
                    self._some_days[account.first] = low
                    found.add(fact.id)
        return found

    def _named(self, departure: Fact) -> int | None:
        if departure.names is None:
            return None
        probe = [*self.facts, departure.numbered(len(self.facts))]
        return linked(probe).get(len(self.facts))

    def _may_end(self, account: Account, person: str) -> bool:
        """Whether a tenure may be one that a departure of unknown day ends."""
        if account.first < 0 or self.facts[account.first].person != person:
            return False
        return account.goes_on or any(self.facts[by].kind != "departed" for by in account.ends)

    def _end_some_day(self, account: Account, departure: Fact, last: int, *, must: bool) -> None:
        lo = last + 1
        hi = self._followed_by(departure, lo)
        self._some_days[account.first] = lo
        account.ends[len(self.facts)] = lo, hi
        account.certain = without(account.certain, ((lo, _NEVER),))
        if must and hi < FAR:
            account.possible = without(account.possible, ((hi, _NEVER),))
        self.facts = [*self.facts, departure.numbered(len(self.facts))]
        account.goes_on = not must

    def _followed_by(self, departure: Fact, lo: int) -> int:
        """The latest day by which somebody is appointed who follows; `FAR` if nothing says so."""
        return min(
            (
                account.start[1]
                for account in self.accounts.values()
                if account.first >= 0
                and departure.id in self.facts[account.first].follows
                and account.start[1] >= lo
            ),
            default=FAR,
        )

    def _end_nothing(self, person: str, departure: Fact) -> None:
        """It is told twice, where the person's departure is on record; or it contradicts."""
        for account in self.accounts.values() if person != UNKNOWN_PERSON else ():
            for by in account.ends:
                if self.facts[by].kind == "departed" and self.facts[by].person == person:
                    self._beside.setdefault(account.first, []).append(departure)
                    return
        self.contradictions.append(Contradiction((departure,)))

    # --- what it comes to -------------------------------------------------------------------

    @property
    def is_exact(self) -> bool:
        """Whether all worlds were looked through."""
        return self.worlds is not None

    def permanent_days(self) -> Iterator[tuple[int, int]]:
        """The days on which each of the permanent tenures possibly holds, as spans."""
        for account in self.accounts.values():
            if account.first < 0 or not self.facts[account.first].is_stand_in:
                yield from account.possible

    def held(self) -> Spans:
        """The days on which somebody holds the post in every world."""
        if self.worlds is None:
            return merged(span for a in self.accounts.values() for span in a.certain)
        ended = {a.first: self._some_day(a) for a in self.accounts.values()}
        for group in self._alike:  # in another world another of them stands in each place
            firsts = [own[0].number for own in group]
            ended |= dict.fromkeys(firsts, min(ended.get(first, FAR) for first in firsts))
        empty = merged(
            (max([n.enter, *(ended[t.facts[0]] for t in n.state.open)]), n.leave)
            for n in self.worlds.nodes
        )
        known = merged(span for a in self.accounts.values() for span in a.certain)
        return merged([*without(((_BEFORE, _NEVER),), empty), *known])

    def _joint(self) -> dict[int, Spans]:
        """By tenure, the days on which its holder has the post by it or another of theirs.

        Only where no one tenure tells.
        """
        found: dict[int, Spans] = {}
        if self.worlds is None:
            return found
        tenures: dict[tuple[str, str], list[Account]] = {}
        for account in self.accounts.values():
            if account.first >= 0 and (fact := self.facts[account.first]).person in self._joined:
                tenures.setdefault((fact.person, fact.capacity), []).append(account)
        for who, those in tenures.items():
            if len(those) > 1:
                known = merged(span for account in those for span in account.certain)
                spans = self._present(*who, those)
                if who[0] != UNKNOWN_PERSON:
                    spans = merged([*spans, *known])
                if without(spans, known):
                    found |= {account.first: spans for account in those}
        return found

    def _present(self, person: str, capacity: str, those: Sequence[Account]) -> Spans:
        """The days on which one of a name holds the post in a capacity in every world.

        Of nameless holders, that is one alone: two of them are two people.
        """
        assert self.worlds is not None  # noqa: S101 - as asked before
        firsts = {a.first for a in self.accounts.values() if self._is_of(a, person, capacity)}
        absent = merged(
            (node.enter, node.leave)
            for node in self.worlds.nodes
            if sum(t.facts[0] in firsts for t in node.state.open) != 1
        )
        endless = merged((self._some_day(account), FAR) for account in those)
        return without(without(((_BEFORE, _NEVER),), absent), endless)

    def _is_of(self, account: Account, person: str, capacity: str) -> bool:
        """Whether a tenure is one of a name and a capacity."""
        if account.first < 0:
            return False
        fact = self.facts[account.first]
        return (fact.person, fact.capacity) == (person, capacity)

    def _some_day(self, account: Account) -> int:
        """From when on a departure of unknown day may have ended a tenure; `FAR` if none may."""
        return self._some_days.get(account.first, FAR)

    def stints(self) -> Iterator[tuple[int, Stint]]:
        """The stints of the part, each with its account's `first`."""
        joint = self._joint()
        for account in self.accounts.values():
            yield account.first, self._stint(account, joint.get(account.first, ()))

    def graph(self, places: Mapping[int, int]) -> WorldGraph | None:
        """The worlds, as they are kept with the history; None where there is one, of known days.

        None too where people are alike, and one of them departed on a day that nobody knows.

        Args:
            places: of each tenure in the history, by its account's `first`.
        """
        worlds = self.worlds
        groups = [[own[0].number for own in group] for group in self._alike]
        if worlds is None or any(n in self._some_days for group in groups for n in group):
            return None
        if _is_one_world(worlds):
            return None
        numbers = {id(node): place for place, node in enumerate(worlds.nodes)}
        steps = tuple(
            Step(
                numbers[id(edge.source)],
                numbers[id(edge.target)],
                max(edge.lo, BEFORE_ALL),
                min(edge.hi, AFTER_ALL),
                tuple([places[first] for first in edge.starts]),
                tuple([places[first] for first, _ in edge.ends]),
            )
            for edge in worlds.edges
        )
        final = {
            numbers[id(node)]: tuple([places[t.facts[0]] for t in node.state.open])
            for node in worlds.nodes
            if node.leave == _NEVER
        }
        some_days = {places[first]: lo for first, lo in self._some_days.items()}
        alike = tuple([tuple([places[n] for n in group]) for group in groups if group[0] in places])
        return WorldGraph(steps, final, some_days, alike)

    def _stint(self, account: Account, joint: Spans) -> Stint:
        numbers = [account.first, *sorted(account.renewals)] if account.first >= 0 else []
        appointments = [standing_of(self.facts[n]) for n in numbers]
        by, lo, hi = self._ended_by(account)
        behind = [
            *self._behind(numbers, by),
            *map(standing_of, self._beside.get(account.first, ())),
        ]
        end = None
        if by is not None:
            end = date_between(lo, hi, [self.facts[n].date for n in account.ends])
        left = lo if by is not None and not is_unknown(by.date) else _BEFORE
        seen = max([account.start[0], *(self.facts[n].lo for n in numbers), left])
        stint = Stint(
            appointments,
            list(dict.fromkeys(behind)),
            self._start(account),
            by.standing if by is not None else None,
            end,
            _how(by),
            seen=day_of(seen),
        )
        if by is not None and by.kind == "departed":
            stint.again = [standing_of(fact) for fact in by.also]
        stint.days = _days(account, stint.start, end, joint)
        return stint

    def _behind(self, numbers: Iterable[int], by: Fact | None) -> Iterator[Standing]:
        """What a tenure's own facts are; who came next is not among them."""
        own = (by,) if by is not None and by.kind == "departed" else ()
        for fact in (*(self.facts[n] for n in numbers), *own):
            for one in (fact, *fact.also):
                if one.standing is not None:
                    yield one.standing

    def _start(self, account: Account) -> EdtfDate:
        lo, hi = account.start
        if account.first >= 0:
            return date_between(lo, hi, [self.facts[account.first].date])
        begins = self._begins
        return date_between(max(lo, min(begins.lo, hi)) if begins is not None else lo, hi)

    def _ended_by(self, account: Account) -> tuple[Fact | None, int, int]:
        """What ends a tenure, and the earliest and the latest day on which it ends."""
        if not account.ends:
            return None, FAR, FAR
        lo = min(low for low, _ in account.ends.values())
        hi = FAR if account.goes_on else max(high for _, high in account.ends.values())
        best = min(account.ends, key=lambda n: self._rank(self.facts[n], *account.ends[n]))
        return self.facts[best], lo, hi

    @staticmethod
    def _rank(by: Fact, lo: int, hi: int) -> tuple[object, ...]:
        """What is told first of what may end a tenure: the earliest, and a day that is known."""
        return hi, lo, is_unknown(by.date), by.id


def _is_one_world(worlds: Worlds) -> bool:
    """Whether all days are known, and in one order."""
    edges = worlds.edges
    if any(edge.lo < edge.hi for edge in edges):
        return False
    return len({id(edge.source) for edge in edges}) == len(edges)


def any_nameless_leaves(roles: Iterable[Fact], endless: Iterable[str]) -> bool:
    """Whether somebody departs who is not named, so that all who are not belong together."""
    departs = any(f.kind == "departed" and f.person == UNKNOWN_PERSON for f in roles)
    return departs or UNKNOWN_PERSON in endless


def standing_of(fact: Fact) -> Standing:
    """What stands that a fact was made of."""
    assert fact.standing is not None  # noqa: S101 - only a death has none
    return fact.standing


def _how(by: Fact | None) -> Ended | None:
    if by is None:
        return None
    if by.kind == "ends":
        return by.how  # type: ignore[return-value]
    return _HOW[by.kind]


_HOW: Final[Mapping[str, Ended]] = {
    "departed": "departed",
    "appointed": "succeeded",
    "death": "died",
}


def _days(account: Account, start: EdtfDate, end: EdtfDate | None, joint: Spans) -> DaysHeld | None:
    """On which days a tenure holds, where its bounds do not tell."""
    certain, possible = on_calendar(account.certain), on_calendar(account.possible)
    last = AFTER if end is None or end.hi >= AFTER_ALL else end.hi
    first = AFTER if end is None or end.lo >= AFTER_ALL else end.lo
    plain = (
        merged([(start.hi, first)]),
        merged([(start.lo, last)]),
    )
    if plain == (certain, possible) and not joint:
        return None
    return DaysHeld(certain, possible, on_calendar(joint))
