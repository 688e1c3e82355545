"""Finding people and posts by a part of an id or of any name."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import attrs

from timeline.events import What

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..profiles import Profile

__all__ = ["Match", "Search"]


@attrs.frozen(slots=True)
class Match:
    """Something that a text may mean.

    Attributes:
        what: `person` or `post`.
        id: its id.
    """

    what: What
    id: str


@attrs.frozen(slots=True)
class _Entry:
    match: Match
    texts: tuple[str, ...]


class Search:
    """Looks texts up in ids and names, in any language, without regard to case or accents.

    Args:
        people: the people to find.
        posts: the posts to find, each with its organization; a post is found by both.
    """

    def __init__(
        self, people: Iterable[Profile], posts: Iterable[tuple[Profile, Profile | None]]
    ) -> None:
        self._entries = [
            *(_Entry(Match("post", post.id), _post_texts(post, home)) for post, home in posts),
            *(_Entry(Match("person", person.id), _texts(person)) for person in people),
        ]

    def find(self, text: str) -> Sequence[Match]:
        """Find what has every word of a text in its names, the likeliest first.

        Whole names and ids go before those that begin with the text, before those in which a word
        does, before the rest; in each, posts and then people stand in the order given.
        """
        words = _plain(text).split()
        if not words:
            return []
        ranked = [(_rank(words, entry.texts), entry.match) for entry in self._entries]
        found = [(rank, match) for rank, match in ranked if rank is not None]
        found.sort(key=lambda held: held[0])
        return [match for _, match in found]


def _rank(words: Sequence[str], texts: Sequence[str]) -> int | None:
    """Rank how well texts match some words, 0 the best; None if a word is in none of them."""
    whole = " ".join(words)
    if whole in texts:
        return 0
    if any(text.startswith(whole) for text in texts):
        return 1
    if not all(any(word in text for text in texts) for word in words):
        return None
    return 2 if any(f" {words[0]}" in text or f"/{words[0]}" in text for text in texts) else 3


def _texts(profile: Profile) -> tuple[str, ...]:
    return tuple(_plain(text) for text in (profile.id, *profile.all_names()))


def _post_texts(post: Profile, home: Profile | None) -> tuple[str, ...]:
    """A post's own id and titles, and its titles behind its organization's names."""
    homes = _texts(home) if home is not None else ()
    titles = _texts(post)
    return (
        *titles,
        *(f"{name}{space}{t}" for name in homes for t in titles for space in ("", " ")),
    )


def _plain(text: str) -> str:
    """The text without case, accents, and compatibility forms such as full-width letters."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return " ".join(unicodedata.normalize("NFKC", bare).split())
