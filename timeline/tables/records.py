"""Profiles, tenures and histories that lie in a row of a table, and are read when they are asked.

They are what a fold of the log makes, field by field, and equal to it. A state has a hundred
thousand of them, of most of which only a field or two is ever wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

import attrs

from timeline.events import EdtfDate, parse
from timeline.projections.holders import Holder
from timeline.projections.posts import Absence, Conflict, PostHistory
from timeline.projections.profiles import Patch, Profile
from timeline.projections.tenures import Tenure
from timeline.projections.worlds import Step, WorldGraph

from .columns import COLUMNS, FIRST, place_of, read_day, values_of
from .rule import certainty_on, is_told, iso_days, told_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from timeline.events import What
    from timeline.projections.posts import Certainty

    from .rule import Days

__all__ = [
    "Behind",
    "StoredHistory",
    "StoredHolder",
    "StoredProfile",
    "StoredTenure",
    "holding_of",
]


class Stored:
    """A record whose fields are read from a row of a table, each when it is asked for.

    A subclass inherits from the record that it stands for too: it has the record's methods, and a
    property in the place of each field. Three things let it pass for that record. `__class__` is
    the record, so that `attrs.evolve` and `copy.replace` make one of its fields and `repr` tells
    its name (`isinstance` goes by the type, which stays what it is). Pickled, it is the record,
    made of all fields. And what it keeps for itself is set as in any class, though the record is
    frozen; its fields cannot be set, for they are properties.
    """

    __slots__ = ()
    _record_type: ClassVar[type]

    __setattr__ = object.__setattr__

    __class__: Any = property(lambda self: self._record_type)

    def __reduce__(self) -> tuple[Any, ...]:
        fields = attrs.fields(self._record_type)
        return self._record_type, tuple(getattr(self, field.name) for field in fields)


class StoredTenure(Stored, Tenure):
    """A tenure in a row of the table `tenures`; it has a property for each column's field.

    Args:
        row: the values of `COLUMNS`, or only those of `FIRST`.
        later: gives the whole tenure, by its post and number, where the row is not whole.
    """

    __slots__ = ("_end", "_later", "_row", "_start")

    _record_type = Tenure
    _start: EdtfDate
    _end: EdtfDate | None
    _row: Sequence[Any]
    _later: Callable[[str, int], Tenure] | None

    def __init__(
        self, row: Sequence[Any], later: Callable[[str, int], Tenure] | None = None
    ) -> None:
        self._row = row
        self._later = later

    def _whole(self) -> Tenure:
        assert self._later is not None  # noqa: S101 - a row that is not whole has it
        return self._later(*_post_and_number(self._row))


_post_and_number: Final = values_of("post", "number")


def _first_column(place: int, read: Callable[[Any], Any] | None) -> Any:
    """A field of a column that every row has."""
    if read is None:
        return property(lambda self: self._row[place])
    return property(lambda self: read(self._row[place]))


def _start(tenure: StoredTenure) -> EdtfDate:
    """The start, read once: many questions ask for it again."""
    try:
        return tenure._start
    except AttributeError:
        start = tenure._start = EdtfDate.parse(tenure._row[_SINCE])
        return start


def _end(tenure: StoredTenure) -> EdtfDate | None:
    """The end, likewise."""
    try:
        return tenure._end
    except AttributeError:
        end = tenure._end = read_day(tenure._row[_UNTIL])
        return end


_SINCE: Final = place_of("since")
_UNTIL: Final = place_of("until")
_KEPT: Final[dict[str, Any]] = {"start": property(_start), "end": property(_end)}
"""The fields that are read once. Each is written out: Python finds a slot whose name stands in the
code sooner than one whose name is a value, and `stats` asks for millions."""


def _later_column(place: int, read: Callable[[Any], Any] | None, name: str) -> Any:
    """A field of a column that may not have been read yet."""

    def get(tenure: Any) -> Any:
        row = tenure._row
        if len(row) <= place:
            return getattr(tenure._whole(), name)
        return row[place] if read is None else read(row[place])

    return property(get)


for _place, _column in enumerate(COLUMNS):
    if _column.field and _column.reads:
        _read = _column.form.read
        if _place >= len(FIRST):
            _made = _later_column(_place, _read, _column.field)
        elif _column.field in _KEPT:
            _made = _KEPT[_column.field]
        else:
            _made = _first_column(_place, _read)
        setattr(StoredTenure, _column.field, _made)


def holding_of(
    rows: Sequence[Sequence[Any]],
    days: Days,
    later: Callable[[str, int], Tenure] | None = None,
) -> tuple[tuple[Tenure, Certainty], ...]:
    """The tenures among rows that hold on some days, each with its certainty.

    With `later`, which gives a whole tenure by its post and number, the rows have only the columns
    of `FIRST`.
    """
    if len(rows) > 1 and not all(map(is_told, rows)):
        rows = told_rows(rows, days)
    first, last = days["first"], days["last"]
    return tuple(
        [
            (StoredTenure(row, later), certainty)
            for row in rows
            if (certainty := certainty_on(row, first, last)) is not None
        ]
    )


class Behind(Protocol):
    """Where the parts of a holder are read that its row does not have."""

    def person(self, ident: str) -> Profile:
        """Who an id stands for."""
        ...

    def tenure(self, post: str, number: int) -> Tenure:
        """A whole tenure."""
        ...


_PERSON: Final = place_of("person")
_ORGANIZATION: Final = place_of("organization")


class StoredHolder(Stored, Holder):
    """Somebody who holds a post on some days, by a row of the table `tenures`.

    Args:
        row: the values of `FIRST`.
        days: on which the tenure holds.
        behind: gives what the row does not have.
    """

    __slots__ = ("_behind", "_days", "_row")

    _record_type = Holder
    _row: Sequence[Any]
    _days: Days
    _behind: Behind

    def __init__(self, row: Sequence[Any], days: Days, behind: Behind) -> None:
        self._row = row
        self._days = days
        self._behind = behind

    person: Any = property(lambda self: self._behind.person(self._row[_PERSON]))
    tenure: Any = property(lambda self: StoredTenure(self._row, self._behind.tenure))
    certainty: Any = property(lambda self: certainty_on(self._row, **self._days))
    organization: Any = property(lambda self: self._row[_ORGANIZATION] or "")


class StoredProfile(Stored, Profile):
    """A profile in the column `record` of a table.

    Args:
        what: `person`, `organization` or `post`.
        ident: its id.
        record: what is known of it, as JSON.
    """

    __slots__ = ("_held", "_id", "_record", "_what")

    _record_type = Profile
    _what: What
    _id: str
    _record: str
    _held: dict[str, Any] | None

    def __init__(self, what: What, ident: str, record: str) -> None:
        self._what = what
        self._id = ident
        self._record = record
        self._held = None

    def held(self) -> dict[str, Any]:
        """The record's content."""
        held = self._held
        if held is None:
            held = self._held = parse(self._record)
        return held

    what: Any = property(lambda self: self._what)
    id: Any = property(lambda self: self._id)
    patches: Any = property(lambda self: _patches(self.held()["patches"]))
    introduced: Any = property(lambda self: self.held().get("introduced", True))
    position: Any = property(lambda self: self.held()["position"])


def _patches(record: Iterable[Sequence[Any]]) -> tuple[Patch, ...]:
    return tuple([Patch(read_day(r[0]), r[1], r[2], r[3], r[4]) for r in record])


class StoredHistory(Stored, PostHistory):
    """A post's history in a row of the table `posts`, with the rows of its tenures.

    Args:
        post: its id.
        organization: the id of its organization.
        record: the column of that name.
        rows: of its tenures, in their order.
        later: gives the whole history, where neither was read.
    """

    __slots__ = ("_later", "_organization", "_post", "_profile", "_record", "_rows", "_tenures")

    _record_type = PostHistory
    _post: str
    _organization: str | None
    _record: str
    _rows: Sequence[Sequence[Any]]
    _profile: StoredProfile | None
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
        self._post = post
        self._organization = organization
        self._record = record
        self._rows = rows
        self._later = later
        self._profile = None
        self._tenures = None

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
        profile = self._profile
        if profile is None:
            profile = self._profile = StoredProfile("post", self._post, self._record)
        if name == "profile":
            return profile
        if name == "is_exact":
            return profile.held().get(name, True)
        if name == "covered":
            return read_day(profile.held().get(name))
        held = profile.held().get(name, ())
        return tuple([_PARTS[name](item) for item in held]) if held else ()

    def _read_tenures(self) -> tuple[Tenure, ...]:
        """The tenures, the same objects each time."""
        if self._tenures is None:
            self._tenures = tuple(map(StoredTenure, self._rows))
        return self._tenures

    profile: Any = property(lambda self: self._part("profile"))
    tenures: Any = property(lambda self: self._part("tenures"))
    left: Any = property(lambda self: self._part("left"))
    absences: Any = property(lambda self: self._part("absences"))
    conflicts: Any = property(lambda self: self._part("conflicts"))
    is_exact: Any = property(lambda self: self._part("is_exact"))
    held: Any = property(lambda self: self._part("held"))
    worlds: Any = property(lambda self: self._part("worlds"))
    covered: Any = property(lambda self: self._part("covered"))


def _graph(steps: Any, final: Any, some_day: Any, alike: Any) -> WorldGraph:
    return WorldGraph(
        tuple([_step(*step) for step in steps]),
        {node: tuple(those) for node, those in final},
        dict(map(tuple, some_day)),
        tuple(map(tuple, alike)),
    )


def _step(
    source: int, target: int, first: int, last: int, starts: list[int], ends: list[int]
) -> Step:
    return Step(source, target, first, last, tuple(starts), tuple(ends))


def _conflict(code: str, event: str, message: str, hint: str, events: list[str]) -> Conflict:
    return Conflict(code, event, message, hint, tuple(events))


_PARTS: Final[dict[str, Callable[[Any], Any]]] = {
    "left": EdtfDate.parse,
    "absences": lambda item: Absence(read_day(item[0]), read_day(item[1]), item[2]),
    "conflicts": lambda item: _conflict(*item),
    "held": tuple,
    "worlds": lambda item: _graph(*item),
}
"""How the lists in a post's record are read, item by item."""
