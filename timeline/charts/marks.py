"""Inks, fonts, and the one measure that the chart and its frame share."""

from __future__ import annotations

from typing import Final

__all__ = ["FAINT", "FONTS", "INK", "PAPER", "QUIET", "axis_height"]

FONTS: Final = (
    '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", '
    '"Noto Sans", "Noto Sans Arabic", Arial, sans-serif'
)
"""Those that most systems have for Chinese come first: what draws a PNG takes the first font of the
list that is there for a whole text, and any other only for the letters that this one lacks."""

INK: Final = "#1b1f24"
QUIET: Final = "#59626c"
FAINT: Final = "#d8dde2"
PAPER: Final = "#ffffff"


def axis_height(levels: int) -> int:
    """Give the height, in pixels, of what stands above the lanes: dates, marks, the day's label."""
    return 24 + 18 * levels + 20
