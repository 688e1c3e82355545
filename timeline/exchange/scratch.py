"""A working space on disk for a reconciliation, so that a register of any size needs little memory.

It holds what the register states and what the log has of it, pairs the two, and keeps the steps of
the plan until they are appended. It is a database of its own, made in a temporary folder and gone
with the block that opened it.
"""

from __future__ import annotations

import pickle
import sqlite3
from contextlib import closing, contextmanager
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from timeline.events import REFERRING, UNKNOWN

from .held import fact_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from timeline.events import EdtfDate, Event

    from .held import Held
    from .plan import Step
    from .statements import Statement

__all__ = ["Scratch", "scratch", "sorted_on_disk"]

_SCHEMA: Final = """
CREATE TABLE stated (n INTEGER PRIMARY KEY, record TEXT, fact TEXT, kind TEXT, about TEXT,
    lo INTEGER, hi INTEGER, name TEXT, body BLOB, held INTEGER);
CREATE TABLE held (n INTEGER PRIMARY KEY, record TEXT, fact TEXT, kind TEXT, about TEXT,
    lo INTEGER, hi INTEGER, id TEXT, body BLOB, stated INTEGER);
CREATE TABLE backers (id TEXT, body BLOB);
CREATE TABLE names (name TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
CREATE TABLE pairs (stated INTEGER PRIMARY KEY, held INTEGER UNIQUE);
CREATE TABLE steps (n INTEGER PRIMARY KEY, kind TEXT, body BLOB);
"""

_INDEXES: Final = """
CREATE INDEX stated_fact ON stated (fact);
CREATE INDEX held_fact ON held (fact);
CREATE INDEX held_record ON held (record, kind);
CREATE INDEX held_id ON held (id);
CREATE INDEX held_about ON held (about);
CREATE INDEX backers_id ON backers (id);
"""


@contextmanager
def _database() -> Iterator[sqlite3.Connection]:
    """A database in a temporary folder, with one transaction open."""
    with TemporaryDirectory(prefix="timeline-") as folder:
        connection = sqlite3.connect(Path(folder) / "scratch.db", isolation_level=None)
        with closing(connection):
            _run(
                connection,
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -8000;"
                "PRAGMA temp_store = FILE; BEGIN;",
            )
            yield connection


@contextmanager
def scratch() -> Iterator[Scratch]:
    """A working space that is gone after the block."""
    with _database() as connection:
        _run(connection, _SCHEMA)
        yield Scratch(connection)


T = TypeVar("T")


def sorted_on_disk(items: Iterable[T], key: Callable[[T], tuple[str | int, ...]]) -> Iterator[T]:
    """The items in the order of a key, sorted on the disk; those of equal keys as they came."""
    with _database() as connection:
        stream = iter(items)
        first = next(stream, None)
        if first is None:
            return
        columns = [f"k{index}" for index in range(len(key(first)))]
        connection.execute(
            f"CREATE TABLE items (n INTEGER PRIMARY KEY, {', '.join(columns)}, body)"
        )
        marks = ", ".join("?" * (len(columns) + 1))
        connection.executemany(
            f"INSERT INTO items ({', '.join(columns)}, body) VALUES ({marks})",  # noqa: S608 - our own names
            ((*key(item), _packed(item)) for item in chain([first], stream)),
        )
        query = f"SELECT body FROM items ORDER BY {', '.join(columns)}, n"  # noqa: S608
        for (body,) in connection.execute(query):
            yield _unpacked(body)


class Scratch:
    """The working space: see the module.

    Args:
        connection: to its database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put_statements(self, statements: Iterable[Statement]) -> int:
        """Keep what the register states, in its order; gives how many there are."""
        rows = (
            (s.record, *(_UNKNOWN if is_about(s.event) else _keys(s.event)), s.name, _packed(s))
            for s in statements
        )
        return self._insert("stated (record, fact, kind, about, lo, hi, name, body)", rows)

    def resolve(self, resolved: Callable[[Event], Event]) -> int:
        """Give the statements about other events the ids of those; says how many there are.

        They are paired after what they are about, for their facts are not known before.
        """
        waiting = self._connection.execute("SELECT n, body FROM stated WHERE fact IS NULL")
        changed = []
        for number, body in waiting.fetchall():
            statement: Statement = _unpacked(body)
            event = resolved(statement.event)
            changed.append((*_keys(event), _packed(attrs.evolve(statement, event=event)), number))
        self._connection.executemany(
            "UPDATE stated SET fact = ?, kind = ?, about = ?, lo = ?, hi = ?, body = ? WHERE n = ?",
            changed,
        )
        return len(changed)

    def put_held(self, held: Iterable[Held]) -> int:
        """Keep what the log has of the register; gives how many facts."""
        rows = ((h.record, *_keys(h.states), h.id, _packed(h)) for h in held)
        return self._insert("held (record, fact, kind, about, lo, hi, id, body)", rows)

    def index(self) -> None:
        """Make the indexes, once everything is there."""
        _run(self._connection, _INDEXES)

    def put_backers(self, cited: Iterable[tuple[str, Event]]) -> None:
        """Keep citations by others, each with the id of the event that it cites."""
        self._insert("backers (id, body)", ((ident, _packed(fact)) for ident, fact in cited))

    def _insert(self, table: str, rows: Iterable[Sequence[Any]], how: str = "") -> int:
        columns = table.count(",") + 1
        marks = ", ".join("?" * columns)
        cursor = self._connection.executemany(f"INSERT {how} INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
        return cursor.rowcount if cursor.rowcount > 0 else 0

    # --- pairing

    def match(self) -> None:
        """Pair each statement with the fact of the log that it is about.

        A statement is about the same fact, of the same record first, so that what only moved is not
        changed; or else about the fact of its own record, if the register tells its records apart;
        or else, where it does not, or did not, about the nearest one that says the same of the
        same: one kind, post and person (or organization), by the days between their dates.
        """
        self._pair("record || char(0) || fact", "record IS NOT NULL")
        self._pair("fact", "1")
        self._pair("record || char(0) || kind", "record IS NOT NULL")
        self._pair("about", "record IS NULL")
        self._pair("about", "record IS NOT NULL", "record = id")

    def _pair(self, key: str, of_stated: str, of_held: str = "1") -> None:
        """Pair what has one key, the nearest first; the others say which of the two count."""
        # Made first, so that the join finds its rows by an index and not each by each.
        query = f"""
            WITH s AS MATERIALIZED (SELECT {key} AS key, n, lo, hi FROM stated
                    WHERE held IS NULL AND {of_stated}),
                h AS MATERIALIZED (SELECT {key} AS key, n, lo, hi FROM held
                    WHERE stated IS NULL AND {of_held})
            SELECT s.key, s.n, s.lo, s.hi, h.n, h.lo, h.hi FROM s JOIN h ON s.key = h.key
            ORDER BY s.key, s.n, h.n
            """  # noqa: S608 - our own names
        grouped = groupby(self._connection.execute(query), key=itemgetter(0))
        self._insert("pairs (stated, held)", (p for _, rows in grouped for p in _nearest(rows)))
        _run(
            self._connection,
            "UPDATE stated SET held = p.held FROM pairs p WHERE p.stated = stated.n;"
            "UPDATE held SET stated = p.stated FROM pairs p WHERE p.held = held.n;"
            "DELETE FROM pairs;",
        )

    def pairs(self) -> Iterator[tuple[Statement, Held | None, int]]:
        """Each statement with the fact that it is about, in the order of the register.

        The third says how many earlier statements of the register state that very fact.
        """
        query = """
            SELECT s.body, h.body, CASE WHEN s.fact IS NULL THEN 0
                ELSE row_number() OVER (PARTITION BY s.fact ORDER BY s.n) - 1 END
            FROM stated s LEFT JOIN held h ON h.n = s.held ORDER BY s.n
            """
        for statement, held, again in self._connection.execute(query):
            yield _unpacked(statement), None if held is None else _unpacked(held), again

    def gone(self) -> Iterator[Held]:
        """The facts that the register states no longer, the last first."""
        for (held,) in self._connection.execute(
            "SELECT body FROM held WHERE stated IS NULL ORDER BY n DESC"
        ):
            yield _unpacked(held)

    # --- looking things up

    def states(self, fact: str) -> bool:
        """Whether the register states a fact, by the id of its text."""
        row = self._connection.execute("SELECT 1 FROM stated WHERE fact = ?", (fact,)).fetchone()
        return row is not None

    def is_stated(self, ident: str) -> bool:
        """Whether the register still states the fact of an event."""
        query = "SELECT stated IS NOT NULL FROM held WHERE id = ?"
        row = self._connection.execute(query, (ident,)).fetchone()
        return row is not None and bool(row[0])

    def name(self, names: Iterable[tuple[str, str]]) -> None:
        """Note what statements are called, each with the id of its event."""
        self._insert("names (name, id)", names, "OR REPLACE")

    def id_of(self, name: str) -> str:
        """The id that a reference stands for: of a statement of that name, or itself."""
        row = self._connection.execute("SELECT id FROM names WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else name

    def backers(self, ident: str) -> list[Event]:
        """The citations by others of an event."""
        rows = self._connection.execute("SELECT body FROM backers WHERE id = ?", (ident,))
        return [_unpacked(body) for (body,) in rows]

    # --- steps

    def put_steps(self, steps: Iterable[Step]) -> None:
        """Keep the steps of the plan, in order."""
        self._insert("steps (kind, body)", ((step.kind, _packed(step)) for step in steps))

    def steps(self) -> Iterator[Step]:
        """The steps, in order."""
        for (body,) in self._connection.execute("SELECT body FROM steps ORDER BY n"):
            yield _unpacked(body)

    def counts(self) -> dict[str, int]:
        """How many steps there are of each kind."""
        return dict(self._connection.execute("SELECT kind, count(*) FROM steps GROUP BY kind"))


def _run(connection: sqlite3.Connection, statements: str) -> None:
    """Run several statements within the transaction; `executescript` would end it."""
    for statement in statements.split(";"):
        connection.execute(statement)


def about_of(event: Event) -> str:
    """The kind of a fact, and the post, person and organization that it is about, as one text."""
    names = ("post", "person", "organization", "event")
    return "\0".join([event.KIND, *(str(getattr(event, name, None)) for name in names)])


def is_about(event: Event) -> bool:
    """Whether an event is about another one."""
    return event.KIND in REFERRING


_UNKNOWN: Final = (None,) * 5
"""The keys of a statement whose reference is not known yet."""


def _keys(event: Event) -> tuple[str, str, str, int, int]:
    date: EdtfDate = getattr(event, "effective", None) or UNKNOWN
    return fact_id(event), event.KIND, about_of(event), date.lo, date.hi


def _nearest(rows: Iterable[tuple[str, int, int, int, int, int, int]]) -> Iterator[tuple[int, int]]:
    """Pairs of statements and facts of one key, those that differ least first."""
    ranked = sorted(
        (abs(lo - held_lo) + abs(hi - held_hi), stated, held)
        for _, stated, lo, hi, held, held_lo, held_hi in rows
    )
    taken: set[int] = set()
    given: set[int] = set()
    for _, stated, held in ranked:
        if stated not in taken and held not in given:
            taken.add(stated)
            given.add(held)
            yield stated, held


def _packed(value: Any) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def _unpacked(body: bytes) -> Any:
    return pickle.loads(body)  # noqa: S301 - what we have just written ourselves
