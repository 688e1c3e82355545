"""`python -m benchmarks.scale`: millions of events, folded by Spark and asked by DuckDB.

A log of the size of one part is generated and kept in SQLite. As many parts as are asked for are
written as Parquet, each the same events under other names and at later positions. Spark folds them
on two workers; DuckDB asks what comes of it; and what it says of 10,000 posts must be what SQLite
says. Each stage is a process of its own, and the most memory that it and its children held at once
is measured by looking ten times a second.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from subprocess import Popen
from typing import Any, Final

import click

import timeline
from timeline.exchange.as_of import as_of_sql
from timeline.projections.plain import state_rows

from .generate import generate

__all__ = ["main"]

DAY: Final = "2015-06-30"
"""As of which is asked; and announced and recorded by a year before, for the three dates."""
BEFORE: Final = "2014-06-30"
_SAMPLE: Final = 10_000
"""How many posts are compared with SQLite."""
_SECONDS: Final = 0.1


@click.command()
@click.option("--events", type=int, default=1_000_000, help="How many events in all.")
@click.option("--part", type=int, default=100_000, help="How many events of them one part has.")
@click.option("--work", type=click.Path(path_type=Path), required=True, help="Where the files are.")
@click.option("--now", is_flag=True, help="Fold for what is known now alone.")
@click.option("--stage", type=click.Choice(["log", "parts", "fold", "ask", "compare"]))
def main(events: int, part: int, work: Path, now: bool, stage: str | None) -> None:
    """Measure the stages, and print what each took as JSON; with --stage, run one of them."""
    work.mkdir(parents=True, exist_ok=True)
    count = max(1, events // part)
    stages: dict[str, Callable[[], Any]] = {
        "log": lambda: _log(work, part),
        "parts": lambda: _parts(work, part, count),
        "fold": lambda: _fold(work, count, part, now),
        "ask": lambda: _ask(work, now),
        "compare": lambda: _compare(work, part, now),
    }
    if stage is not None:
        click.echo(json.dumps({"stage": stage, "events": count * part, **(stages[stage]() or {})}))
        return
    for name in stages:
        _measured([*sys.argv[1:], "--stage", name])


def _measured(arguments: list[str]) -> None:
    """Run one stage in a process, and print how long it took and what it held."""
    start, peak = time.perf_counter(), 0
    with Popen([sys.executable, "-m", "benchmarks.scale", *arguments]) as process:  # noqa: S603
        while process.poll() is None:
            peak = max(peak, sum(_held(process.pid)))
            time.sleep(_SECONDS)
    if process.returncode:
        raise SystemExit(process.returncode)
    said = {"seconds": round(time.perf_counter() - start, 1), "peak_gb": round(peak / 2**30, 2)}
    click.echo(json.dumps({"stage": arguments[-1], **said}))


def _held(pid: int) -> Iterator[int]:
    """The bytes of memory that a process holds, and each of its children."""
    try:
        yield int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _held(int(child))
    except OSError:  # it has just ended
        return


def _log(work: Path, part: int) -> None:
    """Keep the first part in SQLite, each event recorded on the day on which it was told."""
    with timeline.open(_database(work, part)) as tl:
        if not tl.log.head().position:
            tl.append_jsonl(_lines(part), keep_recorded=True)


def _database(work: Path, part: int) -> Path:
    return work / f"part-{part}.db"


def _lines(count: int) -> Iterator[str]:
    for day, body in generate(count):
        told = {**body, "recorded": f"{date.fromordinal(day).isoformat()}T00:00:00Z"}
        yield json.dumps(told, ensure_ascii=False)


_RENAMED: Final = r"""
SELECT position + ? * ? AS position, ? || substr(id, 4) AS id, kind,
    regexp_replace(subject, '^([a-z]+:)', '\1' || ?) AS subject, recorded,
    regexp_replace(regexp_replace(CAST(body AS VARCHAR),
        '"(person|post|organization|parent|replaces)":"', '"\1":"' || ?, 'g'),
        '"(event|appointment)":"[0-9a-f]{3}', '"\1":"' || ?, 'g') AS body
FROM read_parquet(?)
"""


def _parts(work: Path, part: int, count: int) -> dict[str, Any]:
    """Write the events of all parts as Parquet."""
    import duckdb

    folder = _lake(work) / "events"
    for old in folder.rglob("*.parquet"):
        old.unlink()
    with timeline.open(_database(work, part)) as tl:
        rows = [(r.position, r.id, r.kind, r.subject, r.recorded, r.body) for r in tl.log.rows()]
    first = work / f"part-{part}.parquet"
    _write_rows(rows, first)
    with duckdb.connect() as connection:
        for number in range(count):
            out = folder / f"part={number:04}" / "events.parquet"
            out.parent.mkdir(parents=True, exist_ok=True)
            ident = f"{number:03x}"
            name = f"{number}."
            values = [number, part, ident, name, name, ident, str(first)]
            connection.execute(f"COPY ({_RENAMED}) TO '{out}' (FORMAT parquet)", values)
    return {"gb": round(sum(f.stat().st_size for f in folder.rglob("*.parquet")) / 2**30, 3)}


def _write_rows(rows: list[Any], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = ["position", "id", "kind", "subject", "recorded", "body"]
    columns = map(list, zip(*rows, strict=True))
    pq.write_table(pa.table(dict(zip(names, columns, strict=True))), path)


def _lake(work: Path) -> Path:
    return work / "lake"


def _fold(work: Path, count: int, part: int, now: bool) -> dict[str, Any]:
    """Fold all events on two workers."""
    from pyspark.sql import SparkSession

    from timeline.spark import read_events, tenures, write_tenures

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    settings = {
        "spark.driver.memory": "1g",
        "spark.executor.memory": "1536m",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": str(max(8, count * part // 50_000)),
        "spark.sql.adaptive.coalescePartitions.enabled": "false",
        "spark.local.dir": str(work / "spark"),
    }
    builder = SparkSession.builder.master("local-cluster[2,1,2048]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    start = time.perf_counter()
    write_tenures(tenures(read_events(session, str(_lake(work))), now=now), str(_lake(work)))
    took = time.perf_counter() - start
    session.stop()
    return {"fold_seconds": round(took, 1), "per_million": round(took / (count * part) * 1e6, 1)}


_QUESTIONS: Final = {
    "one_post": "SELECT count(*) FROM state_as_of('{day}'{known}) WHERE post = '{post}'",
    "whole_state": "SELECT count(*), count(person), sum(len(events))"
    " FROM state_as_of('{day}'{known})",
}


def _ask(work: Path, now: bool) -> dict[str, Any]:
    """Ask as of a day, and on the three dates; each question twice, of which the second counts."""
    import duckdb

    found: dict[str, Any] = {"gb": round(_size(_lake(work) / "tenures") / 2**30, 3)}
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{_lake(work)}'")
        connection.execute(as_of_sql("duckdb"))
        connection.execute("SET memory_limit = '4GB'")
        post = connection.execute("SELECT min(post) FROM beliefs").fetchone()[0]  # type: ignore[index]
        found["rows"] = connection.execute("SELECT count(*) FROM beliefs").fetchone()[0]  # type: ignore[index]
        dates = {
            "now": "",
            "three_dates": f", announced_by := '{BEFORE}', recorded_by := '{BEFORE}'",
        }
        for kind, known in dates.items():
            for name, query in _QUESTIONS.items():
                for _ in range(2):
                    start = time.perf_counter()
                    answer = connection.execute(
                        query.format(day=DAY, known=known, post=post)
                    ).fetchone()
                    took = round(time.perf_counter() - start, 3)
                found[f"{name}_{kind}"] = took
                found[f"{name}_{kind}_answer"] = answer
            if now:
                break
    return found


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*.parquet"))


_ASKED: Final = (
    "status",
    "person",
    "capacity",
    "since",
    "until",
    "presumed",
    "conflicting",
    "certainty",
)


def _compare(work: Path, part: int, now: bool) -> dict[str, Any]:
    """Compare what DuckDB says of a sample with what SQLite says; they must be equal."""
    import duckdb

    compared = 0
    with timeline.open(_database(work, part)) as tl, duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{_lake(work)}'")
        connection.execute(as_of_sql("duckdb"))
        for by in (None,) if now else (None, BEFORE):
            state = tl.as_of(DAY, announced_by=by, recorded_by=by)
            wanted: dict[str, list[Any]] = {}
            for row in state_rows(state, state.posts):
                wanted.setdefault(row["post"], []).append(tuple(map(row.get, _ASKED)))
            query = f"""SELECT post, {", ".join(_ASKED)}
                FROM state_between(?, ?, announced_by := ?, recorded_by := ?)
                WHERE CAST(split_part(post, '.', 1) AS INTEGER) <= ?"""  # noqa: S608
            further = -(-_SAMPLE // max(1, len(wanted))) - 1
            asked = connection.execute(query, [DAY, DAY, by, by, further]).fetchall()
            found: dict[str, list[Any]] = {}
            for post, status, person, *rest in asked:
                own = person and person.partition(".")[2]
                found.setdefault(post, []).append((status, own, *rest))
            for post, rows in found.items():
                same = wanted[post.partition(".")[2]]
                if sorted(rows, key=repr) != sorted(same, key=repr):
                    raise AssertionError(f"{post}: {rows} is not {same}")
            compared += len(found)
    return {"posts": compared}


if __name__ == "__main__":
    main()
