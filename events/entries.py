"""What a log is about to take, and the rows that store it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, overload

from . import chain
from .checkpoint import Checkpoint
from .content import event_to_dict
from .errors import BadValue, LogError, NotFound
from .findings import Passage
from .jsontext import canonical
from .kinds import EVERYTHING, REFERRING, AnyEvent, Event, fact_of
from .language import t
from .recorded import RecordedEvent
from .rows import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from .log import EventLog
    from .rows import Clock

__all__ = [
    "AddedEvents",
    "Entry",
    "RowMaker",
    "make_rows",
    "moments_of",
    "next_moment",
    "references",
    "subject_of",
    "target_of",
    "timestamp",
]


class Entry(NamedTuple):
    """An event that the log is about to take.

    Its references are resolved to ids. `origin` is where it was read; `recorded` its moment,
    where a log elsewhere gave it one; `text` its canonical JSON, where that was made already;
    `salt` what its digest is made with, where it is to have the hash of a log elsewhere.
    """

    id: str
    event: Event
    origin: Passage | None = None
    recorded: str | None = None
    text: str | None = None
    salt: bytes | None = None


def target_of(event: Event) -> str:
    """The reference in an event about another event."""
    return event.event  # type: ignore[attr-defined,no-any-return]


def references(event: Event) -> list[str]:
    """All references in an event to other events; a correction has those of its replacement."""
    found: list[str] = []
    fact = event
    if event.KIND in REFERRING:
        found.append(target_of(event))
        fact = fact_of(event)
    for field in fact.REFERS:
        value: str | tuple[str, ...] | None = getattr(fact, field)
        if value:
            found += (value,) if isinstance(value, str) else value
    return found


def subject_of(fact: Event) -> str | None:
    """What a fact is about; None for an event about another event."""
    if fact.KIND in REFERRING:
        return None
    for name in fact.ABOUT:
        if (value := getattr(fact, name)) is not None:
            return f"{name}:{value}"
    return EVERYTHING


def timestamp(moment: datetime) -> str:
    """A moment as the log writes it.

    Raises:
        BadValue: it is outside of the years 1 to 9999 in UTC.
    """
    try:
        text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:
        raise BadValue(
            "recorded", t("{moment} is outside of the years 1 to 9999", moment=moment)
        ) from None
    return text.replace("+00:00", "Z")


def make_rows(
    entries: Sequence[Entry],
    head: Checkpoint,
    moments: Sequence[str],
    subject_of_event: Callable[[str], str],
) -> list[Row]:
    """The rows that put the entries after `head`.

    `subject_of_event` gives the subject of an event of the log by its id; those of the batch are
    known here.
    """
    rows: list[Row] = []
    subjects = _subjects(entries, subject_of_event)
    salts = os.urandom(chain.SALT_BYTES * len(entries))
    position, before = head.position, head.hash
    for index, (event_id, event, _, _, text, given) in enumerate(entries):
        position += 1
        salt = given or salts[index * chain.SALT_BYTES : (index + 1) * chain.SALT_BYTES]
        body = text if text is not None else canonical(event_to_dict(event))
        body_digest = chain.digest(salt, body)
        moment = moments[index]
        before = chain.link(before, position, moment, body_digest)
        about = subjects[event_id]
        fields = (position, event_id, event.KIND, event.VERSION, about, event.key, moment)
        rows.append(Row(*fields, body, salt, body_digest, before))
    return rows


class RowMaker:
    """Makes the rows of what one block of `writing` adds to a log, for any store.

    Args:
        log: the log, as its writer sees it.
        head: its end.
        recorded: when its last event was recorded; "" for an empty log.
        clock: what says when these are.

    Attributes:
        head: the end of the log with the rows that were made.
    """

    def __init__(self, log: EventLog, head: Checkpoint, recorded: str, clock: Clock) -> None:
        self.head = head
        self._log = log
        self._last = recorded
        self._clock = clock
        self._moment: str | None = None
        self._subjects: dict[str, str] = {}

    def rows_of(self, entries: Sequence[Entry]) -> list[Row]:
        """The rows that store entries, none of which is in the log yet.

        Raises:
            BadValue: an entry brings a moment before that of the event before it.
            LogError: no moment comes after that of the last event.
        """
        moments = moments_of(entries, self._last, self.moment())
        targets = {target_of(e.event) for e in entries if e.event.KIND in REFERRING}
        on_record = self._log.rows_by("id", targets - {entry.id for entry in entries})
        self._subjects = {row.id: row.subject for row in on_record}
        rows = make_rows(entries, self.head, moments, self._subject)
        if rows:
            self.head = Checkpoint(rows[-1].position, rows[-1].hash)
            self._last = rows[-1].recorded
        return rows

    def moment(self) -> str:
        """When what is added is recorded, unless it brings a moment of its own.

        Raises:
            BadValue, LogError: no moment comes after that of the last event.
        """
        if self._moment is None:
            self._moment = next_moment(self._last, self._clock)
        return self._moment

    def _subject(self, event_id: str) -> str:
        if event_id not in self._subjects:
            raise NotFound("event", event_id)
        return self._subjects[event_id]


class AddedEvents(Sequence[RecordedEvent]):
    """The events that rows store, made when somebody asks, of the entries that the rows came of."""

    def __init__(self, entries: Sequence[Entry], rows: Sequence[Row]) -> None:
        self._entries = entries
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> RecordedEvent: ...
    @overload
    def __getitem__(self, index: slice) -> AddedEvents: ...
    def __getitem__(self, index: int | slice) -> RecordedEvent | AddedEvents:
        if isinstance(index, slice):
            return AddedEvents(self._entries[index], self._rows[index])
        row, event = self._rows[index], self._entries[index].event
        fact: AnyEvent = event  # type: ignore[assignment]  # every event is of a kind
        return RecordedEvent(row.position, row.id, row.recorded, row.subject, fact, row.hash)


def _subjects(entries: Sequence[Entry], subject_of_event: Callable[[str], str]) -> dict[str, str]:
    """The subject of each entry by its id; a reference leads to its target's subject."""
    subjects: dict[str, str] = {}
    referring: dict[str, Event] = {}
    for entry in entries:
        subject = subject_of(entry.event)
        if subject is not None:
            subjects[entry.id] = subject
        else:
            referring[entry.id] = entry.event
    for ident in referring:
        path = []
        target = ident
        while target in referring and target not in subjects:
            path.append(target)
            target = target_of(referring[target])
        subject = subjects[target] if target in subjects else subject_of_event(target)
        subjects.update((step, subject) for step in path)
    return subjects


def next_moment(last: str, clock: Clock) -> str:
    """When a batch is recorded: one moment, and later than any before.

    So the moment tells batches apart, and within a batch no order counts.

    Raises:
        BadValue: the clock says the year 9999, after which nothing could be recorded.
        LogError: the last event says so, or has no moment at all.
    """
    moment = timestamp(clock())
    if moment >= _LAST_YEAR:
        hint = t("set it right: whatever is recorded later must have a later moment")
        raise BadValue("recorded", t("the clock says {moment}", moment=moment), hint)
    if moment <= last:
        try:
            moment = timestamp(datetime.fromisoformat(last) + timedelta(microseconds=1))
        except (ValueError, OverflowError):
            raise LogError(
                t(
                    "the last event was recorded at {last!r}, and no moment comes after that; "
                    "see timeline verify, or export the log into a new one",
                    last=last,
                )
            ) from None
    return moment


_LAST_YEAR: Final = "9999"


def moments_of(entries: Sequence[Entry], last: str, moment: str) -> list[str]:
    """When each entry is recorded: at the batch's moment, or at the moment that it brings."""
    if not any(entry.recorded for entry in entries):
        return [moment] * len(entries)
    moments = [entry.recorded or moment for entry in entries]
    if max(moments) > moment:
        raise BadValue("recorded", t("recorded {moment} is in the future", moment=max(moments)))
    for before, after in pairwise([last, *moments]):
        if after < before:
            raise BadValue(
                "recorded",
                t(
                    "recorded {after} is before {before}, the event before it",
                    after=after,
                    before=before,
                ),
            )
    return moments
