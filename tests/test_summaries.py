"""Logs that are too big to draw are summed up, the same from the tables as from the histories."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

import timeline
from timeline.events import Appointed, EdtfDate, Event, MemoryLog, Organization, Person, Post
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.summaries import summarised
from timeline.tables.reader import TableHistories
from timeline.views import MANY_POSTS, MANY_ROWS, MANY_TENURES, show_view
from timeline.views.roll import RollView
from timeline.views.show import ShowView
from timeline.views.summary import SummaryView

from .conftest import Run
from .strategies import Batches, as_of_dates, logs


@given(logs(), as_of_dates(), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_the_tables_sum_up_what_the_histories_do(
    tmp_path: Path, batches: Batches, day: EdtfDate, by_post: bool
) -> None:
    path = tmp_path / "log.db"
    path.unlink(missing_ok=True)
    tl = timeline.open(path)
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    tables, folded = tl.histories(), LogHistories(tl.log)
    if isinstance(tables, TableHistories):
        found = tables.summaries(day, by_post=by_post)
        assert found == summarised(folded.histories(), day, by_post)
        posts, tenures = tables.size()
        assert posts == sum(s.posts for s in found)
        assert tenures == sum(s.tenures for s in found)
        assert folded.size() >= (posts, 0)


def big(posts: int, tenures: int) -> Iterator[Event]:
    """So many posts of so many tenures each, in organizations of ten posts."""
    for number in range(posts):
        home, post = f"o{number // 10}", f"o{number // 10}/p{number}"
        if number % 10 == 0:
            parent = "o0" if number else None
            yield Organization(organization=home, names={"en": f"Office {home}"}, parent=parent)
        yield Post(post=post, organization=home, titles={"en": f"Post {number}"})
        for turn in range(tenures):
            person = f"q{number}-{turn}"
            yield Person(person=person, names={"en": person})
            day = EdtfDate.of_day(730_000 + 40 * turn)
            yield Appointed(person=person, post=post, effective=day)


def view_of(events: Iterator[Event], ascii_only: bool = False) -> object:
    tl = timeline.Timeline(MemoryLog())
    tl.append(events)
    return show_view(tl, "2020-01-01", ascii_only=ascii_only)


def test_many_posts_have_a_line_each_and_more_are_summed_up() -> None:
    assert isinstance(view_of(big(MANY_POSTS, 1)), ShowView)
    assert isinstance(view_of(big(MANY_POSTS + 1, 1)), RollView)
    view = view_of(big(MANY_ROWS + 1, 1))
    assert isinstance(view, SummaryView)
    lines = [line.plain for line in view.lines(80)]
    assert next(line for line in lines if line.startswith("Office o0")).split()[2:6] == [
        *("10", "10", "0", "10")
    ]
    assert next(line for line in lines if line.startswith("  Office o1 ")).split()[2] == "10"
    assert next(line for line in lines if line.startswith("All")).split()[1:5] == [
        *("1,001", "1,001", "0", "1,001")
    ]
    assert lines[-1].startswith("timeline show ORGANIZATION draws the lanes of one; --held lists")


def test_a_post_of_thousands_of_tenures_has_its_overview_by_year() -> None:
    view = view_of(big(1, MANY_TENURES + 1))
    assert isinstance(view, RollView)
    lines = [line.plain for line in view.lines(80)]
    (row,) = [line for line in lines if line.startswith("began")]
    assert "█" in row
    (row,) = [line for line in lines if line.startswith("Office o0: Post 0")]
    assert "q0-185" in row


def test_each_of_many_holders_is_named_in_a_line(invoke: Run, tmp_path: Path) -> None:
    path = tmp_path / "big.db"
    tl = timeline.open(path)
    tl.append(big(250, 1))
    ends = "".join(
        f"- {{on: 2010-0{1 + n % 9}-01, departed: q{n}-0, post: o{n // 10}/p{n}}}\n"
        f"- {{on: 2011-01-01, abolished: o{n // 10}/p{n}}}\n"
        for n in range(200, 250)
    )
    tl.append_yaml_text("events:\n- {on: 2012-01-01, departed: q7-0, post: o0/p7}\n" + ends)
    asked = ("show", "--db", str(path), "--as-of", "2020-01-01", "--format", "table")
    lines = invoke(*asked, "--width", "80").stdout.splitlines()
    named = [line for line in lines if "q" in line and ": Post " in line]
    assert len(named) == 199, "one line for each post that somebody holds"
    vacant = next(index for index, line in enumerate(lines) if "Office o0: Post 7 " in line)
    assert vacant > lines.index(named[-1]), "those that are held come first"
    assert any("and 50 more posts: 50 no such post; --all lists them too" in ln for ln in lines)
    assert "vacant" not in invoke(*asked, "--held").stdout
    assert "no such post" in invoke(*asked, "--all").stdout
    since = invoke(*asked, "--sort", "holder", "--held").stdout.splitlines()
    people = [line.split()[4] for line in since if ": Post " in line]
    assert people == sorted(people)
    tree = invoke(*asked, "--tree", "--held").stdout.splitlines()
    at = tree.index("  Office o1")
    assert tree[at + 1].split()[:3] == ["Post", "10", "q10-0"]
    assert "Office o20" not in "\n".join(tree), "nobody is there any more"


def test_rows_for_programs_are_chosen_and_sorted_too(invoke: Run, tmp_path: Path) -> None:
    path = tmp_path / "org.db"
    tl = timeline.open(path)
    tl.append(big(12, 1))
    tl.append_yaml_text("events:\n- {on: 2012-01-01, departed: q7-0, post: o0/p7}\n")
    asked = ("show", "--db", str(path), "--as-of", "2020-01-01", "--format", "jsonl")
    assert len(invoke(*asked).stdout.splitlines()) == 12
    rows = [
        json.loads(line)
        for line in invoke(*asked, "--held", "--sort", "holder").stdout.splitlines()
    ]
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    assert len(rows) == 11


def test_a_few_posts_are_listed_where_a_list_is_asked_for(invoke: Run) -> None:
    tree = invoke("show", "--tree", "--as-of", "2023-09-10", "--format", "table").stdout
    assert "━" not in tree
    assert "吴泳铭" in tree


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_line_is_wider_than_asked(width: int, ascii_only: bool) -> None:
    view = view_of(big(1_100, 1), ascii_only=ascii_only)
    assert isinstance(view, SummaryView)
    lines = [line.plain for line in view.lines(width)]
    assert all(0 <= wcswidth(line) <= width for line in lines)
    assert len(lines) < 67
    assert any(line.startswith("60 sm") for line in lines)
    if ascii_only:
        assert "\n".join(lines).isascii()


def test_the_command_lists_all_unless_it_is_asked_for_something(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "big.db"
    timeline.open(path).append(big(MANY_POSTS + 10, 1))
    asked = ("--db", str(path), "--as-of", "2020-01-01", "--format", "table", "--width", "80")
    assert "began" in run("show", *asked).stdout
    assert "Since" in run("show", "o3", *asked).stdout
    assert run("show", *asked[:4], "--format", "csv").stdout.count("\n") == MANY_POSTS + 11
