"""Hand-overs: the two halves of a change, a departure and another's appointment.

They have one date as written and were told together, by one batch or by one register. In a post of
one seat every such pair is a change. In a post of several, in a whole register many leave and many
come in one year; there, a pair is a change only if nobody else came or went with that date. Two
people who both came and went with that date are none: it would be a change either way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from .facts import is_unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from timeline.projections.standing import Standing

    from .facts import Fact

__all__ = ["halves_of_changes", "mark_changes", "tellings"]

Telling: TypeAlias = tuple[str, str]
"""A date as written, and who told it: a register, or else the batch that was recorded then."""


def tellings(fact: Fact) -> set[Telling]:
    """The dates as written of what states a fact, each with who told it.

    A register tells all that it says together, whichever version of it brought each fact: so a log
    that was kept in step with it answers like a new one.
    """
    return {
        (one.date.text, _teller(one.standing))
        for one in (fact, *fact.also)
        if one.standing is not None
    }


def _teller(standing: Standing) -> str:
    origin = standing.fact.origin
    return standing.recorded if origin is None else f"register {origin.register}"


def mark_changes(roles: Sequence[Fact], *, is_single: bool) -> None:
    """Note with each appointment the departures that it is one change with.

    Args:
        roles: the appointments and departures of a post, each told once.
        is_single: whether the post has one seat at any time.
    """
    departures: dict[Telling, list[Fact]] = {}
    moves: dict[Telling, set[tuple[str, str]]] = {}
    for fact in roles:
        for telling in tellings(fact):
            moves.setdefault(telling, set()).add((fact.kind, fact.owner))
            if fact.kind == "departed":
                departures.setdefault(telling, []).append(fact)
    for fact in roles if departures else ():
        for telling in tellings(fact) if fact.kind == "appointed" else ():
            if is_single or len(moves[telling]) == 2:
                those = departures.get(telling, ())
                others = [d for d in those if _is_followed(d, fact, moves[telling])]
                fact.follows |= {d.id for d in others}
                fact.after |= {d.person for d in others if is_unknown(d.date)}


def _is_followed(departure: Fact, fact: Fact, moves: Set[tuple[str, str]]) -> bool:
    """Whether a departure is of somebody else, and it could not be the other way round."""
    if departure.person == fact.person:
        return False
    return not {("departed", fact.owner), ("appointed", departure.owner)} <= moves


def halves_of_changes(facts: Sequence[Fact]) -> Mapping[int, list[int]]:
    """By the number of an appointment, those of the departures that it is one change with."""
    departures: dict[str, int] = {}
    for fact in facts:
        if fact.kind == "departed":
            departures |= {one.id: fact.number for one in (fact, *fact.also)}
    found: dict[int, list[int]] = {}
    for fact in facts:
        follows = {ident for one in (fact, *fact.also) for ident in one.follows}
        numbers = {departures[ident] for ident in follows if ident in departures}
        if numbers:
            found[fact.number] = sorted(numbers)
    return found
