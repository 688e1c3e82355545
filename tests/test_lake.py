"""A folder of Parquet says what the log says: all events, and who held what, to DuckDB too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
from timeline.events import EdtfDate, Organization, Post, Retracted
from timeline.exchange.as_of import as_of_sql

from .lakes import Question, asked_of_duckdb, export, recorded, said
from .strategies import Batches, as_of_dates, logs

pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
duckdb: Any = pytest.importorskip("duckdb", reason="DuckDB is not installed")

FEW = settings(max_examples=max(12, settings().max_examples // 2 - 60), deadline=None)
"""Each example makes a folder. The long campaign takes a thousand or so."""


def duck(folder: Path) -> Any:
    """A connection to DuckDB that has the macros over a folder."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"SET file_search_path = '{folder}'")
    connection.execute(as_of_sql("duckdb"))
    return connection


def questions(tl: timeline.Timeline) -> st.SearchStrategy[list[Question]]:
    """Some questions of a log, at moments between its own too."""
    moments = sorted({event.recorded_at for event in tl.log.read()})
    texts = [m.isoformat() for m in moments] + ["2025-12-31", "2026-01-01"]
    texts += [(m - timedelta(microseconds=1)).isoformat() for m in moments[:2]]
    bounded = as_of_dates().filter(lambda day: day.earliest is not None and day.latest is not None)
    by = st.none() | as_of_dates().filter(lambda day: day.latest is not None)
    return st.lists(
        st.tuples(bounded, by, st.none() | st.sampled_from(texts)), min_size=4, max_size=8
    )


@FEW
@given(batches=logs(), data=st.data())
def test_duckdb_says_over_parquet_what_the_log_says(batches: Batches, data: st.DataObject) -> None:
    tl = recorded(batches)
    asked = data.draw(questions(tl))
    with TemporaryDirectory() as folder, duck(export(tl, Path(folder))) as connection:
        for question in asked:
            assert asked_of_duckdb(connection, question) == said(tl, question), question


def rows_in(folder: Path, what: str) -> list[tuple[Any, ...]]:
    """All rows of the events, or of the tenures, sorted."""
    query = f"SELECT * FROM read_parquet('{folder}/{what}/*/*.parquet', hive_partitioning=false)"  # noqa: S608
    with duckdb.connect(config={"threads": 1}) as connection:
        return sorted(connection.execute(query).fetchall(), key=repr)


@FEW
@given(batches=logs(), cut=st.integers(1, 6))
def test_what_is_added_makes_the_folder_that_a_whole_export_makes(
    batches: Batches, cut: int
) -> None:
    tl = recorded(batches[:cut])
    with TemporaryDirectory() as name:
        parts, whole = Path(name, "parts"), Path(name, "whole")
        export(tl, parts)
        for batch in batches[cut:]:
            before = tl.log.head().position
            tl.append(batch, allow_conflicts=True)
            export(tl, parts, since=str(before))
        export(tl, whole)
        for what in ("events", "tenures"):
            assert rows_in(parts, what) == rows_in(whole, what)


def test_every_event_is_there_as_the_log_has_it(tmp_path: Path) -> None:
    tl = timeline.seed("alibaba")
    found = rows_in(export(tl, tmp_path), "events")
    wanted = [
        (r.position, r.id, r.kind, r.subject, r.key, r.recorded, r.hash.hex(), r.body)
        for r in tl.log.rows()
    ]
    assert found == sorted(wanted, key=repr)


def test_a_post_that_was_retracted_was_once_believed_in(tmp_path: Path) -> None:
    """Found by the property above."""
    tl = recorded([[Organization(organization="a", names={"en": "A"})]])
    tl.append([Post(post="a/b", organization="a", key="k")])
    export(tl, tmp_path)
    tl.append([Retracted(event="k", why="there is none")])
    with duck(export(tl, tmp_path, since="2")) as connection:
        for recorded_by in (None, "2026-01-01T01:00:00+00:00"):
            question = (EdtfDate.parse("2020-01-01"), None, recorded_by)
            assert asked_of_duckdb(connection, question) == said(tl, question)
        assert said(tl, question)


def test_a_day_and_a_moment_may_be_asked_for(tmp_path: Path) -> None:
    tl = timeline.seed("alibaba")
    with duck(export(tl, tmp_path)) as connection:
        moment = datetime.now(UTC)
        for recorded_by in (None, "2001-01-01", moment.isoformat()):
            question = (EdtfDate.parse("2023-09-10"), None, recorded_by)
            assert asked_of_duckdb(connection, question) == said(tl, question)
        held = connection.execute("SELECT person FROM holders('2023-08-10')").fetchall()
        assert ("zhang-yong",) in held
