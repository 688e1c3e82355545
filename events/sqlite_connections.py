"""The connections to a SQLite file: one for each thread, and none that crosses a fork."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import threading
import weakref
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from .errors import LogClosed, LogError, NotALog, ReadOnlyLog
from .language import t
from .patience import patiently
from .sqlite_errors import Connection, said_as_ours

if TYPE_CHECKING:
    from .sqlite_writing import SqliteWriter

__all__ = ["Connections", "Handle", "connect", "uri_of"]

_BUSY_SECONDS: Final = 0.1
"""How long SQLite itself waits for a lock, deaf to signals; see `patiently`."""
_MAPPED_BYTES: Final = 1 << 31 if sys.maxsize > 1 << 32 else 1 << 26
"""How much of the file is read as memory, which all threads and processes share. Beside it a
connection has SQLite's own cache of 2 MB."""

_Signature: TypeAlias = tuple[int, int, int]
"""What changes when a file is written: inode, size, time in nanoseconds."""


class Handle:
    """A thread's connection, closed when the thread has ended or the log is forgotten.

    Attributes:
        connection: the connection.
        seen: what the file was like when it was opened, where it is read as one that nobody
            writes; None where SQLite's locks see to it.
    """

    def __init__(self, connection: Connection, path: str, seen: _Signature | None) -> None:
        self.connection = connection
        self.seen = seen
        self._path = path
        _open[connection] = path, threading.get_ident()
        weakref.finalize(self, _close, connection, os.getpid())

    @property
    def is_stale(self) -> bool:
        """Whether the file was taken for one that nobody writes, and was written."""
        return self.seen is not None and self.seen != _signature(self._path)

    def check(self) -> None:
        """Refuse what was read of a file that was taken for one that nobody writes, and was not.

        Raises:
            LogError: it has changed since it was opened.
        """
        if self.is_stale:
            raise LogError(
                t("{path} was written while it was read; ask again", path=self.connection.path)
            )


class Connections:
    """Each thread's connection to one file.

    Args:
        path: of the file, absolute.
        name: what to call it in a message.
        wait_seconds: how long to wait for a lock.
        read_only: whether to write nothing, whatever is asked.
    """

    def __init__(self, path: str, name: str, wait_seconds: float, read_only: bool) -> None:
        self.path = path
        self.name = name
        self.wait_seconds = wait_seconds
        self.read_only = read_only
        self._threads = threading.local()
        self._handles: weakref.WeakSet[Handle] = weakref.WeakSet()
        self._closed = False
        _every.add(self)

    def handle(self) -> Handle | None:
        """This thread's; None while there is no file.

        Raises:
            LogClosed: `close` was called.
            NotALog: the file is none of SQLite's.
            LogError: it cannot be opened.
        """
        handle: Handle | None = getattr(self._threads, "handle", None)
        if handle is None or (handle.seen is not None and handle.is_stale):
            if self._closed:
                raise LogClosed(self.name)
            if not _is_there(self.path, self.name):
                return None
            handle = self._threads.handle = self.open()
        return handle

    @property
    def writer(self) -> SqliteWriter | None:
        """What this thread writes with, while it does."""
        return getattr(self._threads, "writer", None)

    @writer.setter
    def writer(self, writer: SqliteWriter | None) -> None:
        self._threads.writer = writer

    def refuse_read_only(self) -> None:
        """Raise ReadOnlyLog if nothing is to be written."""
        if self.read_only:
            raise ReadOnlyLog(self.name, t("it was opened with read_only"))

    def close(self) -> None:
        """Close every thread's connection, for good."""
        self._closed = True
        self._threads = threading.local()
        for handle in list(self._handles):
            _close(handle.connection, os.getpid())

    def forget(self) -> None:
        """Forget the connections of the process that this one is a fork of."""
        self._threads = threading.local()
        self._handles = weakref.WeakSet()

    def open(self) -> Handle:
        """Open one connection more; the file must be there."""
        handle = self._open()
        self._handles.add(handle)
        return handle

    def _open(self) -> Handle:
        if _forked:
            from .sqlite_fork import refuse_unsafe

            refuse_unsafe(self.path, self.name)
        for mode in ("ro",) if self.read_only else ("rw", "ro"):
            try:
                attempt = partial(connect, self.path, self.name, f"mode={mode}")
                found = patiently(attempt, self.name, self.wait_seconds)
                return Handle(found, self.path, None)
            except ReadOnlyLog:  # where SQLite cannot make its -shm file too
                pass
        seen = _signature(self.path)
        if seen is None:
            wal = f"{self.name}-wal"
            raise LogError(
                t(
                    "cannot read {name}: what was written last is in {wal}, and reading "
                    "that needs the right to write the folder, or the {name}-shm of "
                    "whoever writes; ask for one of them, or for a copy of the database",
                    name=self.name,
                    wal=wal,
                )
            )
        try:
            return Handle(connect(self.path, self.name, "immutable=1"), self.path, seen)
        except ReadOnlyLog:
            why = (
                t("SQLite cannot open it")
                if os.access(self.path, os.R_OK)
                else t("permission denied")
            )
            raise LogError(t("cannot open {name}: {why}", name=self.name, why=why)) from None


def connect(path: str, name: str, mode: str) -> Connection:
    """Open a file of SQLite's, and look into it.

    Raises:
        LogBusy, NotALog, ReadOnlyLog, LogError: it cannot be read.
    """
    with said_as_ours(name):
        connection = sqlite3.connect(
            f"{uri_of(path)}?{mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,  # each thread has its own; `close` closes them all
            factory=Connection,
        )
    assert isinstance(connection, Connection)  # noqa: S101 - the factory made it
    connection.path = name
    try:
        connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}").fetchone()
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def uri_of(path: str) -> str:
    """A path as SQLite's own documentation writes it as a URI (https://sqlite.org/uri.html)."""
    whole = os.path.abspath(path).replace(os.sep, "/")
    for char in "%?#":
        whole = whole.replace(char, f"%{ord(char):02x}")
    return f"file://{whole}" if whole.startswith("/") else f"file:///{whole}"


def _is_there(path: str, name: str) -> bool:
    """Whether there is a file.

    Raises:
        NotALog: what is there is no regular file; another would be waited for, or written to.
        LogError: nobody lets us look.
    """
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise LogError(
            t("cannot open {name}: {strerror}", name=name, strerror=t(error.strerror or str(error)))
        ) from None
    if not stat.S_ISREG(mode):
        raise NotALog(
            name, t("it is a folder") if stat.S_ISDIR(mode) else t("it is no regular file")
        )
    return True


def _signature(path: str) -> _Signature | None:
    """What a file is like that nobody writes; None if somebody does: it has a write-ahead log."""
    try:
        if os.stat(f"{path}-wal").st_size:
            return None
    except OSError:
        pass
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


_every: weakref.WeakSet[Connections] = weakref.WeakSet()
_open: dict[Connection, tuple[str, int]] = {}
"""Every open connection, with the path of its file and its thread. In the child of a fork, where
what other threads had is gone at once, it keeps their connections from being closed unseen."""
_forked = False


def _close(connection: Connection, process: int) -> None:
    """Close a connection that is needed no more, in the process that opened it."""
    if os.getpid() == process:
        _open.pop(connection, None)
        connection.close()


def _in_child() -> None:
    global _forked
    _forked = True
    for connections in list(_every):
        connections.forget()
    if _open:
        from .sqlite_fork import close_inherited

        close_inherited(dict(_open))
        _open.clear()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_in_child)
