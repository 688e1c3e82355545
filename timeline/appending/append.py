"""Putting a batch into a log: everything it says is checked against the log and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from timeline.events import (
    BadInput,
    Finding,
    Intake,
    JsonLines,
    MemoryLog,
    PositionConflict,
)
from timeline.projections.fold.log_histories import LogHistories

from .admission import Admission, check_assertions
from .loading import first_load
from .resting import posts_resting_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from timeline.events import (
        Assertion,
        Draft,
        EventLog,
        Expected,
        Writer,
    )
    from timeline.projections.fold.log_histories import FoldedSubject
    from timeline.projections.histories import Histories
    from timeline.tables.writer import TableWriter

    from .places import Places

__all__ = ["Appended", "Options", "Reading", "append"]

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
        "after-death",
        "contradiction",
        "overlap",
        "wrong-predecessor",
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


@attrs.frozen
class Reading:
    """What is read and is to be appended.

    Attributes:
        drafts: the events, and what was found wrong in their place.
        findings: what else was found.
        assertions: what must be so in the end.
        unsure: the posts of which something could not be read; None if they may be any.
    """

    drafts: Iterable[Draft | Finding]
    findings: Sequence[Finding] = ()
    assertions: Sequence[Assertion] = ()
    unsure: frozenset[str] | None = frozenset()


@attrs.frozen
class Options:
    """How to append: see `Timeline.append`.

    Attributes:
        places: what takes in where each event was read, for who asks afterwards.
    """

    expected: Expected
    allow_conflicts: bool
    dry_run: bool
    places: Places | None = None


HistoriesOf: TypeAlias = "Callable[[EventLog], Histories]"

_FEW: Final = 1_000
"""How many events of a first batch are tried before a file is made for them."""


class _DryRun(Exception):
    """Leaves a transaction so that nothing of it stays."""


def append(
    log: EventLog, reading: Reading, options: Options, histories_of: HistoriesOf
) -> Appended:
    """Add a batch to a log, all of it or nothing.

    Args:
        log: the log.
        reading: what is to be appended.
        options: how.
        histories_of: gives what a log says before the batch.

    Raises:
        BadInput: with everything that is wrong; the log is as it was.
        PositionConflict, LogBusy, ReadOnlyLog: the log cannot be written.
    """
    plain = not (options.dry_run or options.places or errors_among(reading.findings))
    if plain and (added := first_load(log, reading.drafts, reading.assertions, options.expected)):
        return Appended(added, 0, added, tuple(dict.fromkeys(reading.findings)))
    if isinstance(reading.drafts, JsonLines):
        reading = attrs.evolve(reading, drafts=iter(reading.drafts))
    first: list[Draft | Finding] = []
    if isinstance(reading.drafts, Iterator):
        # A batch that is refused right at its beginning makes no file.
        first = list(islice(reading.drafts, Intake.PART))
        following = list(islice(reading.drafts, 1))
        rest = chain(first, following, reading.drafts)
        reading = attrs.evolve(reading, drafts=rest if following else first)
    found = (item for item in first if isinstance(item, Finding))
    try:
        if options.dry_run or errors_among([*reading.findings, *found]):
            return _try(log, reading, options, histories_of)
        few = isinstance(reading.drafts, Sequence) and len(reading.drafts) <= _FEW
        if few and not log.exists:
            _try(log, reading, options, histories_of)  # nor does one that contradicts itself
        with log.writing(options.expected) as writer:
            return _admit(log, writer, reading, options, histories_of(log))
    except PositionConflict as conflict:  # before anything was read
        if not log.exists:
            raise
        return _already(log, reading, conflict)


def _already(log: EventLog, reading: Reading, conflict: PositionConflict) -> Appended:
    """What an append did whose answer was lost, so that it is tried again.

    Raises:
        PositionConflict: the log does not have all of it.
    """
    with log.writing() as writer:
        intake = Intake(log, writer)
        for _ in intake.take(reading.drafts):
            if intake.added or errors_among([*reading.findings, *intake.findings]):
                raise conflict
        if not intake.already:
            raise conflict
        findings = (*reading.findings, *intake.findings)
        return Appended(0, intake.already, log.head().position, tuple(dict.fromkeys(findings)))


def _try(log: EventLog, reading: Reading, options: Options, histories_of: HistoriesOf) -> Appended:
    """Do all that an append does, and undo it; makes no file."""
    if not log.exists:
        log = MemoryLog()
    result = None
    try:
        with log.writing(options.expected) as writer:
            result = _admit(log, writer, reading, options, histories_of(log))
            raise _DryRun
    except _DryRun:
        pass
    assert result is not None  # noqa: S101 - the block above left by _DryRun
    return result


def _admit(
    log: EventLog, writer: Writer, reading: Reading, options: Options, earlier: Histories
) -> Appended:
    """Take a batch in, check what it says against the log, and what comes of it."""
    before = log.head().position
    intake = Intake(log, writer)
    admission = Admission(log, earlier, options.places)
    for batch in intake.take(reading.drafts):
        admission.look_at(batch)
    now = LogHistories(log)
    findings = [*reading.findings, *intake.findings.counted(), *admission.findings(now)]
    unsure = None if intake.unread else reading.unsure
    tables = None
    if log.keeps_tables and not options.dry_run:
        from timeline.tables.writer import Tables

        tables = Tables(log).writer(before, earlier)
    for change in _changes(log, now, intake, earlier, tables):
        history = change.history
        asked = history is not None and unsure is not None and history.post not in unsure
        if history is not None and asked and history.conflicts:
            findings += admission.new_conflicts(history)  # against the tables as they were
        if tables is not None:
            tables.put(change)
    if tables is not None:
        tables.finish(now.position)
    if not errors_among(findings):
        findings += check_assertions(reading.assertions, now, log)
    findings = [_let_pass(f) if options.allow_conflicts else f for f in dict.fromkeys(findings)]
    if errors_among(findings):
        raise BadInput(sorted(findings, key=_in_order))
    return Appended(intake.added, intake.already, now.position, tuple(findings))


def _changes(
    log: EventLog,
    now: LogHistories,
    intake: Intake,
    earlier: Histories,
    tables: TableWriter | None,
) -> Iterable[FoldedSubject]:
    """Fold each subject that has changed, or every one, if the tables are made anew."""
    if tables is None or not tables.is_whole:
        return now.changed(_changed_subjects(log, intake, earlier, earlier.position))
    if not earlier.position and intake.recorded is not None:  # the whole log is at hand
        return now.everything(events=intake.recorded)
    return now.everything()


def _changed_subjects(
    log: EventLog, intake: Intake, earlier: Histories, before: int
) -> Iterable[str]:
    """The subjects of the batch's events, and the posts whose histories rest on them."""
    if intake.recorded is not None:
        subjects = dict.fromkeys(event.subject for event in intake.recorded)
        changed = {e.subject for e in intake.recorded if e.fact.KIND != "milestone"}
    else:
        subjects = dict.fromkeys(log.subjects(after=before))
        changed = set(log.subjects(after=before, but={"milestone"}))
    if not before:  # there was nothing that an organization could have had
        return subjects
    for post in posts_resting_on(changed, log, earlier):
        subjects[f"post:{post}"] = None
    return subjects


def errors_among(findings: Iterable[Finding]) -> bool:
    """Whether any of them refuses the batch."""
    return any(finding.severity == "error" for finding in findings)


def _let_pass(finding: Finding) -> Finding:
    if finding.code not in CONFLICTS:
        return finding
    return attrs.evolve(finding, severity="warning")


def _in_order(finding: Finding) -> tuple[int, int]:
    return (finding.place.line, finding.place.column) if finding.place else (1 << 62, 0)
