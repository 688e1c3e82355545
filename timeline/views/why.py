"""The view of `why`: a tree from the answer back to its root cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import later, t
from timeline.projections.answers.bars import grouped

from .palette import colors_of
from .people import People
from .picture import lanes_until, rows_of
from .view import View
from .words import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.answers.why import Explanation, Reason
    from timeline.projections.histories import Histories
    from timeline.projections.names import Names

    from .cells import Line

__all__ = ["WhyView"]

_LABELS = {
    "event": "",
    "left": "",
    "because": later("because "),
    "dispute": later("disputed: "),
    "citation": later("also: "),
    "correction": later("corrected: "),
}


_DEEPEST = 20
"""How many steps a tree moves to the right; a chain of causes may have thousands."""


class WhyView(View):
    """A rich renderable: for each answer, its event, evidence and causes, as a tree."""

    def __init__(
        self,
        histories: Histories,
        day: EdtfDate,
        found: Sequence[Explanation],
        names: Names,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._histories = histories
        self._day = day
        self._found = found
        self._names = names
        self._shown: set[int] = set()
        posts = [histories.history(post) for post in {answer.post: 0 for answer in found}]
        self._people = People(names, colors_of(filter(None, posts)))
        self._branch, self._last, self._bar = (
            ("|- ", "`- ", "|  ") if ascii_only else ("├─ ", "└─ ", "│  ")
        )

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells."""
        asked = self.question(self._histories, self._day)
        yield from self.folded([(asked, "bold")], width, [], [("  ", "")])
        if not self._found:
            yield self.line(t("Nobody holds it, and nothing says why."), width)
        posts = [self._histories.history(post) for post in {a.post: a for a in self._found}]
        shown = [history for history in posts if history is not None]
        if shown:
            yield []
            rows = rows_of(grouped(self._histories, shown), self._names)
            yield from lanes_until(self, self._people, rows, self._day).strips(width)
        self._shown.clear()
        for answer in self._found:
            history = self._histories.history(answer.post)
            post = self._names.post(history) if history is not None else answer.post
            who: Line = [(t("nobody"), "dim")]
            if answer.holder is not None:
                who = self._people.tag(answer.holder)
            yield []
            sure = t(" (possibly)") if answer.certainty == "possible" else ""
            title: Line = [(f"{post}: ", "bold"), *who, (sure, "bold")]
            yield from self.folded(title, width, [], [("  ", "")])
            for text in answer.remarks:
                yield from self.folded([(text, "")], width, [("  ", "")], [("    ", "")])
            yield from self._tree(answer.reason, width)

    def _tree(self, root: Reason, width: int) -> Iterator[Line]:
        """A reason and all behind it; from `_DEEPEST` steps on nothing moves to the right."""
        waiting = [(root, "", self._last)]
        while waiting:
            reason, above, branch = waiting.pop()
            again = reason.position in self._shown
            self._shown.add(reason.position)
            below = above + (self._bar if branch == self._branch else "   ")
            inside: Line = [(below + (self._bar if reason.below and not again else "   "), "dim")]
            event = self._event(reason, again)
            yield from self.folded(event, width, [(above + branch, "dim")], inside)
            if again:
                continue
            for line in self._remarks(reason):
                yield from self.folded(line, width, inside, inside)
            if len(below) > min(3 * _DEEPEST, width // 2):
                below = above
            steps = [(step, below, self._branch) for step in reason.below]
            if steps:
                steps[-1] = (reason.below[-1], below, self._last)
            waiting += reversed(steps)

    def _event(self, reason: Reason, again: bool) -> Line:
        fact = reason.content.fact if reason.content is not None else reason.event.fact
        effective, announced = getattr(fact, "effective", None), getattr(fact, "announced", None)
        date = f"{effective}  " if effective is not None else ""
        told = t(" (announced {day})", day=announced) if announced not in (None, effective) else ""
        says = said(fact, self._people.marked, self.glyphs.arrow, self._post)
        label = _LABELS[reason.relation] and t(_LABELS[reason.relation])
        text = self._people.runs(f"{label}{date}{says}{told}")
        place = (f"  #{reason.position}{t(', above') if again else ''}", "dim")
        return [*text, place]

    def _post(self, post: str) -> str:
        """A post's title beside its id."""
        name = self._names.of("post", post)
        return f"{name} ({post})" if name not in (None, post) else post

    def _remarks(self, reason: Reason) -> Iterator[Line]:
        """The evidence and the note of an event."""
        for source in reason.sources:
            yield self.evidence(source, "dim")
        fact = reason.content.fact if reason.content is not None else reason.event.fact
        if fact.note and reason.relation != "citation":
            yield [(fact.note, "dim")]
