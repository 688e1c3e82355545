"""Logs as folders of Parquet, and the states that engines without Python read off them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import timeline
from timeline.events import EdtfDate, MemoryLog
from timeline.exchange.exporting import WriteOptions, exporter_of
from timeline.exchange.targets import write_folder
from timeline.projections.plain import state_rows

from .strategies import Batches

__all__ = ["Question", "Rows", "asked_of_duckdb", "export", "recorded", "said", "ticking"]

Question: TypeAlias = tuple[EdtfDate, EdtfDate | None, str | None]
"""A day that is asked about, and by when it was announced and recorded."""

Rows: TypeAlias = list[tuple[Any, ...]]

FIELDS: Final = (
    *("organization", "post", "status", "person", "capacity", "since", "since_written", "until"),
    *("until_written", "term_ends", "earlier_terms", "replaces", "last_seen", "presumed"),
    *("conflicting", "certainty", "events"),
)


def ticking() -> Callable[[], datetime]:
    """A clock that goes on by an hour whenever it is read."""
    hours = iter(range(100_000))
    return lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=next(hours))


def recorded(batches: Batches) -> timeline.Timeline:
    """A timeline in memory that has all these batches, each of its own moment."""
    tl = timeline.Timeline(MemoryLog(clock=ticking()))
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    return tl


def export(tl: timeline.Timeline, folder: Path, **arguments: str) -> Path:
    """Write a timeline as Parquet."""
    options = WriteOptions(into_folder=True, folder=folder, arguments=arguments)
    exporter: Any = exporter_of("parquet")
    write_folder(folder, exporter.files(tl, options), lambda name: exporter.stays(name, options))
    return folder


def said(tl: timeline.Timeline, question: Question) -> Rows:
    """What the timeline itself says, as the engines do."""
    day, announced_by, recorded_by = question
    state = tl.as_of(day, announced_by=announced_by, recorded_by=recorded_by)
    rows = state_rows(state, state.posts)
    return _sorted(tuple(_plain(row.get(name)) for name in FIELDS) for row in rows)


def asked_of_duckdb(connection: Any, question: Question) -> Rows:
    """What DuckDB says, by the macros of `as_of.sql`."""
    day, announced_by, recorded_by = question
    told = None if announced_by is None else announced_by.latest
    query = f"""SELECT {", ".join(FIELDS)}
        FROM state_between(?, ?, announced_by := ?, recorded_by := ?)"""  # noqa: S608
    found = connection.execute(query, [day.earliest, day.latest, told, recorded_by]).fetchall()
    return _sorted(tuple(map(_plain, row)) for row in found)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return tuple(value) or None if isinstance(value, list | tuple) else value


def _sorted(rows: Iterator[tuple[Any, ...]] | Sequence[tuple[Any, ...]]) -> Rows:
    return sorted(rows, key=repr)
