"""The benchmarks' events are valid, and both sides of each row give one answer."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Literal

import attrs
import pytest
from click.testing import CliRunner

import timeline
from benchmarks import forms, results
from benchmarks.__main__ import main
from benchmarks.generate import Told, generate
from benchmarks.measure import Measured, Run, Side
from benchmarks.plain import Fold, facts_of, items_of
from benchmarks.rows import ROWS
from benchmarks.sides import SIDES
from benchmarks.work import Work

DAYS = ("2002-01-01", "2015-07-01", "2030-01-01")
COMMANDS = Path(sys.executable).parent


def jsonl(told: list[Told], *, recorded: bool = False) -> list[str]:
    out = io.StringIO()
    forms.write_jsonl(told, out, recorded=recorded)
    return out.getvalue().splitlines()


def holders(tl: timeline.Timeline, day: str, **bounds: str) -> list[tuple[str, str, str]]:
    found = tl.as_of(day, **bounds).holders()
    return sorted((holder.post, holder.person.id, holder.certainty) for holder in found)


@pytest.mark.parametrize("seed", range(3))
def test_the_log_takes_the_events_in_parts_without_a_conflict(seed: int) -> None:
    lines = jsonl(list(generate(4000, seed)))
    tl = timeline.memory()
    for start in range(0, len(lines), 1300):
        done = tl.append_jsonl(lines[start : start + 1300])
        assert done.findings == ()
        assert done.already == 0
    assert tl.log.head().position == 4000


def test_the_events_have_all_kinds_and_forms_of_dates() -> None:
    told = list(generate(30_000))
    kinds = Counter(body["kind"] for _, body in told)
    assert set(kinds) == {
        "person",
        "organization",
        "post",
        "appointed",
        "departed",
        "abolished",
    } | {*("dissolved", "milestone", "cancelled", "cited", "disputed", "corrected", "retracted")}
    dates = [body["effective"] for _, body in told if body["kind"] in ("appointed", "departed")]
    assert {4, 7, 8, 10, 21} == {len(text) for text in dates}
    assert 0.08 < kinds["post"] / len(told) < 0.1
    assert max(day for day, _ in told) < date(2026, 1, 1).toordinal()


def test_a_seed_gives_the_same_events_each_time_and_another_gives_others() -> None:
    assert list(generate(500, 3)) == list(generate(500, 3))
    assert list(generate(500, 3)) != list(generate(500, 4))


@pytest.mark.parametrize("seed", range(2))
def test_the_plain_fold_and_the_timeline_agree_at_each_of_the_three_dates(seed: int) -> None:
    tl = timeline.memory()
    tl.append_jsonl(jsonl(list(generate(2000, seed)), recorded=True), keep_recorded=True)
    rows = [(row.id, row.recorded, row.body or "") for row in tl.log.rows()]
    for day in DAYS:
        for bounds in ({}, {"announced_by": "2015-03-01"}, {"recorded_by": "2014-05-01"}):
            announced, recorded = bounds.get("announced_by"), bounds.get("recorded_by")
            fold = Fold(
                facts_of(items_of(rows)),
                date.fromisoformat(announced).toordinal() if announced else None,
                f"{recorded}T23:59:59.999999Z" if recorded else None,
            )
            expected = holders(tl, day, **bounds)
            assert fold.holders(date.fromisoformat(day).toordinal()) == expected


def test_the_yaml_says_the_same_facts() -> None:
    told = list(generate(2000, 5))
    out = io.StringIO()
    forms.write_yaml(told, out)
    from_yaml, from_lines = timeline.memory(), timeline.memory()
    from_yaml.append_yaml_text(out.getvalue())
    from_lines.append_jsonl(jsonl(told))
    assert sorted(event.id for event in from_yaml.log.read()) == sorted(
        event.id for event in from_lines.log.read()
    )


def test_a_journal_balances_to_the_certain_holders() -> None:
    tl = timeline.memory()
    tl.append_jsonl(jsonl(list(generate(2000, 6))))
    rows = [(row.id, row.recorded, row.body or "") for row in tl.log.rows()]
    out = io.StringIO()
    forms.write_journal(Fold(facts_of(items_of(rows))).tenures, out)
    for day in DAYS:
        accounts: Counter[str] = Counter()
        for entry in out.getvalue().split("\n\n")[:-1]:
            head, posting = entry.splitlines()
            account, amount = posting.split()
            if head[:10] <= day:
                accounts[account.strip("()").replace(":", "/")] += int(amount)
        certain = {f"{post}/{who}" for post, who, sure in holders(tl, day) if sure == "certain"}
        assert {account for account, amount in accounts.items() if amount} == certain


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    return Work(tmp_path_factory.mktemp("benchmarks"), 1500)


PAIRS = {
    (row.ours.name, row.theirs.name): row
    for row in ROWS
    if row.compared and isinstance(row.ours, Side) and isinstance(row.theirs, Side)
}


@pytest.mark.parametrize("pair", PAIRS, ids=" ".join)
def test_both_sides_of_a_row_give_one_answer(pair: tuple[str, str], work: Work) -> None:
    (_, ours), (_, theirs) = (SIDES[name](work) for name in pair)
    assert ours == theirs


def _runs(name: str) -> bool:
    return (COMMANDS / name).exists() or (name == "hledger" and shutil.which(name) is not None)


WHOLE = [
    pytest.param(name, marks=pytest.mark.skipif(not _runs(needs), reason=f"no {needs}"))
    for name, needs in {
        "show-json": "timeline",
        "show-sqlite-utils": "sqlite-utils",
        "append": "timeline",
        "yaml": "timeline",
        "text-to-state": "hledger",
        "recorded": "timeline",
    }.items()
]


@pytest.mark.parametrize("name", WHOLE)
def test_a_row_is_run_printed_and_kept(name: str, work: Work) -> None:
    arguments = ["--quick", "--events", "1500", "--work", str(work.root), "--only", name]
    run = CliRunner().invoke(main, [*arguments, "--commands", str(COMMANDS)])
    assert run.exception is None
    assert run.output.split()[0] == name
    assert json.loads((work.root / "quick.json").read_text())[name]["ratio"] > 0


def test_sides_that_disagree_are_an_error(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    row = attrs.evolve(ROWS[0], name="odd", ours=Side("rebuild"), theirs=Side("read-log"))
    monkeypatch.setattr("benchmarks.__main__.ROWS", (attrs.evolve(row, events=1500),))
    arguments = ["--quick", "--work", str(work.root), "--commands", str(COMMANDS)]
    run = CliRunner().invoke(main, arguments)
    assert isinstance(run.exception, AssertionError)
    assert "do not agree" in str(run.exception)


@pytest.mark.parametrize(
    ("measure", "bar", "ratio", "reached"),
    [
        ("time", 0.5, 0.5, True),
        ("time", 0.49, 0.5, False),
        ("rate", 2.0, 2.0, True),  # half of the time is twice the rate
        ("rate", 2.1, 2.0, False),
        ("each", 0.05, 0.05, True),
        ("memory", 2.9, 3.0, False),
        ("time", None, 0.5, None),
    ],
)
def test_a_ratio_is_of_what_the_row_measures(
    measure: Literal["time", "rate", "memory", "each"],
    bar: float | None,
    ratio: float,
    reached: bool | None,
) -> None:
    row = attrs.evolve(ROWS[0], measure=measure, bar=bar)
    measured = Measured(Run(1.0, 300, None), Run(2.0, 100, None))
    result = results.judge(row, measured, 1000, 100, 1)
    assert result["ratio"] == pytest.approx(ratio)
    assert result["reached"] is reached


def test_the_table_has_the_rows_that_were_run_and_their_bars() -> None:
    measured = Measured(Run(0.2, 0, None), Run(0.1, 0, None))
    kept = {row.name: results.judge(row, measured, 0, 0, 1) for row in ROWS[2::-1]}
    lines = results.table(kept).splitlines()
    assert [line.split(" | ")[0] for line in lines[2:]] == [f"| {r.name}" for r in ROWS[:3]]
    assert lines[2].endswith("| 200 ms | 100 ms | 2.00 | ≤ 1.3 | **no** |")


def test_an_unknown_row_is_an_error() -> None:
    run = CliRunner().invoke(main, ["--only", "nothing"])
    assert run.exit_code == 2
    assert "no row nothing" in run.output
