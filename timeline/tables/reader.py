"""All we know, read from the tables of a database. It needs only the standard library."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from timeline.events import UNKNOWN_PERSON, DamagedLog, EdtfDate, Words
from timeline.projections.knowledge import EVERYTHING
from timeline.projections.posts import PostState
from timeline.projections.profiles import Profile, unknown_person
from timeline.projections.spellings import SEPARATOR

from .columns import COLUMNS, FIRST, place_of, values_of
from .records import StoredHistory, StoredHolder, StoredProfile, StoredTenure, holding_of
from .rule import HOLDS, is_told, iso_days, told_rows
from .schema import KEYS, MOVED, TABLE_OF, VERSION, progress

if TYPE_CHECKING:  # a log of which all is drawn needs none
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from timeline.events import Database, EventLog, What
    from timeline.projections.fold.log_histories import LogHistories
    from timeline.projections.histories import Histories
    from timeline.projections.holders import Holder
    from timeline.projections.knowledge import Knowledge
    from timeline.projections.milestones import MilestoneRecord
    from timeline.projections.posts import PostHistory
    from timeline.projections.summaries import Summary
    from timeline.projections.tenures import Tenure

    from .rule import Days

__all__ = ["TableHistories", "tables_stand_at"]

_TENURE: Final = ", ".join(f"t.{column.name}" for column in COLUMNS)
_FIRST: Final = ", ".join(f"t.{column.name}" for column in FIRST)
_ONE: Final = f"""
SELECT g.version, g.position, p.organization, p.record, {_TENURE}
FROM progress g LEFT JOIN posts p ON p.post = ? LEFT JOIN tenures t ON t.post = p.post
ORDER BY t.number"""  # noqa: S608 - our own names
"""One post, and where the tables stand: one statement sees one state of the database."""
_STANDS: Final = (
    f"EXISTS (SELECT 1 FROM progress WHERE version = {VERSION} AND position = :position)"  # noqa: S608
)
"""The tables stand where a question does: what is found by a statement with it counts, and what is
not found may only have moved on."""
_ONE_ON_DAY: Final = f"""
SELECT {_FIRST} FROM tenures t WHERE t.post = :post AND {HOLDS} AND {_STANDS}
ORDER BY t.number"""  # noqa: S608 - our own names
_HOLDING: Final = f"SELECT {_FIRST} FROM tenures t WHERE {HOLDS} AND {_STANDS}"  # noqa: S608
_OF_PERSON: Final = f"""
SELECT {_TENURE} FROM tenures t WHERE t.person = ? ORDER BY t.post, t.number"""  # noqa: S608
_POST: Final = place_of("post")
_ORGANIZATION: Final = place_of("organization")
_WHOLE: Final = f"""
SELECT g.version, g.position, {_TENURE} FROM progress g
LEFT JOIN tenures t ON t.post = ? AND t.number = ?"""  # noqa: S608 - our own names
_PEOPLE: Final = f"""
SELECT person, record FROM people
WHERE person IN (SELECT t.person FROM tenures t WHERE {HOLDS}) AND {_STANDS}"""  # noqa: S608
_PROFILE: Final = {
    what: "SELECT g.version, g.position, p.record FROM progress g "  # noqa: S608
    f"LEFT JOIN {table} p ON p.{KEYS[table]} = ?"
    for what, table in TABLE_OF.items()
}
_KNOWS: Final = {
    what: "SELECT version, position, EXISTS "  # noqa: S608 - our own names
    f"(SELECT 1 FROM {table} WHERE {KEYS[table]} = ?) FROM progress"
    for what, table in TABLE_OF.items()
}
_SIZE: Final = """
SELECT version, position, (SELECT COUNT(*) FROM posts), (SELECT COUNT(*) FROM tenures)
FROM progress"""
_ALL: Final = f"SELECT {_TENURE} FROM tenures t ORDER BY t.post, t.number"  # noqa: S608
_NAMES: Final = f"""
SELECT group_concat(id || char({ord(SEPARATOR)}) || {{}}, char(10)), COUNT(*)
FROM names NOT INDEXED WHERE what = ?"""  # noqa: S608 - our own names
_STAND: Final = """
SELECT version, position, (SELECT position FROM events ORDER BY position DESC LIMIT 1)
FROM progress"""


def tables_stand_at(connection: Database) -> int | None:
    """The position of the log, if the tables say all of it; None if they do not."""
    try:
        rows = connection.rows(_STAND)
    except DamagedLog:  # there are none
        return None
    if not rows:
        return None
    version, position, last = rows[0]
    return position if version == VERSION and position == (last or 0) else None


class TableHistories:
    """All we know, read from the tables; they must stand at `position`.

    Once the log has grown beyond it, the histories as they were come from the log.
    """

    knowledge: Final[Knowledge] = EVERYTHING
    reads_people: Final = True

    def __init__(self, log: EventLog, position: int) -> None:
        self._log = log
        self.position: Final = position
        self._stand: Final = {"position": position}
        self._near: dict[What, tuple[Mapping[str, str], Words]] = {}

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

    def posts_once_of(self, organization: str) -> Sequence[str]:
        """The ids of the posts that belong to an organization, or once did, sorted."""
        with self._reading() as (connection, older):
            if older is not None:
                return older.posts_once_of(organization)
            moved = connection.execute(f"SELECT post, record FROM posts WHERE {MOVED}")  # noqa: S608
            found = {post for post, record in moved if organization in json.loads(record)["homes"]}
            return sorted(found.union(self.posts_of(organization)))

    def history(self, post: str) -> PostHistory | None:
        """The history of one post; None if there is no such id."""
        rows = self._connection().rows(_ONE, (post,))
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
            values = {"post": post, **days, **self._stand}
            connection = self._log.connection()
            assert connection is not None  # noqa: S101 - there are tables, so there is a file
            rows = connection.rows(_ONE_ON_DAY, values)
            if rows:
                history = StoredHistory(
                    post, rows[0][_ORGANIZATION], later=partial(self._whole, post)
                )
                if holding := holding_of(rows, days, self.tenure):
                    return PostState.held_by(history, holding, day)
        known = self.history(post)
        return known.on(day) if known is not None else None

    def _whole(self, post: str) -> PostHistory:
        history = self.history(post)
        assert history is not None  # noqa: S101 - a part of it was read before
        return history

    def histories(self) -> Iterator[PostHistory]:
        """The histories of all posts, sorted by id."""
        with self._reading() as (connection, older):
            if older is None:
                tenures = connection.execute(_ALL).fetchall()
                query = "SELECT post, organization, record FROM posts ORDER BY post"
                posts = connection.execute(query).fetchall()
        if older is not None:  # no transaction stays open while they are gone through
            yield from older.histories()
            return
        index = 0
        for post, organization, record in posts:
            first = index
            while index < len(tenures) and tenures[index][_POST] == post:
                index += 1
            yield StoredHistory(post, organization, record, tenures[first:index])

    def held_by(self, person: str) -> Iterator[tuple[PostHistory, Tenure]]:
        """The tenures of one person, each with its post's history; by post, then as in it."""
        with self._reading() as (connection, older):
            if older is None:
                rows = connection.execute(_OF_PERSON, (person,)).fetchall()
        if older is not None:
            yield from older.held_by(person)
            return
        for post, of_post in groupby(rows, key=itemgetter(_POST)):
            own = list(of_post)
            history = StoredHistory(post, own[0][_ORGANIZATION], later=partial(self._whole, post))
            for row in own:
                yield history, StoredTenure(row)

    def holding(self, day: EdtfDate) -> Sequence[Holder]:
        """Who holds what on a day; by post, then person."""
        days = iso_days(day.lo, day.hi)
        if days is None:
            return list(self._older().holding(day))
        rows = self._connection().execute(_HOLDING, {**days, **self._stand}).fetchall()
        if not rows and not self._stands():
            return list(self._older().holding(day))
        rows.sort(key=_by_post_and_person)  # as the table has them, almost
        behind = _Behind(self, days)
        if not all(map(is_told, rows)):
            rows = _holding_rows(rows, days)
        return [StoredHolder(row, days, behind) for row in rows]

    def tenure(self, post: str, number: int) -> Tenure:
        """One tenure of a post, by its number in the table."""
        found = self._connection().execute(_WHOLE, (post, number)).fetchone()
        if found is not None and found[:2] == (VERSION, self.position) and found[2] is not None:
            return StoredTenure(found[2:])
        return self._whole(post).tenures[number - 1]

    def people_on(self, days: Days) -> dict[str, Profile]:
        """All who hold something on some days, by id."""
        rows = self._connection().execute(_PEOPLE, {**days, **self._stand}).fetchall()
        if not rows and not self._stands():
            return {profile.id: profile for profile in self._older().profiles("person")}
        return {person: StoredProfile("person", person, record) for person, record in rows}

    def profile(self, what: What, ident: str) -> Profile | None:
        """Who or what an id stands for; None if there is no such id."""
        if what == "person" and ident == UNKNOWN_PERSON:
            return unknown_person()
        found = self._connection().execute(_PROFILE[what], (ident,)).fetchone()
        if found is None or found[:2] != (VERSION, self.position):
            return self._older().profile(what, ident)
        return StoredProfile(what, ident, found[2]) if found[2] is not None else None

    def knows(self, what: What, ident: str) -> bool:
        """Whether there is somebody or something of an id."""
        found = self._connection().execute(_KNOWS[what], (ident,)).fetchone()
        if found is None or found[:2] != (VERSION, self.position):
            return self._older().knows(what, ident)
        return bool(found[2])

    def profiles(self, what: What) -> Iterator[Profile]:
        """All people, organizations or posts, sorted by id."""
        with self._reading() as (connection, older):
            if older is None:
                table = TABLE_OF[what]
                query = f"SELECT {KEYS[table]}, record FROM {table} ORDER BY 1"  # noqa: S608
                rows = connection.execute(query).fetchall()
        if older is not None:
            yield from older.profiles(what)
            return
        for ident, record in rows:
            yield StoredProfile(what, ident, record)

    def milestones(self, organizations: Collection[str] | None = None) -> Sequence[MilestoneRecord]:
        """What happened, the earliest first; at some organizations, or anywhere."""
        from timeline.projections.milestones import MilestoneRecord

        query = "SELECT id, organization, title, date, events FROM milestones"
        with self._reading() as (connection, older):
            if older is not None:
                return older.milestones(organizations)
            if organizations is None:
                rows = connection.execute(f"{query} ORDER BY organization, id").fetchall()
            else:
                one = f"{query} WHERE organization = ? ORDER BY id"
                rows = [row for home in organizations for row in connection.execute(one, (home,))]
        found = [
            MilestoneRecord(ident, home, title, EdtfDate.parse(day), tuple(json.loads(events)))
            for ident, home, title, day, events in rows
        ]
        return sorted(found, key=lambda m: (m.date.lo, m.date.hi, m.organization, m.title))

    def size(self) -> tuple[int, int]:
        """How many posts and tenures there are."""
        found = self._connection().execute(_SIZE).fetchone()
        if found is None or found[:2] != (VERSION, self.position):
            return self._older().size()
        return found[2], found[3]

    def summaries(self, day: EdtfDate, *, by_post: bool = False) -> Sequence[Summary]:
        """A summary of each organization that has posts, or of each post; sorted by id."""
        from .summaries import table_summaries

        with self._reading() as (connection, older):
            if older is None:
                return table_summaries(connection, day, by_post)
        return older.summaries(day, by_post=by_post)

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
        if what not in self._near:
            with self._reading() as (connection, older):
                if older is not None:
                    return older.near(what, text)
                self._near[what] = _spelled(connection, what)
        ids, words = self._near[what]
        found = words.nearest(text.casefold())
        return ids.get(found, found) if found is not None else None

    def spellings(self, what: What) -> str:
        """A line for every id, and one for each of its names, in small letters.

        The database joins them: a row for each would take ten times as long.
        """
        with self._reading() as (connection, older):
            if older is not None:
                return older.spellings(what)
            key, table = KEYS[TABLE_OF[what]], TABLE_OF[what]
            ids = f"SELECT group_concat({key}, char(10)) FROM {table}"  # noqa: S608 - our own names
            (of_ids,) = connection.execute(ids).fetchone()
            of_names, count = connection.execute(_NAMES.format("name"), (what,)).fetchone()
            if count and of_names.count("\n") + 1 != count:  # a name has several lines
                one_line = _NAMES.format("replace(name, char(10), ' ')")
                of_names, _ = connection.execute(one_line, (what,)).fetchone()
            return "\n".join(text for text in (of_ids, of_names) if text)

    def homes(self) -> Iterable[tuple[str, str]]:
        """Every post that belongs to an organization, with that one."""
        with self._reading() as (connection, older):
            if older is not None:
                return older.homes()
            query = (
                "SELECT post, organization FROM posts WHERE organization IS NOT NULL"
                " ORDER BY organization, post"
            )
            found: list[tuple[str, str]] = connection.execute(query).fetchall()
            return found

    def organization_of(self, post: str) -> str | None:
        """The organization that a post belongs to."""
        profile = self.profile("post", post)
        return profile.parent if profile else None

    def _stands(self) -> bool:
        """Whether the tables are still where the question is asked."""
        return progress(self._connection()) == (VERSION, self.position)

    def _connection(self) -> Database:
        connection = self._log.connection()
        assert connection is not None  # noqa: S101 - there are tables, so there is a file
        return connection

    def _older(self) -> LogHistories:
        """Give the histories folded from the log, up to our position: the tables have moved on."""
        from timeline.projections.fold.log_histories import LogHistories

        return LogHistories(self._log, EVERYTHING, self.position)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Database, Histories | None]]:
        """Hold one snapshot of the tables; gives the log's histories too, if they have moved on."""
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


def _spelled(connection: Database, what: What) -> tuple[Mapping[str, str], Words]:
    """The ids of all people, organizations or posts by their small letters, and all their words."""
    table = TABLE_OF[what]
    found = connection.execute(f"SELECT {KEYS[table]} FROM {table} ORDER BY 1")  # noqa: S608
    ids = {ident.casefold(): ident for (ident,) in found}
    query = "SELECT DISTINCT name FROM names WHERE what = ? ORDER BY name"
    names = connection.execute(query, (what,))
    return ids, Words([*ids, *(name for (name,) in names)])


def _holding_rows(rows: Sequence[Sequence[Any]], days: Days) -> list[Sequence[Any]]:
    """The rows that tell who holds what on some days, where the dates of some do not.

    Args:
        rows: sorted by post.
        days: the days.
    """
    found: list[Sequence[Any]] = []
    for _, those in groupby(rows, key=itemgetter(_POST)):
        of_post = list(those)
        found += of_post if all(map(is_told, of_post)) else told_rows(of_post, days)
    return found


_order: Final = values_of("post", "person", "since_earliest", "capacity", "number")


def _by_post_and_person(row: Sequence[Any]) -> tuple[str, str, str, str, int]:
    post, person, earliest, capacity, number = _order(row)
    return post, person, earliest or "", capacity, number


class _Behind:
    """Reads what the rows of holders lack; all people are read when the first is asked for."""

    def __init__(self, histories: TableHistories, days: Days) -> None:
        self._histories = histories
        self._days = days
        self.tenure = histories.tenure

    @cached_property
    def _people(self) -> dict[str, Profile]:
        return {UNKNOWN_PERSON: unknown_person(), **self._histories.people_on(self._days)}

    def person(self, ident: str) -> Profile:
        """Who an id stands for."""
        return self._people.get(ident) or Profile("person", ident, ())
