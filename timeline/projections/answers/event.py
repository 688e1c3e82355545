"""One event in full: what it says, what repairs it, and what it did to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from timeline.events import REFERRING, Event, RecordedEvent, event_to_dict

from ..standing import stand
from .changed import Changed, Touched, changed_by
from .rows import event_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.events import EventLog

    from ..histories import Histories

__all__ = ["EventAnswer", "event_answer", "field_changes", "in_full"]


@attrs.frozen(slots=True)
class EventAnswer:
    """One event in full.

    Attributes:
        event: as it was recorded.
        about: the event that it is about, if it is about one.
        standing: its content after corrections; None if it no longer counts, or repairs another.
        remarks: the later events about it: corrections, retractions, citations, disputes.
        changes: what it did to whom, when it was recorded.
    """

    event: RecordedEvent
    about: RecordedEvent | None
    standing: Event | None
    remarks: tuple[RecordedEvent, ...]
    changes: tuple[Changed, ...]


def in_full(log: EventLog, reference: str | int, at: Callable[[int], Histories]) -> EventAnswer:
    """One event in full; `at` gives the histories as they were at a position of the log.

    Raises:
        NotFound, Ambiguous: the reference names no event, or several.
    """
    event = log.find(reference)
    known = list(log.about(event.subject))
    remarks = [e for e in known if e.fact.KIND in REFERRING and _target(e) == event.id]
    about = _target(event)
    content = next((fact.fact for fact in stand(known) if fact.id == event.id), None)
    return EventAnswer(
        event,
        log.find(about) if about is not None else None,
        content,
        tuple(remarks),
        tuple(
            changed_by(
                event,
                Touched(log).posts(event),
                lambda post, position: at(position).history(post),
            )
        ),
    )


def _target(event: RecordedEvent) -> str | None:
    about: str | None = getattr(event.fact, "event", None)
    return about


def field_changes(before: Event, after: Event) -> list[tuple[str, Any, Any]]:
    """The fields in which two events of a kind differ, each with both values, as JSON has them."""
    one, other = event_to_dict(before), event_to_dict(after)
    fields = dict.fromkeys([*one, *other])
    return [
        (name, one.get(name), other.get(name))
        for name in fields
        if name not in ("key", "apart", "version") and one.get(name) != other.get(name)
    ]


def event_answer(found: EventAnswer) -> dict[str, Any]:
    """The JSON of one event in full; `changes` has a row for each tenure that was or that is."""
    return {
        "event": event_row(found.event),
        "about": event_row(found.about) if found.about is not None else None,
        "stands": found.standing is not None,
        "now": event_to_dict(found.standing) if found.standing is not None else None,
        "remarks": [event_row(event) for event in found.remarks],
        "changes": [
            {
                "organization": change.organization,
                "post": change.post,
                "change": word,
                "person": tenure.person,
                "capacity": tenure.capacity,
                "since": tenure.start.text,
                "until": tenure.end.text if tenure.end is not None else None,
                "ended": tenure.ended,
            }
            for change in found.changes
            for word, tenures in (("before", change.before), ("after", change.after))
            for tenure in tenures
        ],
    }
