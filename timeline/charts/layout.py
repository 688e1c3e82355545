"""Where things stand in a chart, in pixels; and the rows of data that Vega draws."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import printable
from timeline.projections.answers.bars import Group
from timeline.views.palette import ink_on

from .pictures import text_width
from .told import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.projections.answers.bars import Bar

    from .pictures import Part, Picture, PostRows

__all__ = ["NARROW", "WIDE", "Layout", "datasets", "milliseconds"]

EPOCH: Final = 719_163
"""1970-01-01 as an ordinal."""


def milliseconds(day: int) -> int:
    """A day as Vega counts time: milliseconds since 1970, in UTC."""
    return (day - EPOCH) * 86_400_000


@attrs.frozen
class Layout:
    """The measures of a chart, in pixels.

    Attributes:
        left: room for the labels of posts; 0 where they stand above the bars.
        right: room for the names of the holders at the right edge; 0 likewise.
        pitch: from one lane to the next.
        bar_top: from the top of a lane to its bar.
        bar: the height of a bar.
        reference: the width of the plot at which it is decided which names need a letter.
    """

    left: int
    right: int
    pitch: int
    bar_top: int
    bar: int
    reference: int

    @property
    def is_narrow(self) -> bool:
        """Whether the labels stand above the bars."""
        return self.left == 0

    def at(self, width: int) -> Layout:
        """Give this layout for a plot of a width, in pixels."""
        return attrs.evolve(self, reference=width)

    def fitted(self, picture: Picture, width: int | None = None) -> Layout:
        """Give this layout with room for the labels and names of a picture."""
        if self.is_narrow:
            return self if width is None else attrs.evolve(self, reference=width - 2 * PAD)
        labels = [text_width(label, 13) for label in _labels(picture)]
        names = [
            text_width(picture.name(bar.tenure))
            for row in picture.rows()
            if not isinstance(row, Group)
            for lane in row[0].lanes
            for bar in lane
            if picture.reaches_edge(bar)
        ]
        left = min(max([110, *labels]) + 8, 260)
        right = min(max([24, *names]) + 10, 190)
        reference = self.reference if width is None else width - left - right - 2 * PAD
        return attrs.evolve(self, left=left, right=right, reference=max(reference, 100))


PAD: Final = 16
"""The margin around a chart."""

WIDE: Final = Layout(260, 140, 30, 5, 20, 560)
NARROW: Final = Layout(0, 0, 48, 25, 17, 320)

INDENT: Final = 14

LETTER: Final = 7
"""About how wide a letter is that stands for a name."""


def _labels(picture: Picture) -> Iterator[str]:
    for group in picture.groups:
        indent = "  " * group.depth
        yield indent + picture.names.label(group.organization)
        for history in group.histories:
            yield indent + "  " + picture.names.label(history.profile)


def datasets(
    picture: Picture, layout: Layout, *, tooltips: bool, most: int | None = None
) -> dict[str, list[Any]]:
    """The rows that Vega draws, by the name of their data set.

    Args:
        picture: what to draw.
        layout: where.
        tooltips: whether each bar carries what is told of it; a page looks it up instead.
        most: how many lanes to draw at the most; None for all.
    """
    found: dict[str, list[Any]] = {
        "once": [{}],
        "rows": [],
        "vacant": [],
        "bars": [],
        "edge": [],
        "signs": [],
    }
    drawer = _Drawer(picture, layout, tooltips)
    for index, row in enumerate(islice(picture.rows(), most)):
        place = {"row": index, "y": index * layout.pitch}
        label = drawer.label(row)
        found["rows"].append({**place, **label, "length": text_width(label["label"], 13)})
        if isinstance(row, Group):
            continue
        rows, lane = row
        if lane == 0:
            found["vacant"] += [{**place, **_span(*span)} for span in rows.vacant]
        if rows.lanes:
            for part in picture.parts(rows.lanes[lane]):
                found["bars"].append({**place, **drawer.part(rows, part)})
            for bar in rows.lanes[lane]:
                found["signs"] += [{**place, **sign} for sign in drawer.signs(bar)]
            for name in drawer.edge(rows.lanes[lane]):
                found["edge"].append({**place, "name": name, "length": text_width(name, 13)})
    found["milestones"] = list(_milestones(picture, layout))
    found["letters"] = [{"letter": letter, "name": name} for name, letter in drawer.letters.items()]
    return found


def _span(lo: int, hi: int) -> dict[str, int]:
    return {"lo": milliseconds(lo), "hi": milliseconds(hi)}


class _Drawer:
    """Makes rows of data, and gives letters to the names that do not fit."""

    def __init__(self, picture: Picture, layout: Layout, tooltips: bool) -> None:
        self._picture = picture
        self._layout = layout
        self._tooltips = tooltips
        self._pixels = layout.reference / (picture.last - picture.first)
        self.letters: dict[str, str] = {}

    def label(self, row: Group | tuple[PostRows, int]) -> dict[str, Any]:
        names = self._picture.names
        if isinstance(row, Group):
            return {
                "kind": "organization",
                "indent": row.depth * INDENT,
                "label": printable(names.label(row.organization)),
            }
        rows, lane = row
        depth = self._picture.depth(rows.history)
        label = printable(names.label(rows.history.profile)) if lane == 0 else ""
        return {"kind": "post", "indent": (depth + 1) * INDENT, "label": label}

    def part(self, rows: PostRows, part: Part) -> dict[str, Any]:
        tenure = part.bar.tenure
        name = self._picture.name(tenure)
        shown = part.named and not self._picture.reaches_edge(part.bar)
        found: dict[str, Any] = {
            **_span(part.lo, part.hi),
            "t": self._picture.number(tenure),
            "sure": part.sure,
            "half": part.half,
            "color": (color := self._picture.color(tenure.person)),
            "ink": ink_on(color),
            "hollow": tenure.capacity != "permanent",
            "joint": part.joint,
        }
        if shown:
            needs, room = text_width(name) + 6, (part.hi - part.lo) * self._pixels
            found |= {"name": name, "needs": needs}
            letter = self.letters.get(name, _letter(len(self.letters)))
            if LETTER * len(letter) + 5 <= room < needs:
                found["letter"] = self.letters.setdefault(name, letter)
        if self._tooltips:
            found |= told(self._picture, rows.history, tenure)
        return found

    def signs(self, bar: Bar) -> Iterator[dict[str, Any]]:
        """What stands upon a bar: that it is disputed, and when it is expected to end."""
        tenure, picture = bar.tenure, self._picture
        if tenure.disputed:
            at = max(bar.lo, picture.first)
            yield {"sign": "disputed", "at": milliseconds(at), "t": picture.number(tenure)}
        ends = tenure.term_ends
        if ends is not None and tenure.end is None and picture.first <= ends.hi < picture.last:
            yield {"sign": "term", "at": milliseconds(ends.hi), "t": picture.number(tenure)}

    def edge(self, lane: tuple[Bar, ...]) -> Iterator[str]:
        """The name at the right edge: whoever holds the post as the picture ends."""
        names = [self._picture.name(b.tenure) for b in lane if self._picture.reaches_edge(b)]
        if names:
            yield " / ".join(names)


def _letter(number: int) -> str:
    """Give the letters of a number: a for 0, b for 1, … z, aa, ab and so on."""
    text = ""
    while True:
        number, digit = divmod(number, 26)
        text = chr(ord("a") + digit) + text
        if number == 0:
            return text
        number -= 1


def _milestones(picture: Picture, layout: Layout) -> Iterator[Mapping[str, Any]]:
    """The numbered marks, each in the first line in which it touches no other."""
    pixels = layout.reference / (picture.last - picture.first)
    free: list[float] = []
    for note in picture.notes:
        at = (note.lo + note.hi - 1) / 2
        x = at * pixels
        level = next((i for i, end in enumerate(free) if end <= x), len(free))
        free[level : level + 1] = [x + MARK]
        yield {
            **_span(note.lo, note.hi),
            "number": note.number,
            "at": milliseconds(int(at)),
            "level": level,
            "Milestone": printable(note.milestone.title),
            "Date": note.milestone.date.text,
        }


MARK: Final = 18
"""From one numbered mark to the next, at the least."""
