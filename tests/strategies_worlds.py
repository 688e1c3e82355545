"""Random small logs whose every world can be tried: few people, few days, few uncertain dates.

The calendar is eight days long, so that an uncertain date has a handful of days and no day needs
to stand for others.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import attrs
from hypothesis import strategies as st

from timeline.events import (
    UNKNOWN_PERSON,
    Abolished,
    Appointed,
    Cancelled,
    Corrected,
    Departed,
    EdtfDate,
    Event,
    Organization,
    Person,
    Post,
    Retracted,
    content_id,
)

__all__ = [
    "KNOWN",
    "OPEN",
    "PEOPLE",
    "POSTS",
    "SPANS",
    "Change",
    "Role",
    "introductions",
    "role_logs",
    "vaguer",
]

PEOPLE: Final = ("ann", "bob", "cyd")
POSTS: Final = ("acme/ceo", "acme/board")
KNOWN: Final = tuple(f"2018-03-0{day}" for day in range(1, 9))
SPANS: Final = tuple(
    f"{KNOWN[first]}/{KNOWN[first + length]}"
    for first in range(8)
    for length in (1, 2, 3)
    if first + length < 8
)
OPEN: Final = ("../2018-03-02", "../2018-03-04", "2018-03-05/..", "2018-03-07/..")

Change: TypeAlias = Appointed | Departed | Abolished
Role: TypeAlias = Change | Corrected | Retracted | Cancelled

_known: Final = st.sampled_from(KNOWN)
_spans: Final = st.sampled_from(SPANS)
_vague: Final = st.one_of(_spans, _spans, _spans, st.sampled_from(OPEN))
_either: Final = st.sampled_from((False, True))
_capacities: Final = st.sampled_from(("permanent", "permanent", "permanent", "acting"))
_reasons: Final = st.sampled_from(((), (), (), ("term-ended",), ("retired",), ("death",)))


def introductions(seats: Any) -> list[Event]:
    """Everybody and everything; the board has so many seats, and the other post one."""
    return [
        *(Person(person=person, names={"en": person.title()}) for person in PEOPLE),
        Organization(organization="acme", names={"en": "Acme"}),
        Post(post=POSTS[0], organization="acme", titles={"en": "CEO"}),
        Post(post=POSTS[1], organization="acme", titles={"en": "Director"}, seats=seats),
    ]


@st.composite
def _dates(draw: st.DrawFn, *, vague: bool, unknown: bool) -> str:
    kind = draw(st.integers(0, 5))
    if not vague or kind < 3:
        return draw(_known)
    return "unknown" if unknown and kind == 5 else draw(_vague)


@st.composite
def _appointments(
    draw: st.DrawFn, post: str, *, vague: bool, who: st.SearchStrategy[str]
) -> Change:
    person = draw(who)
    others = st.sampled_from([other for other in PEOPLE if other != person])
    return Appointed(
        person=person,
        post=post,
        effective=draw(_dates(vague=vague, unknown=False)),
        capacity=draw(_capacities),
        replaces=draw(others) if draw(st.integers(0, 7)) == 7 else None,
    )


@st.composite
def _departures(draw: st.DrawFn, post: str, *, vague: bool, who: st.SearchStrategy[str]) -> Change:
    return Departed(
        person=draw(who),
        post=post,
        effective=draw(_dates(vague=vague, unknown=True)),
        reasons=draw(_reasons),
    )


@st.composite
def role_logs(draw: st.DrawFn, max_events: int = 5, *, repairs: bool = False) -> list[list[Role]]:
    """Batches of changes at one post, each with a key of its own.

    A change of holders is two events of one batch with one date. Two entries at most are of an
    uncertain date. With `repairs`, a last batch corrects, retracts or cancels one of them.
    """
    post = draw(st.sampled_from(POSTS))
    unknown = [UNKNOWN_PERSON] if draw(_either) else []
    who = st.sampled_from([*PEOPLE[: draw(st.integers(1, 3))], *unknown])
    batches: list[list[Change]] = []
    vague, count = 0, 0
    for _ in range(draw(st.integers(1, max_events))):
        new = draw(_entries(post, vague=vague < 2, who=who))
        vague += any(event.effective.lo < event.effective.hi for event in new)
        if count + len(new) > max_events:
            break
        keyed = [attrs.evolve(event, key=f"k{count + i}") for i, event in enumerate(new)]
        linked = [draw(_linked(event, [e for batch in batches for e in batch])) for event in keyed]
        count += len(new)
        if draw(_either) and batches:
            batches[-1] += linked
        else:
            batches.append(linked)
    told: list[list[Role]] = [[*batch] for batch in batches]
    if repairs and draw(_either) and batches:
        told.append([draw(_repairs([e for batch in batches for e in batch]))])
    return told


@st.composite
def _linked(draw: st.DrawFn, event: Change, before: list[Change]) -> Change:
    """A departure that now and then names the appointment that it ends."""
    own = [
        other.key
        for other in before
        if isinstance(other, Appointed) and other.person == getattr(event, "person", None)
    ]
    if not isinstance(event, Departed) or not own or draw(st.integers(0, 3)) < 3:
        return event
    return attrs.evolve(event, appointment=draw(st.sampled_from(own)))


@st.composite
def _repairs(draw: st.DrawFn, events: list[Change]) -> Role:
    # The first of those with one text is named: a log may take the others for the same fact.
    said = {content_id(event): event for event in reversed(events)}
    fact = draw(st.sampled_from([*said.values()]))
    assert fact.key is not None
    kind = draw(st.integers(0, 2))
    if kind == 0:
        return Retracted(event=fact.key, why="not so")
    if kind == 1:
        return Cancelled(event=fact.key, announced=draw(_known))
    new = attrs.evolve(fact, key=None, effective=draw(_known))
    if content_id(new) in said:
        return Retracted(event=fact.key, why="told before")
    return Corrected(event=fact.key, why="on another day", replacement=new)


@st.composite
def _entries(
    draw: st.DrawFn, post: str, *, vague: bool, who: st.SearchStrategy[str]
) -> list[Change]:
    kind = draw(st.integers(0, 15))
    if kind <= 6:
        return [draw(_appointments(post, vague=vague, who=who))]
    if kind <= 11:
        return [draw(_departures(post, vague=vague, who=who))]
    if kind <= 14:
        left = draw(_departures(post, vague=vague, who=who))
        new = draw(_appointments(post, vague=vague, who=who))
        return [left, attrs.evolve(new, effective=left.effective)]
    return [Abolished(post=post, effective=draw(_known))]


def vaguer(date: EdtfDate) -> st.SearchStrategy[str]:
    """A date that may be any day of this one, and more."""
    known = [text for text in (*SPANS, *OPEN) if _covers(EdtfDate.parse(text), date)]
    return st.sampled_from([*known, "unknown"])


def _covers(one: EdtfDate, other: EdtfDate) -> bool:
    return one.lo <= other.lo and other.hi <= one.hi
