"""What an embedder calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.events import need, to_date
from timeline.projections.knowledge import Knowledge
from timeline.projections.state import resolve

from .layout import NARROW, WIDE, datasets
from .pictures import Picture
from .sources import Evidence
from .told import TOLD

if TYPE_CHECKING:
    from collections.abc import Iterable

    import altair as alt

    from timeline.events import EdtfDate
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.knowledge import Day, Moment


__all__ = ["chart", "page", "picture"]


WIDTH = 1000
"""Of a chart, in pixels."""

NARROW_BELOW = 560
"""Narrower charts have their labels above the bars."""

def picture(
    timeline: Asked,
    as_of: Day,
    posts: Iterable[str] | None = None,
    *,
    announced_by: Day | None = None,
    recorded_by: Moment | None = None,
    language: str | None = None,
    first: Day | None = None,
    last: Day | None = None,
    until: Day | None = None,
) -> Picture:
    """Lay some posts out over time; `chart` and `page` draw the result.

    Args:
        timeline: the timeline that is asked.
        as_of: the day of the state.
        posts: which, by id or name; by default all.
        announced_by: what must have been announced to count.
        recorded_by: what must have been recorded to count.
        language: of names: `zh`, `en`, `both`, or None for the one first written.
        first: the first day to show; by default the first that is known. No answer depends on it.
        last: the last day to show, likewise.
        until: a day to show at the least, unless `last` says otherwise; by default the last day
            on which the log recorded something.

    Raises:
        BadDate, NotFound, Ambiguous: as for every question.
    """
    if until is None:
        until = timeline.log.last_recorded()
    histories = timeline.histories(Knowledge.of(announced_by, recorded_by))
    return picture_of(
        timeline,
        histories,
        to_date(as_of),
        None if posts is None else [resolve(histories, "post", post) for post in posts],
        language=language,
        first=None if first is None else to_date(first).lo,
        last=None if last is None else to_date(last).hi,
        until=None if until is None else to_date(until).hi,
    )


def picture_of(
    timeline: Asked,
    histories: Histories,
    day: EdtfDate,
    posts: Iterable[str] | None,
    **options: Any,
) -> Picture:
    """A picture of histories that were asked for already; `options` are those of `Picture`."""
    if posts is None:
        chosen = list(histories.histories())
    else:
        found = (histories.history(post) for post in dict.fromkeys(posts))
        chosen = [history for history in found if history is not None]
    events = timeline.log.read(until=histories.position)
    evidence = Evidence(events, histories.knowledge)
    return Picture(histories, chosen, evidence, day, title=timeline.log.name, **options)


def chart(
    timeline: Asked,
    as_of: Day,
    posts: Iterable[str] | None = None,
    *,
    width: int = WIDTH,
    **options: Any,
) -> alt.LayerChart:
    """A chart that stands alone, with its heading and legend; it saves and shows itself.

    Args:
        timeline: the timeline that is asked.
        as_of: the day of the state, where a line stands.
        posts: which, by id or name; by default all. It is as high as they need.
        width: of the whole, in pixels; 280 or more.
        options: the others of `picture`.

    Raises:
        NotInstalled: altair is not; it comes with the extra `charts`.
    """
    made, data = drawn(picture(timeline, as_of, posts, **options), width)
    made.datasets = data
    return made


def page(timeline: Asked, as_of: Day, posts: Iterable[str] | None = None, **options: Any) -> str:
    """A page in HTML that needs nothing else, with a date to move and the state beside the lanes.

    Args:
        timeline: the timeline that is asked.
        as_of: the day it opens on.
        posts: which, by id or name; by default all.
        options: the others of `picture`.

    Raises:
        BadDate, NotFound, Ambiguous: as for every question.
    """
    from .webpage import written

    return written(picture(timeline, as_of, posts, **options))


def drawn(picture: Picture, width: int = WIDTH) -> tuple[alt.LayerChart, dict[str, list[Any]]]:
    """The chart of a picture, and its data sets by name."""
    need("altair", "charts")
    from .legend import framed
    from .spec import above, layered

    layout = (NARROW if width < NARROW_BELOW else WIDE).fitted(picture, width)
    data = datasets(picture, layout, tooltips=True)
    frame, below = framed(picture, layout, data, above(data))
    return layered(picture, layout, data, tooltips=TOLD, frame=frame, below=below), data


def specified(picture: Picture, width: int = WIDTH) -> dict[str, Any]:
    """The chart of a picture in Vega-Lite."""
    from .spec import unchecked

    chart, data = drawn(picture, width)
    return {**unchecked(chart), "datasets": data}

