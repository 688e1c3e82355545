"""The columns of a tenure: what each is called, how it is written and read, and when it is needed.

They are said here and nowhere else. The schema of the table, the rows that are written, the records
that are read and the data frame follow, so that a column more is one line more of this table (and
another `schema.VERSION`).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate, canonical, parse
from timeline.projections.tenures import DaysHeld

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from timeline.projections.tenures import Tenure

__all__ = [
    "COLUMNS",
    "FIRST",
    "Column",
    "Form",
    "Value",
    "day_text",
    "earliest_text",
    "latest_text",
    "place_of",
    "read_day",
    "read_spans",
    "tenure_row",
    "values_of",
]

Value: TypeAlias = str | int | None
"""What a column holds."""


class Form(NamedTuple):
    """How a field's value stands in a column, and in a column of a data frame.

    Attributes:
        kind: what the column holds: `str` or `int`.
        write: makes the column's value of the field's, unless that is None, which stays; None if
            the two are the same.
        read: makes the field's value of the column's; None if it is the same.
        frame: what the frame's column holds: `str`, `int` or `date`.
        show: makes the frame's value of the field's; None if it is the same.
    """

    kind: type
    write: Callable[[Any], Value] | None = None
    read: Callable[[Any], Any] | None = None
    frame: type = str
    show: Callable[[Any], Any] | None = None


class Column(NamedTuple):
    """A column of the table `tenures`.

    Attributes:
        name: what it is called.
        form: how it is written, read and shown.
        field: the field of `Tenure` that it is made of; empty if a tenure has none.
        reads: whether that field is read from it; another column has more to say if not.
        shown: what it is called in a data frame; empty if that does not have it.
    """

    name: str
    form: Form
    field: str = ""
    reads: bool = True
    shown: str = ""


def day_text(day: EdtfDate | None) -> str | None:
    """A date as written."""
    return None if day is None else day.text


def earliest_text(day: EdtfDate | None) -> str | None:
    """The earliest day of a date, in ISO 8601; None if it has none."""
    return None if day is None else _iso(day.lo)


def latest_text(day: EdtfDate | None) -> str | None:
    """The latest day of a date, in ISO 8601; None if it has none."""
    return None if day is None else _iso(day.hi)


@lru_cache(maxsize=1 << 14)
def _iso(ordinal: int) -> str | None:
    return date.fromordinal(ordinal).isoformat() if BEFORE_ALL < ordinal < AFTER_ALL else None


def read_day(text: str | None) -> EdtfDate | None:
    """The date that was written as a text."""
    return None if text is None else EdtfDate.parse(text)


def _json(values: Sequence[Any]) -> str:
    return canonical(values) if values else "[]"


def _numbers(numbers: Sequence[int]) -> str:
    return f"[{numbers[0]}]" if len(numbers) == 1 else str([*numbers])


def _read_list(text: str) -> tuple[Any, ...]:
    return () if text == "[]" else tuple(parse(text))


def _read_pairs(text: str) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, _read_list(text)))


def _spans(days: DaysHeld | None) -> str | None:
    return None if days is None else canonical([days.certain, days.possible, days.joint])


@lru_cache(maxsize=1 << 10)
def read_spans(text: str) -> DaysHeld:
    """The days on which a tenure holds, as they were written."""
    return DaysHeld(*(tuple(map(tuple, spans)) for spans in parse(text)))


def _earliest(day: EdtfDate | None) -> date | None:
    return None if day is None else day.earliest


def _latest(day: EdtfDate | None) -> date | None:
    return None if day is None else day.latest


TEXT: Final = Form(str)
NUMBER: Final = Form(int, frame=int)
DAY: Final = Form(str, day_text, read_day, str, day_text)
"""A date as written."""
EARLIEST: Final = Form(str, earliest_text, None, date, _earliest)
LATEST: Final = Form(str, latest_text, None, date, _latest)
CODES: Final = Form(str, _json, _read_list, str, lambda codes: " ".join(codes) or None)
"""A list of codes, as JSON."""
NUMBERS: Final = Form(str, _numbers, _read_list)
"""A list of numbers, as JSON."""
DAYS: Final = Form(
    str,
    lambda days: _json([day.text for day in days]),
    lambda texts: tuple(map(EdtfDate.parse, _read_list(texts))),
)
"""A list of dates as written, as JSON."""
YES_OR_NO: Final = Form(int, int, bool, int, int)
SPANS: Final = Form(str, _spans, lambda text: None if text is None else read_spans(text))
"""The days on which a tenure holds: certain, possible and joint ones, as JSON."""
SAYINGS: Final = Form(
    str,
    _json,
    _read_pairs,
    str,
    lambda pairs: ", ".join(f"{field}: {says}" for field, says in pairs) or None,
)
"""A list of (field, what is said of it), as JSON."""


def _bounded(name: str, field: str) -> tuple[Column, ...]:
    """A date as written, and its earliest and latest day beside it."""
    return (
        Column(name, DAY, field, shown=field),
        Column(f"{name}_earliest", EARLIEST, field, reads=False, shown=f"{field}_earliest"),
        Column(f"{name}_latest", LATEST, field, reads=False, shown=f"{field}_latest"),
    )


PLACE: Final = (
    Column("post", TEXT, "post"),
    Column("number", NUMBER),
    Column("organization", TEXT),
)
"""Where a tenure stands: its post, its number among the post's (from 1, in the order of their
starts) and the post's organization. The post's history says these."""
FIRST: Final = (
    *PLACE,
    Column("person", TEXT, "person"),
    Column("capacity", TEXT, "capacity", shown="capacity"),
    *_bounded("since", "start"),
    *_bounded("until", "end"),
    Column("events", NUMBERS, "events"),
    Column("last_seen", DAY, "last_seen", shown="last_seen"),
    Column("conflicting", YES_OR_NO, "conflicting", shown="conflicting"),
    Column("days", SPANS, "days"),
)
"""The columns that say who holds what. Of a whole state only these are read at once."""
LATER: Final = (
    Column("ended", TEXT, "ended", shown="ended"),
    Column("reasons", CODES, "reasons", shown="reasons"),
    Column("announced", DAY, "announced", shown="announced"),
    Column("end_announced", DAY, "end_announced", shown="end_announced"),
    Column("term_ends", DAY, "term_ends", shown="term_ends"),
    Column("renewals", NUMBER, "renewals", shown="renewals"),
    Column("disputed", SAYINGS, "disputed", shown="disputed"),
    Column("began_by", NUMBER, "began_by"),
    Column("ended_by", NUMBER, "ended_by"),
    Column("replaces", TEXT, "replaces", shown="replaces"),
    Column("earlier_terms", DAYS, "earlier_terms"),
    Column("since_written", DAY, "start_written"),
    Column("until_written", DAY, "end_written"),
)
"""The columns that of a whole state are read when somebody asks for one of them."""
COLUMNS: Final = (*FIRST, *LATER)


def place_of(name: str) -> int:
    """Where a row of `COLUMNS` has a column, counted from 0."""
    return [column.name for column in COLUMNS].index(name)


def values_of(*names: str) -> Callable[[Sequence[Any]], Any]:
    """A function that gives the named columns' values of a row of `COLUMNS`."""
    return itemgetter(*map(place_of, names))


_OWN: Final = COLUMNS[len(PLACE) :]
_fields: Final = attrgetter(*(column.field for column in _OWN))
_BOUNDED: Final = [place - 1 for place, column in enumerate(_OWN) if column.form is EARLIEST]
"""Where a date stands that has its earliest and its latest day beside it."""
_WRITES: Final = [
    (place, column.form.write)
    for place, column in enumerate(_OWN)
    if column.form.write is not None and not {place, place - 1, place - 2} & {*_BOUNDED}
]


def tenure_row(number: int, organization: str | None, tenure: Tenure) -> tuple[Value, ...]:
    """The row of a tenure, in the order of `COLUMNS`."""
    own = [*_fields(tenure)]
    for place in _BOUNDED:
        day = own[place]
        if day is not None:
            own[place : place + 3] = day.text, _iso(day.lo), _iso(day.hi)
    for place, write in _WRITES:
        value = own[place]
        if value is not None:
            own[place] = write(value)
    return (tenure.post, number, organization, *own)
