"""Answers, read off the worlds: "certain if true in every world, possible if in some"."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from .reference_days import MARGIN, outer_days
from .reference_holding import Tenure
from .reference_records import FOREVER, NEVER, UNKNOWN, Facts, posts_of
from .reference_told import made_one
from .reference_worlds import World, worlds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Answers", "Certainty", "Span", "contradict", "holds"]

Certainty: TypeAlias = Literal["certain", "possible"]
Span: TypeAlias = tuple[float, float]
"""The least and the greatest over all worlds."""


class TenureBounds(NamedTuple):
    """What the worlds agree on about a tenure that one appointment begins.

    `end` is up to `FOREVER` where it is open in some world; `always` says that there is such a
    tenure in every world.
    """

    person: str
    capacity: str
    start: tuple[int, int]
    end: tuple[int, int]
    always: bool


class Answers:
    """What is asked of a small log."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.first, self.last = outer_days(facts)
        self._parts = {post: part for part in _parts(facts) for post in posts_of(part)}

    @cached_property
    def _made(self) -> dict[int, tuple[Facts, dict[str, str], list[World]]]:
        made = {}
        for part in self._parts.values():
            if id(part) not in made:
                one, counts = made_one(part)
                made[id(part)] = one, counts, worlds_of(one)
        return made

    def worlds(self, post: str) -> list[World]:
        """The worlds of a post and of all that depends on it."""
        return self._made[id(self._parts[post])][2] if post in self._parts else []

    def made(self, post: str) -> Facts:
        """The facts about a post and all that depends on it, each told once."""
        return self._made[id(self._parts[post])][0] if post in self._parts else Facts()

    def counting(self, post: str) -> dict[str, str]:
        """By the id of each fact that was told again, the one that counts."""
        return self._made[id(self._parts[post])][1] if post in self._parts else {}

    def tenures(self, post: str) -> list[list[Tenure]]:
        """The tenures of a post in each world."""
        return [[t for t in world.tenures if t.post == post] for world in self.worlds(post)]

    def conflicting(self, post: str) -> bool:
        """Whether the facts about a post contradict."""
        ids = _ids_about(post, self.facts)
        return any(
            rule.split(":")[-1] in ids for world in self.worlds(post) for rule in world.broken
        )

    def ties_posts(self, post: str) -> bool:
        """Whether a death of no known day joins what is said of a post and of another one.

        The product takes each post by itself; what it says may be wider then.
        """
        if post not in self._parts or len(posts_of(self._parts[post])) < 2:
            return False
        facts = self._made[id(self._parts[post])][0]
        deadly = [d.date for d in facts.departures if "death" in d.reasons]
        return any(date.width for date in [*deadly, *(d.date for d in facts.deaths)])

    def days(self) -> range:
        """Every day that matters: from the eve of the first bound of a date to after the last.

        The margin beyond has room for what may be later (or earlier) than any of these.
        """
        return range(self.first + MARGIN // 2, self.last - MARGIN // 2 + 1)

    def days_about(self, post: str) -> range:
        """The days among them that matter to what is said of a post."""
        first, last = self._calendar(post)
        return range(first + MARGIN // 2, last - MARGIN // 2 + 1)

    # --- as of a day ---------------------------------------------------------------------

    def holding(self, post: str, day: int) -> dict[tuple[str, str], list[Certainty]]:
        """How surely those hold a post on a day who do in some world, by person and capacity.

        A named person is one. Of those who are not named, each may be another one, by the
        appointment that began their tenure; unless in every world one of them holds it, alone.
        """
        first, last = self._calendar(post)
        day = min(max(day, first + MARGIN // 2), last - MARGIN // 2)
        held = [[t for t in tenures if holds(t, day)] for tenures in self.tenures(post)]
        return {
            who: _sureness([[_identity(t) for t in those if _name(t) == who] for those in held])
            for who in {_name(t) for those in held for t in those}
        }

    def statuses(self, post: str, day: int) -> set[str]:
        """What the post is on a day in some world."""
        return {self._status(post, tenures, day) for tenures in self.tenures(post)}

    def _status(self, post: str, tenures: list[Tenure], day: int) -> str:
        if any(holds(tenure, day) for tenure in tenures):
            return "held"
        return "vacant" if any(t.end is not None and t.end <= day for t in tenures) else "none"

    # --- bounds --------------------------------------------------------------------------

    def bounds(self, post: str) -> dict[str, TenureBounds]:
        """By the appointment that begins it, each tenure that is in some world."""
        found: dict[str, list[Tenure]] = {}
        worlds = self.tenures(post)
        for tenures in worlds:
            for tenure in tenures:
                found.setdefault(tenure.id, []).append(tenure)
        return {
            ident: TenureBounds(
                tenures[0].person,
                tenures[0].capacity,
                self._bounds(post, [t.start for t in tenures]),
                self._bounds(post, [FOREVER if t.end is None else t.end for t in tenures]),
                len(tenures) == len(worlds),
            )
            for ident, tenures in found.items()
        }

    def _bounds(self, post: str, found: list[int]) -> tuple[int, int]:
        """The least and the greatest day, of which those without bound are far out in the margin.

        What has a bound is not beyond those of the dates, but for days that something else must
        come first, or after: the greatest is never after them all, nor the least before.
        """
        first, last = self._calendar(post)
        low, high = min(found), max(found)
        if low >= last - MARGIN // 2 + 1:
            low = FOREVER
        if high <= first + MARGIN // 2 - 1:
            high = NEVER
        return NEVER if low < first + MARGIN else low, FOREVER if high > last - MARGIN else high

    def _calendar(self, post: str) -> tuple[int, int]:
        """The first and the last day that was tried, of a post and all that depends on it."""
        part = self._parts.get(post)
        return outer_days(self.facts if part is None else self._made[id(part)][0])

    def count(self, post: str) -> Span:
        """How many tenures there were."""
        return _span(len(tenures) for tenures in self.tenures(post))

    def holders(self, post: str) -> Span:
        """How many people held it."""
        return _span(len({t.person for t in tenures}) for tenures in self.tenures(post))

    def lengths(self, post: str, until: int, measure: Callable[[list[int]], float]) -> Span | None:
        """Bounds of a measure of the lengths in days, of what began before a day, up to it."""
        found = [
            [min(until, FOREVER if t.end is None else t.end) - t.start for t in tenures]
            for world in self.tenures(post)
            if (tenures := [t for t in world if t.start < until])
        ]
        return _span(measure(lengths) for lengths in found) if found else None


def _name(tenure: Tenure) -> tuple[str, str]:
    return tenure.person, tenure.capacity


def _identity(tenure: Tenure) -> str:
    return tenure.id if tenure.person == UNKNOWN else tenure.person


def _sureness(worlds: list[list[str]]) -> list[Certainty]:
    """How surely those of one name hold, of whom each world has some."""
    ids = {ident for those in worlds for ident in those}
    if all(len(those) == 1 for those in worlds) and not any(i.startswith("first:") for i in ids):
        return ["certain"]
    return sorted("certain" if all(i in those for those in worlds) else "possible" for i in ids)


def holds(tenure: Tenure, day: int) -> bool:
    """Whether a tenure, [start, end), holds on a day."""
    return tenure.start <= day and (tenure.end is None or day < tenure.end)


def contradict(facts: Facts) -> bool:
    """Whether no world is left by some facts."""
    return any(worlds_of(made_one(part)[0])[0].cost.broken for part in _parts(facts))


def _span(values: Iterable[float]) -> Span:
    found = list(values)
    return min(found), max(found)


# --- what depends on what --------------------------------------------------------------------


def _parts(facts: Facts) -> Iterator[Facts]:
    """The facts, apart where nothing joins them: posts of one who died are together."""
    groups = [{post} for post in posts_of(facts)]
    mortal = {d.person for d in facts.deaths}
    mortal |= {d.person for d in facts.departures if "death" in d.reasons}
    mortal.discard(UNKNOWN)  # one of those who are not named is not another
    for person in mortal:
        joined = {x.post for x in facts.changes if x.person == person}
        touched = [group for group in groups if group & joined]
        rest = [group for group in groups if not group & joined]
        groups = [*rest, set().union(*touched)] if touched else rest
    yield from (_about(group, facts) for group in groups)


def _about(posts: set[str], facts: Facts) -> Facts:
    people = {x.person for x in facts.changes if x.post in posts}
    return Facts(
        tuple(a for a in facts.appointments if a.post in posts),
        tuple(d for d in facts.departures if d.post in posts),
        tuple(o for o in facts.openings if o.post in posts),
        tuple(f for f in facts.foundings if posts & set(f.posts)),
        tuple(c for c in facts.closings if posts & set(c.posts)),
        tuple(d for d in facts.deaths if d.person in people),
        tuple(b for b in facts.born if b.person in people),
    )


def _ids_about(post: str, facts: Facts) -> set[str]:
    changes = {x.id for x in facts.changes if x.post == post}
    return changes | {o.id for o in facts.openings if o.post == post}
