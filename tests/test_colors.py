"""The colours of people: no two who are seen together share one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline
import timeline.charts
from timeline.charts.pictures import Picture
from timeline.cli.terminal import Depth, _color
from timeline.events import Appointed, MemoryLog, Person, Post
from timeline.projections.answers.bars import bar_of
from timeline.views.axis import Window
from timeline.views.glyphs import UNICODE, Key
from timeline.views.lanes import Pen
from timeline.views.palette import PALETTE, color_of, colors_of, ink_on
from timeline.views.people import People

from .conftest import ACME
from .strategies import Batches, logs


def recorded(batches: Batches) -> timeline.Timeline:
    """A log of some batches, whatever they contradict."""
    tl = timeline.Timeline(MemoryLog())
    for batch in batches:
        tl.append(batch, allow_conflicts=True)
    return tl


def neighbours(picture: Picture) -> set[tuple[str, str]]:
    """Who stands beside whom in a lane, or has a post, or the one above it, at the same time."""
    found = set()
    above: list[tuple[str, int, int]] = []
    for history in (history for group in picture.groups for history in group.histories):
        for lane in picture.posts[history.post].lanes:
            found |= {(a.tenure.person, b.tenure.person) for a, b in pairwise(lane)}
        own = [(t.person, bar_of(t).lo, bar_of(t).hi) for t in history.tenures]
        found |= {
            (one, other)
            for one, lo, hi in own
            for other, low, high in [*above, *own]
            if lo < high and low < hi
        }
        above = own
    return {(one, other) for one, other in found if one != other}


@given(logs(), st.integers(2, 60))
@settings(max_examples=20)
def test_no_two_who_are_seen_together_share_a_colour(batches: Batches, width: int) -> None:
    """In a chart, and in a terminal of any width, which packs its lanes by columns."""
    picture = timeline.charts.picture(recorded(batches), "2002-05-01")
    for one, other in neighbours(picture):
        assert picture.color(one) != picture.color(other)
    histories = [history for group in picture.groups for history in group.histories]
    colors = colors_of(histories)
    people = People(picture.names, colors)
    pen = Pen(Window(730_000, 732_000).axis(width), UNICODE, people, Key())
    for history in histories:
        for row in pen.packed(history.tenures):
            for one, other in pairwise(bar.tenure.person for bar in row):
                same = one == other or "unknown" in (one, other)
                assert same or colors[one] != colors[other]


@given(st.integers(1, 60), st.integers(1, 40))
@settings(max_examples=8, deadline=None)
def test_many_who_hold_one_post_at_once_all_differ(members: int, successors: int) -> None:
    """There are more colours than the palette has, where it does not last."""
    tl = timeline.Timeline(MemoryLog())
    tl.append_yaml_text(ACME)
    people = [f"member-{number}" for number in range(members + successors)]
    tl.append([Person(person=person, names={"en": person}) for person in people])
    tl.append([Post(post="acme/house", organization="acme", titles={"en": "House"}, seats=members)])
    tl.append(
        Appointed(person=person, post="acme/house", effective="2000-01-01")
        for person in people[:members]
    )
    for number, person in enumerate(people[members:]):
        day = f"2001-{number // 28 + 1:02}-{number % 28 + 1:02}"
        tl.append([Appointed(person=person, post="acme/ceo", effective=day)])
    picture = timeline.charts.picture(tl, "2001-01-01")
    assert len({picture.color(person) for person in people[:members]}) == members
    for one, other in pairwise(people[members:]):
        assert picture.color(one) != picture.color(other)


def test_while_the_palette_lasts_no_two_people_of_a_picture_are_alike() -> None:
    tl = timeline.seed("alibaba")
    histories = list(tl.histories().histories())
    colors = colors_of(histories)
    assert 5 < len(colors) <= len(PALETTE)
    assert len(set(colors.values())) == len(colors)
    assert set(colors.values()) <= {*PALETTE}
    assert colors_of(histories) == colors


def test_who_comes_later_changes_no_colour(acme: timeline.Timeline) -> None:
    acme.append([Appointed(person="ann", post="acme/ceo", effective="2001")])
    acme.append([Appointed(person="bob", post="acme/ceo", effective="2003")])
    before = colors_of(acme.histories().histories())
    acme.append([Appointed(person="cy", post="acme/ceo", effective="2002")])
    after = colors_of(acme.histories().histories())
    assert {person: after[person] for person in before} == before
    assert after["cy"] not in before.values()


def test_black_or_white_can_be_read_on_every_colour() -> None:
    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for color in (*PALETTE, "#767676", "#000000", "#777777", "#ffffff"):
        low, high = sorted((light(color), light(ink_on(color))))
        assert (high + 0.05) / (low + 0.05) >= 4.5  # what WCAG 2 asks of text


def test_the_colour_by_which_a_person_is_known_follows_from_the_id() -> None:
    assert color_of("ann") == color_of("ann")
    assert {color_of(f"person-{number}") for number in range(200)} == {*PALETTE}


@pytest.mark.parametrize("depth", [16, 256, 16_777_216])
def test_the_palette_has_as_many_colours_in_a_terminal_of_few(depth: Depth) -> None:
    """And what is made beyond it can be printed too."""
    printed = {_color(color, True, depth) for color in PALETTE}
    assert len(printed) == len(PALETTE)
    assert all(_color(f"#{n:02x}80{255 - n:02x}", False, depth) for n in range(0, 256, 5))
