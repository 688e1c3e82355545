"""Recording a register: read, reconcile, show the plan, and append all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from timeline.events import BadInput

from .plan import MuchGone
from .reconcile import reconciling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from timeline import Appended
    from timeline.core import Timeline
    from timeline.events import Draft, Finding

    from .plan import Plan
    from .reconcile import Reconciliation
    from .statements import Reading

__all__ = ["Recorded", "record"]


@attrs.frozen
class Recorded:
    """What came of recording a register.

    Attributes:
        register: its name.
        records: how many entries the register has.
        counts: how many facts were `added`, `changed`, `gone`, `cited`, `disputed`, `taken-over`;
            how many records `joined`, `disputed` or `set-aside`.
        differences: how many of the facts the log did not say as the register does.
        appended: what the append did; None if there was nothing to do.
        findings: what the reading found and let pass.
    """

    register: str
    records: int
    counts: Mapping[str, int]
    differences: int
    appended: Appended | None
    findings: tuple[Finding, ...] = ()

    @property
    def is_in_step(self) -> bool:
        """Whether the log said already what the register says."""
        return not self.differences


def record(
    timeline: Timeline,
    read: Callable[[Reconciliation], Reading],
    register: str,
    *,
    dry_run: bool = False,
    much_may_go: bool = False,
    allow_conflicts: bool = True,
    takes_over: bool = False,
    recorded: str | None = None,
    show: Callable[[Plan], None] = lambda _: None,
    progress: Callable[[int], None] = lambda _: None,
) -> Recorded:
    """Let a log say what a register says now.

    Args:
        timeline: whose log.
        read: reads the register, given what the log has of it.
        register: its name.
        dry_run: plan, and record nothing.
        much_may_go: do not ask where a tenth of the register, and ten facts at least, are gone.
        allow_conflicts: record facts that contradict each other, as a register of somebody else's
            may; `check` reports them.
        takes_over: whether what was appended by hand in the register's own words is the register's
            from now on.
        recorded: the moment at which the log is to say that it took all of it; None for now.
        show: is given the plan before anything is recorded.
        progress: is told how many events were recorded so far.

    Raises:
        BadInput: the register cannot be read, or contradicts itself and may not.
        MuchGone: much is gone from the register, and nobody said that this is meant.
        PositionConflict: somebody else appended meanwhile; nothing was recorded.
    """
    position = timeline.log.head().position
    with reconciling(timeline.log, register, takes_over=takes_over) as reconciliation:
        reading = read(reconciliation)
        plan = reconciliation.plan(reading)
        if any(finding.severity == "error" for finding in reading.findings):
            raise BadInput(reading.findings)
        show(plan)
        counts = plan.counts()
        if plan.is_much_gone and not (much_may_go or dry_run):
            raise MuchGone(register, counts["gone"], plan.before)
        appended = None
        if plan.differences or reading.assertions:
            appended = timeline.append(
                _counted(plan.drafts(recorded), progress),
                expected=position or "empty",
                allow_conflicts=allow_conflicts,
                dry_run=dry_run,
                assertions=reading.assertions,
            )
        findings = tuple(reading.findings)
        return Recorded(register, reading.records, counts, plan.differences, appended, findings)


def _counted(drafts: Iterable[Draft], progress: Callable[[int], None]) -> Iterator[Draft]:
    for count, draft in enumerate(drafts, 1):
        progress(count)
        yield draft
