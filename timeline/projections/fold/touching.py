"""Terms that touch: the last day of one is the first of the next.

Many registers give a term with its last day in, and the next one from that very day. The departure
is then of the day after the new appointment, and would end it. Where the departure says only that
a term ended, it is read as of the day of the appointment, and the two are a renewal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Fact

__all__ = ["with_terms_joined"]


def with_terms_joined(facts: Sequence[Fact]) -> list[Fact] | None:
    """The facts, with the terms joined that touch; None if none do.

    Args:
        facts: of any kind.
    """
    appointed: dict[tuple[str, int], list[Fact]] = {}
    first: dict[tuple[str, str], int] = {}
    for fact in facts:
        if fact.kind == "appointed" and fact.owner == fact.person:
            if fact.is_day:
                appointed.setdefault((fact.person, fact.lo), []).append(fact)
            key = fact.person, fact.capacity
            first[key] = min(first.get(key, fact.lo), fact.lo)
    joined = {}
    for fact in facts:
        if fact.kind == "departed" and fact.is_day and _is_term(fact):
            for again in appointed.get((fact.person, fact.lo - 1), ()):
                is_named = fact.names is not None and _is_named(fact, again)
                if not is_named and first[again.person, again.capacity] < again.lo:
                    joined[id(fact)] = attrs.evolve(fact, lo=again.lo, hi=again.hi)
    return [joined.get(id(fact), fact) for fact in facts] if joined else None


def _is_term(departure: Fact) -> bool:
    standing = departure.standing
    return standing is not None and standing.fact.reasons == ("term-ended",)  # type: ignore[attr-defined]


def _is_named(departure: Fact, appointment: Fact) -> bool:
    key = appointment.standing.fact.key if appointment.standing is not None else None
    return departure.names in (appointment.id, key)
