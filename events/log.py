"""The log: what any store of events must do, and the log that lives in memory.

A log is read through `EventLog` and written through a `Writer`, which holds the one write lock
from `writing` to its end: what it reads cannot change before what it adds is there.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, TypeAlias

import attrs

from . import chain
from .chain import Checkpoint
from .directory import What
from .errors import Ambiguous, BadValue, NotFound, PositionConflict
from .findings import Origin
from .kinds import REFERRING, Event
from .wire import canonical, event_to_dict, parse, revive

if TYPE_CHECKING:
    from pathlib import Path

    from .batch import Draft  # the other way round at run time: a batch needs the log
    from .follow import Subscription

__all__ = [
    "Clock",
    "Entry",
    "EventLog",
    "Expected",
    "RecordedEvent",
    "Row",
    "Writer",
    "subject_of",
]

Expected: TypeAlias = Literal["any", "empty"] | int
"""Where the log must be for an append to go ahead; a number is the position of its last event."""

Clock: TypeAlias = Callable[[], datetime]

_SHORTEST_PREFIX: Final = 4


class Row(NamedTuple):
    """An event as a log stores it.

    `body` is canonical JSON. `subject` says what the event is about ("post:acme/ceo"); an event
    about another event has that one's subject. `recorded` is UTC, to the microsecond, as
    `2026-01-31T23:59:59.000000Z`.
    """

    position: int
    id: str
    kind: str
    version: int
    subject: str
    key: str | None
    recorded: str
    body: str | None
    salt: bytes | None
    digest: bytes
    hash: bytes


@attrs.frozen(slots=True)
class RecordedEvent:
    """An event in its place in the log.

    Attributes:
        position: 1 for the first event, without a hole.
        id: of the fact, 32 hexadecimal digits.
        recorded: when the log took it: UTC to the microsecond, `2026-01-31T23:59:59.000000Z`.
        subject: what it is about, like `post:acme/ceo`.
        fact: the event itself.
        hash: of the chain up to here, 32 bytes.
    """

    position: int
    id: str
    recorded: str
    subject: str
    fact: Event
    hash: bytes

    @property
    def recorded_at(self) -> datetime:
        """`recorded` as an aware datetime."""
        return datetime.fromisoformat(self.recorded)

    def __str__(self) -> str:
        return f"{self.position} {self.id[:8]} {self.fact.KIND}"


class Entry(NamedTuple):
    """An event that the log is about to take.

    Its references are resolved to ids. `origin` is where it was read; `recorded` its moment,
    where a log elsewhere gave it one; `text` its canonical JSON, where that was made already.
    """

    id: str
    event: Event
    origin: Origin | None = None
    recorded: str | None = None
    text: str | None = None


def target_of(event: Event) -> str:
    """The reference in an event about another event."""
    return event.event  # type: ignore[attr-defined,no-any-return]


def subject_of(fact: Event) -> str | None:
    """What a fact is about; None for an event about another event."""
    if fact.KIND in REFERRING:
        return None
    for name in ("post", "person", "organization"):
        if (value := getattr(fact, name, None)) is not None:
            return f"{name}:{value}"
    raise AssertionError(f"{fact.KIND} is about nothing")


def timestamp(moment: datetime) -> str:
    """A moment as the log writes it.

    Raises:
        BadValue: it is outside of the years 1 to 9999 in UTC.
    """
    try:
        text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:
        raise BadValue("recorded", f"{moment} is outside of the years 1 to 9999") from None
    return text.replace("+00:00", "Z")


def now() -> datetime:
    """The clock of the machine; a log takes another for tests and replays."""
    return datetime.now(UTC)


class Writer(Protocol):
    """The one writer of a log, while its lock is held."""

    def add(self, entries: Sequence[Entry]) -> list[RecordedEvent]:
        """Put entries at the end of the log, none of which is in it yet.

        All that one block of `writing` adds has one moment, unless an entry brings its own.

        Raises:
            BadValue: an entry brings a moment before that of the event before it.
        """
        ...


class EventLog(ABC):
    """What every log does. A store gives the methods that are abstract."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What to call the log in a message: its path, or what it is."""

    @abstractmethod
    def head(self) -> Checkpoint:
        """The position and hash of the last event."""

    @abstractmethod
    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """The stored rows after one position and up to another, in order."""

    @abstractmethod
    def rows_about(self, subject: str) -> Iterator[Row]:
        """The stored rows about one subject, in order, with those that refer to them."""

    @abstractmethod
    def rows_by_subject(self, what: What | None = None) -> Iterator[Row]:
        """All stored rows, by subject and then in order; about people, say, or about all."""

    @abstractmethod
    def subjects(self, *, after: int = 0, but: Collection[str] = ()) -> Iterator[str]:
        """The subjects of the events after a position, each once; without those of some kinds."""

    @abstractmethod
    def has(self, subject: str, kinds: Collection[str], *, after: int = 0) -> bool:
        """Whether there is an event of some kinds about a subject, after a position."""

    @abstractmethod
    def rows_by(self, column: Literal["id", "key", "prefix"], values: Iterable[str]) -> list[Row]:
        """The stored rows that have one of the ids or keys, or whose id begins so."""

    @abstractmethod
    def writing(self, expected: Expected = "any") -> AbstractContextManager[Writer]:
        """Hold the write lock; what is added is there after the block, or nothing of it.

        Raises:
            PositionConflict: the log is not where `expected` says.
            LogBusy: another process holds the lock.
        """

    def read(self, *, after: int = 0, until: int | None = None) -> Iterator[RecordedEvent]:
        """The events after one position and up to another, in order."""
        return map(recorded_event, self.rows(after=after, until=until))

    def about(self, subject: str) -> Iterator[RecordedEvent]:
        """The events about one subject, like `post:acme/ceo`, with those that refer to them."""
        return map(recorded_event, self.rows_about(subject))

    def by_subject(self, what: What | None = None) -> Iterator[tuple[str, list[RecordedEvent]]]:
        """All subjects, sorted, each with the events about it; one is in memory at a time.

        A log may leave the facts' notes and sources out: it is read for what follows from them.
        """
        for subject, rows in groupby(self.rows_by_subject(what), key=attrgetter("subject")):
            yield subject, [recorded_event(row) for row in rows]

    def follow(
        self,
        after: int = 0,
        *,
        poll_seconds: float = 0.2,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[RecordedEvent]:
        """The events after a position, and then each new one: once, in order, none skipped.

        It goes on for ever, unless `stop` says so when there is nothing new.
        """
        from .follow import follow

        return follow(self, after, poll_seconds=poll_seconds, stop=stop)

    def subscribe(self, path: Path) -> Subscription:
        """A follower that remembers in a file how far it came, across restarts."""
        from .follow import Subscription

        return Subscription(self, path)

    def find(self, reference: str | int) -> RecordedEvent:
        """The event with this key, id, position, or unambiguous prefix of an id (4 digits or more).

        Raises:
            NotFound: there is none.
            Ambiguous: the prefix begins several ids.
        """
        text = str(reference)
        found = self.rows_by("key", [text]) or self.rows_by("id", [text])
        if not found and text.isdecimal() and len(text) < 19:
            found = list(self.rows(after=int(text) - 1, until=int(text))) if int(text) else []
        if not found and len(text) >= _SHORTEST_PREFIX:
            found = self.rows_by("prefix", [text])
        if not found:
            raise NotFound("event", text)
        if len(found) > 1:
            raise Ambiguous(text, [row.id for row in found])
        return recorded_event(found[0])

    def append(
        self, events: Iterable[Event | Draft], *, expected: Expected = "any"
    ) -> list[RecordedEvent]:
        """Add events, all or none, and give those that were not in the log yet.

        This is the log's own append: it knows ids, keys and references, and nothing of people and
        posts. `Timeline.append` also refuses what contradicts the log.

        Raises:
            BadInput: a key stands for another fact, or a reference for no event.
            PositionConflict: the log is not where `expected` says.
        """
        from .batch import prepare  # it needs the log

        with self.writing(expected) as writer:
            batch = prepare(events, self)
            batch.refuse_errors()
            return writer.add(batch.new)


def recorded_event(row: Row) -> RecordedEvent:
    """The event that a row stores."""
    position, ident, _, _, subject, _, recorded, body, _, _, chain_hash = row
    if body is None:
        raise BadValue("body", f"the content of event {position} has been erased")
    return RecordedEvent(position, ident, recorded, subject, revive(parse(body)), chain_hash)


def check_expected(expected: Expected, position: int) -> None:
    """Raise PositionConflict unless the log is where `expected` says."""
    wanted = 0 if expected == "empty" else expected
    if wanted not in ("any", position):
        raise PositionConflict(expected, position)


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
    for index, (event_id, event, _, _, text) in enumerate(entries):
        position += 1
        salt = salts[index * chain.SALT_BYTES : (index + 1) * chain.SALT_BYTES]
        body = text if text is not None else canonical(event_to_dict(event))
        body_digest = chain.digest(salt, body)
        moment = moments[index]
        before = chain.link(before, position, moment, body_digest)
        about = subjects[event_id]
        fields = (position, event_id, event.KIND, event.VERSION, about, event.key, moment)
        rows.append(Row(*fields, body, salt, body_digest, before))
    return rows


def added_events(entries: Sequence[Entry], rows: Sequence[Row]) -> list[RecordedEvent]:
    """The events that rows store, where the entries that they were made of are at hand."""
    return [
        RecordedEvent(row.position, row.id, row.recorded, row.subject, entry.event, row.hash)
        for entry, row in zip(entries, rows, strict=True)
    ]


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
    """
    moment = timestamp(clock())
    if moment <= last:
        moment = timestamp(datetime.fromisoformat(last) + timedelta(microseconds=1))
    return moment


def moments_of(entries: Sequence[Entry], last: str, moment: str) -> list[str]:
    """When each entry is recorded: at the batch's moment, or at the moment that it brings."""
    if not any(entry.recorded for entry in entries):
        return [moment] * len(entries)
    moments = [entry.recorded or moment for entry in entries]
    if max(moments) > moment:
        raise BadValue("recorded", f"recorded {max(moments)} is in the future")
    for before, after in pairwise([last, *moments]):
        if after < before:
            raise BadValue("recorded", f"recorded {after} is before {before}, the event before it")
    return moments
