"""Which facts stand: of all that was recorded, what counts at a point of knowledge, as repaired.

`corrected` and `retracted` repair the log, whenever they were made: only the recorded date looks
behind them. `cancelled` is a fact of the world: it counts from its own announcement on. Each of
them counts only while it stands itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Final

import attrs

from timeline.events import (
    AFTER_ALL,
    REFERRING,
    BadDate,
    Cancelled,
    Cited,
    Corrected,
    Disputed,
    EdtfDate,
    Event,
    RecordedEvent,
    Retracted,
    Source,
    to_date,
)

__all__ = ["EVERYTHING", "Knowledge", "Standing", "stand", "stands"]

_INTRODUCTIONS: Final = frozenset({"person", "organization", "post"})


@attrs.frozen
class Knowledge:
    """What counts: what was announced by one day and recorded by another; None is no bound.

    Attributes:
        announced_by: an event counts if it was announced on this date's latest day or before.
        recorded_by: a day, or a moment with its zone, to the microsecond, as it was given.
    """

    announced_by: EdtfDate | None = None
    recorded_by: str | None = None
    _last_moment: str | None = attrs.field(init=False, eq=False)

    @classmethod
    def of(
        cls,
        announced_by: EdtfDate | date | str | None = None,
        recorded_by: datetime | EdtfDate | date | str | None = None,
    ) -> Knowledge:
        """Read the bounds as a caller gives them.

        Raises:
            BadDate: one of them is neither a date nor, for `recorded_by`, an ISO 8601 moment.
        """
        if announced_by is None and recorded_by is None:
            return EVERYTHING
        if isinstance(recorded_by, date):  # a datetime is one too
            recorded_by = recorded_by.isoformat()
        return cls(
            to_date(announced_by) if announced_by is not None else None,
            str(recorded_by) if recorded_by is not None else None,
        )

    def __attrs_post_init__(self) -> None:
        moment = None if self.recorded_by is None else _last_moment(self.recorded_by)
        object.__setattr__(self, "_last_moment", moment)

    @property
    def is_everything(self) -> bool:
        """Whether there is no bound at all."""
        return self.announced_by is None and self.recorded_by is None

    def has_recorded(self, event: RecordedEvent) -> bool:
        """Whether the log held the event by then."""
        return self._last_moment is None or event.recorded <= self._last_moment

    def has_announced(self, fact: Event) -> bool:
        """Whether the public knew by then; introductions are known always.

        Without a stated date, a change is announced on the day it takes effect (its latest day).
        A fact that has no latest day at all is known always: there is no day to wait for.
        """
        if self.announced_by is None or fact.KIND in _INTRODUCTIONS:
            return True
        told: EdtfDate = getattr(fact, "announced", None) or fact.effective  # type: ignore[attr-defined]
        return told.hi >= AFTER_ALL or told.hi <= self.announced_by.hi


def _last_moment(text: str) -> str:
    """The last moment that "recorded by" a text includes, as the log writes moments."""
    if "T" in text or " " in text.strip():
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            moment = None  # falls through to the date's own error
        if moment is not None:
            return _utc(moment)
    day = to_date(text)
    if day.hi >= AFTER_ALL:
        return "9999-12-31T23:59:59.999999Z"
    return f"{date.fromordinal(day.hi).isoformat()}T23:59:59.999999Z"


def _utc(moment: datetime) -> str:
    try:
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise BadDate(str(moment), "it is outside of the years 1 to 9999 in UTC") from None
    return aware.isoformat(timespec="microseconds").replace("+00:00", "Z")


EVERYTHING: Final = Knowledge()
"""All that is announced and recorded."""


@attrs.frozen(slots=True)
class Standing:
    """A fact that stands.

    Attributes:
        id: of the event that first stated it.
        fact: its content, after corrections.
        positions: of that event and of the corrections that made the content what it is.
        recorded: when it was first recorded.
        disputes: what sources say against it, as (field, what they say).
        cited: the sources that were added to it later.
    """

    id: str
    fact: Event
    positions: tuple[int, ...]
    recorded: str
    disputes: tuple[tuple[str, str], ...] = ()
    cited: tuple[Source, ...] = ()


def stand(events: Iterable[RecordedEvent], knowledge: Knowledge = EVERYTHING) -> list[Standing]:
    """The facts that stand among all the events about a subject, in the log's order."""
    known, about = _known(events, knowledge)
    if about:
        return _Repairs(about, knowledge).standing(known)
    if knowledge.announced_by is not None:
        known = [event for event in known if knowledge.has_announced(event.fact)]
    return [Standing(e.id, e.fact, (e.position,), e.recorded) for e in known]


def stands(events: Iterable[RecordedEvent], knowledge: Knowledge = EVERYTHING) -> frozenset[str]:
    """The ids of the events that stand among all those about a subject, repairs among them."""
    known, about = _known(events, knowledge)
    return _Repairs(about, knowledge).ids(known)


def _known(
    events: Iterable[RecordedEvent], knowledge: Knowledge
) -> tuple[list[RecordedEvent], dict[str, list[RecordedEvent]]]:
    """What was recorded by then, and of it what is about each event, by that event's id."""
    known = list(events)
    if knowledge.recorded_by is not None:
        known = [event for event in known if knowledge.has_recorded(event)]
    about: dict[str, list[RecordedEvent]] = {}
    for event in known:
        if event.fact.KIND in REFERRING:
            about.setdefault(event.fact.event, []).append(event)  # type: ignore[attr-defined]
    return known, about


class _Repairs:
    """Answers whether an event stands, and with what content, from the events about it."""

    def __init__(self, about: dict[str, list[RecordedEvent]], knowledge: Knowledge) -> None:
        self._about = about
        self._knowledge = knowledge
        self._standing: dict[str, bool] = {}

    def standing(self, events: Sequence[RecordedEvent]) -> list[Standing]:
        found = []
        # What is said about an event comes after it in the log: decide the last first, so that no
        # chain of repairs is deeper than one step.
        for event in sorted(events, key=lambda event: event.position, reverse=True):
            if self._stands(event) and not hasattr(event.fact, "event"):
                fact, positions = self._content(event)
                if self._knowledge.has_announced(fact):
                    found.append(self._with_remarks(event, fact, positions))
        return found[::-1]

    def _decide(self, event: RecordedEvent) -> bool:
        for other in self._about.get(event.id, ()):
            if not self._stands(other):
                continue
            if isinstance(other.fact, Retracted):
                return False
            if isinstance(other.fact, Cancelled) and self._knowledge.has_announced(other.fact):
                return False
        return True

    def ids(self, events: Sequence[RecordedEvent]) -> frozenset[str]:
        """The ids of those that stand."""
        latest_first = sorted(events, key=lambda event: event.position, reverse=True)
        return frozenset(event.id for event in latest_first if self._stands(event))

    def _stands(self, event: RecordedEvent) -> bool:
        if event.id not in self._standing:  # a repair that was recorded before what it repairs
            self._standing[event.id] = self._decide(event)
        return self._standing[event.id]

    def _content(self, event: RecordedEvent) -> tuple[Event, tuple[int, ...]]:
        """The content after the last correction that stands; a batch's own order counts nothing."""
        corrections = [
            other
            for other in self._about.get(event.id, ())
            if isinstance(other.fact, Corrected) and self._stands(other)
        ]
        if not corrections:
            return event.fact, (event.position,)
        last = max(corrections, key=lambda other: (other.recorded, other.id))
        assert isinstance(last.fact, Corrected)  # noqa: S101 - as chosen above
        return last.fact.replacement, (event.position, last.position)

    def _with_remarks(
        self, event: RecordedEvent, fact: Event, positions: tuple[int, ...]
    ) -> Standing:
        others = [other for other in self._about.get(event.id, ()) if self._stands(other)]
        disputes = {(o.fact.field, o.fact.says) for o in others if isinstance(o.fact, Disputed)}
        cited = [source for o in others if isinstance(o.fact, Cited) for source in o.fact.sources]
        return Standing(
            event.id, fact, positions, event.recorded, tuple(sorted(disputes)), tuple(cited)
        )
