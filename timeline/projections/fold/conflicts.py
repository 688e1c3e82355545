"""What contradicts: facts that cannot all be true, and from which none can be left out.

Where no world keeps all rules, there is a first day by which none is left, and the days around it
are enough for a contradiction: they are found first, by a handful of tries. Then their facts are
left out one after the other. A fact without which the rest is as broken as before does not belong
to the contradiction. To leave an appointment out is not to say that it never was: somebody whose
appointment is left out may depart all the same. One set is found so; without one of its facts the
rest may hold another, which is found next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from .facts import number
from .hand_overs import halves_of_changes
from .rules import TooWide
from .worlds import first_broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Fact
    from .states import State

__all__ = ["Contradiction", "contradictions"]

_MOST: Final = 20
"""How many contradictions are told of one post, or one person at it."""
_FEW: Final = 8
"""So many facts are left out one by one; of more, the half of them that is not needed at once."""


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
    look = _Look(first, tuple(some_day))
    found: list[Contradiction] = []
    rest, left_out = list(facts), frozenset[str]()
    while len(found) < _MOST and (near := look.around(rest, left_out)):
        least = look.least(near, rest, left_out)
        found.append(Contradiction(tuple(least)))
        wrong = _most_doubtful(least)
        rest = [fact for fact in rest if fact is not wrong]
        if wrong.kind == "appointed":
            left_out |= {wrong.person}
    return found


class _Look:
    """The search for what contradicts.

    Args:
        first: who holds the post before all facts.
        some_day: departures of which no day is known.
    """

    def __init__(self, first: State, some_day: Sequence[Fact]) -> None:
        self._first = first
        self._some_day = some_day

    def around(self, facts: Sequence[Fact], left_out: frozenset[str]) -> Sequence[Fact]:
        """Facts that contradict, one after the other in their order; none, if all may be true.

        Args:
            facts: by their earliest days.
            left_out: whose appointments were left out before.
        """
        end = self._broken_by(facts, left_out)
        if end is None:
            return ()
        while end < len(facts) and not self._is_broken(facts[:end], facts, left_out):
            end *= 2
        back = 1
        while back < end and not self._is_broken(facts[max(0, end - back) : end], facts, left_out):
            back *= 2
        return facts[max(0, end - back) : end]

    def least(
        self, kept: Sequence[Fact], facts: Sequence[Fact], left_out: frozenset[str]
    ) -> Sequence[Fact]:
        """Of some facts that contradict, a set from which none can be left out.

        Args:
            kept: them.
            facts: all facts.
            left_out: whose appointments were left out before.
        """
        waiting = [sorted(kept, key=_by_leaving_out)]
        while waiting:
            some = waiting.pop()
            if len(some) > _FEW or len(some) == 1:
                gone = {id(fact) for fact in some}
                without = [fact for fact in kept if id(fact) not in gone]
                if self._is_broken(without, facts, left_out):
                    kept = without
                    continue
            if len(some) > 1:
                half = len(some) // 2 if len(some) > _FEW else 1
                waiting += [some[half:], some[:half]]
        return kept

    def _is_broken(
        self, facts: Sequence[Fact], every: Sequence[Fact], left_out: frozenset[str]
    ) -> bool:
        """Whether some of the facts contradict by themselves."""
        return self._broken_by(facts, left_out | _excused(every, facts)) is not None

    def _broken_by(self, facts: Sequence[Fact], excused: frozenset[str]) -> int | None:
        """How many of some facts have happened when no world is left."""
        first = self._first
        if not first.exists and not any(fact.kind == "begins" and not fact.id for fact in facts):
            first = first._replace(exists=True)  # without the day of its creation, it always was
        try:
            return first_broken(number(facts), first, excused, self._some_day)
        except TooWide:
            return None


def _by_leaving_out(fact: Fact) -> tuple[bool, int, str]:
    """What is left out first: what is farthest from a departure, for that is what is doubted."""
    return fact.kind == "departed", -fact.lo, fact.id


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


def _most_doubtful(facts: Sequence[Fact]) -> Fact:
    """Of a contradiction, the fact without which the others are looked at again."""
    return max(facts, key=lambda f: (f.kind == "departed", f.kind == "appointed", f.lo, f.id))
