"""Values of the query service's answers: items, texts, labels and dates with their precision."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from timeline.events import UNKNOWN, BadDate, EdtfDate, t

from .date_values import date_among

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Binding", "date_of", "item_of", "labels_of", "texts_of"]

Binding: TypeAlias = "Mapping[str, Mapping[str, Any]]"
"""One row of an answer: the variables that have a value, each with type, value and language."""

_ENTITY: Final = re.compile(r"https?://www\.wikidata\.org/entity/(?:statement/)?([A-Za-z0-9$-]+)$")
_BLANK: Final = "/.well-known/genid/"
_MOMENT: Final = re.compile(r"\+?(\d{4})-(\d\d)-(\d\d)(?:T.*)?$")
_DAY: Final = 11


def texts_of(rows: Sequence[Binding], name: str) -> list[str]:
    """The values of a variable, each once: of an item its id; those that nobody knows are none."""
    found: dict[str, None] = {}
    for row in rows:
        cell = row.get(name)
        if cell is not None and not _is_unknown(cell):
            text = str(cell["value"]).strip()
            entity = _ENTITY.match(text)
            found[entity[1] if entity else text] = None
    return [text for text in found if text]


def item_of(row: Binding, name: str) -> str | None:
    """The id of an item; None where there is none, or nobody knows it."""
    return next(iter(texts_of([row], name)), None)


def labels_of(row: Binding, name: str) -> dict[str, str]:
    """The labels of an item by language, of the variables `itemLabel`, `itemLabel_zh` and so on.

    What the service gives for an item without a label, its id, is none.
    """
    found: dict[str, str] = {}
    for variable, cell in row.items():
        label, _, language = variable.partition("_")
        if label != f"{name}Label":
            continue
        text = str(cell["value"]).strip()
        if text and not re.fullmatch(r"Q\d+", text):
            found[language or cell.get("xml:lang") or "und"] = text
    return found


def date_of(rows: Sequence[Binding], name: str, precision: str) -> EdtfDate | None:
    """The date that a variable of a statement's rows tells, as precise as Wikidata says it is.

    None where there is none, `unknown` where there is one that nobody knows. Without a precision a
    1 January may be a year, and the first of another month that month.

    Raises:
        BadDate: it is none, or before the year 1.
    """
    return date_among(_dates(rows, name, precision))


def _dates(rows: Sequence[Binding], name: str, precision: str) -> Iterator[EdtfDate]:
    for row in rows:
        cell = row.get(name)
        if cell is not None:
            given = texts_of([row], precision)
            yield UNKNOWN if _is_unknown(cell) else _date(str(cell["value"]), given)


def _date(text: str, given: Sequence[str]) -> EdtfDate:
    match = _MOMENT.match(text)
    if match is None:
        raise BadDate(text, t("it is not like 2016-07-13T00:00:00Z, in the years 1 to 9999"))
    year, month, day = match.groups()
    precision = int(given[0]) if given and given[0].isdecimal() else _likely(month, day)
    number = int(year)
    if precision >= _DAY:
        return EdtfDate.parse(f"{year}-{month}-{day}")
    if precision == 10:
        return EdtfDate.parse(f"{year}-{month}")
    if precision == 9:
        return EdtfDate.parse(year)
    if precision == 8:
        return EdtfDate.parse(f"{year[:3]}X")
    length = {7: 100, 6: 1000}.get(precision)
    if length is None:
        return UNKNOWN
    first = (number - 1) // length * length + 1  # the 20th century is 1901 to 2000
    return EdtfDate.parse(f"{first:04}/{min(first + length - 1, 9999):04}")


def _likely(month: str, day: str) -> int:
    """The precision of a date that comes without one: what it is at least."""
    if day != "01":
        return _DAY
    return 9 if month == "01" else 10


def _is_unknown(cell: Mapping[str, Any]) -> bool:
    """Whether a value is one that Wikidata says there is and nobody knows."""
    return cell.get("type") == "bnode" or _BLANK in str(cell.get("value", ""))
