"""What the next day of a world may have: groups of facts that are still to come.

Every group is tried that the dates leave open, but for those of which it is plain that they lead to
no world within the limit: somebody leaves who does not hold the post, two take its one seat on a
day, one stays in it for longer than another can wait. Of people of whom the same is known only the
first is taken. What is left out here has no part in any answer; it is left out for speed alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .facts import FAR
from .prices import FIRST_KNOWN, NO_DAY
from .rules import TooWide

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .facts import Fact
    from .rules import Rules
    from .states import State

__all__ = ["GROUPS", "NextDays"]

GROUPS: Final = 4_096
"""How many groups of facts the next day may have: all the choices among twelve."""
_NEVER: Final = FAR + 1


class NextDays:
    """Gives the days that may be next in one knot.

    Args:
        rules: of the post.
        facts: of the knot.
    """

    def __init__(self, rules: Rules, facts: Sequence[Fact]) -> None:
        self._twins = rules.ties.twins
        self._rules = rules
        self._all_hold = rules.limit < FIRST_KNOWN  # whoever departs held the post
        self._all_have_days = rules.limit < NO_DAY  # every tenure has a day that may have one
        self._is_single = all(f.kind != "begins" or f.seats in (None, 1) for f in facts)
        self._brief = _with_no_day(facts)
        self._comings = [(f, 1 << f.number) for f in facts if _takes_the_seat(f, rules)]

    def groups(
        self, state: State, rest: Sequence[Fact], after: int
    ) -> Iterator[tuple[list[Fact], int]]:
        """Yield the facts that the next day may have, and the earliest day that it may be.

        Args:
            state: on the day before.
            rest: the facts of the knot that are still to come.
            after: the earliest day that the day before may be.

        Raises:
            TooWide: there are more than `GROUPS`.
        """
        bound = min([fact.hi for fact in rest])
        near: list[Fact] = []
        far = _NEVER
        for fact in rest:
            if fact.lo <= bound and self._may_be_next(state, fact, rest):
                near.append(fact)
            else:
                far = min(far, fact.hi)
        for group, kept in self._choices(state, near):
            lo, hi = after + 1, _NEVER
            for fact in group:
                lo, hi = max(lo, fact.lo), min(hi, fact.hi)
            left = min([far, *(fact.hi for fact in kept)])
            if lo <= hi and lo < left and not (self._all_hold and _is_idle(state, group)):
                yield group, lo

    def _may_be_next(self, state: State, fact: Fact, rest: Sequence[Fact]) -> bool:
        """Whether somebody who leaves holds the post, or may take it on the same day."""
        if not self._all_hold or fact.kind != "departed" or fact.owner != fact.person:
            return True
        if any(tenure.owner == fact.owner for tenure in state.open):
            return True
        comes = [f for f in rest if f.kind == "appointed" and f.owner == fact.owner]
        if self._all_have_days and len(comes) == 1:
            return comes[0].lo >= fact.hi  # otherwise the tenure need not be over on its first day
        return bool(comes)

    def _choices(
        self, state: State, near: Sequence[Fact]
    ) -> Iterator[tuple[list[Fact], list[Fact]]]:
        """Some of the facts that may be next, and the others."""
        one_seat = self._all_have_days and self._is_single and state.seats == 1
        found: list[tuple[list[Fact], list[Fact]]] = [([], [])]
        for row in reversed(self._rows(near)):
            more = []
            for group, kept in found:
                more.append((group, [*row, *kept]))
                for count in range(1, len(row) + 1):
                    if one_seat and self._has_no_day(row[count - 1], [*row[: count - 1], *group]):
                        break
                    more.append(([*row[:count], *group], [*row[count:], *kept]))
            if len(more) > GROUPS:
                raise TooWide
            found = more
        yield from (choice for choice in found if choice[0])

    def _has_no_day(self, fact: Fact, group: Sequence[Fact]) -> bool:
        """Whether a fact and another are of two who take one seat on a day, and need not have."""
        if fact.kind != "appointed" or fact.is_stand_in or fact.number in self._brief:
            return False
        return any(
            other.kind == "appointed"
            and not other.is_stand_in
            and other.owner != fact.owner
            and fact.lo < other.hi
            and other.lo < fact.hi
            and other.number not in self._brief
            for other in group
        )

    def _rows(self, near: Sequence[Fact]) -> list[list[Fact]]:
        """The facts in rows, of which each is a twin of the one before it."""
        rows: list[list[Fact]] = []
        row_of: dict[int, list[Fact]] = {}
        for fact in near:
            row = row_of.get(self._twins.get(fact.number, -1))
            if row is None:
                rows.append(row := [])
            row.append(fact)
            row_of[fact.number] = row
        return rows

    def is_stuck(self, state: State, placed: int) -> bool:
        """Whether somebody stays in the seat for longer than others can wait for it.

        Who departs by a fact that is still to come is not pushed out before, unless a rule is
        broken; and whoever takes the seat later departs later still.
        """
        if state.seats != 1 or not self._is_single or not self._all_hold:
            return False
        for tenure in state.open:
            until = None
            if tenure.capacity == "permanent" and not tenure.outlasts:
                until = self._rules.stays_until(tenure, placed)
            if until is not None and any(
                fact.hi < until and not placed & bit and fact.owner != tenure.owner
                for fact, bit in self._comings
            ):
                return True
        return False


def _takes_the_seat(fact: Fact, rules: Rules) -> bool:
    """Whether a fact is of somebody who must have the seat of a permanent holder for it."""
    if fact.owner != fact.person or fact.kind not in ("appointed", "departed"):
        return False
    return not rules.ever_stands_in(fact.owner)


def _with_no_day(facts: Sequence[Fact]) -> set[int]:
    """The numbers of the appointments that have no day, by their own dates, of one who is named."""
    gone: dict[str, int] = {}
    for fact in facts:
        if fact.kind == "departed":
            gone[fact.person] = min(fact.hi, gone.get(fact.person, fact.hi))
    return {f.number for f in facts if f.kind == "appointed" and gone.get(f.person, _NEVER) <= f.lo}


def _is_idle(state: State, group: Sequence[Fact]) -> bool:
    """Whether somebody leaves on a day who neither holds the post nor takes it that day."""
    for fact in group:
        if fact.kind == "departed" and fact.owner == fact.person:
            for tenure in state.open:
                if tenure.owner == fact.owner:
                    break
            else:
                if not any(f.kind == "appointed" and f.owner == fact.owner for f in group):
                    return True
    return False
