"""Where answers get the histories that they are made of: any log, at any point of knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .knowledge import EVERYTHING

if TYPE_CHECKING:  # a log of which all is drawn needs none
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from timeline.events import (
        EdtfDate,
        EventLog,
        What,
    )

    from .holders import Holder
    from .knowledge import Knowledge
    from .milestones import MilestoneRecord
    from .posts import PostHistory, PostState
    from .profiles import Profile
    from .summaries import Summary
    from .tenures import Tenure

__all__ = [
    "Asked",
    "Histories",
    "ancestors_in",
]


class Histories(Protocol):
    """All histories at one position of a log and one point of knowledge; a `Directory` too."""

    @property
    def knowledge(self) -> Knowledge:
        """What counts."""
        ...

    @property
    def position(self) -> int:
        """The position up to which the log was read."""
        ...

    @property
    def reads_people(self) -> bool:
        """Whether what one person held is read without reading what the others did."""
        ...

    def posts(self) -> Sequence[str]:
        """The ids of all posts, sorted."""
        ...

    def posts_of(self, organization: str) -> Sequence[str]:
        """The ids of an organization's posts, sorted."""
        ...

    def posts_once_of(self, organization: str) -> Sequence[str]:
        """The ids of the posts that belong to an organization, or once did, sorted."""
        ...

    def history(self, post: str) -> PostHistory | None:
        """The history of one post; None if there is no such id."""
        ...

    def on(self, post: str, day: EdtfDate) -> PostState | None:
        """What one post is on a day; None if there is no such id."""
        ...

    def histories(self) -> Iterator[PostHistory]:
        """The histories of all posts, sorted by id."""
        ...

    def held_by(self, person: str) -> Iterable[tuple[PostHistory, Tenure]]:
        """The tenures of one person, each with its post's history; by post, then as in it."""
        ...

    def holding(self, day: EdtfDate) -> Iterable[Holder]:
        """Who holds what on a day, for certain or possibly; by post, then person."""
        ...

    def profile(self, what: What, ident: str) -> Profile | None:
        """Who or what an id stands for; None if there is no such id."""
        ...

    def knows(self, what: What, ident: str) -> bool:
        """Whether there is somebody or something of an id."""
        ...

    def profiles(self, what: What) -> Iterator[Profile]:
        """All people, organizations or posts, sorted by id."""
        ...

    def milestones(self, organizations: Collection[str] | None = None) -> Sequence[MilestoneRecord]:
        """What happened, the earliest first; at some organizations, or anywhere."""
        ...

    def size(self) -> tuple[int, int]:
        """How many posts there are, and about how many tenures, without reading any history."""
        ...

    def summaries(self, day: EdtfDate, *, by_post: bool = False) -> Sequence[Summary]:
        """A summary of each organization that has posts, or of each post; sorted by id."""
        ...

    def ids(self, what: What, text: str) -> Sequence[str]:
        """The ids that a text may stand for: the id itself, or those that bear it as a name."""
        ...

    def near(self, what: What, text: str) -> str | None:
        """The id or name that was probably meant."""
        ...

    def spellings(self, what: What) -> str:
        """A line for every id, and one for each of its names, in whatever case.

        The latter are the id, the `SEPARATOR` of `spellings`, and the name.
        """
        ...

    def homes(self) -> Iterable[tuple[str, str]]:
        """Every post that belongs to an organization, with that one."""
        ...

    def organization_of(self, post: str) -> str | None:
        """The organization that a post belongs to."""
        ...


class Asked(Protocol):
    """A timeline, as far as an answer or a picture needs one."""

    @property
    def log(self) -> EventLog:
        """The log."""
        ...

    def histories(self, knowledge: Knowledge = EVERYTHING) -> Histories:
        """The histories at a point of knowledge."""
        ...


def ancestors_in(histories: Histories) -> Callable[[str], Sequence[str]]:
    """Gives an organization's ancestors, the nearest first, each once even in a circle."""

    def ancestors(organization: str) -> Sequence[str]:
        found: list[str] = []
        profile = histories.profile("organization", organization)
        while profile and profile.parent and profile.parent not in (organization, *found):
            found.append(profile.parent)
            profile = histories.profile("organization", profile.parent)
        return found

    return ancestors
