"""The YAML that people write: introductions, sources, events and asserts, read into drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from .batch import Draft
from .dates import EdtfDate
from .directory import NameIndex
from .errors import BadValue
from .findings import Finding, Place
from .language import t
from .limits import LARGEST_YAML
from .nodes import Sheet, compose
from .vocabulary import CAPACITIES
from .yaml_events import read_event
from .yaml_parts import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import BinaryIO

    from .directory import Directory
    from .event import Source
    from .nodes import Node

__all__ = ["Assertion", "Document", "decode_text", "read_bytes", "read_files", "read_yaml"]

CERTAINTIES: Final = ("certain", "possible")
STATES: Final = ("held", "vacant", "no-record", "no-such-post")


@attrs.frozen
class Assertion:
    """What a file says must come out on a day.

    Attributes:
        as_of: the day.
        post: the post's id.
        holders: the ids that must hold it, no more and no fewer; None to leave it open.
        state: the state the post must be in; None to leave it open.
        certainty: how sure the answer must be.
        capacity: in what capacity it must be held; None to leave it open.
        announced_by: what must have been announced to count; None for all.
        place: where it stands.
    """

    as_of: EdtfDate
    post: str
    holders: tuple[str, ...] | None
    state: str | None
    certainty: str
    capacity: str | None
    announced_by: EdtfDate | None
    place: Place


@attrs.frozen
class Document:
    """What a file says.

    Attributes:
        drafts: its events, in its order.
        assertions: its asserts.
        findings: everything that is wrong with it; the drafts are what could be read all the same.
        unsure: the posts of which something could not be read; None if they may be any.
    """

    drafts: tuple[Draft, ...]
    assertions: tuple[Assertion, ...]
    findings: tuple[Finding, ...]
    unsure: frozenset[str] | None = frozenset()


def read_yaml(
    text: str,
    file: str = "<text>",
    directory: Directory | None = None,
    *,
    lenient: bool = False,
) -> Document:
    """Read a YAML text.

    Args:
        text: the YAML.
        file: what to call it in findings.
        directory: who and what is known from elsewhere, usually from the log.
        lenient: take a name that nobody knows for an id, with a warning.
    """
    (document,) = read_files([(file, text)], directory, lenient=lenient)
    return document


def read_files(
    files: Iterable[tuple[str, str]],
    directory: Directory | None = None,
    *,
    lenient: bool = False,
) -> list[Document]:
    """Read YAML files that belong together: each may name what any of them introduces.

    Args:
        files: what to call each in findings, and its text.
        directory: who and what is known from elsewhere, usually from the log.
        lenient: take a name that nobody knows for an id, with a warning.
    """
    names = NameIndex(directory)
    sources: dict[str, Source] = {}
    readings = [_Reading(file, text, names, sources, lenient) for file, text in files]
    for reading in readings:
        reading.reader.note_posts()
    for reading in readings:
        reading.reader.read_introductions()
    return [reading.document() for reading in readings]


class _Reading:
    """Reads one file: first what it introduces, and the rest once all files have been noted."""

    def __init__(
        self,
        file: str,
        text: str,
        names: NameIndex,
        sources: dict[str, Source],
        lenient: bool,
    ) -> None:
        sheet = Sheet.of(text, file)
        self.reader = Reader(sheet, names, sources, lenient=lenient)
        self._root = compose(text, sheet) if _fits(text, sheet) else None
        self._found: dict[str, Node] = {}
        if self._root is not None:
            parts = ("people", "organizations", "posts", "sources", "events", "asserts")
            self._found = sheet.fields(self._root, t("the file"), parts)
        self.reader.note_introductions(self._found)

    def document(self) -> Document:
        """Everything that the file says."""
        reader, sheet, found = self.reader, self.reader.sheet, self._found
        for entry in sheet.items(found.get("events"), "events"):
            read_event(reader, entry)
        assertions = [
            assertion
            for entry in sheet.items(found.get("asserts"), "asserts")
            if (assertion := _read_assertion(reader, entry))
        ]
        return _document(reader, assertions, is_whole=self._root is not None)


def _document(reader: Reader, assertions: list[Assertion], *, is_whole: bool) -> Document:
    # Both sides of a change look at the same values: what is wrong is said once.
    findings = sorted(dict.fromkeys(reader.sheet.findings.counted()), key=_in_order)
    errors = any(finding.severity == "error" for finding in findings)
    unsure = frozenset(reader.unsure) if is_whole and errors else frozenset()
    return Document(
        tuple(reader.drafts),
        tuple(assertions),
        tuple(findings),
        None if None in unsure else frozenset(post for post in unsure if post is not None),
    )


def _fits(text: str, sheet: Sheet) -> bool:
    if len(text) > LARGEST_YAML:
        sheet.error("too-large", _TOO_LARGE, sheet.spot(0, 0), _SPLIT)
    return len(text) <= LARGEST_YAML


_TOO_LARGE: Final = f"this is larger than {LARGEST_YAML >> 20} MiB, the most that is read of YAML"
_SPLIT: Final = "split it, or write JSON Lines, which may be of any length"


def _in_order(finding: Finding) -> tuple[int, int]:
    return (finding.place.line, finding.place.column) if finding.place else (1 << 62, 0)


def read_bytes(source: BinaryIO, file: str) -> bytes:
    """The bytes of a YAML file.

    Raises:
        BadValue: there are too many.
    """
    raw = source.read(LARGEST_YAML + 1)
    if len(raw) > LARGEST_YAML:
        raise BadValue("size", f"{file}: {_TOO_LARGE}", _SPLIT)
    return raw


def decode_text(raw: bytes, file: str | Path) -> str:
    """The text of a file in UTF-8.

    Raises:
        BadValue: it is in another encoding; says where.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadValue(
            "encoding",
            t("{file}:{line}: this is not UTF-8", file=file, line=line),
            t("save the file as UTF-8"),
        ) from None


def _read_assertion(reader: Reader, entry: Node) -> Assertion | None:
    sheet = reader.sheet
    known = ("as-of", "post", "holder", "state", "certainty", "capacity", "announced-by")
    before = sheet.findings.total
    fields = sheet.fields(entry, t("an assert"), known)
    values = {
        name: read(reader, fields[name]) for name, read in _ASSERTED.items() if name in fields
    }
    if not {"as-of", "post"} <= fields.keys() or not {"holder", "state"} & fields.keys():
        hint = t("like {as-of: 2022-12-28, post: acme/ceo, holder: ann}")
        sheet.error("assert", t("an assert needs as-of, post, and holder or state"), entry, hint)
    if sheet.findings.total > before:
        return None
    return Assertion(
        as_of=values["as-of"],
        post=values["post"],
        holders=values.get("holder"),
        state=values.get("state"),
        certainty=values.get("certainty", "certain"),
        capacity=values.get("capacity"),
        announced_by=values.get("announced-by"),
        place=sheet.place(fields.get("holder", entry)),
    )


def _people(reader: Reader, node: Node) -> tuple[str, ...]:
    found = [
        reader.resolve("person", text, item) for text, item in reader.sheet.texts(node, "holder")
    ]
    return tuple(sorted(person for person in found if person))


_ASSERTED: Final[dict[str, Callable[[Reader, Node], Any]]] = {
    "as-of": Reader.date,
    "announced-by": Reader.date,
    "post": lambda reader, node: reader.named("post", node),
    "holder": _people,
    "state": lambda reader, node: reader.choice(node, "state", STATES),
    "certainty": lambda reader, node: reader.choice(node, "certainty", CERTAINTIES),
    "capacity": lambda reader, node: reader.choice(node, "capacity", CAPACITIES),
}
