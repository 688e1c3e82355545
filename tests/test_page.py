"""The page, in a real browser with the network cut off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import timeline
import timeline.charts
from timeline.charts.webpage import embedded
from timeline.events import Appointed, Milestone, Person, Source

from .browser import AXE, DESKTOP, PHONE, missing, visit, wait
from .conftest import ACME

HOSTILE = "</script><img src=x onerror=alert(1)>\u2028'\"&\x1b[31m{{7*7}}"


def ask(driver: Any, day: str) -> None:
    """Put a day into the date control, as its user does."""
    driver.execute_script(
        "const box = document.getElementById('date'); box.value = arguments[0];"
        "box.dispatchEvent(new Event('change', {bubbles: true}))",
        day,
    )


def table(driver: Any) -> dict[str, list[str]]:
    """The state that the page shows: by organization and post, the other cells."""
    rows = driver.execute_script(
        "return [...document.querySelectorAll('#state tr')]"
        ".map(row => [...row.children].map(cell => cell.innerText.trim()))"
    )
    found, home = {}, ""
    for first, *others in rows:
        if others:
            found[f"{home}/{first}"] = others
        else:
            home = first
    return found


def faults(driver: Any) -> list[str]:
    return [entry["message"] for entry in driver.get_log("browser")]


@pytest.mark.parametrize(
    ("day", "post", "holder"),
    [
        ("2022-12-28", "总裁 President", "张建锋"),
        ("2022-12-29", "总裁 President", "张勇"),
        ("2023-09-09", "CEO", "张勇"),
        ("2023-09-10", "CEO", "吴泳铭"),
    ],
)
def test_the_date_control_moves_the_state(
    driver: Any, alibaba: Path, day: str, post: str, holder: str
) -> None:
    visit(driver, alibaba)
    ask(driver, day)
    assert table(driver)[f"阿里云 Alibaba Cloud/{post}"][0] == holder
    assert driver.execute_script("return document.getElementById('day').innerText") == day
    assert driver.execute_script("return document.getElementById('slider').ariaValueText || "
        "document.getElementById('slider').getAttribute('aria-valuetext')") == day  # fmt: skip
    assert faults(driver) == []


def test_the_line_stands_where_the_date_does(driver: Any, alibaba: Path) -> None:
    visit(driver, alibaba)
    where = "const line = document.querySelector('.line_marks line'); return line && "
    where += "line.getBoundingClientRect().x"
    wait(driver, where)
    before = driver.execute_script(where)
    ask(driver, "2016-01-01")
    wait(driver, f"{where} < arguments[0] - 100", before)
    says = "return document.querySelector('.line_says_marks').textContent"
    assert driver.execute_script(says) == "as of 2016-01-01"
    ask(driver, "1950-01-01")  # before everything that is drawn
    wait(driver, "return !document.querySelector('.line_marks line')")
    assert table(driver)["阿里云 Alibaba Cloud/首席技术官 CTO"] == ["no record", "", ""]


def test_the_buttons_go_from_change_to_change(driver: Any, alibaba: Path) -> None:
    visit(driver, alibaba)
    ask(driver, "2022-12-01")
    shown = "return document.getElementById('day').innerText"
    for button, day in (
        ("later", "2022-12-29"),
        ("earlier", "2019-12-19"),
        ("later", "2022-12-29"),
    ):
        driver.find_element("id", button).click()
        assert driver.execute_script(shown) == day
    changes = driver.execute_script("return document.getElementById('changes').innerText")
    assert "张建锋 → 张勇" in changes
    assert "Because: 香港机房宕机超过十二小时" in changes
    assert "Reason: dismissed-performance" in changes
    assert "深渡" in changes


def test_every_control_can_be_reached_and_used_by_keyboard(driver: Any, alibaba: Path) -> None:
    visit(driver, alibaba)
    ask(driver, "2022-12-28")
    slider = driver.find_element("id", "slider")
    slider.send_keys("\ue014")  # the right arrow
    assert table(driver)["阿里云 Alibaba Cloud/总裁 President"][0] == "张勇"
    reached = []
    driver.execute_script("document.activeElement.blur()")
    body = driver.find_element("css selector", "body")
    body.send_keys("\ue004")
    for _ in range(30):
        focused = driver.switch_to.active_element
        reached.append(focused.get_attribute("id"))
        focused.send_keys("\ue004")
    wanted = {"date", "earlier", "play", "later", "slider", "find", "in", "link", "chart"}
    assert wanted <= {*reached}


def test_pointing_at_a_bar_tells_of_it(driver: Any, alibaba: Path) -> None:
    visit(driver, alibaba)
    bars = driver.find_elements("css selector", ".solid_marks")
    told = set()
    for bar in bars:
        webdriver_move(driver, bar)
        told.add(driver.find_element("id", "tip").text)
    (zhang,) = [text for text in told if "2022-12-29" in text and "张勇" in text and "CEO" in text]
    for part in (
        "Until\n2023-09-10",
        "Because\n香港机房",
        "Source\n经济观察网",
        "disputed".title(),
    ):
        assert part in zhang
    assert faults(driver) == []


def webdriver_move(driver: Any, element: Any) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(driver, duration=0).move_to_element(element).perform()


def tap(driver: Any, x: float, y: float) -> None:
    """Touch the window with one finger."""
    touch = "Input.dispatchTouchEvent"
    driver.execute_cdp_cmd(touch, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    driver.execute_cdp_cmd(touch, {"type": "touchEnd", "touchPoints": []})


def test_a_tap_opens_the_card_of_a_bar_and_another_closes_it(driver: Any, alibaba: Path) -> None:
    visit(driver, alibaba, PHONE)
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    box = driver.execute_script(
        "const bar = document.querySelector('.solid_marks');"
        "bar.scrollIntoView({block: 'center'});"
        "const box = bar.getBoundingClientRect(); return [box.x + box.width / 2, box.y + 8]"
    )
    tap(driver, *box)
    card = "const card = document.getElementById('card'); return !card.hidden && card.innerText"
    told = wait(driver, card)
    assert "Since\n" in told
    x, y = driver.execute_script(
        "const box = document.getElementById('card-close').getBoundingClientRect();"
        "return [box.x + box.width / 2, box.y + box.height / 2]"
    )
    tap(driver, x, y)
    wait(driver, "return document.getElementById('card').hidden")
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})


@pytest.mark.parametrize("size", [PHONE, DESKTOP, (320, 640)], ids=["phone", "desktop", "small"])
def test_nothing_is_wider_than_the_window(
    driver: Any, alibaba: Path, size: tuple[int, int]
) -> None:
    visit(driver, alibaba, size)
    widths = "return [document.documentElement.scrollWidth, window.innerWidth]"
    wide, window = driver.execute_script(widths)
    assert wide <= window == size[0]
    chart = "return document.querySelector('#chart svg').getBoundingClientRect().right"
    assert driver.execute_script(chart) <= window


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_no_serious_fault(
    driver: Any, alibaba: Path, size: tuple[int, int], scheme: str
) -> None:
    if not AXE.exists():
        missing("axe-core")
    preference = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", preference)
    visit(driver, alibaba, size)
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    results = driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})
    assert len(results["passes"]) > 10
    bad = [
        (found["id"], [node["html"] for node in found["nodes"]][:3])
        for found in results["violations"]
        if found["impact"] in ("serious", "critical")
    ]
    assert bad == []


def test_a_hostile_log_stays_text(driver: Any, tmp_path: Path) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    evil = Source(title=HOSTILE, publisher=HOSTILE)
    tl.append(
        [
            Person(person="x", names={"und": HOSTILE}),
            Appointed(person="x", post="acme/ceo", effective="2020-01-01", sources=[evil]),
            Milestone(organization="acme", title=HOSTILE, effective="2019-06-01", key="m"),
        ]
    )
    path = tmp_path / "evil.html"
    page = timeline.charts.page(tl, "2020-01-01")
    assert "<img src=x" not in page
    assert page.count("</script>") == 2
    path.write_text(page, encoding="utf-8")
    visit(driver, path)
    shown = timeline.events.printable(HOSTILE)
    assert table(driver)["Acme/CEO"][0].replace("\u2028", " ") == shown.replace("\u2028", " ")
    bar = driver.find_element("css selector", ".solid_marks")
    webdriver_move(driver, bar)
    assert "onerror" in driver.find_element("id", "tip").text
    assert driver.execute_script("return document.images.length") == 0
    assert faults(driver) == []


def test_the_page_runs_no_script_but_its_own(driver: Any, alibaba: Path, tmp_path: Path) -> None:
    """Should markup ever get into the page, its policy would still keep scripts out."""
    text = alibaba.read_text(encoding="utf-8")
    path = tmp_path / "injected.html"
    path.write_text(text.replace("<main>", "<main><script>window.evil = 1</script>"), "utf-8")
    visit(driver, path)
    assert driver.execute_script("return window.evil") is None
    assert any("Content Security Policy" in fault for fault in faults(driver))


def test_a_log_of_many_posts_is_shown_in_parts(driver: Any, tmp_path: Path) -> None:
    lines = "".join(f"  acme/p{n:03}: Post {n:03}\n" for n in range(130))
    tl = timeline.memory()
    tl.append_yaml_text(f"people: {{ann: Ann}}\norganizations: {{acme: Acme}}\nposts:\n{lines}")
    tl.append([Appointed(person="ann", post="acme/p100", effective="2020-01-01")])
    path = tmp_path / "many.html"
    path.write_text(timeline.charts.page(tl, "2020-06-01"), encoding="utf-8")
    visit(driver, path)
    assert "Acme/Post 000" in table(driver)
    assert "Acme/Post 100" not in table(driver)
    driver.find_element("id", "on").click()
    assert "Acme/Post 100" in table(driver)
    find = driver.find_element("id", "find")
    find.send_keys("ANN")
    assert table(driver) == {"Acme/Post 100": ["Ann", "2020-01-01", "certain"]}
    wait(driver, "return document.querySelectorAll('.bar.found').length === 1")


def test_a_page_of_ten_thousand_tenures_opens(driver: Any, tmp_path: Path) -> None:
    posts = "".join(f"  o{n % 40}/p{n:04}: Post {n:04}\n" for n in range(2_000))
    homes = "".join(f"  o{n}: Organization {n}\n" for n in range(40))
    people = "".join(f"  p{n}: Person {n}\n" for n in range(5))
    tl = timeline.memory()
    tl.append_yaml_text(f"people:\n{people}organizations:\n{homes}posts:\n{posts}")
    tl.append(
        Appointed(person=f"p{k}", post=f"o{n % 40}/p{n:04}", effective=f"{2000 + 4 * k}-03-01")
        for n in range(2_000)
        for k in range(5)
    )
    path = tmp_path / "large.html"
    path.write_text(timeline.charts.page(tl, "2010-01-01"), encoding="utf-8")
    assert path.stat().st_size < 12_000_000
    visit(driver, path)
    assert table(driver)["Organization 0/Post 0000"][0] == "Person 2"
    ask(driver, "2016-03-01")
    assert table(driver)["Organization 0/Post 0000"][0] == "Person 4"
    driver.find_element("id", "find").send_keys("post 1999")
    assert table(driver) == {"Organization 39/Post 1999": ["Person 4", "2016-03-01", "certain"]}
    assert faults(driver) == []


def test_it_prints_without_its_controls(driver: Any, alibaba: Path) -> None:
    visit(driver, alibaba)
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = "return getComputedStyle(document.querySelector('.controls')).display"
    assert driver.execute_script(hidden) == "none"
    assert driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("text", ["</script>", "<!--", "\u2028\u2029", "&lt;", 'a"b\\c', "张勇"])
def test_data_cannot_leave_its_element(text: str) -> None:
    import json

    found = embedded([text])
    assert json.loads(found) == [text]
    assert not {"<", ">", "&", "\u2028", "\u2029"} & {*found}
