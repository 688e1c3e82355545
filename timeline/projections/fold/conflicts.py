"""What contradicts: facts that cannot all be true, and from which none can be left out.

Where no world keeps all rules, the facts are left out one after the other. A fact without which
the rest is as broken as before does not belong to the contradiction. To leave an appointment out
is not to say that it never was: somebody whose appointment is left out may depart all the same.
One set is found so; without one of its facts the rest may hold another, which is found next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from .facts import number
from .hand_overs import halves_of_changes
from .rules import TooWide
from .worlds import is_possible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Fact
    from .states import State

__all__ = ["Contradiction", "contradictions"]

_MOST: Final = 20
"""How many contradictions are told of one post, or one person at it."""
_LARGEST: Final = 80
"""Among how many facts the contradiction is looked for; of more, among those next to it."""


@attrs.frozen(slots=True)
class Contradiction:
    """A set of facts that cannot all be true.

    Attributes:
        facts: them; without any one of them the others may be true.
    """

    facts: tuple[Fact, ...]


def contradictions(
    facts: Sequence[Fact], first: State, some_day: Sequence[Fact] = ()
) -> list[Contradiction]:
    """The sets of facts that cannot all be true, as far as they do not share what is wrong.

    Args:
        facts: numbered, which break a rule at least.
        first: who holds the post before all of them.
        some_day: departures of which no day is known.
    """
    some_day = tuple(some_day)
    found: list[Contradiction] = []
    rest, left_out = list(facts), frozenset[str]()
    while len(found) < _MOST and _is_broken(rest, first, left_out, some_day):
        least = _least(rest, first, left_out, some_day)
        found.append(Contradiction(tuple(least)))
        wrong = _most_doubtful(least)
        rest = [fact for fact in rest if fact is not wrong]
        if wrong.kind == "appointed":
            left_out |= {wrong.person}
    return found


def _least(
    facts: Sequence[Fact],
    first: State,
    left_out: frozenset[str],
    some_day: Sequence[Fact],
) -> list[Fact]:
    """A set of facts that cannot all be true, from which none can be left out."""
    kept = _nearby(list(facts), first, left_out, some_day)
    for fact in sorted(kept, key=_by_leaving_out):
        without = [other for other in kept if other is not fact]
        excused = left_out | _excused(facts, without)
        if _is_broken(without, first, excused, some_day):
            kept = without
    return kept


def _by_leaving_out(fact: Fact) -> tuple[bool, int, str]:
    """What is left out first: what is farthest from a departure, for that is what is doubted."""
    return fact.kind == "departed", -fact.lo, fact.id


def _nearby(
    facts: list[Fact], first: State, left_out: frozenset[str], some_day: Sequence[Fact]
) -> list[Fact]:
    """The facts, or the half of them that contradicts by itself, until there are few."""
    while len(facts) > _LARGEST:
        half = len(facts) // 2
        for part in (facts[:half], facts[half:], facts[half // 2 : half + half // 2]):
            if _is_broken(part, first, left_out | _excused(facts, part), some_day):
                facts = part
                break
        else:
            return facts
    return facts


def _excused(facts: Sequence[Fact], kept: Sequence[Fact]) -> frozenset[str]:
    """Those whose appointments are not all among the facts that are kept.

    So are those who are only known to have held the post because somebody followed them.
    """
    held = {id(fact) for fact in kept}
    missing = [fact for fact in facts if fact.kind == "appointed" and id(fact) not in held]
    if not missing:
        return frozenset()
    halves = halves_of_changes(facts)
    people = {fact.number: fact.person for fact in facts}
    left = [people[number] for fact in missing for number in halves.get(fact.number, ())]
    return frozenset([*(fact.person for fact in missing), *left])


def _is_broken(
    facts: Sequence[Fact], first: State, excused: frozenset[str], some_day: Sequence[Fact]
) -> bool:
    if not first.exists and not any(fact.kind == "begins" and not fact.id for fact in facts):
        first = first._replace(exists=True)  # without the day of its creation, it always was
    try:
        return not is_possible(number(facts), first, excused, some_day)
    except TooWide:
        return False


def _most_doubtful(facts: Sequence[Fact]) -> Fact:
    """Of a contradiction, the fact without which the others are looked at again."""
    return max(facts, key=lambda f: (f.kind == "departed", f.kind == "appointed", f.lo, f.id))
