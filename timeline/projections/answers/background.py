"""What the measures of some posts rest on beside the posts: careers, and who leads what."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from timeline.events import AFTER_ALL, UNKNOWN_PERSON

from ..histories import ancestors_in
from ..posts import PostHistory
from ..tenures import Tenure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events import EdtfDate

    from ..histories import Histories
    from ..profiles import Profile

__all__ = ["ROLE_WORDS", "Background", "has_role"]

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

_PATTERNS: Final = {
    role: tuple(re.compile(pattern, re.ASCII | re.IGNORECASE) for pattern in patterns)
    for role, patterns in ROLE_WORDS.items()
}


def has_role(post: Profile, role: str) -> bool:
    """Whether a post says that it is the `chair` or the `ceo`, with any title it ever had."""
    yes, no = _PATTERNS[role]
    texts = [post.id.rpartition("/")[2], *post.all_names()]
    spaced = [text.replace("_", " ") for text in texts]
    return any(yes.search(text) and not no.search(text) for text in spaced)


Continued: TypeAlias = Callable[[str], Collection[str]]


def _continues_none(post: str) -> Collection[str]:
    """What a post goes on from, where nothing says that one does."""
    return ()


@attrs.frozen
class Background:
    """What a scope is measured against: everybody's tenures, wherever they were.

    Attributes:
        careers: by person, the organization and the tenure of each post held.
        leaders: by organization, its posts that say chair, and those that say CEO.
        ancestors: gives an organization's parent, the parent's parent and so on.
        continued: gives the posts that a post goes on from.
    """

    careers: Mapping[str, Sequence[tuple[str, Tenure]]]
    leaders: Mapping[str, tuple[Sequence[PostHistory], Sequence[PostHistory]]]
    ancestors: Callable[[str], Sequence[str]]
    continued: Continued = _continues_none

    @classmethod
    def around(
        cls,
        histories: Histories,
        chosen: Collection[PostHistory] | None = None,
        continued: Continued = _continues_none,
    ) -> Background:
        """What some posts are measured against, or all; of the log no more than that is read.

        That is the careers of those who held them, and the posts of their organizations that say
        chair or CEO.
        """
        if chosen is None:
            return cls.of(histories.histories(), ancestors_in(histories), continued)
        people = {tenure.person for history in chosen for tenure in history.tenures}
        careers = {
            person: [
                (history.organization, tenure) for history, tenure in histories.held_by(person)
            ]
            for person in sorted(people - {UNKNOWN_PERSON})
        }
        leaders = cls.of(_leaders(histories, chosen)).leaders
        return cls(careers, leaders, ancestors_in(histories), continued)

    @classmethod
    def of(
        cls,
        histories: Iterable[PostHistory],
        ancestors: Callable[[str], Sequence[str]] = lambda organization: (),
        continued: Continued = _continues_none,
    ) -> Background:
        """Read it off all histories of a log."""
        careers: dict[str, list[tuple[str, Tenure]]] = {}
        leaders: dict[str, tuple[list[PostHistory], list[PostHistory]]] = {}
        for history in histories:
            for tenure in history.tenures:
                careers.setdefault(tenure.person, []).append((history.organization, tenure))
            for index, role in enumerate(("chair", "ceo")):
                if has_role(history.profile, role):
                    leaders.setdefault(history.organization, ([], []))[index].append(history)
        return cls(careers, leaders, ancestors, continued)

    def goes_on(self, tenure: Tenure, left: EdtfDate) -> bool:
        """Whether somebody who left a post took one that continues it, on the same known day."""
        if not left.is_day or tenure.person == UNKNOWN_PERSON:
            return False
        return any(
            other != tenure.post and tenure.post in self.continued(other)
            for other in self._taken_on.get((tenure.person, left.lo), ())
        )

    @cached_property
    def _taken_on(self) -> Mapping[tuple[str, int], Collection[str]]:
        """By person and known day, the posts that they took on it."""
        found: dict[tuple[str, int], list[str]] = {}
        for person, career in self.careers.items():
            for _, tenure in career:
                if tenure.start.is_day:
                    found.setdefault((person, tenure.start.lo), []).append(tenure.post)
        return found

    @cached_property
    def begins(self) -> Mapping[tuple[str, str], _Begins]:
        """By person and organization, when that person began there."""
        found: dict[tuple[str, str], _Begins] = {}
        for person, career in self.careers.items():
            for home, tenure in career:
                found.setdefault((person, home), _Begins()).add(tenure)
        return found


class _Begins:
    """When a person first began at an organization.

    Attributes:
        certain: the first day by which one tenure has certainly begun.
    """

    def __init__(self) -> None:
        self.certain = AFTER_ALL
        self._first: list[Tenure] = []

    def add(self, tenure: Tenure) -> None:
        """Take in a tenure."""
        self.certain = min(self.certain, tenure.start.hi)
        others = [held for held in self._first if not _is_one(held, tenure)]
        self._first = sorted([*others, tenure], key=lambda held: held.start.lo)[:2]

    def possible(self, but: Tenure) -> int:
        """The first day on which one may have begun, leaving out a tenure."""
        return min(
            [held.start.lo for held in self._first if not _is_one(held, but)], default=AFTER_ALL
        )


def _is_one(some: Tenure, other: Tenure) -> bool:
    """Whether two are one tenure, wherever it was read."""
    return some is other or (
        some.began_by == other.began_by
        and (some.post, some.person, some.start) == (other.post, other.person, other.start)
    )


def _leaders(histories: Histories, chosen: Collection[PostHistory]) -> Iterator[PostHistory]:
    """The posts that say chair or CEO, of the organizations of some posts."""
    known = {history.post: history for history in chosen}
    for home in sorted({history.organization for history in chosen}):
        for post in histories.posts_of(home):
            profile = histories.profile("post", post)
            if profile is not None and any(has_role(profile, role) for role in ROLE_WORDS):
                history = known.get(post) or histories.history(post)
                if history is not None:
                    yield history
