"""Following a log as it grows, from a position that may be kept across restarts."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Final, Protocol

from .checkpoint import Checkpoint
from .errors import LogError
from .language import t

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from .log import EventLog
    from .recorded import RecordedEvent

__all__ = ["Subscription", "Watch", "follow", "follow_async"]

_BATCH: Final = 500
_PATIENCE_SECONDS: Final = 0.2
"""How long another thread waits to be told, so that an event loop which ends need not wait long."""


class Watch(Protocol):
    """What hears of new events."""

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; whether there is something new, as far as anybody says."""
        ...


def follow(
    log: EventLog,
    after: int = 0,
    *,
    poll_seconds: float = 0.2,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[RecordedEvent]:
    """The events after a position, and then each new one: once, in order, none skipped.

    Writers may be other processes: positions are given out under the log's write lock, so none is
    filled in later. `stop` is asked whenever there is nothing new.
    """
    with log.watch() or nullcontext() as watch:
        wait = watch.wait if watch is not None else time.sleep
        while True:
            part = _part(log, after)
            for event in part:
                yield event
                after = event.position
            if not part:
                if stop():
                    return
                wait(poll_seconds)


async def follow_async(
    log: EventLog,
    after: int = 0,
    *,
    poll_seconds: float = 0.2,
    stop: Callable[[], bool] = lambda: False,
) -> AsyncIterator[RecordedEvent]:
    """What `follow` gives, while the loop goes on: the log is read in another thread."""
    import asyncio

    with log.watch() or nullcontext() as watch:
        while True:
            part = await asyncio.to_thread(_part, log, after)
            for event in part:
                yield event
                after = event.position
            if not part:
                if stop():
                    return
                await _wait(watch, poll_seconds)


async def _wait(watch: Watch | None, seconds: float) -> None:
    """Wait to be told, or for so many seconds, while the loop goes on."""
    import asyncio

    if watch is None:
        await asyncio.sleep(seconds)
        return
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if await asyncio.to_thread(watch.wait, min(left, _PATIENCE_SECONDS)):
            return


def _part(log: EventLog, after: int) -> list[RecordedEvent]:
    """The next events, read to their end: a slow reader must not hold the database's old pages."""
    return list(log.read(after=after, until=after + _BATCH))


class Subscription:
    """A follower that remembers in a file how far it came.

    The place is saved when the next event is asked for, so an event whose handling was cut short
    comes again after a restart.

    Args:
        log: the log.
        path: the file; it is made when the first event has been handled.

    Raises:
        LogError: the log is not the one in which the place was saved.
        BadValue: the file holds no place.
    """

    def __init__(self, log: EventLog, path: Path) -> None:
        self._log = log
        self._path = path
        self._place = Checkpoint.load(path) if path.exists() else None
        if self._place is not None and self._place.position:
            held = list(log.rows(after=self._place.position - 1, until=self._place.position))
            if not held or held[0].hash != self._place.hash:
                raise LogError(
                    t("{name} is not the log in which {path} was saved", name=log.name, path=path)
                )

    @property
    def position(self) -> int:
        """Of the last event that was handled; 0 before the first."""
        return self._place.position if self._place is not None else 0

    def events(
        self, *, poll_seconds: float = 0.2, stop: Callable[[], bool] = lambda: False
    ) -> Iterator[RecordedEvent]:
        """The events that have not been handled yet, and then each new one (see `follow`)."""
        for event in follow(self._log, self.position, poll_seconds=poll_seconds, stop=stop):
            yield event
            self._place = Checkpoint(event.position, event.hash)
            self._place.save(self._path)
