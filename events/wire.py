"""Events read from JSON values: an author's, which may be wrong, and the log's, of any version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import attrs

from .dates import parse_date
from .errors import BadDate, BadValue, NewerLog
from .event import Event, Origin, Source
from .kinds import KINDS, REFERRING, AnyEvent
from .labels import Labels
from .language import t
from .text import nearest
from .unrolled import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "event_from_dict",
    "find_faults",
    "revive",
]

Body: TypeAlias = dict[str, Any]

ENVELOPE: Final = frozenset({"id", "position", "recorded", "hash", "salt", "digest"})
"""What an export adds to an event, and what reading one passes over."""

UPCASTERS: Final[dict[tuple[str, int], Callable[[Body], Body]]] = {}
"""For each kind and version that is no longer written: what makes the next version's body of it."""


def event_from_dict(body: Mapping[str, Any]) -> AnyEvent:
    """Read an event from JSON values.

    Raises:
        BadValue, BadDate: a key is unknown or missing, or a value makes no sense. This raises the
            first fault; `find_faults` gives all.
        NewerLog: the event has a version that this release does not know.
    """
    kind = body.get("kind")
    known = KINDS.get(kind) if type(kind) is str else None
    if known is not None and _is_current(known, _version(body)):
        try:
            return _reader(known.KIND, "given")(body)
        except (KeyError, TypeError, ValueError, BadValue):
            pass  # the way below says what is wrong
    cls, values = _opened(body)
    try:
        return cls(**values)  # type: ignore[return-value]  # a class of KINDS
    except TypeError:  # a key too many or too few, or a value of the wrong type
        fault = next(iter(_faults(cls, values)), None)
        if fault is None:
            raise
        raise fault from None


def revive(body: Mapping[str, Any], *, bare: bool = False) -> AnyEvent:
    """Read an event back from the log, which holds only what was once checked.

    With `bare` it comes without its note, sources and origin, on which no state depends.

    Raises what `event_from_dict` raises where it does not.
    """
    try:
        kind = body["kind"]
        if _is_current(KINDS[kind], body.get("version", 1)):
            return _reader(kind, "bare" if bare else "stored")(body)
    except (KeyError, TypeError, AttributeError):
        pass
    return event_from_dict(body)


_Form: TypeAlias = Literal["given", "stored", "bare"]
_Reader: TypeAlias = Callable[[Mapping[str, Any]], AnyEvent]


@cache
def _reader(kind: str, form: _Form) -> _Reader:
    """What makes an event of JSON values as the class's constructor would, in half of its time.

    Values that an author has `given` are checked. `stored` ones were once; `bare` leaves out what
    `revive` says.

    The reader raises KeyError where a key is missing or there is one too many; BadValue, TypeError
    or ValueError where a value makes no sense.
    """
    return _unrolled_reader(KINDS[kind], form, _known_keys(kind))  # type: ignore[no-any-return]


def _unrolled_reader(cls: type[Any], form: _Form, known: frozenset[str]) -> Any:
    sees: dict[str, Any] = {"new": object.__new__, "cls": cls, "known": known}
    seen = "kind" in known  # it is there, or nobody would know what to make
    lines = [f"made, get, seen = new(cls), body.get, {seen:d}"]
    for field in attrs.fields(cls):
        lines += _read_field(field, form, sees)
    if form == "given":
        lines += ["if seen < len(body) and body.keys() - known:", "    raise KeyError('unknown')"]
        if (check := getattr(cls, "__attrs_post_init__", None)) is not None:
            sees["check"] = check
            lines.append("check(made)")
    lines.append("return made")
    return compiled(f"read_{cls.__name__}", "body", lines, sees)


def _read_field(field: attrs.Attribute[Any], form: _Form, sees: dict[str, Any]) -> Iterator[str]:
    """The lines that put one field's value, or its default, into its slot."""
    name = field.name
    # The slot itself, for the class is frozen.
    sees[f"put_{name}"] = getattr(sees["cls"], name).__set__
    sees[f"default_{name}"] = field.default
    default = f"default_{name}"
    if form == "bare" and name in ("note", "sources", "origin"):
        yield f"put_{name}(made, {default})"
        return
    read: Any = field.converter if form == "given" else _STORED.get(name, field.converter)
    if form == "given" and name in _NESTED:
        read = _then(_NESTED[name], read) if name == "reasons" else _NESTED[name]
    yield f"value = get({name!r})"
    yield "if value is None:"
    if field.default is attrs.NOTHING:
        yield f"    raise KeyError({name!r})"
    else:
        yield f"    put_{name}(made, {default})"
    yield "else:"
    if read is not None:
        sees[f"read_{name}"] = read
        yield f"    value = read_{name}(value)"
    if form == "given":
        yield "    seen += 1"
        if field.validator is not None:
            sees[f"check_{name}"], sees[f"field_{name}"] = field.validator, field
            yield f"    check_{name}(made, field_{name}, value)"
    yield f"    put_{name}(made, value)"


def _then(first: Callable[[Any], Any], second: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: second(first(value))


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
    kind = body.get("kind")
    cls = KINDS.get(kind) if isinstance(kind, str) else None
    if cls is None:
        raise _no_such_kind(kind)
    # What is null was not given; but a key that nobody knows is wrong all the same. What an older
    # version called its fields is its upcaster's business.
    is_new = _is_current(cls, _version(body))
    unknown = body.keys() - _known_keys(cls.KIND) if is_new else frozenset()
    values = {name: value for name, value in body.items() if value is not None or name in unknown}
    del values["kind"]
    values = _upcast(cls, values)
    for name, read in _NESTED.items():
        if values.get(name) is not None:
            try:
                values[name] = read(values[name])
            except BadValue as fault:
                if faults is None:
                    raise
                faults.append(BadValue(name, fault.message, fault.hint))
                del values[name]
    return cls, values


def _version(body: Mapping[str, Any]) -> Any:
    """The version that a body says it has, right or wrong; 1 where it says none."""
    version = body.get("version")
    return 1 if version is None else version


def _is_current(cls: type[Event], version: Any) -> bool:
    """Whether a body of a version is a right one of today's; older ones go through upcasters."""
    return type(version) is int and cls.READS <= version <= cls.VERSION


@cache
def _known_keys(kind: str) -> frozenset[str]:
    fields = attrs.fields(KINDS[kind])
    return frozenset({"kind", "version", *ENVELOPE, *(field.name for field in fields)})


def _upcast(cls: type[Event], values: Body) -> Body:
    version = values.pop("version", 1)
    if not isinstance(version, int) or version < 1:
        raise BadValue("version", t("version must be a whole number of 1 or more"))
    if version > cls.VERSION:
        raise NewerLog(t('the "{kind}" event of version {version}', kind=cls.KIND, version=version))
    while version < cls.READS:
        values = UPCASTERS[cls.KIND, version](values)
        version += 1
    for name in ENVELOPE & values.keys():
        del values[name]
    return values


def _no_such_kind(kind: Any) -> BadValue:
    if kind is None:
        return BadValue(
            "kind", t('an event needs a "kind"'), t("one of {listed}", listed=", ".join(KINDS))
        )
    near = nearest(str(kind), KINDS)
    hint = (
        t('did you mean "{near}"?', near=near)
        if near
        else t("it is one of {listed}", listed=", ".join(KINDS))
    )
    return BadValue("kind", t('no kind of event "{kind}"', kind=kind), hint)


_SOURCE: Final = tuple(field.name for field in attrs.fields(Source))
_SOURCE_KEYS: Final = frozenset(_SOURCE)


def _read_texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, (list, tuple)) else (value,)
    if len(items) == 1 and type(items[0]) is str:
        return (items[0],)
    if not all(isinstance(item, str) for item in items):
        raise BadValue("texts", t("this must be a text or a list of texts"))
    return tuple(items)


def _read_replacement(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    kind = value.get("kind")
    if type(kind) is str and kind in REFERRING:  # before it is read: it may hold another, and so on
        raise BadValue("replacement", t("a {kind} event replaces nothing", kind=kind))
    return event_from_dict(value)


def _read_sources(value: Any) -> tuple[Source, ...]:
    items = [value] if isinstance(value, (Mapping, Source)) else value
    if not isinstance(items, (list, tuple)):
        raise BadValue("sources", t("sources must be a list of objects"))
    return tuple(_read_source(item) for item in items)


def _read_source(value: Any) -> Source:
    if isinstance(value, Source):
        return value
    if type(value) is dict:
        try:
            return _quick_source(value)
        except (KeyError, TypeError, ValueError, BadValue):
            pass  # the way below says what is wrong
    if not isinstance(value, Mapping):
        raise BadValue("sources", t('a source is an object, like {"title": "…", "url": "…"}'))
    if not value.keys() <= _SOURCE_KEYS:
        unknown = next(name for name in value if name not in _SOURCE_KEYS)
        raise _unknown_key(unknown, _SOURCE, "sources")
    try:
        return Source(**value)
    except BadDate as fault:
        raise BadValue("sources", str(fault)) from None
    except TypeError:
        raise BadValue("sources", t("published must be a text")) from None


_NESTED: Final[dict[str, Callable[[Any], Any]]] = {
    "sources": _read_sources,
    "replacement": _read_replacement,
    "because": _read_texts,
    "reasons": _read_texts,
    "continues": _read_texts,
}


def _stored_origin(value: Mapping[str, str]) -> Origin:
    return Origin(**value)


def _stored_sources(value: Iterable[Mapping[str, Any]]) -> tuple[Source, ...]:
    return tuple(map(_stored_source, value))


_STORED: Final[dict[str, Callable[[Any], Any] | None]] = {
    "sources": _stored_sources,
    "replacement": revive,
    "because": tuple,
    "reasons": tuple,
    "continues": tuple,
    "effective": parse_date,
    "announced": parse_date,
    "term_ends": parse_date,
    "published": parse_date,
    "born": parse_date,
    "died": parse_date,
    "origin": _stored_origin,
    "names": Labels,
    "titles": Labels,
    "identifiers": Labels,
}
"""How the values of a stored event are read, where that is simpler than reading an author's."""

_quick_source: Final[Callable[[Any], Source]] = _unrolled_reader(Source, "given", _SOURCE_KEYS)


_stored_source: Final[Callable[[Any], Source]] = _unrolled_reader(Source, "stored", _SOURCE_KEYS)


def _unknown_key(name: str, known: Iterable[str], field: str) -> BadValue:
    near = nearest(name, known)
    return BadValue(
        field,
        t('unknown key "{name}"', name=name),
        t('did you mean "{near}"?', near=near) if near else None,
    )


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
                yield BadValue(name, t('a "{kind}" event needs "{name}"', kind=cls.KIND, name=name))
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
        return BadValue(field.name, t("{name} has a value of the wrong type", name=field.name))
    return None
