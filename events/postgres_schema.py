"""The log's tables in PostgreSQL: what marks a schema as ours, the tables, their guards, a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .checkpoint import GENESIS
from .errors import LogError, NewerLog, NotALog
from .language import t
from .postgres_dialect import TEXT

if TYPE_CHECKING:
    from .postgres_database import PostgresDatabase

__all__ = [
    "COLUMNS",
    "FUNCTIONS",
    "GUARDS",
    "INDEXES",
    "REQUIRED",
    "SCHEMA",
    "create_schema",
    "is_log",
    "role_of",
]

SCHEMA: Final = 1
"""The version of the log's tables (`head.version`)."""

COLUMNS: Final[dict[str, str]] = {
    "position": "bigint",
    "id": TEXT,
    "kind": TEXT,
    "version": "bigint",
    "subject": TEXT,
    "key": TEXT,
    "recorded": TEXT,
    "body": TEXT,
    "salt": "bytea",
    "digest": "bytea",
    "hash": "bytea",
}
"""The columns of the table `events`, in the order of `Row`."""

REQUIRED: Final = frozenset({"id", "kind", "version", "subject", "recorded", "digest", "hash"})
"""The columns in which every event has something."""

INDEXES: Final = {
    "events_pkey": 'UNIQUE INDEX events_pkey ON {schema}.events USING btree ("position")',
    "events_id": "UNIQUE INDEX events_id ON {schema}.events USING btree (id)",
    "events_subject": 'INDEX events_subject ON {schema}.events USING btree (subject, "position")',
    "events_key": (
        "UNIQUE INDEX events_key ON {schema}.events USING btree (key) WHERE (key IS NOT NULL)"
    ),
}
"""The indexes of `events`, as the catalogue writes them. Reading by subject, then position, goes
along one of them."""

_APPENDED: Final = """
DECLARE
    before head;
    many bigint;
    first bigint;
    final bigint;
BEGIN
    SELECT * INTO before FROM head FOR UPDATE;
    SELECT count(*), min(position), max(position) INTO many, first, final FROM added;
    IF many = 0 THEN
        RETURN NULL;
    END IF;
    IF first <> before.position + 1 OR final <> before.position + many OR EXISTS (
        SELECT FROM (
            SELECT recorded, lag(recorded) OVER (ORDER BY position) AS earlier FROM added
        ) pairs WHERE recorded < coalesce(earlier, before.recorded)
    ) THEN
        RAISE EXCEPTION 'the log is append-only: an event goes to its end, once';
    END IF;
    UPDATE head SET (position, hash, recorded) = (
        SELECT position, hash, recorded FROM added WHERE position = final
    );
    RETURN NULL;
END
"""
_REFUSED: Final = """
BEGIN
    RAISE EXCEPTION 'the log is append-only: correct or retract an event with another';
END
"""
FUNCTIONS: Final = {"events_appended": _APPENDED, "events_refused": _REFUSED}
"""What the guards run, by name. The head moves with the events, and by nobody's hand: the function
has its owner's rights, and who appends has none to change it."""

GUARDS: Final = {
    "events_only_append": (
        "AFTER INSERT ON {schema}.events REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION events_appended()"
    ),
    "events_no_update": (
        "BEFORE UPDATE ON {schema}.events FOR EACH STATEMENT EXECUTE FUNCTION events_refused()"
    ),
    "events_no_delete": (
        "BEFORE DELETE ON {schema}.events FOR EACH STATEMENT EXECUTE FUNCTION events_refused()"
    ),
    "events_no_truncate": (
        "BEFORE TRUNCATE ON {schema}.events FOR EACH STATEMENT EXECUTE FUNCTION events_refused()"
    ),
}
"""The triggers by which the database itself keeps the log append-only, by name, as the catalogue
writes them."""

_LOOK: Final = """
SELECT getdatabaseencoding()::text, to_regclass(%(schema)s || '.head') IS NOT NULL,
    EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = %(schema)s)"""


def role_of(schema: str) -> str:
    """The role that may append to the log in a schema, and read it."""
    return f"{schema}_writer"


def is_log(database: PostgresDatabase, schema: str) -> bool:
    """Whether the schema holds a log; False if it is not there, or empty yet.

    Raises:
        NotALog: it holds other things.
        NewerLog: its tables are of a later version.
    """
    encoding, has_head, has_something = database.run(_LOOK, {"schema": schema}).only()
    if encoding != "UTF8":
        raise NotALog(
            database.name, t("its encoding is {encoding}, and a log is in UTF8", encoding=encoding)
        )
    if not has_head:
        if has_something:
            raise NotALog(
                database.name, t("the schema {schema} has tables of something else", schema=schema)
            )
        return False
    found = database.run("SELECT version FROM head").fetchone()
    if found is None:
        raise NotALog(database.name, t("the version of its tables is missing"))
    if found[0] > SCHEMA:
        raise NewerLog(database.name)
    return True


def create_schema(database: PostgresDatabase, schema: str) -> None:
    """Make the log's tables in an empty schema; several processes may do it at once.

    Raises:
        NotALog: the schema holds something else.
        ReadOnlyLog, LogError: the role that connects may not make it.
    """
    try:
        _create(database, schema)
    except LogError:
        database.roll_back()
        if not is_log(database, schema):  # somebody else may have been first
            raise
    except BaseException:
        database.roll_back()
        raise


def _create(database: PostgresDatabase, schema: str) -> None:
    database.run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
    database.run(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    if not is_log(database, schema):
        for statement in (*_tables(schema), *_guards(schema), *_rights(database, schema)):
            database.run(statement)
        head = "INSERT INTO head (version, position, hash, recorded) VALUES (%s, 0, %s, '')"
        database.run(head, (SCHEMA, GENESIS))
    database.run("COMMIT")


def _tables(schema: str) -> list[str]:
    columns = [
        f"{name} {kind}" + " NOT NULL" * (name in REQUIRED) for name, kind in COLUMNS.items()
    ]
    return [
        f"CREATE TABLE events ({', '.join(columns)}, PRIMARY KEY (position))",
        *(
            f"CREATE {definition.format(schema=schema)}"
            for name, definition in INDEXES.items()
            if name != "events_pkey"
        ),
        f"""CREATE TABLE head (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            version bigint NOT NULL,
            position bigint NOT NULL,
            hash bytea NOT NULL,
            recorded {TEXT} NOT NULL)""",
    ]


def _guards(schema: str) -> list[str]:
    functions = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = {schema}, pg_catalog, pg_temp AS $guard${body}$guard$"
        for name, body in FUNCTIONS.items()
    ]
    triggers = [
        f"CREATE TRIGGER {name} {definition.format(schema=schema)}"
        for name, definition in GUARDS.items()
    ]
    return functions + triggers


def _rights(database: PostgresDatabase, schema: str) -> list[str]:
    """What makes the role that may append and read, if whoever makes the log may make roles."""
    role = role_of(schema)
    query = """
    SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s),
        (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user)"""
    is_there, may_make = database.run(query, (role,)).only()
    owns = ["REVOKE UPDATE, DELETE, TRUNCATE ON events FROM CURRENT_USER"]
    if not is_there and not may_make:
        return owns
    return [
        *owns,
        *([] if is_there else [f"CREATE ROLE {role} NOLOGIN"]),
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT SELECT, INSERT ON events TO {role}",
        f"GRANT SELECT, UPDATE (one) ON head TO {role}",  # the right to lock it
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}"
        f" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    ]
