"""What is told twice: two facts that are one.

Two departures of one person, the days of one among those of the other, are one where both cannot
be true. Two appointments in one capacity, likewise, are one where in no world anything that ends a
tenure may lie between them. What is left is the narrower one. Two facts are looked at only if the
days of one are among those of the other, the narrowest first, until nothing is told twice.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from .facts import linked, number
from .worlds import worlds_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .facts import Fact
    from .rules import State
    from .worlds import Edge, Node, Worlds

__all__ = ["told_once"]


def told_once(facts: Sequence[Fact], first: State) -> Worlds:
    """The worlds of some facts, each of which is told once.

    Args:
        facts: numbered.
        first: who holds the post before all of them.

    Raises:
        TooWide: they cannot be looked through.
    """
    worlds = worlds_of(facts, first)
    if worlds.broken:
        worlds = _departures_once(worlds, first)
    return _appointments_once(worlds, first)


def _departures_once(worlds: Worlds, first: State) -> Worlds:
    again = True
    while again and worlds.broken:
        again = False
        for one, other in _pairs(worlds.facts, "departed"):
            fewer = worlds_of(_as_one(worlds.facts, one, other), first)
            if fewer.broken < worlds.broken:
                worlds, again = fewer, True
                break
    return worlds


def _appointments_once(worlds: Worlds, first: State) -> Worlds:
    again = True
    while again:
        again = False
        for one, other in _pairs(worlds.facts, "appointed"):
            if _nothing_between(worlds, one, other):
                worlds = worlds_of(_as_one(worlds.facts, one, other), first)
                again = True
                break
    return worlds


def _pairs(facts: Sequence[Fact], kind: str) -> Iterator[tuple[Fact, Fact]]:
    """The facts of a kind that may be one, the narrower first in each pair; the narrowest first."""
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
    found.sort(key=lambda pair: (pair[0].hi - pair[0].lo, pair[1].hi - pair[1].lo, pair[0].id))
    yield from found


def _may_be_one(one: Fact, other: Fact, links: dict[int, int] | object) -> bool:
    """Whether two facts do not name different tenures or people."""
    if None not in (one.replaces, other.replaces) and one.replaces != other.replaces:
        return False
    named = [links.get(fact.number) for fact in (one, other)]  # type: ignore[attr-defined]
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
    """Whether in every world the later of two appointments renews a tenure right after the other.

    Then neither a departure, nor a successor, nor an end of the post may lie between them.
    """
    pair = {one.number, other.number}
    for edge in worlds.edges:
        today = [fact for fact in edge.facts if fact.number in pair]
        if not today or not _is_second(edge, today, pair):
            continue
        if any(fact.kind == "departed" and fact.owner == one.owner for fact in edge.facts):
            return False
        if not any(pair <= _adjacent(edge, first, pair) for first, _ in edge.renewals):
            return False
    return True


def _is_second(edge: Edge, today: Sequence[Fact], pair: set[int]) -> bool:
    """Whether the other of a pair has happened once the day is over, and not only one of them."""
    return len(today) == 2 or any(f in pair for f in _placed(edge.source, pair))


def _placed(node: Node, pair: set[int]) -> set[int]:
    """Which of a pair have happened at a node: every way to it has the same facts."""
    found: set[int] = set()
    while node.into:
        edge = node.into[0]
        found |= pair & {fact.number for fact in edge.facts}
        node = edge.source
    return found


def _adjacent(edge: Edge, first: int, pair: set[int]) -> set[int]:
    """Of a tenure after a day: its last two appointments that are of a pair, if they adjoin."""
    for tenure in edge.target.state.open:
        if tenure.facts[0] == first:
            for here, there in pairwise(tenure.facts):
                if {here, there} == pair:
                    return pair
    return set()
