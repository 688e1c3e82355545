"""The table: what is measured against what, and how it must come out."""

from __future__ import annotations

import csv
import io
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal

import attrs

from .measure import ROOT, Process, Side, Task
from .work import AS_OF, Work, forget

__all__ = ["ROWS", "Benchmark"]


@attrs.frozen
class Benchmark:
    """One line of the table.

    Attributes:
        name: to run it alone.
        what: our side, in words.
        against: the other side, in words.
        ours: our side.
        theirs: the other.
        bar: what the ratio must not be above, or below where it counts events a second.
        measure: `time` (ours over theirs), `rate` (events a second, likewise), `memory`, or
            `each` (time for an event).
        events: how many, where not asked otherwise.
        peer_events: how many on the other side; a share of ours.
        rounds: how often each side runs.
        lacks: what the other side does not do.
        compared: whether both must give one answer.
    """

    name: str
    what: str
    against: str
    ours: Task
    theirs: Task
    bar: float | None
    measure: Literal["time", "rate", "memory", "each"] = "time"
    events: int = 100_000
    peer_share: float = 1.0
    rounds: int = 5
    lacks: str = ""
    compared: bool = True


# --- whole processes ----------------------------------------------------------------------------


def _timeline(*arguments: str) -> Process:
    return Process(lambda work: [[work.command("timeline"), *arguments]])


def _python(code: str) -> Process:
    return Process(lambda work: [[work.command("python"), "-c", code]])


@cache
def _small_database(work: Work) -> str:
    """The bundled log in a database, made by the command that is measured."""
    path = work.root / "small.db"
    forget(path)
    command = [work.command("timeline"), "init", "--seed", "--db", str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return str(path)


def _show(*arguments: str) -> Process:
    def commands(work: Work) -> Sequence[Sequence[str]]:
        show = [work.command("timeline"), "show", "--as-of", "2023-09-10"]
        return [[*show, "--db", _small_database(work), *arguments]]

    return Process(commands)


def _show_some(count: int) -> Process:
    """Show some posts of a log, by their names."""

    def commands(work: Work) -> Sequence[Sequence[str]]:
        with closing(sqlite3.connect(work.database)) as connection:
            query = "SELECT DISTINCT post FROM tenures ORDER BY post LIMIT ?"
            posts = [post for (post,) in connection.execute(query, (count,))]
        show = [work.command("timeline"), "show", *posts, "--as-of", AS_OF, "--format", "json"]
        return [[*show, "--db", str(work.database)]]

    return Process(commands)


def _append_jsonl(work: Work) -> Sequence[Sequence[str]]:
    database = str(work.fresh("new.db"))
    return [[work.command("timeline"), "append", str(work.jsonl), "--db", database]]


def _append_yaml(work: Work) -> Sequence[Sequence[str]]:
    database = str(work.fresh("new.db"))
    return [[work.command("timeline"), "append", str(work.yaml), "--db", database]]


def _load_yaml(work: Work) -> Sequence[Sequence[str]]:
    code = "import sys, yaml; yaml.load(open(sys.argv[1], encoding='utf-8'), yaml.CSafeLoader)"
    return [[work.command("python"), "-c", code, str(work.yaml)]]


def _append_and_show(work: Work) -> Sequence[Sequence[str]]:
    append = _append_jsonl(work)
    database = append[0][-1]
    show = [work.command("timeline"), "show", "--as-of", AS_OF, "--format", "csv", "--db", database]
    return [*append, show]


def _certain(output: str) -> object:
    rows = csv.DictReader(io.StringIO(output))
    return sorted(
        {f"{row['post']}/{row['person']}" for row in rows if row["certainty"] == "certain"}
    )


def _hledger(work: Work) -> Sequence[Sequence[str]]:
    end = (date.fromisoformat(AS_OF) + timedelta(days=1)).isoformat()
    command = ["hledger", "--file", str(work.journal), "balance", "--flat", "--no-total"]
    return [[*command, "--end", end, "--output-format", "csv"]]


def _accounts(output: str) -> object:
    rows = list(csv.reader(io.StringIO(output)))[1:]
    return sorted(account.replace(":", "/") for account, _ in rows)


def _sourced(work: Work) -> Sequence[Sequence[str]]:
    command = [sys.executable, "-m", "benchmarks.sourced", str(work.jsonl)]
    return [[*command, str(work.fresh("sourced.db"))]]


def _added(output: str) -> object:
    """`F.jsonl: added 100 events; position 100`."""
    return int(output.rsplit(maxsplit=1)[-1])


_MILLION: Final = 1_000_000
_JSONL: Final = Process(_append_jsonl, _added)

ROWS: Final[tuple[Benchmark, ...]] = (
    Benchmark(
        "help",
        "`timeline --help`",
        '`python -c "import click"`',
        _timeline("--help"),
        _python("import click"),
        1.3,
        events=0,
        rounds=21,
        lacks="prints nothing",
    ),
    Benchmark(
        "show",
        "`timeline show --as-of D`, the bundled log in a database, drawn as on a terminal",
        '`python -c "import click, attrs, rich.table, sqlite3"`',
        _show("--format", "table"),
        _python("import click, attrs, rich.table, sqlite3"),
        1.35,
        events=0,
        rounds=21,
        lacks="opens and prints nothing",
    ),
    Benchmark(
        "show-sqlite-utils",
        "the same",
        "`sqlite-utils --version`",
        _show("--format", "table"),
        Process(lambda work: [[work.command("sqlite-utils"), "--version"]]),
        0.8,
        events=0,
        rounds=21,
        lacks="opens no database",
    ),
    Benchmark(
        "show-json",
        "`timeline show --as-of D --format json`, into a pipe",
        '`python -c "import click, attrs, sqlite3"`',
        _show("--format", "json"),
        _python("import click, attrs, sqlite3"),
        1.35,
        events=0,
        rounds=21,
        lacks="opens and prints nothing",
    ),
    Benchmark(
        "show-one",
        "`timeline show POST --as-of D --format json`",
        "the same of a thousandth of the events",
        _show_some(1),
        _show_some(1),
        1.3,
        events=_MILLION,
        peer_share=0.001,
        rounds=11,
        compared=False,
    ),
    Benchmark(
        "show-many",
        "`timeline show POST… --as-of D --format json`, 50 posts by name",
        "the same of a hundredth of the events",
        _show_some(50),
        _show_some(50),
        1.3,
        events=_MILLION,
        peer_share=0.01,
        rounds=5,
        compared=False,
    ),
    Benchmark(
        "append",
        "`timeline append F.jsonl`, whole process",
        "`eventsourcing`, `save` in batches of 1,000, whole process",
        _JSONL,
        Process(_sourced, _added, folder=ROOT),
        3.0,
        "rate",
        lacks="no content ids, no checks of people, posts and dates, no hash chain, no tenures",
    ),
    Benchmark(
        "append-floor",
        "the least that an append does: JSON, ids, texts, hashes, ready rows of the tables",
        "the same",
        Side("floor-lines"),
        Process(_sourced, _added, folder=ROOT),
        None,
        "rate",
        lacks="as above; this side, too, checks and folds nothing, and its start-up is not counted",
        compared=False,
    ),
    Benchmark(
        "append-api",
        "`tl.append` of ready events",
        "`sqlite3.executemany` of ready JSON values, chained, append-only",
        Side("append-objects"),
        Side("raw-objects"),
        0.4,
        "rate",
        lacks="ids are given; no checks, no indexes, no tenures",
    ),
    Benchmark(
        "append-api-lines",
        "`tl.append_jsonl` of lines",
        "the same, from lines",
        Side("append-lines"),
        Side("raw-lines"),
        None,
        "rate",
        lacks="likewise",
    ),
    Benchmark(
        "append-one",
        "one durable event at a time (WAL, synchronous=FULL)",
        "`eventsourcing`, `save` for each event (WAL, synchronous=FULL)",
        Side("append-singly"),
        Side("sourced-singly"),
        1.5,
        "rate",
        lacks="as above",
    ),
    Benchmark(
        "rebuild",
        "`tl.rebuild(workers=N)`, one for each processor: the tables of all days",
        "a fold of attrs objects, which are made of values in memory, in one process",
        Side("rebuild-shared"),
        Side("plain-fold"),
        1.5,
        events=_MILLION,
        rounds=3,
        lacks="reads no log, writes nothing, keeps tenures only",
    ),
    Benchmark(
        "rebuild-alone",
        "`tl.rebuild()`, in one process",
        "the same",
        Side("rebuild"),
        Side("plain-fold"),
        1.5,
        events=_MILLION,
        rounds=3,
        lacks="likewise",
    ),
    Benchmark(
        "rebuild-stored",
        "`tl.rebuild()`, in one process",
        "the same fold of the stored rows",
        Side("rebuild"),
        Side("plain-fold-stored"),
        None,
        events=_MILLION,
        rounds=3,
        lacks="writes nothing, keeps tenures only",
    ),
    Benchmark(
        "three-dates",
        "the whole state as of D, announced by A, recorded by R, from the log",
        "a fold of attrs objects with the same bounds, which are made of values in memory",
        Side("three-dates"),
        Side("plain-three-dates"),
        1.5,
        events=_MILLION,
        rounds=3,
        lacks="reads no log, has no names",
    ),
    Benchmark(
        "replay",
        "`tl.rebuild(workers=N)`",
        "`eventsourcing`, replay of every aggregate",
        Side("read-log"),
        Side("sourced-replay"),
        8.0,
        "rate",
        events=_MILLION,
        rounds=3,
        lacks="counts each aggregate's events, and has no tenures",
    ),
    Benchmark(
        "replay-pages",
        "`tl.rebuild(workers=N)`",
        "`eventsourcing`, all notifications page by page",
        Side("read-log"),
        Side("sourced-pages"),
        None,
        "rate",
        events=_MILLION,
        rounds=3,
        lacks="likewise",
    ),
    Benchmark(
        "one-post",
        "`tl.as_of(D).post(P)`, median of one",
        "the SQL query on the tenures of P",
        Side("one-post"),
        Side("sql-one-post"),
        3.0,
        events=_MILLION,
        rounds=5,
        lacks="cannot say vacant, no record or no such post; not how certain",
    ),
    Benchmark(
        "one-post-holders",
        "`tl.as_of(D).holders(P)`, median of one",
        "the SQL query on the tenures of P",
        Side("one-post-holder"),
        Side("sql-one-post"),
        None,
        events=_MILLION,
        rounds=5,
        lacks="no names; not how certain",
    ),
    Benchmark(
        "whole-state",
        "`tl.as_of(D).holders()`",
        "the SQL query on all tenures, as tuples",
        Side("whole-state"),
        Side("sql-whole-state"),
        2.5,
        events=_MILLION,
        rounds=5,
        lacks="no names; not how certain",
    ),
    Benchmark(
        "announced",
        "`tl.as_of(D, announced_by=A).post(P)`, median of one",
        "`tl.as_of(D).post(P)`",
        Side("one-post-announced"),
        Side("one-post"),
        10.0,
        events=_MILLION,
        rounds=5,
        lacks="asks of all we know",
        compared=False,
    ),
    Benchmark(
        "recorded",
        "`tl.as_of(D, recorded_by=R).post(P)`, median of one",
        "`tl.as_of(D).post(P)`",
        Side("one-post-recorded"),
        Side("one-post"),
        10.0,
        events=_MILLION,
        rounds=5,
        lacks="asks of all we know",
        compared=False,
    ),
    Benchmark(
        "yaml",
        "`timeline append F.yaml`, whole process",
        "PyYAML's CSafeLoader, whole process",
        Process(_append_yaml),
        Process(_load_yaml),
        0.8,
        events=10_000,
        lacks="knows no places, makes no events, stores nothing",
    ),
    Benchmark(
        "text-to-state",
        "`timeline append F.jsonl` and `timeline show --as-of D --format csv`",
        "`hledger balance --end D` of the same history as a journal",
        Process(_append_and_show, _certain),
        Process(_hledger, _accounts),
        0.6,
        lacks="no uncertain dates, implied ends or repairs: the journal has them resolved",
    ),
    Benchmark(
        "each-append",
        "`timeline append F.jsonl`, for each event",
        "the same of a tenth of the events",
        _JSONL,
        _JSONL,
        1.3,
        "each",
        events=_MILLION,
        peer_share=0.1,
        rounds=3,
        compared=False,
    ),
    Benchmark(
        "each-rebuild",
        "`tl.rebuild()`, for each event",
        "the same of a tenth of the events",
        Side("rebuild"),
        Side("rebuild"),
        1.3,
        "each",
        events=_MILLION,
        peer_share=0.1,
        rounds=3,
        compared=False,
    ),
    Benchmark(
        "each-whole-state",
        "`tl.as_of(D).holders()`, for each event",
        "the same of a tenth of the events",
        Side("whole-state"),
        Side("whole-state"),
        1.3,
        "each",
        events=_MILLION,
        peer_share=0.1,
        rounds=3,
        compared=False,
    ),
    Benchmark(
        "memory",
        "peak memory of `timeline append F.jsonl`",
        "the same of a tenth of the events",
        _JSONL,
        _JSONL,
        1.5,
        "memory",
        events=_MILLION,
        peer_share=0.1,
        rounds=3,
        compared=False,
    ),
)
"""All rows, in the order of the table."""
