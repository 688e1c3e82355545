"""The rule of `check` about names: two ids that are probably one person, organization or post.

Of many people some have one name. Two are told only where they meet: at one organization, or at
one and the one above it, and at about the same time. Who holds nothing yet meets everybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from timeline.events import AFTER_ALL, t

from ..histories import ancestors_in
from ..spellings import SEPARATOR
from .check_rules import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from timeline.events import What

    from ..histories import Histories
    from ..posts import PostHistory

__all__ = ["Namesakes"]

MARGIN_DAYS: Final = 1826
"""How far apart the times of two may lie that meet: five years, a long term of office."""

Span: TypeAlias = tuple[int, int]
Places: TypeAlias = dict[str, Span]
"""From when to when somebody was at each organization, as ordinals."""


class Namesakes:
    """Those whose names are the same but for case, width, accents, spaces and punctuation.

    Args:
        histories: what the log says.
    """

    def __init__(self, histories: Histories) -> None:
        self._histories = histories
        self._homes = dict(histories.homes())
        self._groups: dict[What, list[Sequence[str]]] = {
            kind: [*_alike(histories, kind)] for kind in _KINDS
        }
        self._asked = {
            kind: {ident for group in groups for ident in group}
            for kind, groups in self._groups.items()
        }
        self._places: dict[tuple[What, str], Places] = defaultdict(dict)

    def look_at(self, history: PostHistory) -> None:
        """Note who held a post, and when, of those who have a namesake."""
        is_asked = history.post in self._asked["post"]
        people = self._asked["person"]
        for tenure in history.tenures:
            if is_asked or tenure.person in people:
                span = tenure.start.lo, tenure.end.hi if tenure.end is not None else AFTER_ALL
                if is_asked:
                    _widen(self._places["post", history.post], history.organization, span)
                if tenure.person in people:
                    _widen(self._places["person", tenure.person], history.organization, span)

    def problems(self) -> Iterator[Problem]:
        """The pairs that meet, once all posts have been looked at."""
        ancestors = ancestors_in(self._histories)
        for kind, groups in self._groups.items():
            for group in groups:
                for one, other in self._pairs(kind, group, ancestors):
                    profile = self._histories.profile(kind, one)
                    name = profile.name if profile is not None else one
                    message = t(
                        '"{one}" and "{other}" have nearly the same name, {name}',
                        one=one,
                        other=other,
                        name=name,
                    )
                    yield Problem("similar-names", f"{kind}:{one}", None, message)

    def _pairs(
        self, kind: What, group: Sequence[str], ancestors: Callable[[str], Sequence[str]]
    ) -> Iterable[tuple[str, str]]:
        if kind == "organization":
            return _neighbours_by(group, self._parent)
        if kind == "post":
            return (
                pair
                for pair in _neighbours_by(group, lambda post: self._homes.get(post) or "")
                if self._meet_at_home(*pair)
            )
        places = {ident: self._places.get((kind, ident), {}) for ident in group}
        return sorted({*_meeting(places, ancestors), *_idle(places)})

    def _parent(self, organization: str) -> str:
        profile = self._histories.profile("organization", organization)
        return (profile.parent if profile is not None else None) or ""

    def _meet_at_home(self, one: str, other: str) -> bool:
        spans = [[*self._places.get(("post", post), {}).values()] for post in (one, other)]
        return not (spans[0] and spans[1]) or _is_near(spans[0][0], spans[1][0])


_KINDS: Final[tuple[What, ...]] = ("person", "organization", "post")


def _alike(histories: Histories, kind: What) -> Iterator[Sequence[str]]:
    """The ids that share a name, sorted; each group of them once."""
    lines = [line for line in histories.spellings(kind).split("\n") if SEPARATOR in line]
    names = "\n".join(line.partition(SEPARATOR)[2] for line in lines)
    if not names.isascii():
        names = unicodedata.normalize("NFKD", names)
    plain = _SIGNS.sub("", names.casefold()).split("\n")
    if len(plain) != len(lines):  # a name that holds the sign of a line's end in another form
        plain = [_SIGNS.sub("", unicodedata.normalize("NFKD", n).casefold()) for n in names]
    groups: dict[str, set[str]] = {}
    for line, name in zip(lines, plain, strict=True):
        if name:
            groups.setdefault(name, set()).add(line.partition(SEPARATOR)[0])
    told = set()
    for group in groups.values():
        if len(group) > 1 and (whole := tuple(sorted(group))) not in told:
            told.add(whole)
            yield whole


_SIGNS: Final = re.compile(r"[^\w\n]|_")


def _widen(places: Places, organization: str, span: Span) -> None:
    known = places.get(organization, span)
    places[organization] = min(known[0], span[0]), max(known[1], span[1])


def _is_near(one: Span, other: Span) -> bool:
    return one[0] <= other[1] + MARGIN_DAYS and other[0] <= one[1] + MARGIN_DAYS


def _neighbours_by(group: Sequence[str], place: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Those of a group that are at one place, each with the next by id."""
    at: dict[str, list[str]] = {}
    for ident in group:
        at.setdefault(place(ident), []).append(ident)
    for idents in at.values():
        yield from pairwise(idents)


def _meeting(
    places: Mapping[str, Places], ancestors: Callable[[str], Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Those who were at one organization, or one at it and one below, at about the same time."""
    at: dict[str, list[tuple[Span, bool, str]]] = {}
    for ident, found in places.items():
        for organization, span in found.items():
            at.setdefault(organization, []).append((span, True, ident))
            for above in ancestors(organization):
                at.setdefault(above, []).append((span, False, ident))
    for stays in at.values():
        for (one, is_there, ident), (other, is_other_there, name) in pairwise(sorted(stays)):
            if ident != name and (is_there or is_other_there) and _is_near(one, other):
                yield (ident, name) if ident < name else (name, ident)


def _idle(places: Mapping[str, Places]) -> Iterator[tuple[str, str]]:
    """Those of whom one has held nothing, each with the next by id."""
    for one, other in pairwise(sorted(places)):
        if not (places[one] and places[other]):
            yield one, other
