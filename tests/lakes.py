"""Logs as folders of Parquet, and the states that engines without Python read off them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

from hypothesis import HealthCheck, Phase, given, settings

import timeline
from timeline.events import (
    UNKNOWN_PERSON,
    EdtfDate,
    Event,
    MemoryLog,
    event_from_dict,
    event_to_dict,
)
from timeline.exchange.exporting import WriteOptions, exporter_of
from timeline.exchange.targets import write_folder
from timeline.projections.plain import state_rows

from .strategies import Batches, logs

__all__ = [
    "Question",
    "Rows",
    "append_all",
    "asked_of_duckdb",
    "asked_of_spark",
    "export",
    "random_logs",
    "recorded",
    "said",
    "ticking",
]

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


def asked_of_spark(tenures: Any, question: Question) -> Rows:
    """What Spark says, of tenures that it holds."""
    from timeline.spark import as_of

    day, announced_by, recorded_by = question
    found = as_of(tenures, day, announced_by=announced_by, recorded_by=recorded_by)
    return _sorted(tuple(map(_plain, row)) for row in found.select(*FIELDS).collect())


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return tuple(value) or None if isinstance(value, list | tuple) else value


def _sorted(rows: Iterator[tuple[Any, ...]] | Sequence[tuple[Any, ...]]) -> Rows:
    return sorted(rows, key=repr)


def random_logs(count: int) -> list[Batches]:
    """So many random logs, by the rules of the examples that tests take."""
    found: list[Batches] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
    @given(logs())
    def collect(batches: Batches) -> None:
        found.append(batches)

    collect()
    return found


def append_all(tl: timeline.Timeline, many: Sequence[Batches]) -> None:
    """Append many logs to one, each with ids of its own; the n-th batches of all together.

    They go in unchecked, for whether an organization is in use is asked for each that is dissolved.
    """
    named = [[_named(batch, f"{n}-") for batch in batches] for n, batches in enumerate(many)]
    for place in range(max(map(len, named))):
        together = [event for batches in named for event in (batches[place : place + 1] or [[]])[0]]
        tl.log.append(together)
    tl.rebuild()


def _named(batch: Sequence[Event], prefix: str) -> list[Event]:
    """A batch about people, posts and organizations whose ids begin otherwise."""
    return [event_from_dict(_renamed(event_to_dict(event), prefix)) for event in batch]


def _renamed(said: Any, prefix: str) -> Any:
    found = dict(said)
    for name in ("person", "replaces", "post", "organization", "parent", "key", "event"):
        if found.get(name) not in (None, UNKNOWN_PERSON):
            found[name] = prefix + found[name]
    if "replacement" in found:
        found["replacement"] = _renamed(found["replacement"], prefix)
    return found
