"""A whole log as JSON Lines, and back again: the same positions, ids, moments, salts and hashes.

A line holds an event as it is stored, and its `position`, `id`, `recorded`, `salt` and `hash`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .content import content_id
from .entries import Entry
from .errors import BadInput, BadValue, TimelineError
from .findings import Finding, Place
from .jsontext import canonical, parse
from .language import t
from .wire import event_from_dict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .rows import Row

__all__ = ["Copied", "line_of", "read_log_lines"]

_ENVELOPE: Final = ("position", "id", "recorded", "salt", "hash")


class Copied(NamedTuple):
    """An event of another log, for the same place in this one.

    Attributes:
        entry: the event, with its moment, text and salt.
        position: its place.
        hash: of the other log's chain up to here.
        place: where it was read.
    """

    entry: Entry
    position: int
    hash: bytes
    place: Place

    def refusal(self, message: str, hint: str | None = None) -> BadInput:
        """What to raise where the event does not fit."""
        return BadInput([Finding("not-the-log", message, self.place, hint)])


def line_of(row: Row) -> dict[str, Any]:
    """The line of a stored event, as JSON values; of one that was erased, what is left of it."""
    place = {"position": row.position, "id": row.id, "recorded": row.recorded}
    if row.body is None or row.salt is None:
        left = {"kind": row.kind, "version": row.version, "subject": row.subject, "key": row.key}
        return {**place, **left, "digest": row.digest.hex(), "hash": row.hash.hex()}
    body: dict[str, Any] = parse(row.body)
    return {**place, **body, "salt": row.salt.hex(), "hash": row.hash.hex()}


def read_log_lines(lines: Iterable[bytes], file: str) -> Iterator[Copied]:
    """Read the events of a log, one by one.

    Args:
        lines: as `line_of` gives them, encoded; blank ones are passed over.
        file: what to call them.

    Raises:
        BadInput: a line is none of a log; says which.
    """
    for number, line in enumerate(lines, 1):
        if not line.isspace():
            try:
                yield _copied(line, Place(file, number, 1))
            except (TimelineError, ValueError, KeyError, TypeError, RecursionError) as fault:
                raise _refusal(fault, Place(file, number, 1)) from None


def _copied(line: bytes, place: Place) -> Copied:
    body: dict[str, Any] = parse(line.decode("utf-8-sig" if place.line == 1 else "utf-8"))
    position, ident, recorded, salt, chain_hash = (body.pop(name) for name in _ENVELOPE)
    event = event_from_dict(body)
    if content_id(event) != ident:
        raise BadValue(
            "id",
            t(
                "its id is {ident}, and its content's {content_id}",
                ident=ident,
                content_id=content_id(event),
            ),
        )
    text = canonical(body)
    entry = Entry(ident, event, None, recorded, text, bytes.fromhex(salt))
    return Copied(entry, int(position), bytes.fromhex(chain_hash), place)


def _refusal(fault: Exception, place: Place) -> BadInput:
    """What is wrong with a line, in words."""
    hint = t("it is what timeline export log writes, from the first event on")
    if isinstance(fault, KeyError) and fault.args[0] == "salt":
        message = t("this event has no salt: it was erased, or exported by another command")
        hint = t(
            "{hint}; a log with erased events goes elsewhere as a copy of its database", hint=hint
        )
    elif isinstance(fault, KeyError):
        message = t("this line has no {fault}", fault=fault)
    elif isinstance(fault, TimelineError):
        message, hint = str(fault), ""
    else:
        message = t("this is no line of a log: {fault}", fault=fault)
    return BadInput([Finding("not-a-log-line", message, place, hint or None)])
