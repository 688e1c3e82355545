"""The view of `show`: lanes over a date axis, and the state on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import t
from timeline.projections.answers.bars import grouped
from timeline.projections.answers.chains import handed_over
from timeline.projections.names import Names

from .cells import line_len
from .palette import colors_of
from .people import People
from .picture import INDENT, STATUS, Lanes, labels_of, rows_of, window_of
from .rows import table
from .view import View
from .words import length, remarks, stale

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.histories import Histories
    from timeline.projections.milestones import MilestoneRecord
    from timeline.projections.posts import PostHistory, PostState
    from timeline.projections.tenures import Tenure

    from .cells import Line
    from .rows import Cell

__all__ = ["ShowView"]


class ShowView(View):
    """A rich renderable: who held some posts over time, and what they are on a day.

    Args:
        histories: where names and milestones come from.
        day: the day of the state.
        states: what the posts to show are on that day.
        title: what the log is called.
        language: of names: `zh`, `en`, `both`, or None for the one first written.
        until: the last day to draw, as an ordinal; later facts are drawn all the same.
        first: draw from this day on, as an ordinal; by default from the first that is known.
        last: draw up to this day; by default to the last that is known. Both clip the picture
            and change no answer.
        ascii_only: draw with ASCII characters.
    """

    def __init__(
        self,
        histories: Histories,
        day: EdtfDate,
        states: Sequence[PostState],
        *,
        title: str,
        language: str | None = None,
        until: int,
        first: int | None = None,
        last: int | None = None,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._histories = histories
        self._day = day
        self._title = title
        self._names = Names(histories, language, day.hi)
        self._states = {state.history.post: state for state in states}
        self._rows = rows_of(grouped(histories, [s.history for s in states]), self._names)
        self._shown = [row.history for row in self._rows if row.history is not None]
        self._people = People(self._names, colors_of(self._shown))
        self._window = window_of(self._shown, day, until, first, last)

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells."""
        yield from self.heading(self._histories, self._day, self._title, width)
        if not self._states:
            yield self.line(t("No post is on record."), width)
            return
        milestones = self._milestones()
        picture = Lanes(self, self._people, self._rows, self._window, self._day, milestones)
        yield from picture.strips(width)
        yield []
        yield from self._hand_overs(width)
        yield from self._state(width)

    def _milestones(self) -> list[MilestoneRecord]:
        homes = {history.organization for history in self._shown}
        return list(self._histories.milestones(homes))

    # --- the day

    def _hand_overs(self, width: int) -> Iterator[Line]:
        """Who handed over to whom on the day, if it is one on which something changed."""
        changes = [(h, line) for h in self._shown for line in self._changes(h)]
        if not changes:
            return
        yield self.line(t("On {day}", day=self._day), width, "bold")
        for history, line in changes:
            post = f"   {self._names.post(history)}"
            if line_len([*line, (post, "")]) > width:
                post = f"   {self._names.short_post(history)}"
            yield self.runs([*line[:-1], (post, ""), line[-1]], width)
        yield []

    def _changes(self, history: PostHistory) -> Iterator[Line]:
        """Who came and who left, at the end of each line when that was announced."""
        came = [tenure for tenure in history.tenures if tenure.start == self._day]
        left = [tenure for tenure in history.tenures if tenure.end == self._day]
        for gone, come in handed_over(left, came, history.profile.seats(self._day.hi) == 1):
            out = self._people.tags(tenure.person for tenure in gone)
            into = self._people.tags(tenure.person for tenure in come)
            arrow = (f" {self.glyphs.arrow} " if gone else f"{self.glyphs.arrow} ", "")
            told = _announced(come) if come else ""
            if not come:
                into = [(t(str(gone[0].ended)), "")]
            yield [(INDENT, ""), *out, arrow, *into, (told, "")]

    # --- the state

    def _state(self, width: int) -> Iterator[Line]:
        rows: list[list[Cell]] = []
        labels, _ = labels_of(self._rows, max(8, width * 3 // 10))
        for index, row in enumerate(self._rows):
            if row.history is None:
                rows.append([row.shown()])
                continue
            label = labels[index]
            for cells in self._state_rows(self._states[row.history.post]):
                rows.append([label, *cells])
                label = ""
        yield from table(self, ("Post", "Holder", "Since", "For", ""), rows, width)

    def _state_rows(self, state: PostState) -> Iterator[list[Cell]]:
        if not state.holding:
            since = str(state.since) if state.since else ""
            lasted = length(state.since, self._day) if state.since else ""
            sure: str = t(state.certainty) if state.status != "no-record" else ""
            if stale(state.last_seen, self._day):
                seen = t("presumed, last seen {day}", day=state.last_seen)
                sure = f"{sure}, {seen}"
            yield [[(t(STATUS[state.status]), "dim")], since, lasted, sure]
        for tenure, certainty in sorted(state.holding, key=lambda held: _start(held[0])):
            yield [
                self._people.tag(tenure.person),
                str(tenure.start),
                length(tenure.start, self._day),
                ", ".join(remarks(tenure, certainty, self._day)),
            ]


def _announced(came: Sequence[Tenure]) -> str:
    """Say in brackets when an appointment was announced; empty if that was not stated."""
    days = {tenure.announced for tenure in came if tenure.announced is not None}
    if len(days) != 1:
        return ""
    day = days.pop()
    if all(day == tenure.start for tenure in came):
        return t(" (announced that day)")
    return t(" (announced {day})", day=day)


def _start(tenure: Tenure) -> tuple[int, int, str]:
    return tenure.start.lo, tenure.start.hi, tenure.person
