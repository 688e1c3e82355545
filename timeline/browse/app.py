"""The full-screen program: keys in, screens out. What they mean is the viewer's."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from timeline.events import EdtfDate, later, t
from timeline.projections.answers.why import explain
from timeline.projections.knowledge import Knowledge
from timeline.views.cells import cell_len
from timeline.views.why import WhyView

from .citing import addresses, citation, sources_of
from .dialogs import ChoiceBox, DateBox, FilterBox, SearchBox, TextBox
from .help import help_text
from .scene import ORDERS, Scene
from .viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from timeline.events import Source
    from timeline.projections.answers.search import Match
    from timeline.projections.histories import Asked
    from timeline.projections.posts import PostHistory

    from .scene import Choose, Order

__all__ = ["BrowseRequest", "Browser", "LanesScreen"]


@attrs.frozen
class BrowseRequest:
    """What to browse: the timeline, the posts, the day and the bounds of knowledge to begin with.

    Attributes:
        timeline: whose posts.
        choose: which of them to show, at a point of knowledge.
        day: the day to begin with.
        knowledge: what counts at first.
        today: the day it is.
        read_day: reads a day as people give it; raises BadDate.
        read_moment: likewise a day or a moment, and gives it as text.
        language: of names.
        ascii_only: draw with ASCII characters.
    """

    timeline: Asked
    choose: Choose
    day: EdtfDate
    knowledge: Knowledge
    today: date
    read_day: Callable[[str], EdtfDate]
    read_moment: Callable[[str], str]
    language: str | None = None
    ascii_only: bool = False


class LanesWidget(Widget, can_focus=True):
    """Draws the viewer's lines."""

    class Pointed(Message):
        """Somebody clicked a cell, for the second time at once if `is_second`."""

        def __init__(self, x: int, y: int, is_second: bool) -> None:
            super().__init__()
            self.x, self.y, self.is_second = x, y, is_second

    class Turned(Message):
        """Somebody turned the wheel, by so many steps down, or up if negative."""

        def __init__(self, steps: int, shift: bool, ctrl: bool) -> None:
            super().__init__()
            self.steps, self.shift, self.ctrl = steps, shift, ctrl

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self._viewer = viewer
        self._lines: list[Strip] | None = None

    def redraw(self) -> None:
        """Draw anew."""
        self._lines = None
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Say which cell was clicked."""
        self.post_message(self.Pointed(event.x, event.y, event.chain > 1))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Say that the wheel was turned."""
        event.stop()
        self.post_message(self.Turned(1, event.shift, event.ctrl))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Say that the wheel was turned."""
        event.stop()
        self.post_message(self.Turned(-1, event.shift, event.ctrl))

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.redraw()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width, height = self.size
        if self._lines is None:
            self._lines = [_strip(line) for line in self._viewer.lines(width, height)]
        if y >= len(self._lines):
            return Strip.blank(width)
        return self._lines[y].adjust_cell_length(width)


def _strip(parts: list[tuple[str, str]]) -> Strip:
    segments = [Segment(text, Style.parse(style) if style else None) for text, style in parts]
    return Strip(segments, sum(cell_len(text) for text, _ in parts))


class LanesScreen(Screen[None]):
    """The screen with the lanes, and its keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+d", "app.quit", "quit"),
        Binding("right,l", "step(1)", "next day"),
        Binding("left,h", "step(-1)", "day before"),
        Binding("shift+right,right_square_bracket", "leap(1)", "next month"),
        Binding("shift+left,left_square_bracket", "leap(-1)", "month before"),
        Binding("ctrl+right,right_curly_bracket", "leap(12)", "next year"),
        Binding("ctrl+left,left_curly_bracket", "leap(-12)", "year before"),
        Binding("n,tab", "go('next_change')", "next change"),
        Binding("p,N,shift+tab", "go('previous_change')", "change before"),
        Binding("home,less_than_sign", "go('first_change')", "first change"),
        Binding("end,greater_than_sign", "go('last_change')", "last change"),
        Binding("t", "today", "today"),
        Binding("down,j", "select(1)", "next post"),
        Binding("up,k", "select(-1)", "post above"),
        Binding("pagedown,space,ctrl+f", "turn(1)", "page down"),
        Binding("pageup,ctrl+b", "turn(-1)", "page up"),
        Binding("plus,equals_sign", "zoom(1)", "zoom in"),
        Binding("minus", "zoom(-1)", "zoom out"),
        Binding("g", "ask_day", "go to a date"),
        Binding("slash", "find", "find"),
        Binding("enter,w", "why", "why"),
        Binding("f", "filter", "filter"),
        Binding("s", "sort", "sort"),
        Binding("c", "cite", "copy a citation"),
        Binding("o", "open", "open a source"),
        Binding("a", "ask_announced", "announced by"),
        Binding("A", "lift('announced_by')", "announced by, on and off"),
        Binding("r", "ask_recorded", "recorded by"),
        Binding("R", "lift('recorded_by')", "recorded by, on and off"),
        Binding("question_mark,f1", "help", "help"),
    ]
    DEFAULT_CSS = "LanesScreen > LanesWidget { width: 100%; height: 100%; }"

    def __init__(self, question: BrowseRequest, scene: Scene) -> None:
        super().__init__()
        self.question = question
        self.viewer = Viewer(
            scene, question.day, question.today, question.timeline.log.name, question.ascii_only
        )
        self._lanes = LanesWidget(self.viewer)
        self._scenes = {scene.histories.knowledge: scene}
        self._wanted = scene.histories.knowledge
        self._bounds: dict[str, Any] = {}
        self._evidence: tuple[Any, Sequence[Source]] | None = None
        self.viewer.evidence = self._sources

    def compose(self) -> Any:
        """Put the picture on the screen; there is nothing else."""
        yield self._lanes

    def on_mount(self) -> None:
        """Give the keys to the picture."""
        self._lanes.focus()

    # --- time and posts

    def action_step(self, days: int) -> None:
        """Go some days on, or back if negative."""
        self.viewer.step(days)
        self._lanes.redraw()

    def action_leap(self, months: int) -> None:
        """Go some months on, or back if negative."""
        self.viewer.leap(months)
        self._lanes.redraw()

    def action_go(self, where: str) -> None:
        """Go to a change: `next_change`, `previous_change`, `first_change`, `last_change`."""
        getattr(self.viewer, where)()
        self._lanes.redraw()

    def action_today(self) -> None:
        """Go to today."""
        self.viewer.go(EdtfDate.of_day(self.question.today))
        self._lanes.redraw()

    def action_select(self, steps: int) -> None:
        """Select another post, so many lines further down."""
        self.viewer.select(steps)
        self._lanes.redraw()

    def action_turn(self, pages: int) -> None:
        """Go a screenful of posts further down, or up if negative."""
        self.viewer.turn(pages)
        self._lanes.redraw()

    def action_zoom(self, steps: int) -> None:
        """Show half of the time for each step, or twice as much if negative."""
        self.viewer.zoom_by(steps)
        self._lanes.redraw()

    # --- boxes

    def action_ask_day(self) -> None:
        """Type a date to go to."""

        def go(text: str | None) -> None:
            if text:
                self.viewer.go(self.question.read_day(text))
                self._lanes.redraw()

        self._ask(t("Go to a date"), self.viewer.day.text, self.question.read_day, "", go)

    def action_find(self) -> None:
        """Find a person or a post."""

        def go(match: Match | None) -> None:
            if match is not None:
                self.viewer.jump(match)
                self._lanes.redraw()

        box = SearchBox(self.viewer.scene.search.find, self._label, self.question.ascii_only)
        self.app.push_screen(box, go)

    def _label(self, match: Match) -> str:
        return f"{self.viewer.scene.describe(match, self.viewer.day)}  {match.id}"

    def action_why(self) -> None:
        """Show why the selected post is what it is on the day."""
        from timeline.projections.fold.log_histories import LogHistories

        history, viewer = self.viewer.history, self.viewer
        if history is None:
            return
        histories, log = viewer.scene.histories, self.question.timeline.log

        def at(position: int) -> PostHistory | None:
            return LogHistories(log, histories.knowledge, position).history(history.post)

        found = explain(history, viewer.day, histories.knowledge, log.about, log.find, at)
        names = viewer.scene.names(viewer.day)
        view = WhyView(histories, viewer.day, found, names, self.question.ascii_only)
        lines = list(view.lines(max(_NARROWEST, self.size.width - _FRAME)))
        self.app.push_screen(TextBox(Text("\n").join(lines), self.question.ascii_only))

    def action_help(self) -> None:
        """Show the keys, and what the signs mean."""
        text = Text(help_text(self.viewer.glyphs))
        self.app.push_screen(TextBox(text, self.question.ascii_only))

    # --- which posts, and in what order

    def action_filter(self) -> None:
        """Show the posts alone that some words find, while they are typed."""
        before = self.viewer.words

        def show(words: str) -> None:
            self.viewer.arrange(words, self.viewer.order)
            self._lanes.redraw()

        def end(words: str | None) -> None:
            show(before if words is None else words)

        self.app.push_screen(FilterBox(before, show, self.question.ascii_only), end)

    def action_sort(self) -> None:
        """Sort the posts in the next order."""
        place = (ORDERS.index(self.viewer.order) + 1) % len(ORDERS)
        self._sort(ORDERS[place])

    def _sort(self, order: Order) -> None:
        self.viewer.arrange(self.viewer.words, order)
        self._lanes.redraw()

    # --- evidence

    def _sources(self, history: PostHistory, day: EdtfDate) -> Sequence[Source]:
        """The sources behind what a post is on a day."""
        knowledge = self.viewer.scene.histories.knowledge
        asked = history.post, day.text, knowledge
        if self._evidence is None or self._evidence[0] != asked:
            log = self.question.timeline.log
            found = explain(history, day, knowledge, log.about, log.find)
            self._evidence = asked, sources_of(found)
        return self._evidence[1]

    def action_cite(self) -> None:
        """Copy who holds the selected post, and who says so, to the clipboard."""
        history, viewer = self.viewer.history, self.viewer
        if history is None:
            return
        sources = self._sources(history, viewer.day)
        text = citation(viewer.scene, history, viewer.day, sources, viewer.title)
        self.app.copy_to_clipboard(text)
        self._tell(t("copied: {text}", text=text))

    def action_open(self) -> None:
        """Open a source of the selected post: the only one, or the one that is chosen."""
        history = self.viewer.history
        found = addresses(self._sources(history, self.viewer.day)) if history is not None else []
        if not found:
            self._tell(t("no source with an address is on record"))
        elif len(found) == 1:
            self._open(found[0])
        else:
            self.app.push_screen(
                ChoiceBox(t("Open a source"), found, self.question.ascii_only), self._open
            )

    def _open(self, address: str | None) -> None:
        if address is not None:
            self.app.open_url(address)
            self._tell(t("opened {address}", address=address))

    # --- the mouse

    def on_lanes_widget_pointed(self, event: LanesWidget.Pointed) -> None:
        """Go to what was clicked: a post, a day, an order; a second click says why."""
        place = self.viewer.point(event.x, event.y)
        if place == "post" and event.is_second:
            self.action_why()
        elif place in ("holder", "since", "label"):
            order: Order = "title" if place == "label" else place
            self._sort("log" if self.viewer.order == order else order)
        self._lanes.redraw()

    def on_lanes_widget_turned(self, event: LanesWidget.Turned) -> None:
        """Turn the wheel: to another post, with shift to another month, with ctrl to zoom."""
        if event.ctrl:
            self.action_zoom(-event.steps)
        elif event.shift:
            self.action_leap(event.steps)
        else:
            self.action_select(event.steps)

    # --- knowledge

    def action_ask_announced(self) -> None:
        """Type by when a change must have been announced to count."""
        now = self._wanted.announced_by

        def set_bound(text: str | None) -> None:
            if text is not None:
                day = self.question.read_day(text) if text else None
                self._know("announced_by", day)

        value = now.text if now is not None else ""
        self._ask(t("Announced by"), value, self.question.read_day, t(_ALL), set_bound)

    def action_ask_recorded(self) -> None:
        """Type by when an event must have been recorded to count."""

        def set_bound(text: str | None) -> None:
            if text is not None:
                self._know("recorded_by", self.question.read_moment(text) if text else None)

        value = self._wanted.recorded_by or ""
        self._ask(t("Recorded by"), value, self.question.read_moment, t(_ALL), set_bound)

    def action_lift(self, bound: str) -> None:
        """Lift a bound of knowledge, or set the last one again."""
        if getattr(self._wanted, bound) is not None:
            self._know(bound, None)
        elif bound in self._bounds:
            self._know(bound, self._bounds[bound])
        elif bound == "announced_by":
            self.action_ask_announced()
        else:
            self.action_ask_recorded()

    def _know(self, bound: str, value: Any) -> None:
        """Set one bound of knowledge, and read what counts then."""
        bounds = {
            "announced_by": self._wanted.announced_by,
            "recorded_by": self._wanted.recorded_by,
        }
        if bounds[bound] is not None:
            self._bounds[bound] = bounds[bound]
        self._wanted = Knowledge.of(**{**bounds, bound: value})
        if self._wanted in self._scenes:
            self._see(self._scenes[self._wanted])
            return
        self._tell(t("reading the log"))
        # A daemon: who quits does not wait until a large log is read.
        Thread(target=self._read, args=(self._wanted,), daemon=True).start()

    def _read(self, knowledge: Knowledge) -> None:
        """Read a scene, on a thread of its own."""
        then: Callable[[], None]
        try:
            then = partial(self._see, scene_of(self.question, knowledge))
        except Exception as fault:  # whatever it is, it has to be said on the screen
            then = partial(self._give_up, t("the log could not be read: {fault}", fault=fault))
        with suppress(RuntimeError):  # the program has ended in the meantime
            self.app.call_from_thread(then)

    def _see(self, scene: Scene) -> None:
        """Show a scene, unless another was asked for since."""
        knowledge = scene.histories.knowledge
        self._scenes[knowledge] = scene
        if knowledge == self._wanted:
            self.viewer.change_scene(scene)
            self._lanes.redraw()
        while len(self._scenes) > _SCENES:
            self._scenes.pop(next(known for known in self._scenes if known != self._wanted))

    def _give_up(self, text: str) -> None:
        self._wanted = self.viewer.scene.histories.knowledge
        self._tell(text)

    def _tell(self, text: str) -> None:
        self.viewer.notice = text
        self._lanes.redraw()

    def _ask(
        self,
        title: str,
        value: str,
        reads: Callable[[str], Any],
        more: str,
        then: Callable[[str | None], None],
    ) -> None:
        box = DateBox(title, value, reads, t(_HINT) + more, self.question.ascii_only)
        self.app.push_screen(box, then)


_HINT = later("2023-09-10, 2023-09, 2023, today, 3 months ago")
_ALL = later("\nnothing for no bound")
_FRAME = 6
"""The cells around a text: the border, a space, and the bar that scrolls."""
_NARROWEST = 60
"""The cells of the reasons at least; on a narrower screen they scroll."""
_SCENES = 4
"""How many points of knowledge are kept, to go back to at once."""


def scene_of(question: BrowseRequest, knowledge: Knowledge) -> Scene:
    """Read the scene at a point of knowledge."""
    histories = question.timeline.histories(knowledge)
    return Scene(histories, question.choose, question.language)


class Browser(App[None]):
    """The program. It keeps the terminal's own colours."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", "quit", priority=True, show=False),
        Binding("ctrl+z", "suspend_process", "to the shell", priority=True, show=False),
    ]

    def __init__(self, question: BrowseRequest) -> None:
        super().__init__(ansi_color=True)  # with NO_COLOR the theme alone comes too late
        self.theme = "ansi-dark"
        self._question = question
        self._scene = scene_of(question, question.knowledge)

    def on_mount(self) -> None:
        """Show the lanes; end in good order when told to end."""
        with suppress(NotImplementedError):  # Windows has no such signals
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, self.exit, None, 128 + signal.SIGTERM)
        self.push_screen(LanesScreen(self._question, self._scene))
