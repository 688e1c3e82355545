"""No tenure is too short for a picture: each has a mark, and its holder's name or a key to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
import timeline.charts
from timeline.charts.facts import known
from timeline.charts.layout import NARROW, WIDE, datasets
from timeline.events import UNKNOWN_PERSON, MemoryLog
from timeline.views.axis import Window
from timeline.views.glyphs import UNICODE, Key
from timeline.views.lanes import Pen
from timeline.views.people import People

from .browser import DESKTOP, PHONE, visit
from .conftest import Run
from .strategies import Batches, logs
from .test_chart import texts

STORY = """
people:
  ma-lan: {name: 马岚, en: Ma Lan}
  qin-hao: {name: 秦昊, en: Qin Hao}
  zhou-yi: {name: 周毅, en: Zhou Yi}
organizations: {xinghai: {name: 星海, en: Xinghai}}
posts: {xinghai/chief: {title: 总裁, en: Chief}}
sources: {gazette: {title: 星海公告, url: "https://example.org/gazette"}}
events:
  - {on: 2016-03-01, appointed: ma-lan, post: xinghai/chief, source: gazette}
  - {on: 2020-05-04, departed: ma-lan, post: xinghai/chief, reason: illness, source: gazette}
  - on: 2020-05-04
    appointed: qin-hao
    post: xinghai/chief
    capacity: acting
    source: {ref: gazette, quote: 秦昊代行总裁职务}
  - {on: 2020-05-07, departed: qin-hao, post: xinghai/chief, source: gazette}
  - {on: 2020-05-07, appointed: zhou-yi, post: xinghai/chief, capacity: acting, source: gazette}
  - {on: 2020-05-09, departed: zhou-yi, post: xinghai/chief, source: gazette}
  - {on: 2020-05-09, appointed: ma-lan, post: xinghai/chief, source: gazette}
  - {on: 2024-03-01, seen: ma-lan, post: xinghai/chief, source: gazette}
"""
"""One chief, two stand-ins of three and of two days, and the chief back, over eight years."""

HELD = (
    *(("2020-05-03", "马岚"), ("2020-05-04", "秦昊 (acting)"), ("2020-05-06", "秦昊 (acting)")),
    *(("2020-05-07", "周毅 (acting)"), ("2020-05-08", "周毅 (acting)"), ("2020-05-09", "马岚")),
)
"""Who holds the post on a day."""


@pytest.fixture
def story() -> timeline.Timeline:
    tl = timeline.memory()
    tl.append_yaml_text(STORY)
    return tl


# --- every tenure of any log


@given(logs(), st.integers(280, 1200), st.integers(2, 60))
@settings(max_examples=20)
def test_every_tenure_has_a_mark_and_a_name_or_a_key(
    batches: Batches, pixels: int, columns: int
) -> None:
    """In a chart of any width, in a page, and in a terminal of any width."""
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    picture = timeline.charts.picture(tl, "2002-05-01")
    histories = [history for group in picture.groups for history in group.histories]
    every = {picture.number(tenure) for history in histories for tenure in history.tenures}
    layout = (NARROW if pixels < 560 else WIDE).fitted(picture, pixels)
    data = datasets(picture, layout, tooltips=False)
    said = {row["t"]: row["says"] for row in (*data["bars"], *data["flags"]) if "says" in row}
    key = {row["letter"]: row["name"] for row in data["letters"]}
    assert {*said} == every
    for history in histories:
        for tenure in history.tenures:
            says = said[picture.number(tenure)]
            assert key.get(says, says) == picture.name(tenure)
    page = known(picture)
    assert {part[0] for row in page["rows"] for part in row.get("parts", ())} == every
    people = People(picture.names)
    pen = Pen(Window(picture.first, picture.last).axis(columns), UNICODE, people, Key())
    for history in histories:
        lanes = pen.lanes(history)
        if any(lane.most for lane in lanes):
            continue  # more than there are cells are counted, not drawn
        drawn = {tenure.began_by: lane for lane in lanes for tenure in lane.tenures}
        for tenure in history.tenures:
            lane = drawn[tenure.began_by]
            in_key = tenure.person in pen.key.labels or tenure.person in pen.key.left_out
            assert lane.names(tenure) or in_key or tenure.person == UNKNOWN_PERSON


@given(logs(), st.integers(280, 1200))
@settings(max_examples=10)
def test_no_flag_covers_another(batches: Batches, pixels: int) -> None:
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    picture = timeline.charts.picture(tl, "2002-05-01")
    layout = (NARROW if pixels < 560 else WIDE).fitted(picture, pixels)
    flags = datasets(picture, layout, tooltips=False)["flags"]
    places = [(flag["row"], flag["flag"], flag["px"], flag["px"] + flag["size"]) for flag in flags]
    for place in places:
        row, level, lo, hi = place
        others = [other for other in places if other is not place and other[:2] == (row, level)]
        assert all(end <= lo or hi <= start for _, _, start, end in others)
        assert hi <= layout.reference + layout.right or lo == 0


# --- one story, as it is seen


@pytest.mark.parametrize("width", [390, 1000])
@pytest.mark.parametrize(("day", "holder"), HELD)
def test_a_chart_names_both_stand_ins_and_who_holds_the_post(
    story: timeline.Timeline, width: int, day: str, holder: str
) -> None:
    picture = timeline.charts.picture(story, day, last="2024-03-01")
    layout = (NARROW if width < 560 else WIDE).fitted(picture, width)
    data = datasets(picture, layout, tooltips=False)
    assert [flag["says"] for flag in data["flags"]] == ["秦昊 (acting)", "周毅 (acting)"]
    assert [row["name"] for row in data["edge"]] == [holder]


def test_the_svg_and_the_terminal_say_it_too(
    story: timeline.Timeline, invoke: Run, home: Path
) -> None:
    chart = timeline.charts.chart(story, "2020-05-05", last="2024-03-01")
    chart.save(home / "a.svg")
    written = texts((home / "a.svg").read_text(encoding="utf-8"))
    assert written.count("秦昊 (acting)") == 1 + 2  # its flag, and the holder with a halo
    assert "周毅 (acting)" in written
    (home / "a.yaml").write_text(STORY, encoding="utf-8")
    invoke("append", "a.yaml", "--db", "a.db")
    for day, holder in HELD:
        shown = invoke("show", "--db", "a.db", "--as-of", day, "--format", "table", "--width", "80")
        assert {"秦昊", "周毅"} <= {*shown.stdout.replace("a ", "").replace("b ", "").split()}
        lanes, _, state = shown.stdout.partition("Since")
        if "acting" in holder:  # whose bar has no room for the name
            assert any(line.endswith(holder.split()[0]) for line in lanes.splitlines())
        assert state.split()[5] == holder.split()[0]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_names_both_and_follows_the_date(
    story: timeline.Timeline, driver: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "story.html"
    page = timeline.charts.page(story, "2016-03-01", last="2024-03-01")
    path.write_text(page, encoding="utf-8")
    visit(driver, path, size)
    for day, holder in HELD:
        seen = driver.execute_async_script(
            "const [day, done] = arguments; const box = document.getElementById('date');"
            "box.value = day; box.dispatchEvent(new Event('change', {bubbles: true}));"
            "const all = (what) => [...document.querySelectorAll(what)].map((e) => e.textContent);"
            "requestAnimationFrame(() => requestAnimationFrame(() =>"
            "  done([all('.edge'), all('.flag_says')])))",
            day,
        )
        assert seen == [[holder], ["秦昊 (acting)", "周毅 (acting)"]]
    tick = driver.execute_script(
        "return [...document.querySelectorAll('.tick_marks, .hollow_marks')]"
        ".map((e) => e.getBoundingClientRect().width)"
    )
    assert max(tick) >= 3
