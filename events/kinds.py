"""The event kinds of version 1, one frozen class each.

A class says what a fact is, not how it is stored (`wire`), nor what follows from it (the
projections). `IDENTITY` names the fields that make two events state the same fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from .dates import to_date
from .errors import BadValue
from .limits import LONGEST_NAME, LONGEST_TEXT
from .text import nearest
from .vocabulary import CAPACITIES, REASONS, REFERRING, UNKNOWN_PERSON

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from .dates import EdtfDate

__all__ = [
    "KINDS",
    "Abolished",
    "Appointed",
    "Cancelled",
    "Cited",
    "Corrected",
    "Departed",
    "Disputed",
    "Dissolved",
    "Event",
    "Milestone",
    "Organization",
    "Person",
    "Post",
    "Retracted",
    "Source",
]

# --- what a field may hold -------------------------------------------------------------------


def _is_text(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    if type(value) is str and len(value) > LONGEST_TEXT:
        raise _too_long(field.name, value, LONGEST_TEXT)
    if type(value) is str and value.isascii() and value and not value.isspace():
        return
    if not isinstance(value, str) or not value.strip():
        raise BadValue(field.name, f"{field.name} must be a text, and not an empty one")
    _is_encodable(field.name, value)


def _too_long(name: str, text: str, most: int) -> BadValue:
    return BadValue(name, f"{name} has {len(text):,} characters", f"it may have {most:,} at most")


def _is_encodable(name: str, text: str) -> None:
    """Refuse half of a surrogate pair, which JSON can spell and UTF-8 cannot."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BadValue(name, f"{name} holds half of a character (a lone surrogate)") from None


def _is_ident(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    if type(value) is str and len(value) > LONGEST_NAME:
        raise _too_long(field.name, value, LONGEST_NAME)
    if type(value) is str and value and value.isprintable() and value[0] != " " != value[-1]:
        return
    if not isinstance(value, str) or not value or value != value.strip():
        raise BadValue(field.name, f"{field.name} must be an id, with no space around it")
    if not value.isprintable():
        raise BadValue(field.name, f"{field.name} holds a character that cannot be seen")


def _are_references(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    for reference in value:
        _is_ident(_, field, reference)


def _is_key(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    if value is None:
        return
    _is_ident(_, field, value)
    if value.isdecimal():
        raise BadValue(field.name, f'the id "{value}" would be taken for a position')


def _is_choice(*choices: str) -> Any:
    def check(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
        if value not in choices:
            raise BadValue(field.name, *_unknown_choice(field.name, value, choices))

    return check


def _unknown_choice(name: str, value: Any, choices: Iterable[str]) -> tuple[str, str]:
    near = nearest(str(value), choices)
    hint = f'did you mean "{near}"?' if near else f"it is one of {', '.join(choices)}"
    return f'no {name} "{value}"', hint


def _are_reasons(_: Any, field: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    for reason in value:
        if reason not in REASONS:
            raise BadValue(field.name, *_unknown_choice("reason", reason, REASONS))


def _is_count(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1_000_000:
        raise BadValue(field.name, f"{field.name} must be a whole number from 1 to 999999")


def _are_labels(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    for label, text in value.items():
        if not (isinstance(label, str) and label and isinstance(text, str) and text.strip()):
            raise BadValue(field.name, f"{field.name} must map words to texts")
        longest = max(label, text, key=len)
        if len(longest) > LONGEST_NAME:
            raise _too_long(field.name, longest, LONGEST_NAME)
        _is_encodable(field.name, label)
        _is_encodable(field.name, text)


def _are_names(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    _are_labels(_, field, value)
    if not value:
        raise BadValue(field.name, "a person needs a name")


def _is_text_or_none(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    if value is not None:
        _is_text(_, field, value)


def _is_ident_or_none(_: Any, field: attrs.Attribute[Any], value: Any) -> None:
    if value is not None:
        _is_ident(_, field, value)


def _labels(value: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise BadValue("names", 'names are given by language, like {"en": "Ann Li", "zh": "李安"}')
    return dict(value)


def _texts(value: Iterable[str] | None) -> tuple[str, ...]:
    """A tuple of texts; one text stands for itself."""
    if value is None or value == ():
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(value)


def _reasons(value: Iterable[str] | None) -> tuple[str, ...]:
    """Reasons have no order: two orders of them state one fact."""
    texts = _texts(value)
    return texts if len(texts) < 2 else tuple(sorted(set(texts)))


def _optional_date(value: EdtfDate | date | str | None) -> EdtfDate | None:
    return None if value is None else to_date(value)


def _sources(value: Source | Iterable[Source] | None) -> tuple[Source, ...]:
    if not value:
        return ()
    found = (value,) if isinstance(value, Source) else tuple(value)
    if not all(isinstance(source, Source) for source in found):
        raise BadValue("sources", "sources must be Source objects")
    return found


# --- sources ---------------------------------------------------------------------------------


@attrs.frozen(slots=True)
class Source:
    """Where a fact was read. It has a title or an address at least.

    Attributes:
        title: of the page, article or document.
        publisher: who published it.
        published: when, in EDTF.
        url: its address.
        quote: the words that are the evidence.
    """

    title: str | None = attrs.field(default=None, validator=_is_text_or_none)
    publisher: str | None = attrs.field(default=None, validator=_is_text_or_none)
    published: EdtfDate | None = attrs.field(default=None, converter=_optional_date)
    url: str | None = attrs.field(default=None, validator=_is_text_or_none)
    quote: str | None = attrs.field(default=None, validator=_is_text_or_none)

    def __attrs_post_init__(self) -> None:
        if self.title is None and self.url is None:
            raise BadValue("sources", "a source needs a title or a url")


# --- introductions ---------------------------------------------------------------------------


@attrs.frozen(slots=True, kw_only=True)
class Event:
    """What every event may carry.

    Attributes:
        key: the author's own name for the event, to refer to it; unique in a log.
        note: a remark; no answer depends on it.
        sources: where the fact was read.
    """

    KIND: ClassVar[str]
    VERSION: ClassVar[int] = 1
    IDENTITY: ClassVar[tuple[str, ...]]

    key: str | None = attrs.field(default=None, validator=_is_key)
    note: str | None = attrs.field(default=None, validator=_is_text_or_none)
    sources: tuple[Source, ...] = attrs.field(default=(), converter=_sources)


@attrs.frozen(slots=True, kw_only=True)
class Person(Event):
    """Introduces a person, or gives one other names from a date on.

    Attributes:
        person: the id, the author's own; `unknown` is reserved.
        names: by language (BCP 47); `und` where the author named none.
        identifiers: by scheme, like {"wikidata": "Q42"}.
        effective: from when these names hold; None at an introduction.
    """

    KIND = "person"
    IDENTITY = ("person", "names", "identifiers", "effective")

    person: str = attrs.field(validator=_is_ident)
    names: Mapping[str, str] = attrs.field(converter=_labels, validator=_are_names, hash=False)
    identifiers: Mapping[str, str] = attrs.field(
        factory=dict, converter=_labels, validator=_are_labels, hash=False
    )
    effective: EdtfDate | None = attrs.field(default=None, converter=_optional_date)

    def __attrs_post_init__(self) -> None:
        if self.person == UNKNOWN_PERSON:
            raise BadValue("person", '"unknown" stands for a holder whom nobody has named')


@attrs.frozen(slots=True, kw_only=True)
class Organization(Event):
    """Introduces an organization, or gives one other names or another parent from a date on.

    Attributes:
        organization: the id.
        names: by language (BCP 47).
        parent: the id of the organization it belongs to; None says nothing of it.
        identifiers: by scheme.
        effective: when it was founded, at an introduction; from when this holds, later.
    """

    KIND = "organization"
    IDENTITY = ("organization", "names", "parent", "identifiers", "effective")

    organization: str = attrs.field(validator=_is_ident)
    names: Mapping[str, str] = attrs.field(
        factory=dict, converter=_labels, validator=_are_labels, hash=False
    )
    parent: str | None = attrs.field(default=None, validator=_is_ident_or_none)
    identifiers: Mapping[str, str] = attrs.field(
        factory=dict, converter=_labels, validator=_are_labels, hash=False
    )
    effective: EdtfDate | None = attrs.field(default=None, converter=_optional_date)


@attrs.frozen(slots=True, kw_only=True)
class Post(Event):
    """Introduces a post, or gives one other titles or seats from a date on.

    Attributes:
        post: the id.
        organization: the id of the organization it belongs to.
        titles: by language (BCP 47).
        seats: how many may hold it at once; None says nothing of it, and then it is one.
        identifiers: by scheme.
        effective: when it was created, at an introduction; from when this holds, later.
    """

    KIND = "post"
    IDENTITY = ("post", "organization", "titles", "seats", "identifiers", "effective")

    post: str = attrs.field(validator=_is_ident)
    organization: str = attrs.field(validator=_is_ident)
    titles: Mapping[str, str] = attrs.field(
        factory=dict, converter=_labels, validator=_are_labels, hash=False
    )
    seats: int | None = attrs.field(default=None, validator=attrs.validators.optional(_is_count))
    identifiers: Mapping[str, str] = attrs.field(
        factory=dict, converter=_labels, validator=_are_labels, hash=False
    )
    effective: EdtfDate | None = attrs.field(default=None, converter=_optional_date)


# --- changes ---------------------------------------------------------------------------------


@attrs.frozen(slots=True, kw_only=True)
class _Change(Event):
    """What every dated fact carries.

    Attributes:
        effective: when it took effect: it holds from the start of that day.
        announced: when the public was told; None means the day it took effect.
        because: the ids of the events that caused it.
    """

    effective: EdtfDate = attrs.field(converter=to_date)
    announced: EdtfDate | None = attrs.field(default=None, converter=_optional_date)
    because: tuple[str, ...] = attrs.field(default=(), converter=_texts, validator=_are_references)


@attrs.frozen(slots=True, kw_only=True)
class Appointed(_Change):
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

    person: str = attrs.field(validator=_is_ident)
    post: str = attrs.field(validator=_is_ident)
    capacity: str = attrs.field(default="permanent", validator=_is_choice(*CAPACITIES))
    term_ends: EdtfDate | None = attrs.field(default=None, converter=_optional_date)
    replaces: str | None = attrs.field(default=None, validator=_is_ident_or_none)


@attrs.frozen(slots=True, kw_only=True)
class Departed(_Change):
    """A person leaves a post: `effective` is the first day out.

    Attributes:
        person: the id, or `unknown`.
        post: the id.
        reasons: of `REASONS`; several where a source gives several.
    """

    KIND = "departed"
    IDENTITY = ("person", "post", "effective", "reasons")

    person: str = attrs.field(validator=_is_ident)
    post: str = attrs.field(validator=_is_ident)
    reasons: tuple[str, ...] = attrs.field(default=(), converter=_reasons, validator=_are_reasons)


@attrs.frozen(slots=True, kw_only=True)
class Abolished(_Change):
    """A post ceases, and its holders' tenures with it."""

    KIND = "abolished"
    IDENTITY = ("post", "effective")

    post: str = attrs.field(validator=_is_ident)


@attrs.frozen(slots=True, kw_only=True)
class Dissolved(_Change):
    """An organization ceases, and its posts with it."""

    KIND = "dissolved"
    IDENTITY = ("organization", "effective")

    organization: str = attrs.field(validator=_is_ident)


@attrs.frozen(slots=True, kw_only=True)
class Milestone(_Change):
    """Something that happened at an organization and is no role change, for others to point at."""

    KIND = "milestone"
    IDENTITY = ("organization", "title", "effective")

    organization: str = attrs.field(validator=_is_ident)
    title: str = attrs.field(validator=_is_text)


# --- events about events ---------------------------------------------------------------------


@attrs.frozen(slots=True, kw_only=True)
class Cancelled(Event):
    """An announced change will not happen, which the public knew from `announced` on."""

    KIND = "cancelled"
    IDENTITY = ("event", "announced")

    event: str = attrs.field(validator=_is_ident)
    announced: EdtfDate = attrs.field(converter=to_date)


@attrs.frozen(slots=True, kw_only=True)
class Cited(Event):
    """Another source for an earlier event."""

    KIND = "cited"
    IDENTITY = ("event", "sources")

    event: str = attrs.field(validator=_is_ident)


@attrs.frozen(slots=True, kw_only=True)
class Disputed(Event):
    """A source contradicts a field of an earlier event; both are kept and shown.

    Attributes:
        field: the field's name: `capacity`, `effective`, `reasons`, …
        says: what the source says instead.
    """

    KIND = "disputed"
    IDENTITY = ("event", "field", "says")

    event: str = attrs.field(validator=_is_ident)
    field: str = attrs.field(validator=_is_text)
    says: str = attrs.field(validator=_is_text)


@attrs.frozen(slots=True, kw_only=True)
class Corrected(Event):
    """Repairs the log: the replacement stands where the event named stood.

    Attributes:
        why: what was wrong.
        replacement: the whole content as it should have been, of the same kind.
    """

    KIND = "corrected"
    IDENTITY = ("event", "why", "replacement")

    event: str = attrs.field(validator=_is_ident)
    why: str = attrs.field(validator=_is_text)
    replacement: Event = attrs.field(validator=attrs.validators.instance_of(Event))

    def __attrs_post_init__(self) -> None:
        if self.replacement.KIND in REFERRING:
            raise BadValue("replacement", f"a {self.replacement.KIND} event replaces nothing")


@attrs.frozen(slots=True, kw_only=True)
class Retracted(Event):
    """Repairs the log: the event named no longer counts."""

    KIND = "retracted"
    IDENTITY = ("event", "why")

    event: str = attrs.field(validator=_is_ident)
    why: str = attrs.field(validator=_is_text)


KINDS: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {
        cls.KIND: cls
        for cls in (
            Person,
            Organization,
            Post,
            Appointed,
            Departed,
            Abolished,
            Dissolved,
            Milestone,
            Cancelled,
            Cited,
            Disputed,
            Corrected,
            Retracted,
        )
    }
)
"""The class of each kind, by the name under which it is stored."""
