"""The kinds whose YAML follows from their class alone: the keys of an entry, and their values.

The kind's own name is the verb, and what stands behind it is the first that the kind names; every
other field has a key of its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from .dates import to_date
from .event import AboutEvent
from .fields import optional_date, texts
from .kinds import KINDS, Covered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .event import Event
    from .nodes import Node
    from .yaml_parts import Reader

__all__ = ["KEYS", "PLAIN", "is_date", "is_list", "value_of"]

_WITH_VERBS_OF_THEIR_OWN: Final = frozenset({"appointed", "departed", "milestone"})

PLAIN: Final[Mapping[str, type[Event]]] = {
    kind: cls
    for kind, cls in KINDS.items()
    if kind not in _WITH_VERBS_OF_THEIR_OWN
    and cls.INTRODUCES is None
    and not issubclass(cls, (AboutEvent, Covered))
}
"""The kinds that are read so, by their names."""

_REMARKS: Final = frozenset({"key", "apart", "note", "sources"})
_CALLED: Final = {"effective": "on"}


def _keys(cls: type[Event]) -> dict[str, attrs.Attribute[Any]]:
    """Each key of an entry, the verb first, with the field that it gives."""
    verb = next(iter(cls.NAMES))
    fields = {field.name: field for field in attrs.fields(cls) if field.name not in _REMARKS}
    others = {
        _CALLED.get(name, name.replace("_", "-")): field
        for name, field in fields.items()
        if name != verb
    }
    return {cls.KIND: fields[verb], **others}


KEYS: Final[Mapping[str, Mapping[str, attrs.Attribute[Any]]]] = {
    kind: _keys(cls) for kind, cls in PLAIN.items()
}
"""The keys of each of these kinds, each with its field."""


def is_date(field: attrs.Attribute[Any]) -> bool:
    """Whether a field holds a date."""
    read: Any = field.converter
    return read in (to_date, optional_date)


def is_list(field: attrs.Attribute[Any]) -> bool:
    """Whether a field holds several texts."""
    read: Any = field.converter
    return read is texts


def value_of(reader: Reader, cls: type[Event], field: attrs.Attribute[Any], node: Node) -> Any:
    """What a key says of its field; None if it cannot be read, which has been reported."""
    if not is_list(field):
        return _scalar(reader, cls, field, node)
    found = [_scalar(reader, cls, field, n) for _, n in reader.sheet.texts(node, field.name)]
    return None if None in found else tuple(found)


def _scalar(reader: Reader, cls: type[Event], field: attrs.Attribute[Any], node: Node) -> Any:
    what = cls.NAMES.get(field.name)
    if what is not None:
        return reader.named(what, node)
    return reader.date(node) if is_date(field) else reader.sheet.text(node, field.name)
