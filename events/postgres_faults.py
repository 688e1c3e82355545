"""What can be wrong with a schema that holds a log, whatever its events say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .errors import LogBusy, LogError
from .integrity import Fault
from .language import t
from .postgres_schema import COLUMNS, FUNCTIONS, GUARDS, INDEXES, REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .postgres_database import PostgresDatabase

__all__ = ["faults_of_schema"]

_EVENTS: Final = "to_regclass('events')"
_REQUIRED: Final = f"""
SELECT attname::text FROM pg_attribute
WHERE attrelid = {_EVENTS} AND attnum > 0 AND attnotnull AND NOT attisdropped"""  # noqa: S608
_INDEXES: Final = f"""
SELECT c.relname::text, pg_get_indexdef(i.indexrelid), i.indisvalid AND i.indisready
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = {_EVENTS}"""  # noqa: S608
_GUARDS: Final = f"""
SELECT tgname::text, pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger
WHERE tgrelid = {_EVENTS} AND NOT tgisinternal"""  # noqa: S608
_FUNCTIONS: Final = """
SELECT proname::text, prosrc, prosecdef FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace"""
_RULES: Final = f"SELECT rulename::text FROM pg_rewrite WHERE ev_class = {_EVENTS}"  # noqa: S608
_HIDDEN: Final = f"SELECT relrowsecurity FROM pg_class WHERE oid = {_EVENTS}"  # noqa: S608
_RIGHTS: Final = f"""
SELECT DISTINCT coalesce(nullif(r.grantee, 0)::regrole::text, 'PUBLIC')
FROM pg_class c, aclexplode(c.relacl) r
WHERE r.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
AND (c.oid = {_EVENTS} OR c.oid = to_regclass('head') AND r.grantee <> c.relowner)"""  # noqa: S608
_ENDS: Final = """
SELECT (SELECT (position, hash, recorded) FROM head)
    IS NOT DISTINCT FROM coalesce(
        (SELECT (position, hash, recorded) FROM events ORDER BY position DESC LIMIT 1),
        (SELECT (0::bigint, hash, '') FROM head))"""
_BY_TABLE: Final = "SELECT count({0}), sum(hashtextextended({0}::text, 0)) FROM events"
_BY_INDEX: Final = """
SELECT count({0}), sum(hashtextextended({0}::text, 0))
FROM (SELECT {0} FROM events WHERE {0} IS NOT NULL ORDER BY {0}) found"""
_WAYS: Final = {
    _BY_TABLE: ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"),
    _BY_INDEX: ("enable_seqscan", "enable_sort", "enable_bitmapscan"),
}
"""How to ask the table itself, and how an index: by what the planner is not to do."""


def faults_of_schema(database: PostgresDatabase, schema: str) -> Iterator[Fault]:
    """What is wrong with the log's tables, their indexes, their guards and who may change them."""
    for look in (_of_table, _of_indexes, _of_guards, _of_rights, _of_contents):
        try:
            yield from look(database, schema)
        except LogBusy:
            raise
        except LogError as error:
            yield Fault(None, str(error))


def _of_table(database: PostgresDatabase, _: str) -> Iterator[Fault]:
    from .postgres_shapes import held_shape

    shape = held_shape(database.run, "events")
    required = {name for (name,) in database.run(_REQUIRED).fetchall()}
    if shape is None or dict(shape.columns) != COLUMNS or required - {"position"} != REQUIRED:
        yield Fault(None, t("the table events has not the columns that it was made with"))


def _of_indexes(database: PostgresDatabase, schema: str) -> Iterator[Fault]:
    """A unique index that is none, or leaves rows out, lets a fact in twice."""
    held = {name: more for name, *more in database.run(_INDEXES).fetchall()}
    for name, definition in INDEXES.items():
        if name not in held:
            yield Fault(None, t("the index {name} is not there", name=name))
        elif held[name] != [f"CREATE {definition.format(schema=schema)}", True]:
            yield Fault(None, t("the index {name} is not the one that was made", name=name))


def _of_guards(database: PostgresDatabase, schema: str) -> Iterator[Fault]:
    held = {name: more for name, *more in database.run(_GUARDS).fetchall()}
    bodies = {name: more for name, *more in database.run(_FUNCTIONS).fetchall()}
    for name, definition in GUARDS.items():
        wanted = f"CREATE TRIGGER {name} {definition.format(schema=schema)}"
        if held.get(name) != [wanted, "O"]:
            yield Fault(
                None,
                t("the trigger {name} is not there: the log can be changed by hand", name=name),
            )
    for name in sorted(held.keys() - GUARDS.keys()):
        yield Fault(None, t("the trigger {name!r} on the log is none of ours", name=name))
    for name, body in FUNCTIONS.items():
        if bodies.get(name) != [body, True]:
            yield Fault(None, t("the function {name} is not the one that was made", name=name))
    for (name,) in database.run(_RULES).fetchall():
        yield Fault(None, t("the rule {name!r} on the log is none of ours", name=name))


def _of_rights(database: PostgresDatabase, _: str) -> Iterator[Fault]:
    for (role,) in database.run(_RIGHTS).fetchall():
        yield Fault(None, t("the role {role} may change what is in the log", role=role))
    if database.run(_HIDDEN).fetchone() != (False,):
        yield Fault(None, t("rows of the log are hidden from some roles (row-level security)"))


def _of_contents(database: PostgresDatabase, _: str) -> Iterator[Fault]:
    if database.run(_ENDS).fetchone() != (True,):
        yield Fault(None, t("the table head does not say what the last event is"))
    for column in ("position", "id", "subject", "key"):
        found = [_asked(database, query.format(column), off) for query, off in _WAYS.items()]
        if found[0] != found[1]:
            yield Fault(
                None,
                t("the index of {column} says something else than the table events", column=column),
            )


def _asked(database: PostgresDatabase, query: str, off: tuple[str, ...]) -> object:
    """What a query finds, where the planner may not go some ways."""
    settings = [f"SET LOCAL {name} = off" for name in off]
    begin = ("BEGIN READ ONLY", "SET LOCAL statement_timeout = 0")
    try:
        return database.run_all(*begin, *settings, query).fetchone()
    finally:
        database.roll_back()
