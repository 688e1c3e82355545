"""The boxes over the screen: a date to type, a name to find, why, and help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from rich.console import RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from timeline.events import TimelineError, t
from timeline.projections.answers.search import Match
from timeline.views.cells import fit
from timeline.views.glyphs import glyphs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["ChoiceBox", "DateBox", "FilterBox", "SearchBox", "TextBox"]

T = TypeVar("T")

_MATCHES = 10
"""How many matches a search shows."""


class _Box(ModalScreen[T], Generic[T]):
    """A box over the screen that escape closes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss_box", "close")]
    DEFAULT_CSS = """
    _Box { align: center middle; }
    _Box > Vertical {
        width: 64; max-width: 100%; height: auto; max-height: 100%;
        border: round $primary; padding: 0 1;
    }
    _Box.plain > Vertical { border: ascii $primary; }
    _Box > Vertical > Static { height: auto; }
    _Box Input { border: none; height: 1; padding: 0; }
    _Box Input:focus { border: none; }
    """

    def __init__(self, ascii_only: bool) -> None:
        super().__init__(classes="plain" if ascii_only else None)
        self._ellipsis = glyphs_of(ascii_only).ellipsis

    def action_dismiss_box(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


def _text(text: str, style: str = "") -> Text:
    return Text(text, style=style)


class DateBox(_Box[str | None]):
    """Asks for a date, and asks again until it is one; gives the text, empty for no date.

    Args:
        title: what is asked for.
        value: the text to begin with.
        reads: reads the text; raises a TimelineError that says what is wrong.
        hint: what can be typed.
        ascii_only: draw with ASCII characters.
    """

    def __init__(
        self, title: str, value: str, reads: Callable[[str], Any], hint: str, ascii_only: bool
    ) -> None:
        super().__init__(ascii_only)
        self._title = title
        self._value = value
        self._reads = reads
        self._hint = hint

    def compose(self) -> ComposeResult:
        """The title, the field, and what is wrong with what was typed."""
        with Vertical():
            yield Static(_text(self._title, "bold"))
            yield Input(self._value, select_on_focus=True, id="field")
            yield Static(_text(self._hint, "dim"), id="told")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with what was typed, if it can be read."""
        try:
            if event.value.strip():
                self._reads(event.value)
        except TimelineError as fault:
            told = fit(str(fault), 400, self._ellipsis).rstrip()
            self.query_one("#told", Static).update(_text(told, "bold"))
            return
        self.dismiss(event.value.strip())


class FilterBox(_Box[str | None]):
    """Asks for words, and shows at once what they find; gives them, or None for those before.

    Args:
        value: the words to begin with.
        shows: shows what some words find.
        ascii_only: draw with ASCII characters.
    """

    DEFAULT_CSS = "FilterBox { align: center bottom; }"

    def __init__(self, value: str, shows: Callable[[str], None], ascii_only: bool) -> None:
        super().__init__(ascii_only)
        self._value = value
        self._shows = shows

    def compose(self) -> ComposeResult:
        """The field, and what can be done."""
        with Vertical():
            yield Static(_text(t("Show the posts alone of these names"), "bold"))
            yield Input(self._value, select_on_focus=True, id="field")
            says = t("a post, an organization, whoever held it; nothing for all")
            yield Static(_text(says, "dim"))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the changed words find."""
        self._shows(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the words."""
        self.dismiss(event.value)


class ChoiceBox(_Box[str | None]):
    """Lists some texts, and gives the chosen one.

    Args:
        title: what is chosen.
        texts: to choose from.
        ascii_only: draw with ASCII characters.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "dismiss_box", "close")]
    DEFAULT_CSS = """
    ChoiceBox > Vertical { width: 100; }
    ChoiceBox OptionList { height: auto; max-height: 20; border: none; }
    """

    def __init__(self, title: str, texts: Sequence[str], ascii_only: bool) -> None:
        super().__init__(ascii_only)
        self._title = title
        self._texts = texts

    def compose(self) -> ComposeResult:
        """The title, and the texts."""
        with Vertical():
            yield Static(_text(self._title, "bold"))
            yield OptionList(*(_text(text) for text in self._texts))
            yield Static(_text(t("enter opens, escape closes"), "dim"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with what was chosen."""
        self.dismiss(self._texts[event.option_index])


class SearchBox(_Box[Match | None]):
    """Lists people and posts while somebody types, and gives the chosen match.

    Args:
        find: gives what a text may mean, the likeliest first.
        label: says what a match is called.
        ascii_only: draw with ASCII characters.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n,tab", "choose(1)", "next", priority=True),
        Binding("up,ctrl+p,shift+tab", "choose(-1)", "previous", priority=True),
    ]

    def __init__(
        self,
        find: Callable[[str], Sequence[Match]],
        label: Callable[[Match], str],
        ascii_only: bool,
    ) -> None:
        super().__init__(ascii_only)
        self._find = find
        self._label = label
        self._found: Sequence[Match] = ()
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """The field, and what was found so far."""
        with Vertical():
            yield Static(_text(t("Find a person or a post, by id or any name"), "bold"))
            yield Input(id="field")
            yield Static(_text(t("enter goes there, escape closes"), "dim"), id="found")

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what the changed text finds."""
        self._found = self._find(event.value)
        self._chosen = 0
        self._show(event.value)

    def on_input_submitted(self) -> None:
        """Close with the chosen match."""
        if self._found:
            self.dismiss(self._found[self._chosen])

    def action_choose(self, steps: int) -> None:
        """Choose another match."""
        self._chosen = min(max(self._chosen + steps, 0), max(len(self._found) - 1, 0))
        self._show(self.query_one(Input).value)

    def _show(self, typed: str) -> None:
        shown = self.query_one("#found", Static)
        if not self._found:
            shown.update(_text(t("nothing by that name") if typed.strip() else "", "dim"))
            return
        width = max(shown.size.width, 10)
        room = max(3, min(_MATCHES, self.size.height - 6))
        first = max(0, self._chosen - room + 1)
        lines = Text(no_wrap=True)
        for index, match in enumerate(self._found[first : first + room], first):
            style = "reverse" if index == self._chosen else ""
            lines.append(fit(self._label(match), width, self._ellipsis) + "\n", style)
        place = t("{number} of {all}", number=self._chosen + 1, all=len(self._found))
        lines.append(place, "dim")
        shown.update(lines)


class TextBox(_Box[None]):
    """Shows something to read: the reasons of an answer, or the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,enter,question_mark", "dismiss_box", "close"),
        Binding("j", "app.simulate_key('down')", "down"),
        Binding("k", "app.simulate_key('up')", "up"),
    ]
    DEFAULT_CSS = """
    TextBox > Vertical { width: 100%; height: 100%; }
    TextBox ScrollableContainer { height: 1fr; }
    TextBox.plain ScrollableContainer { scrollbar-size: 0 0; }
    TextBox ScrollableContainer > Static { width: auto; height: auto; }
    """

    def __init__(self, content: RenderableType, ascii_only: bool) -> None:
        super().__init__(ascii_only)
        self._content = content
        self._arrows = t("arrows") if ascii_only else "← → ↑ ↓"

    def compose(self) -> ComposeResult:
        """The text, which scrolls both ways."""
        with Vertical():
            with ScrollableContainer():
                yield Static(self._content, id="text")
            yield Static(_text(t("{arrows} scroll, escape closes", arrows=self._arrows), "dim"))
