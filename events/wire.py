"""Events as JSON: canonical text, content ids, and the versions of a stored event.

The stored form of an event is an object with its `kind`, its fields without those that say
nothing, and its `version` if that is not 1. Canonical means: keys sorted, no spaces, UTF-8, so
that one event has one text and one digest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import attrs

from .dates import EdtfDate, to_date
from .errors import BadDate, BadValue, NewerLog
from .jsontext import canonical
from .kinds import KINDS, Event, Source
from .text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "content_id",
    "event_from_dict",
    "event_to_dict",
    "find_faults",
    "identify",
    "revive",
]

Body: TypeAlias = dict[str, Any]

ENVELOPE: Final = frozenset({"id", "position", "recorded", "hash", "salt", "digest"})
"""What an export adds to an event, and what reading one passes over."""

UPCASTERS: Final[dict[tuple[str, int], Callable[[Body], Body]]] = {}
"""For each kind and version that is no longer written: what makes the next version's body of it."""


@cache
def _getter(kind: str) -> tuple[tuple[str, ...], attrgetter[Any]]:
    """The names of a kind's fields, and what gets all of their values at once."""
    names = tuple(field.name for field in attrs.fields(KINDS[kind]))
    return names, attrgetter(*names)


_DEFAULTS: Final = {"appointed": {"capacity": "permanent"}}
"""The defaults that are not nothing: part of a fact, and left out where it is stored."""


def event_to_dict(event: Event) -> Body:
    """The event as JSON values, without the fields that say nothing."""
    body = _body(event)
    for name, default in _DEFAULTS.get(event.KIND, _NOTHING).items():
        if body[name] == default:
            del body[name]
    return body


_NOTHING: Final[dict[str, str]] = {}


def _body(event: Event) -> Body:
    """The event as JSON values, without the fields that are empty."""
    body: Body = {"kind": event.KIND}
    if event.VERSION != 1:
        body["version"] = event.VERSION
    names, values_of = _getter(event.KIND)
    for name, value in zip(names, values_of(event), strict=True):
        if value:
            body[name] = value if type(value) is str else _plain(value)
    return body


def _plain(value: Any) -> Any:
    if type(value) is EdtfDate:
        return value.text
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Source):
        pairs = zip(_SOURCE, _source_values(value), strict=True)
        return {name: _plain(item) for name, item in pairs if item is not None}
    if isinstance(value, Event):
        return event_to_dict(value)
    return dict(value)


_SOURCE: Final = tuple(field.name for field in attrs.fields(Source))
_SOURCE_KEYS: Final = frozenset(_SOURCE)
_source_values: Final = attrgetter(*_SOURCE)


def content_id(event: Event) -> str:
    """The id of the fact that the event states: 32 hexadecimal digits.

    It comes from the kind's identity fields alone, so that another source, note or cause for the
    same fact leaves it as it is. SHA-256, of which the first 128 bits are kept.
    """
    return _fact_id(event, _body(event))


def _fact_id(event: Event, body: Body) -> str:
    fact = {name: body[name] for name in event.IDENTITY if name in body}
    fact["kind"] = event.KIND
    return sha256(canonical(fact).encode()).hexdigest()[:32]


def identify(event: Event) -> tuple[str, str]:
    """The id of the fact that the event states, and the event's canonical text."""
    body = _body(event)
    ident = _fact_id(event, body)
    for name, default in _DEFAULTS.get(event.KIND, _NOTHING).items():
        if body[name] == default:
            del body[name]
    return ident, canonical(body)


def event_from_dict(body: Mapping[str, Any]) -> Event:
    """Read an event from JSON values.

    Raises:
        BadValue, BadDate: a key is unknown or missing, or a value makes no sense. This raises the
            first fault; `find_faults` gives all.
        NewerLog: the event has a version that this release does not know.
    """
    kind = body.get("kind")
    if type(kind) is str and kind in KINDS and body.get("version") in (None, 1):
        try:
            return _built(kind, body)
        except (KeyError, TypeError, ValueError, BadValue):
            pass  # the way below says what is wrong
    cls, values = _opened(body)
    try:
        return cls(**values)
    except TypeError:  # a key too many or too few, or a value of the wrong type
        fault = next(iter(_faults(cls, values)), None)
        if fault is None:
            raise
        raise fault from None


def _built(kind: str, body: Mapping[str, Any]) -> Event:
    """What the class's constructor makes, in half of its time: only what is there is checked.

    Raises:
        KeyError: a key is missing, or there is one too many.
        BadValue, TypeError, ValueError: a value makes no sense.
    """
    plan = _plan(kind)
    event: Event = object.__new__(plan.cls)
    get = body.get
    left = len(body) - 1  # all but the kind
    for name, put, default, read, check, attribute in plan.fields:
        value = get(name)
        if value is None:
            if default is attrs.NOTHING:
                raise KeyError(name)
            if name in body:
                left -= 1
            put(event, {} if default is _MAPPING else default)
            continue
        left -= 1
        if read is not None:
            value = read(value)
        if check is not None:
            check(event, attribute, value)
        put(event, value)
    if left and body.keys() - plan.names - ENVELOPE - {"kind", "version"}:
        raise KeyError("unknown")
    if plan.check is not None:
        plan.check(event)
    return event


class _Plan(NamedTuple):
    """How an event of one kind is made of JSON values.

    Attributes:
        cls: its class.
        fields: of each field its name, what puts it into its slot, its default, what reads it,
            what checks it, and the field itself.
        stored: the same for an event of the log: name, slot, default, and what reads it.
        bare: the same, with the note and the sources left out.
        names: of the fields.
        check: what checks the whole.
    """

    cls: type[Event]
    fields: tuple[tuple[str, _Put, Any, _Read | None, Any, Any], ...]
    stored: tuple[tuple[str, _Put, Any, _Read | None], ...]
    bare: tuple[tuple[str, _Put, Any, _Read | None], ...]
    names: frozenset[str]
    check: Callable[[Any], None] | None


_Put: TypeAlias = Callable[[Event, Any], None]
_Read: TypeAlias = Callable[[Any], Any]

_MAPPING: Final = object()
"""Stands for a default that is a new, empty mapping."""


@cache
def _plan(kind: str) -> _Plan:
    cls = KINDS[kind]
    fields, stored = [], []
    for attribute in attrs.fields(cls):
        name, default = attribute.name, attribute.default
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # it is a class
            default = _MAPPING
        put = getattr(cls, name).__set__  # the slot itself: the class is frozen
        read: Any = attribute.converter
        if name in _NESTED:
            read = _then(_NESTED[name], read) if name == "reasons" else _NESTED[name]
        fields.append((name, put, default, read, attribute.validator, attribute))
        stored.append((name, put, default, _STORED.get(name, read)))
    names = frozenset(name for name, *_ in stored)
    bare = (("" if field[0] in ("note", "sources") else field[0], *field[1:]) for field in stored)
    return _Plan(
        cls,
        tuple(fields),
        tuple(stored),
        tuple(bare),
        names,
        getattr(cls, "__attrs_post_init__", None),
    )


def _then(first: _Read, second: _Read) -> _Read:
    return lambda value: second(first(value))


def revive(body: Mapping[str, Any], *, bare: bool = False) -> Event:
    """Read an event back from the log, which holds only what was once checked.

    With `bare` it comes without its note and sources, on which no state depends.

    Raises what `event_from_dict` raises where it does not.
    """
    try:
        plan = _plan(body["kind"])
        if body.get("version", 1) != plan.cls.VERSION:
            return event_from_dict(body)
        event: Event = object.__new__(plan.cls)
        get = body.get
        for name, put, default, read in plan.bare if bare else plan.stored:
            value = get(name)
            if value is None:
                if default is attrs.NOTHING:
                    return event_from_dict(body)
                value = {} if default is _MAPPING else default
            elif read is not None:
                value = read(value)
            put(event, value)
    except (KeyError, TypeError, AttributeError):
        return event_from_dict(body)
    return event


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
    if len(items) == 1 and type(items[0]) is str:
        return (items[0],)
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
    if not value.keys() <= _SOURCE_KEYS:
        unknown = next(name for name in value if name not in _SOURCE_KEYS)
        raise _unknown_key(unknown, _SOURCE, "sources")
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


def _stored_sources(value: Iterable[Mapping[str, Any]]) -> tuple[Source, ...]:
    return tuple(Source(**source) for source in value)


_STORED: Final[dict[str, Callable[[Any], Any] | None]] = {
    "sources": _stored_sources,
    "replacement": revive,
    "because": tuple,
    "reasons": tuple,
    "effective": to_date,
    "announced": to_date,
    "term_ends": to_date,
    "names": None,
    "titles": None,
    "identifiers": None,
}
"""How the values of a stored event are read, where that is simpler than reading an author's."""


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
