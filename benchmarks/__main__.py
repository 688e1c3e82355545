"""`python -m benchmarks`: run the rows of the table, and write it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import click
import platformdirs

from . import results
from .install import install
from .measure import ROOT, interleave
from .rows import ROWS, Benchmark
from .work import Work

_PAGE: Final = ROOT / "docs" / "performance.md"
_QUICK_EVENTS: Final = 10_000
_FEWEST: Final = 1000


@click.command()
@click.option("--only", multiple=True, metavar="ROW", help="Only this row; may be repeated.")
@click.option("--events", type=int, help="So many events, whatever the row's own number.")
@click.option("--rounds", type=int, help="So many rounds, whatever the row's own number.")
@click.option("--quick", is_flag=True, help="Few events and one round: does it all still work?")
@click.option("--work", type=click.Path(path_type=Path), help="Keep the files in this folder.")
@click.option(
    "--commands",
    type=click.Path(path_type=Path, exists=True),
    help="Run the commands in this folder; otherwise the checkout is installed anew.",
)
@click.option("--fresh", is_flag=True, help="Make the databases that were kept anew.")
@click.option("--write", is_flag=True, help=f"Write the results into {_PAGE.name}.")
@click.option("--list", "listing", is_flag=True, help="Name the rows.")
def main(
    only: tuple[str, ...],
    events: int | None,
    rounds: int | None,
    quick: bool,
    work: Path | None,
    commands: Path | None,
    fresh: bool,
    write: bool,
    listing: bool,
) -> None:
    """Measure timeline against its peers, by turns, and print the ratios of the medians.

    The files it makes are kept, so that a million events are made and stored once. After a change
    of the log's own form, ask for --fresh.
    """
    if listing:
        for row in ROWS:
            click.echo(f"{row.name:18} {row.what} : {row.against}")
        return
    root = (work or platformdirs.user_cache_path("role-timeline") / "benchmarks").absolute()
    root.mkdir(parents=True, exist_ok=True)
    unknown = set(only) - {row.name for row in ROWS}
    if unknown:
        raise click.BadParameter(f"no row {', '.join(sorted(unknown))}", param_hint="--only")
    commands = commands.absolute() if commands else install(root)
    kept = root / ("quick.json" if quick else "results.json")
    for row in ROWS:
        if only and row.name not in only:
            continue
        count = min(row.events, events or (_QUICK_EVENTS if quick else row.events))
        works = (Work(root, count, commands), Work(root, _peer_events(row, count), commands))
        if fresh:
            _forget(works)
        try:
            result = _measure(row, works, rounds or (1 if quick else row.rounds))
        except FileNotFoundError as missing:  # a peer that is no package of Python
            click.echo(f"{row.name:18} left out: {missing.filename} is not installed")
            continue
        click.echo(results.line(row, result))
        results.store(kept, row.name, result)
    if write:
        _write(results.table(results.load(kept)))


@cache
def _forget(works: tuple[Work, ...]) -> None:
    """Forget the databases that are kept, once a run."""
    for work in works:
        work.forget_database()


def _peer_events(row: Benchmark, events: int) -> int:
    """How many events the other side has."""
    return events if row.peer_share == 1 else max(_FEWEST, int(events * row.peer_share))


def _measure(row: Benchmark, works: tuple[Work, Work], rounds: int) -> results.Result:
    ours, theirs = works
    measured = interleave((row.ours, ours), (row.theirs, theirs), rounds)
    if row.compared and not measured.agree:
        raise AssertionError(f"{row.name}: the two sides do not agree")
    return results.judge(row, measured, ours.events, theirs.events, rounds)


def _write(table: str) -> None:
    page = _PAGE.read_text(encoding="utf-8")
    made = f"<!-- results -->\n{table}\n{results.versions()}.\n<!-- end -->"
    page = re.sub(r"<!-- results -->.*<!-- end -->", lambda _: made, page, flags=re.DOTALL)
    _PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
