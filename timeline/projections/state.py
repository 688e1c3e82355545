"""The state on a day: who holds what, what is vacant, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from timeline.events import Ambiguous, EdtfDate

from .holders import Holder, by_person
from .naming import resolve
from .posts import PostState
from .profiles import Profile

if TYPE_CHECKING:
    from .histories import Histories
    from .vacancies import Vacancy

__all__ = ["Holder", "State", "resolve"]


class State:
    """The state of everything on a day, as far as was announced and recorded by others.

    It stays what it is when the log grows.
    """

    def __init__(self, as_of: EdtfDate, histories: Histories) -> None:
        self.as_of = as_of
        self._histories = histories

    @property
    def announced_by(self) -> EdtfDate | None:
        """By when a change had to be announced to count; None for all."""
        return self._histories.knowledge.announced_by

    @property
    def recorded_by(self) -> str | None:
        """By when an event had to be recorded to count; None for all."""
        return self._histories.knowledge.recorded_by

    @property
    def position(self) -> int:
        """The position of the last event that was read."""
        return self._histories.position

    @cached_property
    def posts(self) -> tuple[PostState, ...]:
        """What every post is on the day, sorted by the posts' ids."""
        return tuple(history.on(self.as_of) for history in self._histories.histories())

    def post(self, post: str) -> PostState:
        """What one post is on the day: `held`, `vacant`, `no-record` or `no-such-post`.

        Args:
            post: its id, or its title behind its organization's name (`Acme/CEO`).

        Raises:
            NotFound: there is no such id or name; suggests one.
            Ambiguous: the name stands for several.
        """
        found = self._histories.on(post, self.as_of)
        if found is None:
            found = self._histories.on(resolve(self._histories, "post", post), self.as_of)
        assert found is not None  # noqa: S101 - resolve gives ids that are there
        return found

    def holders(self, post: str | None = None) -> tuple[Holder, ...]:
        """Who holds a post, or all posts, for certain or possibly; by post, then person."""
        if post is None:
            return tuple(self._histories.holding(self.as_of))
        return self.holders_of((self.post(post),))

    def holders_of(self, states: Iterable[PostState]) -> tuple[Holder, ...]:
        """Who holds the posts of some of this day's states; by post, then person."""
        return tuple(self._holders(states))

    def holder(self, post: str) -> Holder | None:
        """The holder of a post; None if it is not held.

        Raises:
            NotFound: there is no such post.
            Ambiguous: several people hold it, or may; `holders` gives them all.
        """
        found = self.holders(post)
        if len(found) > 1:
            raise Ambiguous(f"the holder of {post}", [holder.person.id for holder in found])
        return found[0] if found else None

    def vacancies(self) -> tuple[Vacancy, ...]:
        """The posts that nobody holds, sorted by id."""
        from .vacancies import Vacancy

        return tuple(
            Vacancy(state.history.post, state.history.organization, state.since, state.certainty)
            for state in self.posts
            if state.status == "vacant"
        )

    def rows(self, language: str | None = None) -> list[dict[str, Any]]:
        """Who holds what as flat rows of plain values: the `holders` of `timeline show`'s JSON."""
        from .plain import holder_rows

        return list(holder_rows(self, self.holders(), language))

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """The state as plain values: what `timeline show --format json` prints."""
        from .plain import state_answer

        return state_answer(self, self.posts, language)

    def _holders(self, states: Iterable[PostState]) -> Iterator[Holder]:
        for state in states:
            organization = state.history.organization
            for tenure, certainty in sorted(state.holding, key=by_person):
                yield Holder(self._person(tenure.person), tenure, certainty, organization)

    def _person(self, ident: str) -> Profile:
        return self._histories.profile("person", ident) or Profile("person", ident, ())
