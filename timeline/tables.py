"""The projection in a SQLite database: tables of all we know, for us and for plain SQL.

The tables are kept up to date inside the append's own transaction, for the subjects that changed.
`progress` says up to which position; whoever finds them behind, or of another version, folds the
log instead, and the next append makes them anew. Reading needs only the standard library.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from typing import Any, Final

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON, EdtfDate, SqliteLog, What

from .projections.histories import Histories, LogHistories, MilestoneRecord, unknown_person
from .projections.posts import Absence, Conflict, PostHistory
from .projections.profiles import Patch, Profile
from .projections.standing import EVERYTHING, Knowledge
from .projections.tenures import Tenure

__all__ = ["TableHistories", "Tables"]

VERSION: Final = 2
"""Of the tables and of the rules that fill them: raise it when either changes."""

_DATES: Final = ("since", "until")
_SCHEMAS: Final[dict[str, dict[str, type]]] = {
    "people": {"person": str, "name": str, "record": str},
    "organizations": {"organization": str, "name": str, "parent": str, "record": str},
    "posts": {"post": str, "organization": str, "title": str, "seats": int, "record": str},
    "tenures": {
        "post": str,
        "person": str,
        "capacity": str,
        **{f"{name}{suffix}": str for name in _DATES for suffix in ("", "_earliest", "_latest")},
        "ended": str,
        "reasons": str,
        "announced": str,
        "end_announced": str,
        "term_ends": str,
        "renewals": int,
        "disputed": str,
        "events": str,
        "began_by": int,
        "ended_by": int,
    },
    "milestones": {
        "id": str,
        "organization": str,
        "title": str,
        "date": str,
        "earliest": str,
        "latest": str,
        "events": str,
    },
    "names": {"what": str, "name": str, "id": str},
    "progress": {"version": int, "position": int},
}
_INDEXES: Final = (
    ("tenures", ["post", "since_earliest"]),
    ("tenures", ["person"]),
    ("posts", ["organization"]),
    ("milestones", ["organization"]),
    ("names", ["what", "name"]),
    ("names", ["id", "what"]),
)
_KEYS: Final = {"people": "person", "organizations": "organization", "posts": "post"}
_TABLE_OF: Final[dict[str, str]] = {
    "person": "people",
    "organization": "organizations",
    "post": "posts",
}


class Tables:
    """Writes the tables. All of it happens inside a transaction that the log holds."""

    def __init__(self, log: SqliteLog) -> None:
        self._log = log

    def update(self, histories: LogHistories, subjects: Iterable[str], before: int) -> None:
        """Bring the tables to the log's position, where they stood at `before`.

        `subjects` are those that changed since, with the posts of changed organizations.
        """
        connection = self._connection()
        if progress(connection) != (VERSION, before):
            self.rebuild(histories)
            return
        for subject in subjects:
            what, _, ident = subject.partition(":")
            self._replace(connection, histories, what, ident)
        _set_progress(connection, histories.position)

    def rebuild(self, histories: LogHistories) -> None:
        """Make all rows anew from the log."""
        _rebuild(self._connection(), histories)

    def differences(self, histories: LogHistories) -> Iterator[str]:
        """What the tables say that a rebuild from the log does not, row by row."""
        held = self._log.connection()
        if held is None:
            return
        state = progress(held)
        if state is not None and state[1] < histories.position and state[0] == VERSION:
            yield f"the tables are at position {state[1]} and the log is at {histories.position}"
            return
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
            _rebuild(made, histories)
            for name, columns in _SCHEMAS.items():
                query = f"SELECT {', '.join(columns)} FROM {name}"  # noqa: S608 - our own names
                try:
                    found = Counter(held.execute(query))
                except sqlite3.Error as error:
                    yield f"the table {name} cannot be read: {error}"
                    continue
                wanted = Counter(made.execute(query))
                for row in sorted({*(found - wanted), *(wanted - found)}, key=repr)[:3]:
                    where = "should not have" if row in found - wanted else "lacks"
                    yield f"the table {name} {where} {row[:2]}"

    def _connection(self) -> sqlite3.Connection:
        connection = self._log.connection()
        assert connection is not None  # noqa: S101 - the transaction is on it
        return connection

    def _replace(
        self, connection: sqlite3.Connection, histories: LogHistories, what: str, ident: str
    ) -> None:
        table = _TABLE_OF[what]
        connection.execute(f"DELETE FROM {table} WHERE {_KEYS[table]} = ?", (ident,))  # noqa: S608
        connection.execute("DELETE FROM names WHERE id = ? AND what = ?", (ident, what))
        if what == "post":
            connection.execute("DELETE FROM tenures WHERE post = ?", (ident,))
            if (history := histories.history(ident)) is not None:
                _write_history(connection, history)
            return
        profile = histories.profile(what, ident)  # type: ignore[arg-type]
        if profile is not None:
            _write_profile(connection, profile)
        if what == "organization":
            connection.execute("DELETE FROM milestones WHERE organization = ?", (ident,))
            _write_milestones(connection, histories.milestones_at(ident))


def _rebuild(connection: sqlite3.Connection, histories: LogHistories) -> None:
    """Make the tables and all of their rows."""
    _create_tables(connection)
    for profile in (*histories.profiles("person"), *histories.profiles("organization")):
        _write_profile(connection, profile)
    for history in histories.histories():
        _write_history(connection, history)
    _write_milestones(connection, histories.milestones())
    _set_progress(connection, histories.position)


def _create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, empty, in place of those that are there."""
    import sqlite_utils

    database = sqlite_utils.Database(connection)
    for name, columns in _SCHEMAS.items():
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        database.table(name).create(columns, pk=_KEYS.get(name))
    for name, on in _INDEXES:
        database.table(name).create_index(on, f"{name}_{'_'.join(on)}")


def progress(connection: sqlite3.Connection) -> tuple[int, int] | None:
    """The tables' version and position; None if there are none."""
    try:
        found = connection.execute("SELECT version, position FROM progress").fetchone()
    except sqlite3.OperationalError:
        return None
    return tuple(found) if found else (0, 0)


def _set_progress(connection: sqlite3.Connection, position: int) -> None:
    connection.execute("DELETE FROM progress")
    connection.execute(
        "INSERT INTO progress (version, position) VALUES (?, ?)", (VERSION, position)
    )


# --- rows --------------------------------------------------------------------------------------


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    columns = ", ".join(_SCHEMAS[table])
    marks = ", ".join("?" * len(_SCHEMAS[table]))
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _days(day: EdtfDate | None) -> tuple[str | None, str | None, str | None]:
    """A date as written, and its earliest and latest day; no bound is NULL."""
    if day is None:
        return None, None, None
    earliest = None if day.lo <= BEFORE_ALL else date.fromordinal(day.lo).isoformat()
    latest = None if day.hi >= AFTER_ALL else date.fromordinal(day.hi).isoformat()
    return day.text, earliest, latest


def _write_profile(connection: sqlite3.Connection, profile: Profile) -> None:
    record = _json(
        {"position": profile.position, "patches": [_patch_record(p) for p in profile.patches]}
    )
    if profile.what == "person":
        _insert(connection, "people", [(profile.id, profile.name, record)])
    else:
        _insert(connection, "organizations", [(profile.id, profile.name, profile.parent, record)])
    _write_names(connection, profile)


def _write_names(connection: sqlite3.Connection, profile: Profile) -> None:
    folded = sorted({name.casefold() for name in profile.all_names()})
    _insert(connection, "names", [(profile.what, name, profile.id) for name in folded])


def _write_history(connection: sqlite3.Connection, history: PostHistory) -> None:
    profile = history.profile
    record = {
        "introduced": profile.introduced,
        "position": profile.position,
        "patches": [_patch_record(patch) for patch in profile.patches],
        "left": [day.text for day in history.left],
        "absences": [[_text(a.start), _text(a.end), a.by] for a in history.absences],
        "conflicts": [[c.code, c.event, c.message, c.hint] for c in history.conflicts],
    }
    row = (profile.id, profile.parent, profile.name, profile.seats(), _json(record))
    _insert(connection, "posts", [row])
    _insert(connection, "tenures", map(_tenure_row, history.tenures))
    _write_names(connection, profile)


def _write_milestones(connection: sqlite3.Connection, records: Iterable[MilestoneRecord]) -> None:
    _insert(
        connection,
        "milestones",
        [(m.id, m.organization, m.title, *_days(m.date), _json(m.events)) for m in records],
    )


def _tenure_row(tenure: Tenure) -> tuple[Any, ...]:
    return (
        tenure.post,
        tenure.person,
        tenure.capacity,
        *_days(tenure.start),
        *_days(tenure.end),
        tenure.ended,
        _json(tenure.reasons),
        _text(tenure.announced),
        _text(tenure.end_announced),
        _text(tenure.term_ends),
        tenure.renewals,
        _json(tenure.disputed),
        _json(tenure.events),
        tenure.began_by,
        tenure.ended_by,
    )


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


def _text(day: EdtfDate | None) -> str | None:
    return None if day is None else day.text


def _parsed(text: str | None) -> EdtfDate | None:
    return None if text is None else EdtfDate.parse(text)


def _patch_record(patch: Patch) -> list[Any]:
    return [
        _text(patch.effective),
        dict(patch.names),
        patch.parent,
        patch.seats,
        dict(patch.identifiers),
    ]


def _patches(record: Iterable[Sequence[Any]]) -> tuple[Patch, ...]:
    return tuple(Patch(_parsed(r[0]), r[1], r[2], r[3], r[4]) for r in record)


# --- reading -----------------------------------------------------------------------------------


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
            table = _TABLE_OF[what]
            query = f"SELECT record FROM {table} WHERE {_KEYS[table]} = ?"  # noqa: S608
            found = connection.execute(query, (ident,)).fetchone()
            return _profile(what, ident, json.loads(found[0])) if found else None

    def profiles(self, what: What) -> Iterator[Profile]:
        """All people, organizations or posts, sorted by id."""
        with self._reading() as (connection, older):
            if older is not None:
                yield from older.profiles(what)
                return
            table = _TABLE_OF[what]
            query = f"SELECT {_KEYS[table]}, record FROM {table} ORDER BY 1"  # noqa: S608
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
            table = _TABLE_OF[what]
            exact = f"SELECT 1 FROM {table} WHERE {_KEYS[table]} = ?"  # noqa: S608
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
        tuple(EdtfDate.parse(text) for text in held["left"]),
        tuple(Absence(_parsed(start), _parsed(end), by) for start, end, by in held["absences"]),
        tuple(Conflict(*conflict) for conflict in held["conflicts"]),
    )


def _profile(what: What, ident: str, held: dict[str, Any]) -> Profile:
    introduced = held.get("introduced", True)
    return Profile(what, ident, _patches(held["patches"]), introduced, held["position"])
