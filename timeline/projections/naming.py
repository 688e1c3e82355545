"""What a text names: an id, a whole name, or a part of a name that only one thing has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import UNKNOWN_PERSON, Ambiguous, NotFound, later, t

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import What

    from .histories import Histories

__all__ = ["KINDS", "named", "resolve"]

KINDS: Final[tuple[What, ...]] = ("post", "organization", "person")
"""All that may be asked for by name."""


def resolve(histories: Histories, what: What, text: str) -> str:
    """The id of the person, organization or post that a text stands for, as `named` reads it.

    Raises:
        NotFound: none.
        Ambiguous: several.
    """
    return named(histories, text, (what,))[1]


def named(histories: Histories, text: str, kinds: Sequence[What] = KINDS) -> tuple[What, str]:
    """The kind and the id of what a text names.

    An id goes before a name, and a whole name before a part of one. A part is enough where only
    one thing of these kinds has it: a guess is never an answer.

    Raises:
        NotFound: nothing; says what else is called so, or what was probably meant.
        Ambiguous: several things.
    """
    found = _found(histories, text, kinds)
    if not found:
        raise _not_found(histories, text, kinds)
    if len(found) > 1:
        called = [_called(histories, kind, ident, kinds) for kind, ident in found[:_CALLED]]
        raise Ambiguous(text, [ident for _, ident in found], called)
    return found[0]


def _found(histories: Histories, text: str, kinds: Sequence[What]) -> list[tuple[What, str]]:
    """All that a text may mean."""
    found = [(kind, text) for kind in kinds if histories.knows(kind, text)]
    if not found and "person" in kinds and text == UNKNOWN_PERSON:
        found = [("person", text)]
    found = found or [(kind, ident) for kind in kinds for ident in histories.ids(kind, text)]
    return found or _by_part(histories, text, kinds)


def _by_part(histories: Histories, text: str, kinds: Sequence[What]) -> list[tuple[What, str]]:
    """What has a text in a name; a whole name but for case, width or accents goes before."""
    from .spellings import matches, posts_behind

    ranked = [
        (rank, kind, ident)
        for kind in kinds
        for ident, rank in matches(histories, kind, text).items()
    ]
    if not ranked and "post" in kinds:
        ranked = [(rank, "post", ident) for ident, rank in posts_behind(histories, text).items()]
    whole = [(kind, ident) for rank, kind, ident in ranked if rank == 0]
    return whole or [(kind, ident) for _, kind, ident in sorted(ranked, key=lambda held: held[0])]


_CALLED: Final = 8


def _called(histories: Histories, kind: What, ident: str, kinds: Sequence[What]) -> str:
    """Say what an id stands for: its name, and what it is where that is not clear."""
    profile = histories.profile(kind, ident)
    name = profile.name if profile is not None and profile.name != ident else ""
    said = [word for word in (kind if len(kinds) > 1 else "", name) if word]
    return f"{ident} ({', '.join(said)})" if said else ident


def _not_found(histories: Histories, text: str, kinds: Sequence[What]) -> NotFound:
    """Say what else has this name, or what was probably meant."""
    what: str = kinds[0]
    if kinds[1:]:
        what = ", ".join(map(t, kinds[:-1])) + t(" or {kinds}", kinds=t(kinds[-1]))
    others = [kind for kind in KINDS if kind not in kinds]
    hint = next(_otherwise(histories, text, others), None)
    near = None
    if hint is None:
        near = next((n for kind in kinds if (n := histories.near(kind, text)) is not None), None)
    return NotFound(what, text, near, hint)


_INSTEAD: Final[dict[What, str]] = {
    "person": later("`timeline career {ident}` lists what they held"),
    "post": later("`timeline succession {ident}` lists who held it"),
    "organization": later("`timeline show {ident}` draws its posts"),
}
"""What to ask of each kind."""


def _otherwise(histories: Histories, text: str, kinds: Sequence[What]) -> Iterator[str]:
    """Say that a text names something of another kind, and what to ask of it."""
    found = _found(histories, text, kinds)
    for kind in kinds:
        idents = [ident for what, ident in found if what == kind]
        if len(idents) > 1:
            yield t(
                "it may be any of {n} {plural}; `timeline find` lists them",
                n=len(idents),
                plural=t(_PLURAL[kind]),
            )
        elif idents:
            article = "an" if kind == "organization" else "a"
            called = _called(histories, kind, idents[0], (kind,))
            yield t(
                "{called} is {article} {kind}; {way}",
                called=called,
                article=article,
                kind=t(kind),
                way=t(_INSTEAD[kind], ident=idents[0]),
            )


_PLURAL: Final[dict[What, str]] = {
    "person": later("people"),
    "post": later("posts"),
    "organization": later("organizations"),
}
