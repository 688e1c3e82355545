"""What is timed inside a process of its own: `python -m benchmarks.sides NAME ROOT EVENTS`.

A side makes ready what it needs, times the job alone, and prints its seconds (a median, where the
job is one of many small ones) and its answer, which must equal the other side's.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

import timeline
from timeline.events import event_from_dict
from timeline.tables.rows import no_rows

from . import floor, plain, raw
from .work import ANNOUNCED_BY, AS_OF, RECORDED_BY, Work

__all__ = ["SIDES", "main"]

Said: TypeAlias = tuple[float, object]
Side: TypeAlias = Callable[[Work], Said]

SIDES: Final[dict[str, Side]] = {}
"""The sides by name."""

_DAY: Final = date.fromisoformat(AS_OF).toordinal()
_ASKED: Final = 300
"""How many posts are asked about, one after another."""
_ROWS: Final = tuple(no_rows())
PROCESSORS: Final = os.cpu_count() or 1
_SINGLES: Final = 2000
"""How many events are appended one at a time."""


def _side(side: Side) -> Side:
    SIDES[side.__name__.replace("_", "-")] = side
    return side


class _Watch:
    seconds = 0.0


@contextmanager
def _timed() -> Iterator[_Watch]:
    """Time a block, with nothing left over from before it; the collector goes on as ever."""
    watch = _Watch()
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - start
    gc.unfreeze()


def digest(rows: Iterable[object]) -> str:
    """What two sides compare instead of a long answer."""
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()[:16]


# --- appending ----------------------------------------------------------------------------------


@_side
def append_objects(work: Work) -> Said:
    """Append ready events to a new database, with everything that an append does."""
    with work.jsonl.open(encoding="utf-8") as lines:
        events = [event_from_dict(json.loads(line)) for line in lines]
    tl = timeline.open(work.fresh("new.db"))
    with _timed() as watch:
        done = tl.append(events)
    return watch.seconds, done.added


@_side
def append_lines(work: Work) -> Said:
    """The same from lines of JSON."""
    lines = work.jsonl.read_text(encoding="utf-8").splitlines()
    tl = timeline.open(work.fresh("new.db"))
    with _timed() as watch:
        done = tl.append_jsonl(lines)
    return watch.seconds, done.added


@_side
def floor_lines(work: Work) -> Said:
    """The least that an append of lines does, with the projection's rows at hand."""
    lines = work.jsonl.read_text(encoding="utf-8").splitlines()
    with closing(sqlite3.connect(work.database)) as connection:
        rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in _ROWS}  # noqa: S608
    path = work.fresh("floor.db")
    with _timed() as watch:
        count = floor.append(path, lines, rows)
    return watch.seconds, count


@_side
def raw_objects(work: Work) -> Said:
    """Insert ready JSON values by hand."""
    items = list(plain.items_of(work.bodies()))
    path = work.fresh("raw.db")
    with _timed() as watch:
        count = raw.append(path, items)
    return watch.seconds, count


@_side
def raw_lines(work: Work) -> Said:
    """The same from lines of JSON."""
    rows = work.bodies()
    path = work.fresh("raw.db")
    with _timed() as watch:
        count = raw.append(path, plain.items_of(rows))
    return watch.seconds, count


@_side
def append_singly(work: Work) -> Said:
    """Append events one at a time, each durable before the next."""
    events = [event_from_dict(body) for body in _first(work)]
    tl = timeline.open(work.fresh("new.db"))
    tl.append(events[:1])
    _check_durable(tl.log.connection().cursor())  # type: ignore[union-attr]
    with _timed() as watch:
        for event in events[1:]:
            tl.append([event])
    return watch.seconds, tl.log.head().position


@_side
def sourced_singly(work: Work) -> Said:
    """The same with `eventsourcing`."""
    from .sourced import open_register

    bodies = _first(work)
    register = open_register(work.fresh("sourced.db"))
    register.save(register.told(bodies[0]))
    with register.factory.datastore.transaction(commit=False) as cursor:  # type: ignore[attr-defined]
        _check_durable(cursor)
    with _timed() as watch:
        for body in bodies[1:]:
            register.save(register.told(body))
    return watch.seconds, register.recorder.max_notification_id()


def _first(work: Work) -> list[dict[str, Any]]:
    return [body for _, (_, body) in zip(range(_SINGLES), work.told(), strict=False)]


def _check_durable(cursor: Any) -> None:
    """Both sides must write ahead and wait for the disk; neither is told to here."""
    found = []
    for pragma in ("journal_mode", "synchronous"):
        cursor.execute(f"PRAGMA {pragma}")
        found.append(cursor.fetchone()[0])
    mode, synchronous = found
    if (mode, synchronous) != ("wal", 2):
        raise AssertionError(f"journal_mode {mode}, synchronous {synchronous}")


# --- from the log to a state --------------------------------------------------------------------


def _holders(tl: timeline.Timeline, **bounds: str) -> list[tuple[str, str, str]]:
    holders = tl.as_of(AS_OF, **bounds).holders()
    return [(holder.post, holder.person.id, holder.certainty) for holder in holders]


@_side
def rebuild(work: Work) -> Said:
    """Make the tables of all days anew from the log."""
    tl = timeline.open(work.database)
    with _timed() as watch:
        tl.rebuild()
    return watch.seconds, digest(_holders(tl))


@_side
def rebuild_shared(work: Work) -> Said:
    """The same, shared out among as many processes as the machine has processors."""
    tl = timeline.open(work.database)
    with _timed() as watch:
        tl.rebuild(workers=PROCESSORS)
    return watch.seconds, digest(_holders(tl))


@_side
def three_dates(work: Work) -> Said:
    """The whole state behind an announced and a recorded date, from the log."""
    tl = timeline.open(work.database)
    with _timed() as watch:
        holders = tl.as_of(AS_OF, announced_by=ANNOUNCED_BY, recorded_by=RECORDED_BY).holders()
    return watch.seconds, digest((h.post, h.person.id, h.certainty) for h in holders)


def _fold(facts: Iterable[plain.Fact], *, bounded: bool = False) -> list[tuple[str, str, str]]:
    if not bounded:
        return plain.Fold(facts).holders(_DAY)
    announced = date.fromisoformat(ANNOUNCED_BY).toordinal()
    return plain.Fold(facts, announced, f"{RECORDED_BY}T23:59:59.999999Z").holders(_DAY)


def _plain(work: Work, *, bounded: bool) -> Said:
    """The objects are made of values that have been read already, which costs nothing here."""
    items = list(plain.items_of(work.bodies()))
    with _timed() as watch:
        facts = list(plain.facts_of(items))
        holders = _fold(facts, bounded=bounded)
    return watch.seconds, digest(holders)


@_side
def plain_fold(work: Work) -> Said:
    """Make objects and fold them."""
    return _plain(work, bounded=False)


@_side
def plain_three_dates(work: Work) -> Said:
    """Make objects and fold those that were announced and recorded by then."""
    return _plain(work, bounded=True)


@_side
def plain_fold_stored(work: Work) -> Said:
    """Read the stored rows, make objects and fold them."""
    work.database  # noqa: B018 - made before the clock runs
    with _timed() as watch:
        facts = list(plain.facts_of(plain.items_of(work.bodies())))
        holders = _fold(facts)
    return watch.seconds, digest(holders)


@_side
def read_log(work: Work) -> Said:
    """Rebuild with workers, said as a number of events."""
    tl = timeline.open(work.database)
    with _timed() as watch:
        tl.rebuild(workers=PROCESSORS)
    return watch.seconds, tl.log.head().position


def _sourced(work: Work, replay: str) -> Said:
    from .sourced import open_register

    register = open_register(work.fresh("sourced.db"))
    with work.jsonl.open(encoding="utf-8") as lines:
        register.append(lines, 1000)
    with _timed() as watch:
        count = getattr(register, replay)()
    return watch.seconds, count


@_side
def sourced_replay(work: Work) -> Said:
    """Replay every aggregate with `eventsourcing`."""
    return _sourced(work, "replay")


@_side
def sourced_pages(work: Work) -> Said:
    """Replay all notifications with `eventsourcing`, page by page."""
    return _sourced(work, "page_through")


# --- questions ----------------------------------------------------------------------------------


def _each_post(work: Work, ask: Callable[[str], Any], answer: Callable[[Any], object]) -> Said:
    """The median time of one of many questions, each about another post."""
    posts = _some_posts(work)
    for post in posts[:20]:
        ask(post)
    times, found = [], []
    for post in posts:
        start = time.perf_counter()
        got = ask(post)
        times.append(time.perf_counter() - start)
        found.append((post, answer(got)))
    return statistics.median(times), digest(found)


def _some_posts(work: Work) -> list[str]:
    with closing(sqlite3.connect(work.database)) as connection:
        # Posts that were on record by then: there is no answer about others.
        query = "SELECT DISTINCT post FROM tenures WHERE since_latest < ? ORDER BY post"
        posts = [post for (post,) in connection.execute(query, (RECORDED_BY[:4],))]
    return random.Random(1).sample(posts, min(_ASKED, len(posts)))  # noqa: S311


def _people(state: Any) -> object:
    return sorted((tenure.person, tenure.start.text) for tenure, _ in state.holding)


@_side
def one_post(work: Work) -> Said:
    """What one post is on a day, by the API."""
    tl = timeline.open(work.database)
    return _each_post(work, lambda post: tl.as_of(AS_OF).post(post), _people)


@_side
def one_post_holder(work: Work) -> Said:
    """The same with the holders' names."""
    tl = timeline.open(work.database)
    return _each_post(
        work,
        lambda post: tl.as_of(AS_OF).holders(post),
        lambda found: sorted((holder.person.id, holder.since.text) for holder in found),
    )


@_side
def one_post_announced(work: Work) -> Said:
    """The same behind an announced date."""
    tl = timeline.open(work.database)
    return _each_post(
        work, lambda post: tl.as_of(AS_OF, announced_by=ANNOUNCED_BY).post(post), _people
    )


@_side
def one_post_recorded(work: Work) -> Said:
    """The same behind a recorded date."""
    tl = timeline.open(work.database)
    return _each_post(
        work, lambda post: tl.as_of(AS_OF, recorded_by=RECORDED_BY).post(post), _people
    )


@_side
def sql_one_post(work: Work) -> Said:
    """What one post is on a day, by SQL."""
    with closing(sqlite3.connect(work.database)) as connection:
        return _each_post(
            work,
            lambda post: raw.one_post(connection, post, AS_OF),
            lambda rows: sorted((row[1], row[3]) for row in rows),
        )


@_side
def whole_state(work: Work) -> Said:
    """Who holds what on a day, into result objects."""
    tl = timeline.open(work.database)
    tl.as_of(AS_OF).holders(_some_posts(work)[0])
    with _timed() as watch:
        holders = tl.as_of(AS_OF).holders()
    return watch.seconds, digest((h.post, h.person.id, h.since.text) for h in holders)


@_side
def sql_whole_state(work: Work) -> Said:
    """The same as tuples, by SQL."""
    with closing(sqlite3.connect(work.database)) as connection, _timed() as watch:
        rows = raw.whole_state(connection, AS_OF)
    return watch.seconds, digest((row[0], row[1], row[3]) for row in rows)


def main() -> None:
    """Run one side and print what it says, as JSON."""
    name, root, events = sys.argv[1:]
    seconds, answer = SIDES[name](Work(Path(root), int(events)))
    print(json.dumps({"seconds": seconds, "answer": answer}))  # noqa: T201 - read by the runner


if __name__ == "__main__":
    main()
