"""Every view, of any log, at any width, and in a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

import timeline
from timeline.events import (
    Appointed,
    EdtfDate,
    Person,
)
from timeline.projections.answers.chains import career, succession, vacancies
from timeline.projections.names import Names
from timeline.views import show_view
from timeline.views.cells import cell_len
from timeline.views.chains import career_view, succession_view, vacancies_view
from timeline.views.diff import diff_view
from timeline.views.view import View
from timeline.views.why import WhyView

from . import organizations
from .snapshots import CASES
from .strategies import FEWER, Batches, as_of_dates, logs
from .test_pictures import appended

WIDTHS = [20, 33, 60, 80, 120, 200]
_WIDTHS = st.sampled_from(WIDTHS)


# --- every other view


@FEWER
@given(logs(), as_of_dates(), as_of_dates(), _WIDTHS, st.booleans())
def test_no_line_of_any_view_is_wider_than_asked(
    batches: Batches, day: EdtfDate, other: EdtfDate, width: int, ascii_only: bool
) -> None:
    tl = appended(batches)
    for view in views_of(tl, day, other, ascii_only):
        lines = ["".join(text for text, _ in strip) for strip in view.strips(width)]
        assert all(0 <= wcswidth(line) <= width for line in lines)
        if ascii_only:
            assert "".join(lines).isascii()


def views_of(
    tl: timeline.Timeline, day: EdtfDate, other: EdtfDate, ascii_only: bool
) -> Iterator[View]:
    histories = tl.histories()
    names = Names(histories, None, day.hi)
    gaps = [gap for history in histories.histories() for gap in vacancies(history, day)]
    yield vacancies_view(histories, day, gaps, names, ascii_only)
    for history in histories.histories():
        chain, own = succession(history, day), vacancies(history, day)
        yield succession_view(histories, history, day, chain, own, names, ascii_only)
        yield WhyView(histories, day, tl.why(history.post, day), names, ascii_only)
    for person in ("ann", "unknown"):
        held = career(histories.held_by(person), day)
        yield career_view(histories, person, day, held, names, ascii_only)
    if day.latest and other.latest and day.earliest and other.earliest:
        changes = tl.diff(day, other)
        said = {"axis": "effective", "from": str(day), "to": str(other)}
        yield diff_view(tl, said, None, changes, names, (day, other), ascii_only)


@pytest.mark.parametrize("day", ["unknown", "../2001", "2001/..", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("case", ["alibaba", "names"])
def test_any_day_can_be_asked_about(case: str, day: str) -> None:
    make, _ = CASES[case]
    lines = [line.plain for line in show_view(make(), day).lines(80)]
    assert f"as of {day}" in lines[0]
    assert all(0 <= wcswidth(line) <= 80 for line in lines)


def test_no_post_is_no_picture() -> None:
    lines = [line.plain for line in show_view(timeline.memory(), "2020").lines(80)]
    assert lines[-1] == "No post is on record."


# --- Jupyter


def test_jupyter_gets_html_of_exact_widths_and_text() -> None:
    shown = show_view(organizations.names(), "2022")._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    for span, text in re.findall(r'<span style="([^"]*)">([^<]*)</span>', shown["text/html"]):
        if not text.isascii():
            size = float(match[1]) if (match := re.search(r"font-size:([\d.]+)em", span)) else 1
            (width,) = re.findall(r"[;:]width:([\d.]+)ch", span) or re.findall(
                r"^width:([\d.]+)ch", span
            )
            assert round(float(width) * size) == cell_len(unescape(text))
    outside = re.sub(r"<span[^>]*>[^<]*</span>", "", shown["text/html"])
    assert outside.isascii()
    assert "欧阳娜娜" in shown["text/plain"]


def test_html_of_a_hostile_name_is_text() -> None:
    tl = timeline.memory()
    tl.append_yaml_text("organizations: {a: A}\nposts: {a/b: {title: B}}\n")
    name = "</pre><script>alert(1)</script>\x1b[31m"
    tl.append([Person(person="x", names={"en": name})])
    tl.append([Appointed(person="x", post="a/b", effective="2000-01-01")])
    html = show_view(tl, "2020-01-01").html()
    assert "<script" not in html
    assert html.count("</pre>") == 1
    assert "\x1b" not in html
