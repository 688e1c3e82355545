"""`timeline stats`: what it draws, and what it answers to programs."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from timeline.cli.stats import measured_scopes, scopes_of
from timeline.events import AFTER_ALL, EdtfDate
from timeline.projections.histories import Histories
from timeline.projections.names import Names
from timeline.views.stats import StatsView

from .conftest import Run
from .measured import CHAIN, appended, histories_of
from .strategies import FEWER, Batches, as_of_dates, logs

_days = as_of_dates().filter(lambda day: day.hi < AFTER_ALL)


def view_of(histories: Histories, day: EdtfDate, **options: bool) -> StatsView:
    measured = measured_scopes(histories, scopes_of(histories, []), day, False)
    names = Names(histories, None, day.hi)
    return StatsView(histories, day, measured, names, ["a log"], **options)


@FEWER
@given(logs(), _days, st.sampled_from([20, 33, 80, 200]), st.booleans())
def test_no_line_is_wider_than_asked(
    batches: Batches, day: EdtfDate, width: int, ascii_only: bool
) -> None:
    view = view_of(appended(batches), day, ascii_only=ascii_only)
    assert all(cell_len(line.plain) <= width for line in view.lines(width))


def test_ascii_is_all_that_is_drawn_if_asked() -> None:
    view = view_of(histories_of(*CHAIN), EdtfDate.parse("2004"), ascii_only=True)
    text = "\n".join(line.plain for line in view.lines(80))
    assert text.isascii()
    assert "100% ====" in text


ASKED = ("--as-of", "2024-01-01", "--announced-by", "2023-12-31")


def test_the_answer_echoes_its_question(run: Run) -> None:
    done = run("stats", "alibaba-group", *ASKED, "--format", "json", "--two-year-rule")
    answer = json.loads(done.stdout)
    assert answer["as_of"] == "2024-01-01"
    assert answer["announced_by"] == "2023-12-31"
    assert answer["recorded_by"] is None
    assert answer["position"] > 0
    assert answer["two_year_rule"] is True
    scopes = list(dict.fromkeys(row["scope"] for row in answer["measures"]))
    assert scopes[0] == "alibaba-group"
    assert all(scope.startswith("alibaba-group/") for scope in scopes[1:])
    assert {row["scope"] for row in answer["survival"]} == {*scopes}
    assert {row["code"] for row in answer["reasons"]} <= {*range(1, 9), None}


def test_every_format_has_the_same_rows(invoke: Run) -> None:
    rows = json.loads(invoke("stats", *ASKED, "--format", "json").stdout)["measures"]
    lines = invoke("stats", *ASKED, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(invoke("stats", *ASKED, "--format", "csv").stdout)))
    assert [row["measure"] for row in table] == [row["measure"] for row in rows]
    assert list(table[0]) == list(rows[0])


def test_stats_take_posts_and_organizations_only(invoke: Run) -> None:
    done = invoke("stats", "zhang-yong", *ASKED)
    assert done.returncode == 1
    assert "no post or organization" in done.stderr
    asked = ("alibaba-cloud/head", "alibaba-group/ceo", *ASKED, "--format", "json")
    two = json.loads(invoke("stats", *asked).stdout)
    scopes = dict.fromkeys(row["scope"] for row in two["measures"])
    assert list(scopes) == [
        "alibaba-cloud/head alibaba-group/ceo",
        "alibaba-cloud/head",
        "alibaba-group/ceo",
    ]
