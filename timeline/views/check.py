"""The view of `check`: how many of each kind, and the first few with the way to mend them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from timeline.events import t

from .cells import cell_len, fit
from .rows import folded_text
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timeline.events import Place
    from timeline.projections.answers.check import Problem
    from timeline.projections.histories import Histories
    from timeline.projections.names import Names

    from .cells import Line

__all__ = ["CheckView", "Told"]

FEW: Final = 5
"""How many problems of one rule are told to a person who did not ask for all."""

Told = tuple["Problem", "Place | None"]
"""A problem, and where its event stands in a file, if it was read from one."""


class CheckView(View):
    """A rich renderable: counts by code, then each rule with what it found.

    Args:
        histories: what the log says.
        title: the lines above; the first says what was checked, and how much was found.
        told: the problems, those of one rule together, the worst first.
        names: what ids are called.
        every: tell all, and not the first few of each rule.
        empty: what to say where there is none.
    """

    def __init__(
        self,
        histories: Histories,
        title: Sequence[str],
        told: Sequence[Told],
        names: Names,
        *,
        every: bool,
        empty: str,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._histories = histories
        self._title = title
        self._names = names
        self._every = every
        self._empty = empty
        self._groups: dict[str, list[Told]] = {}
        for problem, place in told:
            self._groups.setdefault(problem.code, []).append((problem, place))

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells; nothing of it is cut."""
        for index, text in enumerate(self._title):
            yield from self._folded(text, width, "dim" if index else "bold")
        yield []
        if not self._groups:
            if self._empty:
                yield self.line(self._empty, width)
            return
        if len(self._groups) > 1:
            yield from self._counts(width)
        for code, found in self._groups.items():
            yield from self._rule(code, found, width)

    def _counts(self, width: int) -> Iterator[Line]:
        counted = [(f"{len(found):,}", found[0][0]) for found in self._groups.values()]
        digits = max(len(count) for count, _ in counted)
        severities = max(cell_len(t(p.rule.severity)) for _, p in counted)
        codes = max(len(p.code) for _, p in counted)
        for count, problem in counted:
            rule = problem.rule
            severity = fit(t(rule.severity), severities, "")
            head = f"{count:>{digits}}  {severity}  {problem.code:<{codes}}  "
            yield from self._folded(head + t(rule.says), width, indent=" " * cell_len(head))
        yield []

    def _rule(self, code: str, found: Sequence[Told], width: int) -> Iterator[Line]:
        rule = found[0][0].rule
        yield from self._folded(f"{t(rule.severity)} {code}: {t(rule.mend)}", width, "bold", "  ")
        if rule.together and not self._every:
            yield from self._together(found, width)
            return
        shown = found if self._every else found[:FEW]
        for problem, place in shown:
            text = f"  {_where(problem, place)}{self._said(problem)}"
            yield from self._folded(text, width, indent="    ")
        if len(found) > len(shown):
            rest = t(
                "... and {n:,} more; --code {code} tells them", n=len(found) - len(shown), code=code
            )
            yield self.line(f"  {rest}", width)

    def _together(self, found: Sequence[Told], width: int) -> Iterator[Line]:
        """Tell all that a rule found in one line: they are one question."""
        subjects = [self._subject(problem) for problem, _ in found[:FEW]]
        rest = len(found) - len(subjects)
        code = found[0][0].code
        more = t(" and {n:,} more; --code {code} tells them", n=rest, code=code) if rest else ""
        count = t("{n:,} post{plural}", n=len(found), plural="s" * (len(found) != 1))
        yield from self._folded(f"  {count}: {', '.join(subjects)}{more}", width, indent="    ")

    def _folded(self, text: str, width: int, style: str = "", indent: str = "") -> Iterator[Line]:
        for part in folded_text(text, width, indent):
            yield self.line(part, width, style)

    # --- names beside ids

    def _said(self, problem: Problem) -> str:
        """The message, with names beside the ids in it; or behind what it is about."""
        if problem.code == "similar-names":
            return problem.message
        names = self._called(problem)
        subject = problem.subject.partition(":")[2]
        found: set[str] = set()

        def named(match: re.Match[str]) -> str:
            ident = match[1]
            if ident not in names:
                return match[0]
            found.add(ident)
            return names[ident]

        text = _WORD.sub(named, problem.message)
        return text if subject in found else f"{self._subject(problem)}: {text}"

    def _subject(self, problem: Problem) -> str:
        subject = problem.subject.partition(":")[2]
        return self._called(problem).get(subject, subject)

    def _called(self, problem: Problem) -> Mapping[str, str]:
        """The name and the id of what a problem is about, and of whoever held that post."""
        what, _, ident = problem.subject.partition(":")
        names = self._names
        if what == "person":
            return {ident: _beside(names.person(ident), ident)}
        if what == "organization":
            return {ident: _beside(names.organization(ident), ident)}
        history = self._histories.history(ident)
        if history is None:
            return {}
        found = {t.person: _beside(names.person(t.person), t.person) for t in history.tenures}
        return {**found, ident: _beside(names.short_post(history), ident)}


def _beside(name: str, ident: str) -> str:
    return f"{name} ({ident})" if name != ident else ident


def _where(problem: Problem, place: Place | None) -> str:
    if place is not None:
        return f"{place}  "
    return f"#{problem.position}  " if problem.position is not None else ""


_WORD: Final = re.compile(r'"?([^\s,;:"()]+(?:/[^\s,;:"()]+)?)"?')
"""What may be an id in a message, with its quotation marks."""
