"""What `import` and `sync` share: their options, and how a plan is told."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from timeline.events import printable, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from timeline.core import Timeline
    from timeline.exchange.plan import Plan, Step
    from timeline.exchange.recording import Recorded

__all__ = ["plan_options", "tell"]

F = TypeVar("F", bound="Callable[..., Any]")

SHOWN: Final = 20
"""How many steps of one kind are printed; a report has all of them."""

SIGNS: Final = {
    "added": "+",
    "changed": "~",
    "gone": "-",
    "cited": "=",
    "disputed": "≠",
    "taken-over": "=",
}


def plan_options(command: F) -> F:
    """Add the options that say what to do with a plan."""
    options = (
        click.option("--dry-run", is_flag=True, help="Print the plan, and record nothing."),
        click.option("--yes", is_flag=True, help="Record it even if much of the register is gone."),
        click.option(
            "--exit-code", is_flag=True, help="Exit with 1 if there was anything to record."
        ),
        click.option(
            "--format",
            "format_",
            type=click.Choice(["text", "json"]),
            help="How to print the plan; by default text.",
        ),
        click.option("--report", metavar="FILE", help="Write the whole plan there, as JSON."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def tell(
    recorded: Callable[[Callable[[Plan], None]], Recorded],
    timeline: Timeline,
    *,
    dry_run: bool,
    format_: str | None,
    report: str | None,
) -> Recorded:
    """Record a register, and print what is recorded before it is.

    Args:
        recorded: records it, and shows the plan by what it is given.
        timeline: whose log.
        dry_run: whether nothing is to be recorded.
        format_: how to print the plan.
        report: the file that takes the whole plan, if it is wanted.
    """
    from timeline.exchange.plan import MuchGone

    def show(plan: Plan) -> None:
        if report is not None:
            text = json.dumps(told(plan), ensure_ascii=False, indent=2)
            Path(report).write_text(text + "\n", encoding="utf-8")
        if format_ == "json":
            click.echo(json.dumps(told(plan), ensure_ascii=False, indent=2))
        else:
            for line in lines_of(plan):
                click.echo(line)

    before = timeline.log.head().position
    try:
        done = recorded(show)
    except MuchGone as fault:
        click.echo(t("error: {fault}; --yes records it", fault=printable(str(fault))), err=True)
        sys.exit(1)
    for finding in done.findings:
        click.echo(str(finding), err=True)
    if format_ != "json":
        click.echo(_said(timeline, done, dry_run))
        if done.appended is not None and done.appended.added and not dry_run:
            from .told import tell_changes

            tell_changes(timeline, before)
    return done


def _said(timeline: Timeline, done: Recorded, dry_run: bool) -> str:
    name = printable(done.register)
    if done.appended is not None and done.appended.added and not dry_run:
        added = done.appended.added
        count = t("{added} event{more}", added=added, more="s" * (added != 1))
        return t(
            "{name}: {count} recorded in {name2}; position {position}",
            name=name,
            count=count,
            name2=timeline.log.name,
            position=done.appended.position,
        )
    if done.is_in_step and (left := done.counts.get("set-aside", 0)):
        return t(
            "{name}: nothing to record of what could be read; {count} set aside",
            name=name,
            count=left,
        )
    if done.is_in_step:
        return t("{name}: nothing to record; the log says what the register says", name=name)
    return (
        t("{name}: nothing was recorded (--dry-run)", name=name)
        if dry_run
        else t("{name}: nothing recorded", name=name)
    )


def lines_of(plan: Plan) -> Iterator[str]:
    """The plan for a person: the counts first, then the first steps of each kind."""
    counts = plan.counts()
    parts = [f"{count} {t(kind)}" for kind, count in sorted(counts.items()) if count]
    name = printable(plan.register)
    yield t("{name}: {records} records; ", name=name, records=plan.records) + (
        ", ".join(parts) or t("nothing has changed")
    )
    shown: dict[str, int] = {}
    for step in plan.steps():
        shown[step.kind] = shown.get(step.kind, 0) + 1
        if shown[step.kind] <= SHOWN:
            yield printable(f"  {SIGNS[step.kind]} {_step(step)}")
    for kind, count in shown.items():
        if count > SHOWN:
            yield t(
                "  … and {more} more that are {kind} (--report FILE has all)",
                more=count - SHOWN,
                kind=kind,
            )
    for note in plan.notes[:SHOWN]:
        yield printable(f"  {note.kind}: {note.record}: {note.message}")
    if len(plan.notes) > SHOWN:
        yield t("  … and {more} more notes (--report FILE has all)", more=len(plan.notes) - SHOWN)


def _step(step: Step) -> str:
    from timeline.views.words import said

    what = said(step.fact)
    changes = "; ".join(
        f"{t(field)}: {_value(old)} → {_value(new)}" for field, (old, new) in step.changes.items()
    )
    return f"{what} [{_where(step)}]" + (f"  ({changes})" if changes else "")


def _where(step: Step) -> str:
    """The line of the file where a step's entry stands; else the record in the register."""
    return _place(step) or step.record


def _place(step: Step) -> str | None:
    for draft in step.drafts:
        if draft.origin is not None and (place := draft.origin.place()).line:
            return f"{place.file}:{place.line}"
    return None


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def told(plan: Plan) -> dict[str, Any]:
    """The whole plan as JSON values."""
    from timeline.events import event_to_dict

    return {
        "register": plan.register,
        "records": plan.records,
        "counts": dict(plan.counts()),
        "steps": [
            {
                "kind": step.kind,
                "record": step.record,
                "place": _place(step),
                "fact": event_to_dict(step.fact),
                "changes": [
                    {"field": field, "old": old, "new": new}
                    for field, (old, new) in step.changes.items()
                ],
                "events": [event_to_dict(draft.event) for draft in step.drafts],
            }
            for step in plan.steps()
        ],
        "notes": [
            {"kind": note.kind, "record": note.record, "message": note.message}
            for note in plan.notes
        ],
    }
