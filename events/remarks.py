"""What a second statement of a fact adds to it: sources, a note, causes. None of it is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from .account import Accounts
from .findings import Finding
from .kinds import Cited
from .language import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .dates import EdtfDate
    from .entries import Entry
    from .event import Event
    from .log import EventLog
    from .recorded import RecordedEvent

__all__ = ["Remarks", "joined", "repeated"]

_ONCE: Final = ("announced", "term_ends", "replaces", "appointment", "reason_code")
"""The fields that are no part of what makes a fact itself, and of which a fact has one value."""


class Remarks:
    """What a log knows of its facts beside what makes them themselves."""

    def __init__(self, log: EventLog) -> None:
        self._accounts = Accounts(log)

    def cited(self, entry: Entry, recorded: RecordedEvent) -> Cited | None:
        """The citation that keeps what a statement adds to a fact; None if it adds nothing.

        A statement that is a citation itself adds to the event that it cites.
        """
        target = recorded.fact.event if isinstance(recorded.fact, Cited) else recorded.id
        if _news(entry.event, [recorded.fact], target) is None:
            return None
        account = self._accounts.of(recorded.subject)
        known = (account.event(target).fact, account.current(target), *account.citations(target))
        return _news(entry.event, known, target)

    def current(self, recorded: RecordedEvent) -> Event:
        """What an event says after its corrections."""
        return self._accounts.of(recorded.subject).current(recorded.id)


def joined(first: Entry, second: Entry) -> tuple[Entry, Cited | None, list[Finding]]:
    """Two entries of one fact as one, the citation that keeps a second note, and what is wrong."""
    one, other = first.event, second.event
    changes: dict[str, Any] = {
        field: getattr(other, field)
        for field in ("key", "note", *_ONCE)
        if getattr(one, field, "") is None and getattr(other, field) is not None
    }
    for field in ("sources", "because"):
        if field not in one.IDENTITY and (more := getattr(other, field, ())):
            changes[field] = tuple(dict.fromkeys((*getattr(one, field), *more)))
    merged = first
    if any(getattr(one, field) != value for field, value in changes.items()):
        merged = first._replace(event=attrs.evolve(one, **changes), text=None)
    target = one.event if isinstance(one, Cited) else first.id
    differences = list(_differences(second, merged.event, t("this batch")))
    return merged, _news(other, [merged.event], target), differences


def repeated(entry: Entry, recorded: RecordedEvent, remarks: Remarks) -> Iterator[Finding]:
    """What is wrong with another statement of a fact of the log."""
    where = t("position {position}", position=recorded.position)
    if any(_differences(entry, recorded.fact, where)):
        yield from _differences(entry, remarks.current(recorded), where)
    key, held = entry.event.key, recorded.fact.key
    if key is not None and key != held:
        called = t('the id "{held}"', held=held) if held else t("no id")
        message = t("this fact is on record at {where}, with {called}", where=where, called=called)
        hint = t(
            'later files cannot call it "{key}"; {value} names it',
            key=key,
            value=held or entry.id[:8],
        )
        place = entry.origin.place("key") if entry.origin else None
        yield Finding("other-id", message, place, hint, "warning")


def _news(event: Event, known: Iterable[Event], target: str) -> Cited | None:
    """What an event has that none of those that are known has."""
    facts = list(known)
    held = {source for fact in facts for source in fact.sources}
    causes = {cause for fact in facts for cause in getattr(fact, "because", ())}
    sources = tuple(source for source in event.sources if source not in held)
    because = tuple(c for c in getattr(event, "because", ()) if c not in causes)
    note = event.note if all(event.note != fact.note for fact in facts) else None
    if not (sources or because or note):
        return None
    return Cited(event=target, sources=sources, because=because, note=note)


def _differences(entry: Entry, known: Event, where: str) -> Iterator[Finding]:
    """The fields of which one fact cannot have two values."""
    for field in _ONCE:
        said: Any = getattr(entry.event, field, None)
        held: Any = getattr(known, field, None)
        if (
            said is None
            or said == held
            or (field == "announced" and held is None and _same_day(entry, said))
        ):
            continue
        label = field.replace("_", "-")
        shown = f"{label}: {held}" if held is not None else t("no {label}", label=label)
        message = t(
            "this fact is on record at {where}, with {shown}, and this says {said}",
            where=where,
            shown=shown,
            said=said,
        )
        hint = t(
            "if that was wrong, write corrects: {id}; if sources differ, disputes:", id=entry.id[:8]
        )
        place = entry.origin.place(field) if entry.origin else None
        yield Finding("same-fact", message, place, hint)


def _same_day(entry: Entry, announced: EdtfDate) -> bool:
    """Whether an announcement says no more than its default would."""
    return getattr(entry.event, "effective", None) == announced
