"""Entities of FollowTheMoney: one JSON object a line, with lists of values by property."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import BadInput, EdtfDate, Finding, Place, Source, t

from .date_values import date_among
from .statements import LinePassage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["IDENTIFIERS", "Entity", "entities_of", "note_of"]

IDENTIFIERS: Final = {
    "wikidataId": "wikidata",
    "leiCode": "lei",
    "registrationNumber": "registrationNumber",
    "idNumber": "idNumber",
    "taxNumber": "taxNumber",
    "innCode": "innCode",
    "ogrnCode": "ogrnCode",
    "uscCode": "uscCode",
    "dunsCode": "dunsCode",
    "uniqueEntityId": "uniqueEntityId",
    "npiCode": "npiCode",
    "icijId": "icijId",
    "opencorporatesUrl": "opencorporatesUrl",
}
"""The properties that identify somebody, and the schemes that we call them by."""

_LONGEST_LINE: Final = 1 << 24


@attrs.frozen
class Entity:
    """An entity, and where it stands.

    Attributes:
        id: its own.
        schema: its kind, like `Person`.
        properties: the values of each property, as texts.
        caption: what a program chose to show of its names; None if none did.
        passage: where it stands.
    """

    id: str
    schema: str
    properties: Mapping[str, tuple[str, ...]]
    caption: str | None
    passage: LinePassage

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a property, each once."""
        return self.properties.get(name, ())

    def first(self, name: str) -> str | None:
        """The first value of a property; None if there is none."""
        return next(iter(self.values(name)), None)

    @property
    def name(self) -> str:
        """The name to show: the caption, or the first name, or the id."""
        return self.caption or self.first("name") or self.id

    def date(self, name: str) -> EdtfDate | None:
        """The date that a property's values tell; None if there are none.

        Raises:
            BadDate: one of them is none.
        """
        texts = (text.partition("T")[0].partition(" ")[0] for text in self.values(name))
        return date_among(map(EdtfDate.parse, texts))

    def identifiers(self) -> dict[str, str]:
        """By scheme; a further value of one scheme has a number behind it."""
        found: dict[str, str] = {}
        for name, scheme in IDENTIFIERS.items():
            for index, value in enumerate(self.values(name)):
                found[scheme if not index else f"{scheme}-{index + 1}"] = value
        return found

    def sources(self) -> tuple[Source, ...]:
        """The pages and the publishers that it names."""
        urls = (*self.values("sourceUrl"), *self.values("publisherUrl"))
        publisher = self.first("publisher")
        if urls or publisher is None:
            return tuple(Source(url=url, publisher=publisher) for url in urls)
        return (Source(title=publisher),)


def note_of(entity: Entity, names: Sequence[str], *, but: str | None = None) -> str | None:
    """What no event has, a line each: `property: value`."""
    lines = [f"{name}: {value}" for name in names for value in entity.values(name) if value != but]
    return "\n".join(lines) or None


def entities_of(path: Path) -> Iterator[Entity]:
    """The entities of a file, one at least, and those that stand within others, as they are read.

    Raises:
        BadInput: a line is none; says which.
        OSError: it cannot be read.
    """
    with path.open("rb") as lines:
        number, found = 0, False
        while line := lines.readline(_LONGEST_LINE):
            number += 1
            if len(line) >= _LONGEST_LINE:
                raise _refused(path, number, t("this line is too long for an entity"))
            if not line.isspace():
                found = True
                yield from _within(_object(path, number, line), path, number)
    if not found:
        raise _refused(path, 1, t("this file is empty"))


def _object(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise _refused(path, number, t("this is not UTF-8"), t("save the file as UTF-8")) from None
    except (ValueError, RecursionError) as fault:
        hint = t("FollowTheMoney is one JSON object a line")
        raise _refused(
            path, number, t("this line is not JSON: {fault}", fault=fault), hint
        ) from None
    if not _is_entity(found):
        hint = t('one is like {"id": "…", "schema": "Person", "properties": {"name": ["…"]}}')
        raise _refused(path, number, t("this line is no entity of FollowTheMoney"), hint)
    return found  # type: ignore[no-any-return]


def _is_entity(found: Any) -> bool:
    if not isinstance(found, dict) or not isinstance(found.get("properties"), dict):
        return False
    return all(isinstance(found.get(key), str) and found[key] for key in ("id", "schema"))


def _within(found: dict[str, Any], path: Path, number: int) -> Iterator[Entity]:
    """An entity, and those that stand in the place of ids in its properties."""
    properties: dict[str, tuple[str, ...]] = {}
    for name, values in found["properties"].items():
        texts: dict[str, None] = {}
        for value in values if isinstance(values, list) else [values]:
            if _is_entity(value):
                yield from _within(value, path, number)
                texts[value["id"]] = None
            elif value is None:
                continue
            elif isinstance(value, (str, int, float)):
                texts[str(value).strip()] = None
            else:
                raise _refused(
                    path, number, t("a value of {name} is neither a text nor an entity", name=name)
                )
        properties[name] = tuple(filter(None, texts))
    caption = found.get("caption")
    caption = caption if isinstance(caption, str) and caption.strip() else None
    yield Entity(found["id"], found["schema"], properties, caption, LinePassage(str(path), number))


def _refused(path: Path, line: int, message: str, hint: str | None = None) -> BadInput:
    return BadInput([Finding("not-an-entity", message, Place(str(path), line, 1), hint)])
