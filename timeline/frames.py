"""The tenures of a timeline as a table of pandas or polars."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from .projections.knowledge import Knowledge
from .tables.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas
    import polars

    from .projections.histories import Asked, Histories
    from .projections.knowledge import Day, Moment

__all__ = ["FRAME", "Frames"]

_SHOWN: Final = tuple(column for column in COLUMNS if column.shown)
FRAME: Final[dict[str, type]] = {
    **dict.fromkeys(("organization", "post", "person", "name"), str),
    **{column.shown: column.form.frame for column in _SHOWN},
}
"""The columns of a frame of tenures, and what is in them."""
_shown: Final = attrgetter(*(column.field for column in _SHOWN))
_SHOW: Final = tuple(column.form.show for column in _SHOWN)


class Frames:
    """The part of a `Timeline` that gives its tenures as a data frame.

    A frame has a row for each tenure, sorted by post and start. A date is as written in EDTF, with
    its earliest and latest day beside it; a day that is not known is missing, and so is what is not
    on record. `reasons` are separated by spaces.
    """

    def to_pandas(
        self: Asked, *, announced_by: Day | None = None, recorded_by: Moment | None = None
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
        self: Asked, *, announced_by: Day | None = None, recorded_by: Moment | None = None
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


def _columns(histories: Histories) -> dict[str, list[Any]]:
    rows = list(_rows(histories))
    return {name: [row[index] for row in rows] for index, name in enumerate(FRAME)}


def _rows(histories: Histories) -> Iterator[tuple[Any, ...]]:
    """The values of `FRAME`'s columns."""
    from .projections.names import Names

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
