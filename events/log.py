"""The log: what any store of events must do.

A log is read through `EventLog` and written through a `Writer`, which holds the one write lock
from `writing` to its end: what it reads cannot change before what it adds is there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Protocol, TypeAlias

from .errors import Ambiguous, NotFound, PositionConflict
from .rows import ALL_SUBJECTS

if TYPE_CHECKING:  # a reader of tables needs no events
    from collections.abc import (
        AsyncIterator,
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from .batch import Draft
    from .checkpoint import Checkpoint
    from .dates import EdtfDate
    from .entries import Entry
    from .follow import Subscription, Watch
    from .integrity import Fault
    from .kinds import Event
    from .recorded import AnyRecorded, RecordedEvent
    from .rows import Row, SubjectRange

__all__ = [
    "Database",
    "EventLog",
    "Expected",
    "RowWriter",
    "Writer",
    "check_expected",
]

Expected: TypeAlias = Literal["any", "empty"] | int
"""Where the log must be for an append to go ahead; a number is the position of its last event."""

_SHORTEST_PREFIX: Final = 4


class Writer(Protocol):
    """The one writer of a log, while its lock is held."""

    def add(self, entries: Sequence[Entry]) -> Sequence[RecordedEvent]:
        """Put entries at the end of the log, none of which is in it yet.

        All that one block of `writing` adds has one moment, unless an entry brings its own.

        Raises:
            BadValue: an entry brings a moment before that of the event before it.
        """
        ...


class RowWriter(Writer, Protocol):
    """A writer that takes rows which are ready, into an empty log."""

    def loading(self) -> AbstractContextManager[str]:
        """Fill an empty log within the block; gives the moment at which that is recorded."""
        ...

    def put(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows at the end of the log, with which nothing is wrong."""
        ...


class Database(Protocol):
    """Where a log keeps tables beside its events: SQL, in the log's own transaction.

    What it raises is a LogError: a DamagedLog where a table is not there.
    """

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ..., /) -> Any:
        """Run one statement, whose places are `?` or `:name`, and give its cursor (PEP 249)."""
        ...

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ..., /) -> list[Any]:
        """Run one statement, and give all the rows that it finds."""
        ...

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run one statement for each of many values."""
        ...


class EventLog(ABC):
    """What every log does. A store gives the methods that are abstract.

    docs/stores.md says what a store needs, and what it may give beyond that.
    """

    keeps_tables: ClassVar[bool] = False
    """Whether tables stand beside the events, so that a question need not fold the log; such a
    log gives a `connection`."""
    takes_rows: ClassVar[bool] = False
    """Whether its writer is a `RowWriter`, which puts in what the compiled core has made."""

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
    def rows_by_subject(self, span: SubjectRange = ALL_SUBJECTS) -> Iterator[Row]:
        """All stored rows, by subject and then in order; of one span of subjects, or of all."""

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

    # --- what a store may do otherwise

    @property
    def exists(self) -> bool:
        """Whether the log is there; one that is not is made at the first append."""
        return True

    def create(self) -> None:
        """Make the log, if it is not there."""

    def close(self) -> None:
        """Give back what the log holds of the machine; one that holds nothing stays readable."""

    def connection(self) -> Database | None:
        """Where the tables are, for this thread; None while there is no log, or if it has none."""
        return None

    def environment(self) -> dict[str, str]:
        """What another process must find in its environment to use the log when it is pickled."""
        return {}

    def shares(self, count: int) -> list[SubjectRange]:
        """Spans that share all subjects out, with about as many events in each; `count` at most."""
        return [ALL_SUBJECTS]

    def stored(self) -> Iterator[Row]:
        """Every row as it is stored, in order, whatever is wrong with it; for `verify`."""
        return self.rows()

    def faults(self) -> Iterator[Fault]:
        """What is wrong with the store itself, beside its rows; for `verify`."""
        return iter(())

    # --- what follows from that

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, *, after: int = 0, until: int | None = None) -> Iterator[RecordedEvent]:
        """The events after one position and up to another, in order."""
        from .recorded import recorded_event

        return map(recorded_event, self.rows(after=after, until=until))

    def about(self, subject: str) -> Iterator[RecordedEvent]:
        """The events about one subject, like `post:acme/ceo`, with those that refer to them."""
        from .recorded import recorded_event

        return map(recorded_event, self.rows_about(subject))

    def bare(
        self, subjects: Iterable[str], until: int
    ) -> Iterator[tuple[str, Sequence[AnyRecorded]]]:
        """Some subjects, each with the events about it up to a position, in order, if any.

        A log may leave out their notes and sources: they are read for what follows from them.
        """
        for subject in subjects:
            if events := [event for event in self.about(subject) if event.position <= until]:
                yield subject, events

    def by_subject(
        self, until: int, span: SubjectRange = ALL_SUBJECTS
    ) -> Iterator[tuple[str, Sequence[AnyRecorded]]]:
        """All subjects, sorted, each with what `bare` gives; one is in memory at a time."""
        from .recorded import recorded_event

        for subject, rows in groupby(self.rows_by_subject(span), key=attrgetter("subject")):
            if events := [recorded_event(row) for row in rows if row.position <= until]:
                yield subject, events

    def last_recorded(self) -> EdtfDate | None:
        """The day, in UTC, on which the log last recorded something; None if it is empty.

        It stands for today where no clock may be read.
        """
        from .dates import EdtfDate

        position = self.head().position
        last = next(self.rows(after=position - 1, until=position), None) if position else None
        return None if last is None else EdtfDate.parse(last.recorded[:10])

    def position_at(self, moment: str) -> int:
        """The position of the last event that was recorded by a moment, written as a log does.

        Moments never run backwards, so it is found by halving.
        """
        low, high = 0, self.head().position
        while low < high:
            middle = (low + high + 1) // 2
            row = next(self.rows(after=middle - 1, until=middle))
            low, high = (middle, high) if row.recorded <= moment else (low, middle - 1)
        return low

    def watch(self) -> AbstractContextManager[Watch] | None:
        """What hears of new events for a follower; None where nobody tells, who asks again then."""
        return None

    def follow(
        self,
        after: int = 0,
        *,
        poll_seconds: float = 0.2,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[RecordedEvent]:
        """The events after a position, and then each new one: once, in order, none skipped.

        It goes on for ever, unless `stop` says so when there is nothing new. It looks again after
        `poll_seconds`, or as soon as it is told (see `watch`).
        """
        from .follow import follow

        return follow(self, after, poll_seconds=poll_seconds, stop=stop)

    def follow_async(
        self,
        after: int = 0,
        *,
        poll_seconds: float = 0.2,
        stop: Callable[[], bool] = lambda: False,
    ) -> AsyncIterator[RecordedEvent]:
        """`follow` for an event loop: `async for event in log.follow_async(…)`."""
        from .follow import follow_async

        return follow_async(self, after, poll_seconds=poll_seconds, stop=stop)

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
        from .recorded import recorded_event

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
            PositionConflict: the log is not where `expected` says, and does not have all of them.
        """
        from .batch import prepare  # it needs the log

        events = list(events)
        try:
            with self.writing(expected) as writer:
                batch = prepare(events, self)
                batch.refuse_errors()
                return list(writer.add(batch.new))
        except PositionConflict as conflict:
            with self.writing():  # the answer to an append may have been lost, and it was retried
                batch = prepare(events, self)
                if batch.new or not batch.already or batch.findings:
                    raise conflict from None
            return []


def check_expected(expected: Expected, position: int) -> None:
    """Raise PositionConflict unless the log is where `expected` says."""
    wanted = 0 if expected == "empty" else expected
    if wanted not in ("any", position):
        raise PositionConflict(expected, position)
