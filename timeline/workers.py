"""Folding a log in several processes, each a share of its subjects.

Subjects are folded one by one, and none depends on what another came to; so they can be shared out
(a post reads what ends its organization for itself). Each process reads the log over a connection
of its own and sends back rows for the tables, which the one that asked writes.

The processes are plain interpreters with this module as their program: `multiprocessing` would run
the embedder's own main module again, or fork beside its threads.
"""

from __future__ import annotations

import json
import marshal
import subprocess
import sys
from contextlib import suppress
from itertools import chain
from queue import Empty, Queue
from threading import Thread
from typing import IO, TYPE_CHECKING, Final, TypeAlias

from timeline.events import SqliteLog, TimelineError

from .projections.log_histories import LogHistories
from .table_rows import add_rows, no_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import Span

    from .table_rows import Rows

__all__ = ["WorkerFailed", "fold_elsewhere"]

_SPANS: Final = 8
"""In how many spans each process gets its share: people are folded sooner than posts."""
_SUBJECTS: Final = 1_000
"""How many subjects' rows are sent at once."""
_AHEAD: Final = 4
"""How many of those may wait to be written, from each process."""
_SIZE_BYTES: Final = 8
_MAPPED: Final = 1 << 31
"""How many bytes of the file are read as memory: a subject's events lie on pages far apart."""
_PROGRAM: Final = """\
import gc, json, sys
path, until, spans, sys.path[:] = json.loads(sys.argv[1])
from timeline.workers import send_rows
gc.disable()  # what is folded has no cycles
send_rows(path, until, spans, sys.stdout.buffer)
"""


_Queue: TypeAlias = "Queue[Rows | WorkerFailed | None]"


class WorkerFailed(TimelineError):
    """A process that was to fold a share of the log did not come to its end."""

    def __init__(self, said: str) -> None:
        super().__init__(f"a worker failed: {said.strip().splitlines()[-1] if said else 'no word'}")


def fold_elsewhere(log: SqliteLog, until: int, count: int) -> Iterator[Rows]:
    """The rows of all subjects up to a position that is committed, from so many processes.

    Raises:
        WorkerFailed: one of them did not come to its end.
    """
    queue: _Queue = Queue(_AHEAD * count)
    with _Workers(queue) as workers:
        spans = log.shares(count * _SPANS)
        for number in range(count):
            workers.start(log.name, until, spans[number::count])
        left = count
        while left:
            rows = queue.get()
            if isinstance(rows, WorkerFailed):
                raise rows
            if rows is None:
                left -= 1
            else:
                yield rows


class _Workers:
    """The processes that were started, each with a thread that puts what it sends into a queue."""

    def __init__(self, queue: _Queue) -> None:
        self._queue = queue
        self._started: list[tuple[subprocess.Popen[bytes], Thread]] = []

    def start(self, path: str, until: int, spans: Sequence[Span]) -> None:
        """Start one, for some spans of subjects."""
        order = json.dumps([path, until, spans, sys.path])
        worker = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-c", _PROGRAM, order],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        thread = Thread(target=_receive, args=(worker, self._queue), daemon=True)
        self._started.append((worker, thread))
        thread.start()

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process and no thread behind, however it ended."""
        for worker, _thread in self._started:
            worker.kill()  # which does nothing to one that has ended
        for worker, thread in self._started:
            while thread.is_alive():  # it may be waiting for room in the queue
                with suppress(Empty):
                    self._queue.get(timeout=0.01)
            with worker:
                pass


def _receive(worker: subprocess.Popen[bytes], queue: _Queue) -> None:
    """Put what a process sends into a queue; at its end None, or how it failed."""
    assert worker.stdout is not None  # noqa: S101 - they are pipes
    assert worker.stderr is not None  # noqa: S101
    while data := _whole(worker.stdout):
        queue.put(marshal.loads(data))  # noqa: S302 - from ourselves
    said = worker.stderr.read().decode(errors="replace")
    queue.put(WorkerFailed(said) if worker.wait() else None)


def _whole(pipe: IO[bytes]) -> bytes:
    """The next thing sent; nothing at the end, or where a process ended within one."""
    head = pipe.read(_SIZE_BYTES)
    size = int.from_bytes(head, "big") if len(head) == _SIZE_BYTES else 0
    data = pipe.read(size)
    return data if len(data) == size else b""


def send_rows(path: str, until: int, spans: Sequence[Span], out: IO[bytes]) -> None:
    """Send the rows of spans of subjects, some at a time, each time after their size in bytes.

    This is what a process does that `fold_elsewhere` starts.
    """
    log = SqliteLog(path)
    connection = log.connection()
    assert connection is not None  # noqa: S101 - it is being rebuilt
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
    histories = LogHistories(log, position=until)
    rows, held = no_rows(), 0
    for change in chain.from_iterable(map(histories.within, spans)):
        add_rows(rows, change)
        held += 1
        if held >= _SUBJECTS:
            _send(rows, out)
            rows, held = no_rows(), 0
    _send(rows, out)
    out.flush()


def _send(rows: Rows, out: IO[bytes]) -> None:
    data = marshal.dumps(rows)
    out.write(len(data).to_bytes(_SIZE_BYTES, "big") + data)
