"""The rows of a log in PostgreSQL, against SQL by hand: `python -m benchmarks.postgres URL`.

The URL names a database of a server; it gets a schema `timeline_benchmark`, which is dropped
before and after. Both sides go by turns, over one server, and must give one answer.
"""

from __future__ import annotations

import hashlib
import io
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final, NamedTuple

import click
import psycopg

import timeline
from timeline.events import Milestone

from . import raw
from .forms import write_jsonl
from .generate import generate
from .plain import Item, items_of
from .sides import digest
from .work import AS_OF

__all__ = ["main"]

_SCHEMA: Final = "timeline_benchmark"
_BY_HAND: Final = """
CREATE TABLE by_hand (
    position bigint PRIMARY KEY, id text, kind text, subject text, key text, recorded text,
    body text, hash bytea)"""
_COLUMNS: Final = "position, id, kind, subject, key, recorded, body, hash"
_ONE_POST: Final = raw.ONE_POST.replace(":post", "%(post)s").replace(":day", "%(day)s")
_WHOLE_STATE: Final = raw.WHOLE_STATE.replace(":day", "%(day)s")
_ASKED: Final = 300
_SINGLE: Final = 200

Connection = psycopg.Connection[tuple[Any, ...]]


class Row(NamedTuple):
    """What a row of the table measured.

    Attributes:
        name: of the row.
        against: what the other side does.
        ours, theirs: seconds, the median of the rounds.
        bar: which ratio is wanted.
        is_rate: whether more is better: theirs to ours, rather than ours to theirs.
    """

    name: str
    against: str
    ours: float
    theirs: float
    bar: float
    is_rate: bool = False

    def line(self) -> str:
        """The row as a line of Markdown."""
        ratio = self.theirs / self.ours if self.is_rate else self.ours / self.theirs
        reached = ratio >= self.bar if self.is_rate else ratio <= self.bar
        times = " | ".join(f"{seconds * 1000:,.2f} ms" for seconds in (self.ours, self.theirs))
        bar = f"{'≥' if self.is_rate else '≤'} {self.bar}"
        said = "yes" if reached else "**no**"
        return f"| {self.name} | {self.against} | {times} | {ratio:.2f} | {bar} | {said} |"


@click.command()
@click.argument("url")
@click.option("--events", type=int, default=100_000, help="How many events (100,000).")
@click.option("--rounds", type=int, default=3, help="How many rounds (3).")
def main(url: str, events: int, rounds: int) -> None:
    """Measure a log in PostgreSQL against SQL by hand, and print the rows as Markdown."""
    text = io.StringIO()
    write_jsonl(generate(events), text)
    lines = text.getvalue().splitlines()
    own = f"{url}{'&' if '?' in url else '?'}schema={_SCHEMA}"
    with psycopg.connect(url, autocommit=True) as hand:
        server = hand.execute("SHOW server_version").fetchone()
        try:
            for row in _rows(own, hand, lines, rounds):
                click.echo(row.line())
        finally:
            _drop(hand)
        click.echo(f"{events:,} events, PostgreSQL {server[0] if server else ''}")


def _rows(own: str, hand: Connection, lines: Sequence[str], rounds: int) -> Iterator[Row]:
    bulk = [_bulk(own, hand, lines) for _ in range(rounds)]
    note = "COPY of ready JSON values, chained: no ids, checks, indexes, tenures"
    yield Row("pg-append", note, *_medians(bulk), 0.3, is_rate=True)
    with timeline.open(own) as tl:
        hand.execute(f"SET search_path = {_SCHEMA}")
        hand.execute("ANALYZE")
        yield Row("pg-one-post", "one SELECT", *_medians(_one_post(tl, hand)), 3)
        states = [_whole_state(tl, hand) for _ in range(max(rounds, 5))]
        yield Row("pg-whole-state", "one SELECT, into tuples", *_medians(states), 2.5)
        note = "INSERT of one row, chained, COMMIT: no ids, checks, tenures"
        yield Row("pg-append-one", note, *_medians(_single(tl, hand)), 0.3, is_rate=True)


def _medians(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return median(ours for ours, _ in pairs), median(theirs for _, theirs in pairs)


def _timed(does: Callable[..., Any], *values: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    found = does(*values)
    return time.perf_counter() - start, found


def _drop(hand: Connection) -> None:
    hand.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")


def _bulk(own: str, hand: Connection, lines: Sequence[str]) -> tuple[float, float]:
    """Append all events to an empty log; then their rows again, by hand."""
    _drop(hand)
    with timeline.open(own) as tl:
        tl.create()
        ours, done = _timed(lambda: tl.append_jsonl(lines))
        rows = [(row.id, row.recorded, row.body or "") for row in tl.log.rows()]
    items = list(items_of(rows))
    hand.execute(f"SET search_path = {_SCHEMA}")
    hand.execute("DROP TABLE IF EXISTS by_hand")
    hand.execute(_BY_HAND)
    theirs, count = _timed(lambda: _copied(hand, items))
    if count != done.added:
        raise AssertionError("the two sides do not hold as many events")
    return ours, theirs


def _copied(hand: Connection, items: Sequence[Item]) -> int:
    with hand.transaction(), hand.cursor() as cursor:
        with cursor.copy(f"COPY by_hand ({_COLUMNS}) FROM STDIN") as copy:
            for row in raw.rows_of(items):
                copy.write_row(row)
        (count,) = cursor.execute("SELECT count(*) FROM by_hand").fetchone() or (0,)
        return int(count)


def _selected(hand: Connection, query: str, values: Mapping[str, str]) -> list[tuple[Any, ...]]:
    return hand.execute(query, values).fetchall()


def _one_post(tl: timeline.Timeline, hand: Connection) -> list[tuple[float, float]]:
    """What one post is on a day, of one post after the other."""
    query = "SELECT DISTINCT post FROM tenures WHERE since_latest < %s ORDER BY post"
    posts = [post for (post,) in hand.execute(query, (AS_OF[:4],))]
    chosen = random.Random(1).sample(posts, min(_ASKED, len(posts)))  # noqa: S311 - the same ones
    pairs = []
    for post in [*chosen[:20], *chosen]:  # the first ones warm up
        ours, state = _timed(lambda named: tl.as_of(AS_OF).post(named), post)
        theirs, rows = _timed(_selected, hand, _ONE_POST, {"post": post, "day": AS_OF})
        held = sorted((tenure.person, tenure.start.text) for tenure, _ in state.holding)
        if held != sorted((row[1], row[3]) for row in rows):
            raise AssertionError(f"the two sides do not agree about {post}")
        pairs.append((ours, theirs))
    return pairs[20:]


def _whole_state(tl: timeline.Timeline, hand: Connection) -> tuple[float, float]:
    """Who holds what on a day, into result objects and into tuples."""
    ours, holders = _timed(lambda: tl.as_of(AS_OF).holders())
    theirs, rows = _timed(_selected, hand, _WHOLE_STATE, {"day": AS_OF})
    here = digest((h.post, h.person.id, h.since.text) for h in holders)
    if here != digest((row[0], row[1], row[3]) for row in rows):
        raise AssertionError("the two sides do not agree about the state")
    return ours, theirs


def _single(tl: timeline.Timeline, hand: Connection) -> list[tuple[float, float]]:
    """Append one event at a time, each durable before the next."""
    home = tl.histories().homes()
    organization = next(iter(home))[1]
    pairs = []
    for number in range(_SINGLE):
        event = Milestone(organization=organization, title=f"no. {number}", effective="2020")
        ours, _ = _timed(tl.append, [event])
        theirs, _ = _timed(_inserted, hand, f"no. {number}")
        pairs.append((ours, theirs))
    return pairs


def _inserted(hand: Connection, body: str) -> None:
    last = "SELECT position, hash FROM by_hand ORDER BY position DESC LIMIT 1 FOR UPDATE"
    with hand.transaction():
        position, before = hand.execute(last).fetchone() or (0, bytes(32))
        end = hashlib.sha256(before + body.encode()).digest()
        insert = f"INSERT INTO by_hand ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
        values = (position + 1, body, "milestone", "organization:x", None, "2026", body, end)
        hand.execute(insert, values)


if __name__ == "__main__":
    main()
