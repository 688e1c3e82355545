"""The JSON Schema of the YAML format, made from the reader's own tables."""

from __future__ import annotations

from typing import Any, Final

from .vocabulary import CAPACITIES, REASONS
from .yaml_kinds import KEYS, PLAIN, is_date, is_list
from .yaml_parts import INTRODUCTIONS
from .yaml_reader import CERTAINTIES, STATES
from .yaml_verbs import VERBS

__all__ = ["yaml_schema"]

_TEXT: Final = {"type": ["string", "number", "boolean"]}
"""Every scalar is read as text, whatever a schema checker takes it for."""
_TEXTS: Final = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_LANGUAGES: Final = {"^[a-z]{2}(-[A-Za-z0-9]{2,8})*$": _TEXT}
_LABELS: Final = {"type": "object", "additionalProperties": _TEXT}


def _described(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "description": text}


_DATE: Final = _described(
    "A date in EDTF: 2018, 2018-11, 2018-11-26, 2018-11~, 2018?, ../2018, 2018-11-01/2018-11-30,"
    " or unknown",
    _TEXT,
)

_SOURCE: Final[dict[str, Any]] = {
    "anyOf": [
        _described("The id of a source, or an address", {"type": "string"}),
        {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "ref": _described("The id of a source under sources:", _TEXT),
                "title": _TEXT,
                "publisher": _TEXT,
                "published": _DATE,
                "url": _TEXT,
                "quote": _described("The words that are the evidence", _TEXT),
            },
        },
    ]
}
_SOURCES: Final = {"anyOf": [*_SOURCE["anyOf"], {"type": "array", "items": _SOURCE}]}

_KEYS: Final[dict[str, dict[str, Any]]] = {
    "id": _described("Your own name for the event, to refer to it", _TEXT),
    "note": _described("A remark; no answer depends on it", _TEXT),
    "source": _SOURCES,
    "on": _described("When it took effect: it holds from the start of that day", _DATE),
    "last-day": _described("The last day in the post; the change took effect the day after", _DATE),
    "announced": _described("When the public was told; by default, the day it took effect", _DATE),
    "because": _described("The ids of the events that caused it", _TEXTS),
    "post": _described("The post, by id or by name; of changes, a list of several too", _TEXTS),
    "at": _described("The organization, by id or by name", _TEXT),
    "change": _described("Who hands over to whom: ann -> bob", _TEXT),
    "appointed": _described("Who takes the post", _TEXT),
    "to": _described("Who takes the post; beside appointed:, the post", _TEXTS),
    "departed": _described("Who leaves the post", _TEXT),
    "from": _described("Who leaves the post; beside departed:, the post", _TEXTS),
    "capacity": {"enum": list(CAPACITIES)},
    "term-ends": _described("The expected end, which is never an end", _DATE),
    "replaces": _described("Whose seat it is, in a post of several", _TEXT),
    "reason": {
        "anyOf": [
            {"enum": [*REASONS, "performance", "conduct"]},
            {"type": "array", "items": {"enum": [*REASONS, "performance", "conduct"]}},
        ]
    },
    "milestone": _described("What happened, where it is no role change", _TEXT),
    "reason-code": _described("The source's own code, with its list: csmar/4", _TEXT),
    "appointment": _described("The appointment that the departure ends, by its id", _TEXT),
    "covered": _described(
        "What a register is complete for: a post, an organization with all below it, or everything",
        _TEXT,
    ),
    "born": _described("When the person was born", _DATE),
    "died": _described("When the person died, which ends all that they hold", _DATE),
    "continues": _described("Those that it goes on from: a rename, a merger, a split", _TEXTS),
    "into": _described("The id that stays", _TEXT),
    "cancels": _described("The events that will not happen after all", _TEXTS),
    "cites": _described("The events that have another source", _TEXTS),
    "disputes": _described("The events that a source contradicts", _TEXTS),
    "field": _described("The field that is disputed: capacity, effective, reasons, …", _TEXT),
    "says": _described("What the source says instead", _TEXT),
    "corrects": _described("The event that was recorded wrongly; this entry replaces it", _TEXT),
    "retracts": _described("The events that should not have been recorded", _TEXTS),
    "why": _described("Why the log is repaired", _TEXT),
    "person": _described("The person whose names change", _TEXT),
    "organization": _described("The organization that changes, or that a post belongs to", _TEXT),
    "name": _TEXT,
    "names": _described("Names by language", _LABELS),
    "title": _TEXT,
    "titles": _described("Titles by language", _LABELS),
    "parent": _described("The organization it belongs to", _TEXT),
    "seats": _described(
        "How many may hold the post at once, or unknown", {"type": ["integer", "string"]}
    ),
    "identifiers": _described("Identifiers by scheme, like {wikidata: Q42}", _LABELS),
    "founded": _described("When the organization was founded", _DATE),
    "created": _described("When the post was created", _DATE),
}


def yaml_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the YAML format, for editors."""
    parts: dict[str, Any] = {
        part: {"type": ["object", "null"], "additionalProperties": _introduction(keys)}
        for part, keys in INTRODUCTIONS.items()
    }
    parts["sources"] = {"type": ["object", "null"], "additionalProperties": _SOURCE["anyOf"][1]}
    parts["events"] = {"type": ["array", "null"], "items": _event()}
    parts["asserts"] = {"type": ["array", "null"], "items": _assertion()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "timeline events",
        "type": "object",
        "additionalProperties": False,
        "properties": parts,
    }


def _introduction(keys: tuple[str, ...]) -> dict[str, Any]:
    mapping = {
        "type": "object",
        "properties": {key: _KEYS[key] for key in keys},
        "patternProperties": _LANGUAGES,
        "additionalProperties": False,
    }
    return {"anyOf": [_described("The name", _TEXT), mapping]}


def _event() -> dict[str, Any]:
    keys = dict.fromkeys(
        ("id", "note", "source", *VERBS, *(k for keys in VERBS.values() for k in keys))
    )
    return {
        "type": "object",
        "properties": {key: _KEYS.get(key) or _plain(key) for key in keys},
        "patternProperties": _LANGUAGES,
        "additionalProperties": False,
        "anyOf": [{"required": [verb]} for verb in VERBS],
    }


def _plain(key: str) -> dict[str, Any]:
    """What a key of a kind may hold whose YAML follows from its class."""
    if key in PLAIN:
        return _described((PLAIN[key].__doc__ or "").split("\n", 1)[0], _TEXT)
    field = next(keys[key] for keys in KEYS.values() if key in keys)
    return _DATE if is_date(field) else _TEXTS if is_list(field) else _TEXT


def _assertion() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["as-of", "post"],
        "anyOf": [{"required": ["holder"]}, {"required": ["state"]}],
        "properties": {
            "as-of": _DATE,
            "announced-by": _DATE,
            "post": _KEYS["post"],
            "holder": _described("Who must hold it, by id or by name", _TEXTS),
            "state": {"enum": list(STATES)},
            "certainty": {"enum": list(CERTAINTIES)},
            "capacity": _KEYS["capacity"],
        },
    }
