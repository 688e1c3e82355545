"""People in a picture: what they are called, and their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import UNKNOWN_PERSON

from .cells import shown
from .palette import color_of, ink_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from timeline.projections.names import Names

    from .cells import Line

__all__ = ["People"]


class People:
    """Names and styles by a person's id; a name stands on its person's colour wherever it stands.

    Black or white on a colour can be read whatever the terminal's background is; text *in* one of
    the lighter colours could not be read on white, nor in one of the darker on black.

    Args:
        names: what they are called.
        colors: of the people in a picture, by id, as `colors_of` gives them; others have the one
            by which they are known.
    """

    def __init__(self, names: Names, colors: Mapping[str, str] | None = None) -> None:
        self.names = names
        self._colors = colors or {}

    def _color(self, ident: str) -> str:
        return self._colors.get(ident) or color_of(ident)

    def name(self, ident: str) -> str:
        """What a person is called, fit for a screen."""
        return shown(self.names.person(ident))

    def line_style(self, ident: str) -> str:
        """The style of the lines of a bar."""
        return "dim" if ident == UNKNOWN_PERSON else self._color(ident)

    def tag_style(self, ident: str) -> str:
        """The style of a name."""
        if ident == UNKNOWN_PERSON:
            return "bold"
        color = self._color(ident)
        return f"{ink_on(color)} on {color}"

    def tag(self, ident: str) -> Line:
        """A name on its colour."""
        return [(self.name(ident), self.tag_style(ident))]

    def tags(self, idents: Iterable[str]) -> Line:
        """Several names on their colours, with commas between."""
        found: Line = []
        for ident in idents:
            found += [(", ", "")] if found else []
            found += self.tag(ident)
        return found

    def marked(self, ident: str) -> str:
        """A mark to put into a text, which `runs` replaces by the person's name."""
        return f"\x02{ident}\x03"

    def runs(self, text: str) -> Line:
        """Replace the marks in a text by names on their colours."""
        found: Line = []
        for part in text.split("\x02"):
            ident, mark, rest = part.partition("\x03")
            found += [*self.tag(ident), (rest, "")] if mark else [(part, "")]
        return found
