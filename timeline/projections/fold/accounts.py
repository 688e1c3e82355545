"""What all worlds say of each tenure: its bounds, and the days on which it holds.

A tenure is the same in two worlds if it begins with the same appointment. Its start and its end
are between the least and the greatest day that they have in any world. On which days it holds
possibly and certainly is read off the nodes of the graph (see `worlds`), for the bounds alone do
not tell: between two days that are possible there may be one that is not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL

from .facts import FAR, LONG_AGO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .worlds import Edge, Node, Worlds

__all__ = [
    "AFTER",
    "Account",
    "Spans",
    "accounts_of",
    "common",
    "merged",
    "on_calendar",
    "read_last_renewals",
    "without",
]

Spans: TypeAlias = tuple[tuple[int, int], ...]
"""Days, each span [first, end), the earliest first, and none that touch."""

_BEFORE: Final = LONG_AGO - 1
_NEVER: Final = FAR + 1


@attrs.define(slots=True, eq=False)
class Account:
    """What the worlds say of one tenure.

    Attributes:
        first: the number of its appointment; or of the departure that alone tells of it, as
            `-1 - number`.
        start: the earliest and the latest day on which it begins.
        ends: by the number of what ends it, the earliest and the latest day on which that does.
        goes_on: whether it has no end in some world.
        renewals: the numbers of the appointments that renew it in some world.
        never: whether there is a world without it.
        last: the earliest day that its last appointment may have, where it goes on and that was
            asked for.
        possible: the days on which it holds in some world.
        certain: in every world.
    """

    first: int
    start: tuple[int, int]
    ends: dict[int, tuple[int, int]] = attrs.field(factory=dict)
    goes_on: bool = False
    renewals: set[int] = attrs.field(factory=set)
    never: bool = False
    last: int = FAR
    possible: Spans = ()
    certain: Spans = ()


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """The days of some spans."""
    found: list[tuple[int, int]] = []
    for first, end in sorted(spans):
        if first >= end:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((first, end))
    return tuple(found)


AFTER: Final = AFTER_ALL + 1
"""What ends days that have no end."""


def on_calendar(spans: Iterable[tuple[int, int]]) -> Spans:
    """Spans within what a date can say."""
    return merged(
        (max(first, BEFORE_ALL), AFTER if end > AFTER_ALL else end) for first, end in spans
    )


def without(spans: Spans, others: Spans) -> Spans:
    """The days of some spans that are in none of others."""
    found: list[tuple[int, int]] = []
    for first, end in spans:
        for low, high in others:
            if high <= first or low >= end:
                continue
            if low > first:
                found.append((first, low))
            first = max(first, high)
        if first < end:
            found.append((first, end))
    return tuple(found)


def common(spans: Spans, others: Spans) -> Spans:
    """The days of some spans that are in others too."""
    return without(spans, without(((_BEFORE, _NEVER),), others))


def accounts_of(worlds: Worlds) -> dict[int, Account]:
    """Every tenure of some worlds, by its `first`."""
    found: dict[int, Account] = {}
    renewing: dict[int, bool] = {}
    for edge in worlds.edges:
        for first in edge.starts:
            _widen_start(found, first, edge)
        for first, number in edge.renewals:
            renewing[number] = True
            if first in found:
                found[first].renewals.add(number)
        for first, by in edge.ends:
            account = found[first]
            lo, hi = account.ends.get(by, (FAR, LONG_AGO))
            account.ends[by] = min(lo, edge.lo), max(hi, edge.hi)
    for node in worlds.nodes:
        if node.leave == _NEVER:
            for tenure in node.state.open:
                found[tenure.facts[0]].goes_on = True
    for account in found.values():
        account.never = account.first in renewing
    _read_days(worlds, found)
    _read_first_known(worlds, found)
    return found


def read_last_renewals(worlds: Worlds, accounts: Mapping[int, Account]) -> None:
    """Note the earliest day of the last appointment of each tenure, where that goes on."""
    found: dict[int, dict[int, int]] = {}  # by node and tenure
    for edge in worlds.edges:
        today = {*edge.starts, *(first for first, _ in edge.renewals)}
        before, after = found.get(id(edge.source), {}), found.setdefault(id(edge.target), {})
        for tenure in edge.target.state.open:
            first = tenure.facts[0]
            day = edge.lo if first in today else before[first]
            after[first] = min(day, after.get(first, FAR))
    for node in worlds.nodes:
        if node.leave == _NEVER:
            for first, day in found.get(id(node), {}).items():
                accounts[first].last = min(accounts[first].last, day)


def _widen_start(found: dict[int, Account], first: int, edge: Edge) -> None:
    held = found.get(first)
    if held is None:
        found[first] = Account(first, (edge.lo, edge.hi))
    else:
        held.start = min(held.start[0], edge.lo), max(held.start[1], edge.hi)


def _read_days(worlds: Worlds, accounts: Mapping[int, Account]) -> None:
    """On which days each tenure holds: possibly while some node has it, certainly if each has."""
    spans: dict[int, list[tuple[int, int]]] = {first: [] for first in accounts}
    for node in worlds.nodes:
        for tenure in node.state.open:
            spans[tenure.facts[0]].append((node.enter, node.leave))
    inside = _Inside(worlds.nodes)
    for first, account in accounts.items():
        account.possible = merged(spans[first])
        if account.possible and not account.never:
            low, high = account.possible[0][0], account.possible[-1][1]
            absent = inside.spans(low, high, partial(_lacks, first))
            account.certain = without(account.possible, absent)


def _lacks(first: int, node: Node) -> bool:
    return all(tenure.facts[0] != first for tenure in node.state.open)


class _Inside:
    """Finds the nodes that worlds may be in on some days."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = sorted(nodes, key=lambda node: node.enter)
        self._latest: list[int] = []  # of a node and all before it, when the last is left
        latest = _BEFORE
        for node in self._nodes:
            latest = max(latest, node.leave)
            self._latest.append(latest)

    def spans(self, low: int, high: int, wanted: Callable[[Node], bool]) -> Spans:
        """When worlds may be in a node that is wanted, among the days [low, high)."""
        start = bisect_right(self._latest, low)
        end = bisect_left(self._nodes, high, key=lambda node: node.enter)
        return merged((node.enter, node.leave) for node in self._nodes[start:end] if wanted(node))


def _read_first_known(worlds: Worlds, accounts: Mapping[int, Account]) -> None:
    """Tenures that began before anything on record: as early as the seat was free."""
    known = [account for account in accounts.values() if account.first < 0]
    if not known:
        return
    free: dict[int, int] = {}
    for node in worlds.nodes:
        if _is_full(node):
            continue
        since = node.enter
        for edge in node.into:
            if not _is_full(edge.source):
                since = min(since, free.get(id(edge.source), node.enter))
        free[id(node)] = since
    for edge in worlds.edges:
        for first in edge.starts:
            if first < 0:
                account = accounts[first]
                lo = free.get(id(edge.source), edge.source.enter)
                held = account.start if account.possible else (FAR, LONG_AGO)
                account.start = min(held[0], lo), max(held[1], edge.hi - 1)
                account.possible = merged([*account.possible, (lo, edge.hi)])
                lo, hi = account.ends[-1 - first]
                always = lo == hi and _is_in_all(worlds, first)
                account.certain = ((hi - 1, hi),) if always else ()


def _is_in_all(worlds: Worlds, first: int) -> bool:
    """Whether a tenure begins in every world: no way to the end is without it."""
    reached = {id(node) for node in worlds.nodes if not node.into}
    for edge in worlds.edges:
        if id(edge.source) in reached and first not in edge.starts:
            reached.add(id(edge.target))
    return not any(node.leave == _NEVER and id(node) in reached for node in worlds.nodes)


def _is_full(node: Node) -> bool:
    """Whether nobody more can hold the post, or there is none."""
    state = node.state
    held = sum(tenure.capacity == "permanent" for tenure in state.open)
    return not state.exists or (state.seats > 0 and held >= state.seats)
