"""The worlds that the facts about a post allow, as paths through a graph.

A node is what has happened so far and who holds the post then; an edge is one day, with the facts
that it has. A world is a path from the first node to the last, with a day for each edge, later
from edge to edge. So the earliest day of an edge is found on the way forward, from the earliest
of what may come before it, and the latest on the way back; every day between the two is that
edge's in some world. As long as a world is at a node, the same people hold the post, and so:

* somebody holds it possibly on a day, if a node in which they do may be entered by then and left
  after it;
* certainly, if there is no node in which they do not, and in which a world may be on that day.

Facts in a known order cut the graph: where everything before is certainly earlier than everything
after, all that counts is who holds the post then. What lies between two cuts is a *knot*. Within
it every order is tried that the dates leave open, day by day. That is exact, and grows with the
number of facts that may happen in any order; a knot that takes more than `STEPS` days to try is
not looked through (`TooWide`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from .facts import FAR, LONG_AGO, is_unknown
from .next_days import NextDays
from .prices import BROKEN, DEFAULTS, NO_DAY, SET_ASIDE, broken
from .rules import Rules, TooWide
from .ties import Ties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .facts import Fact
    from .states import Outcome, State

__all__ = ["STEPS", "Edge", "Node", "Worlds", "first_broken", "worlds_of"]

STEPS: Final = 2_500
"""How many days a knot may take to try, which is less than half a second. Ten people who came and
went in one year take more, in a post of one seat, and nine half as many; of a hand-over a year,
no knot takes ten."""
_SLACK: Final = 2 * (BROKEN + SET_ASIDE)
"""How much more than the cheapest a state may cost at a cut, to be followed any further."""
_START: Final = LONG_AGO - 1
_NEVER: Final = FAR + 1


@attrs.define(slots=True, eq=False)
class Node:
    """A state that worlds may be in.

    Attributes:
        state: who holds the post.
        enter: the earliest day on which a world may come to it.
        leave: the latest day on which a world may go on from it; without one, `FAR` + 1.
        cost: of the cheapest way to it.
        into: the edges to it.
    """

    state: State
    enter: int
    cost: int
    leave: int = _START
    into: list[Edge] = attrs.field(factory=list)


@attrs.define(slots=True, eq=False)
class Edge:
    """One day of some worlds.

    Attributes:
        source: the state on the day before.
        target: the state at its end.
        lo: the earliest day that it may be.
        hi: the latest.
        facts: that happen on it.
        starts, ends, renewals: as an `Outcome` has them.
    """

    source: Node
    target: Node
    lo: int
    hi: int
    facts: tuple[Fact, ...]
    starts: tuple[int, ...]
    ends: tuple[tuple[int, int], ...]
    renewals: tuple[tuple[int, int], ...]


@attrs.define(slots=True, eq=False)
class Worlds:
    """All the worlds of some facts, the cheapest ones only.

    Attributes:
        ties: of the facts.
        nodes: each before those that it leads to.
        edges: likewise.
        cost: of each world.
    """

    ties: Ties
    nodes: list[Node]
    edges: list[Edge]
    cost: int

    @property
    def facts(self) -> Sequence[Fact]:
        """All facts, by their numbers; the departures of unknown day last."""
        return self.ties.facts

    @property
    def dated(self) -> list[Fact]:
        """The facts that have a day, or some days that it may be."""
        return [fact for fact in self.facts if not is_unknown(fact.date) or fact.kind != "departed"]

    @property
    def broken(self) -> int:
        """How many rules are broken in each of them; none, as a rule."""
        return broken(self.cost)


def worlds_of(facts: Sequence[Fact], first: State, some_day: Sequence[Fact] = ()) -> Worlds:
    """The worlds of some facts.

    Args:
        facts: numbered.
        first: who holds the post before all of them.
        some_day: departures of which no day is known, where these may free a seat.

    Raises:
        TooWide: a knot is too large to look through.
    """
    ties = Ties(facts, _numbered(some_day, facts))
    for limit in _limits(len(facts)):
        found = _worlds(Rules(ties, limit), first)
        if found is not None:
            return found
    raise AssertionError("at any price there is a world")


def _limits(count: int) -> Iterator[int]:
    """What a world may cost: nothing; the least defaults; no broken rule; one, two, four …."""
    yield from _UNBROKEN
    most = 1
    while most <= 4 * count:
        yield (most + 1) * BROKEN - 1
        most *= 2
    yield 1 << 200


def _numbered(some_day: Sequence[Fact], facts: Sequence[Fact]) -> list[Fact]:
    """Departures of unknown day, numbered after the facts."""
    return [d.numbered(place) for place, d in enumerate(some_day, len(facts))]


_UNBROKEN: Final = (0, NO_DAY - 1, DEFAULTS)


def first_broken(
    facts: Sequence[Fact],
    first: State,
    excused: frozenset[str] = frozenset(),
    some_day: Sequence[Fact] = (),
) -> int | None:
    """How many of some facts have happened when no world is left that breaks no rule.

    None if there is a world of all of them.

    Args:
        facts: numbered.
        first: who holds the post before all of them.
        excused: whose departures may be set aside at no cost.
        some_day: departures of which no day is known, where these may free a seat.

    Raises:
        TooWide: a knot is too large to look through.
    """
    rules = Rules(Ties(facts, _numbered(some_day, facts)), DEFAULTS, excused)
    for knot, frontier in _by_knots(rules, first):
        if not frontier:
            return knot[-1].number + 1
    return None


def _worlds(rules: Rules, first: State) -> Worlds | None:
    """The worlds within the limit of the rules; None if there are none."""
    frontier: Sequence[Node] = ()
    for _, frontier in _by_knots(rules, first):
        if not frontier:
            return None
    return _pruned(rules.ties, frontier or [Node(first, _START, 0)])


def _by_knots(rules: Rules, first: State) -> Iterator[tuple[Sequence[Fact], Sequence[Node]]]:
    """Each knot with the nodes at its end, up to one after which there are none."""
    frontier: Sequence[Node] = [Node(first, _START, 0)]
    placed = 0
    for knot in knots(rules.ties.dated):
        if len(knot) == 1 or all(fact.lo == fact.hi == knot[0].lo for fact in knot):
            frontier = _one_day(frontier, knot, rules, placed)
        else:
            frontier = _Knot(knot, rules, placed).run(frontier)
        yield knot, frontier
        if not frontier:
            return
        for fact in knot:
            placed |= 1 << fact.number


def knots(facts: Sequence[Fact]) -> Iterator[Sequence[Fact]]:
    """The facts in groups, of which each is certainly later than the one before."""
    group: list[Fact] = []
    last = _START
    for fact in facts:
        if group and fact.lo > last:
            yield group
            group = []
        group.append(fact)
        last = max(last, fact.hi) if len(group) > 1 else fact.hi
    if group:
        yield group


def _one_day(
    frontier: Sequence[Node], facts: Sequence[Fact], rules: Rules, placed: int
) -> list[Node]:
    """The nodes at the end of a knot that has one day: its facts are of one, or it has but one."""
    if len(frontier) > STEPS:
        raise TooWide
    layer: _Layer = {}
    for node in frontier:
        for made in rules.outcomes(node.state, placed, facts, node.cost):
            _lead(layer, (0, made.state, node.cost + made.cost), node, facts, facts[0].lo, made)
    return _cheapest(layer.values())


_Layer: TypeAlias = "dict[tuple[int, State, int], Node]"
"""The nodes after some facts, by what has happened, who holds the post then, and the cost."""


def _lead(
    layer: _Layer,
    key: tuple[int, State, int],
    source: Node,
    group: Sequence[Fact],
    lo: int,
    made: Outcome,
) -> None:
    """Draw an edge to a node of a layer."""
    target = layer.get(key)
    if target is None:
        target = layer[key] = Node(made.state, lo, key[2])
    elif lo < target.enter:
        target.enter = lo
    _, _, starts, ends, renewals = made
    target.into.append(Edge(source, target, lo, FAR, tuple(group), starts, ends, renewals))


class _Knot:
    """The way through one knot.

    Args:
        facts: of the knot, by their earliest days.
        rules: of the post.
        placed: what happened before the knot.
    """

    def __init__(self, facts: Sequence[Fact], rules: Rules, placed: int) -> None:
        self._facts = facts
        self._rules = rules
        self._placed = placed
        self._bits = [(fact, 1 << fact.number) for fact in facts]
        self._steps = 0
        self._next = NextDays(rules, facts)
        self._layers: list[_Layer] = [{} for _ in range(len(facts) + 1)]

    def run(self, frontier: Sequence[Node]) -> list[Node]:
        """The nodes at the end of the knot; none, if no way leads there."""
        for node in frontier:
            self._layers[0][(self._placed, node.state, node.cost)] = node
        for count, layer in enumerate(self._layers[:-1]):
            for (placed, _, _), node in layer.items():
                rest = [f for f, bit in self._bits if not placed & bit]
                after = node.enter if count else _START
                for group, lo in self._next.groups(node.state, rest, after):
                    self._step(node, placed, group, lo, count + len(group))
        return _cheapest(self._layers[-1].values())

    def _step(self, node: Node, placed: int, group: Sequence[Fact], lo: int, count: int) -> None:
        rules = self._rules
        self._steps += 1
        if self._steps > STEPS:
            raise TooWide
        after = placed
        for fact in group:
            after |= 1 << fact.number
        layer = self._layers[count]
        for made in rules.outcomes(node.state, placed, group, node.cost):
            if not self._next.is_stuck(made.state, after):
                _lead(layer, (after, made.state, node.cost + made.cost), node, group, lo, made)


def _cheapest(nodes: Iterable[Node]) -> list[Node]:
    """Of the nodes at a cut: for each state the cheapest, and none that costs far more than it."""
    found: dict[State, list[Node]] = {}
    for node in nodes:
        held = found.get(node.state)
        if held is None or node.cost < held[0].cost:
            found[node.state] = [node]
    if not found:
        return []
    least = min(held[0].cost for held in found.values())
    return [held[0] for held in found.values() if held[0].cost <= least + _SLACK]


def _pruned(ties: Ties, last: Sequence[Node]) -> Worlds:
    """The graph without what leads nowhere, or costs more than need be, with the latest days."""
    least = min(node.cost for node in last)
    nodes: list[Node] = []
    edges: list[Edge] = []
    ends = [node for node in last if node.cost == least]
    for node in ends:
        node.leave = _NEVER
    for node in _last_first(ends):
        kept = []
        for edge in node.into:
            edge.hi = min(min([fact.hi for fact in edge.facts]), node.leave - 1)
            if edge.lo <= edge.hi:
                edge.source.leave = max(edge.source.leave, edge.hi)
                kept.append(edge)
        node.into = kept
        if kept or node.enter == _START:
            nodes.append(node)
            edges += kept
    return Worlds(ties, nodes[::-1], edges[::-1], least)


def _last_first(ends: Sequence[Node]) -> Iterator[Node]:
    """The nodes that lead to some, each after all that it leads to."""
    ahead: dict[int, int] = {}
    waiting = list(ends)
    seen = {id(node) for node in ends}
    while waiting:
        node = waiting.pop()
        for edge in node.into:
            source = edge.source
            ahead[id(source)] = ahead.get(id(source), 0) + 1
            if id(source) not in seen:
                seen.add(id(source))
                waiting.append(source)
    ready = [node for node in ends if not ahead.get(id(node))]
    while ready:
        node = ready.pop()
        into = list(node.into)
        yield node
        for edge in into:
            source = edge.source
            ahead[id(source)] -= 1
            if not ahead[id(source)]:
                ready.append(source)
