"""The organizations on a day with their people, as SVG and PNG and in a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
import timeline.charts
from timeline.charts.trees import DEAD, tree_svg
from timeline.events import AFTER_ALL
from timeline.projections.answers.tree import as_tree
from timeline.projections.profiles import Patch, Profile

from .browser import AXE, DESKTOP, PHONE, missing, visit, wait
from .conftest import Run
from .strategies import Batches, logs
from .test_chart import texts
from .test_page_rule import recorded

GROUP = """
people: {ann: Ann, bob: Bob, cy: Cy}
organizations:
  group: Group
  east: {name: East, parent: group}
  lab: {name: Lab, parent: east}
  west: {name: West, parent: group}
posts: {lab/head: Head, lab/deputy: Deputy, west/head: Head of the West, west/old: Old}
events:
- {on: 2010, appointed: ann, post: lab/head}
- {on: 2010-05-01, appointed: bob, post: west/head, capacity: acting}
- {on: 2011-01-01, appointed: cy, post: lab/deputy}
- {on: 2012-01-01, departed: cy, post: lab/deputy}
- {on: 2005-01-01, abolished: west/old}
"""


@pytest.fixture
def group() -> timeline.Timeline:
    tl = timeline.memory()
    tl.append_yaml_text(GROUP)
    return tl


def test_an_svg_shows_every_organization_above_who_holds_something(
    group: timeline.Timeline,
) -> None:
    written = texts(timeline.charts.tree(group, "2013-01-01", until="2013"))
    tree = ["Group", "East", "Lab", "Head", "Ann", "Deputy", "vacant", "since 2012-01-01"]
    tree += ["West", "Head of the West", "Bob"]
    assert [text for text in written if text in tree][1:] == tree
    assert any("acting" in text for text in written)
    assert "Old" not in written  # it was abolished


@given(logs(), st.integers(280, 1200), st.dates(min_value=date(1999, 1, 1)))
@settings(max_examples=25)
def test_the_tree_names_whoever_holds_a_post(batches: Batches, width: int, day: Any) -> None:
    tl = recorded(batches)
    picture = timeline.charts.picture(tl, day)
    svg = tree_svg(picture, width)
    written = "".join(texts(svg)).replace(" ", "")
    for post in picture.posts.values():
        state = post.history.on(picture.day)
        for tenure, _ in state.holding:
            assert picture.names.person(tenure.person).replace(" ", "") in written
        if state.status not in DEAD:
            assert picture.names.label(post.history.profile).replace(" ", "") in written
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    lowest = max(float(e.get("y", "0")) for e in root.iter() if e.tag.endswith("text"))
    assert lowest < float(root.get("height", "0"))


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=8))
def test_every_organization_stands_once_below_its_parent(pairs: list[tuple[str, str]]) -> None:
    profiles = [
        Profile("organization", a, (Patch(None, parent=b),)) for a, b in dict(pairs).items()
    ]
    found = [*as_tree(profiles)]
    assert sorted(p.id for p, _ in found) == sorted(p.id for p in profiles)
    above: list[str] = []
    for profile, depth in found:
        above = above[:depth]
        if depth:
            assert above[-1] == profile.parent
        above.append(profile.id)


@pytest.mark.parametrize("kind", ["html", "svg", "png"])
def test_the_command_writes_a_tree(invoke: Run, home: Path, kind: str) -> None:
    done = invoke("chart", "--tree", "-o", f"a.{kind}", "--as-of", "2023-09-10")
    assert done.returncode == 0, done.stderr
    written = (home / f"a.{kind}").read_bytes()
    assert written.startswith({"html": b"<!doctype html>", "svg": b"<svg", "png": b"\x89PNG"}[kind])


TREE = "return [...document.querySelectorAll('#tree .title, #tree .holder')].map(e => e.innerText)"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_page_shows_the_tree_of_the_day(
    group: timeline.Timeline, driver: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "tree.html"
    path.write_text(timeline.charts.page(group, "2011-06-01", tree=True, until="2013"), "utf-8")
    visit(driver, path, size)
    assert "view=tree" in driver.current_url or driver.execute_script(
        "return document.body.classList.contains('as-tree')"
    )
    everybody = ["Group", "East", "Lab", "Head", "Ann", "Deputy", "Cy", "West"]
    assert driver.execute_script(TREE) == [*everybody, "Head of the West", "Bob"]
    wide, window = driver.execute_script(
        "return [document.documentElement.scrollWidth, window.innerWidth]"
    )
    assert wide <= window
    driver.find_element("id", "later").click()
    wait(driver, "return document.querySelectorAll('#tree .holder').length === 2")
    driver.find_element("css selector", ".holder").click()
    wait(driver, "return !document.getElementById('card').hidden")
    driver.find_element("css selector", "body").send_keys("\ue00c")
    wait(driver, "return document.activeElement.className === 'holder'")
    driver.find_element("id", "find").send_keys("bob")
    wait(driver, f"const found = (() => {{ {TREE} }})(); return found.join() === "
         "'Group,West,Head of the West,Bob'")  # fmt: skip
    driver.find_element("id", "as-tree").click()
    wait(driver, "return document.querySelector('#chart svg')")


def test_the_tree_and_the_recorded_axis_have_no_serious_fault(
    group: timeline.Timeline, driver: Any, tmp_path: Path
) -> None:
    if not AXE.exists():
        missing("axe-core")
    group.append_yaml_text("events: [{on: 2012-06-01, appointed: cy, post: west/head}]")
    path = tmp_path / "tree.html"
    path.write_text(timeline.charts.page(group, "2011-06-01", tree=True, until="2013"), "utf-8")
    visit(driver, path)
    assert not driver.execute_script("return document.getElementById('past').hidden")
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    results = driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    bad = [v["id"] for v in results["violations"] if v["impact"] in ("serious", "critical")]
    assert bad == []


def test_a_strip_stands_above_lanes_that_no_screen_shows(driver: Any, tmp_path: Path) -> None:
    numbers = range(70)
    people = "".join(f"  h{n}: Holder {n}\n" for n in numbers)
    posts = "".join(f"  acme/p{n}: Post {n}\n" for n in numbers)
    tl = timeline.memory()
    tl.append_yaml_text(f"people:\n{people}organizations: {{acme: Acme}}\nposts:\n{posts}")
    tl.append(
        timeline.events.Appointed(person=f"h{n}", post=f"acme/p{n}", effective=f"{1950 + n}-05-01")
        for n in numbers
    )
    path = tmp_path / "many.html"
    path.write_text(timeline.charts.page(tl, "2000-01-01"), encoding="utf-8")
    visit(driver, path)
    counted = driver.execute_script(
        "const posts = timelinePast.at(timelineWords.data, null).posts;"
        "const data = timelineWords.data;"
        "return [...timelineOverview.counted(posts, data.first, data.last + 1, 560)[1].values()]"
    )
    picture = timeline.charts.picture(tl, "2000-01-01")
    assert counted == [count for _, _, count in timeline.charts.density.density(picture, 560)]
    assert driver.execute_script("return document.querySelectorAll('#overview .began').length") > 20
    assert AFTER_ALL - 1 == 3652059  # as overview.js has it
    driver.find_element("id", "in").click()
    wait(driver, "return document.querySelector('#overview .seen_days')")


def test_an_alibaba_page_needs_no_strip(driver: Any, alibaba: Path) -> None:
    visit(driver, alibaba)
    assert driver.execute_script("return !document.querySelector('#overview svg')")
