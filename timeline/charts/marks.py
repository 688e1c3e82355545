"""Inks, fonts, words and the one measure that a chart, its frame and a page share."""

from __future__ import annotations

from typing import Final

from timeline.events import later

__all__ = ["FAINT", "FONTS", "INK", "LEGEND", "LIGHT", "PAPER", "QUIET", "axis_height"]

FONTS: Final = (
    '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", '
    '"Noto Sans", "Noto Sans Arabic", Arial, sans-serif'
)
"""Those that most systems have for Chinese come first: what draws a PNG takes the first font of the
list that is there for a whole text, and any other only for the letters that this one lacks."""

INK: Final = "#1b1f24"
QUIET: Final = "#59626c"
LIGHT: Final = 0.45
"""What is left of a bar's colour after the last day on which anybody saw its holder there."""

FAINT: Final = "#d8dde2"
PAPER: Final = "#ffffff"

LEGEND: Final = {
    "certain": later("holds"),
    "possible": later("uncertain date"),
    "presumed": later("not seen since"),
    "stand-in": later("acting or interim"),
    "vacant": later("vacant"),
    "disputed": later("disputed"),
    "term": later("expected end"),
    "milestone": later("milestone"),
}
"""What may need to be explained, in order, and what is said of it."""


def axis_height(levels: int) -> int:
    """Give the height, in pixels, of what stands above the lanes: dates, marks, the day's label."""
    return 24 + 18 * levels + 20
