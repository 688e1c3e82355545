"""What a post is on a day is said in two languages; both are asked, and say the same.

`charts/state.js` is a copy of `Tenure.certainty` and `PostHistory.on` for a page that has no
Python. It runs here in Node.js, and in Chromium, wherever one of them is.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from typing import Any, TypeAlias

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import timeline
import timeline.charts
from timeline.charts.facts import known
from timeline.charts.labels import Spot, labelled
from timeline.events import AFTER_ALL, EdtfDate, MemoryLog
from timeline.projections.answers.changes import ChangeDays
from timeline.projections.posts import PostHistory

from .browser import browser, missing
from .strategies import Batches, logs

Page: TypeAlias = Callable[[Any, Any, Any], Any]
"""What the page's own script says of each post, with the tenures, on each of its days."""

RULE = files("timeline.charts").joinpath("state.js").read_text(encoding="utf-8")
ANSWERS = """
(posts, tenures, days) => posts.map((post, index) => {
  const whole = {...post, tenures: post.tenures.map((number) => tenures[number])};
  return days[index].map(([lo, hi]) => {
    const state = timelineState.on(whole, lo, hi);
    return [state.status, state.certainty, state.since,
      state.holding.map(([tenure, sure]) => [tenure.start, tenure.end, sure])];
  });
})
"""
LAYOUT = files("timeline.charts").joinpath("layout.js").read_text(encoding="utf-8")
LABELS = """
(lanes, limit) => {
  const letters = new Map();
  const found = lanes.map((spots) => timelineLayout.labelled(spots, limit, letters));
  return [found, [...letters]];
}
"""
LINES = f"""{RULE}
const answers = {ANSWERS};
const lines = require("node:readline").createInterface({{ input: process.stdin }});
lines.on("line", (line) => console.log(JSON.stringify(answers(...JSON.parse(line)))));
"""


@contextmanager
def node(lines: str = LINES) -> Iterator[Any]:
    """A process that answers a line with a line."""
    program = shutil.which("node")
    if program is None:
        missing("Node.js")
    with subprocess.Popen(
        [program or "", "--eval", lines], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ask, said = process.stdin, process.stdout

        def page(*values: Any) -> Any:
            ask.write(f"{json.dumps(values)}\n")
            ask.flush()
            return json.loads(said.readline())

        yield page
        ask.close()


@contextmanager
def chromium() -> Iterator[Page]:
    with browser() as driver:
        driver.execute_script(f"{RULE}; window.timelineState = timelineState;")
        yield lambda *values: driver.execute_script(f"return ({ANSWERS})(...arguments)", *values)


@pytest.fixture(scope="module", params=[node, chromium], ids=["node", "chromium"])
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    with request.param() as found:
        yield found


def recorded(batches: Batches) -> timeline.Timeline:
    """A log of some batches, whatever they contradict."""
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    return tl


@given(logs())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_the_page_answers_as_the_projection_does(page: Page, batches: Batches) -> None:
    compare(page, recorded(batches))


def test_the_page_answers_as_the_projection_does_for_the_bundled_log(page: Page) -> None:
    compare(page, timeline.seed("alibaba"), [*range(date(2008, 1, 1).toordinal(), 739_000, 11)])


def days_around(history: PostHistory) -> Iterator[tuple[int, int]]:
    """The days next to each that a history names, and spans between them."""
    dates = [d for t in history.tenures for d in (t.start, t.end) if d is not None]
    dates += [d for a in history.absences for d in (a.start, a.end) if d is not None]
    dates += history.vacancy_starts()
    named = {day + step for date in dates for day in (date.lo, date.hi) for step in (-1, 0, 1)}
    days = sorted(day for day in named if 1 <= day < AFTER_ALL)
    yield from ((day, day) for day in days)
    yield from zip(days, days[2:], strict=False)


def compare(page: Page, tl: timeline.Timeline, more: Sequence[int] = ()) -> None:
    """Ask both of every post for many days."""
    picture = timeline.charts.picture(tl, "2020-01-01")
    content = known(picture)
    histories = [history for group in picture.groups for history in group.histories]
    days = [[*days_around(history), *((day, day) for day in more)] for history in histories]
    found = page(content["posts"], content["tenures"], days)
    for history, spans, said in zip(histories, days, found, strict=True):
        for (lo, hi), (status, certainty, since, holding) in zip(spans, said, strict=True):
            state = history.on(EdtfDate.between(lo, hi))
            assert (status, certainty) == (state.status, state.certainty), (history.post, lo, hi)
            assert (since and since[0]) == (state.since and state.since.text)
            expected = [
                (t.start.text, t.end.text if t.end else None, sure) for t, sure in state.holding
            ]
            assert [(s[0], e and e[0], sure) for s, e, sure in holding] == expected


# --- the days at which the buttons of the page stop


@given(logs())
@settings(max_examples=15)
def test_the_page_goes_to_the_days_on_which_a_state_changes(batches: Batches) -> None:
    picture = timeline.charts.picture(recorded(batches), "2020-01-01")
    changes = ChangeDays(history for group in picture.groups for history in group.histories)
    stops = known(picture)["changes"]
    assert all(changes.posts_on(day) for day in stops)
    day, reached = changes.after(picture.first - 1), []
    while day is not None and day < picture.last:
        reached.append(day)
        day = changes.after(day)
    assert stops == reached


def test_the_page_does_not_stop_where_an_organization_ends_after_its_post() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        "people: {ann: Ann}\norganizations: {acme: Acme}\nposts: {acme/ceo: CEO}\nevents:\n"
        "- {on: 2000-01-01, appointed: ann, post: acme/ceo}\n"
        "- {on: 2010-01-01, abolished: acme/ceo}\n"
        "- {on: 2012-01-01, dissolved: acme}\n"
    )
    stops = known(timeline.charts.picture(tl, "2005-01-01"))["changes"]
    assert [EdtfDate.of_day(day).text for day in stops] == ["2000-01-01", "2010-01-01"]


# --- where names stand


def spots() -> st.SearchStrategy[list[list[Spot]]]:
    """The bars of some lanes, from left to right, many of them short."""
    widths = st.sampled_from((0.0, 0.25, 0.5, 3.0, 11.5, 12.0, 18.0, 60.0))
    names = st.sampled_from(("Ann Li", "Bob (acting)", "张勇", "吴泳铭", *"abcdefgh"))
    bars = st.lists(st.tuples(widths, widths, names), max_size=25)
    return st.lists(bars.map(_laid), min_size=1, max_size=4)


def _laid(bars: list[tuple[float, float, str]]) -> list[Spot]:
    found: list[Spot] = []
    x = 0.0
    for gap, width, name in bars:
        found.append(Spot(x + gap, x + gap + width, name, 10 + 9 * len(name)))
        x += gap + width
    return found


@pytest.fixture(scope="module")
def labels() -> Iterator[Callable[[Any, int], Any]]:
    """What the page's own script makes of the bars of some lanes."""
    with node(LINES.replace(ANSWERS, LABELS).replace(RULE, LAYOUT)) as found:
        yield found


@given(spots(), st.integers(60, 600))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_the_page_puts_names_where_a_chart_does(
    labels: Callable[[Any, int], Any], lanes: list[list[Spot]], limit: int
) -> None:
    letters: dict[str, str] = {}
    found = [labelled(lane, limit, letters) for lane in lanes]
    said, keys = labels([[attrs.asdict(spot) for spot in lane] for lane in lanes], limit)
    assert dict(keys) == letters
    for mine, theirs in zip(found, said, strict=True):
        for label, other in zip(mine, theirs, strict=True):
            assert label.text == other["text"]
            assert label.row == other.get("row")
            if label.row is not None:
                assert (label.x, label.width) == (other["x"], other["width"])
