"""The plain Python fold that a program would otherwise do: attrs objects, dictionaries, one pass.

It knows the events' kinds and what follows from them for tenures, as far as the generated events
go. It does not check anything, keep renewals, reasons, sources or disputes, say what a post
without a holder is (vacant, no record, abolished), or follow repairs of repairs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeAlias

import attrs

from timeline.events import EdtfDate

__all__ = ["Fact", "Fold", "Item", "Tenure", "facts_of", "items_of"]

Item: TypeAlias = tuple[str, str, dict[str, Any]]
"""An event's id, when it was recorded, and its content as JSON values."""


@attrs.frozen(slots=True)
class Fact:
    """An event: one class for all kinds, as a script would have it."""

    id: str
    recorded: str
    kind: str
    post: str | None = None
    person: str | None = None
    organization: str | None = None
    effective: str | None = None
    announced: str | None = None
    capacity: str = "permanent"
    replaces: str | None = None
    seats: int | None = None
    term_ends: str | None = None
    event: str | None = None
    replacement: Fact | None = None
    reasons: Any = ()
    because: Any = ()
    sources: Any = ()
    names: Any = None
    titles: Any = None
    title: str | None = None
    parent: str | None = None
    identifiers: Any = None
    field: str | None = None
    says: str | None = None
    key: str | None = None
    note: str | None = None
    why: str | None = None
    version: int = 1


@attrs.define(slots=True, eq=False)
class Tenure:
    """One person's time in a post; dates are a first and a last day that they may be."""

    post: str
    person: str
    capacity: str
    start: tuple[int, int]
    end: tuple[int, int] | None = None
    implied: bool = False

    def certainty(self, day: int) -> str | None:
        """Whether it holds on a day: `certain`, `possible`, or None."""
        if self.start[0] > day or (self.end is not None and self.end[1] <= day):
            return None
        sure = self.start[1] <= day and (self.end is None or day < self.end[0])
        return "certain" if sure else "possible"


def items_of(rows: Iterable[tuple[str, str, str]]) -> Iterator[Item]:
    """Stored rows (id, recorded, body), with the bodies read."""
    for ident, recorded, body in rows:
        yield ident, recorded, json.loads(body)


def facts_of(items: Iterable[Item]) -> Iterator[Fact]:
    """The objects of events."""
    for ident, recorded, body in items:
        if body["kind"] == "corrected":
            replacement = Fact(ident, recorded, **body["replacement"])
            yield Fact(ident, recorded, **{**body, "replacement": replacement})
        else:
            yield Fact(ident, recorded, **body)


@lru_cache(maxsize=1 << 16)
def _days(text: str) -> tuple[int, int]:
    """The first and the last day that a date may be."""
    if len(text) == 10:
        day = date.fromisoformat(text).toordinal()
        return day, day
    parsed = EdtfDate.parse(text)
    return parsed.lo, parsed.hi


_RANKS: Final = {"departed": 0, "abolished": 1, "dissolved": 1, "appointed": 2}
_Change: TypeAlias = tuple[int, int, int, str, Fact]


class Fold:
    """All tenures, from all events that were announced and recorded by then."""

    def __init__(
        self, facts: Iterable[Fact], announced_by: int | None = None, recorded_by: str | None = None
    ) -> None:
        self.tenures: list[Tenure] = []
        self._seats: dict[str, int] = {}
        self._homes: dict[str, list[str]] = {}
        self._open: dict[str, list[Tenure]] = {}
        self._implied: dict[tuple[str, str], Tenure] = {}
        self._gone: set[str] = set()
        self._instead: dict[str, Fact] = {}
        known = (f for f in facts if recorded_by is None or f.recorded <= recorded_by)
        bound = 9_999_999 if announced_by is None else announced_by
        found = [fact for fact in known if self._is_change(fact, bound)]
        for change in self._in_order(found, bound):
            self._apply(change[4], change[:2])

    def holders(self, day: int) -> list[tuple[str, str, str]]:
        """Who holds what on a day, as (post, person, certainty), sorted."""
        return sorted(
            (tenure.post, tenure.person, certainty)
            for tenure in self.tenures
            if (certainty := tenure.certainty(day)) is not None
        )

    def _is_change(self, fact: Fact, bound: int) -> bool:
        """Whether a fact is a change; other facts are taken note of."""
        if fact.kind in _RANKS:
            return True
        if fact.kind == "post":
            self._seats[fact.post or ""] = fact.seats or 1
            self._homes.setdefault(fact.organization or "", []).append(fact.post or "")
        elif fact.kind == "retracted" or (fact.kind == "cancelled" and _told(fact) <= bound):
            self._gone.add(fact.event or "")
        elif fact.replacement is not None:
            self._instead[fact.event or ""] = fact.replacement
        return False

    def _in_order(self, found: Iterable[Fact], bound: int) -> list[_Change]:
        """The changes that count, as repaired, in the order in which they took effect."""
        changes = []
        for fact in found:
            if fact.id in self._gone:
                continue
            said = self._instead.get(fact.id, fact)
            if _told(said) <= bound:
                lo, hi = _days(said.effective or "")
                changes.append((lo, hi, _RANKS[said.kind], fact.id, said))
        changes.sort(key=_order)
        return changes

    def _apply(self, fact: Fact, when: tuple[int, int]) -> None:
        if fact.kind == "appointed":
            self._appoint(fact, when)
        elif fact.kind == "departed":
            self._depart(fact, when)
        elif fact.kind == "abolished":
            self._close(fact.post or "", when)
        else:
            for post in self._homes.get(fact.organization or "", ()):
                self._close(post, when)

    def _appoint(self, fact: Fact, when: tuple[int, int]) -> None:
        post, person = fact.post or "", fact.person or ""
        held = self._open.setdefault(post, [])
        single = self._seats.get(post, 1) == 1
        for tenure in held[:]:
            if tenure.person == person and person != "unknown":
                if tenure.capacity == fact.capacity:
                    return  # a renewal
            elif not single and tenure.person != fact.replaces:
                continue
            if fact.capacity == "permanent" or tenure.capacity != "permanent":
                tenure.end, tenure.implied = when, True
                held.remove(tenure)
                self._implied[post, tenure.person] = tenure
        made = Tenure(post, person, fact.capacity, when)
        held.append(made)
        self.tenures.append(made)

    def _depart(self, fact: Fact, when: tuple[int, int]) -> None:
        post, person = fact.post or "", fact.person or ""
        held = self._open.get(post, [])
        for tenure in held:
            if tenure.person == person:
                tenure.end = when
                held.remove(tenure)
                return
        if (post, person) in self._implied:  # a stated departure wins
            self._implied[post, person].end = when

    def _close(self, post: str, when: tuple[int, int]) -> None:
        for tenure in self._open.pop(post, ()):
            tenure.end = when


def _told(fact: Fact) -> int:
    return _days(fact.announced or fact.effective or "")[1]


def _order(change: _Change) -> tuple[int, int, int, str]:
    return change[0], change[2], change[1], change[3]
