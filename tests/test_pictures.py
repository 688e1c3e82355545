"""Pictures: bars as long as their dates say, signs that need no colour, and snapshots."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from zlib import crc32

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from wcwidth import wcswidth

import timeline
from timeline.events import (
    AFTER_ALL,
    Appointed,
    Departed,
    EdtfDate,
    Event,
    MemoryLog,
    Milestone,
    Person,
    Post,
)
from timeline.projections.answers.bars import grouped
from timeline.projections.names import Names
from timeline.projections.posts import PostHistory
from timeline.projections.state import State
from timeline.projections.tenures import Tenure
from timeline.views import show_view
from timeline.views.axis import Axis
from timeline.views.glyphs import ASCII, UNICODE, Glyphs, Key
from timeline.views.lanes import Lane, Pen
from timeline.views.palette import colors_of
from timeline.views.people import People
from timeline.views.show import ShowView

from . import organizations
from .snapshots import CASES, FOLDER, picture
from .strategies import FEWER, Batches, as_of_dates, logs

WIDTHS = [20, 33, 60, 80, 120, 200]
_WIDTHS = st.sampled_from(WIDTHS)


def view_of(tl: timeline.Timeline, day: EdtfDate, **options: object) -> ShowView:
    histories = tl.histories()
    state = State(day, histories)
    return ShowView(histories, day, state.posts, title="log", until=day.hi, **options)  # type: ignore[arg-type]


def texts(view: ShowView, width: int) -> list[str]:
    return ["".join(text for text, _ in strip) for strip in view.strips(width)]


def appended(batches: Batches) -> timeline.Timeline:
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    return tl


# --- snapshots, and the width of lines


@pytest.mark.parametrize("case", CASES)
def test_pictures_look_as_they_did(case: str) -> None:
    """`python -m tests.snapshots` writes the files anew."""
    assert picture(case) == (FOLDER / f"{case}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [20, 60, 80, 120, 200])
@pytest.mark.parametrize("case", CASES)
def test_no_line_is_wider_than_asked_in_any_terminal(case: str, width: int) -> None:
    make, day = CASES[case]
    for language in (None, "both"):
        for line in texts(view_of(make(), EdtfDate.parse(day), language=language), width):
            assert 0 <= wcswidth(line) <= width


@FEWER
@given(logs(), as_of_dates(), as_of_dates(), as_of_dates(), _WIDTHS, st.booleans())
def test_no_line_of_any_log_is_wider_than_asked(
    batches: Batches,
    day: EdtfDate,
    first: EdtfDate,
    last: EdtfDate,
    width: int,
    ascii_only: bool,
) -> None:
    tl = appended(batches)
    view = view_of(tl, day, ascii_only=ascii_only, **clip(first, last))
    lines = texts(view, width)
    assert all(0 <= wcswidth(line) <= width for line in lines)
    if ascii_only:
        assert "".join(lines).isascii()


def clip(first: EdtfDate, last: EdtfDate) -> dict[str, object]:
    """What is drawn between two dates, whichever is the earlier."""
    first, last = (first, last) if first.lo <= last.hi else (last, first)
    return {
        "first": first.lo if first.earliest else None,
        "last": last.hi if last.latest else None,
    }


# --- bars


class Plain(People):
    """People with a style of their own each, so that a cell tells whose it is."""

    def line_style(self, ident: str) -> str:
        return f"#{crc32(ident.encode()) & 0xFFFFFF:06x}"

    def tag_style(self, ident: str) -> str:
        return self.line_style(ident)

    def owner(self, style: str) -> str:
        """The colour that a cell's style has, however light; empty where nobody's bar is."""
        return style.rpartition(" ")[2] if "#" in style else ""


def columns(tenure: Tenure, axis: Axis) -> tuple[int, int]:
    """Where a tenure's bar must begin and end, reckoned without the code that draws it."""
    days = axis.hi - axis.lo
    last_day = tenure.end.hi if tenure.end else AFTER_ALL
    after = max(last_day, tenure.start.lo + 1)  # one that began and ended on one day is shown too
    start = min(max(tenure.start.lo, axis.lo), axis.hi)
    end = min(max(after, axis.lo), axis.hi)
    if start >= end:
        return 0, 0
    first, last = (start - axis.lo) * axis.width // days, (end - axis.lo) * axis.width // days
    return first, max(last, first + 1)  # a day has a cell, however long the axis


def lanes_of(
    tl: timeline.Timeline, history: PostHistory, axis: Axis, glyphs: Glyphs
) -> tuple[Plain, list[Lane]]:
    people = Plain(Names(tl.histories()))
    return people, Pen(axis, glyphs, people, Key()).lanes(history)


@FEWER
@given(
    logs(),
    st.integers(date(1999, 1, 1).toordinal(), date(2005, 1, 1).toordinal()),
    st.integers(2, 4000),
    st.integers(4, 200),
    st.sampled_from([UNICODE, ASCII]),
)
def test_a_bar_covers_the_cells_that_its_dates_say(
    batches: Batches, lo: int, days: int, width: int, glyphs: Glyphs
) -> None:
    tl, axis = appended(batches), Axis(lo, lo + days, width)
    for history in tl.histories().histories():
        people, lanes = lanes_of(tl, history, axis, glyphs)
        assume(not any(lane.most for lane in lanes))
        drawn = [id(tenure) for lane in lanes for tenure in lane.tenures]
        seen = [t for t in history.tenures if columns(t, axis)[1]]
        assert sorted(drawn) == sorted(map(id, seen))
        for lane in lanes:
            expected = [""] * width
            for tenure in lane.tenures:
                first, end = columns(tenure, axis)
                assert not any(expected[first:end]), "a bar covers another"
                expected[first:end] = [people.line_style(tenure.person)] * (end - first)
            assert [people.owner(lane.strip.style(c)) for c in range(width)] == expected


@FEWER
@given(logs(), st.integers(8, 200), st.sampled_from([UNICODE, ASCII]))
def test_what_is_certain_is_drawn_as_certain_and_nothing_else_is(
    batches: Batches, width: int, glyphs: Glyphs
) -> None:
    tl = appended(batches)
    axis = Axis(date(1999, 1, 1).toordinal(), date(2006, 1, 1).toordinal(), width)
    for history in tl.histories().histories():
        _, lanes = lanes_of(tl, history, axis, glyphs)
        for lane in lanes:
            for tenure in lane.tenures:
                first, end = columns(tenure, axis)
                sure = range(
                    axis.column(tenure.start.hi),
                    axis.column(tenure.end.lo if tenure.end else AFTER_ALL),
                )
                for column in range(first, end):
                    char = lane.strip.char(column)
                    if char == glyphs.bar(tenure.capacity):
                        assert column in sure or end - first == 1
                    elif char == glyphs.uncertain:
                        assert column not in sure or end - first == 1


@FEWER
@given(logs(), st.integers(120, 200), st.sampled_from([UNICODE, ASCII]))
def test_where_no_bar_is_the_post_is_as_it_is_drawn(
    batches: Batches, width: int, glyphs: Glyphs
) -> None:
    tl = appended(batches)
    axis = Axis(date(1999, 6, 1).toordinal(), date(2005, 1, 1).toordinal(), width)
    days: dict[int, list[int]] = {}
    for day in range(axis.lo, axis.hi):
        days.setdefault((day - axis.lo) * width // (axis.hi - axis.lo), []).append(day)
    for history in tl.histories().histories():
        people, lanes = lanes_of(tl, history, axis, glyphs)
        for index, lane in enumerate(lanes):
            for column in range(width):
                char = lane.strip.char(column)
                if people.owner(lane.strip.style(column)) or char == " ":
                    continue
                assert index == 0, "what nobody holds is drawn once"
                states = (history.on(EdtfDate.of_day(day)) for day in days[column])
                if char == glyphs.vacant:
                    assert any(state.status == "vacant" for state in states)
                elif char == glyphs.absent:
                    spans = [absence.certain for absence in history.absences]
                    assert any(lo <= day < hi for day in days[column] for lo, hi in spans)
                else:
                    assert char == glyphs.uncertain
                    assert any(state.certainty == "possible" or state.holding for state in states)


@FEWER
@given(logs(), st.integers(8, 200))
def test_the_order_of_bars_is_the_order_of_dates(batches: Batches, width: int) -> None:
    tl = appended(batches)
    axis = Axis(date(1999, 1, 1).toordinal(), date(2006, 1, 1).toordinal(), width)
    for history in tl.histories().histories():
        for lane in lanes_of(tl, history, axis, UNICODE)[1]:
            starts = [tenure.start.lo for tenure in lane.tenures]
            assert starts == sorted(starts)
            places = [columns(tenure, axis)[0] for tenure in lane.tenures]
            assert places == sorted(places)


@FEWER
@given(logs(), as_of_dates(), as_of_dates(), as_of_dates(), st.sampled_from([60, 120]))
def test_from_and_to_change_no_answer(
    batches: Batches, day: EdtfDate, first: EdtfDate, last: EdtfDate, width: int
) -> None:
    tl = appended(batches)
    whole, part = (texts(view_of(tl, day, **options), width) for options in ({}, clip(first, last)))

    def state(lines: list[str]) -> list[str]:
        return lines[next(i for i, line in enumerate(lines) if line.startswith("Post")) :]

    if tl.histories().posts():
        assert state(whole) == state(part)


def test_a_bar_goes_on_beyond_the_edge(acme: timeline.Timeline) -> None:
    acme.append([Appointed(person="ann", post="acme/ceo", effective="2000-01-01")])
    acme.append([Appointed(person="bob", post="acme/ceo", effective="2020-01-01")])
    options = clip(EdtfDate.parse("2005"), EdtfDate.parse("2010"))
    lines = texts(view_of(acme, EdtfDate.parse("2007-01-01"), **options), 60)
    (lane,) = [line for line in lines if line.startswith("  CEO") and "━" in line]
    assert re.fullmatch(r"  CEO      ‹Ann Li━+┿━+›", lane)
    assert "‹ began before" in "\n".join(lines)
    assert "› goes on" in "\n".join(lines)


# --- signs


SIGNS: dict[str, Callable[[Glyphs], str]] = {
    "begins": lambda g: g.start,
    "holds": lambda g: g.permanent,
    "acting": lambda g: g.acting,
    "interim": lambda g: g.interim,
    "uncertain date": lambda g: g.uncertain,
    "vacant": lambda g: g.vacant,
    "no such post": lambda g: g.absent,
    "disputed": lambda g: g.disputed,
    "expected end": lambda g: g.term,
    "as of": lambda g: g.pointer,
}


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_each_sign_is_another_and_is_explained(glyphs: Glyphs) -> None:
    signs = [sign(glyphs) for sign in SIGNS.values()]
    assert len({*signs}) == len(signs)
    view = view_of(
        organizations.every_sign(), EdtfDate.parse("2018-06-01"), ascii_only=glyphs is ASCII
    )
    lines = texts(view, 120)
    (legend,) = [line for line in lines if "begins" in line]
    assert legend.split("  ") == [f"{sign(glyphs)} {words}" for words, sign in SIGNS.items()]
    lanes = "".join(line for line in lines if line.startswith(("  CEO", "  CFO")))
    assert all(sign in lanes for sign in signs[:-1])


def test_the_legend_has_only_what_occurs(acme: timeline.Timeline) -> None:
    acme.append([Appointed(person="ann", post="acme/ceo", effective="2000-01-01")])
    text = "\n".join(texts(view_of(acme, EdtfDate.parse("2007-01-01")), 100))
    assert "┣ begins  ━ holds  ▼ as of" in text


def test_nobody_knows_who_is_not_nobody() -> None:
    """An unknown holder of whom only a cell is to be seen is a question mark, and no letter."""
    tl = timeline.memory()
    tl.append_yaml_text("organizations: {a: A}\nposts: {a/b: {title: B}}\n")
    tl.append([Appointed(person="unknown", post="a/b", effective="2000-01-01")])
    tl.append([Departed(person="unknown", post="a/b", effective="2000-02-01")])
    tl.append([Person(person="ann", names={"en": "Ann"})])
    tl.append([Appointed(person="ann", post="a/b", effective="2000-02-01")])
    lines = texts(view_of(tl, EdtfDate.parse("2020-01-01")), 60)
    assert "? holder unknown" in "\n".join(lines)
    assert not any(line.startswith("a ") for line in lines)
    assert any(re.fullmatch(r"  B \? +│", line) for line in lines)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("case", CASES)
def test_the_holder_can_be_read_beside_every_lane(case: str, width: int) -> None:
    """In its bar, or else right of the lanes, where at least its beginning stands."""
    make, day = CASES[case]
    tl = make()
    view = view_of(tl, EdtfDate.parse(day))
    groups = grouped(tl.histories(), tl.histories().histories())
    drawn_posts = [history for group in groups for history in group.histories]
    people = People(Names(tl.histories()), colors_of(drawn_posts))
    lanes = [
        strip
        for strip in view.strips(width)
        if any(text.strip(" ") in ("▼", "┴") for text, _ in strip) or strip
    ]
    drawn = [strip for strip in lanes if any("on #" in style for _, style in strip)]
    for post in State(EdtfDate.parse(day), tl.histories()).posts:
        for tenure, _ in post.holding:
            name, style = people.name(tenure.person), people.tag_style(tenure.person)
            found = [t for strip in drawn for t, s in strip if s == style]
            if style != "bold":
                assert any(t.rstrip("…")[:3] == name[:3] and t for t in found)


# --- milestones


def outage(number: int, day: str) -> Event:
    return Milestone(organization="acme", title=f"Outage {number}", effective=day)


def test_milestones_are_numbered_and_told(acme: timeline.Timeline) -> None:
    acme.append([Appointed(person="ann", post="acme/ceo", effective="2000-01-01")])
    acme.append([outage(1, "2001-01-01"), outage(2, "2008-05-01"), outage(3, "2008-05-02")])
    lines = texts(view_of(acme, EdtfDate.parse("2010-01-01")), 60)
    marks = next(line for line in lines if "①" in line)
    assert re.fullmatch(r" +① +◆", marks)
    assert [line for line in lines if "Outage" in line] == [
        " ① 2001-01-01  Outage 1",
        "◆② 2008-05-01  Outage 2",
        "◆③ 2008-05-02  Outage 3",
    ]


def test_more_milestones_than_numbers_are_counted(acme: timeline.Timeline) -> None:
    acme.append([Appointed(person="ann", post="acme/ceo", effective="1900-01-01")])
    acme.append([outage(n, f"{1900 + n}-05-01") for n in range(40)])
    lines = texts(view_of(acme, EdtfDate.parse("2010-01-01")), 100)
    assert "◆ 40 milestones; timeline log lists them" in lines
    assert not any("Outage" in line for line in lines)


def test_a_milestone_outside_of_what_is_drawn_is_not_told(acme: timeline.Timeline) -> None:
    acme.append([Appointed(person="ann", post="acme/ceo", effective="2000-01-01")])
    acme.append([outage(1, "2001-01-01"), outage(2, "2008-05-01")])
    options = clip(EdtfDate.parse("2005"), EdtfDate.parse("2010"))
    text = "\n".join(texts(view_of(acme, EdtfDate.parse("2010"), **options), 60))
    assert "Outage 2" in text
    assert "Outage 1" not in text


# --- too much to draw


def test_a_post_of_more_tenures_than_cells_is_shown_by_its_beginnings() -> None:
    tl = timeline.memory()
    tl.append_yaml_text("organizations: {a: A}\nposts: {a/b: {title: B}}\n")
    people = [Person(person=f"p{n}", names={"en": f"P {n}"}) for n in range(99)]
    days = [date(2000, 1, 1).toordinal() + 9 * n + (n > 50) * 2000 for n in range(99)]
    tl.append(
        [
            *people,
            *(
                Appointed(person=f"p{n}", post="a/b", effective=EdtfDate.of_day(day))
                for n, day in enumerate(days)
            ),
        ]
    )
    lines = texts(view_of(tl, EdtfDate.parse("2020-01-01")), 60)
    (lane,) = [line for line in lines if line.startswith("  B ") and "█" in line]
    assert lane.endswith("P 98")
    assert re.search(r"▁…█ up to \d+ began", "\n".join(lines))


def test_a_long_key_is_read_row_by_row_and_leaves_nobody_out() -> None:
    tl = timeline.memory()
    tl.append_yaml_text("organizations: {a: A}\n")
    for number in range(40):
        post = f"a/p{number}"
        tl.append([Post(post=post, organization="a", titles={"en": f"P {number}"})])
        for turn in range(5):
            person = f"{number}-{turn}"
            tl.append([Person(person=person, names={"en": f"Somebody of a long name {person}"})])
            day = EdtfDate.of_day(730_000 + 600 * turn)
            tl.append([Appointed(person=person, post=post, effective=day)])
    text = "\n".join(texts(view_of(tl, EdtfDate.parse("2020-01-01")), 80))
    assert "they fit if fewer posts" not in text
    assert all(f"A: P {number}:" in text for number in range(40))
    assert all(
        f"Somebody of a long name {n}-{turn}" in text for n in range(40) for turn in range(4)
    )


def test_many_names_are_numbered_row_by_row() -> None:
    tl = timeline.memory()
    people = [f"p{n}" for n in range(40)]
    posts = "".join(f"  acme/q{n}: Post {n}\n" for n in range(4))
    events = "".join(
        f"- {{on: {2000 + n % 10}-0{1 + n // 10}-01, appointed: p{n}, post: acme/q{n // 10}}}\n"
        for n in range(40)
    )
    tl.append_yaml_text(
        "people: {" + ", ".join(f"{p}: Somebody of the name {p}" for p in people) + "}\n"
        f"organizations: {{acme: Acme}}\nposts:\n{posts}events:\n{events}"
    )
    view = show_view(tl, "2012-01-01")
    lines = [line.plain for line in view.lines(60)]
    named = [line for line in lines if line.startswith("Acme: Post ")]
    assert [line.split(":")[1].strip() for line in named] == [f"Post {n}" for n in range(4)]
    for n in range(1, 4):
        assert "1 Somebody of the name p" + str(10 * n) in " ".join(lines)
    few = show_view(tl, "2012-01-01", posts=["acme/q0"])
    assert not any(line.plain.startswith("Acme: Post") for line in few.lines(60))
