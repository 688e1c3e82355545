"""How a timeline shows itself: in a notebook, and as a table of pandas or polars."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Protocol

from timeline.events import EdtfDate

from .projections.knowledge import EVERYTHING, Knowledge
from .projections.names import Names
from .tables.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas
    import polars

    from timeline.events import EventLog

    from .projections.histories import Histories
    from .questions import Day, Moment

__all__ = ["FRAME", "Showing", "last_recorded"]

_SHOWN: Final = tuple(column for column in COLUMNS if column.shown)
FRAME: Final[dict[str, type]] = {
    **dict.fromkeys(("organization", "post", "person", "name"), str),
    **{column.shown: column.form.frame for column in _SHOWN},
}
"""The columns of a frame of tenures, and what is in them."""
_shown: Final = attrgetter(*(column.field for column in _SHOWN))
_SHOW: Final = tuple(column.form.show for column in _SHOWN)


class _Shown(Protocol):
    @property
    def log(self) -> EventLog: ...

    def histories(self, knowledge: Knowledge = EVERYTHING) -> Histories: ...


class Showing:
    """The part of a `Timeline` that shows it.

    A frame has a row for each tenure, sorted by post and start. A date is as written in EDTF, with
    its earliest and latest day beside it; a day that is not known is missing, and so is what is not
    on record. `reasons` are separated by spaces.
    """

    def to_pandas(
        self: _Shown, *, announced_by: Day | None = None, recorded_by: Moment | None = None
    ) -> pandas.DataFrame:
        """The tenures as a pandas DataFrame; the days are `datetime64[s]`.

        Raises:
            NotInstalled: pandas is not.

        >>> import timeline
        >>> frame = timeline.seed("alibaba").to_pandas()
        >>> frame[frame.post == "alibaba-cloud/head"].name.tolist()
        ['王坚', '胡晓明', '张建锋', '张勇', '吴泳铭']
        """
        from timeline.events import need

        need("pandas")
        import pandas

        columns = _columns(self.histories(Knowledge.of(announced_by, recorded_by)))
        kinds = {str: "string", int: "int64", date: "datetime64[s]"}
        return pandas.DataFrame(
            {name: pandas.Series(columns[name], dtype=kinds[kind]) for name, kind in FRAME.items()}
        )

    def to_polars(
        self: _Shown, *, announced_by: Day | None = None, recorded_by: Moment | None = None
    ) -> polars.DataFrame:
        """The tenures as a polars DataFrame; the days are `Date`.

        Raises:
            NotInstalled: polars is not.
        """
        from timeline.events import need

        need("polars")
        import polars

        columns = _columns(self.histories(Knowledge.of(announced_by, recorded_by)))
        kinds = {str: polars.String, int: polars.Int64, date: polars.Date}
        return polars.DataFrame(columns, schema={name: kinds[kind] for name, kind in FRAME.items()})

    def _repr_html_(self: _Shown) -> str:
        """The lanes and the state, on the last day on which the log recorded something."""
        return str(_lanes(self)["text/html"])

    def _repr_mimebundle_(self: _Shown, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The lanes as text and HTML, and as a chart where altair is installed."""
        bundle = _lanes(self) | _chart(self)
        return {
            mime: shown
            for mime, shown in bundle.items()
            if (not include or mime in include) and mime not in (exclude or ())
        }


def _columns(histories: Histories) -> dict[str, list[Any]]:
    rows = list(_rows(histories))
    return {name: [row[index] for row in rows] for index, name in enumerate(FRAME)}


def _rows(histories: Histories) -> Iterator[tuple[Any, ...]]:
    """The values of `FRAME`'s columns."""
    names = Names(histories)
    for history in histories.histories():
        for tenure in history.tenures:
            yield (
                history.organization,
                history.post,
                tenure.person,
                names.person(tenure.person),
                *[
                    value if show is None else show(value)
                    for show, value in zip(_SHOW, _shown(tenure), strict=True)
                ],
            )


# --- in a notebook


def last_recorded(log: EventLog) -> EdtfDate | None:
    """The day, in UTC, on which the log last recorded something; None if it is empty.

    It stands for today where no clock may be read.
    """
    position = log.head().position
    return EdtfDate.parse(log.find(position).recorded[:10]) if position else None


def _lanes(timeline: Any) -> dict[str, Any]:
    """The lanes and the state, as text and as HTML."""
    day = last_recorded(timeline.log)
    if day is None:
        from html import escape

        empty = f"{timeline!r}: nothing is on record"
        return {"text/plain": empty, "text/html": f"<pre>{escape(empty)}</pre>"}
    from .views import show_view

    return show_view(timeline, day)._repr_mimebundle_()


def _chart(timeline: _Shown) -> dict[str, Any]:
    """The chart as Vega-Lite, where altair is installed and there is something to draw."""
    from importlib.util import find_spec

    day = last_recorded(timeline.log)
    if day is None or find_spec("altair") is None:
        return {}
    import altair

    from .charts.api import picture_of, specified

    picture = picture_of(timeline, timeline.histories(), day, None, until=day.hi)
    if not picture.posts:
        return {}
    major = altair.SCHEMA_VERSION.partition(".")[0]
    return {f"application/vnd.vegalite.{major}+json": specified(picture)}
