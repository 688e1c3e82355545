"""The view of `find`: what was found, by kind, with who holds it or what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import later, t

from .people import People
from .picture import STATUS
from .rows import table
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import EdtfDate, What
    from timeline.projections.answers.find import Found
    from timeline.projections.histories import Histories
    from timeline.projections.names import Names
    from timeline.projections.posts import PostState

    from .cells import Line
    from .rows import Cell

__all__ = ["FindView"]

_HEADS: Final[dict[What, tuple[str, str, str]]] = {
    "organization": ("Organization", "Id", "Within"),
    "post": ("Post", "Id", "Holder"),
    "person": ("Person", "Id", "Holds"),
}
_MORE: Final[dict[What, str]] = {
    "organization": later("... and {n} more organizations; --all tells them"),
    "post": later("... and {n} more posts; --all tells them"),
    "person": later("... and {n} more people; --all tells them"),
}
_TREES: Final = 3
"""Of so many organizations at most the tree is drawn."""
_DEEPEST: Final = 6
"""How many organizations deep a tree is drawn."""


class FindView(View):
    """A rich renderable: a table for each kind of what was found.

    Args:
        histories: where it was found.
        day: the day of the state.
        text: what was looked for; None for everything.
        found: what was found, by kind.
        names: what it is called.
        most: how many of a kind are told; None for all.
        ascii_only: draw with ASCII characters.
    """

    def __init__(
        self,
        histories: Histories,
        day: EdtfDate,
        text: str | None,
        found: Sequence[Found],
        names: Names,
        *,
        most: int | None = None,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._histories = histories
        self._day = day
        self._text = text
        self._found = found
        self._names = names
        self._most = most
        self._people = People(names)

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells."""
        yield self.line(self.question(self._histories, self._day), width, "bold")
        if not self._found:
            yield []
            yield self.line(_nothing(self._text), width)
        for kind, heads in _HEADS.items():
            found = [item for item in self._found if item.profile.what == kind]
            if not found:
                continue
            yield []
            told = found[: self._most]
            yield from table(self, heads, [row for item in told for row in self._rows(item)], width)
            if len(told) < len(found):
                yield self.line(t(_MORE[kind], n=len(found) - len(told)), width, "dim")
        yield from self._trees(width)

    def _rows(self, item: Found) -> Iterator[list[Cell]]:
        """The rows of a thing: a person has one for each post that they hold."""
        profile = item.profile
        if profile.what == "person":
            name: Line = self._people.tag(profile.id)
            for index, (_, tenure) in enumerate(item.held or ((None, None),)):
                last: Line = [(t("nothing"), "dim")]
                if tenure is not None:
                    last = self._holds(tenure.post, tenure.capacity)
                yield [[] if index else name, "" if index else profile.id, last]
        elif profile.what == "post":
            assert item.state is not None  # noqa: S101 - every post has one
            yield [self._names.post(item.state.history), profile.id, self._holders(item.state)]
        else:
            within = f" {self.glyphs.arrow} ".join(map(self._names.organization, item.within))
            yield [self._names.label(profile), profile.id, within]

    def _holds(self, post: str, capacity: str) -> Line:
        state = self._histories.on(post, self._day)
        called = self._names.post(state.history) if state is not None else post
        return [(called, ""), ("" if capacity == "permanent" else f" ({t(capacity)})", "dim")]

    def _holders(self, state: PostState) -> Line:
        if not state.holding:
            return [(t(STATUS[state.status]), "dim")]
        return self._people.tags(dict.fromkeys(tenure.person for tenure, _ in state.holding))

    def _trees(self, width: int) -> Iterator[Line]:
        """What stands below each organization that was found, if they are few."""
        found = [item for item in self._found if item.profile.what == "organization"]
        if not found or len(found) > _TREES or self._text is None:
            return
        below: dict[str, list[str]] = {}
        for profile in self._histories.profiles("organization"):
            if profile.parent is not None:
                below.setdefault(profile.parent, []).append(profile.id)
        ids = {item.profile.id for item in found}
        for item in found:
            if not ids & set(item.within):  # it stands in another's tree
                yield []
                yield from self._tree(item.profile.id, below, 0, width)

    def _tree(
        self, organization: str, below: dict[str, list[str]], depth: int, width: int
    ) -> Iterator[Line]:
        indent = ("  " * depth, "")
        yield self.runs([indent, (self._names.organization(organization), "bold")], width)
        for post in self._histories.posts_of(organization):
            state = self._histories.on(post, self._day)
            if state is not None and state.status != "no-such-post":
                title = f"{self._names.label(state.history.profile)}: "
                yield self.runs([indent, ("  ", ""), (title, ""), *self._holders(state)], width)
        if depth < _DEEPEST:
            for child in sorted(below.get(organization, ())):
                yield from self._tree(child, below, depth + 1, width)


def _nothing(text: str | None) -> str:
    return t('Nothing is called "{text}".', text=text) if text else t("Empty.")
