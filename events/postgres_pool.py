"""The connections to a PostgreSQL server: few for many threads, and none that crosses a fork."""

from __future__ import annotations

import os
import threading
import weakref
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg.pq import TransactionStatus

from .errors import LogBusy, LogClosed, LogError
from .language import t
from .patience import patiently
from .postgres_errors import RAISED, error_of
from .postgres_raw import Raw

if TYPE_CHECKING:
    from .postgres_address import Address

__all__ = ["Pool"]

_MOST: Final = 10
"""How many connections one log of one process has."""
_OLDEST: Final = 12
"""The first version of PostgreSQL that has all that is asked of it, and that can be tried."""


class Pool:
    """The connections of one log, each with one thread at a time.

    Args:
        address: of the server.
        wait_seconds: how long to wait for a connection.
        read_only: whether the server is to refuse whatever writes.
    """

    def __init__(self, address: Address, wait_seconds: float, *, read_only: bool) -> None:
        self.name = address.name
        self._address = address
        self._wait_seconds = wait_seconds
        self._read_only = read_only
        self._closed = False
        self._begin()
        _every.add(self)

    def _begin(self) -> None:
        self._places = threading.Semaphore(_MOST)
        self._idle: list[Raw] = []
        self._open: set[Raw] = set()
        self._lock = threading.Lock()
        weakref.finalize(self, _close_all, self._open, os.getpid())

    def take(self) -> Raw:
        """A connection for this thread alone, until it gives it back.

        Raises:
            LogClosed: `close` was called.
            LogBusy: none is to be had for as long as we wait.
            ConnectionLost, LogError: the server cannot be reached, or refuses us.
        """
        if self._closed:
            raise LogClosed(self.name)
        if not self._places.acquire(timeout=self._wait_seconds):
            raise LogBusy(
                self.name, t("is asked by so many threads that none has room for one more")
            )
        try:
            with self._lock:
                if self._idle:
                    return self._idle.pop()
            return patiently(partial(self._connect), self.name, self._wait_seconds)
        except BaseException:
            self._places.release()
            raise

    def give(self, raw: Raw) -> None:
        """Take back a connection that was taken; one in a transaction is closed."""
        with self._lock:
            if raw not in self._open:  # of the process that this one is a fork of
                return
            if self._closed or raw.pgconn.transaction_status != TransactionStatus.IDLE:
                self._open.discard(raw)
                _close(raw)
            else:
                self._idle.append(raw)
        self._places.release()

    def lend(self) -> Raw:
        """A connection beyond the others, for as long as somebody waits on it; see `drop`.

        Raises:
            LogClosed: `close` was called.
            ConnectionLost, LogError: the server cannot be reached, or refuses us.
        """
        if self._closed:
            raise LogClosed(self.name)
        return self._connect()

    def drop(self, raw: Raw) -> None:
        """Close a connection that was lent."""
        with self._lock:
            if raw in self._open:  # or it is of the process that this one is a fork of
                self._open.discard(raw)
                _close(raw)

    def drop_idle(self) -> None:
        """Close the connections that nobody has: one was lost, and so may these be."""
        with self._lock:
            for raw in self._idle:
                self._open.discard(raw)
                _close(raw)
            self._idle.clear()

    def close(self) -> None:
        """Close every connection, for good."""
        self._closed = True
        _close_all(self._open, os.getpid())

    def forget(self) -> None:
        """Leave to the parent process what it had: no word goes to the server from here."""
        idle, inherited = self._idle, self._open
        self._begin()
        for raw in inherited:
            with suppress(OSError, psycopg.Error):
                _lead_nowhere(raw.fileno())
            if raw in idle:
                _close(raw)
            else:  # a thread that is not here may have been at work on it
                _left.append(raw)

    def _connect(self) -> Raw:
        try:
            raw = Raw.connect(**self._address.parameters, autocommit=True)
        except RAISED as error:
            raise error_of(error, self.name) from None  # its frames hold the password
        version = raw.info.server_version // 10_000
        if version < _OLDEST:
            raw.close()
            needs = f"a log needs {_OLDEST} or later"
            raise LogError(
                t(
                    "{name}: its server is PostgreSQL {version}, and {needs}",
                    name=self.name,
                    version=version,
                    needs=needs,
                )
            )
        try:
            raw.settle_in(self._address.schema, read_only=self._read_only)
        except RAISED as error:
            raw.close()
            raise error_of(error, self.name) from error
        with self._lock:
            self._open.add(raw)
        return raw


def _close(raw: Raw) -> None:
    with suppress(psycopg.Error):
        raw.close()


def _lead_nowhere(descriptor: int) -> None:
    """Let what would go to a socket, which the parent has too, go to nobody."""
    nowhere = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        os.dup2(nowhere, descriptor, inheritable=False)
    finally:
        os.close(nowhere)


def _close_all(connections: set[Raw], process: int) -> None:
    if os.getpid() == process:
        while connections:
            _close(connections.pop())


_every: weakref.WeakSet[Pool] = weakref.WeakSet()
_left: list[Raw] = []
"""What was left to a parent process, and is not to be closed."""


def _in_child() -> None:
    for pool in list(_every):
        pool.forget()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_in_child)
