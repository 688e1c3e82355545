"""What `find` answers: everything with a text in its id or a name, and what it is on a day."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import What

from ..histories import ancestors_in
from ..naming import KINDS
from ..posts import PostState
from ..profiles import Profile
from ..spellings import matches, posts_behind
from ..tenures import Tenure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events import EdtfDate

    from ..histories import Histories
    from ..names import Names

__all__ = ["Found", "find", "found_rows"]

_EACH: Final = 1_000
"""Up to so many are looked up one by one; for more, everything is read once."""


@attrs.frozen(slots=True)
class Found:
    """A person, a post or an organization that a text may mean.

    Attributes:
        profile: who or what it is.
        within: the organizations that it belongs to, the nearest first; none for a person.
        state: what a post is on the day.
        held: the tenures of a person that hold on the day, each with its organization.
        posts: the ids of an organization's own posts, sorted.
        organizations: the ids of the organizations right below an organization, sorted.
    """

    profile: Profile
    within: tuple[str, ...] = ()
    state: PostState | None = None
    held: tuple[tuple[str, Tenure], ...] = ()
    posts: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()


def find(
    histories: Histories, text: str | None, as_of: EdtfDate, kinds: Sequence[What] = KINDS
) -> list[Found]:
    """Find what has a text in its id or in any of its names; everything, if there is no text.

    Organizations come first, then posts, then people; of each kind the likeliest first. Where
    nothing has the text itself, the posts whose organization and title have it together.
    """
    found = {kind: _idents(histories, kind, text) for kind in _ORDER if kind in kinds}
    if text is not None and "post" in kinds and not any(found.values()):
        found["post"] = list(posts_behind(histories, text))
    look_up = {"organization": _organizations, "post": _posts, "person": _people}
    return [
        item
        for kind, idents in found.items()
        if idents
        for item in look_up[kind](histories, idents, as_of)
    ]


_ORDER: Final[tuple[What, ...]] = ("organization", "post", "person")


def _idents(histories: Histories, kind: What, text: str | None) -> list[str]:
    if text is None:
        return [profile.id for profile in histories.profiles(kind)]
    return list(matches(histories, kind, text))


def _profiles(histories: Histories, kind: What, idents: Sequence[str]) -> list[Profile]:
    """The profiles of some ids, in their order."""
    if len(idents) > _EACH:
        known = {profile.id: profile for profile in histories.profiles(kind)}
        return [known[ident] for ident in idents if ident in known]
    return [p for ident in idents if (p := histories.profile(kind, ident)) is not None]


def _organizations(histories: Histories, idents: Sequence[str], as_of: EdtfDate) -> Iterator[Found]:
    below: dict[str, list[str]] = {}
    for profile in histories.profiles("organization"):
        if profile.parent is not None:
            below.setdefault(profile.parent, []).append(profile.id)
    posts: dict[str, list[str]] = {}
    for post, home in histories.homes():
        posts.setdefault(home, []).append(post)
    ancestors = ancestors_in(histories)
    for profile in _profiles(histories, "organization", idents):
        yield Found(
            profile,
            tuple(ancestors(profile.id)),
            posts=tuple(sorted(posts.get(profile.id, ()))),
            organizations=tuple(sorted(below.get(profile.id, ()))),
        )


def _posts(histories: Histories, idents: Sequence[str], as_of: EdtfDate) -> Iterator[Found]:
    ancestors = ancestors_in(histories)
    if len(idents) > _EACH:
        known = {history.post: history.on(as_of) for history in histories.histories()}
        states = [known[post] for post in idents if post in known]
    else:
        states = [s for post in idents if (s := histories.on(post, as_of)) is not None]
    for state in states:
        home = state.history.organization
        within = (home, *ancestors(home)) if home else ()
        yield Found(state.history.profile, within, state)


def _people(histories: Histories, idents: Sequence[str], as_of: EdtfDate) -> Iterator[Found]:
    lo, hi = as_of.lo, as_of.hi
    if len(idents) > _EACH or not histories.reads_people:
        holders = sorted(histories.holding(as_of), key=lambda holder: holder.person.id)
        holding = {
            person: tuple((holder.organization, holder.tenure) for holder in found)
            for person, found in groupby(holders, key=attrgetter("person.id"))
        }
    else:
        holding = {
            person: tuple(
                (history.organization, tenure)
                for history, tenure in histories.held_by(person)
                if tenure.certainty(lo, hi) is not None
            )
            for person in idents
        }
    for profile in _profiles(histories, "person", idents):
        yield Found(profile, held=holding.get(profile.id, ()))


def found_rows(found: Iterable[Found], names: Names) -> Iterator[dict[str, Any]]:
    """Yield each of what was found as a flat row."""
    for item in found:
        profile, state = item.profile, item.state
        holding = [tenure for tenure, _ in state.holding] if state is not None else []
        yield {
            "kind": profile.what,
            "id": profile.id,
            "name": _name(profile, names),
            "names": profile.all_names(),
            "within": list(item.within),
            "status": state.status if state is not None else None,
            "certainty": state.certainty if state is not None else None,
            "holders": [tenure.person for tenure in holding],
            "posts": [tenure.post for _, tenure in item.held] or list(item.posts),
            "organizations": list(item.organizations),
        }


def _name(profile: Profile, names: Names) -> str:
    return names.person(profile.id) if profile.what == "person" else names.short(profile)
