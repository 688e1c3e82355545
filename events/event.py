"""What every event is and may carry, and what a kind says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

import attrs

from .dates import EdtfDate, to_date
from .errors import BadValue
from .fields import (
    are_ids,
    is_ident,
    is_ident_or_none,
    is_key,
    is_text,
    is_text_or_none,
    optional_date,
    texts,
)
from .language import t
from .vocabulary import What

if TYPE_CHECKING:
    from collections.abc import Iterable


__all__ = ["AboutEvent", "Dated", "Event", "Happening", "Origin", "Source"]


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

    title: str | None = attrs.field(default=None, validator=is_text_or_none)
    publisher: str | None = attrs.field(default=None, validator=is_text_or_none)
    published: EdtfDate | None = attrs.field(default=None, converter=optional_date)
    url: str | None = attrs.field(default=None, validator=is_text_or_none)
    quote: str | None = attrs.field(default=None, validator=is_text_or_none)

    def __attrs_post_init__(self) -> None:
        if self.title is None and self.url is None:
            raise BadValue("sources", t("a source needs a title or a url"))


@attrs.frozen(slots=True)
class Origin:
    """The register that a fact came of, and the entry of the register that states it.

    Attributes:
        register: the register's name.
        record: what tells the entry apart, from one version of the register to the next.
    """

    register: str = attrs.field(validator=is_ident)
    record: str = attrs.field(validator=is_text)


def _origin(value: Origin | Mapping[str, str] | None) -> Origin | None:
    if value is None or isinstance(value, Origin):
        return value
    if not isinstance(value, Mapping) or value.keys() != {"register", "record"}:
        raise BadValue("origin", t('an origin is an object, like {"register": "…", "record": "…"}'))
    return Origin(**value)


def _sources(value: Source | Iterable[Source] | None) -> tuple[Source, ...]:
    if not value:
        return ()
    found = (value,) if isinstance(value, Source) else tuple(value)
    if not all(isinstance(source, Source) for source in found):
        raise BadValue("sources", t("sources must be Source objects"))
    return found


@attrs.frozen(slots=True, kw_only=True)
class Event:
    """What every event may carry, and what every kind says of itself.

    Attributes:
        key: the author's own name for the event, to refer to it; unique in a log.
        apart: what tells this fact from an earlier one of the same text; the log sets it.
        note: a remark; no answer depends on it.
        sources: where the fact was read.
        origin: the register and the record that it came of; None if somebody wrote it by hand.
    """

    KIND: ClassVar[str]
    """The name under which events of the kind are stored."""
    VERSION: ClassVar[int] = 2
    """The version in which they are written."""
    READS: ClassVar[int] = 1
    """The oldest version whose stored form is a right one of today's too."""
    IDENTITY: ClassVar[tuple[str, ...]]
    """The fields that make two events state the same fact, beside `apart`."""
    ABOUT: ClassVar[tuple[str, ...]]
    """The fields that may hold what an event is about; the first that holds something does."""
    NAMES: ClassVar[Mapping[str, What]] = MappingProxyType({})
    """The fields that name somebody or something that must have been introduced."""
    REFERS: ClassVar[tuple[str, ...]] = ()
    """The fields that name other events by id, key or position, beside the one it is about."""
    INTRODUCES: ClassVar[What | None] = None
    """What an event of the kind introduces."""
    IS_DATED: ClassVar[bool] = False
    """Whether it is news of a day, which the public has from when it was announced."""
    IS_PLAN: ClassVar[bool] = False
    """Whether it may be announced and then not happen, so that `cancelled` may be about it."""
    NEEDS_SOURCE: ClassVar[bool] = False
    """Whether `check` asks for a source of it."""

    key: str | None = attrs.field(default=None, validator=is_key)
    apart: str | None = attrs.field(default=None, validator=is_ident_or_none)
    note: str | None = attrs.field(default=None, validator=is_text_or_none)
    sources: tuple[Source, ...] = attrs.field(default=(), converter=_sources)
    origin: Origin | None = attrs.field(default=None, converter=_origin)


@attrs.frozen(slots=True, kw_only=True)
class Dated(Event):
    """What every dated fact carries.

    Attributes:
        effective: when it was so; of a change, when it took effect: it holds from the start of
            that day.
        announced: when the public was told; None means that day.
    """

    IS_DATED = True

    effective: EdtfDate = attrs.field(converter=to_date)
    announced: EdtfDate | None = attrs.field(default=None, converter=optional_date)


@attrs.frozen(slots=True, kw_only=True)
class Happening(Dated):
    """What happens on a day: it may be announced before, and then not happen.

    Attributes:
        because: the ids of the events that caused it.
    """

    IS_PLAN = True
    NEEDS_SOURCE = True
    REFERS: ClassVar[tuple[str, ...]] = ("because",)

    because: tuple[str, ...] = attrs.field(default=(), converter=texts, validator=are_ids)


@attrs.frozen(slots=True, kw_only=True)
class AboutEvent(Event):
    """What is about an earlier event.

    Attributes:
        event: that event, by id, key or position.
    """

    ABOUT = ("event",)

    event: str = attrs.field(validator=is_ident)
