"""What ties the facts about a post to one another, whatever a world may cost."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from .alike import alike
from .facts import linked
from .hand_overs import halves_of_changes, tellings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .alike import Group
    from .facts import Fact

__all__ = ["Ties"]


class Ties:
    """The ties of some facts.

    Args:
        dated: numbered.
        some_day: the departures of unknown day, which may have freed a seat by then; numbered
            after the others.

    Attributes:
        facts: all of them, by their numbers.
        links: by the number of a departure, that of the appointment which it names.
        leaves: the dated departures, by the person.
        comes: the appointments, by their owner.
        together: by the number of a departure or an appointment, those of the same person's
            appointments or departures that have its date as written.
        halves: by the number of an appointment, those of the departures that it is one change with.
        alike: the people of whom the same is known.
        twins: by the number of a fact, that of another which comes before it, for which of the
            two does is no difference.
        are_any_after: whether an appointment follows by a change of which no day is known.
    """

    def __init__(self, dated: Sequence[Fact], some_day: Sequence[Fact] = ()) -> None:
        self.dated, self.some_day = dated, some_day
        self.facts = [*dated, *some_day] if some_day else dated
        self.links = linked(self.facts)
        self.leaves: dict[str, list[Fact]] = {}
        self.comes: dict[str, list[Fact]] = {}
        for fact in dated:
            if fact.kind == "departed":
                self.leaves.setdefault(fact.person, []).append(fact)
            elif fact.kind == "appointed":
                self.comes.setdefault(fact.owner, []).append(fact)
        self.together = _one_day(dated)
        self.halves = halves_of_changes(dated)
        self.alike = alike(self.facts, self.links, self.halves)
        self.twins = {**_twins(dated, {*self.links.values()}), **_in_order(self.alike)}
        self.are_any_after = any(fact.after for fact in dated)


def _one_day(facts: Sequence[Fact]) -> dict[int, list[int]]:
    """The departures and appointments of one person that have one date as written, either way."""
    found: dict[int, list[int]] = {}
    by_date: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if fact.kind in ("appointed", "departed") and fact.owner == fact.person:
            by_date.setdefault((fact.owner, fact.date.text), []).append(fact)
    for those in by_date.values():
        for one in those:
            for other in those:
                if one.kind == "departed" and other.kind == "appointed":
                    found.setdefault(one.number, []).append(other.number)
                    found.setdefault(other.number, []).append(one.number)
    return found


def _in_order(groups: Iterable[Group]) -> dict[int, int]:
    """By the number of an appointment, that of another of its group, which is to come before it."""
    return {own[0].number: before[0].number for group in groups for before, own in pairwise(group)}


def _twins(facts: Sequence[Fact], named: set[int]) -> dict[int, int]:
    """By the number of a fact that another says in the same words, the number of that other.

    Which of two such facts comes first is no difference: they come in the order of their numbers.
    An appointment that a departure names is told from the others by that.
    """
    last: dict[tuple[object, ...], int] = {}
    found: dict[int, int] = {}
    for fact in facts:
        if fact.kind not in ("appointed", "departed"):
            continue
        if fact.names is not None or fact.number in named:
            continue
        reasons = getattr(fact.standing.fact, "reasons", ()) if fact.standing is not None else ()
        told = (fact.kind, fact.person, fact.lo, fact.hi, fact.capacity, fact.replaces, reasons)
        key = (*told, frozenset(tellings(fact)))
        if key in last:
            found[fact.number] = last[key]
        last[key] = fact.number
    return found
