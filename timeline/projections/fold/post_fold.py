"""A post's history, folded with what stands elsewhere and matters to it.

A history rests on what is said of the post, of its organization and those above it, and of deaths
and mergers of people. Where that stands, in a log or gathered around one post, is all one to it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import attrs

from .posts import (
    NO_DEATHS,
    NO_HOME,
    Home,
    covered_through,
    post_history,
    under_one_id,
)
from .profiles import profile_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..posts import PostHistory
    from ..profiles import Profile
    from ..standing import Standing
    from .deaths import Deaths

__all__ = ["COME_AND_GO", "EVERYTHING_COVERED", "PostFold"]

COME_AND_GO: Final = frozenset({"appointed", "departed"})
"""The kinds of events by which people have to do with a post, so that their deaths matter."""
EVERYTHING_COVERED: Final = "everything:"
"""The subject of what says that a register of everything is complete."""
_HOMES: Final = 256
"""How many organizations are kept in mind, while one post after the other is folded."""


class PostFold:
    """Folds one post after the other, at one point of knowledge.

    Args:
        standing: gives what stands about a subject.
        deaths: what is said of people elsewhere.
    """

    def __init__(self, standing: Callable[[str], Sequence[Standing]], deaths: Deaths) -> None:
        self._standing = standing
        self._deaths = deaths
        self._homes: dict[str, Home] = {}

    def history(self, post: str, about: Sequence[Standing]) -> PostHistory | None:
        """The history of a post, of what stands about it; None if nothing is known of it."""
        profile = profile_of("post", post, about)
        home = self._home_of(profile) if profile is not None else NO_HOME
        people = {s.fact.person for s in about if s.fact.KIND in COME_AND_GO}  # type: ignore[attr-defined]
        deaths = NO_DEATHS
        if people and self._deaths.tell_of(people):
            into = self._deaths.one_person(people)
            if into:
                about = under_one_id(about, into)
                people = {into.get(person, person) for person in people}
            deaths = self._deaths.of(people, post)
        return post_history(post, profile, about, home, deaths)

    def _home_of(self, profile: Profile) -> Home:
        """What a post takes from its organization, or from those that it was moved between.

        An introduction without a date takes the place of those before it: it moves nothing.
        """
        homes = [
            (patch.effective, self._home(patch.parent))
            for patch in profile.patches
            if patch.parent is not None
        ]
        undated = [place for place, (since, _) in enumerate(homes) if since is None]
        homes = homes[undated[-1] :] if undated else homes
        if len({id(home) for _, home in homes}) < 2:
            return homes[0][1] if homes else NO_HOME
        return Home.of_several(homes)

    def _home(self, organization: str) -> Home:
        held = self._homes.get(organization)
        if held is None:
            if len(self._homes) >= _HOMES:
                self._homes.clear()
            own = Home.of(self._standing(f"organization:{organization}"))
            self._homes[organization] = own  # a circle of parents ends here
            above = self._home(own.parent).covered if own.parent else self._covered
            held = attrs.evolve(own, covered=max(own.covered, above))
            self._homes[organization] = held
        return held

    @cached_property
    def _covered(self) -> int:
        """The day through which a register of everything is complete."""
        return covered_through(self._standing(EVERYTHING_COVERED))
