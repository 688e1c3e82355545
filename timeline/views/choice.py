"""Which of many posts a view shows, and in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from timeline.projections.posts import PostState

__all__ = ["Choice", "Sort"]

Sort: TypeAlias = Literal["organization", "post", "holder", "since"]
_DEAD: Final = ("no-such-post", "no-record")


class Choice(NamedTuple):
    """Which of many posts are shown, and in what order.

    Attributes:
        held: only those that somebody holds.
        sort: by what; None for the order of the organizations, those that are held first.
        tree: as a tree of organizations, each below the one above it.
        every: those too that do not exist on the day, or have no record.
    """

    held: bool = False
    sort: Sort | None = None
    tree: bool = False
    every: bool = False

    @property
    def is_list(self) -> bool:
        """Whether a list is asked for, however few there are."""
        return self.tree or self.sort is not None

    def fits(self, state: PostState) -> bool:
        """Whether a post is shown."""
        if self.held:
            return bool(state.holding)
        return self.every or state.status not in _DEAD
