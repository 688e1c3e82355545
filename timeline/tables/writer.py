"""What fills the tables: every subject at a rebuild, and those that changed at an append."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from timeline.events import ALL_SUBJECTS, DamagedLog, LogError, parse, t
from timeline.projections.fold.deaths import INDEX as DEATHS

from .folding import can_fold, folded
from .reader import TableHistories
from .rows import add_rows, no_rows
from .schema import INDEXES, PRIMARY, SCHEMAS, SOME, TABLE_OF, VERSION, progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import Database, EventLog
    from timeline.projections.fold.log_histories import FoldedSubject, LogHistories
    from timeline.projections.histories import Histories

    from .rows import Rows

__all__ = ["TableWriter", "Tables"]


class Tables:
    """The tables of one log. What changes them happens inside a transaction that the log holds."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def writer(self, before: int, earlier: Histories | None = None) -> TableWriter:
        """Give the writer that brings the tables up to date, which should stand at a position.

        Its `is_whole` says whether it wants every subject, or those that have changed since.

        Args:
            before: the position.
            earlier: the histories before it; if the tables gave them, they stand there.
        """
        connection = self._connection()
        stand = isinstance(earlier, TableHistories) and earlier.position == before
        is_whole = not before or not (stand or progress(connection) == (VERSION, before))
        if is_whole:
            connection.execute(DEATHS)
        return TableWriter(connection, is_whole=is_whole)

    def rebuild(self, histories: LogHistories, workers: int = 1) -> None:
        """Make all rows anew from the log; several processes share the subjects out."""
        self._connection().execute(DEATHS)
        _rebuild(self._connection(), self._log, histories, workers, by_core=True)

    def unchecked(self) -> str | None:
        """Why the tables cannot be held against the log; None if they can."""
        held = self._log.connection()
        state = progress(held) if held is not None else None
        if state is not None and state[0] and state[0] != VERSION:
            return t(
                "the tables are of version {value!r} and are not checked; this "
                "version of timeline reads {VERSION}, and answers from the log until "
                "they are made anew, by the next append or by timeline rebuild",
                value=state[0],
                VERSION=VERSION,
            )
        if held is not None and state is None and not any(map(partial(_is_there, held), SCHEMAS)):
            return t(
                "there are no tables to check; the next append makes them, or timeline rebuild"
            )
        return None

    def differences(self, histories: LogHistories, workers: int = 1) -> Iterator[str]:
        """Yield, in words, each difference between the tables and a rebuild from the log."""
        held = self._log.connection()
        if held is None:
            return
        state = progress(held)
        if state is not None and state[1] != histories.position:
            yield t(
                "the tables are at position {value!r} and the log is at {position}",
                value=state[1],
                position=histories.position,
            )
            if isinstance(state[1], int) and state[1] < histories.position:
                return
        from timeline.events import Connection

        memory = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
        with closing(memory) as made:
            # Python is the judge: what the core made is held against what Python makes.
            _rebuild(made, self._log, histories, workers, by_core=False)
            for name, columns in SCHEMAS.items():
                query = f"SELECT {', '.join(columns)} FROM {name}"  # noqa: S608 - our own names
                try:
                    found = Counter(held.execute(query))
                except LogError as error:
                    yield t("the table {name} cannot be read: {error}", name=name, error=error)
                    continue
                wanted = Counter(made.execute(query))
                for row in sorted({*(found - wanted), *(wanted - found)}, key=repr)[:3]:
                    where = t("should not have") if row in found - wanted else t("lacks")
                    yield t(
                        "the table {name} {where} {value}", name=name, where=where, value=row[:2]
                    )

    def _connection(self) -> Database:
        connection = self._log.connection()
        assert connection is not None  # noqa: S101 - the transaction is on it
        return connection


def _is_there(connection: Database, table: str) -> bool:
    try:
        connection.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - our own names
    except DamagedLog:
        return False
    return True


def _rebuild(
    connection: Database, log: EventLog, histories: LogHistories, workers: int, *, by_core: bool
) -> None:
    """Make the tables and all of their rows, by the compiled core or by Python alone."""
    writer = TableWriter(connection, is_whole=True)
    if workers > 1 and histories.position >= workers:
        from .workers import fold_elsewhere

        for rows in fold_elsewhere(log, histories.position, workers, by_core=by_core):
            writer.write(rows)
    else:
        writer.put_all(log, histories, by_core=by_core)
    writer.finish(histories.position)


class TableWriter:
    """Puts what is known of one subject after the other into the tables.

    Args:
        connection: inside a transaction.
        is_whole: make the tables anew, for every subject will come, and come once.
    """

    def __init__(self, connection: Database, *, is_whole: bool) -> None:
        self.is_whole = is_whole
        self._connection = connection
        self._gone: Rows = {name: [] for name in _DELETES}
        self._rows = no_rows()
        self._count = 0
        if is_whole:
            _create_tables(connection)

    def put(self, change: FoldedSubject) -> None:
        """Bring what the tables say of a subject up to date; each subject comes once."""
        if self.is_whole:
            add_rows(self._rows, change)
        else:
            self._compare(change)
        self._count += 1
        if self._count >= _SUBJECTS:
            self._flush()

    def put_all(self, log: EventLog, histories: LogHistories, *, by_core: bool) -> None:
        """Put everything that a log says into new tables, by the compiled core if that is there."""
        if by_core and can_fold(log):
            for rows, left in folded(log, histories.position, [ALL_SUBJECTS]):
                self.write(rows)
                for change in histories.changed(left):
                    self.put(change)
        else:
            for change in histories.everything():
                self.put(change)

    def write(self, rows: Rows) -> None:
        """Put rows into the tables."""
        for name, those in rows.items():
            self._run(_INSERTS[name], those)

    def finish(self, position: int) -> None:
        """Write what is left, the indexes of new tables, and the position of the tables."""
        self._flush()
        if self.is_whole:
            for name, on in INDEXES:
                self._connection.execute(
                    f"CREATE INDEX {name}_{'_'.join(on)} ON {name} ({', '.join(on)})"
                )
            for statement in SOME:
                self._connection.execute(statement)
            self._connection.execute(_INSERTS["progress"], (VERSION, position))
        else:
            self._connection.execute("UPDATE progress SET position = ?", (position,))

    def _compare(self, change: FoldedSubject) -> None:
        """Note the rows about a subject that must be deleted and those that must be inserted.

        One more event changes one tenure of a post or two; whatever is written again costs a page
        of the log file that COMMIT waits for.
        """
        wanted = no_rows()
        add_rows(wanted, change)
        held: Rows = no_rows()
        for name in _TABLES_OF[change.what]:
            held[name] = self._connection.execute(_SELECTS[name], (change.ident,)).fetchall()
        record = next(iter(held[TABLE_OF[change.what]]), None)
        if record is not None and record in wanted[TABLE_OF[change.what]]:
            wanted["names"].clear()  # only the record tells the names, and they are the same
        elif record is not None:
            held["names"] = _names_in(change, record[-1])
        for name, rows in wanted.items():
            before, now = set(held[name]), set(rows)
            self._gone[name] += before - now
            self._rows[name] += now - before

    def _flush(self) -> None:
        for name, gone in self._gone.items():
            places = _PLACES[name]
            self._run(_DELETES[name], [[row[place] for place in places] for row in gone])
            gone.clear()
        self.write(self._rows)
        for rows in self._rows.values():
            rows.clear()
        self._count = 0

    def _run(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        if len(rows) == 1:
            self._connection.execute(statement, rows[0])
        elif rows:
            self._connection.executemany(statement, rows)


def _names_in(change: FoldedSubject, record: str) -> list[tuple[Any, ...]]:
    """The rows of the names that a subject's record tells."""
    names = {name.casefold() for patch in parse(record)["patches"] for name in patch[1].values()}
    return [(change.what, name, change.ident) for name in names]


_SUBJECTS: Final = 1_000
"""How many subjects are put into the tables at once."""

_INSERTS: Final = {
    name: f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
    for name, columns in SCHEMAS.items()
}
_TABLES_OF: Final = {
    "person": ("people",),
    "organization": ("organizations", "milestones"),
    "post": ("posts", "tenures"),
}
"""The tables with rows about each kind of subject, beside `names`."""
_SELECTS: Final = {
    name: f"SELECT {', '.join(SCHEMAS[name])} FROM {name} WHERE {what} = ?"  # noqa: S608
    for what, names in _TABLES_OF.items()
    for name in names
}
_UNIQUE: Final = {**PRIMARY, "names": ("what", "name", "id")}
"""The columns that tell the rows of a table apart."""
_PLACES: Final = {
    name: [list(SCHEMAS[name]).index(column) for column in columns]
    for name, columns in _UNIQUE.items()
}
_DELETES: Final = {
    name: f"DELETE FROM {name} WHERE {' AND '.join(f'{column} = ?' for column in columns)}"  # noqa: S608
    for name, columns in _UNIQUE.items()
}


def _create_tables(connection: Database) -> None:
    """Make the tables, empty and without indexes, in place of those that are there."""
    for name, columns in SCHEMAS.items():
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        made = [f"{column} {_TYPES[kind]}" for column, kind in columns.items()]
        if name in PRIMARY:
            made.append(f"PRIMARY KEY ({', '.join(PRIMARY[name])})")
        end = "WITHOUT ROWID" if name in PRIMARY else ""
        connection.execute(f"CREATE TABLE {name} ({', '.join(made)}) {end}")


_TYPES: Final[dict[type, str]] = {str: "TEXT", int: "INTEGER"}
