"""JSON Lines: one event a line, the format for programs and for bulk."""

from __future__ import annotations

import json
import re
from datetime import datetime
from json.decoder import JSONDecodeError
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .batch import Draft
from .content import event_to_dict
from .entries import timestamp
from .errors import BadValue, NewerLog, TimelineError
from .findings import Finding, Place
from .jsontext import canonical, scan
from .language import t
from .limits import LONGEST_LINE
from .wire import event_from_dict, find_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .recorded import RecordedEvent

__all__ = ["bounded", "decode_lines", "read_jsonl", "write_json"]


class LineOrigin(NamedTuple):
    """The line that a draft was read from."""

    file: str
    number: int
    line: str

    def place(self, field: str = "") -> Place:
        """The place of one field's value, or of the whole line."""
        match = re.search(rf'"{re.escape(field)}"\s*:\s*', self.line) if field else None
        start = match.end() if match else 0
        value = re.compile(r'"(?:[^"\\]|\\.)*"|[^,}\]]+').match(self.line, start) if match else None
        length = len(value[0]) if value else 1
        return Place.within(self.file, self.number, start + 1, self.line, length)


class _Duplicate(ValueError):
    """A key that stands twice in one object."""


def decode_lines(lines: Iterable[bytes], file: str) -> Iterator[str]:
    """Yield the lines of a file in UTF-8.

    Raises:
        BadValue: one of them is in another encoding, or too long; says which.
    """
    for number, line in enumerate(bounded(lines), 1):
        if len(line) > LONGEST_LINE:
            raise BadValue("size", f"{file}:{number}: {_TOO_LONG}")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            hint = t("save the file as UTF-8")
            raise BadValue(
                "encoding", t("{file}:{number}: this is not UTF-8", file=file, number=number), hint
            ) from None


def bounded(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file; of one that is too long no more than is needed to tell that."""
    readline: Callable[[int], bytes] | None = getattr(lines, "readline", None)
    if readline is None:
        return iter(lines)
    return iter(lambda: readline(LONGEST_LINE + 1), b"")


_TOO_LONG: Final = f"this line is longer than {LONGEST_LINE >> 20} MiB"


def read_jsonl(
    lines: Iterable[str], file: str = "<lines>", *, keep_recorded: bool = False
) -> Iterator[Draft | Finding]:
    """Read events from lines, one by one: each line's draft, or what is wrong with it.

    Blank lines are passed over. With `keep_recorded` every line must say when it was recorded.
    """
    for number, line in enumerate(lines, 1):
        text = line.rstrip("\r\n")
        if not text or text.isspace():
            continue
        origin, body = LineOrigin(file, number, text), None
        if len(text) > LONGEST_LINE:
            yield Finding("too-long", _TOO_LONG, origin.place())
            continue
        try:
            body = _read(text)
            recorded = _moment(body.get("recorded")) if keep_recorded else None
            yield Draft(event_from_dict(body), origin, recorded)
        except JSONDecodeError as fault:
            place = Place.within(file, number, fault.colno, text)
            yield Finding("not-json", t("not JSON: {msg}", msg=t(fault.msg)), place)
        except TimelineError as fault:
            yield from _findings(body, fault, origin)
        except (ValueError, RecursionError) as fault:  # a number too long, a key that stands twice
            why = t("this nests too deep") if isinstance(fault, RecursionError) else str(fault)
            yield Finding("not-json", why, origin.place())


def _read(text: str) -> dict[str, Any]:
    """Read the object that a line holds.

    A key that stands twice is looked for only where there are more colons than keys, which most
    lines have not.

    Raises:
        BadValue: it is something else.
        JSONDecodeError, _Duplicate, RecursionError: it is none, or not one that counts.
    """
    body = scan(text)
    if type(body) is dict:
        colons = text.count(":") - text.count("://")
        if colons == len(body) or colons == _count_keys(body):
            return body
    body = json.loads(text, object_pairs_hook=_object)
    if not isinstance(body, dict):
        raise BadValue("", t("a line must be an object"))
    return body


def _count_keys(body: dict[str, Any]) -> int:
    """The keys of an object and of the objects right below it."""
    count = len(body)
    for value in body.values():
        if type(value) is dict:
            count += len(value)
        elif type(value) is list:
            count += sum(len(item) for item in value if type(item) is dict)
    return count


def _moment(value: Any) -> str:
    """A moment as the log writes it."""
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return timestamp(moment)
    except (TypeError, ValueError):
        pass
    hint = t("write it like 2026-01-31T23:59:59Z")
    raise BadValue("recorded", t("recorded must be a moment with its zone"), hint)


def _findings(body: Any, fault: TimelineError, origin: LineOrigin) -> Iterator[Finding]:
    later = isinstance(fault, NewerLog)
    faults = find_faults(body) if isinstance(body, dict) and not later else []
    if isinstance(fault, BadValue) and fault.field not in {each.field for each in faults}:
        faults.append(fault)
    for each in faults:
        yield Finding("bad-value", each.message, origin.place(each.field), each.hint)
    if not faults:
        yield Finding("bad-value", str(fault), origin.place())


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _Duplicate(t('the key "{name}" stands twice', name=name))
            seen.add(name)
    return found


def write_json(event: RecordedEvent) -> str:
    """Write the line of an event, with its id, position, moment and hash."""
    body = event_to_dict(event.fact)
    body.update(
        id=event.id, position=event.position, recorded=event.recorded, hash=event.hash.hex()
    )
    return canonical(body)
