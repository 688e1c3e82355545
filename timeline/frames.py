"""The tenures of a timeline as a table of pandas or polars."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from timeline.events import EdtfDate

from .projections.knowledge import Knowledge
from .projections.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas
    import polars

    from .projections.histories import Asked, Histories
    from .projections.knowledge import Day, Moment

__all__ = ["FRAME", "Frames"]

FRAME: Final = {
    "organization": str,
    "post": str,
    "person": str,
    "name": str,
    "capacity": str,
    "start": str,
    "start_earliest": date,
    "start_latest": date,
    "end": str,
    "end_earliest": date,
    "end_latest": date,
    "ended": str,
    "reasons": str,
    "announced": str,
    "end_announced": str,
    "term_ends": str,
    "renewals": int,
    "disputed": str,
}
"""The columns of a frame of tenures, and what is in them."""


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
    names = Names(histories)
    for history in histories.histories():
        for tenure in history.tenures:
            yield (
                history.organization,
                history.post,
                tenure.person,
                names.person(tenure.person),
                tenure.capacity,
                *_dated(tenure.start),
                *_dated(tenure.end),
                tenure.ended,
                " ".join(tenure.reasons) or None,
                str(tenure.announced) if tenure.announced else None,
                str(tenure.end_announced) if tenure.end_announced else None,
                str(tenure.term_ends) if tenure.term_ends else None,
                tenure.renewals,
                ", ".join(f"{field}: {says}" for field, says in tenure.disputed) or None,
            )


def _dated(day: EdtfDate | None) -> tuple[str | None, date | None, date | None]:
    return (None, None, None) if day is None else (day.text, day.earliest, day.latest)
