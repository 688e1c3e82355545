"""The SQL by which a database without Python says who held what on a day."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

__all__ = ["ENGINES", "as_of_sql"]

ENGINES: Final = {
    "duckdb": "as_of.sql",
    "sqlite": "as_of_sqlite.sql",
    "postgresql": "as_of_postgresql.sql",
}
"""The engines that there is SQL for, each with its file: over Parquet, and over a log in it."""


def as_of_sql(engine: str) -> str:
    """The SQL for an engine of `ENGINES`."""
    return files(__package__).joinpath(ENGINES[engine]).read_text(encoding="utf-8")
