"""What was found wrong in a file or a batch, and where, said the way a compiler says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

import attrs

from .text import printable

if TYPE_CHECKING:
    pass

__all__ = ["Finding", "Passage", "Place"]

Severity = Literal["error", "warning"]


@attrs.frozen
class Place:
    """Where something stands in a file.

    Attributes:
        file: the file's name as it was given; `-` is standard input.
        line: counted from 1.
        column: in characters, counted from 1.
        excerpt: the whole line.
        length: of what is meant, in characters; 1 at least.
    """

    file: str
    line: int
    column: int
    excerpt: str = ""
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def pointer(self) -> str:
        """The line with its number, and carets under what is meant."""
        number = f"{self.line:>5} | "
        text = printable(self.excerpt.replace("\t", " "))
        before = printable(self.excerpt[: self.column - 1].replace("\t", " "))
        meant = printable(self.excerpt[self.column - 1 : self.column - 1 + self.length])
        carets = "^" * max(1, _cells(meant))
        return f"{number}{text}\n{' ' * 5} | {' ' * _cells(before)}{carets}"


class Passage(Protocol):
    """The passage that an event was read from: it can place each of the event's fields."""

    def place(self, field: str = "") -> Place:
        """The place of one field's value, or of the whole event."""
        ...


@attrs.frozen
class Finding:
    """Something wrong or doubtful in what is to be appended.

    Attributes:
        code: a short stable name of the rule.
        message: one sentence without a full stop.
        place: where; None if it was not read from a file.
        hint: the way out, if one is known.
        severity: an `error` refuses the input, a `warning` does not.
    """

    code: str
    message: str
    place: Place | None = None
    hint: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f"; {self.hint}" if self.hint else ""
        head = printable(f"{where}{self.severity}: {self.message}{hint}")
        return f"{head}\n{self.place.pointer()}" if self.place and self.place.excerpt else head


def _cells(text: str) -> int:
    from rich.cells import cell_len  # only a report of a fault needs it

    return cell_len(text)
