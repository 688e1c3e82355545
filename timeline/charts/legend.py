"""What explains a chart: its heading, the legend, names behind letters, milestones, the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import altair as alt

from timeline.events import printable, t

from .marks import INK, LEGEND, LIGHT, PAPER, QUIET
from .pictures import text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .layout import Layout
    from .pictures import Picture

__all__ = ["framed", "used_signs"]

LINE: Final = 19
"""Pixels from one line of text to the next."""

SWATCH: Final = 30


def used_signs(data: dict[str, list[Any]]) -> list[str]:
    """List the entries of the legend that the data of a chart need."""
    bars, signs = data["bars"], {sign["sign"] for sign in data["signs"]}
    there = {
        "certain": any(bar["sure"] and not bar["hollow"] for bar in bars),
        "possible": any(not bar["sure"] for bar in bars),
        "presumed": any(bar["light"] is not None for bar in bars),
        "stand-in": any(bar["hollow"] for bar in bars),
        "vacant": bool(data["vacant"]),
        "disputed": "disputed" in signs,
        "term": "term" in signs,
        "milestone": bool(data["milestones"]),
    }
    return [sign for sign in LEGEND if there[sign]]


def framed(
    picture: Picture, layout: Layout, data: dict[str, list[Any]], top: int
) -> tuple[list[alt.Chart], int]:
    """Draw heading, legend and notes around a chart; gives the height of its foot, in pixels, too.

    Args:
        picture: what is drawn.
        layout: where.
        data: as `datasets` makes it; takes in what the frame needs.
        top: the height of what stands above the lanes and below the heading.
    """
    left, width = -layout.left, layout.left + layout.reference + layout.right
    texts = [
        _text(picture.heading, left, -top - 30, width, size=18, bold=True, above=True),
        _text(picture.question, left, -top - 8, width, quiet=True, above=True),
    ]
    swatches: list[dict[str, Any]] = []
    y = 20
    for line in _flowed([(sign, t(LEGEND[sign])) for sign in used_signs(data)], width, SWATCH):
        for x, sign, says in line:
            swatches.append({"sign": sign, "px": left + x, "py": y})
            texts.append(_text(says, left + x + SWATCH, y, width, quiet=True))
        y += LINE
    texts.append(
        _text(t("in bold: who holds it on {date}", date=picture.day), left, y, width, quiet=True)
    )
    y += LINE
    letters = [(f"{row['letter']}\u2002{row['name']}", "") for row in data["letters"]]
    for letters_line in _flowed(letters, width, 0):
        texts += [_text(says, left + x, y, width) for x, says, _ in letters_line]
        y += LINE
    notes = [f"{n.number}\u2002{n.milestone.date}\u2002{n.milestone.title}" for n in picture.notes]
    for says in [*map(printable, notes), *_overview(data)]:
        for part in wrapped(says, width):
            texts.append(_text(part, left, y, width))
            y += LINE
    texts.append(_text(picture.log_line, left, y, width, quiet=True))
    data |= {"texts": texts, "swatches": swatches}
    return [*_swatches(), _texts()], y + 4


def _overview(data: dict[str, list[Any]]) -> Iterator[str]:
    """What the strip above many lanes is; nothing where there is none."""
    most = max((bar["began"] for bar in data["density"]), default=0)
    if most:
        yield t(
            "the strip above the dates: how many tenures began; {most} where most did", most=most
        )


def _text(
    text: str,
    x: int,
    y: int,
    limit: int,
    *,
    size: int = 12,
    bold: bool = False,
    quiet: bool = False,
    above: bool = False,
) -> dict[str, Any]:
    color = QUIET if quiet else INK
    cut = limit if text_width(text, size) > limit * 0.9 else 0
    place = {"px": x, "py": y, "above": above, "limit": cut}
    return {"text": text, "size": size, "weight": "bold" if bold else "normal", "c": color, **place}


def _flowed(
    entries: Sequence[tuple[str, str]], width: int, room: int
) -> Iterator[list[tuple[int, str, str]]]:
    """Entries in lines of a width, each with its x; `room` is for a sign before the text."""
    line: list[tuple[int, str, str]] = []
    x = 0
    for sign, says in entries:
        takes = room + text_width(says or sign) + 18
        if line and x + takes > width:
            yield line
            line, x = [], 0
        line.append((x, sign, says))
        x += takes
    if line:
        yield line


_Y: Final = {"expr": "(datum.above ? 0 : height) + datum.py"}


def _texts() -> alt.Chart:
    chart = alt.Chart(alt.NamedData("texts")).mark_text(
        align="left", baseline="middle", aria=False, x={"expr": "datum.px"}, y=_Y,
        limit={"expr": "datum.limit"}, fontSize={"expr": "datum.size"},
        fontWeight={"expr": "datum.weight"}, fill={"expr": "datum.c"},
    )  # fmt: skip
    named: alt.Chart = chart.encode(text="text:N").properties(name="frame")
    return named


def _swatches() -> Iterator[alt.Chart]:
    """The signs of the legend, drawn as they are in the lanes."""
    data = alt.Chart(alt.NamedData("swatches"))
    seen = {"opacity": alt.OpacityValue(1)}
    box: dict[str, Any] = {
        "x": {"expr": "datum.px"}, "x2": {"expr": "datum.px + 22"}, "aria": False,
        "y": {"expr": "height + datum.py - 6"}, "y2": {"expr": "height + datum.py + 6"},
    }  # fmt: skip
    filled: dict[str, Any] = {"fill": QUIET, "stroke": QUIET}
    yield _of(data, "certain").mark_rect(**box, **filled).encode(**seen)
    yield _of(data, "possible").mark_rect(**box, **filled, fillOpacity=0.14).encode(**seen)
    yield _of(data, "presumed").mark_rect(**box, **filled, fillOpacity=LIGHT).encode(**seen)
    strokes = _of(data, "possible").transform_calculate(k="[4, 10, 16]").transform_flatten(["k"])
    step: dict[str, Any] = {"x": {"expr": "datum.px + datum.k"}, "y": _Y, "aria": False}
    stroke: dict[str, Any] = {"stroke": QUIET, "strokeWidth": 1.2, "filled": False}
    yield strokes.mark_point(shape="M-0.4,1L0.4,-1", size=140, **stroke, **step).encode(**seen)
    hollow = _of(data, "stand-in").mark_rect(**box, **filled, fillOpacity=0.1, strokeWidth=2.5)
    yield hollow.encode(**seen)
    dots = _of(data, "vacant").transform_calculate(k="[1, 7, 13, 19]").transform_flatten(["k"])
    yield dots.mark_point(shape="circle", size=5, filled=True, color=QUIET, **step).encode(**seen)
    yield from _points(data, seen)


def _points(data: alt.Chart, seen: dict[str, Any]) -> Iterator[alt.Chart]:
    middle: dict[str, Any] = {"x": {"expr": "datum.px + 12"}, "y": _Y, "aria": False}
    round_: dict[str, Any] = {"shape": "circle", "filled": True, "strokeWidth": 1.2}
    letter: dict[str, Any] = {"fontWeight": "bold", "baseline": "middle", "fontSize": 9}
    disputed, milestone = _of(data, "disputed"), _of(data, "milestone")
    open_: dict[str, Any] = {"color": PAPER, "stroke": INK}
    yield disputed.mark_point(size=110, **round_, **open_, **middle).encode(**seen)
    yield disputed.mark_text(text="?", color=INK, **letter, **middle).encode(**seen)
    yield milestone.mark_point(size=180, **round_, color=INK, **middle).encode(**seen)
    yield milestone.mark_text(text="1", color=PAPER, **letter, **middle).encode(**seen)
    term = _of(data, "term").mark_point(
        shape="triangle-left", size=80, filled=True, strokeWidth=1.5, **open_, **middle
    )
    yield term.encode(**seen)


def _of(data: alt.Chart, sign: str) -> alt.Chart:
    return data.transform_filter(f"datum.sign == '{sign}'")
