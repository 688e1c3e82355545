"""Spark on two workers says what the log says: by the same fold, whatever the log."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings

import timeline
from timeline.events import EdtfDate

from .lakes import Question, append_all, asked_of_duckdb, asked_of_spark, export, random_logs, said
from .lakes import ticking as ticking_clock
from .test_lake import duck

pytest.importorskip("pyspark", reason="Spark is not installed")
spark_rooms: Any = pytest.importorskip("timeline.spark", reason="Spark is not installed")
if which("java") is None:
    pytest.skip("Spark needs Java", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning")

LOGS = settings().max_examples // 2 if settings().max_examples > 1_000 else 6
"""How many random logs are asked at once. The campaign takes a thousand each round."""


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """A cluster of two workers on this machine, one core and a gigabyte each."""
    from pyspark.sql import SparkSession

    with patch.dict(os.environ, {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}):
        builder = SparkSession.builder.master("local-cluster[2,1,1024]")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.host": "127.0.0.1",
            "spark.log.level": "ERROR",
            "spark.executor.memory": "512m",
            "spark.sql.adaptive.enabled": "false",  # what is tiny is planned once
            "spark.sql.codegen.wholeStage": "false",
        }.items():
            builder = builder.config(name, value)
        found = builder.getOrCreate()
        yield found
        found.stop()


def day(text: str) -> EdtfDate:
    return EdtfDate.parse(text)


QUESTIONS: list[Question] = [
    (day("2002-05-02"), None, None),
    (day("2002-05-01/2002-05-02"), day("2002"), "2026-01-01T02:30:00+00:00"),
]
MORE: list[Question] = [
    (day("2004-12-31"), day("2002-05-20"), None),
    (day("2001-03-10"), None, "2026-01-01T01:00:00+00:00"),
    (day("2003"), day("2003-02-28"), "2026-01-01"),
    (day("1999-12-31"), day("2006-01-01"), None),
    (day("2006-01-01"), None, None),
]


@pytest.mark.hypothesis
def test_sqlite_duckdb_and_spark_say_the_same(session: Any, tmp_path: Path) -> None:
    with timeline.open(tmp_path / "log.db", clock=ticking_clock()) as tl:
        append_all(tl, random_logs(LOGS))
        lake = export(tl, tmp_path / "lake")
        tenures = spark_rooms.tenures(spark_rooms.read_events(session, str(lake))).cache()
        with duck(lake) as connection:
            for question in QUESTIONS + (MORE if LOGS > 100 else []):
                wanted = said(tl, question)
                assert asked_of_duckdb(connection, question) == wanted
                assert asked_of_spark(tenures, question) == wanted


DEATHS = """\
people: {ann: {name: Ann, died: 2003-05-01}, bob: Bob, bobby: Bobby, cyd: Cyd}
organizations:
  top: Top
  acme: {name: Acme, parent: top}
  bolt: Bolt
posts: {acme/ceo: CEO, bolt/ceo: CEO, bolt/cfo: CFO}
events:
- {on: 2001, appointed: ann, post: acme/ceo}
- {on: 2001, appointed: bobby, post: bolt/ceo}
- {on: 2001-02, appointed: cyd, post: bolt/cfo}
- {on: 2002, appointed: bob, post: acme/ceo, announced: 2001-06, id: b}
- {on: 2004, departed: bob, post: acme/ceo, reason: death, id: d}
- {on: 2003, covered: top}
- {on: 2002, covered: everything}
"""


def test_deaths_mergers_and_registers_elsewhere_are_joined_to_a_post(
    session: Any, tmp_path: Path
) -> None:
    with timeline.open(tmp_path / "log.db", clock=ticking_clock()) as tl:
        tl.append_yaml_text(DEATHS, allow_conflicts=True)
        tl.append_yaml_text("events: [{merged: bobby, into: bob, why: one man}]\n")
        tl.append_yaml_text("events: [{retracts: d, why: he lives}]\n")
        lake = export(tl, tmp_path / "lake")
        tenures = spark_rooms.tenures(spark_rooms.read_events(session, str(lake))).cache()
        with duck(lake) as connection:
            for asked in ("2003-12-31", "2005"):
                for recorded_by in (None, *(e.recorded for e in tl.log.read())):
                    question = (day(asked), None, recorded_by)
                    assert asked_of_duckdb(connection, question) == said(tl, question)
        question = (day("2005"), None, "2026-01-01T01:30:00+00:00")
        assert asked_of_spark(tenures, question) == said(tl, question)
        spark_rooms.write_tenures(tenures, str(lake))
        with duck(lake) as connection:
            assert asked_of_duckdb(connection, question) == said(tl, question)
