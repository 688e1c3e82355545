"""Names as people type them: told apart by their letters alone, and found by any part."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from timeline.events import What

    from .histories import Histories

__all__ = ["SEPARATOR", "Rank", "folded", "matches", "posts_behind", "rank"]

Rank: TypeAlias = Literal[0, 1, 2, 3]
"""How well names match a text: it is one of them, begins one, begins a word of one, is in one."""

# Compiled when they are first needed: a command that looks for nothing starts sooner.
_SPACE: Final = r"[ \t\r\f\v\x1c-\x1e\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u3000]+"
_ODD: Final = r"[\t\r\f\v\x1c-\x1e]"
_SPACES: Final = frozenset(
    "\t\r\f\v\x1c\x1d\x1e\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u3000"
)
"""What `_SPACE` matches, but for the space itself; found out anew, it costs every command 4 ms."""


def folded(text: str) -> str:
    """The text without case, width, accents, normal form and repeated spaces; lines stay lines."""
    if text.isascii():
        bare = text.casefold()
        is_odd = "  " in bare or re.search(_ODD, bare)
        return (re.sub(_SPACE, " ", bare) if is_odd else bare).strip()
    # Case goes after width, which may hide a capital letter, and before accents, for small letters
    # may have some that the capital has not. Each step looks at the characters that there are.
    bare = unicodedata.normalize("NFKD", text)
    signs = set(bare)
    if any(sign != sign.casefold() for sign in signs):
        bare = unicodedata.normalize("NFKD", bare.casefold())
        signs = set(bare)
    if marks := "".join(sign for sign in signs if unicodedata.category(sign) == "Mn"):
        bare = re.sub(f"[{marks}]+", "", bare)
    if signs & _SPACES or "  " in bare:
        bare = re.sub(_SPACE, " ", bare)
    return unicodedata.normalize("NFKC", bare).strip()


def rank(text: str, names: Sequence[str]) -> Rank | None:
    """Rank how well folded names match a folded text; None if a word of it is in none of them.

    Spaces between words do not matter: `wuyongming` is in `wu yongming`, and the other way.
    """
    words = text.split()
    if not words:
        return None
    tight = "".join(words)
    close = [name.replace(" ", "") for name in names]
    if tight in close:
        return 0
    if any(name.startswith(tight) for name in close):
        return 1
    together = any(tight in name for name in close)
    if not together and not all(any(word in name for name in names) for word in words):
        return None
    starts = re.compile(rf"(?<![^\W_]){re.escape(words[0])}")
    return 2 if any(starts.search(name) for name in names) else 3


def matches(histories: Histories, what: What, text: str) -> dict[str, Rank]:
    """The ids of one kind that a text may mean, the likeliest first, each with its rank.

    A post goes by its titles and the end of its id; `posts_behind` looks further.
    """
    wanted = _one_line(text)
    known = _Spelled(histories, what).having(wanted)
    if what != "post":
        return _ranked(wanted, known.items())
    return _ranked(wanted, ((post, _own(names)) for post, names in known.items()))


def posts_behind(histories: Histories, text: str) -> dict[str, Rank]:
    """The posts that a text may mean by their titles behind a name of their organization.

    So `阿里云 CEO` finds a post, and `阿里云` all posts there.
    """
    known = _Spelled(histories, "post").all()
    return _ranked(_one_line(text), _behind_homes(histories, known))


def _one_line(text: str) -> str:
    return folded(text.replace("\n", " "))


class _Spelled:
    """Every id of one kind with the texts that it is found by: itself and all its names.

    They stay one text, in which a word is looked for at once: a list of as many texts would take
    longer to make than to look through.
    """

    def __init__(self, histories: Histories, what: What) -> None:
        self._histories = histories
        self._what = what
        whole = histories.spellings(what)
        self._lines = whole.split("\n") if whole else []
        self._folded = folded(whole)
        if self._folded.count("\n") + 1 != len(self._lines):  # a name of nothing but marks
            self._folded = "\n".join(folded(line) or " " for line in self._lines)

    def all(self) -> dict[str, Sequence[str]]:
        """All of them."""
        return self._of(None)

    def having(self, wanted: str) -> dict[str, Sequence[str]]:
        """Those that may have every word of a folded text, or its words without the spaces.

        Only the rarest of the words is looked for; `rank` looks for the others.
        """
        words = wanted.split()
        if not words:
            return {}
        rarest = min(words, key=self._folded.count)
        found = self._ids(rarest, self._folded)
        if len(words) > 1 or " " in self._folded:
            found |= self._ids("".join(words), self._folded.replace(" ", ""))
        return self._of(found) if found else {}

    def _ids(self, word: str, within: str) -> set[str]:
        found: set[str] = set()
        line, counted, at = 0, 0, within.find(word)
        while at >= 0:
            line += within.count("\n", counted, at)
            counted = at
            found.add(self._lines[line].partition(SEPARATOR)[0])
            end = within.find("\n", at)
            at = within.find(word, end) if end >= 0 else -1
        return found

    def _of(self, idents: set[str] | None) -> dict[str, Sequence[str]]:
        if idents is not None and len(idents) <= _FEW:
            return {ident: self._names_of(ident) for ident in sorted(idents)}
        found: dict[str, Sequence[str]] = {}
        folded_lines = self._folded.split("\n") if self._lines else []
        for whole, line in zip(self._lines, folded_lines, strict=True):
            ident = whole.partition(SEPARATOR)[0]
            if idents is None or ident in idents:
                name = line.rpartition(SEPARATOR)[2].strip()
                found[ident] = (*found.get(ident, ()), name)
        return found

    def _names_of(self, ident: str) -> Sequence[str]:
        profile = self._histories.profile(self._what, ident)
        names = profile.all_names() if profile is not None else ()
        return [_one_line(name) for name in (ident, *names)]


_FEW: Final = 1_000
"""The names of so many are looked up by themselves; for more, all are gone through."""

SEPARATOR: Final = "\x1f"
"""What stands between an id and a text that it is found by; no name has it (ASCII 1963)."""


def _own(names: Sequence[str]) -> list[str]:
    return [name.rpartition("/")[2] for name in names]


def _ranked(wanted: str, known: Iterable[tuple[str, Sequence[str]]]) -> dict[str, Rank]:
    found = [(how, ident) for ident, names in known if (how := rank(wanted, names)) is not None]
    return {ident: how for how, ident in sorted(found)}


def _behind_homes(
    histories: Histories, known: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Each post with its titles behind every name of its organization."""
    homes = _Spelled(histories, "organization").all()
    home_of = dict(histories.homes())
    for post, titles in known.items():
        home = home_of.get(post) or ""
        names = homes.get(home, (folded(home),))
        yield post, [post, *(f"{name} {t}" for name in names for t in titles), *titles]
