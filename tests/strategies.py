"""Random small logs, with many coincidences: few people, few posts, few days.

A log is a list of batches; a batch is a list of events to append in one go. Every event has a key
of its own (`k0`, `k1`, …), and refers to earlier ones by theirs.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import attrs
from hypothesis import settings
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
    from collections.abc import Callable, Sequence

__all__ = [
    "FEWER",
    "ORGANIZATIONS",
    "PEOPLE",
    "POSTS",
    "Batches",
    "as_of_dates",
    "dates",
    "logs",
    "shuffled",
]

FEWER: Final = settings(
    max_examples=settings().max_examples // (1 if settings().max_examples > 1_000 else 5)
)
"""For tests of whole logs that take long: a fifth of the examples, but all of a campaign's."""

Batches: TypeAlias = list[list[Event]]
T = TypeVar("T")

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
    *("../2002-05-01", "../2002", "../2003-07-07", "unknown"),
    *("2001/..", "2002-05-02/..", "2003-07/.."),
    *("2002-05~", "2002~", "2003?", "2002-05-02~", "2001%"),
)
_ASKED: Final = (
    *("1999-12-31", "2000-06-14", "2000-06-16", "2002-04-30", "2002-05-03"),
    *("2004-12-31", "2006-01-01"),
    *("1998", "2002-05-01/2002-05-02", "2001-12-31/2002-01-01"),
)


def _read(texts: Sequence[str]) -> st.SearchStrategy[EdtfDate]:
    return st.sampled_from([EdtfDate.parse(text) for text in texts])


@cache
def _up_to(most: int) -> st.SearchStrategy[int]:
    return st.integers(1, most)


def _one_in(draw: st.DrawFn, chances: int) -> bool:
    """True once in so many times, as a rule; shrinks to False."""
    return draw(_up_to(chances)) == chances


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

_capacities: Final = st.sampled_from((*CAPACITIES[:1] * 3, *CAPACITIES[1:]))
_reasons: Final = st.sampled_from(((), ("term-ended",), ("term-ended",), ("death", "retired")))
_seats: Final = st.sampled_from((None, None, 1, 2, 3))


class _Cast:
    """Who and what one log is about, the dates that it draws from, and how it draws them."""

    def __init__(
        self, people: Sequence[str], posts: Sequence[str], dates: Sequence[EdtfDate]
    ) -> None:
        self.people = people
        self.person = st.sampled_from(people)
        self.post = st.sampled_from(posts)
        self.date = st.sampled_from(dates)
        self._made: dict[tuple[Any, ...], Any] = {}

    def of(self, make: Callable[..., st.SearchStrategy[T]], *about: str) -> st.SearchStrategy[T]:
        """What `make` makes for this cast; made once."""
        found: st.SearchStrategy[T] | None = self._made.get((make, *about))
        if found is None:
            found = self._made[(make, *about)] = make(self, *about)
        return found


# Making a strategy costs more than drawing from it, and most of a test's time is the drawing of
# logs. So what is drawn often is made once: here, or once for a log.
_people: Final = st.permutations((*PEOPLE, UNKNOWN_PERSON))
_posts: Final = st.permutations(POSTS)
_pools: Final = st.lists(dates(), min_size=3, max_size=8)
_most_people: Final = st.integers(2, 4)
_most_posts: Final = st.integers(1, len(POSTS))
_kinds: Final = st.integers(0, 19)
_either: Final = st.booleans()
_referring: Final = st.integers(0, 3)
_repairing: Final = st.integers(0, 2)


@st.composite
def _casts(draw: st.DrawFn) -> _Cast:
    """A part of the people and posts, and a few dates, so that they often meet."""
    people = draw(_people)[: draw(_most_people)]
    posts = draw(_posts)[: draw(_most_posts)]
    return _Cast(people, posts, draw(_pools))


def _announced(draw: st.DrawFn, cast: _Cast) -> EdtfDate | None:
    return draw(cast.date) if _one_in(draw, 4) else None


@st.composite
def _appointments(draw: st.DrawFn, cast: _Cast, post: str) -> Appointed:
    person = draw(cast.person)
    others = [other for other in cast.people if other != person]
    return Appointed(
        person=person,
        post=post,
        effective=draw(cast.date),
        capacity=draw(_capacities),
        announced=_announced(draw, cast),
        replaces=draw(st.sampled_from(others)) if _one_in(draw, 4) else None,
        term_ends=draw(cast.date) if _one_in(draw, 8) else None,
    )


@st.composite
def _departures(draw: st.DrawFn, cast: _Cast, post: str) -> Departed:
    return Departed(
        person=draw(cast.person),
        post=post,
        effective=draw(cast.date),
        reasons=draw(_reasons),
        announced=_announced(draw, cast),
    )


@st.composite
def _abolitions(draw: st.DrawFn, cast: _Cast, post: str) -> Event:
    date = draw(cast.date)
    return Abolished(post=post, effective=date, announced=_announced(draw, cast))


@st.composite
def _dissolutions(draw: st.DrawFn, cast: _Cast, organization: str) -> Event:
    date = draw(cast.date)
    return Dissolved(organization=organization, effective=date, announced=_announced(draw, cast))


@st.composite
def _introductions(draw: st.DrawFn, cast: _Cast, post: str) -> Event:
    home = draw(st.sampled_from(ORGANIZATIONS)) if _one_in(draw, 6) else _HOMES[post]
    date = None if _one_in(draw, 4) else draw(cast.date)
    return Post(post=post, organization=home, seats=draw(_seats), effective=date)


@st.composite
def _foundings(draw: st.DrawFn, cast: _Cast, organization: str) -> Event:
    date = None if _one_in(draw, 3) else draw(cast.date)
    return Organization(organization=organization, names={"en": "Again"}, effective=date)


@st.composite
def _hand_overs(draw: st.DrawFn, cast: _Cast, post: str) -> list[Event]:
    """Somebody leaves and somebody is appointed on one date: a hand-over, or a renewal."""
    departure = draw(cast.of(_departures, post))
    appointment = attrs.evolve(draw(cast.of(_appointments, post)), effective=departure.effective)
    if draw(_either) and appointment.replaces != departure.person:
        return [departure, attrs.evolve(appointment, person=departure.person)]
    return [departure, appointment]


@st.composite
def _facts(draw: st.DrawFn, cast: _Cast) -> list[Event]:
    """One or two facts for a later batch; the common kinds are drawn more often."""
    post = draw(cast.post)
    home = _HOMES[post]
    kind = draw(_kinds)
    if kind <= 9:
        return [draw(cast.of(_appointments, post))]
    if kind <= 13:
        return [draw(cast.of(_departures, post))]
    if kind <= 16:
        return draw(cast.of(_hand_overs, post))
    if kind == 17:
        return [draw(cast.of(_introductions, post))]
    if kind == 18:
        return [draw(cast.of(_abolitions, post))]
    return [draw(st.one_of(cast.of(_dissolutions, home), cast.of(_foundings, home)))]


@st.composite
def _replacements(draw: st.DrawFn, cast: _Cast, fact: Event) -> Event:
    """A fact of the same kind about the same subject; often only its date is another."""
    match fact:
        case Person():
            return attrs.evolve(fact, key=None, note="checked")
        case Appointed() | Departed() | Abolished() | Dissolved() | Post() | Organization():
            if draw(_either):
                return attrs.evolve(fact, key=None, effective=draw(cast.date))
    match fact:
        case Appointed():
            return draw(cast.of(_appointments, fact.post))
        case Departed():
            return draw(cast.of(_departures, fact.post))
        case Abolished():
            return draw(cast.of(_abolitions, fact.post))
        case Dissolved():
            return draw(cast.of(_dissolutions, fact.organization))
        case Post():
            return draw(cast.of(_introductions, fact.post))
        case Organization():
            return draw(cast.of(_foundings, fact.organization))
        case _:
            raise AssertionError(f"no log here has a {fact.KIND}")


# --- events about events ---------------------------------------------------------------------


def _key(event: Event) -> str:
    assert event.key is not None
    return event.key


def _corrected_first(event: Event, events: Sequence[Event]) -> Event:
    """The fact that a chain of corrections repairs in the end."""
    if not isinstance(event, Corrected):
        return event
    return _corrected_first(next(e for e in events if e.key == event.event), events)


@st.composite
def _corrections(draw: st.DrawFn, cast: _Cast, events: Sequence[Event]) -> Event:
    possible = [event for event in events if event.KIND not in REFERRING - {"corrected"}]
    target = draw(_recent(possible))
    replacement = draw(_replacements(cast, _corrected_first(target, events)))
    return Corrected(event=_key(target), why=f"event {len(events)}", replacement=replacement)


@st.composite
def _retractions(draw: st.DrawFn, events: Sequence[Event]) -> Event:
    target = draw(_recent(events))
    return Retracted(event=_key(target), why=f"event {len(events)}")


@st.composite
def _disputes(draw: st.DrawFn, events: Sequence[Event]) -> Event:
    target = draw(_recent([event for event in events if event.KIND not in REFERRING]))
    return Disputed(event=_key(target), field="effective", says=f"event {len(events)}")


@st.composite
def _cancellations(draw: st.DrawFn, cast: _Cast, changes: Sequence[Event]) -> Event:
    target = draw(st.sampled_from(changes))
    return Cancelled(event=_key(target), announced=draw(cast.date))


def _recent(events: Sequence[Event]) -> st.SearchStrategy[Event]:
    """One of the events; the last few more often than introductions."""
    return st.one_of(st.sampled_from(events[-5:]), st.sampled_from(events))


@st.composite
def _references(draw: st.DrawFn, cast: _Cast, events: Sequence[Event]) -> Event:
    """An event about one of these events."""
    changes = [
        event for event in events if isinstance(event, Appointed | Departed | Abolished | Dissolved)
    ]
    kind = draw(_referring if changes else _repairing)
    if kind == 0:
        return draw(_corrections(cast, events))
    if kind == 1:
        return draw(_retractions(events))
    if kind == 2:
        return draw(_disputes(events))
    return draw(_cancellations(cast, changes))


# --- logs ------------------------------------------------------------------------------------


@st.composite
def logs(draw: st.DrawFn, max_events: int = 16) -> Batches:
    """A log: a batch of introductions, then so many events (or pairs) at most, in batches."""
    cast = draw(_casts())
    events = draw(_first_batch(cast))
    starts, said = [0], dict(says for event in events for says in _says(event, events))
    for _ in range(draw(st.integers(0, max_events))):
        about = _one_in(draw, 5)
        for new in [draw(_references(cast, events))] if about else draw(cast.of(_facts)):
            says = _says(new, events)
            if not all(said.get(content, owner) == owner for content, owner in says):
                continue  # it, or what it may put in another's place, is said elsewhere
            # Two corrections of one event cannot stand in one batch, which has no order.
            if len(starts) == 1 or isinstance(new, Corrected) or _one_in(draw, 3):
                starts.append(len(events))
            events = [*events, attrs.evolve(new, key=f"k{len(events)}")]
            said.update(_says(events[-1], events))
    return [
        events[start:end] for start, end in zip(starts, [*starts[1:], len(events)], strict=True)
    ]


@st.composite
def _first_batch(draw: st.DrawFn, cast: _Cast) -> list[Event]:
    """Everybody and everything, introduced."""
    events = [
        *(Person(person=person, names={"en": person.title()}) for person in PEOPLE),
        *(
            Organization(
                organization=organization,
                names={"en": organization.title()},
                effective=draw(cast.date) if _one_in(draw, 4) else None,
            )
            for organization in ORGANIZATIONS
        ),
        *(
            Post(
                post=post,
                organization=home,
                titles={"en": post},
                seats=draw(st.sampled_from((3, 2, None))) if post == POSTS[1] else None,
                effective=draw(cast.date) if _one_in(draw, 4) else None,
            )
            for post, home in _HOMES.items()
        ),
    ]
    return [attrs.evolve(event, key=f"k{index}") for index, event in enumerate(events)]


def _says(event: Event, events: Sequence[Event]) -> list[tuple[str, str | None]]:
    """The ids of what an event says, each with the key of the event that it is the content of.

    A correction may keep the identity of what it corrects.
    """
    itself = [(content_id(event), event.key)]
    if isinstance(event, Corrected):
        replacement = content_id(event.replacement)
        return [*itself, (replacement, _corrected_first(event, events).key)]
    return itself
