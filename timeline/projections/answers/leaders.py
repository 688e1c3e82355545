"""Who leads an organization, and whether its leaders came from inside.

These measures need more than the posts that were asked about: everybody's tenures, wherever.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

import attrs

from timeline.events import BEFORE_ALL, UNKNOWN_PERSON

from ..posts import PostHistory
from ..tenures import Tenure
from .figures import Figure
from .survival import certain_span, covered, possible_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .survival import Bounds
    from .turnover import Stay

__all__ = ["ROLE_WORDS", "Background", "dual_roles", "has_role", "successors"]

_LESSER: Final = (
    r"\b(vice|deputy|assistant|honorary|emeritus|former)\b|副|名誉|名譽|荣誉|榮譽|助理|前任"
)
ROLE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "chair": (
        r"\b(chair|chairman|chairwoman|chairperson)\b|主席|董事长|董事長",
        _LESSER + r"|\b(committee|supervisory)\b|委员会|委員會|监事会|監事會",
    ),
    "ceo": (r"\b(ceo|chief[ -]executive)\b|首席执行官|首席執行官|行政总裁|行政總裁", _LESSER),
}
"""By role, a pattern of what a post says that has it, and of what it says if it has another one.

It says so in a title, or in its id behind the last `/`. A co-chair is a chair, and a co-CEO a CEO.
总裁 and 总经理, like "president" and "general manager", stand beside a CEO in many companies, so
none of them says CEO; a post that is one has a title that does, in any language.
"""


def has_role(history: PostHistory, role: str) -> bool:
    """Whether a post says that it is the `chair` or the `ceo`, with any title it ever had."""
    yes, no = (re.compile(pattern, re.ASCII | re.IGNORECASE) for pattern in ROLE_WORDS[role])
    texts = [history.post.rpartition("/")[2], *history.profile.all_names()]
    spaced = [text.replace("_", " ") for text in texts]
    return any(yes.search(text) and not no.search(text) for text in spaced)


@attrs.frozen
class Background:
    """What a scope is measured against: everybody's tenures, wherever they were.

    Attributes:
        careers: by person, the organization and the tenure of each post held.
        leaders: by organization, its posts that say chair, and those that say CEO.
        ancestors: gives an organization's parent, the parent's parent and so on.
    """

    careers: Mapping[str, Sequence[tuple[str, Tenure]]]
    leaders: Mapping[str, tuple[Sequence[PostHistory], Sequence[PostHistory]]]
    ancestors: Callable[[str], Sequence[str]]

    @classmethod
    def of(
        cls, histories: Iterable[PostHistory], ancestors: Callable[[str], Sequence[str]]
    ) -> Background:
        """Read it off all histories of a log."""
        careers: dict[str, list[tuple[str, Tenure]]] = {}
        leaders: dict[str, tuple[list[PostHistory], list[PostHistory]]] = {}
        for history in histories:
            for tenure in history.tenures:
                careers.setdefault(tenure.person, []).append((history.organization, tenure))
            for index, role in enumerate(("chair", "ceo")):
                if has_role(history, role):
                    leaders.setdefault(history.organization, ([], []))[index].append(history)
        return cls(careers, leaders, ancestors)


def dual_roles(
    histories: Sequence[PostHistory], day: int, background: Background
) -> Iterator[Figure]:
    """Yield how many people were chair and CEO of one organization at once, and the days."""
    asked = {history.post for history in histories}
    certain, possible, low, high, unbounded = 0, 0, 0, 0, False
    for home in sorted({history.organization for history in histories}):
        found: dict[str, list[tuple[Tenure, Tenure]]] = {}
        for pair in _pairs(*background.leaders.get(home, ((), ())), asked):
            found.setdefault(pair[0].person, []).append(pair)
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
    chairs: Sequence[PostHistory], ceos: Sequence[PostHistory], asked: set[str]
) -> Iterator[tuple[Tenure, Tenure]]:
    """One person's tenures of both posts, of which one at least was asked about.

    A tenure that begins with the very date with which the other ends was a move to that post.
    """
    for chair, ceo in product(chairs, ceos):
        if asked.isdisjoint((chair.post, ceo.post)):
            continue
        for one, other in product(chair.tenures, ceo.tenures):
            moved = one is not other and (one.end == other.start or other.end == one.start)
            if one.person == other.person != UNKNOWN_PERSON and not moved:
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
    for history, tenure, _ in held:
        if any(o.start.lo < tenure.start.lo and not _same(o, tenure) for o in history.tenures):
            inside = _was_inside(history.organization, tenure, background, days_in)
            found[inside if tenure.start.hi <= day else None] += 1
    for name, inside in (("internal", True), ("external", False)):
        low, high = found[inside], found[inside] + found[None]
        yield Figure(f"successors_{name}", "successors", low, high, found.total())


def _same(one: Tenure, other: Tenure) -> bool:
    """Whether one person is known to hold both."""
    return one is other or one.person == other.person != UNKNOWN_PERSON


def _was_inside(
    organization: str, tenure: Tenure, background: Background, days_in: int
) -> bool | None:
    """Whether somebody had begun a tenure there so many days before; None if that is not clear."""
    if tenure.person == UNKNOWN_PERSON:
        return None
    homes = {organization, *background.ancestors(organization)}
    earlier = [
        other.start
        for home, other in background.careers.get(tenure.person, ())
        if home in homes and other != tenure
    ]
    if any(start.hi + days_in <= tenure.start.lo for start in earlier):
        return True
    return None if any(start.lo + days_in <= tenure.start.hi for start in earlier) else False
