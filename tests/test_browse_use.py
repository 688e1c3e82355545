"""The browser's mouse, filter and order, its citations and sources, and its wide screens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

import timeline
from timeline.browse.app import LanesScreen
from timeline.browse.dialogs import ChoiceBox, FilterBox, TextBox

from .browsed import browse, day_of, lanes_of, screen_of


def place_of(pilot: Pilot[None], text: str) -> tuple[int, int]:
    """The cell of the screen in which a text begins."""
    from timeline.views.cells import cell_len

    for y, line in enumerate(screen_of(pilot).splitlines()):
        if text in line:
            return cell_len(line[: line.index(text)]), y
    raise AssertionError(f"{text} is not on the screen:\n{screen_of(pilot)}")


def post_of(pilot: Pilot[None]) -> str:
    history = lanes_of(pilot).viewer.history
    assert history is not None
    return history.post


def shown(pilot: Pilot[None]) -> list[str]:
    return [history.post for history in lanes_of(pilot).viewer.scene.posts]


# --- the mouse


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
def test_a_click_selects_a_post_and_another_says_why(size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[None]) -> None:
        x, y = place_of(pilot, "总裁")
        await pilot.click(offset=(x, y))
        await pilot.pause()
        assert post_of(pilot) == "alibaba-cloud/head"
        assert day_of(pilot) == "2022-12-01"
        await pilot.click(offset=(x, y), times=2)
        await pilot.pause()
        assert isinstance(pilot.app.screen, TextBox)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, LanesScreen)

    browse(look, size=size)


def test_a_click_in_the_lanes_or_above_them_goes_to_its_day() -> None:
    async def look(pilot: Pilot[None]) -> None:
        x, y = place_of(pilot, "2015")
        await pilot.click(offset=(x, y))
        await pilot.pause()
        assert day_of(pilot)[:4] in ("2014", "2015")
        x, y = place_of(pilot, "王坚")
        await pilot.click(offset=(x, y))
        await pilot.pause()
        assert day_of(pilot)[:4] in ("2009", "2010")
        assert post_of(pilot) == "alibaba-cloud/head"

    browse(look)


def test_a_click_beside_everything_does_nothing() -> None:
    async def look(pilot: Pilot[None]) -> None:
        before = screen_of(pilot)
        for offset in ((0, 0), (70, 1), (3, 20), place_of(pilot, "阿里巴巴集团")):
            await pilot.click(offset=offset)
            await pilot.pause()
            assert screen_of(pilot) == before

    browse(look)


def test_the_wheel_goes_through_posts_and_with_a_key_through_time() -> None:
    from textual.events import MouseScrollDown, MouseScrollUp

    async def look(pilot: Pilot[None]) -> None:
        lanes = lanes_of(pilot)
        for kind, shift, ctrl in (
            (MouseScrollDown, False, False),
            (MouseScrollDown, True, False),
            (MouseScrollUp, False, True),
        ):
            event = kind(lanes._lanes, 5, 5, 0, 0, 0, shift, False, ctrl)
            lanes._lanes.post_message(event)
            await pilot.pause()
        assert post_of(pilot) == "alibaba-group/ceo"
        assert day_of(pilot) == "2023-01-01"
        assert lanes.viewer.zoom == 1

    browse(look)


# --- which posts, in what order


def test_a_filter_shows_what_it_finds_while_one_types() -> None:
    async def look(pilot: Pilot[None]) -> None:
        whole = shown(pilot)
        await pilot.press("f", *"cto")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FilterBox)
        assert shown(pilot) == ["alibaba-group/cto", "alibaba-cloud/cto"]
        await pilot.press("escape")
        await pilot.pause()
        assert shown(pilot) == whole
        await pilot.press("f", *"wu", "enter")
        await pilot.pause()
        assert {"alibaba-cloud/head", "alibaba-group/ceo"} <= {*shown(pilot)} < {*whole}
        assert "with “wu”" in screen_of(pilot)
        await pilot.press("f", *"nobody", "enter")
        await pilot.pause()
        assert shown(pilot) == whole
        assert "nothing is called “nobody”" in screen_of(pilot)

    browse(look)


def test_posts_are_sorted_by_key_and_by_heading() -> None:
    async def look(pilot: Pilot[None]) -> None:
        whole = shown(pilot)
        selected = post_of(pilot)
        orders = []
        for _ in range(4):
            await pilot.press("s")
            await pilot.pause()
            orders.append(shown(pilot))
            assert sorted(shown(pilot)) == sorted(whole)
            assert post_of(pilot) == selected
        assert orders[3] == whole
        histories = {h.post: h for h in lanes_of(pilot).viewer.scene.posts}
        day = lanes_of(pilot).viewer.day
        held = [bool(histories[post].on(day).holding) for post in orders[1]]
        assert held == sorted(held, reverse=True)
        since = [t.start.hi for p in orders[2] for t, _ in histories[p].on(day).holding]
        assert since == sorted(since, reverse=True)
        await pilot.click(offset=place_of(pilot, "Holder"))
        await pilot.pause()
        assert shown(pilot) == orders[1]
        assert "by holder" in screen_of(pilot)
        await pilot.click(offset=place_of(pilot, "Holder"))
        await pilot.pause()
        assert shown(pilot) == whole

    browse(look)


# --- who says so


def test_a_citation_is_copied() -> None:
    async def look(pilot: Pilot[None]) -> None:
        await pilot.press("slash", *"head", "enter", "c")
        await pilot.pause()
        copied = pilot.app.clipboard
        assert copied.startswith("阿里云 Alibaba Cloud: 总裁 President: 张勇, since 2022-12-29")
        assert "as of 2023-01-15 · all that is announced · all that is recorded" in copied
        assert "“这也是导致张建锋去职的直接原因”" in copied
        assert "https://www.eeo.com.cn/" in copied
        assert copied.endswith("position 59.")
        assert "copied: 阿里云" in screen_of(pilot)

    browse(look, day="2023-01-15", size=(120, 40))


def test_a_source_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser of the web is a script here that writes what it is to open."""
    opened = tmp_path / "opened"
    script = tmp_path / "web"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(opened)!r}, 'a').write(sys.argv[1])"
    )
    script.chmod(0o755)
    import webbrowser

    monkeypatch.setattr(webbrowser, "_tryorder", None)
    monkeypatch.setenv("BROWSER", f"{script} %s")

    async def look(pilot: Pilot[None]) -> None:
        await pilot.press("slash", *"head", "enter", "o")
        await pilot.pause()
        if isinstance(pilot.app.screen, ChoiceBox):
            assert "https://www.eeo.com.cn/" in screen_of(pilot)
            await pilot.press("enter")
            await pilot.pause()
        assert "opened https://" in screen_of(pilot)

    browse(look, day="2023-01-15")
    assert opened.read_text().startswith("https://www.eeo.com.cn/")


def test_where_no_source_has_an_address_it_says_so() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        "people: {ann: Ann}\norganizations: {acme: Acme}\nposts: {acme/ceo: CEO}\n"
        "sources: {s: {title: 'A letter', url: 'javascript:alert(1)'}}\n"
        "events:\n- {on: 2020-01-01, appointed: ann, post: acme/ceo, source: s}\n"
    )

    async def look(pilot: Pilot[None]) -> None:
        await pilot.press("o")
        await pilot.pause()
        assert "no source with an address is on record" in screen_of(pilot)

    browse(look, tl=tl, day="2021-01-01")


# --- wide screens


def test_a_wide_screen_has_sources_and_quotations_beside_the_lanes() -> None:
    async def look(pilot: Pilot[None]) -> None:
        await pilot.press("slash", *"head", "enter")
        await pilot.pause()
        screen = screen_of(pilot)
        assert "“这也是导致张建锋去职的直接原因”" in screen.replace("\n", "")
        assert "Sources" in screen
        assert "last change 2022-12-29" in screen

    browse(look, day="2023-01-15", size=(200, 50))
