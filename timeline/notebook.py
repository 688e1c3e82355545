"""How a timeline shows itself in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .projections.histories import Asked

__all__ = ["Notebook"]


class Notebook:
    """The part of a `Timeline` that shows it where it ends a cell.

    This is the one bridge from the face of the package to its pictures, which are loaded late.
    """

    def _repr_html_(self: Asked) -> str:
        """The lanes and the state, on the last day on which the log recorded something."""
        return str(_lanes(self)["text/html"])

    def _repr_mimebundle_(self: Asked, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The lanes as text and HTML, and as a chart where altair is installed."""
        bundle = _lanes(self) | _chart(self)
        return {
            mime: shown
            for mime, shown in bundle.items()
            if (not include or mime in include) and mime not in (exclude or ())
        }


def _lanes(timeline: Any) -> dict[str, Any]:
    """The lanes and the state, as text and as HTML."""
    day = timeline.log.last_recorded()
    if day is None:
        from html import escape

        empty = f"{timeline!r}: nothing is on record"
        return {"text/plain": empty, "text/html": f"<pre>{escape(empty)}</pre>"}
    from .views import show_view

    return show_view(timeline, day)._repr_mimebundle_()


def _chart(timeline: Asked) -> dict[str, Any]:
    """The chart as Vega-Lite, where altair is installed and there are lanes that fit a cell."""
    from importlib.util import find_spec

    day = timeline.log.last_recorded()
    if day is None or find_spec("altair") is None:
        return {}
    import altair

    from .charts.api import picture_of, specified
    from .views import is_many

    histories = timeline.histories()
    if is_many(histories):  # what stands above says so, and how to see some
        return {}
    picture = picture_of(timeline, histories, day, None, until=day.hi)
    if not picture.posts:
        return {}
    major = altair.SCHEMA_VERSION.partition(".")[0]
    return {f"application/vnd.vegalite.{major}+json": specified(picture)}
