"""What a panel says of a holder beside the post: where they came from, and what else they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from timeline.events import UNKNOWN_PERSON
from timeline.projections.histories import ancestors_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.histories import Histories
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

__all__ = ["Bit", "People"]

_CHAIRS: Final = frozenset(
    {
        "chair",
        "chairman",
        "chairwoman",
        "chairperson",
        "chair of the board",
        "chairman of the board",
    }
    | {"董事长", "董事会主席", "董事局主席", "主席"}
)


class Bit(NamedTuple):
    """Whether something is so: for certain, and possibly, as 0 or 1.

    Attributes:
        low: 1 where it is so for certain.
        high: 0 where it is not so for certain.
        evidence: the posts by which it is.
    """

    low: int
    high: int
    evidence: tuple[str, ...] = ()


class People:
    """Answers of the people in posts, by all that a log has of them.

    Args:
        histories: the posts and their tenures.
        chairs: the ids of the posts that are a chair; None for those whose title or id says so.
        continued: gives the posts that a post goes on from.
    """

    def __init__(
        self,
        histories: Histories,
        chairs: Collection[str] | None,
        continued: Callable[[str], Collection[str]],
    ) -> None:
        self._histories = histories
        self._continued = continued
        self._chairs = chairs
        self._ancestors = ancestors_in(histories)
        self._chairs_of: dict[str, tuple[str, ...]] = {}

    def came_from_inside(self, history: PostHistory, tenure: Tenure) -> Bit:
        """Whether the holder had had another post there before: at the organization itself, at one
        to which it belongs, or at one that belongs to it.
        """  # noqa: D205 - one sentence
        low = high = False
        evidence: dict[str, None] = {}
        for other, earlier in self._histories.held_by(tenure.person):
            if not self._is_another(history, tenure, other, earlier):
                continue
            if earlier.start.lo < tenure.start.hi:
                high = True
                low = low or earlier.start.hi < tenure.start.lo
                evidence[other.post] = None
        return Bit(int(low), int(high), tuple(evidence))

    def goes_on(self, tenure: Tenure, left: EdtfDate) -> bool:
        """Whether somebody who left a post took one that continues it, on the same known day."""
        if not left.is_day or tenure.person == UNKNOWN_PERSON:
            return False
        return any(
            later.start.is_day
            and later.start.lo == left.lo
            and other.post != tenure.post
            and tenure.post in self._continued(other.post)
            for other, later in self._histories.held_by(tenure.person)
        )

    def _is_another(
        self, history: PostHistory, tenure: Tenure, other: PostHistory, earlier: Tenure
    ) -> bool:
        """Whether it is another tenure there; who stood in for a post came from elsewhere to it."""
        if other.post == history.post and (earlier == tenure or earlier.capacity != "permanent"):
            return False
        home, there = history.organization, other.organization
        return home == there or there in self._ancestors(home) or home in self._ancestors(there)

    def chairs_too(self, history: PostHistory, person: str, day: EdtfDate) -> Bit | None:
        """Whether a holder chairs the organization on the same day; None where it has no chair, or
        the post is the chair itself.
        """  # noqa: D205 - one sentence
        chairs = self._chairs_at(history.organization)
        if not chairs or history.post in chairs:
            return None
        low = high = False
        evidence = []
        for post in chairs:
            state = self._histories.on(post, day)
            holding = state.holding if state is not None else ()
            found = [sure for t, sure in holding if t.person == person]
            if found:
                high, low = True, low or "certain" in found
                evidence.append(post)
        return Bit(int(low), int(high), tuple(evidence))

    def _chairs_at(self, organization: str) -> tuple[str, ...]:
        if organization not in self._chairs_of:
            posts = self._histories.posts_of(organization)
            self._chairs_of[organization] = tuple(filter(self._is_chair, posts))
        return self._chairs_of[organization]

    def _is_chair(self, post: str) -> bool:
        if self._chairs is not None:
            return post in self._chairs
        profile = self._histories.profile("post", post)
        titles: Sequence[str] = [*profile.names().values()] if profile is not None else []
        return any(text.casefold() in _CHAIRS for text in (post.rpartition("/")[2], *titles))
