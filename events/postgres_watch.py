"""Hearing of what is added to a log in PostgreSQL, by LISTEN and NOTIFY."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psycopg

from .errors import LogError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .postgres_pool import Pool
    from .postgres_raw import Raw

__all__ = ["PostgresWatch", "channel_of"]


def channel_of(schema: str) -> str:
    """The channel by which writers of the log in a schema tell that there is something new."""
    return f"{schema}_events"


class PostgresWatch:
    """Waits until a writer says that there is something new (see `EventLog.watch`).

    It has a connection of its own. Where none can be had, or the server takes no LISTEN (a standby,
    CockroachDB), or is behind a pooler, the wait goes on to its end.

    Args:
        pool: makes the connection.
        schema: of the log.
    """

    def __init__(self, pool: Pool, schema: str) -> None:
        self._pool = pool
        self._channel = channel_of(schema)
        self._raw: Raw | None = None

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave()

    def wait(self, seconds: float) -> bool:
        """Wait for so long at most; whether there is something new, as far as anybody says."""
        until = time.monotonic() + seconds
        if self._raw is None:
            self._listen()
        if self._raw is not None:
            try:
                return any(True for _ in self._raw.notifies(timeout=seconds, stop_after=1))
            except (psycopg.Error, OSError, ValueError):  # it was lost, or closed
                self._leave()
        time.sleep(max(0, until - time.monotonic()))
        return False

    def _listen(self) -> None:
        try:
            self._raw = self._pool.lend()
            if self._raw.is_shared:  # whoever listens would be another one soon
                self._leave()
            else:
                self._raw.execute(f"LISTEN {self._channel}")
        except (LogError, psycopg.Error):
            self._leave()

    def _leave(self) -> None:
        raw, self._raw = self._raw, None
        if raw is not None:
            self._pool.drop(raw)
