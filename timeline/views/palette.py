"""The colours of people: one for each in a picture, and never the same for two seen together.

The first six are Okabe and Ito's ("Color Universal Design", 2008), which most colour-blind people
can tell apart, without black and yellow: the one vanishes on a dark background, the other on a
light. The rest differ from those, and from each other, in lightness too.
"""

from __future__ import annotations

from collections import Counter
from colorsys import hls_to_rgb
from itertools import count, pairwise
from typing import TYPE_CHECKING, Final
from zlib import crc32

from timeline.events import UNKNOWN_PERSON
from timeline.projections.answers.bars import bar_of, packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.projections.answers.bars import Bar
    from timeline.projections.posts import PostHistory

__all__ = ["PALETTE", "color_of", "colors_of", "ink_on"]

PALETTE: Final = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"),
    *("#7b5cd6", "#8a8a1f", "#a83c8f", "#8c5a2b", "#3fa7a3", "#d9534f"),
)
"""As `#rrggbb`, in the order in which they are given out."""

_NEAR: Final = 3
"""So many tenures of a post, in order, have colours of their own: short ones stand side by side."""

_AT_ONCE: Final = 128
"""Of so many that hold a post at once all colours differ; no picture has more lanes of one post."""


def color_of(person: str) -> str:
    """Choose the colour by which a person is known, wherever no neighbour has it already."""
    return PALETTE[_first(person)]


def colors_of(histories: Iterable[PostHistory]) -> dict[str, str]:
    """Give each person in a picture of posts a colour that nobody has who is seen beside them.

    Beside each other are those who hold one post at once or one after the other, and those who
    hold posts that stand next to each other at the same time. While the palette lasts, all people
    of the picture differ. One log gives the same colours every time, and who comes later into it
    changes no colour of an earlier one, unless old ones become neighbours.

    Args:
        histories: of the posts, in the order in which they are drawn.
    """
    near: dict[str, set[str]] = {}
    since: dict[str, int] = {}
    above: Sequence[Bar] = ()
    for history in histories:
        bars = sorted(map(bar_of, history.tenures), key=lambda bar: (bar.lo, bar.hi))
        for bar in bars:
            person, position = bar.tenure.person, bar.tenure.began_by
            since[person] = min(position, since.get(person, position))
        for one, other in (*_in_line(bars), *_at_once(above, bars)):
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
        above = bars
    found: dict[str, str] = {}
    given: Counter[str] = Counter()
    for person in sorted(since, key=lambda person: (since[person], person)):
        taken = {found[other] for other in near.get(person, ()) if other in found}
        if person != UNKNOWN_PERSON:
            found[person] = _choose(person, taken, given)
            given[found[person]] += 1
    return found


def _in_line(bars: Sequence[Bar]) -> Iterator[tuple[str, str]]:
    """Who holds a post after whom: in each of its lanes, and in their order."""
    lanes = [[bar.tenure.person for bar in lane] for lane in packed(bars)]
    people = [bar.tenure.person for bar in bars]
    pairs = [pair for lane in lanes for pair in pairwise(lane)]
    pairs += [pair for k in range(1, _NEAR + 1) for pair in zip(people, people[k:], strict=False)]
    yield from (pair for pair in pairs if pair[0] != pair[1])


def _at_once(above: Sequence[Bar], bars: Sequence[Bar]) -> Iterator[tuple[str, str]]:
    """Who holds a post, or the one above it, while another does, or when the other comes."""
    there: list[Bar] = []
    for bar in sorted([*above, *bars], key=lambda bar: (bar.lo, bar.hi)):
        there = [other for other in there if other.hi >= bar.lo][-_AT_ONCE:]
        one = bar.tenure.person
        yield from ((other.tenure.person, one) for other in there if other.tenure.person != one)
        there.append(bar)


def _choose(person: str, taken: set[str], given: Counter[str]) -> str:
    """The least used colour of the palette that is not taken, or a new one."""
    first = _first(person)
    free = [color for color in (*PALETTE[first:], *PALETTE[:first]) if color not in taken]
    return min(free, key=given.__getitem__) if free else next(c for c in _more() if c not in taken)


def _first(person: str) -> int:
    return crc32(person.encode()) % len(PALETTE)


def _more() -> Iterator[str]:
    """Further colours without an end, each far from the last few in hue."""
    for number in count():
        hue, lightness = number * 0.381966 % 1, (0.42, 0.58, 0.5)[number % 3]
        parts = hls_to_rgb(hue, lightness, max(0.35, 0.75 - number // 30 * 0.1))
        yield "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def ink_on(color: str) -> str:
    """Choose black or white for a text on a colour: the contrast is 4.5 to one at least."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    # Both have the same contrast with a colour of this light, by the formula of WCAG 2.
    return "#ffffff" if light < 0.1791 else "#000000"
