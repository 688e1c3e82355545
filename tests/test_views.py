"""What is drawn: widths in cells, bars as long as their dates say, text that cannot escape."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

import timeline
from timeline.events import AFTER_ALL, Appointed, EdtfDate, MemoryLog, Person
from timeline.palette import colors_of
from timeline.projections.histories import LogHistories
from timeline.projections.state import State
from timeline.views.axis import Axis
from timeline.views.cells import Strip, fit
from timeline.views.lanes import UNICODE, Key, draw_post
from timeline.views.show import ShowView
from timeline.views.words import length

from .conftest import ACME
from .strategies import Batches, as_of_dates, logs

TODAY = date(2026, 1, 1).toordinal()


def drawn(tl: timeline.Timeline, day: str, width: int, **options: object) -> list[str]:
    histories = tl.histories()
    state = State(EdtfDate.parse(day), histories)
    view = ShowView(histories, state.as_of, state.posts, title="log", until=TODAY, **options)  # type: ignore[arg-type]
    return [line.plain for line in view.lines(width)]


@given(logs(), as_of_dates(), st.sampled_from([20, 33, 60, 80, 120, 200]), st.booleans())
def test_no_line_is_wider_than_asked(
    batches: Batches, day: EdtfDate, width: int, ascii_only: bool
) -> None:
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    for line in drawn(tl, str(day), width, ascii_only=ascii_only):
        assert cell_len(line) <= width


NAMES = {
    "zh": "欧阳娜娜·买买提江",
    "ar": "محمد بن راشد آل مكتوم",
    "emoji": "👩‍👩‍👧‍👦 🇨🇳 Zoë",
    "de": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "hostile": "\x1b[31mred\x1b[0m\u202eevil\r\n\ttab",
    "combining": "e\u0301\u0301\u0301 नमस्ते ไทย",
}


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_fits_and_none_escapes(name: str, width: int) -> None:
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    tl.append([Person(person="x", names={"und": name})])
    tl.append([Appointed(person="x", post="acme/ceo", effective="2000", capacity="acting")])
    tl.append([Appointed(person="x", post="acme/board", effective="2025-12-30")])
    for language in (None, "en", "both"):
        for line in drawn(tl, "2026", width, language=language):
            assert cell_len(line) <= width
            assert not {"\x1b", "\r", "\n", "\t", "\u202e"} & set(line)


@given(st.text(), st.integers(0, 40))
def test_a_fitted_text_has_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@given(
    st.integers(1, AFTER_ALL - 2),
    st.integers(2, 400_000),
    st.integers(10, 200),
    st.lists(st.integers(1, AFTER_ALL), min_size=2, max_size=8),
)
def test_an_axis_keeps_the_order_and_the_length_of_time(
    lo: int, days: int, width: int, moments: list[int]
) -> None:
    axis = Axis(lo, min(lo + days, AFTER_ALL), width)
    columns = [axis.column(day) for day in sorted(moments)]
    assert columns == sorted(columns)
    assert all(0 <= column <= width for column in columns)
    for start, end in zip(sorted(moments), sorted(moments)[1:], strict=False):
        first, last = axis.span(start, end)
        exact = (min(end, axis.hi) - max(start, axis.lo)) * width / (axis.hi - axis.lo)
        if exact > 0:
            assert last > first
            assert abs((last - first) - exact) <= 1


@given(st.integers(1, 3_000_000), st.integers(2, 600_000), st.integers(30, 200))
def test_ticks_do_not_touch_and_stand_where_their_dates_do(lo: int, days: int, width: int) -> None:
    axis = Axis(lo, min(lo + days, AFTER_ALL), width)
    free = 0
    for column, label in axis.ticks():
        assert column >= free
        free = column + len(label) + 1
        assert axis.column(EdtfDate.parse(label).lo) == column


def test_a_bar_is_as_long_as_its_dates_say() -> None:
    tl = timeline.memory()
    tl.append_yaml_text(
        ACME
        + "events:\n"
        + "- {on: 2001-01-01, appointed: ann, post: acme/ceo}\n"
        + "- {on: 2003-01-01, departed: ann, post: acme/ceo}\n"
        + "- {on: 2004, appointed: bob, post: acme/ceo, capacity: acting}\n"
        + "- {on: 2006-01-01, appointed: cy, post: acme/ceo}\n"
    )
    history = tl.histories().history("acme/ceo")
    assert history is not None
    axis = Axis(date(2000, 1, 1).toordinal(), date(2008, 1, 1).toordinal(), 80)
    names = {"ann": "Ann", "bob": "Bob", "cy": "Cy"}
    (strip,) = draw_post(history, axis, UNICODE, names, colors_of(list(names)), Key())
    text = "".join(char for char, _ in strip.parts())
    assert text == (
        "          ┣Ann━━━━━━━━━━━━━━━━··········┄Bob┄┄┄┄┄═══════════┣Cy━━━━━━━━━━━━━━━━━"
    )


def test_overlapping_tenures_have_lines_of_their_own(acme: timeline.Timeline) -> None:
    acme.append(
        [Appointed(person=p, post="acme/board", effective="2020-01-01") for p in ("ann", "bob")]
    )
    history = acme.histories().history("acme/board")
    assert history is not None
    axis = Axis(TODAY - 4000, TODAY, 60)
    assert len(draw_post(history, axis, UNICODE, {"ann": "A", "bob": "B"}, {}, Key())) == 2


def test_a_name_without_room_goes_to_the_key() -> None:
    key = Key()
    labels = [key.label(str(number)) for number in range(800)]
    assert labels[:2] + labels[25:28] == ["a", "b", "z", "aa", "ab"]
    assert len(set(labels)) == 800


def test_a_strip_never_grows(acme: timeline.Timeline) -> None:
    strip = Strip(5)
    strip.put(3, "张勇")
    strip.put(-1, "x")
    assert strip.is_blank(0, 5)
    strip.put(1, "张勇")
    strip.fill(3, 99, "·")
    assert "".join(char for char, _ in strip.parts()) == "   ··"


@pytest.mark.parametrize(
    ("since", "on", "said"),
    [
        ("2023-09-10", "2023-09-10", "first day"),
        ("2023-09-10", "2023-09-11", "1 d"),
        ("2023-08-10", "2023-09-09", "30 d"),
        ("2023-08-10", "2023-09-10", "1 m"),
        ("2015-05-10", "2023-09-10", "8 y 4 m"),
        ("2019-09-10", "2023-09-10", "4 y"),
        ("2009", "2013-06-01", "3 y 5 m to 4 y 5 m"),
        ("../2018-09-10", "2019-01-01", "3 m or more"),
        ("unknown", "2019-01-01", "?"),
        ("2019", "2019-06-01", "up to 5 m"),
    ],
)
def test_lengths_are_said_as_precisely_as_they_are_known(since: str, on: str, said: str) -> None:
    assert length(EdtfDate.parse(since), EdtfDate.parse(on)) == said


def test_a_view_prints_to_any_console(acme: timeline.Timeline) -> None:
    console = Console(width=70, record=True, file=open("/dev/null", "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    histories = LogHistories(acme.log)
    state = State(EdtfDate.parse("2020"), histories)
    console.print(ShowView(histories, state.as_of, state.posts, title="t", until=TODAY))
    assert "no record" in console.export_text()
    console.file.close()
