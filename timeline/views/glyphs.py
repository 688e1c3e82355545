"""The characters that pictures are drawn with, and the letters that stand for names.

Records of a view are named tuples: they are made faster than classes of attrs, and a command that
draws is loaded anew each time.
"""

from __future__ import annotations

import string
from typing import Final, NamedTuple

__all__ = ["ASCII", "LETTERS", "UNICODE", "Glyphs", "Key", "glyphs_of"]


class Glyphs(NamedTuple):
    """The characters of a picture, each of one cell but `arrow`.

    Attributes:
        start: a tenure begins on a known day.
        permanent, acting, interim: a tenure for certain, by its capacity.
        uncertain: a tenure, or a post, that an uncertain date makes possible.
        vacant: nobody holds the post.
        absent: the post does not exist.
        term: a tenure was expected to end here.
        disputed: a source says otherwise.
        before, after: a tenure goes on beyond the edge.
        as_of: the line of the day that was asked about, and `crossing` where it meets a bar.
        pointer: that day on the axis.
        tick, line: of the axis.
        several: milestones in one column.
        marks: numbers of milestones.
        levels: from nothing to most.
        arrow, ellipsis, dot, times: in texts.
        opening, closing: before and after a quotation.
    """

    start: str
    permanent: str
    acting: str
    interim: str
    uncertain: str
    vacant: str
    absent: str
    term: str
    disputed: str
    before: str
    after: str
    as_of: str
    crossing: str
    pointer: str
    tick: str
    line: str
    several: str
    marks: str
    levels: str
    arrow: str
    ellipsis: str
    dot: str
    times: str
    opening: str
    closing: str

    def bar(self, capacity: str) -> str:
        """The character of a tenure in a capacity."""
        return {"acting": self.acting, "interim": self.interim}.get(capacity, self.permanent)


UNICODE: Final = Glyphs(
    start="┣",
    permanent="━",
    acting="═",
    interim="╍",
    uncertain="┄",
    vacant="·",
    absent="╱",
    term="┫",
    disputed="≠",
    before="‹",
    after="›",
    as_of="│",
    crossing="┿",
    pointer="▼",
    tick="┴",
    line="─",
    several="◆",
    marks="①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    levels=" ▁▂▃▄▅▆▇█",
    arrow="→",
    ellipsis="…",
    dot="·",
    times="×",
    opening="“",
    closing="”",
)
ASCII: Final = Glyphs(
    start="[",
    permanent="=",
    acting="-",
    interim="+",
    uncertain="~",
    vacant=".",
    absent="/",
    term="]",
    disputed="!",
    before="<",
    after=">",
    as_of="|",
    crossing="|",
    pointer="v",
    tick="+",
    line="-",
    several="*",
    marks="123456789ABCDEFGHIJK",
    levels=" .,:-=+*#",
    arrow="->",
    ellipsis="~",
    dot="-",
    times="x",
    opening='"',
    closing='"',
)


def glyphs_of(ascii_only: bool) -> Glyphs:
    """The characters to draw with."""
    return ASCII if ascii_only else UNICODE


LETTERS: Final = string.ascii_lowercase + string.ascii_uppercase


class Key:
    """Short labels for the names that do not fit into their bars.

    Args:
        most: how many to give out; nobody looks names up in a longer list.
        digits: give out numbers from 1 instead of letters, for the names of one row.
    """

    def __init__(self, most: int = 2 * len(LETTERS), *, digits: bool = False) -> None:
        self.labels: dict[str, str] = {}
        self.left_out: set[str] = set()
        self._most = most
        self._digits = digits

    def label(self, person: str, room: int = 9) -> str | None:
        """The person's label, one of a, b … z, A … Z, aa, ab and so on; None if it has no room."""
        label = self.labels.get(person)
        if label is None and len(self.labels) >= self._most:
            self.left_out.add(person)
            return None
        label = label or self._next()
        if len(label) > room:
            return None
        return self.labels.setdefault(person, label)

    def _next(self) -> str:
        number, text = len(self.labels), ""
        if self._digits:
            return str(number + 1)
        while True:
            number, digit = divmod(number, len(LETTERS))
            text = LETTERS[digit] + text
            if number == 0:
                return text
            number -= 1
