"""Where the events of a batch were read: file, line and column by position in the log."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

from timeline.events import LineOrigin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events import Entry, Passage

__all__ = ["Places"]

_KEPT: Final = 10_000
"""Of how many events of a stream everything is kept; of more, one would keep all of it."""


class Places:
    """Where the events of a batch were read, by their positions in the log.

    Of the first events everything is kept; of a stream's others the number of the line, for a whole
    file need not fit into memory.

    Args:
        before: the position of the log before the batch.
    """

    def __init__(self, before: int) -> None:
        self._before = before
        self._kept: list[Passage | None] = []
        self._lines = array("Q")
        self._file = ""

    def keep(self, entries: Iterable[Entry]) -> None:
        """Take in the next events, in the order in which the log took them."""
        for entry in entries:
            origin = entry.origin
            if not self._lines and (len(self._kept) < _KEPT or not isinstance(origin, LineOrigin)):
                self._kept.append(origin)
            else:
                line = isinstance(origin, LineOrigin)
                self._lines.append(origin.number if line else 0)  # type: ignore[union-attr]
                self._file = origin.file if line else self._file  # type: ignore[union-attr]

    def of(self, position: int) -> Passage | None:
        """Where the event at a position was read; None if it was not, or was there before."""
        index = position - self._before - 1
        if not 0 <= index < len(self._kept) + len(self._lines):
            return None
        if index < len(self._kept):
            return self._kept[index]
        number = self._lines[index - len(self._kept)]
        return LineOrigin(self._file, number, "") if number else None
