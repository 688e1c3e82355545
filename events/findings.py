"""What was found wrong in a file or a batch, and where, said the way a compiler says it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Literal, Protocol

import attrs

from .language import t
from .text import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

__all__ = ["Finding", "Findings", "Passage", "Place", "errors_in", "told"]

Severity = Literal["error", "warning"]


@attrs.frozen
class Place:
    """Where something stands in a file.

    Attributes:
        file: the file's name as it was given; `-` is standard input.
        line: counted from 1.
        column: in characters, counted from 1.
        excerpt: the line, or of a long one the part around the column.
        length: of what is meant, in characters; 1 at least.
        skipped: how many characters of the line stand before the excerpt.
    """

    file: str
    line: int
    column: int
    excerpt: str = ""
    length: int = 1
    skipped: int = 0

    @classmethod
    def within(cls, file: str, line: int, column: int, text: str, length: int = 1) -> Place:
        """A place in a line that is given whole."""
        first = max(0, column - 1 - _BEFORE) if len(text) > _EXCERPT else 0
        return cls(file, line, column, text[first : first + _EXCERPT], length, first)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def pointer(self) -> str:
        """The line with its number, and carets under what is meant."""
        number = f"{self.line:>5} | "
        excerpt, start = self.excerpt.replace("\t", " "), max(0, self.column - 1 - self.skipped)
        before = printable(excerpt[:start])
        meant = printable(excerpt[start : start + self.length])
        cut = "…" if self.skipped else ""
        more = "…" if len(excerpt) == _EXCERPT else ""
        carets = "^" * max(1, _cells(meant))
        pointer = f"{' ' * _cells(cut + before)}{carets}"
        return f"{number}{cut}{printable(excerpt)}{more}\n{' ' * 5} | {pointer}"


class Passage(Protocol):
    """Where an event was read: it can place each of the event's fields."""

    def place(self, field: str = "") -> Place:
        """The place of one field's value, or of the whole event."""
        ...


def _said(text: str | None) -> str | None:
    return None if text is None else shortened(text, _MESSAGE)


@attrs.frozen
class Finding:
    """Something wrong or doubtful in what is to be appended.

    Attributes:
        code: a short stable name of the rule.
        message: one sentence without a full stop; of a very long one the beginning and the end.
        place: where; None if it was not read from a file.
        hint: the way out, if one is known.
        severity: an `error` refuses the input, a `warning` does not.
        times: how many times it was found; more than once where not every place is kept.
    """

    code: str
    message: str = attrs.field(converter=_said)
    place: Place | None = None
    hint: str | None = attrs.field(default=None, converter=_said)
    severity: Severity = "error"
    times: int = 1

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f"; {self.hint}" if self.hint else ""
        head = printable(f"{where}{t(self.severity)}: {self.message}{hint}")
        return f"{head}\n{self.place.pointer()}" if self.place and self.place.excerpt else head


class Findings(list[Finding]):
    """Findings as they are made. Of one kind no more than `most` are kept; the rest is counted."""

    def __init__(self, found: Iterable[Finding] = (), most: int = 10_000) -> None:
        super().__init__()
        self.total = 0
        self._most = most
        self._kinds: Counter[tuple[str, Severity]] = Counter()
        self += found

    def append(self, finding: Finding) -> None:
        """Take one in."""
        self.total += 1
        kind = finding.code, finding.severity
        self._kinds[kind] += 1
        if self._kinds[kind] <= self._most:
            super().append(finding)

    def __iadd__(self, found: Iterable[Finding]) -> Self:  # type: ignore[misc,override]
        for finding in found:
            self.append(finding)
        return self

    def counted(self) -> list[Finding]:
        """Those that were kept; and for each kind of which there were more, how many."""
        return [
            *self,
            *(
                Finding(code, t("and more of this kind"), None, None, severity, count - self._most)
                for (code, severity), count in self._kinds.items()
                if count > self._most
            ),
        ]


def errors_in(findings: Iterable[Finding]) -> int:
    """How many errors there are."""
    return sum(finding.times for finding in findings if finding.severity == "error")


def told(findings: Iterable[Finding], most: int | None = 20, rest: str = "") -> Iterator[str]:
    """The text of findings, in their order, with an end.

    What was found in the same words at several places is told at the first of them, with the
    number of the others.

    Args:
        findings: what was found.
        most: how many of one kind are told; None for all.
        rest: the way to the others.
    """
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        words = finding.message if most is not None else f"{len(alike)}"
        alike.setdefault((finding.code, words), []).append(finding)
    shown: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for (code, _), same in alike.items():
        shown[code] += 1
        times = sum(finding.times for finding in same)
        if most is not None and shown[code] > most:
            left[code] += times
            continue
        yield str(same[0])
        if times > 1:
            lines = dict.fromkeys(str(f.place.line) for f in same[1:] if f.place is not None)
            where = t(", in lines {listed}", listed=", ".join([*lines][:10])) if lines else ""
            more = ", ..." if len(lines) > 10 else ""
            yield t(
                "      the same {more} more time{more2}{where}{more3}",
                more=times - 1,
                more2="s" * (times > 2),
                where=where,
                more3=more,
            )
    for code, count in left.items():
        yield t("... and {count} more of {code}{rest}", count=count, code=code, rest=rest)


_EXCERPT: Final = 200
"""How much of a line is shown, in characters."""
_BEFORE: Final = 80
"""How much of it before what is meant."""
_MESSAGE: Final = 500
"""How long a message is at most, in characters: it may hold a text that somebody made very long."""


def _cells(text: str) -> int:
    from rich.cells import cell_len  # only a report of a fault needs it

    return cell_len(text)
