"""Who leads an organization, and whether its leaders came from inside.

These measures need more than the posts that were asked about: everybody's tenures, wherever.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from timeline.events import BEFORE_ALL, UNKNOWN_PERSON

from .figures import Figure
from .spans import certain_span, covered, possible_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..posts import PostHistory
    from ..tenures import Tenure
    from .background import Background
    from .spans import Bounds
    from .turnover import Stay

__all__ = ["dual_roles", "successors"]


def dual_roles(
    histories: Sequence[PostHistory], day: int, background: Background
) -> Iterator[Figure]:
    """Yield how many people were chair and CEO of one organization at once, and the days."""
    asked = {history.post for history in histories}
    certain, possible, low, high, unbounded = 0, 0, 0, 0, False
    for home in sorted({history.organization for history in histories}):
        found: dict[str, list[tuple[Tenure, Tenure]]] = {}
        chairs, ceos = background.leaders.get(home, ((), ()))
        for one, other in _pairs(chairs, ceos):
            if one.post in asked or other.post in asked:
                found.setdefault(one.person, []).append((one, other))
        for pairs in found.values():
            sure = list(_common(map(certain_span, pair) for pair in pairs))
            may = list(_common(map(possible_span, pair) for pair in pairs))
            certain += any(first <= day for first, _ in sure)
            possible += any(first <= day for first, _ in may)
            low += covered(sure, day)
            high += covered(may, day)
            unbounded |= any(first <= BEFORE_ALL for first, _ in may)
    yield Figure("dual_roles", "people", certain, possible, possible)
    yield Figure("dual_days", "days", low, None if unbounded else high, possible)


def _pairs(
    chairs: Iterable[PostHistory], ceos: Iterable[PostHistory]
) -> Iterator[tuple[Tenure, Tenure]]:
    """One person's tenures of both posts that possibly overlap.

    A tenure that begins with the very date with which the other ends was a move to that post.
    Those of each person are swept over in the order in which they begin.
    """
    of_people: dict[str, list[tuple[int, Tenure]]] = {}
    for role, histories in enumerate((chairs, ceos)):
        for tenure in (tenure for history in histories for tenure in history.tenures):
            if tenure.person != UNKNOWN_PERSON:
                of_people.setdefault(tenure.person, []).append((role, tenure))
    for held in of_people.values():
        going: tuple[list[Tenure], list[Tenure]] = ([], [])
        for role, tenure in sorted(held, key=lambda each: (each[1].start.lo, each[0])):
            begins = tenure.start.lo
            across = [each for each in going[1 - role] if possible_span(each)[1] > begins]
            going[1 - role][:] = across
            going[role].append(tenure)
            for each in across:
                one, other = (tenure, each) if role == 0 else (each, tenure)
                moved = one is not other and (one.end == other.start or other.end == one.start)
                if not moved:
                    yield one, other


def _common(pairs: Iterable[Iterable[Bounds]]) -> Iterator[Bounds]:
    """Yield the days that the two spans of each pair share, if any."""
    for one, other in pairs:
        first, last = max(one[0], other[0]), min(one[1], other[1])
        if first < last:
            yield first, last


def successors(
    held: Sequence[Stay], day: int, background: Background, days_in: int
) -> Iterator[Figure]:
    """Yield how many successors came from inside, and how many from outside."""
    found: Counter[bool | None] = Counter()
    homes_of = cache(lambda home: (home, *background.ancestors(home)))
    firsts: dict[str, list[Tenure]] = {}
    for history, tenure, _ in held:
        if history.post not in firsts:
            firsts[history.post] = _first_two(history)
        earliest = firsts[history.post]
        if any(o.start.lo < tenure.start.lo and not _same(o, tenure) for o in earliest):
            inside = _was_inside(homes_of(history.organization), tenure, background, days_in)
            found[inside if tenure.start.hi <= day else None] += 1
    for name, inside in (("internal", True), ("external", False)):
        low, high = found[inside], found[inside] + found[None]
        yield Figure(f"successors_{name}", "successors", low, high, found.total())


def _first_two(history: PostHistory) -> list[Tenure]:
    """The first tenure of a post, and the first of somebody who may be somebody else."""
    by_start = sorted(history.tenures, key=lambda tenure: tenure.start.lo)
    others = (tenure for tenure in by_start if not _same(tenure, by_start[0]))
    return [*by_start[:1], *islice(others, 1)]


def _same(one: Tenure, other: Tenure) -> bool:
    """Whether one person is known to hold both."""
    return one is other or one.person == other.person != UNKNOWN_PERSON


def _was_inside(
    homes: Sequence[str], tenure: Tenure, background: Background, days_in: int
) -> bool | None:
    """Whether somebody had begun a tenure at one of some organizations so many days before.

    None if that is not clear.
    """
    if tenure.person == UNKNOWN_PERSON:
        return None
    earlier = [begins for home in homes if (begins := background.begins.get((tenure.person, home)))]
    if any(begins.certain + days_in <= tenure.start.lo for begins in earlier):
        return True
    possible = any(begins.possible(tenure) + days_in <= tenure.start.hi for begins in earlier)
    return None if possible else False
