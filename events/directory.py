"""Who and what is known by which id and name, so that a text can be read as one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import attrs

from .text import Words
from .vocabulary import What

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Directory", "NameIndex"]


class Directory(Protocol):
    """Where a reader of YAML looks up names."""

    def ids(self, what: What, text: str) -> Sequence[str]:
        """The ids that a text may stand for: the id itself, or those that bear it as a name."""
        ...

    def near(self, what: What, text: str) -> str | None:
        """The id or name that was probably meant."""
        ...

    def organization_of(self, post: str) -> str | None:
        """The organization that a post belongs to."""
        ...


@attrs.define
class NameIndex:
    """A directory in memory; `behind` is asked for what is not in it."""

    behind: Directory | None = None
    _names: dict[str, dict[str, set[str]]] = attrs.field(
        factory=lambda: {"person": {}, "organization": {}, "post": {}}
    )
    _known: dict[str, set[str]] = attrs.field(
        factory=lambda: {"person": set(), "organization": set(), "post": set()}
    )
    _homes: dict[str, str] = attrs.field(factory=dict)
    _near: dict[What, tuple[Mapping[str, str], Words]] = attrs.field(factory=dict)

    def add(self, what: What, ident: str, names: Iterable[str]) -> None:
        """Note an id and the names that it goes by."""
        self._near.pop(what, None)
        self._known[what].add(ident)
        for name in names:
            self._names[what].setdefault(name.casefold(), set()).add(ident)

    def add_post(
        self, ident: str, home: str, titles: Iterable[str], home_names: Iterable[str]
    ) -> None:
        """Note a post; it goes by its titles, alone or behind a name of its organization."""
        homes = (home, *home_names)
        spelled = list(titles)
        self.add("post", ident, [*spelled, *(f"{h}/{title}" for h in homes for title in spelled)])
        self._homes[ident] = home

    def ids(self, what: What, text: str) -> Sequence[str]:
        if text in self._known[what]:
            return (text,)
        behind = tuple(self.behind.ids(what, text)) if self.behind else ()
        if behind == (text,):
            return behind
        return tuple(sorted(self._names[what].get(text.casefold(), set()) | set(behind)))

    def near(self, what: What, text: str) -> str | None:
        if what not in self._near:
            known = {word.casefold(): word for word in self._known[what]}
            self._near[what] = known, Words([*known, *self._names[what]])
        ids, words = self._near[what]
        found = words.nearest(text.casefold())
        if found is not None:
            return ids.get(found, found)
        return self.behind.near(what, text) if self.behind else None

    def organization_of(self, post: str) -> str | None:
        home = self._homes.get(post)
        return home or (self.behind.organization_of(post) if self.behind else None)
