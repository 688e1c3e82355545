"""Profiles, tenures and histories that lie in a row of a table, and are read when they are asked.

They are what a fold of the log makes, field by field, and equal to it. A state has a hundred
thousand of them, of most of which only a field or two is ever wanted.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol, TypedDict

import attrs

from timeline.events import AFTER_ALL, BEFORE_ALL, EdtfDate, parse
from timeline.projections.holders import Holder
from timeline.projections.posts import Absence, Conflict, PostHistory
from timeline.projections.profiles import Patch, Profile
from timeline.projections.tenures import Tenure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from timeline.events import What
    from timeline.projections.posts import Certainty

__all__ = [
    "COLUMNS",
    "FIRST",
    "Behind",
    "Days",
    "StoredHistory",
    "StoredHolder",
    "StoredProfile",
    "StoredTenure",
    "certainty_on",
    "holding_of",
    "iso_days",
]

COLUMNS: Final = (
    "post",
    "number",
    "organization",
    "person",
    "capacity",
    "since",
    "since_earliest",
    "since_latest",
    "until",
    "until_earliest",
    "until_latest",
    "events",
    "ended",
    "reasons",
    "announced",
    "end_announced",
    "term_ends",
    "renewals",
    "disputed",
    "began_by",
    "ended_by",
)
"""The columns of a tenure, in the order in which `StoredTenure` has them."""
FIRST: Final = 12
"""How many of them say who holds what; of a whole state, the others are read when asked for."""

_read: Final = EdtfDate.parse


def _date(text: str | None) -> EdtfDate | None:
    return None if text is None else _read(text)


def _list(text: str) -> Any:
    return () if text == "[]" else tuple(parse(text))


def _made_of(record: type) -> Any:
    """What a stored record gives as its class: that of the record which its fields make.

    `attrs.evolve` and `copy.replace` call it with the fields, and `repr` tells its name;
    `isinstance` goes by the type, which stays what it is.
    """
    return property(lambda self: record)


def _column(index: int, read: Callable[[Any], Any] | None = None) -> Any:
    """A field that is read from a column of the row."""
    if read is None:
        return property(lambda self: self._row[index])
    return property(lambda self: read(self._row[index]))


def _later_column(name: str, index: int, read: Callable[[Any], Any] | None = None) -> Any:
    """A field of a column that may not have been read yet."""

    def get(tenure: Any) -> Any:
        row = tenure._row
        if len(row) <= index:
            return getattr(tenure._whole(), name)
        return row[index] if read is None else read(row[index])

    return property(get)


class StoredTenure(Tenure):
    """A tenure in a row of the table `tenures`.

    Args:
        row: with `COLUMNS` first, or only the `FIRST` of them.
        later: gives the whole tenure, by its post and number, where the row is not whole.
    """

    __slots__ = ("_later", "_row")

    _row: Sequence[Any]
    _later: Callable[[str, int], Tenure] | None

    def __init__(
        self, row: Sequence[Any], later: Callable[[str, int], Tenure] | None = None
    ) -> None:
        _put_tenure(self, row)
        _put_whole(self, later)

    def __reduce__(self) -> tuple[Any, ...]:
        return Tenure, tuple(getattr(self, field.name) for field in attrs.fields(Tenure))

    def _whole(self) -> Tenure:
        assert self._later is not None  # noqa: S101 - a row that is not whole has it
        return self._later(self._row[0], self._row[1])

    __class__ = _made_of(Tenure)
    post = _column(0)
    person = _column(3)
    capacity = _column(4)
    start = _column(5, _read)
    end = _column(8, _date)
    events = _column(11, _list)
    ended = _later_column("ended", 12)
    reasons = _later_column("reasons", 13, _list)
    announced = _later_column("announced", 14, _date)
    end_announced = _later_column("end_announced", 15, _date)
    term_ends = _later_column("term_ends", 16, _date)
    renewals = _later_column("renewals", 17)
    disputed = _later_column("disputed", 18, lambda text: tuple(map(tuple, _list(text))))
    began_by = _later_column("began_by", 19)
    ended_by = _later_column("ended_by", 20)


_put_tenure: Final = StoredTenure.__dict__["_row"].__set__
_put_whole: Final = StoredTenure.__dict__["_later"].__set__


def certainty_on(row: Sequence[Any], first: str, last: str) -> Certainty | None:
    """`Tenure.certainty` of a row, on days that are given as ISO 8601 dates.

    ISO dates sort as days do. A missing earliest day is before all of them, a missing latest day
    after.
    """
    start_lo, start_hi, until, end_lo, end_hi = row[6:11]
    if start_lo is not None and start_lo > last:
        return None
    if end_hi is not None and (end_hi <= first or (start_lo is not None and end_hi <= start_lo)):
        return None
    began = start_hi is not None and start_hi <= first
    goes_on = until is None or (end_lo is not None and last < end_lo)
    return "certain" if began and goes_on else "possible"


def holding_of(
    rows: Iterable[Sequence[Any]],
    days: Days,
    later: Callable[[str, int], Tenure] | None = None,
) -> tuple[tuple[Tenure, Certainty], ...]:
    """The tenures among rows that hold on some days, each with its certainty.

    With `later`, which gives a whole tenure by its post and number, the rows have the `FIRST`
    columns, and something behind them that counts nothing.
    """
    return tuple(
        [
            (StoredTenure(row if later is None else row[:FIRST], later), certainty)
            for row in rows
            if (certainty := certainty_on(row, **days)) is not None
        ]
    )


class Days(TypedDict):
    """The first and the last day of a question, as ISO 8601 dates."""

    first: str
    last: str


@lru_cache(maxsize=256)
def iso_days(lo: int, hi: int) -> Days | None:
    """Two days, given as ordinals, as ISO 8601 dates; None if one of them is no day."""
    if lo <= BEFORE_ALL or hi >= AFTER_ALL:
        return None
    return {"first": date.fromordinal(lo).isoformat(), "last": date.fromordinal(hi).isoformat()}


class StoredProfile(Profile):
    """A profile in the column `record` of a table.

    Args:
        what: `person`, `organization` or `post`.
        ident: its id.
        record: what is known of it, as JSON.
    """

    __slots__ = ("_held", "_id", "_record", "_what")

    _what: What
    _id: str
    _record: str
    _held: dict[str, Any] | None

    def __init__(self, what: What, ident: str, record: str) -> None:
        _put_what(self, what)
        _put_id(self, ident)
        _put_record(self, record)
        _put_held(self, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return Profile, (self.what, self.id, self.patches, self.introduced, self.position)

    def held(self) -> dict[str, Any]:
        """The record's content."""
        held = self._held
        if held is None:
            held = parse(self._record)
            _put_held(self, held)
        return held

    __class__ = _made_of(Profile)
    what: Any = property(lambda self: self._what)
    id: Any = property(lambda self: self._id)
    patches: Any = property(lambda self: _patches(self.held()["patches"]))
    introduced: Any = property(lambda self: self.held().get("introduced", True))
    position: Any = property(lambda self: self.held()["position"])


_put_what: Final = StoredProfile.__dict__["_what"].__set__
_put_id: Final = StoredProfile.__dict__["_id"].__set__
_put_record: Final = StoredProfile.__dict__["_record"].__set__
_put_held: Final = StoredProfile.__dict__["_held"].__set__


def _patches(record: Iterable[Sequence[Any]]) -> tuple[Patch, ...]:
    return tuple([Patch(_date(r[0]), r[1], r[2], r[3], r[4]) for r in record])


class Behind(Protocol):
    """Where the parts of a holder are read that its row does not have."""

    def person(self, ident: str) -> Profile:
        """Who an id stands for."""
        ...

    def tenure(self, post: str, number: int) -> Tenure:
        """A whole tenure."""
        ...


class StoredHolder(Holder):
    """Somebody who holds a post on some days, by a row of the table `tenures`.

    Args:
        row: with the `FIRST` of `COLUMNS`.
        days: on which the tenure holds.
        behind: gives what the row does not have.
    """

    __slots__ = ("_behind", "_days", "_row")

    _row: Sequence[Any]
    _days: Days
    _behind: Behind

    def __init__(self, row: Sequence[Any], days: Days, behind: Behind) -> None:
        _put_holder(self, row)
        _put_days(self, days)
        _put_behind(self, behind)

    def __reduce__(self) -> tuple[Any, ...]:
        return Holder, (self.person, self.tenure, self.certainty, self.organization)

    __class__ = _made_of(Holder)
    person: Any = property(lambda self: self._behind.person(self._row[3]))
    tenure: Any = property(lambda self: StoredTenure(self._row, self._behind.tenure))
    certainty: Any = property(lambda self: certainty_on(self._row, **self._days))
    organization: Any = property(lambda self: self._row[2] or "")


_put_holder: Final = StoredHolder.__dict__["_row"].__set__
_put_days: Final = StoredHolder.__dict__["_days"].__set__
_put_behind: Final = StoredHolder.__dict__["_behind"].__set__


class StoredHistory(PostHistory):
    """A post's history in a row of the table `posts`, with the rows of its tenures.

    Args:
        post: its id.
        organization: the id of its organization.
        record: the column of that name.
        rows: of its tenures, in their order.
        later: gives the whole history, where neither was read.
    """

    __slots__ = ("_later", "_organization", "_post", "_record", "_rows", "_tenures")

    _post: str
    _organization: str | None
    _record: str
    _rows: Sequence[Sequence[Any]]
    _tenures: tuple[Tenure, ...] | None
    _later: Callable[[], PostHistory] | None

    def __init__(
        self,
        post: str,
        organization: str | None,
        record: str = "",
        rows: Sequence[Sequence[Any]] = (),
        later: Callable[[], PostHistory] | None = None,
    ) -> None:
        _put_post(self, post)
        _put_organization(self, organization)
        _put_history(self, record)
        _put_rows(self, rows)
        _put_later(self, later)
        _put_tenures(self, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return PostHistory, tuple(getattr(self, f.name) for f in attrs.fields(PostHistory))

    @property
    def post(self) -> str:
        """The post's id."""
        return self._post

    @property
    def organization(self) -> str:
        """The id of the organization that the post belongs to."""
        return self._organization or ""

    def holding(self, lo: int, hi: int) -> tuple[tuple[Tenure, Certainty], ...]:
        """See `PostHistory.holding`."""
        if self._later is not None:
            return self._later().holding(lo, hi)
        days = iso_days(lo, hi)
        return holding_of(self._rows, days) if days is not None else super().holding(lo, hi)

    def _part(self, name: str) -> Any:
        """A field of the whole history."""
        if self._later is not None:
            return getattr(self._later(), name)
        if name == "tenures":
            return self._read_tenures()
        profile = StoredProfile("post", self._post, self._record)
        if name == "profile":
            return profile
        held = profile.held().get(name, ())
        return tuple([_PARTS[name](item) for item in held]) if held else ()

    def _read_tenures(self) -> tuple[Tenure, ...]:
        """The tenures, the same objects each time."""
        if self._tenures is None:
            _put_tenures(self, tuple(map(StoredTenure, self._rows)))
        return self._tenures or ()

    __class__ = _made_of(PostHistory)
    profile: Any = property(lambda self: self._part("profile"))
    tenures: Any = property(lambda self: self._part("tenures"))
    left: Any = property(lambda self: self._part("left"))
    absences: Any = property(lambda self: self._part("absences"))
    conflicts: Any = property(lambda self: self._part("conflicts"))


_put_post: Final = StoredHistory.__dict__["_post"].__set__
_put_organization: Final = StoredHistory.__dict__["_organization"].__set__
_put_history: Final = StoredHistory.__dict__["_record"].__set__
_put_rows: Final = StoredHistory.__dict__["_rows"].__set__
_put_later: Final = StoredHistory.__dict__["_later"].__set__
_put_tenures: Final = StoredHistory.__dict__["_tenures"].__set__

_PARTS: Final[dict[str, Callable[[Any], Any]]] = {
    "left": _read,
    "absences": lambda item: Absence(_date(item[0]), _date(item[1]), item[2]),
    "conflicts": lambda item: Conflict(*item),
}
"""How the lists in a post's record are read, item by item."""
