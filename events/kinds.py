"""The kinds of events, one frozen class each. What a kind is, is said on its class alone.

A class says what a fact is, not how it is stored (`wire`), nor what follows from it (the
projections). To add a kind is to write its class here, to put it into `AnyEvent` and `KINDS`, and
to give it its words in `timeline.views.words`; what checks, reads, writes and shows events asks
the class.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import attrs

from .dates import EdtfDate, to_date
from .errors import BadValue
from .event import AboutEvent, Dated, Event, Happening, Origin, Source
from .fields import (
    are_ids,
    are_labels,
    are_reasons,
    are_seats,
    is_choice,
    is_ident,
    is_ident_or_none,
    is_reason_code,
    is_text,
    labels,
    optional_date,
    reasons_of,
    texts,
)
from .labels import NO_LABELS
from .language import t
from .vocabulary import CAPACITIES, UNKNOWN_PERSON, What

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = [
    "EVERYTHING",
    "KINDS",
    "REFERRING",
    "Abolished",
    "AnyEvent",
    "Appointed",
    "Cancelled",
    "Cited",
    "Corrected",
    "Covered",
    "Departed",
    "Disputed",
    "Dissolved",
    "Event",
    "Merged",
    "Milestone",
    "Organization",
    "Origin",
    "Person",
    "Post",
    "Retracted",
    "Seen",
    "Source",
    "fact_of",
    "named_by",
]

# --- introductions ---------------------------------------------------------------------------


@attrs.frozen(slots=True, kw_only=True)
class Person(Event):
    """Introduces a person, gives one other names from a date on, or fills in what was left open.

    Attributes:
        person: the id, the author's own; `unknown` is reserved.
        names: by language (BCP 47); `und` where the author named none.
        identifiers: by scheme, like {"wikidata": "Q42"}.
        effective: from when these names hold; None at an introduction.
        born: when they were born.
        died: when they died, which ended all that they held.
    """

    KIND = "person"
    IDENTITY = ("person", "names", "identifiers", "effective", "born", "died")
    ABOUT = ("person",)
    INTRODUCES = "person"

    person: str = attrs.field(validator=is_ident)
    names: Mapping[str, str] = attrs.field(
        default=NO_LABELS, converter=labels, validator=are_labels, hash=False
    )
    identifiers: Mapping[str, str] = attrs.field(
        default=NO_LABELS, converter=labels, validator=are_labels, hash=False
    )
    effective: EdtfDate | None = attrs.field(default=None, converter=optional_date)
    born: EdtfDate | None = attrs.field(default=None, converter=optional_date)
    died: EdtfDate | None = attrs.field(default=None, converter=optional_date)

    def __attrs_post_init__(self) -> None:
        if self.person == UNKNOWN_PERSON:
            raise BadValue("person", t('"unknown" stands for a holder whom nobody has named'))
        if not (self.names or self.identifiers or self.born or self.died):
            raise BadValue("names", t("a person needs a name"))


@attrs.frozen(slots=True, kw_only=True)
class Organization(Event):
    """Introduces an organization, or gives one other names or another parent from a date on.

    Attributes:
        organization: the id.
        names: by language (BCP 47).
        parent: the id of the organization it belongs to; None says nothing of it.
        identifiers: by scheme.
        effective: when it was founded, at an introduction; from when this holds, later.
        continues: the ids of the organizations that it goes on from: a merger, a split.
    """

    KIND = "organization"
    IDENTITY = ("organization", "names", "parent", "identifiers", "effective", "continues")
    ABOUT = ("organization",)
    NAMES = MappingProxyType({"parent": "organization", "continues": "organization"})
    INTRODUCES = "organization"

    organization: str = attrs.field(validator=is_ident)
    names: Mapping[str, str] = attrs.field(
        default=NO_LABELS, converter=labels, validator=are_labels, hash=False
    )
    parent: str | None = attrs.field(default=None, validator=is_ident_or_none)
    identifiers: Mapping[str, str] = attrs.field(
        default=NO_LABELS, converter=labels, validator=are_labels, hash=False
    )
    effective: EdtfDate | None = attrs.field(default=None, converter=optional_date)
    continues: tuple[str, ...] = attrs.field(default=(), converter=texts, validator=are_ids)

    def __attrs_post_init__(self) -> None:
        if self.organization in self.continues:
            raise BadValue("continues", t("an organization does not continue itself"))


@attrs.frozen(slots=True, kw_only=True)
class Post(Event):
    """Introduces a post, or gives one other titles, seats or another organization from a date on.

    Attributes:
        post: the id.
        organization: the id of the organization it belongs to; from a date on, it moves there.
        titles: by language (BCP 47).
        seats: how many may hold it at once, or `unknown`; None says nothing of it, and then it is
            one.
        identifiers: by scheme.
        effective: when it was created, at an introduction; from when this holds, later.
        continues: the ids of the posts that it goes on from: a merger, a split.
    """

    KIND = "post"
    IDENTITY = (
        *("post", "organization", "titles", "seats", "identifiers", "effective", "continues"),
    )
    ABOUT = ("post",)
    NAMES = MappingProxyType({"organization": "organization", "continues": "post"})
    INTRODUCES = "post"

    post: str = attrs.field(validator=is_ident)
    organization: str = attrs.field(validator=is_ident)
    titles: Mapping[str, str] = attrs.field(
        default=NO_LABELS, converter=labels, validator=are_labels, hash=False
    )
    seats: int | Literal["unknown"] | None = attrs.field(default=None, validator=are_seats)
    identifiers: Mapping[str, str] = attrs.field(
        default=NO_LABELS, converter=labels, validator=are_labels, hash=False
    )
    effective: EdtfDate | None = attrs.field(default=None, converter=optional_date)
    continues: tuple[str, ...] = attrs.field(default=(), converter=texts, validator=are_ids)

    def __attrs_post_init__(self) -> None:
        if self.post in self.continues:
            raise BadValue("continues", t("a post does not continue itself"))


# --- dated facts -----------------------------------------------------------------------------


@attrs.frozen(slots=True, kw_only=True)
class Appointed(Happening):
    """A person takes a post.

    Attributes:
        person: the id, or `unknown`.
        post: the id.
        capacity: one of `CAPACITIES`.
        term_ends: the expected end, which is never an end.
        replaces: the id of the person whose seat it is, in a post of several.
    """

    KIND = "appointed"
    IDENTITY = ("person", "post", "effective", "capacity")
    ABOUT = ("post",)
    NAMES = MappingProxyType({"person": "person", "replaces": "person", "post": "post"})

    person: str = attrs.field(validator=is_ident)
    post: str = attrs.field(validator=is_ident)
    capacity: str = attrs.field(default="permanent", validator=is_choice(*CAPACITIES))
    term_ends: EdtfDate | None = attrs.field(default=None, converter=optional_date)
    replaces: str | None = attrs.field(default=None, validator=is_ident_or_none)


@attrs.frozen(slots=True, kw_only=True)
class Departed(Happening):
    """A person leaves a post: `effective` is the first day out.

    Attributes:
        person: the id, or `unknown`.
        post: the id.
        reasons: of `REASONS`; several where a source gives several.
        reason_code: the source's own code with the name of its list, like `csmar/4`.
        appointment: the event, by id, key or position, of the appointment that it ends.
    """

    KIND = "departed"
    IDENTITY = ("person", "post", "effective", "reasons")
    ABOUT = ("post",)
    NAMES = MappingProxyType({"person": "person", "post": "post"})
    REFERS = ("because", "appointment")

    person: str = attrs.field(validator=is_ident)
    post: str = attrs.field(validator=is_ident)
    reasons: tuple[str, ...] = attrs.field(default=(), converter=reasons_of, validator=are_reasons)
    reason_code: str | None = attrs.field(default=None, validator=is_reason_code)
    appointment: str | None = attrs.field(default=None, validator=is_ident_or_none)


@attrs.frozen(slots=True, kw_only=True)
class Seen(Dated):
    """A source shows a person in a post on a day; it begins and ends nothing.

    Attributes:
        person: the id, or `unknown`.
        post: the id.
    """

    KIND = "seen"
    IDENTITY = ("person", "post", "effective")
    ABOUT = ("post",)
    NAMES = MappingProxyType({"person": "person", "post": "post"})
    NEEDS_SOURCE = True

    person: str = attrs.field(validator=is_ident)
    post: str = attrs.field(validator=is_ident)


@attrs.frozen(slots=True, kw_only=True)
class Covered(Dated):
    """A register is complete through the day `effective`: what it does not say did not happen.

    It covers a post, or an organization with all below it, or, where it names none, everything.

    Attributes:
        post: the id.
        organization: the id.
    """

    KIND = "covered"
    IDENTITY = ("post", "organization", "effective")
    ABOUT = ("post", "organization")
    NAMES = MappingProxyType({"post": "post", "organization": "organization"})
    NEEDS_SOURCE = True

    post: str | None = attrs.field(default=None, validator=is_ident_or_none)
    organization: str | None = attrs.field(default=None, validator=is_ident_or_none)

    def __attrs_post_init__(self) -> None:
        if self.post is not None and self.organization is not None:
            raise BadValue("organization", t("this covers a post or an organization, not both"))


@attrs.frozen(slots=True, kw_only=True)
class Abolished(Happening):
    """A post ceases, and its holders' tenures with it."""

    KIND = "abolished"
    IDENTITY = ("post", "effective")
    ABOUT = ("post",)
    NAMES = MappingProxyType({"post": "post"})

    post: str = attrs.field(validator=is_ident)


@attrs.frozen(slots=True, kw_only=True)
class Dissolved(Happening):
    """An organization ceases, and its posts with it."""

    KIND = "dissolved"
    IDENTITY = ("organization", "effective")
    ABOUT = ("organization",)
    NAMES = MappingProxyType({"organization": "organization"})

    organization: str = attrs.field(validator=is_ident)


@attrs.frozen(slots=True, kw_only=True)
class Milestone(Happening):
    """Something that happened at an organization and is no role change, for others to point at."""

    KIND = "milestone"
    IDENTITY = ("organization", "title", "effective")
    ABOUT = ("organization",)
    NAMES = MappingProxyType({"organization": "organization"})

    organization: str = attrs.field(validator=is_ident)
    title: str = attrs.field(validator=is_text)


# --- events about events ---------------------------------------------------------------------


@attrs.frozen(slots=True, kw_only=True)
class Cancelled(AboutEvent):
    """An announced change will not happen, which the public knew from `announced` on."""

    KIND = "cancelled"
    IDENTITY = ("event", "announced")
    IS_DATED = True
    IS_PLAN = True

    announced: EdtfDate = attrs.field(converter=to_date)


@attrs.frozen(slots=True, kw_only=True)
class Cited(AboutEvent):
    """Another source, note or cause for an earlier event.

    Attributes:
        because: the ids of the events that caused it, as is known now.
    """

    KIND = "cited"
    IDENTITY = ("event", "sources")
    REFERS = ("because",)

    because: tuple[str, ...] = attrs.field(default=(), converter=texts, validator=are_ids)


@attrs.frozen(slots=True, kw_only=True)
class Disputed(AboutEvent):
    """A source contradicts a field of an earlier event; both are kept and shown.

    Attributes:
        field: the field's name: `capacity`, `effective`, `reasons`, …
        says: what the source says instead.
    """

    KIND = "disputed"
    IDENTITY = ("event", "field", "says")

    field: str = attrs.field(validator=is_text)
    says: str = attrs.field(validator=is_text)


@attrs.frozen(slots=True, kw_only=True)
class Corrected(AboutEvent):
    """Repairs the log: the replacement stands where the event named stood.

    Attributes:
        why: what was wrong.
        replacement: the whole content as it should have been, of the same kind.
    """

    KIND = "corrected"
    IDENTITY = ("event", "why", "replacement")

    why: str = attrs.field(validator=is_text)
    replacement: Event = attrs.field(validator=attrs.validators.instance_of(Event))

    def __attrs_post_init__(self) -> None:
        if self.replacement.ABOUT == AboutEvent.ABOUT:
            raise BadValue(
                "replacement", t("a {kind} event replaces nothing", kind=self.replacement.KIND)
            )


@attrs.frozen(slots=True, kw_only=True)
class Retracted(AboutEvent):
    """Repairs the log: the event named no longer counts."""

    KIND = "retracted"
    IDENTITY = ("event", "why")

    why: str = attrs.field(validator=is_text)


# --- repairs of ids --------------------------------------------------------------------------


@attrs.frozen(slots=True, kw_only=True)
class Merged(Event):
    """Repairs the log: two ids are one person.

    Attributes:
        person: the id that is given up.
        into: the id that stays.
        why: how it was found out.
    """

    KIND = "merged"
    IDENTITY = ("person", "into", "why")
    ABOUT = ("person",)
    NAMES = MappingProxyType({"person": "person", "into": "person"})

    person: str = attrs.field(validator=is_ident)
    into: str = attrs.field(validator=is_ident)
    why: str = attrs.field(validator=is_text)

    def __attrs_post_init__(self) -> None:
        if UNKNOWN_PERSON in (self.person, self.into):
            field = "person" if self.person == UNKNOWN_PERSON else "into"
            raise BadValue(field, t('"unknown" may be anybody, and is nobody\'s other id'))
        if self.person == self.into:
            raise BadValue("into", t("these are one id already"))


AnyEvent: TypeAlias = (
    Person
    | Organization
    | Post
    | Appointed
    | Departed
    | Seen
    | Covered
    | Abolished
    | Dissolved
    | Milestone
    | Cancelled
    | Cited
    | Disputed
    | Corrected
    | Retracted
    | Merged
)
"""An event of any kind."""

KINDS: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {cls.KIND: cls for cls in get_args(AnyEvent)}
)
"""The class of each kind, by the name under which it is stored."""

EVERYTHING: Final = "everything:"
"""The subject of an event that is about no post, person or organization, but about all."""

REFERRING: Final = frozenset(kind for kind, cls in KINDS.items() if cls.ABOUT == AboutEvent.ABOUT)
"""The kinds that are about another event, which `event` names."""


def fact_of(event: Event) -> Event:
    """What an event says of the world: a correction says its replacement, all others themselves."""
    return event.replacement if isinstance(event, Corrected) else event


def named_by(event: Event) -> Iterator[tuple[str, What, str]]:
    """Whom and what an event names that must have been introduced: the field, what, and the id.

    A correction names what its replacement names.
    """
    fact = fact_of(event)
    for field, what in fact.NAMES.items():
        value: str | tuple[str, ...] | None = getattr(fact, field)
        if value is None:
            continue
        for ident in (value,) if isinstance(value, str) else value:
            if what != "person" or ident != UNKNOWN_PERSON:
                yield field, what, ident
