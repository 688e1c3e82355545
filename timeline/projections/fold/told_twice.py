"""What is told twice: two facts that are one.

Two departures of one person, the days of one among those of the other, are one where both cannot
be true without breaking a rule, or doing without one of the greater defaults. Two appointments in
one capacity, likewise, are one where in no world anything that ends a tenure may lie between them.
What is left is the narrower one. Two facts are looked at only if the days of one are among those
of the other, the vaguest first, until nothing is told twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from .facts import linked, number
from .prices import NO_DAY
from .touching import with_terms_joined
from .worlds import worlds_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .facts import Fact
    from .states import State
    from .worlds import Edge, Worlds

__all__ = ["told_once"]


def told_once(facts: Sequence[Fact], first: State, some_day: Sequence[Fact] = ()) -> Worlds:
    """The worlds of some facts, each of which is told once.

    Args:
        facts: numbered.
        first: who holds the post before all of them.
        some_day: departures of which no day is known, where these may free a seat.

    Raises:
        TooWide: they cannot be looked through.
    """
    worlds = worlds_of(facts, first, some_day)
    joined = with_terms_joined(facts)
    if joined is not None:
        other = worlds_of(number(joined), first, some_day)
        worlds = other if other.broken <= worlds.broken else worlds
    if worlds.cost >= NO_DAY:
        worlds = _departures_once(worlds, first, some_day)
    return _appointments_once(worlds, first, some_day)


def _departures_once(worlds: Worlds, first: State, some_day: Sequence[Fact]) -> Worlds:
    again = True
    while again and worlds.cost >= NO_DAY:
        again = False
        for one, other in _pairs(worlds.dated, "departed"):
            fewer = worlds_of(_as_one(worlds.dated, one, other), first, some_day)
            if fewer.cost // NO_DAY < worlds.cost // NO_DAY:
                worlds, again = fewer, True
                break
    return worlds


def _appointments_once(worlds: Worlds, first: State, some_day: Sequence[Fact]) -> Worlds:
    again = True
    while again:
        again = False
        for one, other in _pairs(worlds.dated, "appointed"):
            if _nothing_between(worlds, one, other):
                worlds = worlds_of(_as_one(worlds.dated, one, other), first, some_day)
                again = True
                break
    return worlds


def _pairs(facts: Sequence[Fact], kind: str) -> Iterator[tuple[Fact, Fact]]:
    """The facts of a kind that may be one, the narrower first in each pair; the vaguest first."""
    links = linked(facts)
    own: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if fact.kind == kind and fact.owner == fact.person:
            own.setdefault((fact.owner, fact.capacity), []).append(fact)
    found = []
    for those in own.values():
        those.sort(key=lambda fact: (fact.hi - fact.lo, fact.lo, fact.id))
        for place, one in enumerate(those):
            for other in those[place + 1 :]:
                if other.lo <= one.lo and one.hi <= other.hi and _may_be_one(one, other, links):
                    found.append((one, other))
    found.sort(key=_by_vagueness)
    yield from found


def _by_vagueness(pair: tuple[Fact, Fact]) -> tuple[int, int, str, str]:
    one, other = pair
    return other.lo - other.hi, one.hi - one.lo, one.id, other.id


def _may_be_one(one: Fact, other: Fact, links: Mapping[int, int]) -> bool:
    """Whether two facts do not name different tenures or people."""
    if None not in (one.replaces, other.replaces) and one.replaces != other.replaces:
        return False
    named = [links.get(fact.number) for fact in (one, other)]
    return None in named or named[0] == named[1]


def _as_one(facts: Sequence[Fact], one: Fact, other: Fact) -> list[Fact]:
    """The facts, with two of them made one: the narrower."""
    left = attrs.evolve(
        one,
        also=(*one.also, other, *other.also),
        replaces=one.replaces if one.replaces is not None else other.replaces,
        names=one.names if one.names is not None else other.names,
        ends_term=one.ends_term and other.ends_term,
        deadly=one.deadly or other.deadly,
    )
    return number([left if f is one else f for f in facts if f is not other])


def _nothing_between(worlds: Worlds, one: Fact, other: Fact) -> bool:
    """Whether in every world two appointments are of one tenure, and no departure is between them.

    Then neither a departure, nor a successor, nor an end of the post may lie between.
    """
    pair = {one.number, other.number}
    begun: dict[int, bool] = {}  # of a node: whether one of the two has happened
    for edge in worlds.edges:
        today = [fact for fact in edge.facts if fact.number in pair]
        was_begun = begun.get(id(edge.source), False)
        is_second = len(today) == 2 or (bool(today) and was_begun)
        if is_second and (_returns(edge, one.owner) or not _are_of_one(edge, pair)):
            return False
        begun[id(edge.target)] = was_begun or bool(today)
    return True


def _returns(edge: Edge, owner: str) -> bool:
    """Whether somebody leaves on a day, and goes on with the same tenure."""
    ended = {by for _, by in edge.ends}
    return any(
        fact.kind == "departed" and fact.owner == owner and fact.number not in ended
        for fact in edge.facts
    )


def _are_of_one(edge: Edge, pair: set[int]) -> bool:
    """Whether two appointments are of one tenure, be it one that ends on this very day."""
    tenures = {tenure.facts[0]: {*tenure.facts} for tenure in edge.source.state.open}
    tenures |= {first: {first} for first in edge.starts}
    for first, renewal in edge.renewals:
        tenures[first].add(renewal)
    return any(pair <= facts for facts in tenures.values())
