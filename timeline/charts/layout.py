"""Where things stand in a chart, in pixels; and the rows of data that Vega draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import BEFORE_ALL, printable
from timeline.projections.answers.bars import Group
from timeline.views.palette import ink_on

from .density import HIGH, MANY_LANES, density
from .labels import Spot, labelled
from .pictures import text_width
from .told import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.projections.answers.bars import Bar

    from .pictures import Part, Picture, PostRows

__all__ = ["NARROW", "WIDE", "Layout", "datasets", "milliseconds", "unseen_from"]

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

    def flags(self, rows: int) -> int:
        """Give the height of so many rows of flags below a lane."""
        return FLAG * rows + (2 if rows else 0)

    def at(self, width: int) -> Layout:
        """Give this layout for a plot of a width, in pixels."""
        return attrs.evolve(self, reference=width)

    def fitted(self, picture: Picture, width: int | None = None) -> Layout:
        """Give this layout with room for the labels and names of a picture."""
        if self.is_narrow:
            return self if width is None else attrs.evolve(self, reference=width - 2 * PAD)
        labels = [text_width(label, 13) for label in _labels(picture)]
        names = [
            text_width(picture.beside(*row)[0], 13)
            for row in picture.rows()
            if not isinstance(row, Group)
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

FLAG: Final = 17
"""From one row of flags to the next."""


def _labels(picture: Picture) -> Iterator[str]:
    for group in picture.groups:
        indent = "  " * group.depth
        yield indent + picture.names.label(group.organization)
        for history in group.histories:
            yield indent + "  " + picture.names.label(history.profile)


def datasets(picture: Picture, layout: Layout, *, tooltips: bool) -> dict[str, list[Any]]:
    """The rows that Vega draws, by the name of their data set.

    Args:
        picture: what to draw.
        layout: where.
        tooltips: whether each bar carries what is told of it.
    """
    found: dict[str, list[Any]] = {
        "once": [{}],
        "rows": [],
        "vacant": [],
        "bars": [],
        "flags": [],
        "edge": [],
        "signs": [],
    }
    drawer = _Drawer(picture, layout, tooltips)
    y = 0
    for index, row in enumerate(picture.rows()):
        place = {"row": index, "y": y}
        label = drawer.label(row)
        found["rows"].append({**place, **label, "length": text_width(label["label"], 13)})
        y += layout.pitch
        if isinstance(row, Group):
            continue
        rows, lane = row
        if lane == 0:
            found["vacant"] += [{**place, **_span(*span)} for span in rows.vacant]
        if rows.lanes:
            bars, flags = drawer.bars(rows, rows.lanes[lane])
            found["bars"] += [{**place, **bar} for bar in bars]
            found["flags"] += [{**place, **flag} for flag in flags]
            y += layout.flags(max((flag["flag"] + 1 for flag in flags), default=0))
            for bar in rows.lanes[lane]:
                found["signs"] += [{**place, **sign} for sign in drawer.signs(bar)]
        name, quiet = picture.beside(rows, lane)
        found["edge"].append({**place, "name": name, "length": text_width(name, 13), "c": quiet})
    found["height"] = [{"height": max(y, layout.pitch)}]
    found["milestones"] = list(_milestones(picture, layout))
    found["density"] = list(_density(picture, layout)) if len(found["rows"]) > MANY_LANES else []
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

    def bars(
        self, rows: PostRows, lane: tuple[Bar, ...]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The parts of a lane's bars, and the flags of those that are too short for a label."""
        parts = list(self._picture.parts(lane))
        named = [part for part in parts if part.named]
        spots = [self._spot(part) for part in named]
        limit = self._layout.reference + self._layout.right
        labels = labelled(spots, limit, self.letters)
        bars = [self._part(rows, part) for part in parts]
        places = [index for index, part in enumerate(parts) if part.named]
        flags = []
        for place, spot, label in zip(places, spots, labels, strict=True):
            bar = bars[place]
            bar["name"] = spot.name
            if label.row is None:
                bar["says"] = label.text
                continue
            flags.append(
                {key: value for key, value in bar.items() if key not in ("half", "joint")}
                | {"says": label.text, "flag": label.row, "px": label.x, "size": label.width}
                | {"pole": min(spot.lo + 1.5, self._layout.reference), "name": spot.name}
            )
        return bars, flags

    def _spot(self, part: Part) -> Spot:
        name = self._picture.name(part.bar.tenure)
        lo, hi = ((day - self._picture.first) * self._pixels for day in (part.lo, part.hi))
        return Spot(lo, hi, name, text_width(name) + 6)

    def _part(self, rows: PostRows, part: Part) -> dict[str, Any]:
        tenure = part.bar.tenure
        found: dict[str, Any] = {
            **_span(part.lo, part.hi),
            "t": self._picture.number(tenure),
            "sure": part.sure,
            "half": part.half,
            "color": (color := self._picture.color(tenure.person)),
            "ink": ink_on(color),
            "hollow": tenure.capacity != "permanent",
            "joint": part.joint,
            "light": unseen_from(part),
        }
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


def unseen_from(part: Part) -> int | None:
    """From when on nobody has seen a tenure that goes on, in milliseconds; None if all is seen."""
    tenure = part.bar.tenure
    seen = tenure.last_seen
    if tenure.end is not None or seen is None or seen.hi <= BEFORE_ALL or seen.hi + 1 >= part.hi:
        return None
    return milliseconds(max(part.lo, seen.hi + 1))


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


def _density(picture: Picture, layout: Layout) -> Iterator[Mapping[str, Any]]:
    """The bars of the strip above lanes that are many, each as high as it is of the highest."""
    spans = density(picture, layout.reference)
    most = max((count for _, _, count in spans), default=1)
    for lo, hi, count in spans:
        yield {**_span(lo, hi), "began": count, "high": round(HIGH * count / most, 1)}


MARK: Final = 18
"""From one numbered mark to the next, at the least."""
