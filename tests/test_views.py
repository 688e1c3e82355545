"""What is drawn: widths in cells, bars as long as their dates say, text that cannot escape."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from wcwidth import wcswidth

import timeline
from timeline.events import AFTER_ALL, Appointed, EdtfDate, MemoryLog, Person
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.names import Names
from timeline.projections.state import State
from timeline.views.axis import Axis
from timeline.views.cells import Strip, cell_len, fit, fit_apart, fit_line, line_len
from timeline.views.glyphs import UNICODE, Key
from timeline.views.lanes import Pen
from timeline.views.links import linked, target_of
from timeline.views.people import People
from timeline.views.rows import folded_line
from timeline.views.show import ShowView
from timeline.views.why import WhyView
from timeline.views.words import length

from .conftest import ACME
from .organizations import NAMES
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
            assert wcswidth(line) <= width
            assert not {"\x1b", "\r", "\n", "\t", "\u202e"} & set(line)


_ASSIGNED = st.characters(exclude_categories=["Cn", "Cs"])
_HARD = st.sampled_from([*"\u200d\u200c\ufe0e\ufe0f\u0301\u0940\u094d\u202e\x1b\t❤👩🇨1#क"])
TEXTS = st.text(st.one_of(_ASSIGNED, _HARD))


@given(TEXTS, st.integers(0, 40))
def test_a_fitted_text_has_exactly_its_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width, "…")) == width


@given(st.lists(TEXTS, min_size=2, max_size=4), st.integers(0, 40))
def test_texts_that_are_fit_apart_have_their_cells(texts: list[str], width: int) -> None:
    texts = ["Deputy " * 9 + text for text in texts]
    fitted = fit_apart(dict(enumerate(texts)), width, "…")
    assert all(cell_len(text) == width and 0 <= wcswidth(text) <= width for text in fitted.values())


def test_two_titles_that_differ_at_their_ends_look_different() -> None:
    ends = {1: "Deputy for the North", 2: "Deputy for the South", 3: "Chair"}
    assert fit_apart(ends, 12, "…") == {1: "Deput… North", 2: "Deput… South", 3: "Chair       "}
    assert fit_apart({1: "Deputy for all"}, 8, "…") == {1: "Deputy… "}


@given(TEXTS, st.integers(0, 40))
def test_no_terminal_gives_a_text_more_cells_than_we_do(text: str, width: int) -> None:
    fitted = fit(text, width, "…")
    assert 0 <= wcswidth(fitted) <= width


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["", "bold"]))), st.integers(0, 40))
def test_a_fitted_line_has_its_cells_at_most(line: list[tuple[str, str]], width: int) -> None:
    fitted = fit_line(line, width, "…")
    assert line_len(fitted) == min(width, line_len(line))
    assert line_len(fit_line(line, width, "…", pad=True)) == width


def test_a_letter_keeps_its_marks_where_a_text_is_cut() -> None:
    assert fit("ne\u0301e", 3, "…") == "ne\u0301e"
    assert fit("ne\u0301ee", 3, "…") == "ne\u0301…"


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
    people = People(Names(tl.histories()))
    (lane,) = Pen(axis, UNICODE, people, Key()).lanes(history)
    text = "".join(char for char, _ in lane.strip.parts())
    assert text == (
        "          ┣Ann Li━━━━━━━━━━━━━··········┄Bob┄┄┄┄┄═══════════┣Cy━━━━━━━━━━━━━━━━━"
    )


def test_overlapping_tenures_have_lines_of_their_own(acme: timeline.Timeline) -> None:
    acme.append(
        [Appointed(person=p, post="acme/board", effective="2020-01-01") for p in ("ann", "bob")]
    )
    history = acme.histories().history("acme/board")
    assert history is not None
    axis = Axis(TODAY - 4000, TODAY, 60)
    people = People(Names(acme.histories()))
    assert len(Pen(axis, UNICODE, people, Key()).lanes(history)) == 2


def test_a_name_without_room_goes_to_the_key() -> None:
    key = Key(800)
    labels = [key.label(str(number)) for number in range(800)]
    assert labels[:2] + labels[25:27] + labels[51:54] == ["a", "b", "z", "A", "Z", "aa", "ab"]
    assert len(set(labels)) == 800
    assert key.label("another") is None
    assert key.left_out == {"another"}
    assert Key().label("another", room=0) is None


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
    text = console.export_text()
    assert "no record" in text
    assert all(len(line) <= 70 for line in text.splitlines())
    console.file.close()


@given(
    st.lists(
        st.tuples(
            st.text(st.sampled_from("ab 张,-/é\u0301"), max_size=30),
            st.sampled_from(["", "dim", "#000000 on #e69f00"]),
        ),
        max_size=6,
    ),
    st.integers(2, 40),
    st.sampled_from(["", "  "]),
)
def test_a_folded_line_loses_nothing_and_is_never_too_wide(
    line: list[tuple[str, str]], width: int, indent: str
) -> None:
    parts = folded_line(line, width + len(indent), indent)
    assert all(line_len(part) <= width + len(indent) for part in parts)
    told = "".join(text for part in parts for text, _ in part)
    assert "".join(told.split()) == "".join("".join(text for text, _ in line).split())


@pytest.mark.parametrize("width", [40, 60, 80])
def test_evidence_is_never_cropped(width: int) -> None:
    tl = timeline.seed()
    names = Names(tl.histories())
    day = EdtfDate.parse("2023-09-10")
    found = tl.why("alibaba-cloud/head", day)
    view = WhyView(tl.histories(), day, found, names)
    strips = [*view.strips(width)]
    text = "".join("".join(t for t, _ in strip) for strip in strips)
    told = "".join(sign for sign in text if not sign.isspace() and sign not in "│├└─…")
    assert "https://chinaeconomicreview.com/ex-alibaba-ceo-steps-down-from-cloud-unit" in told
    links = {target_of(style)[1] for strip in strips for _, style in strip} - {""}
    assert all(link.startswith("https://") for link in links)
    assert links
    assert "<a href=" in view.html(width)


def test_an_address_cannot_end_its_link() -> None:
    style = linked("dim", "https://example.org/a b\x1b\\\x07张")
    assert target_of(style) == ("dim", "https://example.org/a%20b%1B%5C%07%E5%BC%A0")
    assert linked("dim", "javascript:alert(1)") == "dim"
