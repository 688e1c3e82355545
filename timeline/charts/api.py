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
    from timeline.projections.posts import PostHistory


__all__ = ["chart", "page", "picture", "tree"]


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
    bounds = {"announced_by": announced_by, "recorded_by": recorded_by}
    drawn = {"first": first, "last": last, "until": until, "language": language}
    histories, day, chosen, options = _read(timeline, as_of, posts, bounds, drawn)
    return picture_of(timeline, histories, day, chosen, **options)


def _read(
    timeline: Asked,
    as_of: Day,
    posts: Iterable[str] | None,
    bounds: dict[str, Any],
    drawn: dict[str, Any],
) -> tuple[Histories, EdtfDate, list[str] | None, dict[str, Any]]:
    """Read what `picture` takes into what `picture_of` takes."""
    until = drawn.get("until")
    days: dict[str, Any] = {"until": timeline.log.last_recorded() if until is None else until}
    days |= {name: drawn.get(name) for name in ("first", "last")}
    ordinals = {name: None if day is None else to_date(day) for name, day in days.items()}
    histories = timeline.histories(Knowledge.of(**bounds))
    chosen = None if posts is None else [resolve(histories, "post", post) for post in posts]
    options = {
        name: None if date is None else (date.lo if name == "first" else date.hi)
        for name, date in ordinals.items()
    }
    return histories, to_date(as_of), chosen, options | {"language": drawn.get("language")}


def picture_of(
    timeline: Asked,
    histories: Histories,
    day: EdtfDate,
    posts: Iterable[str] | None,
    **options: Any,
) -> Picture:
    """A picture of histories that were asked for already; `options` are those of `Picture`."""
    chosen = _chosen(histories, posts)
    events = timeline.log.read(until=histories.position)
    evidence = Evidence(events, histories.knowledge)
    return Picture(histories, chosen, evidence, day, title=timeline.log.name, **options)


def page_of(
    timeline: Asked,
    histories: Histories,
    day: EdtfDate,
    posts: Iterable[str] | None,
    *,
    tree: bool = False,
    **options: Any,
) -> str:
    """A page of histories that were asked for already, with what the log said before."""
    from .past import steps_of
    from .webpage import written

    chosen = [history.post for history in _chosen(histories, posts)]
    steps = steps_of(timeline, histories, chosen)
    former = [history for step in steps for _, history in step.posts if history is not None]
    picture = picture_of(timeline, histories, day, chosen, former=former, **options)
    return written(picture, steps, tree=tree)


def _chosen(histories: Histories, posts: Iterable[str] | None) -> list[PostHistory]:
    if posts is None:
        return list(histories.histories())
    found = (histories.history(post) for post in dict.fromkeys(posts))
    return [history for history in found if history is not None]


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
        options: the others of `picture`; and `tree`, to open it on the tree of organizations.

    Raises:
        BadDate, NotFound, Ambiguous: as for every question.
    """
    tree = bool(options.pop("tree", False))
    bounds = {name: options.pop(name, None) for name in ("announced_by", "recorded_by")}
    if unknown := options.keys() - {"first", "last", "until", "language"}:
        raise TypeError(f"page() has no argument {min(unknown)!r}")
    histories, day, chosen, drawn = _read(timeline, as_of, posts, bounds, options)
    return page_of(timeline, histories, day, chosen, tree=tree, **drawn)


def tree(
    timeline: Asked,
    as_of: Day,
    posts: Iterable[str] | None = None,
    *,
    width: int = WIDTH,
    **options: Any,
) -> str:
    """The organizations on a day with their people, as an SVG; it needs no extra.

    Args:
        timeline: the timeline that is asked.
        as_of: the day.
        posts: which, by id or name; by default all. Those that are not there on the day are not
            in the tree.
        width: in pixels, 280 or more.
        options: the others of `picture`.

    Raises:
        BadDate, NotFound, Ambiguous: as for every question.
    """
    from .trees import tree_svg

    return tree_svg(picture(timeline, as_of, posts, **options), width)


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
