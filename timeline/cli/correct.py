"""`timeline correct`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import click

from timeline.events import BadValue, Corrected, event_from_dict, event_to_dict, t

from .options import database_option, open_to_write
from .output import tell, tell_findings
from .told import event_line, other_half, tell_changes, tell_fields

if TYPE_CHECKING:
    from timeline.events import Event

EPILOG: Final = """\b
Examples:
  timeline correct 27 effective=2023-09-11 --why "the filing says Monday"
  timeline correct 7d15b361 capacity=acting --why "the company called it acting" --db org.db
  timeline correct cloud-2022 announced= --why "nobody announced it" --dry-run

EVENT is a position, an id or four or more digits of its beginning, or the author's own id. The
fields are those of JSON Lines; an empty value takes a field away. Lists are given with commas.
"""

_AS_IN_YAML: Final = {"on": "effective", "reason": "reasons"}
"""Fields that YAML calls otherwise; who corrects an entry may call them so."""

_LISTS: Final = frozenset({"reasons", "because", "continues"})


@click.command("correct", epilog=EPILOG)
@click.argument("event")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option("--why", required=True, help="What was wrong.")
@click.option("--dry-run", is_flag=True, help="Check everything, and add nothing.")
@click.option("--allow-conflicts", is_flag=True, help="Record it even if it contradicts the log.")
@database_option
def command(
    event: str,
    fields: tuple[str, ...],
    why: str,
    dry_run: bool,
    allow_conflicts: bool,
    db: str | None,
) -> None:
    """Correct fields of an event by another event. The old content stays in the log."""
    tl = open_to_write(db)
    found = tl.log.find(event)
    if isinstance(found.fact, Corrected):
        found = tl.log.find(found.fact.event)
    fact = tl.standing(found.id)
    if fact is None:
        raise click.ClickException(
            t(
                "event {position} was withdrawn; there is nothing to correct",
                position=found.position,
            )
        )
    replacement = _changed(fact, fields)
    if replacement == attrs.evolve(fact, key=None):
        raise click.ClickException(t("event {position} says so already", position=found.position))
    correction = Corrected(event=found.id, why=why, replacement=replacement)
    before = tl.log.head().position
    done = tl.append([correction], dry_run=dry_run, allow_conflicts=allow_conflicts)
    if not done.added:
        raise click.ClickException(
            t("this very correction is on record, and another came after it; give another --why")
        )
    tell_findings(done.findings)
    would = t("would correct") if dry_run else t("corrected")
    tell(
        t(
            "{would} event {position} of {name}; position {head}",
            would=would,
            position=found.position,
            name=tl.log.name,
            head=done.position,
        )
    )
    tell(f"  {event_line(tl, found)}")
    tell_fields(fact, replacement)
    if not dry_run:
        tell_changes(tl, before)
    elif (half := other_half(tl, found, fact, replacement)) is not None:
        tell(t("warning: {half}", half=half), err=True)


def _changed(fact: Event, fields: tuple[str, ...]) -> Event:
    """The event with other values in some fields."""
    known = [field.name for field in attrs.fields(type(fact)) if field.name not in ("key", "apart")]
    body: dict[str, Any] = event_to_dict(attrs.evolve(fact, key=None))
    for text in fields:
        name, equals, value = text.partition("=")
        name = _AS_IN_YAML.get(name, name.replace("-", "_"))
        if not equals:
            raise click.BadParameter(
                t("{text!r} is not FIELD=VALUE", text=text), param_hint="FIELD=VALUE"
            )
        if name not in known:
            raise BadValue(
                name,
                t('the {kind} event has no field "{name}"', kind=fact.KIND, name=name),
                t("it has {listed}", listed=", ".join(known)),
            )
        body[name] = (
            [part for part in value.split(",") if part] if name in _LISTS else value or None
        )
        if name == "seats" and value.isascii() and value.isdecimal() and len(value) < 19:
            body[name] = int(value)
    return event_from_dict(body)
