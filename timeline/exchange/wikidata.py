"""Wikidata: the statements of who held one position, as the query service answers.

<https://query.wikidata.org>, in SPARQL's JSON. A statement is a tenure. Its dates are kept as
precise as Wikidata says they are. An end there is the last day of some and the first day out of
others, often of one position: by default it is that day or the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from timeline.events import (
    Abolished,
    BadValue,
    Organization,
    Person,
    Post,
    Source,
    TimelineError,
    t,
)

from .documents import JsonPassage, read_json, refuse
from .seats import SEATS, seats_of
from .statements import Note, Reading
from .tenure_rows import Fact, Introduction, TenureRow, statements_of
from .wikidata_query import query_of
from .wikidata_values import Binding, date_of, item_of, labels_of, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from .formats import ReadOptions
    from .tenure_rows import Item

__all__ = ["WIKIDATA"]

ACTING: Final = "Q4676846"
"""The item that stands under "nature of statement" (P5102) where somebody only stands in."""

REASONS: Final = {
    "Q4": "death",
    "Q5247364": "death",
    "Q796919": "resigned",
    "Q946865": "retired",
}
"""The items under "end cause" (P1534) that have a reason of ours: death, death in office,
resignation, retirement. Whatever it is, the item is kept as the reason's code."""

ADDRESS: Final = "https://www.wikidata.org/wiki/"


class _Wikidata:
    """The format `wikidata`."""

    arguments: Final[Mapping[str, str]] = {
        "post": "the id of the post",
        "organization": "the id of its organization",
        "seats": SEATS,
    }

    def read(self, files: Sequence[Path], options: ReadOptions) -> Reading:
        """Read the answers about one position, as one register. See `Format.read`."""
        for name in ("post", "organization"):
            if name not in options.arguments:
                hint = f"give --{name} ID"
                raise BadValue(
                    name, t("Wikidata does not say our id of the {name}", name=name), hint
                )
        reading = Reading(())
        answers = _Answers([_answer(path) for path in files], options, reading)
        answers.check_positions()
        reading.statements = statements_of(
            answers.items(), reading, snapshot=options.snapshot, sources=options.sources
        )
        return reading

    def query(self, qid: str) -> str:
        """The query whose answer holds all statements of a position."""
        return query_of(qid)


WIKIDATA: Final = _Wikidata()


@attrs.frozen
class _Answer:
    """What the service answered to one query.

    Attributes:
        path: of the file.
        about: `holders` (a row for each statement), `position`, or `people`.
        bindings: its rows.
    """

    path: Path
    about: Literal["holders", "position", "people"]
    bindings: list[Binding]


def _answer(path: Path) -> _Answer:
    found = read_json(path)
    try:
        bindings = found["results"]["bindings"]
        variables = {*found["head"]["vars"]}
        sound = all("value" in cell for row in bindings for cell in row.values())
    except (TypeError, KeyError, AttributeError):
        sound = False
    if not sound:
        hint = t("it is what the query service gives as JSON (--print-query QID prints a query)")
        raise refuse(path, t("this is no answer of a SPARQL service"), hint)
    if "item" not in variables:
        raise refuse(path, t("this answer has no variable item, which is who held the position"))
    if {"statement", "start_date", "end_date"} & variables:
        return _Answer(path, "holders", bindings)
    is_position = {"isPosition", "inception"} & variables
    return _Answer(path, "position" if is_position else "people", bindings)


class _Answers:
    """Reads the answers about one position."""

    def __init__(
        self,
        answers: Sequence[_Answer],
        options: ReadOptions,
        reading: Reading,
    ) -> None:
        self._options = options
        self._reading = reading
        self._post = options.arguments["post"]
        self._home = options.arguments["organization"]
        self._path = answers[0].path
        self._rows: list[tuple[str, int, Binding]] = []
        self._about: list[Binding] = []
        self._labels: dict[str, dict[str, str]] = {}
        for answer in answers:
            if answer.about == "position":
                self._about += answer.bindings
                continue
            for index, binding in enumerate(answer.bindings):
                if (item := item_of(binding, "item")) is not None:
                    self._labels.setdefault(item, {}).update(labels_of(binding, "item"))
                if answer.about == "holders":
                    self._rows.append((str(answer.path), index, binding))
        self._seats = seats_of(options, self._said_seats())

    def check_positions(self) -> None:
        """Refuse answers about several positions.

        Raises:
            BadInput: they are.
        """
        about = {item_of(binding, "item") for binding in self._about}
        about |= {item_of(binding, "position") for _, _, binding in self._rows}
        found = sorted(filter(None, about))
        if len(found) > 1:
            message = t(
                "these are answers about several positions: {listed}", listed=", ".join(found)
            )
            hint = t("import each by itself, with its own --post")
            raise refuse(self._path, message, hint)

    def _said_seats(self) -> Any:
        """The seats that Wikidata gives; one if it gives none and nobody is elected to it."""
        for binding in self._about:
            for text in texts_of([binding], "representative_count"):
                return int(text) if text.isdecimal() and int(text) else "unknown"
            if "true" in texts_of([binding], "isLegislator"):
                return "unknown"
        return None

    def items(self) -> Iterator[Item]:
        """All that the answers state; what cannot be read is noted."""
        yield Introduction("the organization", Organization(**_named("organization", self._home)))
        yield from self._position()
        for record, (file, index, rows) in self._statements().items():
            self._reading.records += 1
            self._options.progress(self._reading.records)
            passage = JsonPassage(file, f"results.bindings[{index}]")
            try:
                yield from self._tenure(record, rows, passage)
            except TimelineError as fault:
                self._reading.notes.append(Note("set-aside", record, str(fault)))

    def _position(self) -> Iterator[Item]:
        """The post: its titles, and when Wikidata says that it began and ended."""
        about = self._about
        titles: dict[str, str] = {}
        for _, _, binding in self._rows:
            titles.update(labels_of(binding, "position"))
        named = [item_of(binding, "item") for binding in about]
        named += [item_of(binding, "position") for _, _, binding in self._rows]
        qid = next(filter(None, named), None)
        post = Post(
            post=self._post,
            organization=self._home,
            titles=titles,
            seats=self._seats,
            identifiers={"wikidata": qid} if qid else {},
            effective=date_of(about, "inception", "inception_precision"),
            sources=_sources(qid),
        )
        yield Introduction("the position", post)
        if (end := date_of(about, "abolition", "abolition_precision")) is not None:
            abolished = Abolished(post=self._post, effective=end, sources=_sources(qid))
            yield Fact(f"end of {self._post}", abolished)

    def _statements(self) -> dict[str, tuple[str, int, list[Binding]]]:
        """The rows of each statement: several values of one qualifier are several rows."""
        found: dict[str, tuple[str, int, list[Binding]]] = {}
        for file, index, binding in self._rows:
            record = _record_of(binding)
            found.setdefault(record, (file, index, []))[2].append(binding)
        return found

    def _tenure(self, record: str, rows: list[Binding], passage: JsonPassage) -> Iterator[Item]:
        person = item_of(rows[0], "item")
        if person is not None:
            names = self._labels.get(person) or {"und": person}
            introduced = Person(person=person, names=names, identifiers={"wikidata": person})
            yield Introduction(record, introduced)
        yield TenureRow(
            record=record,
            identity=next(iter(texts_of(rows, "statement")), None),
            person=person or "unknown",
            post=self._post,
            start=date_of(rows, "start_date", "start_precision"),
            end=date_of(rows, "end_date", "end_precision"),
            ends=self._options.ends or "unstated",
            capacity="acting" if ACTING in texts_of(rows, "nature") else "permanent",
            replaces=self._replaced(rows, person),
            sources=_sources(person, rows),
            note=self._note(rows),
            passage=passage,
            **_reason(rows),
        )

    def _replaced(self, rows: list[Binding], person: str | None) -> str | None:
        """Whose seat it is, in a post of several; in one of a single seat it says nothing new."""
        if self._seats in (None, 1):
            return None
        before = [
            item for item in texts_of(rows, "prev") if item != person and item in self._labels
        ]
        return before[0] if len(before) == 1 else None

    def _note(self, rows: list[Binding]) -> str | None:
        """What a statement says and no event has, a line each, so that nothing is lost."""
        kept = {"ordinal": "series ordinal", "prev": "replaces", "next": "replaced by"}
        lines = [f"{said}: {text}" for name, said in kept.items() for text in texts_of(rows, name)]
        lines += [f"nature: {text}" for text in texts_of(rows, "nature") if text != ACTING]
        return "\n".join(lines) or None


def _record_of(binding: Binding) -> str:
    """The statement's own id; without it, what tells a tenure apart: who, when and how."""
    statement = texts_of([binding], "statement")
    if statement:
        return statement[0]
    names = ("item", "start_date", "start_precision", "end_date", "end_precision", "nature")
    return " ".join(text for name in names for text in texts_of([binding], name)) or "unknown"


def _named(what: str, ident: str) -> dict[str, Any]:
    return {what: ident, "names": {"und": ident}}


def _reason(rows: list[Binding]) -> dict[str, Any]:
    causes = texts_of(rows, "end_cause")
    reasons = tuple(REASONS[cause] for cause in causes if cause in REASONS)
    code = f"wikidata/{'+'.join(causes)}" if causes else None
    return {"reasons": reasons, "reason_code": code}


def _sources(item: str | None, rows: Sequence[Binding] = ()) -> tuple[Source, ...]:
    """The item's page, and the pages that its statement refers to."""
    page = [] if item is None else [Source(title="Wikidata", url=ADDRESS + item)]
    return (*page, *(Source(url=url) for url in texts_of(rows, "reference")))
