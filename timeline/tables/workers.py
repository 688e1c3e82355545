"""Folding a log in several processes, each a share of its subjects.

Subjects are folded one by one, and none depends on what another came to; so they can be shared out
(a post reads what ends its organization for itself). Each process reads the log over a connection
of its own and sends back rows for the tables, which the one that asked writes.

The processes are plain interpreters with this module as their program: `multiprocessing` would run
the embedder's own main module again, or fork beside its threads.
"""

from __future__ import annotations

import base64
import json
import marshal
import os
import pickle
import subprocess
import sys
import tempfile
from contextlib import suppress
from itertools import chain
from queue import Empty, Queue
from threading import Thread
from typing import IO, TYPE_CHECKING, Final, TypeAlias

from timeline.events import TimelineError, t
from timeline.projections.fold.log_histories import LogHistories

from .folding import can_fold, folded
from .rows import add_rows, no_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timeline.events import EventLog, SubjectRange
    from timeline.projections.fold.log_histories import FoldedSubject

    from .rows import Rows

__all__ = ["WorkerFailed", "fold_elsewhere"]

_SPANS: Final = 8
"""In how many spans each process gets its share: people are folded sooner than posts."""
_SUBJECTS: Final = 1_000
"""How many subjects' rows are sent at once."""
_AHEAD: Final = 4
"""How many of those may wait to be written, from each process."""
_SIZE_BYTES: Final = 8
_BEGINS: Final = b"rows of timeline\n"
_PROGRAM: Final = """\
import gc, json, sys
out, sys.stdout = sys.stdout.buffer, sys.stderr  # what anybody prints is none of our rows
log, until, spans, by_core, sys.path[:] = json.load(sys.stdin)
from timeline.tables.workers import send_rows
gc.disable()  # what is folded has no cycles
send_rows(log, until, spans, out, by_core=by_core)
"""


_Queue: TypeAlias = "Queue[Rows | WorkerFailed | None]"


class WorkerFailed(TimelineError):
    """A process that folds a share of the log failed before its end."""

    def __init__(self, said: str) -> None:
        last = next(iter(said.strip().splitlines()[-1:]), t("no word"))
        super().__init__(t("a worker failed: {last}", last=last))


def fold_elsewhere(
    log: EventLog, until: int, count: int, *, by_core: bool = True
) -> Iterator[Rows]:
    """The rows of all subjects up to a position that is committed, from so many processes.

    Raises:
        WorkerFailed: one of them did not come to its end.
    """
    queue: _Queue = Queue(_AHEAD * count)
    with _Workers(queue) as workers:
        spans = log.shares(count * _SPANS)
        pickled = base64.b64encode(pickle.dumps(log)).decode()
        environment = {**os.environ, **log.environment()}
        for number in range(count):
            order = [pickled, until, spans[number::count], by_core]
            workers.start(order, environment)
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

    def start(self, asked: Sequence[object], environment: Mapping[str, str]) -> None:
        """Start one, for some spans of subjects: what `send_rows` takes."""
        order = json.dumps([*asked, [os.fspath(each) for each in sys.path]])
        said = tempfile.TemporaryFile()  # noqa: SIM115 - its reader closes it
        try:
            worker = subprocess.Popen(  # noqa: S603 - ourselves; -P: not what lies around here
                [sys.executable, "-P", "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                env=environment,
            )
        except OSError as error:
            said.close()
            raise WorkerFailed(
                t(
                    "{executable!r} cannot be started: {error}",
                    executable=sys.executable,
                    error=error,
                )
            ) from None
        thread = Thread(target=_receive, args=(worker, order, said, self._queue), daemon=True)
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


def _receive(worker: subprocess.Popen[bytes], order: str, said: IO[bytes], queue: _Queue) -> None:
    """Give a process its order and queue the rows that it sends; then None, or a failure.

    `said` is what it writes to its standard error.
    """
    assert worker.stdin is not None  # noqa: S101 - they are pipes
    assert worker.stdout is not None  # noqa: S101
    with said:
        try:
            with worker.stdin as to:
                to.write(order.encode())
            for data in _sent(worker.stdout):
                queue.put(marshal.loads(data))  # noqa: S302 - from ourselves
            failed = worker.wait() != 0
        except Exception:  # whatever it was, somebody waits to hear of it
            worker.kill()
            failed = True
        said.seek(0)
        queue.put(WorkerFailed(said.read().decode(errors="replace")) if failed else None)


def _sent(pipe: IO[bytes]) -> Iterator[bytes]:
    """Yield the messages that a process sends, as bytes.

    Raises:
        EOFError: it ended without a word of its end. An interpreter that is none does so at once.
    """
    while not (line := pipe.readline()).endswith(_BEGINS):  # printed before our program began
        if not line:
            raise EOFError
    while size := int.from_bytes(_exactly(pipe, _SIZE_BYTES), "big"):
        yield _exactly(pipe, size)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


def send_rows(
    pickled: str, until: int, spans: Sequence[SubjectRange], out: IO[bytes], *, by_core: bool = True
) -> None:
    """Send the rows of spans of subjects: a line, then messages after their size, then a size of 0.

    This is what a process does that `fold_elsewhere` starts. The log is pickled, in base 64.
    """
    out.write(_BEGINS)
    log: EventLog = pickle.loads(base64.b64decode(pickled))  # noqa: S301 - from ourselves
    histories = LogHistories(log, position=until)
    changes: Iterator[FoldedSubject] = chain.from_iterable(map(histories.within, spans))
    if by_core and can_fold(log):
        changes = _left_by_core(log, histories, spans, out)
    rows, held = no_rows(), 0
    for change in changes:
        add_rows(rows, change)
        held += 1
        if held >= _SUBJECTS:
            _send(rows, out)
            rows, held = no_rows(), 0
    _send(rows, out)
    out.write(bytes(_SIZE_BYTES))
    out.flush()


def _left_by_core(
    log: EventLog, histories: LogHistories, spans: Sequence[SubjectRange], out: IO[bytes]
) -> Iterator[FoldedSubject]:
    """Send the rows that the core makes, and give the subjects that it leaves."""
    for made, left in folded(log, histories.position, spans):
        _send(made, out)
        yield from histories.changed(left)


def _send(rows: Rows, out: IO[bytes]) -> None:
    data = marshal.dumps(rows)
    out.write(len(data).to_bytes(_SIZE_BYTES, "big") + data)
