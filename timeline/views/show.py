"""The view of `show`: lanes over a date axis, and the state on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate, printable
from timeline.palette import colors_of
from timeline.projections.histories import Histories, MilestoneRecord
from timeline.projections.lanes import grouped, known_days
from timeline.projections.posts import PostHistory, PostState
from timeline.projections.profiles import Profile
from timeline.projections.tenures import Tenure

from .axis import Axis
from .cells import Strip, cell_len, fit, join
from .lanes import ASCII, UNICODE, Key, draw_post, overlay
from .rows import shrunk
from .words import length, question

__all__ = ["ShowView"]

_INDENT = "  "


class ShowView:
    """A rich renderable: who held some posts over time, and what they are on a day.

    Args:
        histories: where names and milestones come from.
        day: the day of the state.
        states: what the posts to show are on that day.
        title: what the log is called.
        language: of names: `zh`, `en`, `both`, or None for the one first written.
        until: the last day to draw, as an ordinal; later facts are drawn all the same.
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
        ascii_only: bool = False,
    ) -> None:
        self._histories = histories
        self._day = day
        self._title = title
        self._language = language
        self._until = until
        self._glyphs = ASCII if ascii_only else UNICODE
        by_post = {state.history.post: state for state in states}
        self._groups = [
            (group.depth, group.organization, [by_post[h.post] for h in group.histories])
            for group in grouped(histories, [state.history for state in states])
        ]
        self._states = [state for _, _, states in self._groups for state in states]
        self._names: dict[str, str] = {}

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Every line is as wide as the console at most."""
        yield from self.lines(options.max_width)

    def lines(self, width: int) -> Iterator[Text]:
        """The view, line by line, for a width in cells."""
        asked = question(self._day, self._histories.knowledge).split(" · ")
        yield from self._wrapped(asked, width, "bold", " · ")
        yield self._line(f"{self._title}, position {self._histories.position}", width, "dim")
        yield Text()
        if not self._states:
            yield self._line("No post is on record.", width)
            return
        yield from self._lanes(width)
        yield from self._hand_overs(width)
        yield from self._state(width)

    # --- names

    def _name(self, person: str) -> str:
        if person not in self._names:
            profile = self._histories.profile("person", person) or Profile("person", person, ())
            self._names[person] = printable(profile.name_in(self._language, self._day.hi))
        return self._names[person]

    def _label(self, profile: Profile) -> str:
        return profile.name_in(self._language or "both", self._day.hi)

    def _line(self, text: str, width: int, style: str = "") -> Text:
        shown = text.replace(" · ", f" {self._glyphs.dot} ")
        return join([(fit(shown, width, self._glyphs.ellipsis).rstrip(), style)])

    # --- lanes

    def _lanes(self, width: int) -> Iterator[Text]:
        histories = [state.history for state in self._states]
        labels = [_INDENT + self._label(h.profile) for h in histories]
        margin = min(max(map(cell_len, labels)) + 1, max(8, width * 3 // 10))
        axis = self._axis(histories, width - margin)
        people = [t.person for h in histories for t in sorted(h.tenures, key=_start)]
        names = {person: self._name(person) for person in people}
        colors, key = colors_of(people), Key()
        milestones = self._milestones()
        yield from self._scale(axis, margin, milestones)
        as_of = axis.column(self._day.lo) if axis.lo <= self._day.lo < axis.hi else -1
        used = set()
        for depth, organization, states in self._groups:
            name = _INDENT * depth + self._label(organization)
            yield self._line(name, width, "bold")
            for state in states:
                label = fit(_INDENT * (depth + 1) + self._label(state.history.profile), margin - 1)
                strips = draw_post(state.history, axis, self._glyphs, names, colors, key)
                for index, strip in enumerate(strips):
                    used |= {strip.char(column) for column in range(axis.width)}
                    overlay(strip, as_of, self._glyphs)
                    shown = label if index == 0 else " " * (margin - 1)
                    yield join([(shown + " ", ""), *strip.parts()])
        yield Text()
        yield from self._notes(width, key, names, milestones, used)

    def _axis(self, histories: Sequence[PostHistory], width: int) -> Axis:
        asked = [d for d in (self._day.lo, self._day.hi) if BEFORE_ALL < d < AFTER_ALL]
        days = [*known_days(histories), *asked, self._until]
        lo, hi = min(days), max(days) + 1
        return Axis(lo, max(hi, lo + 2), width)

    def _milestones(self) -> list[MilestoneRecord]:
        homes = {organization.id for _, organization, _ in self._groups}
        return [m for m in self._histories.milestones() if m.organization in homes]

    def _scale(
        self, axis: Axis, margin: int, milestones: Sequence[MilestoneRecord]
    ) -> Iterator[Text]:
        labels, ticks = Strip(axis.width), Strip(axis.width)
        ticks.fill(0, axis.width, self._glyphs.line, "dim")
        for column, label in axis.ticks():
            labels.put(column, label, "dim")
            ticks.put(column, self._glyphs.tick, "dim")
        for milestone in milestones:
            if axis.lo <= milestone.date.hi < axis.hi:
                ticks.put(axis.column(milestone.date.hi), self._glyphs.milestone, "bold")
        if axis.lo <= self._day.lo < axis.hi:
            ticks.put(axis.column(self._day.lo), self._glyphs.pointer, "bold")
        yield join([(" " * margin, ""), *labels.parts()])
        yield join([(" " * margin, ""), *ticks.parts()])

    def _notes(
        self,
        width: int,
        key: Key,
        names: dict[str, str],
        milestones: Sequence[MilestoneRecord],
        used: set[str],
    ) -> Iterator[Text]:
        if key.labels:
            entries = [f"{label} {names[person]}" for person, label in key.labels.items()]
            yield from self._wrapped(entries, width)
        g = self._glyphs
        legend = [(g.permanent, "holds"), (g.acting, "acting"), (g.uncertain, "uncertain date")]
        legend += [(g.vacant, "vacant")]
        said = [f"{char} {text}" for char, text in legend if char in used]
        said += [f"{g.pointer} as of"] + ([f"{g.milestone} milestone"] if milestones else [])
        yield from self._wrapped(said, width, "dim")
        for milestone in milestones:
            yield self._line(f"{g.milestone} {milestone.date}  {milestone.title}", width, "dim")
        yield Text()

    def _wrapped(
        self, entries: Sequence[str], width: int, style: str = "", between: str = "  "
    ) -> Iterator[Text]:
        line = ""
        for entry in entries:
            if line and cell_len(line) + cell_len(between) + cell_len(entry) > width:
                yield self._line(line, width, style)
                line = ""
            line = f"{line}{between}{entry}" if line else entry
        if line:
            yield self._line(line, width, style)

    # --- the state

    def _hand_overs(self, width: int) -> Iterator[Text]:
        """Who handed over to whom on the day, if it is one on which something changed."""
        lines = [line for state in self._states for line in self._changes(state.history)]
        if lines:
            yield self._line(f"On {self._day}", width, "bold")
            for line in lines:
                yield self._line(_INDENT + line, width)
            yield Text()

    def _changes(self, history: PostHistory) -> Iterator[str]:
        came = [t for t in history.tenures if t.start == self._day]
        left = [t for t in history.tenures if t.end == self._day]
        if not came and not left:
            return
        out = ", ".join(self._name(t.person) for t in left)
        into = ", ".join(self._name(t.person) for t in came)
        post = self._full_name(history)
        arrow = self._glyphs.arrow
        if out and into:
            yield f"{out} {arrow} {into}   {post}{_announced(came)}"
        elif into:
            yield f"{arrow} {into}   {post}{_announced(came)}"
        else:
            yield f"{out} {arrow} {left[0].ended}   {post}"

    def _full_name(self, history: PostHistory) -> str:
        home = self._histories.profile("organization", history.organization)
        return (
            f"{self._label(home) if home else history.organization}: {self._label(history.profile)}"
        )

    def _state(self, width: int) -> Iterator[Text]:
        rows = [("Post", "Holder", "Since", "For", "")]
        styles = ["bold"]
        for depth, organization, states in self._groups:
            rows.append((_INDENT * depth + self._label(organization), "", "", "", ""))
            styles.append("bold")
            for state in states:
                label = _INDENT * (depth + 1) + self._label(state.history.profile)
                for index, cells in enumerate(self._state_rows(state)):
                    rows.append((label if index == 0 else "", *cells))
                    styles.append("")
        widths = [max(cell_len(printable(row[i])) for row in rows) for i in range(5)]
        widths = shrunk(widths, width)
        for row, style in zip(rows, styles, strict=True):
            single = not any(row[1:])
            fitted = [fit(t, w, self._glyphs.ellipsis) for t, w in zip(row, widths, strict=True)]
            text = row[0] if single else "  ".join(fitted)
            yield self._line(text, width, style)

    def _state_rows(self, state: PostState) -> Iterator[tuple[str, str, str, str]]:
        if not state.holding:
            since = str(state.since) if state.since else ""
            lasted = length(state.since, self._day) if state.since else ""
            sure = state.certainty if state.status != "no-record" else ""
            yield _STATUS[state.status], since, lasted, sure
        for tenure, certainty in sorted(state.holding, key=lambda held: _start(held[0])):
            remarks: list[str] = [certainty]
            if tenure.capacity != "permanent":
                remarks.append(tenure.capacity)
            if tenure.end is not None:
                remarks.append(f"until {tenure.end}")
            elif tenure.term_ends is not None:
                late = tenure.term_ends.hi <= self._day.lo
                remarks.append(f"term {'was to end' if late else 'ends'} {tenure.term_ends}")
            if tenure.disputed:
                remarks.append(f"disputed: {', '.join(says for _, says in tenure.disputed)}")
            yield (
                self._name(tenure.person),
                str(tenure.start),
                length(tenure.start, self._day),
                ", ".join(remarks),
            )


_STATUS = {"vacant": "vacant", "no-record": "no record", "no-such-post": "no such post"}


def _announced(came: Sequence[Tenure]) -> str:
    """When the public was told, where that was stated."""
    days = {t.announced for t in came if t.announced is not None}
    if len(days) != 1:
        return ""
    day = days.pop()
    return " (announced that day)" if all(day == t.start for t in came) else f" (announced {day})"


def _start(tenure: Tenure) -> tuple[int, int, str]:
    return tenure.start.lo, tenure.start.hi, tenure.person
