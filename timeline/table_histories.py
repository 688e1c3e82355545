"""All we know, read from the tables of a database. It needs only the standard library."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from timeline.events import UNKNOWN_PERSON, EdtfDate, SqliteLog, What

from .projections.histories import Held, Histories, LogHistories, MilestoneRecord, unknown_person
from .projections.posts import PostHistory, PostState
from .projections.profiles import Profile
from .projections.standing import EVERYTHING, Knowledge
from .stored import (
    COLUMNS,
    StoredHistory,
    StoredProfile,
    StoredTenure,
    certainty_on,
    holding_of,
    iso_days,
)
from .tables import KEYS, TABLE_OF, VERSION, progress

__all__ = ["TableHistories", "tables_stand_at"]

_TENURE: Final = ", ".join(f"t.{name}" for name in COLUMNS)
_ONE: Final = f"""
SELECT g.version, g.position, p.organization, p.record, {_TENURE}
FROM progress g LEFT JOIN posts p ON p.post = ? LEFT JOIN tenures t ON t.post = p.post
ORDER BY t.number"""  # noqa: S608 - our own names
"""One post, and where the tables stand: one statement sees one state of the database."""
_ON_DAY: Final = """
(t.since_earliest IS NULL OR t.since_earliest <= :last)
AND (t.until IS NULL OR t.until_latest IS NULL OR t.until_latest > :first)"""
"""What may hold on the days from `first` to `last`."""
_ONE_ON_DAY: Final = f"""
SELECT g.version, g.position, p.organization, p.record, {_TENURE}
FROM progress g LEFT JOIN posts p ON p.post = :post
LEFT JOIN tenures t ON t.post = p.post AND {_ON_DAY}
ORDER BY t.number"""  # noqa: S608 - our own names
_HOLDING: Final = f"""
SELECT {_TENURE}, p.record FROM tenures t LEFT JOIN people p ON p.person = t.person
WHERE {_ON_DAY}
ORDER BY t.post"""  # noqa: S608 - our own names
_ALL: Final = f"SELECT {_TENURE} FROM tenures t ORDER BY t.post, t.number"  # noqa: S608
_STAND: Final = """
SELECT version, position, (SELECT position FROM events ORDER BY position DESC LIMIT 1)
FROM progress"""


def tables_stand_at(connection: sqlite3.Connection) -> int | None:
    """The position of the log, if the tables say all of it; None if they do not."""
    try:
        found = connection.execute(_STAND).fetchone()
    except sqlite3.OperationalError:  # there are none
        return None
    if found is None or found[0] != VERSION or found[1] != (found[2] or 0):
        return None
    position: int = found[1]
    return position


class TableHistories:
    """All we know, read from the tables; they must stand at `position`.

    Once the log has grown beyond it, the histories as they were come from the log.
    """

    knowledge: Final[Knowledge] = EVERYTHING

    def __init__(self, log: SqliteLog, position: int) -> None:
        self._log = log
        self.position: Final = position

    def posts(self) -> Sequence[str]:
        """The ids of all posts, sorted."""
        with self._reading() as (connection, older):
            if older is not None:
                return older.posts()
            return [post for (post,) in connection.execute("SELECT post FROM posts ORDER BY post")]

    def posts_of(self, organization: str) -> Sequence[str]:
        """The ids of an organization's posts, sorted."""
        with self._reading() as (connection, older):
            if older is not None:
                return older.posts_of(organization)
            query = "SELECT post FROM posts WHERE organization = ? ORDER BY post"
            return [post for (post,) in connection.execute(query, (organization,))]

    def history(self, post: str) -> PostHistory | None:
        """The history of one post; None if there is no such id."""
        rows = self._connection().execute(_ONE, (post,)).fetchall()
        if not rows or rows[0][:2] != (VERSION, self.position):
            return self._older().history(post)
        _, _, organization, record, *first = rows[0]
        if record is None:
            return None
        tenures = [row[4:] for row in rows] if first[0] is not None else []
        return StoredHistory(post, organization, record, tenures)

    def on(self, post: str, day: EdtfDate) -> PostState | None:
        """What one post is on a day; None if there is no such id."""
        days = iso_days(day.lo, day.hi)
        if days is not None:
            asked = {"post": post, **days}
            rows = self._connection().execute(_ONE_ON_DAY, asked).fetchall()
            if rows and rows[0][:2] == (VERSION, self.position) and rows[0][4] is not None:
                history = StoredHistory(
                    post, rows[0][2], rows[0][3], later=partial(self._whole, post)
                )
                holding = holding_of([row[4:] for row in rows], days)
                if holding:
                    return PostState.held(history, holding)
        known = self.history(post)
        return known.on(day) if known is not None else None

    def _whole(self, post: str) -> PostHistory:
        history = self.history(post)
        assert history is not None  # noqa: S101 - a part of it was read before
        return history

    def histories(self) -> Iterator[PostHistory]:
        """The histories of all posts, sorted by id."""
        with self._reading() as (connection, older):
            if older is not None:
                yield from older.histories()
                return
            tenures = connection.execute(_ALL).fetchall()
            query = "SELECT post, organization, record FROM posts ORDER BY post"
            posts = connection.execute(query).fetchall()
        index = 0
        for post, organization, record in posts:
            first = index
            while index < len(tenures) and tenures[index][0] == post:
                index += 1
            yield StoredHistory(post, organization, record, tenures[first:index])

    def holding(self, day: EdtfDate) -> Iterator[Held]:
        """Who holds what on a day; by post, then person."""
        days = iso_days(day.lo, day.hi)
        with self._reading() as (connection, older):
            if older is not None or days is None:
                rows = None
            else:
                rows = connection.execute(_HOLDING, days).fetchall()
        if rows is None or days is None:
            source = older or LogHistories(self._log, EVERYTHING, self.position)
            yield from source.holding(day)
            return
        for row in in_order_of_people(rows):
            certainty = certainty_on(row, **days)
            if certainty is not None:
                yield Held(row[1] or "", StoredTenure(row), certainty, self._person(row))

    def _person(self, row: Sequence[Any]) -> Profile:
        person, record = row[2], row[-1]
        if record is not None:
            return StoredProfile("person", person, record)
        return unknown_person() if person == UNKNOWN_PERSON else Profile("person", person, ())

    def profile(self, what: What, ident: str) -> Profile | None:
        """Who or what an id stands for; None if there is no such id."""
        if what == "person" and ident == UNKNOWN_PERSON:
            return unknown_person()
        with self._reading() as (connection, older):
            if older is not None:
                return older.profile(what, ident)
            table = TABLE_OF[what]
            query = f"SELECT record FROM {table} WHERE {KEYS[table]} = ?"  # noqa: S608
            found = connection.execute(query, (ident,)).fetchone()
            return StoredProfile(what, ident, found[0]) if found else None

    def knows(self, what: What, ident: str) -> bool:
        """Whether there is somebody or something of an id."""
        with self._reading() as (connection, older):
            if older is not None:
                return older.knows(what, ident)
            table = TABLE_OF[what]
            query = f"SELECT 1 FROM {table} WHERE {KEYS[table]} = ?"  # noqa: S608
            return connection.execute(query, (ident,)).fetchone() is not None

    def profiles(self, what: What) -> Iterator[Profile]:
        """All people, organizations or posts, sorted by id."""
        with self._reading() as (connection, older):
            if older is not None:
                yield from older.profiles(what)
                return
            table = TABLE_OF[what]
            query = f"SELECT {KEYS[table]}, record FROM {table} ORDER BY 1"  # noqa: S608
            rows = connection.execute(query).fetchall()
        for ident, record in rows:
            yield StoredProfile(what, ident, record)

    def milestones(self) -> Sequence[MilestoneRecord]:
        """What happened, the earliest first."""
        with self._reading() as (connection, older):
            if older is not None:
                return older.milestones()
            query = "SELECT id, organization, title, date, events FROM milestones"
            found = [
                MilestoneRecord(ident, home, title, EdtfDate.parse(day), tuple(json.loads(events)))
                for ident, home, title, day, events in connection.execute(query)
            ]
        return sorted(found, key=lambda m: (m.date.lo, m.date.hi, m.organization, m.title))

    def ids(self, what: What, text: str) -> Sequence[str]:
        """The ids that a text may stand for: the id itself, or those that bear it as a name."""
        with self._reading() as (connection, older):
            if older is not None:
                return older.ids(what, text)
            table = TABLE_OF[what]
            exact = f"SELECT 1 FROM {table} WHERE {KEYS[table]} = ?"  # noqa: S608
            if connection.execute(exact, (text,)).fetchone():
                return (text,)
            query = "SELECT DISTINCT id FROM names WHERE what = ? AND name = ?"
            found = {i for (i,) in connection.execute(query, (what, text.casefold()))}
            home, slash, title = text.rpartition("/")
            if what == "post" and slash:
                for organization in self.ids("organization", home):
                    query = (
                        "SELECT posts.post FROM posts JOIN names ON names.id = posts.post"
                        " WHERE names.what = 'post' AND names.name = ? AND posts.organization = ?"
                    )
                    rows = connection.execute(query, (title.casefold(), organization))
                    found.update(post for (post,) in rows)
            return tuple(sorted(found))

    def near(self, what: What, text: str) -> str | None:
        """The id or name that was probably meant."""
        return LogHistories(self._log, EVERYTHING, self.position).near(what, text)

    def organization_of(self, post: str) -> str | None:
        """The organization that a post belongs to."""
        profile = self.profile("post", post)
        return profile.parent if profile else None

    def _connection(self) -> sqlite3.Connection:
        connection = self._log.connection()
        assert connection is not None  # noqa: S101 - there are tables, so there is a file
        return connection

    def _older(self) -> LogHistories:
        """The log up to our position, for the tables have moved on."""
        return LogHistories(self._log, EVERYTHING, self.position)

    @contextmanager
    def _reading(self) -> Iterator[tuple[sqlite3.Connection, Histories | None]]:
        """One snapshot of the tables; or, when they have moved on, the log up to our position."""
        connection = self._connection()
        own = not connection.in_transaction
        if own:
            connection.execute("BEGIN")
        try:
            moved_on = progress(connection) != (VERSION, self.position)
            yield connection, self._older() if moved_on else None
        finally:
            if own and connection.in_transaction:
                connection.execute("COMMIT")


def in_order_of_people(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Rows that are in the order of posts; those of one post by person, beginning, capacity."""
    some: list[Sequence[Any]] = []
    post = None
    for row in rows:
        if row[0] != post:
            yield from some if len(some) < 2 else sorted(some, key=_by_person)
            some, post = [], row[0]
        some.append(row)
    yield from sorted(some, key=_by_person)


def _by_person(row: Sequence[Any]) -> tuple[str, str, str]:
    return row[2], row[5] or "", row[3]
