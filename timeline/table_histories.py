"""All we know, read from the tables of a database. It needs only the standard library."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from timeline.events import UNKNOWN_PERSON, EdtfDate, SqliteLog, What

from .projections.histories import Histories, LogHistories, MilestoneRecord, unknown_person
from .projections.posts import Absence, Conflict, PostHistory
from .projections.profiles import Patch, Profile
from .projections.standing import EVERYTHING, Knowledge
from .projections.tenures import Tenure
from .tables import KEYS, TABLE_OF, VERSION, progress

__all__ = ["TableHistories"]


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
        with self._reading() as (connection, older):
            if older is not None:
                return older.history(post)
            found = connection.execute(
                "SELECT record FROM posts WHERE post = ?", (post,)
            ).fetchone()
            if found is None:
                return None
            rows = connection.execute(
                "SELECT * FROM tenures WHERE post = ? ORDER BY rowid", (post,)
            )
            return _history(post, found[0], rows)

    def histories(self) -> Iterator[PostHistory]:
        """The histories of all posts, sorted by id."""
        with self._reading() as (connection, older):
            if older is not None:
                yield from older.histories()
                return
            tenures: dict[str, list[Sequence[Any]]] = {}
            for row in connection.execute("SELECT * FROM tenures ORDER BY rowid"):
                tenures.setdefault(row[0], []).append(row)
            posts = connection.execute("SELECT post, record FROM posts ORDER BY post").fetchall()
        for post, record in posts:
            yield _history(post, record, tenures.get(post, ()))

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
            return _profile(what, ident, json.loads(found[0])) if found else None

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
            yield _profile(what, ident, json.loads(record))

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

    @contextmanager
    def _reading(self) -> Iterator[tuple[sqlite3.Connection, Histories | None]]:
        """One snapshot of the tables; or, when they have moved on, the log up to our position."""
        connection = self._log.connection()
        assert connection is not None  # noqa: S101 - there are tables, so there is a file
        own = not connection.in_transaction
        if own:
            connection.execute("BEGIN")
        try:
            state = progress(connection)
            older = None
            if state != (VERSION, self.position):
                older = LogHistories(self._log, EVERYTHING, self.position)
            yield connection, older
        finally:
            if own and connection.in_transaction:
                connection.execute("COMMIT")


def _history(post: str, record: str, rows: Iterable[Sequence[Any]]) -> PostHistory:
    held = json.loads(record)
    return PostHistory(
        _profile("post", post, held),
        tuple(map(_tenure, rows)),
        tuple(map(EdtfDate.parse, held.get("left", ()))),
        tuple(
            Absence(_parsed(start), _parsed(end), by) for start, end, by in held.get("absences", ())
        ),
        tuple(Conflict(*conflict) for conflict in held.get("conflicts", ())),
    )


def _profile(what: What, ident: str, held: dict[str, Any]) -> Profile:
    introduced = held.get("introduced", True)
    return Profile(what, ident, _patches(held["patches"]), introduced, held["position"])


def _tenure(row: Sequence[Any]) -> Tenure:
    post, person, capacity, since, _, _, until, _, _, ended, reasons, *rest = row
    announced, end_announced, term_ends, renewals, disputed, events, began_by, ended_by = rest
    return Tenure(
        post,
        person,
        capacity,
        EdtfDate.parse(since),
        _parsed(until),
        ended,
        tuple(json.loads(reasons)),
        _parsed(announced),
        _parsed(end_announced),
        _parsed(term_ends),
        renewals,
        tuple((field, says) for field, says in json.loads(disputed)),
        tuple(json.loads(events)),
        began_by,
        ended_by,
    )


def _parsed(text: str | None) -> EdtfDate | None:
    return None if text is None else EdtfDate.parse(text)


def _patches(record: Iterable[Sequence[Any]]) -> tuple[Patch, ...]:
    return tuple(Patch(_parsed(r[0]), r[1], r[2], r[3], r[4]) for r in record)
