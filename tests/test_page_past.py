"""The recorded axis of a page: at each step it says what the log said then.

`charts/past.js` puts together what Python folded; both are asked here, at every step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import timeline
import timeline.charts
from timeline.charts.api import _read
from timeline.charts.facts import known
from timeline.charts.past import MOST_STEPS, said_shortly, steps_of
from timeline.charts.webpage import _asset
from timeline.events import Appointed, EdtfDate
from timeline.projections.answers.changes import ChangeDays
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.knowledge import Knowledge
from timeline.projections.posts import PostHistory

from .browser import PHONE, visit, wait
from .conftest import ACME, Run
from .strategies import Batches, logs
from .test_page_rule import RULE, days_around, node, recorded

STEPS = """
(data, days) => data.past.map((_, step) => {
  const { posts, rows } = timelinePast.at(data, step);
  const drawn = posts.map((post, number) => rows.filter((row) => row.post === number)
    .flatMap((row) => (row.parts || []).map(([t]) => [data.tenures[t].start[0], row.lane])));
  const stops = posts.map((post) => timelineState.changes([post], data.first, data.last));
  const said = posts.map((post, index) => days[index].map(([lo, hi]) => {
    const state = timelineState.on(post, lo, hi);
    const holding = state.holding.map(([held, sure]) => [held.start[0], sure]);
    return [state.status, state.certainty, holding];
  }));
  return [said, drawn, stops];
})
"""
WINDOW = """
globalThis.document = { getElementById: () => ({ textContent: "{}" }) };
"""


@pytest.fixture(scope="module")
def page() -> Iterator[Callable[..., Any]]:
    """What the page's own scripts say at each step, of each post on each of its days."""
    scripts = "".join(map(_asset, ("words.js", "table.js", "past.js")))
    with node(_program(scripts.replace('"use strict";', ""))) as found:
        yield found


def _program(scripts: str) -> str:
    return f"""{WINDOW}{RULE}{scripts}
const answers = {STEPS};
const lines = require("node:readline").createInterface({{ input: process.stdin }});
lines.on("line", (line) => console.log(JSON.stringify(answers(...JSON.parse(line)))));
"""


def content(tl: timeline.Timeline) -> tuple[dict[str, Any], list[PostHistory]]:
    """The data of a page of all posts, and what the log says of them in the end."""
    histories, day, _, options = _read(tl, "2020-01-01", None, {}, {})
    picture = timeline.charts.picture(tl, "2020-01-01")
    shown = [history for group in picture.groups for history in group.histories]
    steps = steps_of(tl, histories, [history.post for history in shown])
    former = [history for step in steps for _, history in step.posts if history is not None]
    picture = timeline.charts.api.picture_of(tl, histories, day, None, former=former, **options)
    return known(picture, steps), shown


def then(tl: timeline.Timeline, moment: str, post: str) -> PostHistory | None:
    return LogHistories(tl.log, Knowledge.of(None, moment)).history(post)


@given(logs())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_at_each_step_the_page_says_what_the_log_said(
    page: Callable[..., Any], batches: Batches
) -> None:
    tl = recorded(batches)
    data, shown = content(tl)
    days = [[*days_around(history)] for history in shown]
    found = page(data, days)
    assert len(found) == len(data["past"])
    for step, (said, drawn, stops) in zip(data["past"], found, strict=True):
        for number, history in enumerate(shown):
            was = then(tl, step["moment"], history.post)
            for (lo, hi), (status, certainty, holding) in zip(
                days[number], said[number], strict=True
            ):
                if was is None:
                    assert (status, holding) == ("no-record", [])
                    continue
                state = was.on(EdtfDate.between(lo, hi))
                assert (status, certainty) == (state.status, state.certainty)
                held = [[tenure.start.text, sure] for tenure, sure in state.holding]
                assert holding == held
            tenures = was.tenures if was is not None else ()
            marked = [t for t in tenures if t.start.lo < data["last"] + 1]
            assert {start for start, _ in drawn[number]} <= {t.start.text for t in tenures}
            assert len(drawn[number]) >= len([t for t in marked if t.start.lo >= data["first"]])
            changes = ChangeDays([was] if was is not None else []).days()
            assert stops[number] == [d for d in changes if data["first"] <= d <= data["last"]]


@given(logs())
@settings(max_examples=15)
def test_the_last_step_is_what_the_log_says_now(batches: Batches) -> None:
    data, _ = content(recorded(batches))
    now: dict[int, Any] = {}
    for step in data["past"]:
        now |= dict(step["posts"])
    assert all(then_ == 0 for then_ in now.values())


def test_a_log_of_one_moment_has_no_steps_to_go_through() -> None:
    data, _ = content(timeline.seed("alibaba"))
    assert len(data["past"]) <= 1


def test_more_moments_than_anybody_steps_through_are_days_or_months(tmp_path: Path) -> None:
    lines = [
        '{"kind": "organization", "organization": "acme", "recorded": "2001-01-01T00:00:00Z"}',
        '{"kind": "post", "post": "acme/ceo", "organization": "acme",'
        ' "recorded": "2001-01-01T00:00:00Z"}',
    ]
    for n in range(300):
        moment = f"20{10 + n // 24}-{n // 2 % 12 + 1:02}-{n % 2 * 9 + 5:02}T08:00:00Z"
        who = f'"person": "p{n}", "recorded": "{moment}"'
        lines.append(f'{{"kind": "person", "names": {{"en": "P {n}"}}, {who}}}')
        lines.append(
            f'{{"kind": "appointed", {who}, "post": "acme/ceo", "effective": "{moment[:10]}"}}'
        )
    tl = timeline.memory()
    tl.append_jsonl(lines, keep_recorded=True)
    data, _ = content(tl)
    assert 10 < len(data["past"]) <= MOST_STEPS
    assert data["past"][-1]["moment"].startswith("2022-06-14")


@pytest.mark.parametrize(
    ("moments", "length"),
    [
        (["2024-01-02T08:00:00.5Z", "2024-02-02T08:00:00Z"], len("2024-01-02")),
        (["2024-01-02T08:01:00.5Z", "2024-01-02T08:02:00Z"], len("2024-01-02 08:01")),
        (["2024-01-02T08:01:00.5Z", "2024-01-02T08:01:00.6Z"], len("2024-01-02 08:01:00.5")),
        ([], 0),
    ],
)
def test_moments_are_said_as_shortly_as_they_stay_apart(moments: list[str], length: int) -> None:
    said = [moment.replace("T", " ")[:length] for moment in moments]
    assert said_shortly(moments) == said


# --- in a browser

KEPT = """\
{"kind": "organization", "organization": "acme", "names": {"en": "Acme"}, "recorded": "2024-01-01T00:00:00Z"}
{"kind": "post", "post": "acme/ceo", "organization": "acme", "titles": {"en": "CEO"}, "recorded": "2024-01-01T00:00:00Z"}
{"kind": "person", "person": "ann", "names": {"en": "Ann"}, "recorded": "2024-01-01T00:00:00Z"}
{"kind": "person", "person": "bob", "names": {"en": "Bob"}, "recorded": "2024-01-01T00:00:00Z"}
{"kind": "appointed", "person": "ann", "post": "acme/ceo", "effective": "2010-01-01", "recorded": "2024-01-01T00:00:00Z"}
{"kind": "appointed", "key": "b", "person": "bob", "post": "acme/ceo", "effective": "2015-01-01", "recorded": "2024-02-01T00:00:00Z"}
{"kind": "corrected", "event": "b", "why": "a typo", "replacement": {"kind": "appointed", "key": "b", "person": "bob", "post": "acme/ceo", "effective": "2016-01-01"}, "recorded": "2024-03-01T00:00:00Z"}
"""  # noqa: E501 - a line is an event
SHOWN = "return document.querySelector('#state td').innerText"
SAID = "return document.getElementById('recorded').innerText"


@pytest.fixture
def corrected(home: Path, invoke: Run) -> Path:
    """The page of a log in which a beginning was corrected from 2015 to 2016."""
    (home / "kept.jsonl").write_text(KEPT, encoding="utf-8")
    done = invoke("append", "kept.jsonl", "--db", "a.db", "--keep-recorded")
    assert done.returncode == 0, done.stderr
    invoke("chart", "--db", "a.db", "-o", "a.html", "--as-of", "2015-06-01")
    return home / "a.html"


def test_buttons_and_play_go_through_what_the_log_said(driver: Any, corrected: Path) -> None:
    visit(driver, corrected)
    assert driver.execute_script(SHOWN) == "Ann"
    assert driver.execute_script(SAID) == "all that is recorded"
    driver.find_element("id", "step-back").click()
    assert driver.execute_script(SHOWN) == "Bob"
    assert driver.execute_script(SAID) == "recorded by 2024-02-01"
    assert "recorded-by=2024-02-01" in driver.current_url
    changed = "return document.getElementById('learnt').innerText"
    assert driver.execute_script(changed) == "CEO"
    driver.find_element("id", "step-back").click()
    assert driver.execute_script(SHOWN) == "Ann"
    assert not driver.find_element("id", "step-back").is_enabled()
    driver.find_element("id", "replay").click()
    wait(driver, f"{SHOWN} === 'Bob'")
    wait(driver, f"{SAID} === 'all that is recorded'")
    assert driver.execute_script(SHOWN) == "Ann"
    pressed = "return document.getElementById('replay').ariaPressed"
    assert driver.execute_script(pressed) == "false"


def test_an_address_leads_to_what_the_log_said(driver: Any, corrected: Path) -> None:
    driver.get("about:blank")
    driver.get(f"{corrected.as_uri()}#as-of=2015-06-01&recorded-by=2024-02-15")
    wait(driver, f"{SAID} === 'recorded by 2024-02-01'")
    assert driver.execute_script(SHOWN) == "Bob"
    day = "return document.getElementById('day').innerText"
    stops = f"document.getElementById('later').click(); {day}"
    driver.execute_script("location.hash = '#as-of=2014-01-01&recorded-by=2024-02-15'")
    wait(driver, f"{day} === '2014-01-01'")
    assert driver.execute_script(stops) == "2015-01-01"


def test_the_strip_is_reached_by_the_keyboard_and_fits_a_phone(
    driver: Any, corrected: Path
) -> None:
    visit(driver, corrected, PHONE)
    slider = driver.find_element("id", "step")
    slider.send_keys("\ue012")  # the left arrow
    assert driver.execute_script(SHOWN) == "Bob"
    wide, window = driver.execute_script(
        "return [document.documentElement.scrollWidth, window.innerWidth]"
    )
    assert wide <= window


def test_a_page_of_a_log_of_one_moment_has_no_such_controls(driver: Any, tmp_path: Path) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    path = tmp_path / "one.html"
    path.write_text(timeline.charts.page(tl, "2020"), encoding="utf-8")
    visit(driver, path)
    assert driver.execute_script("return document.getElementById('past').hidden")


def test_people_of_former_states_have_colours_too() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    tl.append([Appointed(person="ann", post="acme/ceo", effective="2020", key="wrong")])
    tl.append([timeline.events.Retracted(event="wrong", why="never")])
    data, _ = content(tl)
    assert len(data["tenures"]) == 1
    assert data["tenures"][0]["color"].startswith("#")
