"""Files that are checked before anybody appends them, and where each of their events stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
import click

from timeline.appending.append import Options, Reading, append
from timeline.appending.places import Places
from timeline.core import is_json_lines
from timeline.events import (
    BadInput,
    decode_lines,
    decode_text,
    read_bytes,
    read_jsonl,
    read_yaml,
    t,
)
from timeline.histories import histories_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.core import Timeline
    from timeline.events import Finding, Place
    from timeline.projections.answers.check import Problem

__all__ = ["CheckedFiles", "failed_asserts"]


class CheckedFiles:
    """Files on top of a log: what they lead to, and where what is told of them stands.

    The positions that their events get are of no log that anybody sees: what is told names files,
    lines and columns.

    Attributes:
        findings: what keeps the files from being appended.
    """

    def __init__(self, timeline: Timeline, files: Sequence[str]) -> None:
        self._base = timeline.log.head().position
        self._read: list[Places] = []
        self.findings: list[Finding] = []
        for file in files:
            places = Places(timeline.log.head().position)
            self._read.append(places)
            try:
                done = append(
                    timeline.log,
                    _reading(timeline, file),
                    Options("any", allow_conflicts=True, dry_run=False, places=places),
                    histories_of,
                )
                found = done.findings
            except BadInput as refused:
                found = refused.findings
            self.findings += [self._placed(f) for f in found if f.severity == "error"]

    def place(self, position: int | None) -> Place | None:
        """Where an event was read; None if it is of the log."""
        if position is None or position <= self._base:
            return None
        for places in self._read:
            if (origin := places.of(position)) is not None:
                return origin.place()
        return None

    def said(self, problem: Problem) -> Problem:
        """A problem whose message names places of the files instead of positions."""
        return attrs.evolve(problem, message=self._in_words(problem.message))

    def _in_words(self, message: str) -> str:
        def by_place(match: re.Match[str]) -> str:
            place = self.place(int(match[1]))
            return match[0] if place is None else f"{place.file}:{place.line}"

        return _POSITION.sub(by_place, message)

    def _placed(self, finding: Finding) -> Finding:
        hint = finding.hint
        numbers = map(int, _REFERENCE.findall(hint or ""))
        if any(number > self._base for number in numbers):
            hint = t("both are in these files: mend one of the two entries")
        return attrs.evolve(finding, message=self._in_words(finding.message), hint=hint)


_POSITION: Final = re.compile(r"#(\d+)\b")
"""How a message names an event."""
_REFERENCE: Final = re.compile(r"(?:correct|cancels:|disputes:) (\d+)\b")
"""How a hint names one."""


def _reading(timeline: Timeline, file: str) -> Reading:
    """What a file says, contradictions included."""
    if is_json_lines(file):
        return Reading(read_jsonl(_lines(file), file))
    document = read_yaml(_text(file), file, timeline.histories(), lenient=True)
    return Reading(document.drafts, document.findings, document.assertions, document.unsure)


def _lines(file: str) -> Iterator[str]:
    with Path(file).open("rb") as source:
        yield from decode_lines(source, file)


def _text(file: str) -> str:
    with Path(file).open("rb") as source:
        return decode_text(read_bytes(source, file), file)


def failed_asserts(tl: Timeline, files: Sequence[str]) -> list[Finding]:
    """What keeps files from being read, and their asserts that the log does not bear out."""
    from timeline.appending.admission import check_assertions
    from timeline.projections.fold.log_histories import LogHistories

    if not files:
        raise click.UsageError(t("--asserts needs the files that hold the asserts"))
    failed: list[Finding] = []
    for file in files:
        document = read_yaml(_text(file), file, tl.histories())
        failed += [f for f in document.findings if f.severity == "error"]
        failed += check_assertions(document.assertions, LogHistories(tl.log), tl.log)
    return failed
