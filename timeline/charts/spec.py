"""The chart in Vega-Lite, made with altair: one layer for each way of drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import altair as alt

from timeline.events import AFTER_ALL, t

from .density import HIGH
from .layout import FLAG, PAD, milliseconds
from .marks import FAINT, FONTS, INK, LIGHT, PAPER, QUIET, axis_height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .layout import Layout
    from .pictures import Picture

__all__ = ["above", "layered", "levels_of", "unchecked", "vegalite_version"]

Layer: TypeAlias = alt.Chart

_ROOM: Final = "scale('x', datum.hi) - scale('x', datum.lo)"
"""How wide a bar is, in pixels."""

_SHORTEST: Final = 3
"""The pixels that a bar has at least."""

_FULL: Final = "datum.sure && !datum.hollow"
"""Whether a bar is filled with its colour."""

HATCH: Final = 6
"""Pixels from one stroke of the hatching to the next."""


def layered(
    picture: Picture,
    layout: Layout,
    data: dict[str, list[Any]],
    *,
    tooltips: Sequence[str] | None,
    frame: Sequence[Layer] = (),
    below: int = 0,
) -> alt.LayerChart:
    """The chart, without its data: altair would walk through all of it again at every step.

    Args:
        picture: what to draw.
        layout: where; its reference is the width of the plot.
        data: as `datasets` makes it.
        tooltips: what a bar tells, in order; None if a page looks it up.
        frame: what is drawn around the lanes, if the chart stands alone.
        below: how many pixels of it stand below them.
    """
    drawing = _Drawing(picture, layout, tooltips)
    levels = levels_of(data)
    stems, marks = drawing.milestones()
    layers = [
        *drawing.ground(),
        *stems,
        *drawing.density(levels),
        *drawing.as_of(levels),
        *drawing.bars(),
        *drawing.flags(),
        *drawing.names(),
        *drawing.signs(),
        *drawing.edge(),
        *marks,
        *frame,
    ]
    top = above(data) + (48 if frame else 0)
    day = picture.day
    layers[0] = layers[0].add_params(
        alt.param(name="day_lo", value=milliseconds(day.lo)),
        alt.param(name="day_hi", value=milliseconds(min(day.hi, AFTER_ALL - 1))),
        alt.param(name="day_text", value=str(day)),
    )
    # All at once: each method of a chart would copy all of its layers, several times over.
    return alt.LayerChart(
        data=alt.NamedData("rows"),
        layer=layers,
        width=layout.reference,
        height=data["height"][0]["height"],
        autosize=alt.AutoSizeParams(type="none"),
        padding={
            "left": PAD + layout.left,
            "right": PAD + layout.right,
            "top": PAD + top,
            "bottom": PAD + below,
        },
        background=PAPER,
        config=alt.Config(font=FONTS, view=alt.ViewConfig(stroke=None)),
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent")),
    )


def unchecked(chart: alt.LayerChart) -> dict[str, Any]:
    """A chart in Vega-Lite, which altair need not check: our tests do, once for all charts."""
    found: dict[str, Any] = chart.to_dict(validate=False)
    return found


def vegalite_version() -> str:
    """The version of Vega-Lite that altair writes, as vl-convert wants it."""
    return alt.SCHEMA_VERSION.rpartition(".")[0]


def levels_of(data: dict[str, list[Any]]) -> int:
    """How many lines of numbered marks stand above the axis."""
    return 1 + max((mark["level"] for mark in data["milestones"]), default=-1)


def above(data: dict[str, list[Any]]) -> int:
    """Give the height, in pixels, of what stands above the lanes: the axis, and the overview."""
    return axis_height(levels_of(data)) + (HIGH + 6 if data["density"] else 0)


class _Drawing:
    """The layers of a chart, from the ground up."""

    def __init__(self, picture: Picture, layout: Layout, tooltips: Sequence[str] | None) -> None:
        self._picture = picture
        self._layout = layout
        self._domain = [milliseconds(picture.first), milliseconds(picture.last)]
        self._tooltips: Any = alt.Tooltip("t:Q")
        if tooltips is not None:
            self._tooltips = [alt.Tooltip(f"{name}:N", title=t(name)) for name in tooltips]

    # --- channels

    def _x(self, field: str, *, axis: bool = False) -> alt.X:
        """A day; the scale and the axis are said once, by a layer without x2, for all."""
        if not axis:
            return alt.X(f"{field}:T", title=None)
        # As expressions, or Vega-Lite would make data sets of them, and complain of those.
        domain = [alt.ExprRef(str(day)) for day in self._domain]
        scale = alt.Scale(type="utc", domain=domain, nice=False)
        return alt.X(f"{field}:T", scale=scale, axis=self._axis(), title=None)

    def _y(self, field: str = "y") -> alt.Y:
        return alt.Y(f"{field}:Q", scale=None, axis=None)

    def _axis(self) -> alt.Axis:
        days = self._picture.last - self._picture.first
        # No tick is nearer to the next than the dates can tell.
        format_, unit = ("%Y", 365) if days > 3_000 else ("%Y-%m", 31)
        if days <= 200:
            format_, unit = "%Y-%m-%d", 1
        room = self._layout.reference / (56 if format_ == "%Y" else 84)
        return alt.Axis(
            orient="top",
            format=format_,
            tickCount=max(1, min(int(room), days // unit)),
            grid=True,
            gridColor=FAINT,
            gridOpacity=0.6,
            domainColor=QUIET,
            tickColor=QUIET,
            labelColor=QUIET,
            labelFontSize=11,
            labelOverlap=True,
            labelFlush=False,
        )

    def _data(self, name: str, *tests: str) -> Layer:
        chart = alt.Chart(alt.NamedData(name))
        return chart.transform_filter(" && ".join(tests)) if tests else chart

    def _bars(self, *tests: str) -> Layer:
        """Bars with their upper and lower edge: `a` and `b`."""
        layout = self._layout
        top, middle = layout.bar_top, layout.bar_top + layout.bar // 2
        bottom = layout.bar_top + layout.bar
        return self._data("bars", *tests).transform_calculate(
            a=f"datum.y + (datum.half == 'bottom' ? {middle} : {top})",
            b=f"datum.y + (datum.half == 'top' ? {middle} : {bottom})",
        )

    # --- layers

    def ground(self) -> list[Layer]:
        """What lies under the bars: axis, lines between lanes, labels, vacancies."""
        layout = self._layout
        left = -layout.left
        lines = self._data("rows", "datum.label != ''")
        rows = lines.mark_rule(color=FAINT, x=left, x2={"expr": "width"}).encode(y=self._y())
        posts = self._data("rows", "datum.kind == 'post'")
        heads = self._data("rows", "datum.kind == 'organization'")
        down = 13 if layout.is_narrow else layout.pitch // 2
        label: dict[str, Any] = {
            "align": "left",
            "baseline": "middle",
            "x": {"expr": f"{left} + datum.indent * {0 if layout.is_narrow else 1}"},
            "yOffset": down,
            "fontSize": 12,
            "limit": _limit(layout.left - 12 if layout.left else 240),
            "aria": False,
        }
        low = layout.pitch - 13 if layout.is_narrow else layout.pitch // 2
        head = label | {"fontWeight": "bold", "yOffset": low, "fontSize": 13}
        middle = layout.bar_top + layout.bar // 2
        vacant = self._data("vacant").mark_rule(
            color=QUIET, strokeDash=[1, 5], strokeWidth=2, strokeCap="round", yOffset=middle
        )
        axis = self._data("rows", "false").mark_point(aria=False)
        return [
            axis.encode(x=self._x("y", axis=True)),
            rows.properties(name="lines"),
            vacant.encode(x=self._x("lo"), x2="hi:T", y=self._y()).properties(name="vacant"),
            posts.mark_text(color=INK, **label)
            .encode(y=self._y(), text="label:N")
            .properties(name="posts"),
            heads.mark_text(color=INK, **head)
            .encode(y=self._y(), text="label:N")
            .properties(name="organizations"),
        ]

    def bars(self) -> list[Layer]:
        """The bars: certain ones full, possible ones hatched; hollow for a stand-in."""
        span = {"x": self._x("lo"), "x2": alt.X2("hi:T"), "tooltip": self._tooltips}
        edges = {"y": self._y("a"), "y2": alt.Y2("b:Q")}
        color: dict[str, Any] = {"scale": None, "legend": None}
        stroke, fill = alt.Stroke("color:N", **color), alt.Fill("color:N", **color)
        rect: dict[str, Any] = {"aria": False}
        maybe = self._bars("!datum.sure").mark_rect(fillOpacity=0.14, strokeOpacity=0.75, **rect)
        solid = self._bars("datum.sure", "!datum.hollow").mark_rect(strokeWidth=1, **rect)
        hollow = self._bars("datum.sure", "datum.hollow").mark_rect(
            fillOpacity=0.1, strokeWidth=2.5, **rect
        )
        # However short a tenure is, something is seen of it.
        short = self._bars("datum.name", f"({_ROOM}) < {_SHORTEST}")
        tick: dict[str, Any] = {"xOffset": _SHORTEST / 2, "aria": False}
        edge = short.mark_rule(color=PAPER, strokeWidth=_SHORTEST + 2, **tick)
        ticks = short.mark_rule(strokeWidth=_SHORTEST, **tick)
        begins = self._bars("datum.joint").mark_rule(color=PAPER, strokeWidth=1.5, aria=False)
        return [
            maybe.encode(**span, **edges, fill=fill, stroke=stroke).properties(name="maybe"),
            self._hatching(),
            solid.encode(**span, **edges, fill=fill, stroke=stroke).properties(name="solid"),
            hollow.encode(**span, **edges, fill=fill, stroke=stroke).properties(name="hollow"),
            self._veil(),
            begins.encode(x=self._x("lo"), **edges).properties(name="begins"),
            edge.encode(x=span["x"], **edges).properties(name="tick_edges"),
            ticks.encode(x=span["x"], tooltip=self._tooltips, **edges, stroke=stroke).properties(
                name="ticks"
            ),
        ]

    def _veil(self) -> Layer:
        """What makes a bar lighter after the last day on which anybody saw its holder there."""
        bars = self._bars("datum.light !== null")
        veil: Layer = (
            bars.mark_rect(fill=PAPER, fillOpacity=1 - LIGHT, aria=False)
            .encode(x=self._x("light"), x2="hi:T", y=self._y("a"), y2="b:Q")
            .properties(name="veil")
        )
        return veil

    def _hatching(self) -> Layer:
        """Strokes over what is only possible, as far apart at any width."""
        lo, hi = self._domain
        step = f"({HATCH} * {hi - lo} / width)"
        bars = self._bars("!datum.sure").transform_calculate(
            # A wide bar at a great width has a few hundred strokes at the most.
            k=f"sequence(0, min(400, floor((datum.hi - datum.lo) / {step})))"
        )
        strokes = bars.transform_flatten(["k"]).transform_calculate(
            from_=f"datum.lo + datum.k * {step}", to=f"datum.lo + (datum.k + 1) * {step}"
        )
        hatching: Layer = (
            strokes.mark_rule(strokeWidth=1.2, opacity=0.7, aria=False)
            .encode(
                x=self._x("from_"),
                x2="to:T",
                y=self._y("b"),
                y2="a:Q",
                stroke=alt.Stroke("color:N", scale=None, legend=None),
                tooltip=self._tooltips,
            )
            .properties(name="hatching")
        )
        return hatching

    def names(self) -> list[Layer]:
        """Names on bars, or letters."""
        layout = self._layout
        text: dict[str, Any] = {
            "align": "left",
            "baseline": "middle",
            "xOffset": 4,
            "yOffset": layout.bar_top + layout.bar // 2 + 0.5,
            "fontSize": 12,
            "text": {"expr": "datum.says"},
            "aria": False,
        }
        place = {"x": self._x("lo"), "y": self._y(), "tooltip": self._tooltips}
        full = "datum.sure && !datum.hollow && datum.light === null"
        solid = self._data("bars", "datum.says", full)
        other = self._data("bars", "datum.says", f"!({full})")
        shades = alt.condition("datum.ink == '#ffffff'", alt.value("#ffffff"), alt.value("#101418"))
        return [
            other.mark_text(stroke=PAPER, strokeWidth=4, strokeJoin="round", **text)
            .encode(**place)
            .properties(name="halo"),
            other.mark_text(color=INK, **text).encode(**place).properties(name="on_open"),
            solid.mark_text(**text).encode(**place, color=shades).properties(name="on_solid"),
        ]

    def flags(self) -> list[Layer]:
        """The names of those whose bars are too short, below the lane, each with a pole to it."""
        layout, flags = self._layout, self._data("flags")
        under = layout.bar_top + layout.bar + 3
        top = f"datum.y + {under} + datum.flag * {FLAG}"
        color: dict[str, Any] = {"scale": None, "legend": None}
        pole = flags.mark_rule(
            x={"expr": "datum.pole"}, y={"expr": f"datum.y + {layout.bar_top}"},
            y2={"expr": f"{top} + 6"}, strokeWidth=1.2, aria=False,
        )  # fmt: skip
        box: dict[str, Any] = {
            "x": {"expr": "datum.px"}, "x2": {"expr": "datum.px + datum.size"},
            "y": {"expr": top}, "y2": {"expr": f"{top} + {FLAG - 3}"}, "aria": False,
        }  # fmt: skip
        stroke, fill = alt.Stroke("color:N", **color), alt.Fill("color:N", **color)
        full, open_ = (self._data("flags", test) for test in (_FULL, f"!({_FULL})"))
        text = flags.mark_text(
            align="left", baseline="middle", fontSize=11, aria=False,
            x={"expr": "datum.px + 4"}, y={"expr": f"{top} + {(FLAG - 3) / 2 + 0.5}"},
        )  # fmt: skip
        ink = alt.condition(f"{_FULL} && datum.ink == '#ffffff'", alt.value(PAPER), alt.value(INK))
        tip = {"tooltip": self._tooltips}
        return [
            pole.encode(stroke=stroke).properties(name="poles"),
            full.mark_rect(**box).encode(fill=fill, **tip).properties(name="flags"),
            open_.mark_rect(**box, fill=PAPER, strokeWidth=1.5)
            .encode(stroke=stroke, **tip)
            .properties(name="open_flags"),
            text.encode(text="says:N", color=ink, **tip).properties(name="flag_names"),
        ]

    def edge(self) -> list[Layer]:
        """The names at the right edge, over whatever else is there."""
        halo = self._edge(stroke=PAPER, strokeWidth=4, strokeJoin="round")
        return [halo.properties(name="edge_halo"), self._edge().properties(name="edge")]

    def _edge(self, **halo: Any) -> Layer:
        layout = self._layout
        narrow = layout.is_narrow
        edge = self._data("edge").mark_text(
            align="right" if narrow else "left",
            baseline="middle",
            x={"expr": "width" if narrow else "width + 6"},
            yOffset=13 if narrow else layout.pitch // 2,
            fontSize=12,
            fontWeight={"expr": "datum.c ? 'normal' : 'bold'"},
            fontStyle={"expr": "datum.c ? 'italic' : 'normal'"},
            color=INK,
            limit=_limit(150 if narrow else layout.right + PAD - 8),
            aria=False,
            **halo,
        )
        encoded: Layer = edge.encode(y=self._y(), text="name:N")
        return encoded

    def signs(self) -> list[Layer]:
        """Signs upon bars: disputed, and the expected end."""
        layout = self._layout
        disputed, term = (self._data("signs", f"datum.sign == '{s}'") for s in ("disputed", "term"))
        corner: dict[str, Any] = {"yOffset": layout.bar_top, "aria": False}
        place = {"x": self._x("at"), "y": self._y()}
        middle = layout.bar_top + layout.bar // 2
        return [
            disputed.mark_point(
                shape="circle", size=110, filled=True, color=PAPER, stroke=INK, strokeWidth=1.2,
                opacity=1, **corner,
            )
            .encode(**place)
            .properties(name="dispute"),
            disputed.mark_text(
                text="?", fontSize=9, fontWeight="bold", color=INK, baseline="middle", **corner
            )
            .encode(**place)
            .properties(name="dispute_sign"),
            term.mark_point(
                shape="triangle-left", size=80, filled=True, color=PAPER, stroke=INK,
                strokeWidth=1.5, opacity=1, yOffset=middle, aria=False,
            )
            .encode(**place)
            .properties(name="term"),
        ]  # fmt: skip

    def milestones(self) -> tuple[list[Layer], list[Layer]]:
        """Lines down through the lanes, and the numbered marks at their upper ends."""
        data = self._data("milestones")
        tip: Any = ["Milestone:N", "Date:N"]
        if isinstance(self._tooltips, alt.Tooltip):
            tip = alt.Tooltip("number:Q")
        up = "-34 - datum.level * 18"
        place = {"x": self._x("at"), "tooltip": tip}
        stem = data.mark_rule(
            color=QUIET, strokeWidth=1, strokeDash=[2, 3], opacity=0.8, aria=False,
            y={"expr": f"{up} + 8"}, y2={"expr": "height"},
        )  # fmt: skip
        spread = data.transform_filter("datum.hi - datum.lo > 86400000").mark_rule(
            color=QUIET, strokeWidth=3, y={"expr": "-2"}, aria=False
        )
        dot = data.mark_point(
            shape="circle", size=210, filled=True, color=INK, opacity=1, y={"expr": up}, aria=False
        )
        number = data.mark_text(
            fontSize=10, fontWeight="bold", color=PAPER, baseline="middle",
            y={"expr": f"{up} + 0.5"}, aria=False,
        )  # fmt: skip
        stems = [
            stem.encode(**place).properties(name="stems"),
            spread.encode(x=self._x("lo"), x2="hi:T").properties(name="spread"),
        ]
        return stems, [
            dot.encode(**place).properties(name="dots"),
            number.encode(**place, text="number:Q").properties(name="numbers"),
        ]

    def density(self, levels: int) -> list[Layer]:
        """The overview above the axis: how many tenures began when."""
        foot = -axis_height(levels)
        bars = self._data("density").mark_rect(
            color=QUIET, aria=False, y={"expr": f"{foot} - datum.high"}, y2={"expr": f"{foot}"}
        )
        tip = alt.Tooltip("began:Q", title=t("began"))
        strip: Layer = bars.encode(x=self._x("lo"), x2="hi:T", tooltip=tip)
        return [strip.properties(name="density")]

    def as_of(self, levels: int) -> list[Layer]:
        """The line of the day that is asked about, or a band where it is several days."""
        lo, hi = self._domain
        seen = f"day_lo >= {lo} && day_lo < {hi}"
        one = self._data("once", seen)
        one = one.transform_calculate(lo="day_lo", hi=f"min(day_hi + 86400000, {hi})")
        top = -(axis_height(levels) - 14)
        many = "day_hi > day_lo"
        before, _, after = t("as of {day}").partition("{day}")
        band = one.transform_filter(many).mark_rect(color=INK, opacity=0.1, aria=False)
        rule = one.mark_rule(color=INK, strokeWidth=2, aria=False, y=top + 8, y2={"expr": "height"})
        text = one.mark_text(
            fontSize=12, fontWeight="bold", color=INK, aria=False, baseline="middle", y=top,
            x={"expr": "clamp(scale('x', day_lo), 44, width - 44)"},
            text={"expr": f"'{before}' + day_text + '{after}'"},
        )  # fmt: skip
        return [
            band.encode(x=self._x("lo"), x2="hi:T").properties(name="band"),
            rule.encode(x=self._x("lo")).properties(name="line"),
            text.encode(opacity=alt.value(1)).properties(name="line_says"),
        ]


def _limit(width: int) -> dict[str, str]:
    """Give the width at which to cut a text; none if it fits, as Vega measures what has one."""
    return {"expr": f"datum.length > {width * 9 // 10} ? {width} : 0"}
