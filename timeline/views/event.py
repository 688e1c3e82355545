"""The view of `event`: one event in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from timeline.events import fact_of, t

from .people import People
from .rows import folded_text
from .view import View
from .words import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timeline.events import RecordedEvent
    from timeline.projections.answers.event import EventAnswer
    from timeline.projections.names import Names
    from timeline.projections.tenures import Tenure

    from .cells import Line

__all__ = ["EventView"]

_APART: Final = frozenset({"sources", "note", "replacement", "origin"})
"""Fields that are told by lines of their own."""


class EventView(View):
    """A rich renderable: the event's fields, evidence, repairs, and what it did to whom."""

    def __init__(
        self, found: EventAnswer, names: Names, title: str, ascii_only: bool = False
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._found = found
        self._people = People(names)
        self._names = names
        self._title = title

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells."""
        event = self._found.event
        yield self.line(
            f"{self._title} {self.glyphs.dot} {t('event {position}', position=event.position)}",
            width,
            "bold",
        )
        yield from self._wrapped([(self._said(event), "")], width)
        yield []
        for label, value in self._fields(event):
            yield from self._wrapped([(f"{t(label)}: ", "dim"), (value, "")], width)
        for source in event.fact.sources:
            line: Line = [(t("source: "), "dim"), *self.evidence(source)]
            yield from self.folded(line, width, [], [("  ", "")])
        if event.fact.note:
            yield from self._wrapped([(t("note: "), "dim"), (event.fact.note, "")], width)
        yield []
        yield from self._standing(width)
        yield from self._did(width)

    def _said(self, event: RecordedEvent) -> str:
        return f"{t(event.fact.KIND)}: {said(fact_of(event.fact), self._called, self.glyphs.arrow)}"

    def _called(self, person: str) -> str:
        name = self._people.name(person)
        return f"{name} ({person})" if name != person else person

    def _fields(self, event: RecordedEvent) -> Iterator[tuple[str, str]]:
        """The fields that say something, as they were written, and where it stands."""
        from timeline.events import event_to_dict

        yield "id", event.id
        yield "recorded", event.recorded
        yield "about", event.subject
        if (origin := getattr(event.fact, "origin", None)) is not None:
            yield "origin", str(origin)
        fields: dict[str, Any] = event_to_dict(fact_of(event.fact))
        for name, value in fields.items():
            if name not in _APART and value not in (None, [], {}):
                yield name.replace("_", " "), _plain(value)
        if self._found.about is not None:
            about = self._found.about
            yield t("about event {position}", position=about.position), self._said(about)

    def _standing(self, width: int) -> Iterator[Line]:
        """What was said of the event later, and whether it still counts."""
        for other in self._found.remarks:
            kind, day = t(other.fact.KIND), other.recorded[:10]
            says = t("{kind} by {position}, {day}: ", kind=kind, position=other.position, day=day)
            text = said(other.fact, self._called, self.glyphs.arrow)
            yield from self._wrapped([(says, "dim"), (text, "")], width)
        if self._found.about is None and self._found.standing is None:
            yield self.line(t("It does not count any more."), width, "bold")

    def _did(self, width: int) -> Iterator[Line]:
        """Who held what before and after it, of the tenures that it changed."""
        for change in self._found.changes:
            yield self.line(t("What it changed at {post}:", post=change.post), width, "bold")
            for word, tenures in ((t("before"), change.before), (t("after"), change.after)):
                for tenure in tenures:
                    tag = self._people.tag(tenure.person)
                    yield self.runs([(f"  {word:<7}", "dim"), *tag, (_span(tenure), "")], width)
        if not self._found.changes:
            yield self.line(t("It changed nothing about who holds what."), width, "dim")

    def _wrapped(self, line: Line, width: int) -> Iterator[Line]:
        """A label and a text, which goes on below itself and is never cut."""
        style = line[0][1]
        label = line[0][0] if len(line) > 1 else ""
        for index, part in enumerate(folded_text(label + line[-1][0], width, "  ")):
            if index == 0 and label:
                yield self.runs([(label, style), (part[len(label) :], "")], width)
            else:
                yield self.line(part, width)


def _span(tenure: Tenure) -> str:
    capacity = "" if tenure.capacity == "permanent" else f" ({t(tenure.capacity)})"
    until = t(" to {day}", day=tenure.end) if tenure.end is not None else ""
    return t(" from {start}{until}{capacity}", start=tenure.start, until=until, capacity=capacity)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {text}" for name, text in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
