"""Charts that stand alone: what an SVG says, what a PNG shows, and the command that writes them."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
import timeline.charts
from timeline.charts import drawing, fonts
from timeline.charts.api import WIDTH, specified
from timeline.charts.density import HIGH, density
from timeline.charts.drawing import svg
from timeline.charts.facts import known
from timeline.charts.fonts import undrawable
from timeline.charts.layout import NARROW, WIDE, datasets, milliseconds
from timeline.charts.legend import used_signs
from timeline.charts.marks import FONTS
from timeline.charts.pictures import Picture
from timeline.events import (
    AFTER_ALL,
    BEFORE_ALL,
    Appointed,
    Departed,
    EdtfDate,
    MemoryLog,
    Milestone,
    Person,
    Seen,
)
from timeline.projections.answers.bars import Group, bar_of

from .conftest import ACME, Run
from .strategies import Batches, logs

SVG = "{http://www.w3.org/2000/svg}"


def picture(tl: timeline.Timeline, **options: Any) -> Picture:
    return timeline.charts.picture(tl, "2023-09-10", until="2024-01-01", **options)


def texts(svg: str) -> list[str]:
    """What is written in an SVG, which must be XML."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    return ["".join(found.itertext()) for found in root.iter(f"{SVG}text")]


def saved(tl: timeline.Timeline, path: Path, **options: Any) -> str:
    timeline.charts.chart(tl, "2023-09-10", until="2024-01-01", **options).save(path)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def alibaba(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], str]:
    """The SVG of the bundled log, so many pixels wide."""
    folder = tmp_path_factory.mktemp("charts")

    @cache
    def svg(width: int) -> str:
        return saved(timeline.seed("alibaba"), folder / f"{width}.svg", width=width)

    return svg


# --- what is laid out


@given(logs())
@settings(max_examples=25)
def test_the_parts_of_a_bar_are_as_long_as_its_dates_say(batches: Batches) -> None:
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    found = timeline.charts.picture(tl, "2020-01-01")
    for post in found.posts.values():
        drawn = [part for lane in post.lanes for part in found.parts(lane)]
        for tenure in post.history.tenures:
            parts = [part for part in drawn if part.bar.tenure is tenure]
            for day in {d for p in parts for d in (p.lo, p.hi - 1) if p.lo < p.hi}:
                (part,) = [part for part in parts if part.lo <= day < part.hi]
                assert tenure.certainty(day, day) == ("certain" if part.sure else "possible")
            bar = bar_of(tenure)
            spans = tenure.days.possible if tenure.days else [(bar.lo, bar.hi)]
            bounds = [(max(lo, found.first), min(hi, found.last)) for lo, hi in spans]
            shown = sum(max(0, hi - lo) for lo, hi in bounds)
            assert sum(part.hi - part.lo for part in parts) == shown
            assert sum(part.named for part in parts) == 1


@given(logs())
@settings(max_examples=25)
def test_no_bar_of_a_lane_covers_what_is_certain_of_another(batches: Batches) -> None:
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    found = timeline.charts.picture(tl, "2020-01-01")
    for post in found.posts.values():
        for lane in post.lanes:
            for one, other in pairwise(found.parts(lane)):
                halves = {one.half, other.half} == {"top", "bottom"}
                assert one.hi <= other.lo or (halves and not one.sure and not other.sure)


def test_a_hand_over_on_an_unknown_day_shares_a_lane(acme: timeline.Timeline) -> None:
    acme.append(
        [
            Appointed(person="ann", post="acme/ceo", effective="2001-01-01"),
            Appointed(person="bob", post="acme/ceo", effective="2005"),
        ]
    )
    found = picture(acme)
    (lane,) = found.posts["acme/ceo"].lanes
    assert [(part.sure, part.half) for part in found.parts(lane)] == [
        (True, ""),
        (False, "top"),
        (False, "bottom"),
        (True, ""),
    ]


def test_the_same_person_has_the_same_colour_in_every_lane() -> None:
    found = picture(timeline.seed("alibaba"))
    bars = datasets(found, WIDE, tooltips=True)["bars"]
    colors: dict[str, set[str]] = {}
    for bar in bars:
        colors.setdefault(bar["Person"], set()).add(bar["color"])
    assert all(len(found) == 1 for found in colors.values())
    assert len({color for found in colors.values() for color in found}) > 3


def test_from_and_to_clip_the_picture_and_no_answer() -> None:
    tl = timeline.seed("alibaba")
    found = picture(tl, first="2020", last="2022-12-31")
    bars = datasets(found, WIDE, tooltips=True)["bars"]
    whole = datasets(picture(tl), WIDE, tooltips=True)["bars"]
    assert {bar["Since"] for bar in bars} < {bar["Since"] for bar in whole}
    (clipped,) = [b for b in bars if b["Person"] == "张建锋"]
    assert clipped["Since"] == "2018-11-26"
    assert EdtfDate.of_day(found.first).text == "2020-01-01"
    assert EdtfDate.of_day(found.last - 1).text == "2022-12-31"
    assert [note.number for note in found.notes] == [1]


def test_each_sign_is_told_apart_without_colour(acme: timeline.Timeline) -> None:
    acme.append([Person(person="dee", names={"en": "Dee"})])
    acme.append(
        [
            Appointed(person="ann", post="acme/ceo", effective="2001-01-01"),
            Departed(person="ann", post="acme/ceo", effective="2003-01-01"),
            Appointed(person="bob", post="acme/ceo", effective="2004-01-01", capacity="acting"),
            Appointed(person="cy", post="acme/ceo", effective="2006-01-01", term_ends="2024-03-01"),
            Appointed(person="unknown", post="acme/board", effective="2010"),
            Milestone(organization="acme", title="Fire", effective="2005", key="fire"),
        ]
    )
    data = datasets(picture(acme), WIDE, tooltips=True)
    by_person = {bar["Person"]: bar for bar in data["bars"] if bar["sure"]}
    assert not by_person["Ann Li"]["hollow"]
    assert by_person["Bob"]["hollow"]
    assert by_person["Bob"]["name"] == "Bob (acting)"
    assert by_person["unknown"]["color"] == "#767676"
    assert [sign["sign"] for sign in data["signs"]] == ["term"]
    assert len(data["vacant"]) == 1
    assert data["milestones"][0]["number"] == 1


def test_names_without_room_get_a_letter_that_is_explained(alibaba: Callable[[int], str]) -> None:
    found = picture(timeline.seed("alibaba"))
    narrow = datasets(found, NARROW.fitted(found, 390), tooltips=True)
    named = [bar for bar in (*narrow["bars"], *narrow["flags"]) if "says" in bar]
    lettered = {bar["name"]: bar["says"] for bar in named if bar["says"] != bar["name"]}
    assert lettered
    assert {row["name"]: row["letter"] for row in narrow["letters"]} == lettered
    assert all(f"{letter}\u2002{name}" in texts(alibaba(390)) for name, letter in lettered.items())


@pytest.fixture(scope="module")
def many() -> timeline.Timeline:
    """A log of a hundred and fifty posts of one organization, each held by somebody else."""
    numbers = range(150)
    people = "".join(f"  h{n:03}: Holder {n:03}\n" for n in numbers)
    lines = "".join(f"  acme/p{n:03}: Post {n:03}\n" for n in numbers)
    tl = timeline.memory()
    tl.append_yaml_text(f"people:\n{people}organizations: {{acme: Acme}}\nposts:\n{lines}")
    tl.append(
        Appointed(person=f"h{n:03}", post=f"acme/p{n:03}", effective=f"{1900 + n // 3}-05-01")
        for n in numbers
    )
    return tl


def test_a_chart_of_many_lanes_draws_them_all(many: timeline.Timeline, tmp_path: Path) -> None:
    written = {*texts(svg(picture(many)))}
    assert {f"Post {n:03}" for n in range(150)} <= written
    assert {f"Holder {n:03}" for n in range(150)} <= written


def test_a_chart_that_no_screen_shows_has_an_overview_above_it(many: timeline.Timeline) -> None:
    found = picture(many)
    data = datasets(found, WIDE.fitted(found, WIDTH), tooltips=False)
    assert sum(bar["began"] for bar in data["density"]) == 150
    assert max(bar["high"] for bar in data["density"]) == HIGH
    said = "the strip above the dates: how many tenures began; "
    assert any(text.startswith(said) for text in texts(svg(found)))
    few = picture(many, posts=["acme/p001"])
    assert datasets(few, WIDE, tooltips=False)["density"] == []
    assert not any(text.startswith(said) for text in texts(svg(few)))


@given(logs(), st.integers(50, 1500))
@settings(max_examples=25)
def test_the_overview_counts_every_tenure_whose_beginning_is_known(
    batches: Batches, width: int
) -> None:
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    found = timeline.charts.picture(tl, "2020-01-01")
    starts = [t.start for post in found.posts.values() for t in post.history.tenures]
    spans = density(found, width)
    known_starts = [s for s in starts if s.lo > BEFORE_ALL and s.hi < AFTER_ALL]
    assert sum(count for _, _, count in spans) == len(known_starts)
    assert all(lo < hi <= later for (lo, hi, _), (later, _, _) in pairwise(spans))
    assert all(found.first <= lo < hi <= found.last for lo, hi, _ in spans)


def test_a_png_is_no_higher_than_what_can_be_shown(
    many: timeline.Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "HIGHEST", 4_000)
    drawn, scale = drawing.png(picture(many), WIDTH, 2)
    assert scale < 1
    assert 3_990 <= struct.unpack(">II", drawn[16:24])[1] <= 4_000
    monkeypatch.setattr(drawing, "HIGHEST", 1_000)
    with pytest.raises(timeline.events.BadValue, match="these 151 lanes are too many for a PNG"):
        drawing.png(picture(many), WIDTH, 2)


def test_fonts_are_asked_for_in_every_text_of_an_svg() -> None:
    evil = '<text x="1" font-family="sans-serif">'
    tl = timeline.memory()
    tl.append_yaml_text(ACME)
    tl.append([Person(person="x", names={"und": evil})])
    tl.append([Appointed(person="x", post="acme/ceo", effective="2020-01-01")])
    drawn = svg(picture(tl))
    assert evil in texts(drawn)
    fonts_ = {e.get("font-family") for e in ElementTree.fromstring(drawn).iter(f"{SVG}text")}  # noqa: S314 - our own
    assert fonts_ == {FONTS}


def test_a_long_milestone_goes_on_in_the_next_line(acme: timeline.Timeline) -> None:
    title = "因香港机房宕机超过十二小时，" * 12
    acme.append([Milestone(organization="acme", title=title, effective="2005-01-01", key="m")])
    acme.append([Appointed(person="ann", post="acme/ceo", effective="2001-01-01")])
    lines = texts(svg(picture(acme), 500))
    first = next(index for index, text in enumerate(lines) if text.startswith("1\u20022005"))
    assert title in "".join(lines[first:])


def test_what_is_drawn_is_vega_lite_by_its_schema() -> None:
    """Nothing checks it when a picture is written: that would take as long as all the rest."""
    import altair as alt
    from jsonschema import ValidationError

    found = picture(timeline.seed("alibaba"))
    whole = specified(found)
    for spec in (whole, specified(found, 390)):
        alt.LayerChart.from_dict(spec)
    checked = timeline.charts.chart(timeline.seed("alibaba"), "2023-09-10", until="2024-01-01")
    assert checked.to_dict() == whole
    whole["layer"][0]["mark"] = "no such mark"
    with pytest.raises(ValidationError):
        alt.LayerChart.from_dict(whole)


def test_a_page_is_the_same_whenever_it_is_written() -> None:
    page = known(picture(timeline.seed("alibaba")))
    (head,) = [post for post in page["posts"] if post["id"] == "alibaba-cloud/head"]
    people = [page["people"][page["tenures"][number]["person"]] for number in head["tenures"]]
    names = [person["names"][-1][1] for person in people]
    assert [name for ((_, name),) in names] == ["王坚", "胡晓明", "张建锋", "张勇", "吴泳铭"]
    assert known(picture(timeline.seed("alibaba"))) == page


# --- SVG and PNG


def test_an_svg_says_who_held_what(alibaba: Callable[[int], str]) -> None:
    written = texts(alibaba(WIDTH))
    for text in (
        "阿里巴巴集团 Alibaba Group",
        "as of 2023-09-10 · all that is announced · all that is recorded",
        "as of 2023-09-10",
        "董事会主席 Chairman",
        "张建锋",
        "吴泳铭",
        "the bundled log alibaba, position 59",
        "uncertain date",
        "disputed",
    ):
        assert text in written
    assert any("香港机房宕机超过十二小时" in text for text in written)


def test_an_svg_of_a_hostile_log_is_xml(acme: timeline.Timeline, tmp_path: Path) -> None:
    evil = "</text><script>alert(1)</script>&\x1b[31m\u202e]]>"
    acme.append([Person(person="x", names={"und": evil})])
    acme.append([Appointed(person="x", post="acme/ceo", effective="2020-01-01")])
    svg = saved(acme, tmp_path / "evil.svg", width=900)
    assert any("</text><script>" in text for text in texts(svg))
    assert not list(ElementTree.fromstring(svg).iter(f"{SVG}script"))  # noqa: S314 - our own
    assert not {"\x1b", "\u202e"} & {*svg}


def test_a_bar_goes_lighter_after_its_holder_was_last_seen(acme: timeline.Timeline) -> None:
    ann = Appointed(person="ann", post="acme/ceo", effective="2001-01-01")
    bob = Appointed(person="bob", post="acme/ceo", effective="2004-01-01")
    acme.append([ann, bob, Seen(person="bob", post="acme/ceo", effective="2006-05-01")])
    data = datasets(picture(acme), WIDE, tooltips=True)
    light = {bar["Person"]: bar["light"] for bar in data["bars"]}
    assert light == {"Ann Li": None, "Bob": milliseconds(date(2006, 5, 2).toordinal())}
    assert "presumed" in used_signs(data)


@pytest.mark.parametrize("width", [300, 390, 1000, 2000])
def test_a_chart_is_as_wide_as_asked(alibaba: Callable[[int], str], width: int) -> None:
    root = ElementTree.fromstring(alibaba(width))  # noqa: S314 - our own
    assert int(float(root.get("width", "0"))) == width


def test_an_empty_log_is_drawn_too(tmp_path: Path) -> None:
    tl = timeline.memory()
    tl.append_yaml_text("people: {ann: Ann}")
    assert "memory" in texts(saved(tl, tmp_path / "a.svg"))
    assert "<table>" in timeline.charts.page(tl, "2020")


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the raw bytes of a PNG's rows."""
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    at, body = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            body += png[at + 8 : at + 8 + length]
        at += 12 + length
    return width, height, zlib.decompress(body)


def test_a_png_shows_each_name_in_its_own_characters(acme: timeline.Timeline, run: Run) -> None:
    """Were there no glyphs, 张 and 勇 would look alike: like the box of a missing character."""
    import os

    if undrawable(["张勇"]):
        assert not os.environ.get("CI"), ".ci/run installs a font"
        pytest.skip("no font with Chinese characters is installed")
    shown = []
    for name in ("张张", "勇勇"):
        tl = timeline.memory()
        tl.append_yaml_text(ACME)
        tl.append([Person(person="x", names={"zh": name})])
        tl.append([Appointed(person="x", post="acme/ceo", effective="2020-01-01")])
        import vl_convert

        spec = timeline.charts.chart(tl, "2021-01-01", ["acme/ceo"], until="2022").to_dict()
        width, height, raw = pixels(vl_convert.vegalite_to_png(spec, scale=1))
        assert width == 1000
        assert height > 100
        assert len(set(raw)) > 20
        shown.append(raw)
    assert shown[0] != shown[1]


def test_a_script_without_a_font_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert undrawable(["plain", "é", "—"]) == []
    assert undrawable(["\U00013000"]) in ([], ["Egyptian"])
    # A private character stands for a script that no font has.
    monkeypatch.setattr(fonts, "_script", lambda char: "Klingon" if char > "\uffff" else "Latin")
    assert undrawable(["qapla’ \U0010fffc"]) == ["Klingon"]


# --- the command


@pytest.mark.parametrize("kind", ["html", "svg", "png"])
def test_the_command_writes_each_kind(run: Run, invoke: Run, home: Path, kind: str) -> None:
    start = run if kind == "png" else invoke  # one of them as its user does
    days = ("--as-of", "2023-09-10", "--to", "2023")
    done = start("chart", "alibaba-cloud", "-o", f"a.{kind}", *days)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert f"wrote a.{kind}" in done.stderr
    written = (home / f"a.{kind}").read_bytes()
    assert written.startswith({"html": b"<!doctype html>", "svg": b"<svg", "png": b"\x89PNG"}[kind])
    if kind != "png":
        text = written.decode()
        assert "阿里云 Alibaba Cloud" in text
        assert "陆兆禧" not in text  # of the group, which was not asked for


def test_the_question_is_echoed(invoke: Run, home: Path) -> None:
    dates = ("--as-of", "2023-10", "--announced-by", "2023-08-01", "--recorded-by", "today")
    invoke("chart", "-o", "a.svg", *dates)
    written = "\n".join(texts((home / "a.svg").read_text(encoding="utf-8")))
    assert re.search(r"as of 2023-10 · announced by 2023-08-01 · recorded by \d{4}-", written)


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("-o", "a.gif"), 2, "a.gif ends in none of .html, .svg, .png"),
        ((), 2, "Missing option '-o'"),
        (("-o", "a.svg", "--from", "2020", "--to", "2019"), 2, "--from 2020 is after --to 2019"),
        (("nobody", "-o", "a.svg"), 1, 'no post, organization or person "nobody"'),
        (("-o", "missing/a.svg"), 1, "missing/a.svg"),
        (("-o", "a.svg", "--as-of", "soon"), 2, "soon"),
    ],
)
def test_what_is_wrong_is_said(invoke: Run, args: tuple[str, ...], code: int, says: str) -> None:
    done = invoke("chart", *args)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_without_the_extra_it_says_how_to_get_it(home: Path) -> None:
    code = """
import sys
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name == "altair": raise ModuleNotFoundError(name)
import importlib.util as util
found = util.find_spec
util.find_spec = lambda name, *rest: None if name == "altair" else found(name, *rest)
from timeline.cli import main
main(["chart", "-o", "a.svg"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=home,
        env={"HOME": str(home)}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    said = "error: altair is not installed; pip install 'role-timeline[charts]'"
    assert said in done.stderr


def test_the_last_day_of_all_can_be_asked_about(acme: timeline.Timeline) -> None:
    acme.append([Appointed(person="ann", post="acme/ceo", effective="0001-01-01")])
    found = timeline.charts.chart(acme, "9999-12-31").to_dict()
    days = {param["name"]: param["value"] for param in found["params"]}
    assert days["day_hi"] == (AFTER_ALL - 1 - 719_163) * 86_400_000
    assert [group for group in picture(acme).rows() if isinstance(group, Group)]
