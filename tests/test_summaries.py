"""Logs that are too big to draw are summed up, the same from the tables as from the histories."""

from __future__ import annotations

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
from timeline.views import MANY_POSTS, MANY_TENURES, show_view
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


def test_as_many_posts_as_can_be_used_are_drawn_and_more_are_summed_up() -> None:
    assert isinstance(view_of(big(MANY_POSTS, 1)), ShowView)
    view = view_of(big(MANY_POSTS + 1, 1))
    assert isinstance(view, SummaryView)
    lines = [line.plain for line in view.lines(80)]
    assert next(line for line in lines if line.startswith("Office o0")).split()[2:6] == [
        *("10", "10", "0", "10")
    ]
    assert next(line for line in lines if line.startswith("  Office o1 ")).split()[2] == "10"
    assert next(line for line in lines if line.startswith("All")).split()[1:5] == [
        *("201", "201", "0", "201")
    ]
    assert lines[-1] == "timeline show ORGANIZATION draws the lanes of one"


def test_a_post_of_thousands_of_tenures_is_summed_up_by_year() -> None:
    view = view_of(big(1, MANY_TENURES + 1))
    assert isinstance(view, SummaryView)
    lines = [line.plain for line in view.lines(80)]
    (row,) = [line for line in lines if line.startswith("  Post 0")]
    assert row.split()[2:6] == ["1", "1", "0", "2,001"]
    assert "█" in row
    assert lines[-1] == "timeline show POST draws the lanes of one"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_no_line_is_wider_than_asked(width: int, ascii_only: bool) -> None:
    view = view_of(big(700, 1), ascii_only=ascii_only)
    assert isinstance(view, SummaryView)
    lines = [line.plain for line in view.lines(width)]
    assert all(0 <= wcswidth(line) <= width for line in lines)
    assert len(lines) < 65
    assert any(line.startswith("20 sm") for line in lines)
    if ascii_only:
        assert "\n".join(lines).isascii()


def test_the_command_sums_up_unless_it_is_asked_for_something(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "big.db"
    timeline.open(path).append(big(MANY_POSTS + 10, 1))
    asked = ("--db", str(path), "--as-of", "2020-01-01", "--format", "table", "--width", "80")
    assert "Tenures" in run("show", *asked).stdout
    assert "Since" in run("show", "o3", *asked).stdout
    assert run("show", *asked[:4], "--format", "csv").stdout.count("\n") == MANY_POSTS + 11
