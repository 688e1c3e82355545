"""The browser without its terminal: ways through time and posts, and the screens it shows."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import timeline
from timeline.browse.scene import Scene, days_later, months_later, window_around
from timeline.browse.viewer import Viewer
from timeline.events import Appointed, EdtfDate, MemoryLog, Organization, Person, Post
from timeline.projections.answers.changes import ChangeDays
from timeline.projections.answers.search import Match
from timeline.projections.posts import PostState

from .browsed import TODAY
from .conftest import ACME
from .strategies import Batches, as_of_dates, logs

SIZES = [(80, 24), (60, 20), (120, 40), (200, 50), (40, 10)]


def scene(tl: timeline.Timeline, *posts: str, language: str | None = None) -> Scene:
    return Scene(tl.histories(), lambda _: posts or None, language)


def viewer(tl: timeline.Timeline, day: str, **options: Any) -> Viewer:
    return Viewer(scene(tl), EdtfDate.parse(day), TODAY, "log", **options)


def text(shown: Viewer, width: int = 80, height: int = 24) -> str:
    lines = shown.lines(width, height)
    return "\n".join("".join(part for part, _ in line).rstrip() for line in lines)


def timeline_of(batches: Batches) -> timeline.Timeline:
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    return tl


# --- changes


def said(state: PostState) -> tuple[object, ...]:
    return state.status, state.certainty, state.holding, state.since


@settings(max_examples=20)
@given(logs())
def test_changes_are_the_days_on_which_a_state_differs_from_the_day_before(
    batches: Batches,
) -> None:
    histories = list(timeline_of(batches).histories().histories())
    first, last = date(1998, 6, 1).toordinal(), date(2006, 6, 1).toordinal()
    wanted: dict[int, list[str]] = {}
    for history in histories:
        before = said(history.on(EdtfDate.of_day(first - 1)))
        for day in range(first, last):
            now = said(history.on(EdtfDate.of_day(day)))
            if now != before:
                wanted.setdefault(day, []).append(history.post)
            before = now
    changes = ChangeDays(histories)
    days = sorted(wanted)
    found, day = [], first - 1
    while (after := changes.after(day)) is not None and after < last:
        assert [history.post for history in changes.posts_on(after)] == wanted[after]
        found.append(after)
        day = after
    assert found == days
    found, day = [], last
    while (before_it := changes.before(day)) is not None and before_it >= first:
        found.append(before_it)
        day = before_it
    assert found == days[::-1]
    for between in (first, (first + last) // 2, last - 1):
        later = next((day for day in days if day > between), None)
        earlier = next((day for day in reversed(days) if day < between), None)
        if later is not None:
            assert changes.after(between) == later
        if earlier is not None:
            assert changes.before(between) == earlier


def test_the_first_and_the_last_change_are_the_ends(acme: timeline.Timeline) -> None:
    empty = ChangeDays(acme.histories().histories())
    assert (empty.first(), empty.last(), empty.after(1), empty.before(9)) == (None,) * 4
    acme.append([Appointed(person="ann", post="acme/ceo", effective="2020")])
    changes = ChangeDays(acme.histories().histories())
    assert changes.first() == date(2020, 1, 1).toordinal()  # possible from the first day of 2020
    assert changes.last() == date(2020, 12, 31).toordinal()  # and certain from its last


def test_a_milestone_is_no_change_of_state() -> None:
    tl = timeline.seed()
    (outage,) = [m for m in tl.histories().milestones() if m.date.text == "2022-12-18"]
    changes = ChangeDays(tl.histories().histories())
    assert not changes.posts_on(outage.date.lo)
    assert changes.after(date(2022, 12, 1).toordinal()) == date(2022, 12, 29).toordinal()


# --- search


def found(tl: timeline.Timeline, typed: str) -> list[str]:
    return [match.id for match in scene(tl).search.find(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zhang-yong", "zhang-yong"),
        ("张勇", "zhang-yong"),
        ("勇", "zhang-yong"),
        ("DANIEL", "zhang-yong"),
        ("ｄａｎｉｅｌ zhang", "zhang-yong"),
        ("zhang dan", "zhang-yong"),
        ("阿里云总裁", "alibaba-cloud/head"),
        ("阿里云 总裁", "alibaba-cloud/head"),
        ("cloud president", "alibaba-cloud/head"),
        ("head", "alibaba-cloud/head"),
        ("吴", "wu-yongming"),
    ],
)
def test_people_and_posts_are_found_by_parts_of_ids_and_names(typed: str, first: str) -> None:
    assert found(timeline.seed(), typed)[0] == first


def test_what_is_nowhere_is_not_found() -> None:
    tl = timeline.seed()
    assert [found(tl, typed) for typed in ("", "  ", "zhang xyz", "[bold]")] == [[]] * 4
    assert found(timeline.seed(), "zhang")[0].startswith("zhang")


def test_accents_and_case_do_not_matter() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    tl.append([Person(person="zoe", names={"und": "Zoë Straße"})])
    tl.append([Appointed(person="zoe", post="acme/ceo", effective="2020-01-01")])
    assert found(tl, "ZOE STRASSE") == ["zoe"]


# --- ways through time


def test_a_step_stays_in_the_calendar() -> None:
    day = EdtfDate.parse
    assert days_later(day("2024-02-28"), 1).text == "2024-02-29"
    assert days_later(day("2023"), 1).text == "2024-01-01"  # a period is left by its near end
    assert days_later(day("2023"), -1).text == "2022-12-31"
    assert days_later(day("9999-12-31"), 1).text == "9999-12-31"
    assert days_later(day("0001-01-01"), -1).text == "0001-01-01"
    assert months_later(day("2024-01-31"), 1).text == "2024-02-29"
    assert months_later(day("2024-02-29"), 12).text == "2025-02-28"
    assert months_later(day("2024-03-15"), -3).text == "2023-12-15"
    assert months_later(day("0001-03-15"), -12).text == "0001-01-01"
    assert months_later(day("9999-03-15"), 12).text == "9999-12-31"


@given(
    st.one_of(st.none(), st.tuples(st.integers(700_000, 710_000), st.integers(710_000, 740_000))),
    st.integers(690_000, 750_000),
    st.integers(690_000, 750_000),
    st.integers(0, 20),
)
def test_a_window_shows_the_day_and_no_zoom_hides_it(
    span: tuple[int, int] | None, day: int, today: int, zoom: int
) -> None:
    shown = window_around(span, EdtfDate.of_day(day), today, zoom)
    assert shown.lo <= day < shown.hi
    whole = window_around(span, EdtfDate.of_day(day), today, 0)
    assert shown.hi - shown.lo <= whole.hi - whole.lo
    for known in (*(span or ()), today):
        assert whole.lo <= known < whole.hi


def test_the_next_change_in_a_period_is_its_first() -> None:
    shown = viewer(timeline.seed(), "2023")
    shown.next_change()
    assert shown.day.text == "2023-06-20"
    shown.go(EdtfDate.parse("2023"))
    shown.previous_change()
    assert shown.day.text == "2022-12-29"


def test_at_the_ends_it_stays_and_says_so() -> None:
    shown = viewer(timeline.seed(), "2025-01-01")
    shown.next_change()
    assert shown.day.text == "2025-01-01"
    assert "nothing changes after this day" in text(shown)
    shown.step(1)
    assert "nothing changes" not in text(shown)
    shown.first_change()
    shown.previous_change()
    assert "nothing changes before this day" in text(shown)


def test_a_person_is_shown_where_they_hold_a_post_or_nearest_to_it() -> None:
    shown = viewer(timeline.seed(), "2023-01-15")
    shown.jump(Match("person", "zhang-yong"))
    assert (shown.day.text, shown.history and shown.history.post) == (
        "2023-01-15",
        "alibaba-group/chairman",
    )
    shown.jump(Match("person", "lu-zhaoxi"))
    assert (shown.day.text, shown.history and shown.history.post) == (
        "2015-05-09",
        "alibaba-group/ceo",
    )
    shown.jump(Match("person", "cai-chongxin"))
    assert shown.day.text == "2023-09-10"
    shown.jump(Match("person", "nobody"))
    assert "not among the posts shown" in shown.notice


# --- what is shown


@settings(max_examples=25)
@given(logs(), as_of_dates(), st.sampled_from(SIZES), st.booleans(), st.integers(0, 3))
def test_a_screen_has_exactly_its_lines_and_none_is_wider(
    batches: Batches, day: EdtfDate, size: tuple[int, int], ascii_only: bool, zoom: int
) -> None:
    if day.earliest is None or day.latest is None:
        return  # no question is asked about such a day
    tl = timeline_of(batches)
    shown = Viewer(scene(tl), day, TODAY, "log", ascii_only, zoom=zoom)
    for move in (
        shown.first_change,
        shown.next_change,
        partial(shown.select, 1),
        partial(shown.turn, 1),
    ):
        lines = shown.lines(*size)
        move()
        assert len(lines) == size[1]
        for line in lines:
            assert sum(cell_len(part) for part, _ in line) <= size[0]
            assert not ascii_only or all(part.isascii() for part, _ in line)


@settings(max_examples=25)
@given(logs(), as_of_dates())
def test_everybody_who_holds_a_post_stands_beside_its_lanes(
    batches: Batches, day: EdtfDate
) -> None:
    if day.earliest is None or day.latest is None:
        return
    tl = timeline_of(batches)
    shown = Viewer(scene(tl), day, TODAY, "log")
    screen = [
        "".join(part for part, _ in line)[-90:] for line in shown.lines(200, 100) if len(line) > 3
    ]
    for history in tl.histories().histories():
        for tenure, certainty in history.on(day).holding:
            mark = "?" if certainty == "possible" else ""
            name = shown.scene.names(day).person(tenure.person)
            assert any(f"{name}{mark}" in line or "…?" in line for line in screen)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_that_an_answer_is_only_possible_is_said_however_long_the_name(width: int) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    tl.append([Person(person="x", names={"und": "Donaudampfschifffahrtsgesellschaft"})])
    tl.append([Appointed(person="x", post="acme/ceo", effective="2020")])
    for day, possible in (("2020-06-01", True), ("2021-06-01", False)):
        row = next(
            line for line in text(viewer(tl, day), width).splitlines() if line.startswith("  CEO")
        )
        assert ("…?" in row) is possible


def test_a_post_with_many_holders_can_be_read_to_its_end() -> None:
    tl = timeline.memory()
    tl.append([Organization(organization="o", names={"en": "O"})])
    tl.append([Post(post="o/board", organization="o", titles={"en": "Board"}, seats=60)])
    tl.append([Post(post="o/chair", organization="o", titles={"en": "Chair"})])
    people = [f"p{number:02}" for number in range(60)]
    tl.append([Person(person=p, names={"en": f"Person {p}"}) for p in people])
    tl.append([Appointed(person=p, post="o/board", effective="2020-01-01") for p in people])
    shown = viewer(tl, "2021-01-01")
    seen = text(shown)
    for _ in range(80):
        shown.select(1)
        seen += text(shown)
    assert all(f"Person {person}" in seen for person in people)
    assert shown.history is not None
    assert shown.history.post == "o/chair"
    shown.select(-1)
    assert "more lines" in text(shown)


def test_several_hundred_posts_scroll() -> None:
    tl = timeline.memory()
    tl.append([Organization(organization="o", names={"en": "O"})])
    posts = [f"o/post-{number:03}" for number in range(300)]
    tl.append([Post(post=post, organization="o", titles={"en": post}) for post in posts])
    shown = viewer(tl, "2021-01-01")
    assert "o/post-000" in text(shown)
    for _ in range(300):
        shown.select(1)
        assert shown.history is not None
        assert f"  {shown.history.post[:14]}" in text(shown)
    assert "300 of 300" in text(shown)
    for scene_again in (scene(tl), scene(tl)):
        shown.change_scene(scene_again)
        shown.zoom_by(1)
        assert "  o/post-299" in text(shown)  # it stays on the screen
    for _ in range(60):
        shown.turn(-1)
        text(shown)
    assert shown.selected == 0
    assert text(shown).count("o/post-") > 10


def test_nothing_to_show_is_said() -> None:
    shown = viewer(timeline.memory(), "2021-01-01")
    for move in (shown.next_change, shown.first_change, lambda: shown.select(1)):
        move()
        assert "No post is on record." in text(shown)
    shown.turn(1)
    assert "No post is on record." in text(shown)


def test_only_the_program_itself_needs_textual(home: Path) -> None:
    code = (
        "import sys; sys.modules['textual'] = None; sys.modules['click'] = None\n"
        "import timeline.browse.viewer"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=home)
