"""The projection in a SQLite database: tables of all we know, for us and for plain SQL.

The tables are kept up to date inside the append's own transaction, for the subjects that changed.
`progress` says up to which position; whoever finds them behind, or of another version, folds the
log instead, and the next append makes them anew. `table_histories` reads them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from timeline.events import AFTER_ALL, BEFORE_ALL, canonical, parse

if TYPE_CHECKING:  # who reads tables folds nothing
    from collections.abc import Iterator, Sequence

    from timeline.events import EdtfDate, SqliteLog

    from .projections.log_histories import Change, LogHistories
    from .projections.posts import PostHistory
    from .projections.profiles import Patch, Profile

__all__ = ["KEYS", "TABLE_OF", "VERSION", "TableWriter", "Tables", "progress"]

VERSION: Final = 3
"""Of the tables and of the rules that fill them: raise it when either changes."""

_DATES: Final = ("since", "until")
_SCHEMAS: Final[dict[str, dict[str, type]]] = {
    "people": {"person": str, "name": str, "record": str},
    "organizations": {"organization": str, "name": str, "parent": str, "record": str},
    "posts": {"post": str, "organization": str, "title": str, "seats": int, "record": str},
    "tenures": {
        "post": str,
        "number": int,
        "organization": str,
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
    ("tenures", ["person"]),
    ("posts", ["organization"]),
    ("milestones", ["organization"]),
    ("names", ["what", "name"]),
)
KEYS: Final = {"people": "person", "organizations": "organization", "posts": "post"}
"""The column by which a person, organization or post is found."""
_PRIMARY: Final = {
    **KEYS,
    "tenures": "post, number",
    "milestones": "organization, id",
}
"""The keys in whose order rows are stored: what one question reads lies together."""
TABLE_OF: Final[dict[str, str]] = {
    "person": "people",
    "organization": "organizations",
    "post": "posts",
}


class Tables:
    """The tables of one log. What changes them happens inside a transaction that the log holds."""

    def __init__(self, log: SqliteLog) -> None:
        self._log = log

    def writer(self, before: int) -> TableWriter:
        """What brings the tables up to date, where they should stand at a position.

        Its `is_whole` says whether it wants every subject, or those that have changed since.
        """
        connection = self._connection()
        is_whole = not before or progress(connection) != (VERSION, before)
        return TableWriter(connection, is_whole=is_whole)

    def rebuild(self, histories: LogHistories) -> None:
        """Make all rows anew from the log, one subject after the other."""
        _rebuild(self._connection(), histories)

    def differences(self, histories: LogHistories) -> Iterator[str]:
        """What the tables say that a rebuild from the log does not, row by row."""
        held = self._log.connection()
        if held is None:
            return
        state = progress(held)
        if state is not None and state[0] and state[0] != VERSION:
            return  # those of another version are read by nobody, and made anew by an append
        if state is not None and state[1] < histories.position:
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


def _rebuild(connection: sqlite3.Connection, histories: LogHistories) -> None:
    """Make the tables and all of their rows."""
    writer = TableWriter(connection, is_whole=True)
    for change in histories.everything():
        writer.put(change)
    writer.finish(histories.position)


class TableWriter:
    """Puts what is known of one subject after the other into the tables.

    Args:
        connection: inside a transaction.
        is_whole: make the tables anew, for every subject will come, and come once.
    """

    def __init__(self, connection: sqlite3.Connection, *, is_whole: bool) -> None:
        self.is_whole = is_whole
        self._connection = connection
        self._gone: dict[str, list[str]] = {what: [] for what in TABLE_OF}
        self._rows: dict[str, list[Sequence[Any]]] = {name: [] for name in _SCHEMAS}
        self._count = 0
        if is_whole:
            _create_tables(connection)

    def put(self, change: Change) -> None:
        """Replace what the tables say of a subject."""
        rows = self._rows
        if not self.is_whole:
            self._gone[change.what].append(change.ident)
        if change.history is not None:
            self._put_history(change.history)
        elif change.profile is not None:
            profile = change.profile
            record = canonical(_profile_record(profile))
            home = () if profile.what == "person" else (profile.parent,)
            rows[TABLE_OF[profile.what]].append((profile.id, profile.name, *home, record))
            self._put_names(profile)
        for m in change.milestones:
            days = _days(m.date)
            rows["milestones"].append((m.id, m.organization, m.title, *days, canonical(m.events)))
        self._count += 1
        if self._count >= _SUBJECTS:
            self._flush()

    def _write(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) == 1:
            self._connection.execute(statement, rows[0])
        elif rows:
            self._connection.executemany(statement, rows)

    def finish(self, position: int) -> None:
        """Say that the tables are at a position now."""
        self._flush()
        if self.is_whole:
            for name, on in _INDEXES:
                self._connection.execute(
                    f"CREATE INDEX {name}_{'_'.join(on)} ON {name} ({', '.join(on)})"
                )
            self._connection.execute(_INSERTS["progress"], (VERSION, position))
        else:
            self._connection.execute("UPDATE progress SET position = ?", (position,))

    def _put_history(self, history: PostHistory) -> None:
        profile = history.profile
        record = _profile_record(profile)
        if not profile.introduced:
            record["introduced"] = False
        if history.left:
            record["left"] = [day.text for day in history.left]
        if history.absences:
            record["absences"] = [[_text(a.start), _text(a.end), a.by] for a in history.absences]
        if history.conflicts:
            record["conflicts"] = [[c.code, c.event, c.message, c.hint] for c in history.conflicts]
        row = (profile.id, profile.parent, profile.name, profile.seats(), canonical(record))
        self._rows["posts"].append(row)
        self._rows["tenures"].extend(_tenure_rows(history))
        self._put_names(profile)

    def _put_names(self, profile: Profile) -> None:
        names = {name.casefold() for name in profile.all_names()}
        ordered = sorted(names) if len(names) > 1 else names
        self._rows["names"] += [(profile.what, name, profile.id) for name in ordered]

    def _flush(self) -> None:
        for what, gone in self._gone.items():
            if gone:
                self._delete_names(what, gone)
                for statement in _DELETES[what]:
                    self._write(statement, [(ident,) for ident in gone])
                gone.clear()
        for name, rows in self._rows.items():
            self._write(_INSERTS[name], rows)
            rows.clear()
        self._count = 0

    def _delete_names(self, what: str, gone: Sequence[str]) -> None:
        """Take away the names of subjects, which only their records tell."""
        table = TABLE_OF[what]
        query = f"SELECT record FROM {table} WHERE {KEYS[table]} = ?"  # noqa: S608
        for ident in gone:
            found = self._connection.execute(query, (ident,)).fetchone()
            if found is not None:
                patches = parse(found[0])["patches"]
                names = {name.casefold() for patch in patches for name in patch[1].values()}
                self._write(_UNNAME, [(what, name, ident) for name in names])


_UNNAME: Final = "DELETE FROM names WHERE what = ? AND name = ? AND id = ?"

_SUBJECTS: Final = 1_000
"""How many subjects are put into the tables at once."""

_INSERTS: Final = {
    name: f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
    for name, columns in _SCHEMAS.items()
}
_DELETES: Final = {
    "person": ("DELETE FROM people WHERE person = ?",),
    "organization": (
        "DELETE FROM organizations WHERE organization = ?",
        "DELETE FROM milestones WHERE organization = ?",
    ),
    "post": (
        "DELETE FROM posts WHERE post = ?",
        "DELETE FROM tenures WHERE post = ?",
    ),
}


def _create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, empty and without indexes, in place of those that are there."""
    for name, columns in _SCHEMAS.items():
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        made = [f"{column} {_TYPES[kind]}" for column, kind in columns.items()]
        if name in _PRIMARY:
            made.append(f"PRIMARY KEY ({_PRIMARY[name]})")
        end = "WITHOUT ROWID" if name in _PRIMARY else ""
        connection.execute(f"CREATE TABLE {name} ({', '.join(made)}) {end}")


_TYPES: Final[dict[type, str]] = {str: "TEXT", int: "INTEGER"}


def progress(connection: sqlite3.Connection) -> tuple[int, int] | None:
    """The tables' version and position; None if there are none."""
    try:
        found = connection.execute("SELECT version, position FROM progress").fetchone()
    except sqlite3.OperationalError:
        return None
    return tuple(found) if found else (0, 0)


# --- rows --------------------------------------------------------------------------------------


def _days(day: EdtfDate | None) -> tuple[str | None, str | None, str | None]:
    """A date as written, and its earliest and latest day; no bound is NULL."""
    if day is None:
        return None, None, None
    text = day.text
    if day.lo == day.hi and len(text) == 10:
        return text, text, text
    return text, _iso(day.lo), _iso(day.hi)


@lru_cache(maxsize=1 << 14)
def _iso(ordinal: int) -> str | None:
    return date.fromordinal(ordinal).isoformat() if BEFORE_ALL < ordinal < AFTER_ALL else None


def _profile_record(profile: Profile) -> dict[str, Any]:
    patches = [_patch_record(patch) for patch in profile.patches]
    return {"position": profile.position, "patches": patches}


def _tenure_rows(history: PostHistory) -> Iterator[tuple[Any, ...]]:
    """A row for each tenure; their numbers count from 1, in the order of their beginnings."""
    post, organization = history.post, history.profile.parent
    for number, tenure in enumerate(history.tenures, 1):
        yield (
            post,
            number,
            organization,
            tenure.person,
            tenure.capacity,
            *_days(tenure.start),
            *_days(tenure.end),
            tenure.ended,
            canonical(tenure.reasons) if tenure.reasons else "[]",
            _text(tenure.announced),
            _text(tenure.end_announced),
            _text(tenure.term_ends),
            tenure.renewals,
            canonical(tenure.disputed) if tenure.disputed else "[]",
            str(list(tenure.events)),
            tenure.began_by,
            tenure.ended_by,
        )


def _text(day: EdtfDate | None) -> str | None:
    return None if day is None else day.text


def _patch_record(patch: Patch) -> list[Any]:
    return [
        _text(patch.effective),
        dict(patch.names),
        patch.parent,
        patch.seats,
        dict(patch.identifiers),
    ]
