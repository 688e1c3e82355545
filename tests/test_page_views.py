"""The page as it is used: zoom, links, tips, cards, find, play, and a browser without scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

import timeline
import timeline.charts
from timeline.charts.page_words import WORDS
from timeline.charts.webpage import SCRIPTS, _asset
from timeline.events import speak

from .browser import AXE, DESKTOP, PHONE, missing, resize, visit, wait

TIP = "return document.getElementById('tip').hidden"
DRAWN = "return document.querySelectorAll('.bar').length"
HASH = "return decodeURIComponent(location.hash)"


def opened(driver: Any, page: Path, hash_: str = "", size: tuple[int, int] = DESKTOP) -> None:
    """Open the page anew, with an address that leads somewhere in it."""
    resize(driver, size)
    driver.get("about:blank")
    driver.get(page.as_uri() + hash_)
    wait(driver, "return document.body.dataset.drawn")
    settle(driver)


def settle(driver: Any) -> None:
    """Wait until what was asked for is drawn."""
    driver.execute_async_script(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))"
    )


def days(driver: Any) -> tuple[str, str]:
    """The first and the last day that are drawn, by the page's own link."""
    link = driver.execute_script("return document.getElementById('link').hash")
    said = dict(part.split("=") for part in link[1:].split("&"))
    return said.get("from", ""), said.get("to", "")


def wheel(driver: Any, x: float, y: float, **more: Any) -> None:
    driver.execute_script(
        "const [x, y, more] = arguments; const chart = document.getElementById('chart');"
        "const box = chart.getBoundingClientRect();"
        "const at = {clientX: box.left + x, clientY: box.top + y, bubbles: true, cancelable: true};"
        "(document.elementFromPoint(at.clientX, at.clientY) || chart)"
        ".dispatchEvent(new WheelEvent('wheel', {...at, ...more}))",
        x,
        y,
        more,
    )
    settle(driver)


def span(driver: Any) -> int:
    """How many days are drawn."""
    from datetime import date

    first, last = (date.fromisoformat(day) for day in days(driver))
    return (last - first).days + 1


def press(driver: Any, *keys: str) -> None:
    ActionChains(driver, duration=0).send_keys(*keys).perform()
    settle(driver)


def faults(driver: Any) -> list[str]:
    return [entry["message"] for entry in driver.get_log("browser")]


# --- zoom and pan


def test_buttons_keys_and_the_wheel_zoom_and_pan(driver: Any, alibaba: Path) -> None:
    opened(driver, alibaba)
    assert days(driver) == ("", "")  # all of them
    driver.find_element("id", "in").click()
    settle(driver)
    half = span(driver)
    first, _ = days(driver)
    driver.find_element("id", "west").click()
    settle(driver)
    assert days(driver)[0] < first
    assert abs(span(driver) - half) <= 2
    driver.execute_script("document.getElementById('chart').focus()")
    press(driver, "+")
    assert span(driver) < half
    before = days(driver)
    keys = ActionChains(driver, duration=0).key_down(Keys.SHIFT).send_keys(Keys.ARROW_LEFT)
    keys.key_up(Keys.SHIFT).perform()
    settle(driver)
    assert days(driver)[0] < before[0]
    wheel(driver, 500, 200, deltaY=-100, ctrlKey=True)
    near = span(driver)
    assert near < half // 2 + 2
    wheel(driver, 500, 200, deltaY=100)  # over the lanes the page scrolls
    assert span(driver) == near
    wheel(driver, 500, 20, deltaY=100)  # over the dates it zooms
    assert span(driver) > near
    before = days(driver)
    wheel(driver, 500, 200, deltaY=100, shiftKey=True)
    assert days(driver)[0] > before[0]
    press(driver, "0")
    assert days(driver) == ("", "")
    assert faults(driver) == []


def test_a_short_tenure_has_room_for_its_name_when_zoomed(driver: Any, alibaba: Path) -> None:
    opened(driver, alibaba, "#from=2022-06-01&to=2023-12-31&as-of=2023-07-01")
    names = "return [...document.querySelectorAll('.on_solid, .on_open')].map(e => e.textContent)"
    assert driver.execute_script(names).count("张勇") == 4
    letters = "return document.getElementById('letters').textContent"
    assert driver.execute_script(letters) == ""


def test_a_drag_moves_the_days_and_two_fingers_zoom(driver: Any, alibaba: Path) -> None:
    opened(driver, alibaba, "#from=2018-01-01&to=2020-12-31")
    first, whole = days(driver)[0], span(driver)
    fire = """
    const chart = document.getElementById('chart'), box = chart.getBoundingClientRect();
    for (const [kind, id, x] of arguments[0]) {
      const at = {pointerId: id, clientX: box.left + x, clientY: box.top + 150, pointerType: 'touch', bubbles: true};
      (kind === 'pointerdown' ? chart : window).dispatchEvent(new PointerEvent(kind, at));
    }"""  # noqa: E501 - a script
    driver.execute_script(
        fire, [["pointerdown", 1, 400], ["pointermove", 1, 500], ["pointerup", 1, 500]]
    )
    settle(driver)
    assert days(driver)[0] < first
    assert abs(span(driver) - whole) <= 2
    down = [["pointerdown", 1, 400], ["pointerdown", 2, 500]]
    move = [["pointermove", 1, 350], ["pointermove", 2, 550]]
    driver.execute_script(fire, [*down, *move, ["pointerup", 1, 350], ["pointerup", 2, 550]])
    settle(driver)
    assert span(driver) < whole * 0.6


# --- links


def test_an_address_leads_to_a_day_a_post_and_a_zoom(driver: Any, alibaba: Path) -> None:
    address = "#as-of=2022-12-28&post=alibaba-cloud/head&from=2022-01-01&to=2023-12-31"
    opened(driver, alibaba, address)
    assert driver.execute_script("return document.getElementById('day').textContent") == (
        "2022-12-28"
    )
    linked = "return document.querySelector('.linked .post-label').textContent"
    assert driver.execute_script(linked) in ("总裁 President", "CEO")
    assert days(driver) == ("2022-01-01", "2023-12-31")
    driver.execute_script("location.hash = '#as-of=2023-05'")
    wait(driver, "return document.getElementById('day').textContent === '2023-05'")
    driver.find_element("id", "earlier").click()
    settle(driver)
    assert "as-of=2022-12-29" in driver.execute_script(HASH)
    link = driver.execute_script("return document.getElementById('link').href")
    opened(driver, alibaba, "#" + link.partition("#")[2])
    assert driver.execute_script("return document.getElementById('day').textContent") == (
        "2022-12-29"
    )


@pytest.mark.parametrize(
    "hash_", ["#as-of=2023-02-30", "#as-of=soon&post=nobody&from=x", "#%E0%A4%A", "#find=%22%3Cb"]
)
def test_an_address_that_means_nothing_does_no_harm(driver: Any, alibaba: Path, hash_: str) -> None:
    opened(driver, alibaba, hash_)
    assert driver.execute_script("return document.getElementById('day').textContent") == (
        "2023-09-10"
    )
    assert driver.execute_script(DRAWN) > 10
    assert faults(driver) == []


# --- what is told of a tenure


def test_a_tip_goes_away(driver: Any, alibaba: Path) -> None:
    opened(driver, alibaba)
    bar = driver.find_element("css selector", ".solid_marks")
    mouse = ActionChains(driver, duration=0)
    mouse.move_to_element(bar).perform()
    assert not driver.execute_script(TIP)
    press(driver, Keys.ESCAPE)
    assert driver.execute_script(TIP)
    mouse.move_by_offset(3, 0).perform()
    assert not driver.execute_script(TIP)
    mouse.move_to_element(driver.find_element("id", "state-head")).perform()
    assert driver.execute_script(TIP)


def test_a_click_shows_sources_and_quotations(driver: Any, alibaba: Path) -> None:
    opened(driver, alibaba)
    shown = set()
    for bar in driver.find_elements("css selector", ".bar .solid_marks"):
        ActionChains(driver, duration=0).move_to_element(bar).click().perform()
        settle(driver)
        shown.add(driver.execute_script("return document.getElementById('card').innerText"))
        press(driver, Keys.ESCAPE, Keys.ESCAPE)
        assert driver.execute_script("return document.getElementById('card').hidden")
    (found,) = [text for text in shown if "张建锋" in text and "2018-11-26" in text]
    assert "这也是导致张建锋去职的直接原因" in found
    assert "深渡" in found
    links = "return [...document.querySelectorAll('#card a')].map(a => [a.rel, a.target])"
    assert all(link == ["noopener noreferrer", "_blank"] for link in driver.execute_script(links))


def test_the_same_by_keyboard_alone(driver: Any, alibaba: Path) -> None:
    opened(driver, alibaba)
    driver.execute_script("document.getElementById('chart').focus()")
    focused = "return document.activeElement.getAttribute('aria-label')"
    press(driver, Keys.ARROW_DOWN)
    assert "马云" in driver.execute_script(focused)
    press(driver, Keys.ARROW_RIGHT)
    assert "张勇" in driver.execute_script(focused)
    press(driver, Keys.ARROW_DOWN)
    assert "首席执行官" in driver.execute_script(focused)
    press(driver, Keys.ENTER)
    card = driver.find_element("id", "card")
    assert driver.switch_to.active_element == card
    assert "Sources" in card.text
    press(driver, Keys.ESCAPE)
    assert "首席执行官" in driver.execute_script(focused)


# --- find


def test_what_is_found_is_marked_and_nothing_is_said(driver: Any, alibaba: Path) -> None:
    opened(driver, alibaba)
    box = driver.find_element("id", "find")
    box.send_keys("ZHANG yong")
    settle(driver)
    marked = "return [...document.querySelectorAll('.bar.found')].map(e => e.ariaLabel)"
    found = driver.execute_script(marked)
    assert len(found) == 4
    assert all(label.startswith("张勇") for label in found)
    said = "return document.getElementById('said').textContent"
    assert driver.execute_script(said) == "found 0 posts, 4 tenures"
    box.clear()
    box.send_keys("nobody at all")
    settle(driver)
    assert driver.execute_script(said) == "nothing is called “nobody at all”"
    assert driver.execute_script(DRAWN) > 10, "and all lanes stay"
    box.clear()
    box.send_keys("cto")
    settle(driver)
    assert driver.execute_script(said).startswith("found 2 posts, 0")
    posts = "return document.querySelectorAll('.found-post').length"
    assert driver.execute_script(posts) == 2


# --- play


def test_play_goes_from_change_to_change_and_stops(driver: Any, alibaba: Path) -> None:
    opened(driver, alibaba, "#as-of=2019-01-01")
    play = driver.find_element("id", "play")
    play.click()
    assert play.get_attribute("aria-pressed") == "true"
    wait(driver, "return document.getElementById('day').textContent === '2019-12-19'")
    play.click()
    assert play.get_attribute("aria-pressed") == "false"
    driver.execute_script("location.hash = '#as-of=2022-12-29'")
    wait(driver, "return document.getElementById('day').textContent === '2022-12-29'")
    play.click()
    wait(driver, "return document.getElementById('play').ariaPressed === 'false'")
    assert driver.find_element("id", "later").get_attribute("disabled")


# --- words


@pytest.mark.parametrize("size", [PHONE, DESKTOP, (320, 640)], ids=["phone", "desktop", "small"])
def test_no_date_and_no_name_is_broken(driver: Any, alibaba: Path, size: tuple[int, int]) -> None:
    opened(driver, alibaba, size=size)
    broken = driver.execute_script(
        "return [...document.querySelectorAll('.whole, .state td .name')]"
        ".filter(e => e.getClientRects().length > 1).map(e => e.textContent)"
    )
    assert broken == []


def test_names_say_their_language(driver: Any, alibaba: Path) -> None:
    opened(driver, alibaba)
    spoken = driver.execute_script(
        "return [...document.querySelectorAll('[lang]')]"
        ".map(e => [e.getAttribute('lang'), e.textContent])"
    )
    assert ["zh", "阿里云"] in spoken
    assert ["en", "Alibaba Cloud"] in spoken
    assert ["zh", "张勇"] in spoken


def test_without_scripts_it_is_a_table(driver: Any, alibaba: Path) -> None:
    resize(driver, PHONE)
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        driver.get("about:blank")
        driver.get(alibaba.as_uri())
        text = driver.find_element("css selector", "noscript table").text
        assert "张建锋" in text
        assert "2018-11-26" in text
        assert "holds it" in text
        assert not driver.find_element("id", "chart").is_displayed()
        assert not driver.find_element("id", "date").is_displayed()
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_axe_finds_nothing_serious_in_a_card_that_is_open(driver: Any, alibaba: Path) -> None:
    if not AXE.exists():
        missing("axe-core")
    visit(driver, alibaba)
    driver.execute_script("document.querySelector('.bar').dispatchEvent(new KeyboardEvent("
        "'keydown', {key: 'Enter', bubbles: true}))")  # fmt: skip
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    results = driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    bad = [f["id"] for f in results["violations"] if f["impact"] in ("serious", "critical")]
    assert bad == []


# --- in two languages


def test_every_message_of_the_page_is_listed() -> None:
    """And so has a translation, which another test asks for."""
    texts = "".join(_asset(name) for name in SCRIPTS)
    called = set(re.findall(r'\bsay\(\s*"((?:[^"\\]|\\.)*)"', texts))
    marked = {" ".join(m.split()) for m in re.findall(r"\[\[(.+?)\]\]", _asset("page.html"), re.S)}
    assert called | marked == {*WORDS}


CHINESE = """
people: {ma-lan: 马岚, qin-hao: 秦昊}
organizations: {xinghai: 星海}
posts: {xinghai/chief: 总裁, xinghai/deputy: 副总裁}
sources: {gazette: {title: 星海公告}}
events:
  - {on: 2016, appointed: ma-lan, post: xinghai/chief, source: gazette}
  - {on: 2020-05-04, departed: ma-lan, post: xinghai/chief, reason: illness, source: gazette}
  - {on: 2020-05-05, appointed: qin-hao, post: xinghai/chief, capacity: acting, term-ends: 2021, source: gazette}
  - {on: ../2018, appointed: qin-hao, post: xinghai/deputy, source: gazette}
  - {on: 2020-05-04, departed: qin-hao, post: xinghai/deputy, source: gazette}
  - {on: 2020-05, milestone: 大火, at: xinghai, source: gazette}
"""  # noqa: E501 - a log


def test_a_page_in_chinese_has_no_english_and_nothing_serious(driver: Any, tmp_path: Path) -> None:
    if not AXE.exists():
        missing("axe-core")
    path = tmp_path / "zh.html"
    speak("zh")
    try:
        tl = timeline.memory()
        tl.append_yaml_text(CHINESE)
        page = timeline.charts.page(tl, "2020-05-05", until="2024-01-01")
    finally:
        speak("en")
    path.write_text(page, encoding="utf-8")
    opened(driver, path, "#find=nobody")
    seen = driver.execute_script("return [document.documentElement.lang, document.body.innerText]")
    assert seen[0] == "zh-Hans"
    allowed = {"Ctrl", "Shift", "Esc", "memory", "nobody"}
    assert {*re.findall(r"[A-Za-z]{2,}", seen[1])} <= allowed
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    results = driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    bad = [f["id"] for f in results["violations"] if f["impact"] in ("serious", "critical")]
    assert bad == []


def test_a_bar_goes_lighter_after_the_last_day_on_which_it_was_seen(
    driver: Any, alibaba: Path
) -> None:
    opened(driver, alibaba)
    lighter = (
        "return [...document.querySelectorAll('.bar:has(.unseen_marks)')].map(e => e.ariaLabel)"
    )
    found = driver.execute_script(lighter)
    assert any(label.startswith("周靖人") for label in found)
    assert not any(label.startswith("陆兆禧") for label in found), "who has left"
    assert driver.execute_script("return document.querySelectorAll('.sign-presumed').length") == 1
