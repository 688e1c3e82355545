"""The verbs of an entry in YAML, the keys that go with each, and what an entry is by its keys."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from .yaml_kinds import KEYS
from .yaml_parts import is_language

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ALL_KEYS", "PLACES", "STRONG", "VERBS", "Shape", "shape_of"]

_REMARKS: Final = ("id", "note", "source")
_DATED: Final = ("on", "announced", "because")
_TAKING: Final = ("capacity", "term-ends", "replaces")
_LEAVING: Final = ("reason", "reason-code", "appointment", "last-day")

VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "corrects": ("why",),
    "retracts": ("why",),
    "cancels": ("announced",),
    "cites": (),
    "disputes": ("field", "says"),
    "change": (*_DATED, "post", *_TAKING, *_LEAVING),
    "appointed": (*_DATED, "post", *_TAKING, "last-day"),
    "to": (*_DATED, "post", *_TAKING, "last-day"),
    "departed": (*_DATED, "post", *_LEAVING),
    "from": (*_DATED, "post", *_LEAVING),
    "milestone": (*_DATED, "at"),
    "covered": ("on", "announced"),
    **{kind: tuple(keys)[1:] for kind, keys in KEYS.items()},
    "post": ("on", "title", "titles", "seats", "organization", "identifiers", "continues"),
    "organization": ("on", "name", "names", "parent", "identifiers", "continues"),
    "person": ("on", "name", "names", "identifiers", "born", "died"),
}
"""The verbs of an entry, each with the keys that go with it; the first that an entry has counts."""

_REPAIRS: Final = ("corrects", "retracts", "cancels", "cites", "disputes")
_WEAK: Final = ("person", "organization", "post")
STRONG: Final = (*(v for v in VERBS if v not in (*_WEAK, *_REPAIRS)), *_REPAIRS)
"""The verbs that say what happened, also beside a post; the others are only verbs alone."""

ALL_KEYS: Final = tuple(
    dict.fromkeys((*_REMARKS, *VERBS, *(key for keys in VERBS.values() for key in keys)))
)

PLACES: Final = {"appointed": "to", "departed": "from"}
"""What stands for `post` beside a verb; without that verb it is a verb itself."""

_TOGETHER: Final = (
    {"from", "to"},
    {"departed", "appointed"},
    {"from", "appointed"},
    {"departed", "to"},
)


class Shape(NamedTuple):
    """What an entry is, by its keys.

    Attributes:
        verbs: those that make it what it is; `post` beside another verb only says where.
        repairs: whether it says what should have stood in another event's place.
        allowed: the keys that it may have, sorted.
    """

    verbs: tuple[str, ...]
    repairs: bool
    allowed: tuple[str, ...]


@lru_cache(maxsize=1024)
def shape_of(present: tuple[str, ...]) -> Shape:
    """Find what an entry with these keys is. A large file has few shapes, so they are kept."""
    places = {place for verb, place in PLACES.items() if verb in present}
    said = [v for v in VERBS if v in present and v != "corrects" and v not in places]
    strong = [verb for verb in said if verb in STRONG]
    both = len(strong) == 2 and set(strong) in _TOGETHER
    verbs = tuple(strong if both else (strong or said)[:1])
    allowed = {*_REMARKS, *verbs, *(key for verb in verbs for key in VERBS[verb])}
    allowed |= places & {PLACES.get(verb) for verb in verbs}
    repairs = "corrects" in present
    if repairs:
        allowed |= {"corrects", "why"}
    if verbs and verbs[0] not in STRONG:
        allowed |= {name for name in present if is_language(name)}
    return Shape(verbs, repairs, tuple(sorted(allowed)))
