"""Random small logs, with many coincidences: few people, few posts, few days.

A log is a list of batches; a batch is a list of events to append in one go. Every event has a key
of its own (`k0`, `k1`, …), and refers to earlier ones by theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import attrs
from hypothesis import strategies as st

from timeline.events import (
    CAPACITIES,
    REFERRING,
    UNKNOWN_PERSON,
    Abolished,
    Appointed,
    Cancelled,
    Corrected,
    Departed,
    Disputed,
    Dissolved,
    EdtfDate,
    Event,
    Organization,
    Person,
    Post,
    Retracted,
    content_id,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["ORGANIZATIONS", "PEOPLE", "POSTS", "Batches", "as_of_dates", "dates", "logs", "shuffled"]

Batches: TypeAlias = list[list[Event]]

PEOPLE: Final = ("ann", "bob", "cyd", "dan")
ORGANIZATIONS: Final = ("acme", "bolt")
POSTS: Final = ("acme/ceo", "acme/board", "bolt/ceo")
"""The second has several seats, as a rule."""

_HOMES: Final = {"acme/ceo": "acme", "acme/board": "acme", "bolt/ceo": "bolt"}

# --- dates -----------------------------------------------------------------------------------

_DAYS: Final = (
    "2000-06-15",
    "2001-03-10",
    "2001-12-31",
    "2002-01-01",
    "2002-05-01",
    "2002-05-02",
    "2002-05-20",
    "2003-02-28",
    "2003-07-07",
    "2004-04-04",
)
_VAGUE: Final = (
    *("2001-12", "2002-05", "2002-06", "2003-07"),
    *("2000", "2001", "2002", "2003", "2004"),
    *("2001-03-10/2002-05-02", "2002-05-02/2002-05-20", "2002/2003", "2002-05-02/2003-07"),
    *("../2002-05-01", "../2002", "../2003-07-07", "2001/..", "2002-05-02/..", "2003-07/..", "unknown"),
    *("2002-05~", "2002~", "2003?", "2002-05-02~", "2001%"),
)
_ASKED: Final = (
    *("1999-12-31", "2000-06-14", "2000-06-16", "2002-04-30", "2002-05-03", "2004-12-31", "2006-01-01"),
    *("1998", "2002-05-01/2002-05-02", "2001-12-31/2002-01-01"),
)


def _read(texts: Sequence[str]) -> st.SearchStrategy[EdtfDate]:
    return st.sampled_from([EdtfDate.parse(text) for text in texts])


def _one_in(chances: int) -> st.SearchStrategy[bool]:
    """True once in so many times, as a rule; shrinks to False."""
    return st.integers(1, chances).map(lambda number: number == chances)


def dates() -> st.SearchStrategy[EdtfDate]:
    """When something took effect: often one of a few known days."""
    return st.one_of(_read(_DAYS), _read(_DAYS), _read(_VAGUE))


def as_of_dates() -> st.SearchStrategy[EdtfDate]:
    """What a question may ask about: the days of the log, those next to them, and vague ones."""
    return st.one_of(_read(_DAYS), _read(_ASKED), _read(_VAGUE))


def shuffled(batch: Sequence[Event]) -> st.SearchStrategy[list[Event]]:
    """The batch in any order."""
    return st.permutations(batch)


# --- facts -----------------------------------------------------------------------------------

_posts: Final = st.sampled_from((POSTS[0], *POSTS))
_organizations: Final = st.sampled_from(ORGANIZATIONS)
_people: Final = st.sampled_from((*PEOPLE[:3], *PEOPLE, UNKNOWN_PERSON))
_capacities: Final = st.sampled_from((CAPACITIES[0], *CAPACITIES))
_reasons: Final = st.sampled_from(((), (), ("term-ended",), ("term-ended",), ("death",), ("retired",)))
_seats: Final = st.sampled_from((None, None, 1, 2, 3))


@st.composite
def _announced(draw: st.DrawFn) -> EdtfDate | None:
    return draw(dates()) if draw(_one_in(4)) else None


@st.composite
def _appointments(draw: st.DrawFn, post: str) -> Event:
    person = draw(_people)
    others = [other for other in (*PEOPLE, UNKNOWN_PERSON) if other != person]
    return Appointed(
        person=person,
        post=post,
        effective=draw(dates()),
        capacity=draw(_capacities),
        announced=draw(_announced()),
        replaces=draw(st.sampled_from(others)) if draw(_one_in(4)) else None,
        term_ends=draw(dates()) if draw(_one_in(8)) else None,
    )


@st.composite
def _departures(draw: st.DrawFn, post: str) -> Event:
    return Departed(
        person=draw(_people),
        post=post,
        effective=draw(dates()),
        reasons=draw(_reasons),
        announced=draw(_announced()),
    )


@st.composite
def _abolitions(draw: st.DrawFn, post: str) -> Event:
    return Abolished(post=post, effective=draw(dates()), announced=draw(_announced()))


@st.composite
def _dissolutions(draw: st.DrawFn, organization: str) -> Event:
    return Dissolved(
        organization=organization, effective=draw(dates()), announced=draw(_announced())
    )


@st.composite
def _introductions(draw: st.DrawFn, post: str) -> Event:
    home = draw(_organizations) if draw(_one_in(6)) else _HOMES[post]
    date = None if draw(_one_in(4)) else draw(dates())
    return Post(post=post, organization=home, seats=draw(_seats), effective=date)


@st.composite
def _foundings(draw: st.DrawFn, organization: str) -> Event:
    date = None if draw(_one_in(3)) else draw(dates())
    return Organization(organization=organization, names={"en": "Again"}, effective=date)


def _facts() -> st.SearchStrategy[Event]:
    """A fact of the kinds that the later batches bring, the common kinds more often."""
    appointments, departures = _posts.flatmap(_appointments), _posts.flatmap(_departures)
    return st.one_of(
        *(appointments,) * 7,
        *(departures,) * 4,
        _posts.flatmap(_abolitions),
        _posts.flatmap(_introductions),
        st.one_of(_organizations.flatmap(_dissolutions), _organizations.flatmap(_foundings)),
    )


def _like(fact: Event) -> st.SearchStrategy[Event]:
    """A fact of the same kind about the same subject."""
    match fact:
        case Appointed():
            return _appointments(fact.post)
        case Departed():
            return _departures(fact.post)
        case Abolished():
            return _abolitions(fact.post)
        case Dissolved():
            return _dissolutions(fact.organization)
        case Post():
            return _introductions(fact.post)
        case Organization():
            return _foundings(fact.organization)
        case _:
            return st.just(attrs.evolve(fact, note="checked"))


# --- logs ------------------------------------------------------------------------------------


@st.composite
def logs(draw: st.DrawFn, max_events: int = 14) -> Batches:
    """A log: a batch of introductions, and up to so many events in batches of any size."""
    log = [draw(_first_batch())]
    _Keyed.of(log[0])
    events = list(log[0])
    for _ in range(draw(st.integers(0, max_events))):
        event = draw(_event_after(events))
        if event is None:
            continue
        events.append(event)
        if len(log) == 1 or draw(_one_in(3)):
            log.append([])
        log[-1].append(event)
    return log
