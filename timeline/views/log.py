"""The view of `log`: one event a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.events import t

from .cells import cell_len, fit
from .rows import folded_text
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .cells import Line

__all__ = ["LogView"]


class LogView(View):
    """A rich renderable of events given as rows: position, day, id, kind, date, and words.

    What has no room beside the others goes on below; nothing of it is cut.
    """

    def __init__(
        self,
        rows: Sequence[Mapping[str, Any]],
        recorded_by: str | None,
        title: str,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._rows = rows
        self._bound = (
            t("recorded by {day}", day=recorded_by) if recorded_by else t("all that is recorded")
        )
        self._title = title

    def strips(self, width: int) -> Iterator[Line]:
        """The events, each in as many lines as it needs."""
        yield self.line(f"{self._title} {self.glyphs.dot} {self._bound}", width, "bold")
        digits = len(str(self._rows[-1]["position"])) if self._rows else 1
        for row in self._rows:
            head = f"{row['position']:>{digits}}  {row['recorded'][:10]}  {row['id'][:8]}  "
            kind, date = t(row["kind"]), row["effective"] or ""
            cells = f"{fit(kind, 12, self.glyphs.ellipsis)}  {date:<12}"  # a date is never cut
            room = width - cell_len(head) - cell_len(cells) - 2
            if cell_len(row["says"]) <= room:
                yield self.runs([(head, "dim"), (f"{cells}  {row['says']}", "")], width)
                continue
            yield self.runs([(head, "dim"), (cells, "")], width)
            indent = " " * (digits + 2)
            for part in folded_text(f"{indent}{row['says']}", width, indent):
                yield self.line(part, width)
