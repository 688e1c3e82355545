"""The order of one day's facts: introductions, who leaves, who comes, then ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Fact
    from .states import Moment

__all__ = ["depends_on_order", "usual_next"]

_FEW: Final = 4
"""Of how many facts of one day every order is tried, where the usual one leaves no world."""


def depends_on_order(group: Sequence[Fact]) -> bool:
    """Whether another order than the usual one may make a difference to a day."""
    if not 1 < len(group) <= _FEW:
        return False
    if any(f.replaces is not None or f.kind not in ("appointed", "departed") for f in group):
        return True
    return len({f.person for f in group}) < len(group)


def usual_next(
    moment: Moment, rest: Sequence[Fact], held: set[int], last: Fact | None
) -> list[Fact]:
    """What comes next on a day by the usual order.

    Introductions; departures of those who held when the day began; appointments, each followed by
    the departure of who came and went that day; then ends.
    """
    if len(rest) == 1:
        return [rest[0]]
    begins = [f for f in rest if f.kind == "begins"]
    if begins:
        return begins[:1]
    departures = [f for f in rest if f.kind == "departed"]
    holders = {t.owner for t in moment.open if t.facts[0] in held}
    if any(t.owner.startswith("?") for t in moment.open):
        holders |= {f.owner for f in departures if f.owner.startswith("?")}
    leaving = [f for f in departures if f.owner in holders]
    if leaving and (last is None or last.kind != "appointed"):
        return [f for f in leaving if f.owner == leaving[0].owner]
    appointments = [f for f in rest if f.kind == "appointed"]
    if last is not None and last.kind == "appointed":
        following = [f for f in departures if f.owner == last.owner or _is_nameless(f)]
        again = any(_may_be_one(f, last) for f in appointments)
        if following:
            return [following[0], *appointments] if again else following[:1]
    if appointments:
        return _next_appointments(moment, appointments, departures, held)
    return departures[:1] or list(rest[:1])


def _next_appointments(
    moment: Moment, appointments: Sequence[Fact], departures: Sequence[Fact], held: set[int]
) -> list[Fact]:
    """The appointments that may come next on a day.

    Who is replaced is replaced before coming back, and who goes again comes before who stays;
    beyond that, the order makes a difference only where somebody is replaced or comes twice.
    """
    holders = {t.owner for t in moment.open if t.facts[0] in held}
    back = {f.replaces for f in appointments if f.replaces in holders}
    first = [f for f in appointments if f.person not in back] or list(appointments)
    if _are_apart(moment, appointments, departures):
        gone = {f.owner for f in departures}
        return [next((f for f in first if f.owner in gone), first[0])]
    return first if len(first) <= _FEW else first[:1]


def _are_apart(moment: Moment, appointments: Sequence[Fact], departures: Sequence[Fact]) -> bool:
    """Whether the order of a day's appointments makes no difference.

    Nobody comes twice or is replaced; in a post of one seat, nobody who holds it is among them and
    would be renewed or pushed out; and no nameless holder leaves, who may be one or the other.
    """
    owners = {f.owner for f in appointments}
    if len(owners) < len(appointments) or any(f.replaces for f in appointments):
        return False
    if moment.seats == 1 and any(t.owner in owners for t in (*moment.open, *moment.left)):
        return False
    return not any(map(_is_nameless, departures)) or sum(map(_is_nameless, appointments)) < 2


def _is_nameless(fact: Fact) -> bool:
    return fact.owner.startswith("?")


def _may_be_one(one: Fact, other: Fact) -> bool:
    """Whether two facts may be about one person."""
    return one.owner == other.owner or (_is_nameless(one) and _is_nameless(other))
