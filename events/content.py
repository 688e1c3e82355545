"""What an event says, as JSON: its values, its one canonical text, and the id of its fact.

The stored form of an event is an object with its `kind`, its fields without those that say
nothing, and its `version` if that is not 1. Canonical means: keys sorted, no spaces, UTF-8, so
that one event has one text and one digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from json.encoder import encode_basestring
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from .dates import EdtfDate
from .event import Event, Origin, Source
from .jsontext import canonical
from .kinds import KINDS
from .unrolled import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["content_id", "event_to_dict", "identify"]

Body: TypeAlias = dict[str, Any]

_DEFAULTS: Final = {"capacity": "permanent"}
"""The values that are not nothing, and are left out where an event is stored all the same."""

_SOURCE: Final = tuple(sorted(field.name for field in attrs.fields(Source)))
_source_values: Final = attrgetter(*_SOURCE)


@cache
def _fields(kind: str) -> tuple[tuple[str, ...], attrgetter[Any]]:
    """What the object of an event has, sorted, and what gets all of its values at once."""
    names = sorted(("kind", "version", *(field.name for field in attrs.fields(KINDS[kind]))))
    attributes = [name.upper() if name in ("kind", "version") else name for name in names]
    return tuple(names), attrgetter(*attributes)


def event_to_dict(event: Event) -> Body:
    """The event as JSON values, without the fields that say nothing; its keys are sorted."""
    names, values_of = _fields(event.KIND)
    body = {
        name: _plain(value)
        for name, value in zip(names, values_of(event), strict=True)
        if value and value != _DEFAULTS.get(name)
    }
    if event.VERSION == 1:
        del body["version"]
    return body


def identify(event: Event) -> tuple[str, str]:
    """The id of the fact that the event states, and the event's canonical text.

    The id comes from the kind's identity fields and `apart` alone, so that another source, note or
    cause for the same fact leaves it as it is: the SHA-256 of their canonical text, of which the
    first 128 bits are kept, as 32 hexadecimal digits.

    The text is `canonical(event_to_dict(event))`, in half of its time.
    """
    fact, text = _writer(event.KIND)(event)
    return sha256(fact.encode()).hexdigest()[:32], text


def content_id(event: Event) -> str:
    """The id of the fact that the event states (see `identify`)."""
    return identify(event)[0]


@cache
def _writer(kind: str) -> Callable[[Event], tuple[str, str]]:
    """What writes the canonical text of the fact that an event states, and that of the event."""
    cls = KINDS[kind]
    types: dict[str, Any] = {field.name: field.type for field in attrs.fields(cls)}
    identity = {*cls.IDENTITY, "apart"}
    lines = ['fact = text = ""']
    for name in _fields(kind)[0]:
        if name == "kind":
            lines += [f'part = \'"kind":"{kind}",\'', "fact += part", "text += part"]
        elif name == "version":
            lines += ["if event.VERSION != 1:", "    text += f'\"version\":{event.VERSION},'"]
        else:
            lines += _write_field(f"event.{name}", name, types[name], name in identity)
    lines.append('return "{" + fact[:-1] + "}", "{" + text[:-1] + "}"')
    return compiled(f"write_{kind}", "event", lines, _SEES)  # type: ignore[no-any-return]


def _write_field(value: str, name: str, annotation: str, is_fact: bool) -> Iterator[str]:
    """The lines that add a field to `text`, and to `fact` if it is a part of that."""
    yield f"value = {value}"
    yield "if value:"
    yield f"    part = '\"{name}\":' + {_AS_TEXT[annotation]} + ','"
    if is_fact and annotation in _AS_FACT:
        yield f"    fact += '\"{name}\":' + {_AS_FACT[annotation]} + ','"
    elif is_fact:
        yield "    fact += part"
    if name in _DEFAULTS:
        yield f"    if value == {_DEFAULTS[name]!r}:"
        yield "        part = ''"
    yield "    text += part"


def _source_writer() -> Callable[[Source], str]:
    """What writes the canonical text of a source."""
    types: dict[str, Any] = {field.name: field.type for field in attrs.fields(Source)}
    lines = ['text = ""']
    for name in _SOURCE:
        lines += _write_field(f"source.{name}", name, types[name], is_fact=False)
    lines.append('return "{" + text[:-1] + "}"')
    return compiled("write_source", "source", lines, _SEES)  # type: ignore[no-any-return]


_AS_TEXT: Final[dict[str, str]] = {
    "str": "quote(value)",
    "str | None": "quote(value)",
    "int | Literal['unknown'] | None": "(str(value) if type(value) is int else quote(value))",
    "EdtfDate": "quote(value.text)",
    "EdtfDate | None": "quote(value.text)",
    "Mapping[str, str]": "canonical(dict(value))",
    "tuple[str, ...]": "canonical(value)",
    "tuple[Source, ...]": "'[' + ','.join(map(write_source, value)) + ']'",
    "Origin | None": "canonical({'record': value.record, 'register': value.register})",
    "Event": "canonical(event_to_dict(value))",
}
"""How a value is written, by its field's annotation."""

_AS_FACT: Final = {"Event": "canonical(without_version(value))"}
"""How a value is written in a fact, where that is not the same: no version changes an id."""


def _without_version(event: Event) -> Body:
    body = event_to_dict(event)
    body.pop("version", None)
    return body


_SEES: Final[dict[str, Any]] = {
    "canonical": canonical,
    "event_to_dict": event_to_dict,
    "quote": encode_basestring,
    "without_version": _without_version,
}
_SEES["write_source"] = _source_writer()


def _plain(value: Any) -> Any:
    """A field's value as JSON knows it."""
    if isinstance(value, (str, int)):
        return value
    if type(value) is EdtfDate:
        return value.text
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Source):
        pairs: Iterable[tuple[str, Any]] = zip(_SOURCE, _source_values(value), strict=True)
        return {name: _plain(item) for name, item in pairs if item is not None}
    if isinstance(value, Event):
        return event_to_dict(value)
    if isinstance(value, Origin):
        return {"record": value.record, "register": value.register}
    assert isinstance(value, Mapping)  # noqa: S101 - the fields hold nothing else
    return dict(value)
