"""Events as JSON: canonical text, content ids, and the versions of a stored event.

The stored form of an event is an object with its `kind`, its fields without those that say
nothing, and its `version` if that is not 1. Canonical means: keys sorted, no spaces, UTF-8, so
that one event has one text and one digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

import attrs

from .dates import EdtfDate
from .errors import BadDate, BadValue, NewerLog
from .findings import nearest
from .kinds import KINDS, Event, Source

__all__ = ["canonical", "content_id", "event_from_dict", "event_to_dict", "find_faults", "revive"]

Body: TypeAlias = dict[str, Any]

ENVELOPE: Final = frozenset({"id", "position", "recorded", "hash", "salt", "digest"})
"""What an export adds to an event, and what reading one passes over."""

UPCASTERS: Final[dict[tuple[str, int], Callable[[Body], Body]]] = {}
"""For each kind and version that is no longer written: what makes the next version's body of it."""

canonical: Final[Callable[[Any], str]] = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode
"""The one text of a JSON value."""

_FIELDS: Final = {
    kind: tuple((field.name, field.default) for field in attrs.fields(cls))
    for kind, cls in KINDS.items()
}
_EMPTY: Final[tuple[Any, ...]] = (None, (), {})


def event_to_dict(event: Event) -> Body:
    """The event as JSON values, without the fields that say nothing."""
    body: Body = {"kind": event.KIND}
    if event.VERSION != 1:
        body["version"] = event.VERSION
    for name, default in _FIELDS[event.KIND]:
        value = getattr(event, name)
        if value != default and value not in _EMPTY:
            body[name] = _plain(value)
    return body


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, EdtfDate):
        return value.text
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Source):
        pairs = attrs.asdict(value, recurse=False).items()
        return {name: _plain(item) for name, item in pairs if item is not None}
    if isinstance(value, Event):
        return event_to_dict(value)
    return dict(value)


def content_id(event: Event) -> str:
    """The id of the fact that the event states: 32 hexadecimal digits.

    It comes from the kind's identity fields alone, so that another source, note or cause for the
    same fact leaves it as it is. SHA-256, of which the first 128 bits are kept.
    """
    fact: Body = {"kind": event.KIND}
    for name in event.IDENTITY:
        value = getattr(event, name)
        if value not in _EMPTY:
            fact[name] = _plain(value)
    return hashlib.sha256(canonical(fact).encode()).hexdigest()[:32]


def event_from_dict(body: Mapping[str, Any]) -> Event:
    """Read an event from JSON values.

    Raises:
        BadValue, BadDate: a key is unknown or missing, or a value makes no sense. This raises the
            first fault; `find_faults` gives all.
        NewerLog: the event has a version that this release does not know.
    """
    cls, values = _opened(body)
    try:
        return cls(**values)
    except TypeError:  # a key too many or too few, or a value of the wrong type
        fault = next(iter(_faults(cls, values)), None)
        if fault is None:
            raise
        raise fault from None


revive = event_from_dict
"""Read an event back from the log, which holds only what was once checked."""


def find_faults(body: Mapping[str, Any]) -> list[BadValue]:
    """Everything that is wrong with an event given as JSON values, each with its field."""
    faults: list[BadValue] = []
    try:
        cls, values = _opened(body, faults)
    except BadValue as fault:
        return [fault]
    seen = {fault.field for fault in faults}
    faults.extend(fault for fault in _faults(cls, values) if fault.field not in seen)
    return faults


def _opened(
    body: Mapping[str, Any], faults: list[BadValue] | None = None
) -> tuple[type[Event], Body]:
    """The class of the event and its constructor's arguments, brought to the newest version.

    A fault in a nested value is raised, or put into `faults` if that is given.
    """
    values = {name: value for name, value in body.items() if value is not None}
    kind = values.pop("kind", None)
    cls = KINDS.get(kind) if isinstance(kind, str) else None
    if cls is None:
        raise _no_such_kind(kind)
    values = _upcast(cls, values)
    for name, read in _NESTED.items():
        if name in values:
            try:
                values[name] = read(values[name])
            except BadValue as fault:
                if faults is None:
                    raise
                faults.append(BadValue(name, fault.message, fault.hint))
                del values[name]
    return cls, values


def _upcast(cls: type[Event], values: Body) -> Body:
    version = values.pop("version", 1)
    if not isinstance(version, int) or version < 1:
        raise BadValue("version", "version must be a whole number of 1 or more")
    if version > cls.VERSION:
        raise NewerLog(f'the "{cls.KIND}" event of version {version}')
    while version < cls.VERSION:
        values = UPCASTERS[cls.KIND, version](values)
        version += 1
    for name in ENVELOPE & values.keys():
        del values[name]
    return values


def _no_such_kind(kind: Any) -> BadValue:
    if kind is None:
        return BadValue("kind", 'an event needs a "kind"', f"one of {', '.join(KINDS)}")
    near = nearest(str(kind), KINDS)
    hint = f'did you mean "{near}"?' if near else f"it is one of {', '.join(KINDS)}"
    return BadValue("kind", f'no kind of event "{kind}"', hint)


def _read_texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, (list, tuple)) else (value,)
    if not all(isinstance(item, str) for item in items):
        raise BadValue("texts", "this must be a text or a list of texts")
    return tuple(items)


def _read_replacement(value: Any) -> Any:
    return event_from_dict(value) if isinstance(value, Mapping) else value


def _read_sources(value: Any) -> tuple[Source, ...]:
    items = [value] if isinstance(value, (Mapping, Source)) else value
    if not isinstance(items, (list, tuple)):
        raise BadValue("sources", "sources must be a list of objects")
    return tuple(_read_source(item) for item in items)


def _read_source(value: Any) -> Source:
    if isinstance(value, Source):
        return value
    if not isinstance(value, Mapping):
        raise BadValue("sources", 'a source is an object, like {"title": "…", "url": "…"}')
    known = [field.name for field in attrs.fields(Source)]
    for name in value:
        if name not in known:
            raise _unknown_key(name, known, "sources")
    try:
        return Source(**value)
    except BadDate as fault:
        raise BadValue("sources", str(fault)) from None
    except TypeError:
        raise BadValue("sources", "published must be a text") from None


_NESTED: Final[dict[str, Callable[[Any], Any]]] = {
    "sources": _read_sources,
    "replacement": _read_replacement,
    "because": _read_texts,
    "reasons": _read_texts,
}


def _unknown_key(name: str, known: Iterable[str], field: str) -> BadValue:
    near = nearest(name, known)
    return BadValue(field, f'unknown key "{name}"', f'did you mean "{near}"?' if near else None)


def _faults(cls: type[Event], values: Body) -> Iterable[BadValue]:
    fields = {field.name: field for field in attrs.fields(cls)}
    for name in values:
        if name not in fields:
            yield _unknown_key(name, fields, name)
    clean = True
    for name, field in fields.items():
        if name not in values:
            if field.default is attrs.NOTHING:
                clean = False
                yield BadValue(name, f'a "{cls.KIND}" event needs "{name}"')
        elif fault := _fault(field, values[name]):
            clean = False
            yield fault
    if clean and values.keys() <= fields.keys():
        try:
            cls(**values)
        except BadValue as whole:
            yield whole


def _fault(field: attrs.Attribute[Any], value: Any) -> BadValue | None:
    """What is wrong with one field's value."""
    try:
        if field.converter is not None:
            value = field.converter(value)  # type: ignore[operator]  # ours are plain functions
        if field.validator is not None:
            field.validator(None, field, value)
    except BadDate as fault:
        return BadValue(field.name, str(fault))
    except BadValue as fault:
        return BadValue(field.name, fault.message, fault.hint)
    except (TypeError, ValueError):
        return BadValue(field.name, f"{field.name} has a value of the wrong type")
    return None
