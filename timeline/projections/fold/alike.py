"""People of whom the same is known: whatever holds of one of them holds of each.

A register may name ten holders of a post and no day of any of them. Which came first is no
difference to what can be: put one in the place of another in any world, and it is a world again. So
they are looked through in one order only, and what that says of one of them is said of each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from .accounts import common, merged
from .hand_overs import tellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .accounts import Account, Spans
    from .facts import Fact

__all__ = ["Group", "alike", "say_of_each"]

Group: TypeAlias = "Sequence[Sequence[Fact]]"
"""The facts about each of some people: their one appointment first, and all in one order."""


def alike(
    facts: Sequence[Fact], links: Mapping[int, int], halves: Mapping[int, Sequence[int]]
) -> list[Group]:
    """The people of whom the same is known, two or more in a group.

    Each has one appointment. What is known is which days their facts may have had, in which
    capacity and by which changes; no fact of another names one of them.

    Args:
        facts: numbered.
        links: by the number of a departure, that of the appointment which it names.
        halves: by the number of an appointment, those of the departures that it is one change with.
    """
    own: dict[str, list[Fact]] = {}
    named: set[str] = set()
    for fact in facts:
        named |= fact.after
        if fact.replaces is not None:
            named.add(fact.replaces)
        if fact.owner == fact.person:
            own.setdefault(fact.owner, []).append(fact)
    parted = {*links, *links.values()}
    changing = {*halves, *(number for those in halves.values() for number in those)}
    groups: dict[tuple[object, ...], list[list[Fact]]] = {}
    for person, those in own.items():
        if person and person not in named and _are_plain(those, parted):
            those.sort(key=_by_kind)
            known = tuple([_known(fact, fact.number in changing) for fact in those])
            groups.setdefault(known, []).append(those)
    return [group for group in groups.values() if len(group) > 1]


def _are_plain(those: Sequence[Fact], parted: set[int]) -> bool:
    """Whether the facts about a person are one appointment and ends, none told from the others."""
    if [fact.kind for fact in those].count("appointed") != 1:
        return False
    return not any(
        fact.replaces is not None or fact.after or fact.also or fact.number in parted
        for fact in those
    )


def _by_kind(fact: Fact) -> tuple[object, ...]:
    return fact.kind, fact.lo, fact.hi, fact.ends_term, fact.deadly, fact.number


def _known(fact: Fact, is_change: bool) -> tuple[object, ...]:
    days = fact.kind, fact.lo, fact.hi, fact.date.text, fact.capacity
    told = frozenset(tellings(fact)) if is_change else None
    return *days, fact.ends_term, fact.deadly, told


def say_of_each(groups: Iterable[Group], accounts: Mapping[int, Account]) -> None:
    """Say of each of a group what one order of them says of any."""
    for group in groups:
        those = [accounts[own[0].number] for own in group if own[0].number in accounts]
        if len(those) == len(group):
            ends = _ends_of_any(group, those)
            certain = _in_all([account.certain for account in those])
            possible = merged(span for account in those for span in account.possible)
            start = min(a.start[0] for a in those), max(a.start[1] for a in those)
            goes_on, never = any(a.goes_on for a in those), any(a.never for a in those)
            last = min(a.last for a in those)
            for place, account in enumerate(those):
                account.start, account.possible, account.certain = start, possible, certain
                account.goes_on, account.never, account.last = goes_on, never, last
                account.ends = _ends_of(place, group, ends)
        _end_others(group, accounts)


def _end_others(group: Group, accounts: Mapping[int, Account]) -> None:
    """Let each of a group end the tenures of others when any of them does."""
    own = {facts[0].number for facts in group}
    for same in zip(*group, strict=True):
        numbers = [fact.number for fact in same]
        for account in accounts.values():
            spans = [account.ends[n] for n in numbers if n in account.ends]
            if spans and account.first not in own:
                days = min(lo for lo, _ in spans), max(hi for _, hi in spans)
                account.ends |= dict.fromkeys(numbers, days)


def _in_all(spans: Sequence[Spans]) -> Spans:
    found = spans[0]
    for other in spans[1:]:
        found = common(found, other)
    return found


def _ends_of_any(group: Group, those: Sequence[Account]) -> dict[tuple[bool, int], tuple[int, int]]:
    """When something ends the tenure of one of a group.

    By whether it is about the group, and then the place of the fact among a person's own, counted
    from 0; of another of the group, from -1 down. A fact about nobody of it is told by its number.
    """
    role = {f.number: (who, place) for who, own in enumerate(group) for place, f in enumerate(own)}
    found: dict[tuple[bool, int], tuple[int, int]] = {}
    for who, account in enumerate(those):
        for by, (lo, hi) in account.ends.items():
            key = False, by
            if by in role:
                other, place = role[by]
                key = True, place if other == who else -1 - place
            held = found.get(key, (lo, hi))
            found[key] = min(lo, held[0]), max(hi, held[1])
    return found


def _ends_of(
    who: int, group: Group, ends: Mapping[tuple[bool, int], tuple[int, int]]
) -> dict[int, tuple[int, int]]:
    """What may end the tenure of one of a group, by the number of the fact that does."""
    found: dict[int, tuple[int, int]] = {}
    for (is_of_group, place), days in ends.items():
        if not is_of_group:
            found[place] = days
        elif place >= 0:
            found[group[who][place].number] = days
        else:
            found |= {own[-1 - place].number: days for n, own in enumerate(group) if n != who}
    return found
