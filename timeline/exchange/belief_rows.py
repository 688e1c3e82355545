"""What was believed of posts as flat rows: what the Parquet folder `tenures` holds.

A row says what the log said of one tenure, or of a post by itself, over a rectangle of knowledge:
from one moment to before another, and announced from one day to before another. Number 0 of a post
is the post itself; the others are its tenures, numbered by their starts in that belief.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from timeline.events import AFTER_ALL, BEFORE_ALL
from timeline.projections.fold.accounts import merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.fold.beliefs import Beliefs, Cells
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Spans, Tenure

__all__ = ["NAMES", "belief_rows", "row_schema"]

Content: TypeAlias = tuple[Any, ...]
"""What a row says, without the rectangle in which it was believed; hashable."""

_PLACE: Final = ("organization", "post", "number")
_TENURE: Final = (
    *("person", "capacity", "since", "since_earliest", "since_latest"),
    *("until", "until_earliest", "until_latest", "last_seen", "conflicting"),
    *("certain", "possible", "joint", "events", "ended", "reasons", "announced"),
    *("end_announced", "term_ends", "renewals", "disputed", "began_by", "ended_by"),
    *("replaces", "earlier_terms", "since_written", "until_written"),
)
_POST: Final = (
    *("title", "seats", "absent", "maybe_absent", "began", "held", "covered", "is_exact"),
    "conflicts",
)
_KNOWN: Final = ("recorded_from", "recorded_to", "announced_from", "announced_to", "now_only")
NAMES: Final = (*_PLACE, *_TENURE, *_POST, *_KNOWN)
"""The columns, in order."""

_NO_TENURE: Final = (None,) * len(_TENURE)
_NO_POST: Final = (None,) * len(_POST)


def row_schema() -> Any:
    """The columns and their types, as Arrow has them."""
    import pyarrow as pa

    span = pa.struct([("first", pa.date32()), ("until", pa.date32())])
    begun = pa.struct([("date", pa.string()), ("earliest", pa.date32()), ("latest", pa.date32())])
    pairs = {
        "disputed": pa.struct([("field", pa.string()), ("says", pa.string())]),
        "conflicts": pa.struct([("code", pa.string()), ("event", pa.string())]),
        "began": begun,
    }
    types = {
        **dict.fromkeys(("number", "renewals", "seats"), pa.int32()),
        **dict.fromkeys(("began_by", "ended_by"), pa.int64()),
        **dict.fromkeys(("conflicting", "is_exact", "now_only"), pa.bool_()),
        **dict.fromkeys(_DATES, pa.date32()),
        **dict.fromkeys(("reasons", "earlier_terms"), pa.list_(pa.string())),
        **dict.fromkeys(_SPANS, pa.list_(span)),
        **{name: pa.list_(kind) for name, kind in pairs.items()},
        "events": pa.list_(pa.int64()),
    }
    return pa.schema([(name, types.get(name, pa.string())) for name in NAMES])


_DATES: Final = (
    *("since_earliest", "since_latest", "until_earliest", "until_latest", "last_seen", "covered"),
    *("announced_from", "announced_to"),
)
_SPANS: Final = ("certain", "possible", "joint", "absent", "maybe_absent", "held")


def belief_rows(beliefs: Beliefs) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of what was believed of one post, each with the columns `NAMES`."""
    rectangles = _Rectangles()
    contents: dict[int, Sequence[Content]] = {}
    for place, cells in enumerate(beliefs.changes):
        for those in cells:
            if id(those.history) not in contents:
                contents[id(those.history)] = _contents(those.history)
        said = [(those, contents[id(those.history)]) for those in cells]
        for content, first, end, since in rectangles.at(place, said):
            yield *content, *_known(beliefs, first, end, since, place)
    for content, first, end, since in rectangles.left():
        yield *content, *_known(beliefs, first, end, since, None)


def _known(beliefs: Beliefs, first: int, end: int, since: int, until: int | None) -> Content:
    """The rectangle from one moment to before another, and from one cell to before another."""
    days, moments = beliefs.days, beliefs.moments
    return (
        moments[since],
        None if until is None else moments[until],
        date.fromordinal(days[first - 1]) if first else None,
        date.fromordinal(days[end - 1]) if end <= len(days) else None,
        beliefs.now_only,
    )


Strip: TypeAlias = tuple[int, int]
"""Cells of one moment: the number of the first, and the number after the last."""


class _Rectangles:
    """Puts what is said in neighbouring cells, moment after moment, into few rectangles."""

    def __init__(self) -> None:
        self._open: dict[Content, dict[Strip, int]] = {}

    def at(
        self, moment: int, said: Sequence[tuple[Cells, Sequence[Content]]]
    ) -> Iterator[tuple[Content, int, int, int]]:
        """Take what is said at a moment from some cell on; yield the rectangles that end before it.

        Each is what was said, the first cell, the cell after the last, and the first moment.
        """
        edge = said[0][0].first
        now: dict[Content, list[Strip]] = {}
        for cells, contents in said:
            for content in contents:
                _extend(now.setdefault(content, []), cells.first, cells.end)
        touched = [c for c, strips in self._open.items() if any(end > edge for _, end in strips)]
        for content in dict.fromkeys([*touched, *now]):
            before = self._open.get(content, {})
            strips: list[Strip] = []
            for first, end in sorted(before):
                if first < edge:
                    strips.append((first, min(end, edge)))
            for first, end in now.get(content, ()):
                _extend(strips, first, end)
            for strip in before.keys() - set(strips):
                yield content, *strip, before[strip]
            self._open[content] = {strip: before.get(strip, moment) for strip in strips}
            if not strips:
                del self._open[content]

    def left(self) -> Iterator[tuple[Content, int, int, int]]:
        """Yield the rectangles that go on."""
        for content, strips in self._open.items():
            for strip, since in strips.items():
                yield content, *strip, since


def _extend(strips: list[Strip], first: int, end: int) -> None:
    if strips and strips[-1][1] == first:
        strips[-1] = strips[-1][0], end
    else:
        strips.append((first, end))


def _contents(history: PostHistory | None) -> Sequence[Content]:
    """What a history says, without where it was believed: the post itself, and its tenures."""
    if history is None:
        return ()
    home, post = history.organization, history.post
    rows: list[Content] = [(home, post, 0, *_NO_TENURE, *_of_post(history))]
    for number, tenure in enumerate(history.tenures, 1):
        rows.append((home, post, number, *_of_tenure(tenure), *_NO_POST))
    return rows


def _of_tenure(tenure: Tenure) -> Content:
    start, end, days, seen = tenure.start, tenure.end, tenure.days, tenure.last_seen
    return (
        tenure.person,
        tenure.capacity,
        *_bounded(start),
        *_bounded(end),
        _day(seen.hi) if seen is not None else None,
        tenure.conflicting,
        *((None,) * 3 if days is None else map(_spans, (days.certain, days.possible, days.joint))),
        tenure.events,
        tenure.ended,
        tenure.reasons,
        _text(tenure.announced),
        _text(tenure.end_announced),
        _text(tenure.term_ends),
        tenure.renewals,
        tenure.disputed,
        tenure.began_by,
        tenure.ended_by,
        tenure.replaces,
        tuple([term.text for term in tenure.earlier_terms]),
        _text(tenure.start_written),
        _text(tenure.end_written),
    )


def _of_post(history: PostHistory) -> Content:
    profile, covered = history.profile, history.covered
    return (
        profile.name,
        profile.seats(),
        _spans(merged(absence.certain for absence in history.absences)),
        _spans(absence.possible for absence in history.absences),
        tuple([_bounded(start) for start in history.vacancy_starts()]),
        _spans(history.held),
        _day(covered.hi) if covered is not None else None,
        history.is_exact,
        tuple([(conflict.code, conflict.event) for conflict in history.conflicts]),
    )


def _bounded(day: EdtfDate | None) -> tuple[str | None, date | None, date | None]:
    """A date as written, its earliest and its latest day."""
    return (None, None, None) if day is None else (day.text, day.earliest, day.latest)


def _text(day: EdtfDate | None) -> str | None:
    return None if day is None else day.text


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if BEFORE_ALL < ordinal < AFTER_ALL else None


def _spans(spans: Spans | Iterable[tuple[int, int]]) -> tuple[tuple[date | None, date | None], ...]:
    """Days [first, until) as dates; None is without end that way. What holds no day is left out."""
    return tuple(
        [
            (_day(first), _day(until))
            for first, until in spans
            if first < min(until, AFTER_ALL) and until > BEFORE_ALL + 1
        ]
    )
