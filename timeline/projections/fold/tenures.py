"""The tenures of one post: who held it, in every world that the facts allow.

Where all dates are known days and tell one plain story, one pass reads it (`direct`). Otherwise
the worlds are looked through (`worlds`), and what they agree on is the answer (`accounts`). In a
post of several seats people do not push each other out; so each is looked at alone, and all
together only where they might be too many. What is too wide to look through gets an answer that
may be wider than the truth, and is never narrower (`wide`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from timeline.events import UNKNOWN_PERSON

from .accounts import on_calendar
from .direct import direct
from .facts import Fact, is_unknown, number
from .hand_overs import halves_of_changes, mark_changes
from .one_death import with_one_death
from .parts import Part, any_nameless_leaves
from .plain_parts import PlainPart
from .stints import NO_SIGHTINGS, tenure_of, tenure_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..standing import Standing
    from ..tenures import Tenure
    from ..worlds import WorldGraph
    from .accounts import Spans
    from .conflicts import Contradiction
    from .direct import Direct
    from .existence import Existence
    from .stints import Sightings, Stint

__all__ = ["Found", "tenures_of"]

AnyPart: TypeAlias = Part | PlainPart


@attrs.define(slots=True, eq=False)
class Found:
    """What the worlds of a post come to.

    Attributes:
        tenures: by their starts.
        contradictions: the sets of facts that cannot all be true.
        is_exact: whether all worlds were looked through.
        held: the days on which somebody or other holds the post in every world, where there are
            worlds to tell apart.
        worlds: the worlds, each of some of the people; none where there is only one.
    """

    tenures: list[Tenure]
    contradictions: list[Contradiction] = attrs.field(factory=list)
    is_exact: bool = True
    held: Spans = ()
    worlds: list[WorldGraph] = attrs.field(factory=list)


def tenures_of(
    post: str,
    roles: Sequence[Standing],
    existence: Existence,
    sightings: Sightings = NO_SIGHTINGS,
) -> Found:
    """The tenures of a post, and what contradicts itself in what is said of it.

    Args:
        post: its id.
        roles: the appointments and departures that stand.
        existence: what the post itself says.
        sightings: what shows that people held it.
    """
    if existence.is_plain:
        way = direct(roles, existence.seats, existence.begins, existence.ends)
        if way is not None and not (existence.deaths and _outlive(way.stints, existence)):
            return _told(post, way, sightings)
    return _Search(post, roles, existence, sightings).found()


def _told(post: str, way: Direct, sightings: Sightings) -> Found:
    """What the direct way comes to."""
    if way.chain is None:
        tenures = [tenure_of(post, stint, sightings) for stint in way.stints]
        if len(tenures) > 1:
            tenures.sort(key=tenure_order)
        return Found(tenures)
    made = [(tenure_of(post, stint, sightings), stint) for stint in way.stints]
    made.sort(key=lambda each: tenure_order(each[0]))
    graph = way.chain.graph({id(stint): place for place, (_, stint) in enumerate(made)})
    return Found([tenure for tenure, _ in made], held=way.chain.held(), worlds=[graph])


def _outlive(stints: Iterable[Stint], existence: Existence) -> bool:
    """Whether somebody holds the post, as it seems, on the day of their death or later."""
    for stint in stints:
        death = existence.deaths.get(stint.appointments[0].fact.person)  # type: ignore[attr-defined]
        if death is not None and (
            stint.end is None or not stint.end.is_day or stint.end.lo > death.lo
        ):
            return True
    return False


class _Search:
    """The way through the worlds."""

    def __init__(
        self,
        post: str,
        roles: Sequence[Standing],
        existence: Existence,
        sightings: Sightings,
    ) -> None:
        self._post = post
        self._sightings = sightings
        self._roles: list[Fact] = []
        self._endless: dict[str, list[Fact]] = {}
        for fact in map(Fact.of_role, roles):
            if fact.kind == "departed" and is_unknown(fact.date):
                self._endless.setdefault(fact.person, []).append(fact)
            else:
                self._roles.append(fact)
        self._roles, self._endless = _departures_once(self._roles, self._endless)
        self._any_dead = bool(existence.deaths)
        deaths = with_one_death(self._roles, existence.deaths)
        self._existence = attrs.evolve(existence, deaths=deaths)
        some_day = [fact for those in self._endless.values() for fact in those]
        mark_changes([*self._roles, *some_day], is_single=existence.is_single)

    def found(self) -> Found:
        """What all worlds come to."""
        groups = [(self._roles, self._endless)]
        if not self._existence.is_single:
            groups = _apart(self._roles, self._endless)
        parts = [self._part(dated, endless) for dated, endless in groups]
        found = Found([])
        if len(parts) > 1 and self._may_be_too_many(parts):
            whole = Part(self._roles, self._existence, self._endless)
            found.is_exact = whole.is_exact
            parts = [whole] if whole.is_exact else parts
        made: list[tuple[Tenure, int, AnyPart]] = []
        for part in parts:
            found.contradictions += part.contradictions
            found.is_exact = found.is_exact and part.is_exact
            for first, stint in part.stints():
                made.append((tenure_of(self._post, stint, self._sightings), first, part))
        made.sort(key=lambda each: tenure_order(each[0]))
        found.tenures = [tenure for tenure, _, _ in made]
        for part in parts:
            places = {first: n for n, (_, first, of) in enumerate(made) if of is part}
            graph = part.graph(places)
            if graph is not None:
                found.worlds.append(graph)
        found.held = self._held(parts)
        return found

    def _part(self, dated: Sequence[Fact], endless: Mapping[str, list[Fact]]) -> AnyPart:
        """Some people's facts: the direct way, if that leads through them."""
        existence, unknown = self._existence, [d for those in endless.values() for d in those]
        if existence.is_plain and not existence.is_single and not self._any_dead:
            facts = [*dated, *unknown]
            roles = [fact.standing for fact in facts if fact.standing is not None and not fact.also]
            if len(roles) == len(facts) and not any(fact.after for fact in dated):
                way = direct(roles, 0, existence.begins, existence.ends, chained=True)
                if way is not None:
                    return PlainPart(way)
        return Part(dated, existence, endless)

    def _may_be_too_many(self, parts: Sequence[AnyPart]) -> bool:
        """Whether more people than there are seats hold the post on one day, each by themselves."""
        seats = min([self._existence.seats, *(f.seats for f in self._existence.later if f.seats)])
        if not seats:
            return False
        steps: list[tuple[int, int]] = []
        for part in parts:
            for first, end in part.permanent_days():
                steps += [(first, 1), (end, -1)]
        holding = 0
        for _, step in sorted(steps):
            holding += step
            if holding > seats:
                return True
        return False

    def _held(self, parts: Sequence[AnyPart]) -> Spans:
        return on_calendar(span for part in parts for span in part.held())


def _departures_once(
    roles: list[Fact], endless: dict[str, list[Fact]]
) -> tuple[list[Fact], dict[str, list[Fact]]]:
    """Where nothing says when somebody came, a departure of unknown day is the one that has days.

    Of several of those, it is the one of the fewest.
    """
    came = {fact.person for fact in roles if fact.kind == "appointed"}
    alone = {person for person in endless if person not in came | {UNKNOWN_PERSON}}
    found: dict[str, Fact] = {}
    for fact in roles if alone else ():
        if fact.kind == "departed" and fact.person in alone:
            held = found.get(fact.person, fact)
            found[fact.person] = min(held, fact, key=lambda d: (d.hi - d.lo, d.id))
    if not found:
        return roles, endless
    told = {p: attrs.evolve(d, also=tuple(endless[p])) for p, d in found.items()}
    kept = [told[f.person] if f is found.get(f.person) else f for f in roles]
    return kept, {person: those for person, those in endless.items() if person not in found}


def _apart(
    roles: Sequence[Fact], endless: Mapping[str, list[Fact]]
) -> list[tuple[list[Fact], dict[str, list[Fact]]]]:
    """The facts of each person, with those of whom they replace: the dated and the others.

    Of nameless holders each is one, as long as none of them departs.
    """
    is_one = any_nameless_leaves(roles, endless)
    groups = _Groups()
    for fact in roles:
        if fact.replaces is not None:
            groups.join(fact.person if is_one else fact.owner, fact.replaces)
    for fact in roles:
        for person in fact.after:
            groups.join(fact.person if is_one else fact.owner, person)
    for one, other in _hand_overs(roles):
        groups.join(one.person if is_one else one.owner, other.person if is_one else other.owner)
    found: dict[str, tuple[list[Fact], dict[str, list[Fact]]]] = {}
    for fact in roles:
        root = groups.root(fact.person if is_one else fact.owner)
        found.setdefault(root, ([], {}))[0].append(fact)
    for person, departures in endless.items():
        found.setdefault(groups.root(person), ([], {}))[1][person] = departures
    return list(found.values())


def _hand_overs(roles: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """The changes of holders: each appointment with the departure that it is one change with."""
    facts = number(roles)
    for appointment, departures in halves_of_changes(facts).items():
        for departure in departures:
            yield facts[appointment], facts[departure]


class _Groups:
    """Names that belong together."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def root(self, name: str) -> str:
        """The name that stands for a group."""
        while (parent := self._parents.get(name, name)) != name:
            name = parent
        return name

    def join(self, one: str, other: str) -> None:
        """Make two groups one."""
        self._parents[self.root(one)] = self.root(other)
