"""What a child process does with the connections that it inherited by a fork.

SQLite keeps, for each file, what locks its process holds; a child inherits that note and not the
locks. Whoever goes on with an inherited connection, or opens a new one beside it, therefore takes
for locked what is not, and closing the last one deletes a write-ahead log that others write to.

So the child closes what it inherited, at once, while it holds a lock of another sort (of an open
file description, which Linux has), by which SQLite finds that it is not the last and leaves the
files alone. None of the parent's own locks is touched. What cannot be closed so is left open for
ever, and its file is refused from then on.
"""

from __future__ import annotations

import fcntl
import os
import struct
import threading
from typing import TYPE_CHECKING, Final

from .errors import LogError
from .language import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .sqlite_errors import Connection

__all__ = ["close_inherited", "refuse_unsafe"]

_SHARED_FIRST: Final = 0x40000002
_SHARED_SIZE: Final = 510
"""The bytes that SQLite locks to read a file, and to be alone with it (os_unix.c)."""
_FLOCK: Final = "hhqqi4x"
"""C's `struct flock` where there are locks of open file descriptions: 64-bit Linux."""

_unsafe: set[str] = set()


def refuse_unsafe(path: str, name: str) -> None:
    """Refuse a file to which this process inherited connections that it could not close.

    Raises:
        LogError: it did.
    """
    if _unsafe and os.path.realpath(path) in _unsafe:
        raise LogError(
            t(
                "{name} was at work when this process was forked off, and cannot be "
                "used here; fork when nothing is being written, or start the process "
                "by spawn or forkserver",
                name=name,
            )
        )


def close_inherited(inherited: Mapping[Connection, tuple[str, int]]) -> None:
    """Close the connections of a parent process, in its child, without a trace in the files.

    Args:
        inherited: the connections, each with the path of its file and the thread that used it.
    """
    own = threading.get_ident()  # of the thread that forked, the only one that goes on here
    for path in {path for path, _ in inherited.values()}:
        held = {each: thread for each, (home, thread) in inherited.items() if home == path}
        at_work = any(
            each.in_transaction or (each.at_work and thread != own) for each, thread in held.items()
        )
        guard = None if at_work else _guard(path)
        if guard is None:
            _leave_open(path, held)
            continue
        for connection in held:
            connection.close()
        if guard >= 0:
            os.close(guard)


def _guard(path: str) -> int | None:
    """A descriptor with a lock on the file; -1 where there is no file, None if it cannot be had."""
    command = getattr(fcntl, "F_OFD_SETLKW", None)
    if command is None or struct.calcsize("P") != 8:
        return None
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return -1  # SQLite deletes nothing where its file has gone
    except OSError:
        return None
    try:
        lock = struct.pack(_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, _SHARED_FIRST, _SHARED_SIZE, 0)
        fcntl.fcntl(descriptor, command, lock)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _leave_open(path: str, connections: Iterable[Connection]) -> None:
    """Keep connections from ever being closed, even when the interpreter ends."""
    import ctypes

    _unsafe.add(os.path.realpath(path))
    for connection in connections:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))
