"""A picture as SVG and as PNG, drawn by vl-convert."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from timeline.events import BadValue, later, t

from .api import WIDTH, specified
from .marks import FONTS
from .trees import tree_svg

if TYPE_CHECKING:
    from .pictures import Picture

__all__ = ["HIGHEST", "png", "svg"]

HIGHEST: Final = 30_000
"""The pixels of a PNG's height at the most: what shows pictures gives up soon after."""

SMALLEST: Final = 0.5
"""At a lesser scale nobody could read a name."""

_TOO_HIGH: Final = later("these {lanes:,} lanes are too many for a PNG")
_NAME_SOME: Final = later(
    "an SVG or a page shows them all; or name some posts or organizations for a PNG"
)

_QUICK: Final = "sans-serif"
"""With a list of fonts each text is measured a hundred times more slowly, and no better."""

_TEXT: Final = re.compile(f'(<text [^>]*font-family="){_QUICK}"')


def svg(picture: Picture, width: int = WIDTH, *, tree: bool = False) -> str:
    """Draw a picture as SVG, its lanes or its tree; it is as high as they need."""
    if tree:
        return tree_svg(picture, width)
    import vl_convert

    from .spec import vegalite_version

    spec = specified(picture, width)
    spec["config"]["font"] = _QUICK
    drawn = vl_convert.vegalite_to_svg(spec, vegalite_version())
    return _TEXT.sub(lambda found: f'{found[1]}{escape(FONTS)}"', drawn)


def png(
    picture: Picture, width: int = WIDTH, scale: float = 2, *, tree: bool = False
) -> tuple[bytes, float]:
    """Draw a picture as PNG; gives the scale too, which is less where it would be too high.

    Args:
        picture: what to draw.
        width: in pixels, at a scale of 1.
        scale: pixels for each of the width.
        tree: draw its tree and not its lanes.

    Raises:
        BadValue: it has so many lanes that nobody could read it.
    """
    import vl_convert

    drawn = svg(picture, width, tree=tree)
    height = float(re.findall(r'<svg [^>]*height="([\d.]+)"', drawn)[0])
    fits = min(scale, HIGHEST / height)
    if fits < min(scale, SMALLEST):
        raise BadValue("width", t(_TOO_HIGH, lanes=sum(1 for _ in picture.rows())), t(_NAME_SOME))
    return vl_convert.svg_to_png(drawn, scale=fits), fits
