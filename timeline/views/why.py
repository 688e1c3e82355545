"""The view of `why`: a tree from the answer back to its root cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from timeline.events import EdtfDate, Source
from timeline.projections.histories import Histories
from timeline.projections.names import Names
from timeline.projections.why import Explanation, Reason

from .cells import fit, join
from .words import question, said

__all__ = ["WhyView"]

_LABELS = {
    "event": "",
    "left": "",
    "because": "because ",
    "dispute": "disputed: ",
    "citation": "also: ",
    "correction": "corrected: ",
}


class WhyView:
    """A rich renderable: for each answer, its event, evidence and causes, as a tree."""

    def __init__(
        self,
        histories: Histories,
        day: EdtfDate,
        found: Sequence[Explanation],
        names: Names,
        ascii_only: bool = False,
    ) -> None:
        self._histories = histories
        self._day = day
        self._found = found
        self._names = names
        self._shown: set[int] = set()
        self._arrow, self._ellipsis = ("->", "~") if ascii_only else ("→", "…")
        self._branch, self._last, self._bar = (
            ("|- ", "`- ", "|  ") if ascii_only else ("├─ ", "└─ ", "│  ")
        )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Every line is as wide as the console at most."""
        yield from self.lines(options.max_width)

    def lines(self, width: int) -> Iterator[Text]:
        """The view, line by line, for a width in cells."""
        yield self._line(question(self._day, self._histories.knowledge), width, "bold")
        if not self._found:
            yield self._line("Nobody holds it, and nothing says why.", width)
        self._shown.clear()
        for answer in self._found:
            history = self._histories.history(answer.post)
            post = self._names.post(history) if history is not None else answer.post
            who = self._names.person(answer.holder) if answer.holder is not None else "nobody"
            yield Text()
            sure = " (possibly)" if answer.certainty == "possible" else ""
            yield self._line(f"{post}: {who}{sure}", width, "bold")
            yield from self._tree(answer.reason, "", self._last, width)

    def _tree(self, reason: Reason, above: str, branch: str, width: int) -> Iterator[Text]:
        fact = reason.content.fact if reason.content is not None else reason.event.fact
        effective, announced = getattr(fact, "effective", None), getattr(fact, "announced", None)
        date = f"{effective}  " if effective is not None else ""
        told = f" (announced {announced})" if announced not in (None, effective) else ""
        text = (
            f"{_LABELS[reason.relation]}{date}{said(fact, self._names.person, self._arrow)}{told}"
        )
        again = reason.position in self._shown
        self._shown.add(reason.position)
        above_it = ", above" if again else ""
        yield self._line(f"{above}{branch}{text}  #{reason.position}{above_it}", width)
        if again:
            return
        below = above + (self._bar if branch == self._branch else "   ")
        inside = below + (self._bar if reason.below else "   ")
        for source in reason.sources:
            yield self._line(inside + _source(source), width, "dim")
        if (note := fact.note) and reason.relation != "citation":
            yield self._line(f"{inside}{note}", width, "dim")
        for index, step in enumerate(reason.below):
            last = index == len(reason.below) - 1
            yield from self._tree(step, below, self._last if last else self._branch, width)

    def _line(self, text: str, width: int, style: str = "") -> Text:
        shown = text.replace("·", "-") if self._ellipsis == "~" else text
        return join([(fit(shown, width, self._ellipsis).rstrip(), style)])


def _source(source: Source) -> str:
    """A source in one line: its quotation first, for that is the evidence."""
    parts = [f"“{source.quote}”" if source.quote else None, source.title, source.publisher]
    parts += [source.published.text if source.published else None, source.url]
    return ", ".join(part for part in parts if part)
