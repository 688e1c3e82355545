"""The timeline: one log and everything that is read from it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs

from timeline.events import (
    BadInput,
    Event,
    EventLog,
    Expected,
    Finding,
    MemoryLog,
    NotFound,
    SqliteLog,
    Writer,
    nearest,
)

from .projections.fold import Projection, fold
from .projections.histories import Histories, LogHistories
from .projections.standing import EVERYTHING, Knowledge, stand
from .questions import Questions
from .showing import Showing

if TYPE_CHECKING:  # the readers and the YAML parser are loaded when something is appended
    from timeline.events import Assertion, Draft

__all__ = ["Appended", "Timeline", "memory", "open", "seed"]

T = TypeVar("T")

CONFLICTS = frozenset(
    {
        "unknown-person",
        "unknown-post",
        "unknown-organization",
        "departure-without-appointment",
        "before-post",
        "before-organization",
        "after-end",
        "two-homes",
    }
)
"""The findings that `allow_conflicts` records all the same: contradictions, not mistakes."""


@attrs.frozen
class Appended:
    """What an append did.

    Attributes:
        added: how many events the log took.
        already: how many of the events it had.
        position: of the log's last event now.
        findings: what was let pass: warnings, and conflicts where they were allowed.
    """

    added: int
    already: int
    position: int
    findings: tuple[Finding, ...] = ()


class _DryRun(Exception):
    """Leaves a transaction so that nothing of it stays."""


class Timeline(Questions, Showing):
    """A log of role changes, and the answers that follow from it.

    Made by `timeline.open`, `timeline.memory` and `timeline.seed`. It may be read by several
    threads at once, and appended to by several processes.
    """

    def __init__(self, log: EventLog) -> None:
        self.log = log

    def __repr__(self) -> str:
        return f"<Timeline {self.log.name} at {self.log.head().position}>"

    # --- what every answer is made of

    def standing(self, reference: str | int) -> Event | None:
        """What stands of an event after corrections; None if it no longer counts.

        Raises:
            NotFound, Ambiguous: the reference names no event, or several.
        """
        event = self.log.find(reference)
        found = stand(self.log.about(event.subject))
        return next((fact.fact for fact in found if fact.id == event.id), None)

    def histories(self, knowledge: Knowledge = EVERYTHING) -> Histories:
        """The histories of all posts at a point of knowledge: what every answer is made of."""
        if knowledge.is_everything and isinstance(self.log, SqliteLog):
            from .tables import VERSION, TableHistories, progress

            connection = self.log.connection()
            position = self.log.head().position
            if connection is not None and progress(connection) == (VERSION, position):
                return TableHistories(self.log, position)
        return LogHistories(self.log, knowledge)

    def project(self, projection: Projection[T], state: T | None = None, *, after: int = 0) -> T:
        """Fold the log's events, as they were recorded, into a state of your own.

        Give an earlier state and the position it was made at to go on from there.
        """
        return fold(projection, self.log.read(after=after), state)

    # --- appending

    def append(
        self,
        events: Iterable[Event | Draft],
        *,
        expected: Expected = "any",
        allow_conflicts: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        """Add events to the log, all or none. What the log has already is not added again.

        Args:
            events: the events; their references are ids, keys or positions.
            expected: where the log must be: `any`, `empty`, or a position.
            allow_conflicts: record facts that contradict the log.
            dry_run: check everything and add nothing.

        Raises:
            BadInput: with everything that is wrong; the log is as it was.
            PositionConflict: the log is not where `expected` says.
            LogBusy, ReadOnlyLog: the log cannot be written.
        """
        options = _Options(expected, allow_conflicts, dry_run)
        return self._append(_Reading([_draft(event) for event in events]), options)

    def append_yaml(
        self,
        path: str | os.PathLike[str],
        *,
        expected: Expected = "any",
        allow_conflicts: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        """Add the events of a YAML file. Raises what `append` raises, and OSError."""
        from timeline.events import decode_text

        return self.append_yaml_text(
            decode_text(Path(path).read_bytes(), str(path)),
            file=str(path),
            expected=expected,
            allow_conflicts=allow_conflicts,
            dry_run=dry_run,
        )

    def append_yaml_text(
        self,
        text: str,
        *,
        file: str = "<text>",
        expected: Expected = "any",
        allow_conflicts: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        """Add the events of a YAML text; `file` is what to call it in findings."""
        from timeline.events import read_yaml

        document = read_yaml(text, file, self.histories(), lenient=allow_conflicts)
        reading = _Reading(document.drafts, document.findings, document.assertions, document.unsure)
        return self._append(reading, _Options(expected, allow_conflicts, dry_run))

    def append_file(
        self,
        path: str | os.PathLike[str],
        *,
        expected: Expected = "any",
        allow_conflicts: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        """Add the events of a file: JSON Lines if its name says so, otherwise YAML."""
        if not is_json_lines(path):
            return self.append_yaml(
                path, expected=expected, allow_conflicts=allow_conflicts, dry_run=dry_run
            )
        with Path(path).open(encoding="utf-8-sig") as lines:
            return self.append_jsonl(
                lines,
                file=str(path),
                expected=expected,
                allow_conflicts=allow_conflicts,
                dry_run=dry_run,
            )

    def in_memory(self) -> Timeline:
        """A copy of the timeline in memory, to try things on."""
        from timeline.events import Draft

        log = MemoryLog(self.log.name)
        log.append(Draft(event.fact, recorded=event.recorded) for event in self.log.read())
        return Timeline(log)

    def append_seed(self, name: str = "alibaba") -> Appended:
        """Add the events of a bundled log.

        Raises:
            NotFound: there is none of that name.
        """
        from importlib.resources import files

        folder = files("timeline.seeds")
        resource = folder.joinpath(f"{name}.yaml")
        if not name.isidentifier() or not resource.is_file():
            known = [item.name.removesuffix(".yaml") for item in folder.iterdir()]
            raise NotFound("bundled log", name, nearest(name, known))
        return self.append_yaml_text(resource.read_text(encoding="utf-8"), file=f"{name}.yaml")

    def rebuild(self) -> None:
        """Make the tables of a database anew from its log; a log in memory has none."""
        if isinstance(self.log, SqliteLog):
            from .tables import Tables

            with self.log.writing():
                Tables(self.log).rebuild(LogHistories(self.log))

    def create(self) -> None:
        """Make the database now rather than at the first append."""
        if isinstance(self.log, SqliteLog):
            self.log.create()
            self.rebuild()

    def append_jsonl(
        self,
        lines: Iterable[str],
        *,
        expected: Expected = "any",
        allow_conflicts: bool = False,
        keep_recorded: bool = False,
        dry_run: bool = False,
        file: str = "<lines>",
    ) -> Appended:
        """Add events given as JSON Lines.

        With `keep_recorded` each line's `recorded` is kept, for a history from elsewhere. Raises
        what `append` raises.
        """
        from timeline.events import read_jsonl

        drafts: list[Draft] = []
        findings: list[Finding] = []
        for item in read_jsonl(lines, file, keep_recorded=keep_recorded):
            if isinstance(item, Finding):
                findings.append(item)
            else:
                drafts.append(item)
        reading = _Reading(drafts, findings, unsure=None if findings else frozenset())
        return self._append(reading, _Options(expected, allow_conflicts, dry_run))

    def _append(self, reading: _Reading, options: _Options) -> Appended:
        if options.dry_run or _errors(reading.findings):
            return self._try(reading, options)
        with self.log.writing(options.expected) as writer:
            return self._admit(self.log, writer, reading, options)

    def _try(self, reading: _Reading, options: _Options) -> Appended:
        """Everything that an append does, and then nothing of it; makes no file."""
        log = self.log
        if isinstance(log, SqliteLog) and log.connection() is None:
            log = MemoryLog()
        result = None
        try:
            with log.writing(options.expected) as writer:
                result = self._admit(log, writer, reading, options)
                raise _DryRun
        except _DryRun:
            pass
        assert result is not None  # noqa: S101 - the block above left by _DryRun
        return result

    def _admit(
        self, log: EventLog, writer: Writer, reading: _Reading, options: _Options
    ) -> Appended:
        """Check a batch against the log, add it, and check what comes of it."""
        from timeline.events import prepare

        from .admission import (
            changed_subjects,
            check_assertions,
            check_references,
            new_conflicts,
            nobody_left,
            withdrawn,
        )

        findings = list(reading.findings)
        earlier = Timeline(log).histories()
        batch = prepare(reading.drafts, log)
        findings += batch.findings
        findings += check_references(batch.new, earlier)
        recorded = writer.add(batch.new)
        now = LogHistories(log)
        subjects = changed_subjects(recorded, earlier)
        findings += withdrawn(batch.repeated, log)
        findings += nobody_left(batch.new, now, log)
        if reading.unsure is not None:
            posts = [subject[5:] for subject in subjects if subject.startswith("post:")]
            sure = [post for post in posts if post not in reading.unsure]
            findings += new_conflicts(now, earlier, batch.new, sure)
        if not _errors(findings):
            findings += check_assertions(reading.assertions, now, log)
        findings = [_let_pass(f) if options.allow_conflicts else f for f in dict.fromkeys(findings)]
        if _errors(findings):
            raise BadInput(sorted(findings, key=_in_order))
        if isinstance(log, SqliteLog) and not options.dry_run:
            from .tables import Tables

            Tables(log).update(now, subjects, earlier.position)
        return Appended(len(recorded), batch.already, now.position, tuple(findings))


@attrs.frozen
class _Reading:
    """What was read and is to be appended.

    Attributes:
        unsure: the posts of which something could not be read; None if they may be any.
    """

    drafts: Sequence[Draft]
    findings: Sequence[Finding] = ()
    assertions: Sequence[Assertion] = ()
    unsure: frozenset[str] | None = frozenset()


@attrs.frozen
class _Options:
    expected: Expected
    allow_conflicts: bool
    dry_run: bool


def is_json_lines(path: str | os.PathLike[str]) -> bool:
    """Whether a file is read as JSON Lines, by its name; any other is YAML."""
    return os.fspath(path).endswith((".jsonl", ".ndjson", ".json"))


def _draft(event: Event | Draft) -> Draft:
    from timeline.events import Draft

    return event if isinstance(event, Draft) else Draft(event)


def _errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _let_pass(finding: Finding) -> Finding:
    if finding.code not in CONFLICTS:
        return finding
    return attrs.evolve(finding, severity="warning")


def _in_order(finding: Finding) -> tuple[int, int]:
    return (finding.place.line, finding.place.column) if finding.place else (0, 0)


def open(path: str | os.PathLike[str]) -> Timeline:  # noqa: A001 - `timeline.open(…)` is what it is
    """The timeline of a database; the file is made at the first append.

    Raises:
        NotALog: the file is something else.
        NewerLog: a later version of timeline made it.
    """
    return Timeline(SqliteLog(path))


def memory() -> Timeline:
    """An empty timeline that lives as long as the program."""
    return Timeline(MemoryLog())


def seed(name: str = "alibaba") -> Timeline:
    """A bundled timeline, in memory.

    Raises:
        NotFound: there is none of that name.
    """
    timeline = Timeline(MemoryLog(f"the bundled log {name}"))
    timeline.append_seed(name)
    return timeline
