"""The browser without its terminal: where one is, the ways to go on, and the screen to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from timeline.events import EdtfDate, t
from timeline.views.cells import cell_len, fit, fit_line
from timeline.views.glyphs import glyphs_of
from timeline.views.rows import folded_line
from timeline.views.words import question_parts

from .citing import source_words
from .lines import detail, keys, news, wrapped
from .scene import days_later, months_later
from .table import HEADING, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from timeline.events import Source
    from timeline.projections.answers.search import Match
    from timeline.projections.posts import PostHistory
    from timeline.views.cells import Line
    from timeline.views.glyphs import Glyphs

    from .scene import Order, Scene
    from .table import Place

__all__ = ["Viewer"]

_MOST_ZOOM = 20
_WIDE = 170
"""The cells from which on what is told of the selected post stands beside the lanes, not below."""


@attrs.define
class Viewer:
    """Shows a scene on a day, with one post selected.

    Attributes:
        scene: what there is to see.
        day: the day of the state; a period where one was asked for.
        today: the day it is.
        title: what the log is called.
        ascii_only: draw with ASCII characters.
        selected: the index of the selected post.
        zoom: how often the time shown is halved.
        notice: said once, in place of the day's news.
        evidence: gives the sources behind what a post is on a day.
        words: what the posts shown were filtered by; empty for all.
        order: how they are sorted.
    """

    scene: Scene
    day: EdtfDate
    today: date
    title: str
    ascii_only: bool = False
    selected: int = 0
    zoom: int = 0
    notice: str = ""
    evidence: Callable[[PostHistory, EdtfDate], Sequence[Source]] | None = None
    words: str = ""
    order: Order = "log"
    _whole: Scene | None = None
    _first: int = 0
    _top: int = 0
    _page: int = 1
    _table: Table | None = None

    # --- ways through time

    def go(self, day: EdtfDate) -> None:
        """Show another day."""
        self.day = day
        self.notice = ""

    def step(self, days: int) -> None:
        """Go some days on, or back if negative."""
        self.go(days_later(self.day, days))

    def leap(self, months: int) -> None:
        """Go some months on, or back if negative."""
        self.go(months_later(self.day, months))

    def next_change(self) -> None:
        """Go to the next day on which a post shown changes; in a period, to the first in it."""
        start = self.day.hi if self.day.is_day else self.day.lo - 1
        self._go_to_change(self.scene.changes.after(start), t("nothing changes after this day"))

    def previous_change(self) -> None:
        """Go to the last day before on which a post shown changed."""
        found = self.scene.changes.before(self.day.lo)
        self._go_to_change(found, t("nothing changes before this day"))

    def first_change(self) -> None:
        """Go to the first day of all on which a post shown changes."""
        self._go_to_change(self.scene.changes.first(), t("nothing changes"))

    def last_change(self) -> None:
        """Go to the last day of all on which a post shown changes."""
        self._go_to_change(self.scene.changes.last(), t("nothing changes"))

    def _go_to_change(self, day: int | None, otherwise: str) -> None:
        if day is None:
            self.notice = otherwise
        else:
            self.go(EdtfDate.of_day(day))

    def zoom_by(self, steps: int) -> None:
        """Draw half of the time around the day for each step, or twice as much if negative."""
        self.zoom = min(max(self.zoom + steps, 0), _MOST_ZOOM)

    # --- ways through the posts

    @property
    def history(self) -> PostHistory | None:
        """The selected post; None if none is shown."""
        return self.scene.posts[self.selected] if self.scene.posts else None

    def select(self, steps: int) -> None:
        """Select a post so many further down; one taller than the screen is scrolled first."""
        self.notice = ""
        lines = self._lines_of(self.selected)
        if steps == 1 and lines and lines[-1] >= self._top + self._page:
            self._top += 1
        elif steps == -1 and lines and lines[0] < self._top:
            self._top -= 1
        elif self.scene.posts:
            self.selected = min(max(self.selected + steps, 0), len(self.scene.posts) - 1)
            self._reveal()

    def turn(self, pages: int) -> None:
        """Go a screenful of posts further down, or up if negative; scrolls a taller one."""
        lines = self._lines_of(self.selected)
        if self._table is None or not lines:
            return
        rows = self._table.rows
        line = min(max(lines[0], self._top) + pages * self._page, len(rows) - 1)
        post, lane = rows[max(line, 0)]
        if lane == HEADING:  # a post stands below the name of its organization
            post, _ = rows[max(line, 0) + 1]
        if post == self.selected:
            self._top += pages * self._page
        else:
            self.select(post - self.selected)

    def point(self, x: int, y: int) -> Place | Literal["post", ""]:
        """Select what stands in a cell of the screen, and say what that is.

        A cell of the lanes, or of the axis above them, goes to its day. `holder`, `since` and
        `label` are the headings of columns.
        """
        table, line = self._table, y - self._first
        if table is None or not -2 <= line < self._page or x >= table.width:
            return ""
        place, day = table.place(x)
        if line >= 0:
            if self._top + line >= len(table.rows) or table.rows[self._top + line][1] == HEADING:
                return ""
            self.selected = table.rows[self._top + line][0]
        elif place != "lanes":
            return place if line == -1 else ""
        if place == "lanes":
            self.go(EdtfDate.of_day(day))
            return "lanes"
        return "post"

    def jump(self, match: Match) -> None:
        """Go to the post that was found, or to one that the person found holds or held."""
        way = self.scene.way_to(match, self.day)
        if way is None:
            self.notice = t("{id} is not among the posts shown", id=match.id)
            return
        self.selected, day = way
        self.go(day)
        self._reveal()

    def arrange(self, words: str, order: Order) -> None:
        """Show the posts alone that some words find, in an order; all of them if nothing is found.

        The order is that of the day on which it was asked for: no post moves with the day.
        """
        whole = self._whole or self.scene
        found = whole.arranged(words, order, self.day)
        otherwise = ""
        if not found.posts and whole.posts:
            otherwise = t("nothing is called “{text}”", text=words.strip())
            words, found = "", whole.arranged("", order, self.day)
        self.words, self.order = words.strip(), order
        self._show(whole, found)
        self.notice = otherwise

    def change_scene(self, scene: Scene) -> None:
        """Show the same day and post from another point of knowledge."""
        self._show(scene, scene)
        if scene.posts and (self.words or self.order != "log"):
            self.arrange(self.words, self.order)
        self.notice = self.notice if scene.posts else t("no post is on record by then")

    def _show(self, whole: Scene, scene: Scene) -> None:
        held = self.history
        self._whole, self.scene = whole, scene
        self._table = None
        kept = scene.index(held.post) if held is not None else None
        self.selected = kept if kept is not None else min(self.selected, len(scene.posts) - 1)
        self.selected = max(self.selected, 0)
        self.notice = ""
        self._reveal()

    def _lines_of(self, post: int) -> list[int]:
        """The lines of a post in the table."""
        return self._table.lines_of(post) if self._table is not None else []

    def _reveal(self) -> None:
        """Scroll so far that the selected post is on the screen, its first line in any case."""
        lines = self._lines_of(self.selected)
        if not lines:
            return
        above = lines[0] - (
            self._table is not None and self._table.rows[lines[0] - 1][1] == HEADING
        )
        self._top = min(max(self._top, lines[-1] - self._page + 1), above)

    # --- the screen

    @property
    def glyphs(self) -> Glyphs:
        """The characters to draw with."""
        return glyphs_of(self.ascii_only)

    def lines(self, width: int, height: int) -> list[Line]:
        """The whole screen: exactly so many lines, none of them wider."""
        side = width // 3 if width >= _WIDE and self.history is not None else 0
        left = width - side - 3 if side else width
        main = self._main(left, height, is_wide=bool(side))
        if not side:
            return main
        beside = [*self._told(side), *([[("", "")]] * height)]
        bar = (f" {'|' if self.ascii_only else '│'} ", "dim")
        return [
            [*fit_line(one, left, self.glyphs.ellipsis, pad=True), bar, *other]
            for one, other in zip(main, beside, strict=False)
        ]

    def _told(self, width: int) -> list[Line]:
        """The selected post in full, with its sources and their quotations."""
        history = self.history
        assert history is not None  # noqa: S101 - a wide screen without a post has no side
        found = detail(history, self.day, self.scene.people(self.day), self.glyphs)
        sources = self.evidence(history, self.day) if self.evidence is not None else ()
        if sources:
            found += [[("", "")], [(t("Sources"), "bold")]]
            found += [[(source_words(source), "")] for source in sources]
        return [line for entry in found for line in folded_line(entry, width, "  ")]

    def _main(self, width: int, height: int, *, is_wide: bool) -> list[Line]:
        head = self._head(width, height)
        below = self._below(width, height, is_wide=is_wide)
        self._first = len(head) + 2
        room = max(1, height - len(head) - 2 - len(below))
        before = self._table.rows if self._table is not None else None
        table = self._made(width)
        if before is not table.rows or self._page != room:  # lines are elsewhere than they were
            self._page = room
            self._reveal()
        self._top = max(0, min(self._top, len(table.rows) - room))
        body = [
            table.line(row, selected=row == (self.selected, max(row[1], 0)))
            for row in table.rows[self._top : self._top + room]
        ]
        if not body:
            body.append([(t("No post is on record."), "")])
        body += [[("", "")]] * (room - len(body))
        return [*head, *table.head(), *body, *below][:height]

    def _made(self, width: int) -> Table:
        same = self._table
        if same is None or same.day != self.day or same.width != width or same.zoom != self.zoom:
            self._table = Table(
                self.scene,
                self.day,
                self.today.toordinal(),
                zoom=self.zoom,
                width=width,
                ascii_only=self.ascii_only,
                before=same,
            )
        assert self._table is not None  # noqa: S101 - made just now, if not before
        return self._table

    def _line(self, text: str, width: int, style: str = "") -> Line:
        return [(fit(text, width, self.glyphs.ellipsis), style)]

    def _head(self, width: int, height: int) -> list[Line]:
        dot = f" {self.glyphs.dot} "
        question = wrapped(question_parts(self.day, self.scene.histories.knowledge), width, dot)
        lines = [self._line(text, width, "bold") for text in question]
        position = self.scene.histories.position
        place = t("{title}, position {position}", title=self.title, position=position)
        room = width - cell_len(question[-1]) - 2
        if room >= cell_len(place):
            lines[-1] = self._line(question[-1], width - cell_len(place), "bold")
            lines[-1] += self._line(place, cell_len(place), "dim")
        said = [self.notice] if self.notice else news(self.scene, self.day, self.glyphs)
        room = 1 if height < 20 else 2  # always as many, so that the lanes stay where they are
        told = wrapped(said, width, dot)
        told = [*told[: room - 1], dot.join(told[room - 1 :])]
        told += [""] * (room - len(told))
        style = "italic" if self.notice else ""
        return [*lines, *(self._line(text, width, style) for text in told)]

    def _below(self, width: int, height: int, *, is_wide: bool) -> list[Line]:
        """The selected post in full, as far as there is room for it, and the keys."""
        foot = self._line(keys(width, self.ascii_only), width, "dim")
        room = 0 if height < 14 else 2 if height < 20 else 4 if height < 32 else 6
        history = self.history
        if not room or history is None:
            return [foot]
        number, every = self.selected + 1, len(self.scene.posts)
        place = f" {t('{number} of {all}', number=number, all=every)}{self._arrangement()} "
        rule = self.glyphs.line * max(0, width - cell_len(place) - 2)
        above: Line = [(fit(rule + place + self.glyphs.line * 2, width, "").rstrip(), "dim")]
        if is_wide:
            return [above, foot]
        found = detail(history, self.day, self.scene.people(self.day), self.glyphs)
        if len(found) > room:
            hidden = len(found) - room + 1
            more = f"{self.glyphs.ellipsis} {t('{n} more lines; enter says why', n=hidden)}"
            found = [*found[: room - 1], [(more, "dim")]] if room > 2 else found[:room]
        lines = [fit_line(line, width, self.glyphs.ellipsis) for line in found]
        lines += [[("", "")]] * (room - len(lines))
        return [above, *lines, foot]

    def _arrangement(self) -> str:
        """Say how the posts are filtered and sorted, if they are."""
        said = [t("with “{words}”", words=self.words)] if self.words else []
        said += [t("by {order}", order=t(self.order))] if self.order != "log" else []
        return "".join(f" {self.glyphs.dot} {text}" for text in said)
