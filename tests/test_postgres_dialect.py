"""What of the tables' SQL is said otherwise to PostgreSQL."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

dialect: Any = import_module("timeline.events.postgres_dialect")


@pytest.mark.parametrize(
    ("said", "translated_"),
    [
        ("SELECT a FROM b WHERE c = ? AND d = ?", "SELECT a FROM b WHERE c = %s AND d = %s"),
        ("x <= :last AND y = ':no ?' || '5%'", "x <= %(last)s AND y = ':no ?' || '5%%'"),
        ("a::text, b % 2", "a::text, b %% 2"),
        ("instr(body, '\"died\"')", "(strpos(body, '\"died\"') > 0)"),
        (
            "SELECT group_concat(id || char(31) || replace(name, char(10), ' '), char(10))"
            " FROM names NOT INDEXED WHERE what = ?",
            "SELECT string_agg(id || chr(31) || replace(name, chr(10), ' '), chr(10)"
            " ORDER BY id || chr(31) || replace(name, chr(10), ' ')) FROM names WHERE what = %s",
        ),
    ],
)
def test_a_statement_is_said_as_psycopg_takes_it(said: str, translated_: str) -> None:
    assert dialect.translated(said) == translated_


def test_json_is_read_by_its_path() -> None:
    assert dialect.translated("json_extract(body, '$.a.b')").endswith("::json #>> '{a,b}')")


def test_a_table_is_known_by_its_shape() -> None:
    shape = dialect.made_table(
        "CREATE TABLE posts (post TEXT, seats INTEGER, PRIMARY KEY (post, seats)) WITHOUT ROWID"
    )
    assert shape is not None
    assert shape.statement == (
        f"CREATE TABLE posts (post {dialect.TEXT}, seats bigint, PRIMARY KEY (post, seats))"
    )
    bare = dialect.made_table("CREATE TABLE progress (version INTEGER) ")
    assert bare is not None
    assert (bare.columns, bare.key) == ((("version", "bigint"),), ())
    assert dialect.made_table("CREATE INDEX a ON b (c)") is None
    assert dialect.made_index("CREATE INDEX IF NOT EXISTS a ON b (c)") == "a"
    assert dialect.tables_in("SELECT 1 FROM a JOIN b ON 1 WHERE (SELECT x FROM c)") == {
        "a",
        "b",
        "c",
    }
    assert dialect.inserted("INSERT INTO a (b, c) VALUES (?, ?)") == "COPY a (b, c) FROM STDIN"
    assert dialect.inserted("INSERT INTO a (b) VALUES (?) ON CONFLICT DO NOTHING") is None
