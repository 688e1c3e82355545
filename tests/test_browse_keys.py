"""The browser driven by its keys, by Textual's pilot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

import timeline
from timeline.browse.app import LanesScreen
from timeline.browse.dialogs import DateBox, SearchBox, TextBox
from timeline.events import Appointed, EdtfDate, Organization, Person, Post
from timeline.projections.answers.search import Match

from .browsed import BROWSED, PAGE, after, browse, day_of, lanes_of, row_of, screen_of
from .conftest import ACME
from .test_browse import SIZES


@pytest.mark.parametrize("size", SIZES[:4])
def test_the_next_change_lands_on_29_december_and_shows_zhang_yong(size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        assert "as of 2022-12-01" in screen_of(pilot)
        assert re.search(r" 张建锋 +2018-11-26", row_of(pilot, "总裁"))
        await pilot.press("n")
        assert "as of 2022-12-29" in screen_of(pilot)
        assert re.search(r"▸张勇 +2022-12-29", row_of(pilot, "总裁"))

    browse(look, size=size)


MOVES = [
    ("right", "2022-12-02"),
    ("l l", "2022-12-03"),
    ("left", "2022-11-30"),
    ("h", "2022-11-30"),
    ("shift+right", "2023-01-01"),
    ("right_square_bracket", "2023-01-01"),
    ("shift+left", "2022-11-01"),
    ("left_square_bracket", "2022-11-01"),
    ("ctrl+right", "2023-12-01"),
    ("right_curly_bracket", "2023-12-01"),
    ("ctrl+left", "2021-12-01"),
    ("left_curly_bracket", "2021-12-01"),
    ("n", "2022-12-29"),
    ("tab", "2022-12-29"),
    ("n n", "2023-06-20"),
    ("n n p", "2022-12-29"),
    ("p", "2019-12-19"),
    ("shift+tab", "2019-12-19"),
    ("N", "2019-12-19"),
    ("home", "2009-01-01"),
    ("less_than_sign", "2009-01-01"),
    ("end", "2023-09-10"),
    ("greater_than_sign", "2023-09-10"),
    ("t", "2026-01-01"),
    ("g 2 0 1 5 minus 0 5 enter", "2015-05"),
    ("g 2 0 1 5 escape", "2022-12-01"),
    ("g ctrl+u enter", "2022-12-01"),
]


def test_keys_move_through_time() -> None:
    async def look(pilot: Pilot[None]) -> None:
        for keys, day in MOVES:
            lanes_of(pilot).viewer.go(EdtfDate.parse("2022-12-01"))
            await pilot.press(*keys.split())
            await pilot.pause()
            assert (keys, day_of(pilot)) == (keys, day)
            if "escape" not in keys and "ctrl+u" not in keys:
                assert f"as of {day}" in screen_of(pilot)

    browse(look)


CHOICES = [
    ("down", "alibaba-group/ceo"),
    ("j j", "alibaba-group/cto"),
    ("j j up", "alibaba-group/ceo"),
    ("j k k", "alibaba-group/chairman"),
    ("pagedown", "alibaba-cloud/cto"),
    ("space pageup", "alibaba-group/chairman"),
    ("slash 总 裁 enter", "alibaba-cloud/head"),
    ("slash z h o u enter", "alibaba-cloud/cto"),
    ("slash c e o down enter", "alibaba-cloud/head"),
    ("slash c e o down up enter", "alibaba-group/ceo"),
    ("slash x y z enter escape", "alibaba-group/chairman"),
    ("slash c t o escape", "alibaba-group/chairman"),
]


def test_keys_select_a_post() -> None:
    async def look(pilot: Pilot[None]) -> None:
        for keys, post in CHOICES:
            lanes_of(pilot).viewer.jump(Match("post", "alibaba-group/chairman"))
            lanes_of(pilot).action_step(0)
            await pilot.press(*keys.split())
            await pilot.pause()
            history = lanes_of(pilot).viewer.history
            assert history is not None
            assert (keys, history.post) == (keys, post)
            assert isinstance(pilot.app.screen, LanesScreen)
            assert f"  {post}" in screen_of(pilot)

    browse(look)


def test_a_search_shows_what_it_finds_while_one_types() -> None:
    async def look(pilot: Pilot[None]) -> None:
        await pilot.press("slash")
        assert isinstance(pilot.app.screen, SearchBox)
        await pilot.press("张")
        assert "张勇 Daniel Zhang  zhang-yong" in screen_of(pilot)
        assert "张建锋" in screen_of(pilot)
        await pilot.press("建")
        assert "Daniel Zhang" not in screen_of(pilot)
        await pilot.press("x")
        assert "nothing by that name" in screen_of(pilot)

    browse(look)


def test_a_date_that_is_none_is_asked_for_again() -> None:
    async def look(pilot: Pilot[None]) -> None:
        await pilot.press("g", *"2023", "minus", *"13", "enter")
        assert isinstance(pilot.app.screen, DateBox)
        assert "there is no month 13" in screen_of(pilot)
        await pilot.press("backspace", "2", "enter")
        assert day_of(pilot) == "2023-12"

    browse(look)


async def until(pilot: Pilot[None], shown: str) -> None:
    """Wait until the log was read again and the screen shows a text."""
    for _ in range(200):
        await pilot.pause(0.02)
        if shown in screen_of(pilot):
            return
    raise AssertionError(f"{shown!r} does not come:\n{screen_of(pilot)}")


def test_the_announced_date_is_asked_for_cleared_and_set_again() -> None:
    async def look(pilot: Pilot[None]) -> None:
        assert re.search(r" 吴泳铭 +2023-09-10", row_of(pilot, "CEO"))
        await pilot.press("a", *"2023", "minus", *"08", "minus", *"01", "enter")
        await until(pilot, "announced by 2023-08-01")
        assert re.search(r" 张勇 +2022-12-29", row_of(pilot, "CEO"))
        assert "吴泳铭" not in row_of(pilot, "CEO")
        await pilot.press("A")
        await until(pilot, "all that is announced")
        assert re.search(r" 吴泳铭 +2023-09-10", row_of(pilot, "CEO"))
        await pilot.press("A")
        await until(pilot, "announced by 2023-08-01")
        assert re.search(r" 张勇 +2022-12-29", row_of(pilot, "CEO"))
        await pilot.press("a", "ctrl+u", "enter")
        await until(pilot, "all that is announced")
        assert re.search(r" 吴泳铭 +2023-09-10", row_of(pilot, "CEO"))

    browse(look, day="2023-10-01")


def test_the_recorded_date_looks_behind_a_correction(tmp_path: Path) -> None:
    tl = timeline.open(tmp_path / "org.db")  # a database, which the reading thread shares
    tl.append_yaml_text(ACME)
    tl.append_jsonl(
        [
            '{"kind": "appointed", "person": "ann", "post": "acme/ceo", "effective": "2020-01-01"}',
        ]
    )

    async def look(pilot: Pilot[None]) -> None:
        assert "Ann Li" in screen_of(pilot)
        await pilot.press("r", *"1999", "enter")
        await until(pilot, "no post is on record by then")
        assert "recorded by 1999" in screen_of(pilot)
        await pilot.press("n", "down", "enter", "slash", "escape", "R")
        await until(pilot, "all that is recorded")
        assert "Ann Li" in screen_of(pilot)
        await pilot.press("r", *"today", "enter")
        await until(pilot, "recorded by 2")
        assert "Ann Li" in screen_of(pilot)

    browse(look, tl=tl, day="2021-01-01")


@pytest.mark.parametrize("key", ["A", "R"])
def test_a_bound_that_was_never_set_is_asked_for(key: str) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(pilot.app.screen, DateBox)
        assert "nothing for no bound" in screen_of(pilot)

    browse(look)


@pytest.mark.parametrize("size", SIZES[:3])
def test_enter_says_why(size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await pilot.press("slash", *"head", "enter", "enter")
        assert isinstance(pilot.app.screen, TextBox)
        seen = screen_of(pilot)
        for _ in range(4):
            await pilot.press("pagedown")
            await pilot.wait_for_scheduled_animations()
            seen += screen_of(pilot)
        assert "2022-12-29  张勇 → 总裁" in seen
        assert "because 2022-12-18" in seen
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, LanesScreen)

    browse(look, day="2023-01-15", size=size)


def test_help_lists_every_key() -> None:
    async def look(pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, TextBox)
        assert "the next change, the one before" in screen_of(pilot)
        await pilot.press("q")
        assert isinstance(pilot.app.screen, LanesScreen)

    browse(look)


def test_zooming_shows_less_of_the_time_and_more_again() -> None:
    async def look(pilot: Pilot[None]) -> None:
        whole = screen_of(pilot)
        await pilot.press("plus", "plus")
        near = screen_of(pilot)
        assert "2010" in whole
        assert "2010" not in near
        assert "2022" in near
        await pilot.press("minus", "minus", "minus")
        assert screen_of(pilot) == whole

    browse(look)


@pytest.mark.parametrize(
    "keys", ["q", "ctrl+c", "slash ctrl+c", "question_mark ctrl+c", "g ctrl+c"]
)
def test_it_quits(keys: str) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await pilot.press(*keys.split())
        await pilot.pause()
        assert not pilot.app.is_running

    assert browse(look).return_code == 0


def test_ascii_alone_is_drawn_when_asked() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    tl.append([Appointed(person="bob", post="acme/ceo", effective="2020-01-01", capacity="acting")])

    async def look(pilot: Pilot[None]) -> None:
        assert screen_of(pilot).isascii()
        for keys in ("enter", "escape slash b", "escape question_mark", "escape g", "escape a"):
            await pilot.press(*keys.split())
            assert screen_of(pilot).isascii()

    browse(look, tl=tl, day="2021", ascii_only=True)


def test_a_terminal_may_change_its_size() -> None:
    async def look(pilot: Pilot[None]) -> None:
        for width, height in [(60, 20), (30, 6), (10, 3), (1, 1), (200, 60), (80, 24)]:
            await pilot.resize_terminal(width, height)
            await pilot.press("right")
        assert "as of 2022-12-07" in screen_of(pilot)

    browse(look)


HOSTILE = ("[bold]x[/bold]", "\x1b[31mred", "[@click=app.quit]q[/]", "a\nb\u202ec", "${x} %s {0}")


@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_is_shown_as_it_is_and_does_nothing(name: str) -> None:
    tl = timeline.memory()
    tl.append(
        [
            Person(person="x", names={"und": name}),
            Organization(organization="o", names={"und": name}),
            Post(post="o/p", organization="o", titles={"und": name}),
            Appointed(person="x", post="o/p", effective="2020-01-01", note=name),
        ]
    )
    literal = name.replace("\x1b", "\\u001b").replace("\n", "\\u000a").replace("\u202e", "\\u202e")

    async def look(pilot: Pilot[None]) -> None:
        assert literal in screen_of(pilot)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, TextBox)
        assert literal in screen_of(pilot)
        await pilot.press("escape", "slash", *("[" if c == "[" else c for c in "x"))
        assert literal in screen_of(pilot)

    browse(look, tl=tl, day="2021-01-01", size=(120, 40))


def test_the_screens_in_the_documentation_are_what_it_shows() -> None:
    """`python -m tests.browsed` writes them anew."""
    screens = BROWSED.findall(PAGE.read_text(encoding="utf-8"))
    assert screens
    for keys, shown in screens:
        assert after(keys) == shown
