"""Rows of a table, each a tenure, and what they state: the one reading that all formats share.

A row says that somebody held a post from one date to another. It becomes an appointment, and a
departure that names it. Rows of one person, post and capacity that touch, overlap or repeat are one
tenure: the appointment of each is kept (a later one is a renewal), and the departures between them
are not, for nobody left.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import attrs

from timeline.events import (
    AFTER_ALL,
    UNKNOWN,
    UNKNOWN_PERSON,
    Abolished,
    Appointed,
    Covered,
    Departed,
    Disputed,
    Dissolved,
    EdtfDate,
    Organization,
    Person,
    Post,
    Seen,
    Source,
    subject_of,
    t,
)

from .scratch import sorted_on_disk
from .statements import Note, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import Passage

    from .statements import Reading

LAST: Final = EdtfDate.of_day(AFTER_ALL - 1)

__all__ = ["ENDS", "Ends", "Fact", "Introduction", "Item", "TenureRow", "statements_of"]

Ends: TypeAlias = Literal["last-day", "first-day-out", "unstated"]
"""What an end date of a register means: the last day in the post, the first day out of it, or
nobody says which: then it is that day or the next."""

ENDS: Final = ("last-day", "first-day-out", "unstated")


@attrs.frozen
class TenureRow:
    """One row of a register.

    Attributes:
        record: what to call it: its number, or its identity.
        identity: what tells it apart from one version to the next, if anything does.
        person: the id; `unknown` where the register names nobody.
        post: the id.
        continues: whether it goes on with an earlier row of the same person and post.
        start: when the person took the post; None if the register does not say.
        end: as the register gives it; None if there is none.
        ends: what the end means.
        capacity: one of `CAPACITIES`.
        reasons: of `REASONS`, why the post was left.
        reason_code: the register's own code for it, like `csmar/4`.
        replaces: the id of the person whose seat it is.
        term_ends: the expected end.
        sources: where the row was read.
        note: a remark.
        passage: where it stands.
    """

    record: str
    person: str
    post: str
    identity: str | None = None
    continues: bool = False
    start: EdtfDate | None = None
    end: EdtfDate | None = None
    ends: Ends = "unstated"
    capacity: str = "permanent"
    reasons: tuple[str, ...] = ()
    reason_code: str | None = None
    replaces: str | None = None
    term_ends: EdtfDate | None = None
    sources: tuple[Source, ...] = ()
    note: str | None = None
    passage: Passage | None = None

    def __attrs_post_init__(self) -> None:
        _ = self.out  # an end that no day follows is no end that can be read

    @property
    def begin(self) -> EdtfDate:
        """The first day, or `unknown`."""
        return self.start or UNKNOWN

    @property
    def out(self) -> EdtfDate | None:
        """The first day out of the post; None if the row has no end."""
        if self.end is None or self.ends == "first-day-out":
            return self.end
        following = self.end.next_day()
        return following if self.ends == "last-day" else EdtfDate.between(self.end.lo, following.hi)

    @property
    def contradicts_itself(self) -> bool:
        """Whether the row ends before it begins."""
        return self.out is not None and self.out.hi < self.begin.lo


Introduced: TypeAlias = Person | Organization | Post


@attrs.frozen
class Introduction:
    """What a row says of a person, an organization or a post, beside the tenure.

    Attributes:
        record: what to call the row.
        event: the introduction.
    """

    record: str
    event: Introduced


@attrs.frozen
class Fact:
    """What a register says that is no tenure: an abolition, or that somebody was seen in a post.

    Attributes:
        record: what to call the entry; also its identity.
        event: the fact.
        passage: where it stands.
    """

    record: str
    event: Abolished | Dissolved | Seen
    passage: Passage | None = None


Item: TypeAlias = TenureRow | Introduction | Fact
"""What a format reads a register into."""


def statements_of(
    items: Iterable[Item],
    reading: Reading,
    *,
    snapshot: EdtfDate | None = None,
    sources: tuple[Source, ...] = (),
) -> Iterator[Statement]:
    """What rows state; what was done with some of them goes to the reading's notes.

    Args:
        items: in any order; as many as the disk can hold.
        reading: takes the notes.
        snapshot: the day on which the register was taken, if that is known. An end after it is an
            expected end, and the register is complete for its posts through that day.
        sources: where that the register is complete was read.
    """
    ordered = sorted_on_disk(_without_echoes(items), _order)
    for kind, of_kind in groupby(ordered, key=type):
        found: Iterator[Any] = of_kind
        if kind is Introduction:
            yield from _introductions(found, reading)
        elif kind is TenureRow:
            yield from _Tenures(reading, snapshot, sources).of_posts(found)
        else:
            yield from (Statement(fact.event, fact.record, None, fact.passage) for fact in found)


_REMEMBERED: Final = 1_000
"""How many introductions are remembered, so that one that comes again at once is passed over."""


def _without_echoes(items: Iterable[Item]) -> Iterator[Item]:
    """The items without introductions that say what one shortly before them said."""
    recent: dict[Introduced, None] = {}
    for item in items:
        if isinstance(item, Introduction):
            if item.event in recent:
                continue
            if len(recent) >= _REMEMBERED:
                del recent[next(iter(recent))]
            recent[item.event] = None
        yield item


_UNDATED: Final = (0, 0, 0, 0, 0, "", "", "")
"""In the place of what orders the rows of a tenure."""


def _order(item: Item) -> tuple[str | int, ...]:
    """Introductions first, by whom they introduce; then the rows of each tenure, by their dates."""
    if isinstance(item, Fact):
        return 2, str(subject_of(item.event)), item.record, item.event.KIND, "", *_UNDATED
    if isinstance(item, Introduction):
        kinds = ("organization", "post", "person")
        kind = item.event.KIND
        return 0, kinds.index(kind), getattr(item.event, kind), "", "", *_UNDATED
    return 1, *_tenure_of(item), *_by_start(item)


def _introductions(items: Iterable[Introduction], reading: Reading) -> Iterator[Statement]:
    """Each of those who are introduced, once, with all that is said; what differs is told."""
    for subject, of_one in groupby(items, key=lambda item: subject_of(item.event)):
        yield Statement(_whole(subject, of_one, reading), subject, subject)


def _whole(subject: str | None, items: Iterator[Introduction], reading: Reading) -> Introduced:
    """What the introductions of one subject say together."""
    first = next(items)
    whole, told = first.event, set[str]()
    for item in items:
        whole, others = _together(whole, item.event)
        for said, other in others:
            if said not in told:
                told.add(said)
                message = t(
                    "it says {said} of {subject}, and {record} {other}",
                    said=said,
                    subject=subject,
                    record=first.record,
                    other=other,
                )
                reading.notes.append(Note("set-aside", item.record, message))
    return whole


def _together(first: Introduced, other: Introduced) -> tuple[Introduced, list[tuple[str, str]]]:
    """What two introductions say together; and what the second says otherwise, in words."""
    changes: dict[str, Any] = {}
    others: list[tuple[str, str]] = []
    for field in attrs.fields(type(first)):
        old, new = getattr(first, field.name), getattr(other, field.name)
        if not new or new == old:
            continue
        if not old:
            changes[field.name] = new
        elif isinstance(old, Mapping):
            changes[field.name] = {**new, **old}
            others += [
                (f'"{new[key]}"', f'"{old[key]}"')
                for key in old
                if new.get(key, old[key]) != old[key]
            ]
        elif field.name == "sources":
            changes[field.name] = tuple(dict.fromkeys((*old, *new)))
        else:
            others.append((f"{field.name} {new}", f"{field.name} {old}"))
    return attrs.evolve(first, **changes), others


def _tenure_of(row: TenureRow) -> tuple[str, str, str, str]:
    """Whose rows may be one tenure; nobody knows that of holders whom nobody has named."""
    apart = row.record if row.person == UNKNOWN_PERSON else ""
    return row.post, row.person, row.capacity, apart


def _by_start(row: TenureRow) -> tuple[str | int, ...]:
    """By the start, then by the end and what else is said; by the record only as a last resort.

    The record may be a row's number, and the order of rows changes no answer.
    """
    date = (row.end or LAST) if row.continues else row.begin
    said = " ".join(row.reasons), row.replaces or ""
    return date.lo, date.hi, *_by_out(row), *said, row.record


class _Tenures:
    """Reads rows that are in the order of their tenures."""

    def __init__(
        self, reading: Reading, snapshot: EdtfDate | None, sources: tuple[Source, ...]
    ) -> None:
        self._reading = reading
        self._snapshot = snapshot
        self._sources = sources

    def of_posts(self, rows: Iterable[TenureRow]) -> Iterator[Statement]:
        """What all rows state; with a snapshot, that it is complete for each post."""
        for post, of_post in groupby(rows, key=attrgetter("post")):
            for _, of_one in groupby(of_post, key=_tenure_of):
                yield from self.read([*of_one])
            if self._snapshot is not None:
                covered = Covered(effective=self._snapshot, post=post, sources=self._sources)
                yield Statement(covered, f"covered {post}")

    def read(self, rows: Sequence[TenureRow]) -> Iterator[Statement]:
        """What the rows of one person, post and capacity state; the earliest comes first."""
        tenures: list[list[TenureRow]] = []
        kept = list(self._without_repeats(rows))
        for row in kept:
            if row.continues:
                continue
            if tenures and _is_one(tenures[-1], row):
                tenures[-1].append(row)
            else:
                tenures.append([row])
        for row in kept:
            if row.continues:
                open_ones = [tenure for tenure in tenures if _continues(tenure, row)]
                (open_ones[-1] if open_ones else _begun(tenures)).append(row)
        for tenure in tenures:
            yield from self._state(tenure)

    def _without_repeats(self, rows: Sequence[TenureRow]) -> Iterator[TenureRow]:
        """Rows that say the same are one; which is told."""
        seen: dict[tuple[object, ...], TenureRow] = {}
        for row in rows:
            said = (row.begin, row.out, row.reasons, row.replaces, row.note, row.sources)
            first = seen.setdefault(said, row)
            if first is row:
                yield row
            else:
                self._note(
                    "joined",
                    first,
                    t(
                        "{record} says the same of {person} once more",
                        record=row.record,
                        person=row.person,
                    ),
                )

    def _state(self, tenure: Sequence[TenureRow]) -> Iterator[Statement]:
        """State one tenure, of one row or several."""
        last = tenure[-1] if tenure[-1].continues else max(tenure, key=_by_out)
        begun: dict[EdtfDate, list[TenureRow]] = {}
        for row in tenure:
            if row is tenure[0] or not row.continues:
                begun.setdefault(row.begin, []).append(row)
        for rows in begun.values():
            yield self._appointment(rows)
        if len(tenure) > 1:
            records = ", ".join(row.record for row in tenure[1:])
            who = f"{tenure[0].person} in {tenure[0].post}"
            self._note(
                "joined",
                tenure[0],
                t("one tenure of {who}, with {records}", who=who, records=records),
            )
        if last.out is not None and not self._is_expected(last):
            yield from self._departure(last, tenure[0])

    def _is_expected(self, row: TenureRow) -> bool:
        """Whether the end lies after the day on which the register was taken."""
        return self._snapshot is not None and row.out is not None and row.out.lo > self._snapshot.hi

    def _appointment(self, rows: Sequence[TenureRow]) -> Statement:
        """The appointment by rows of one tenure that begin on one date."""
        row = max(rows, key=_by_out)
        expected = row.end if self._is_expected(row) else None
        said = [each.replaces for each in rows]
        appointed = Appointed(
            effective=row.begin,
            person=row.person,
            post=row.post,
            capacity=row.capacity,
            replaces=next(filter(None, said), None),
            term_ends=row.term_ends or expected,
            sources=tuple(dict.fromkeys(source for each in rows for source in each.sources)),
            note="\n".join(dict.fromkeys(each.note for each in rows if each.note)) or None,
        )
        return Statement(appointed, rows[0].identity, _start_of(rows[0]), rows[0].passage)

    def _departure(self, row: TenureRow, first: TenureRow) -> Iterator[Statement]:
        broken = row.contradicts_itself
        departed = Departed(
            effective=UNKNOWN if broken or row.out is None else row.out,
            person=row.person,
            post=row.post,
            appointment=_start_of(first),
            reasons=row.reasons,
            reason_code=row.reason_code,
            sources=row.sources,
        )
        end = f"end of {row.record}"
        yield Statement(departed, row.identity, end, row.passage)
        if broken:
            said = Disputed(event=end, field="effective", says=str(row.end))
            yield Statement(said, row.identity, None, row.passage)
            message = t(
                "it ends on {end}, before it begins on {start}; no end is taken from it",
                end=row.end,
                start=row.start,
            )
            self._note("disputed", row, message)

    def _note(self, kind: Literal["joined", "disputed"], row: TenureRow, message: str) -> None:
        self._reading.notes.append(Note(kind, row.record, message))


def _start_of(row: TenureRow) -> str:
    return f"start of {row.record}"


def _by_out(row: TenureRow) -> tuple[bool, int, int]:
    """The row that ends last; one without an end goes on."""
    out = row.out
    return (True, 0, 0) if out is None else (False, out.hi, out.lo)


def _is_one(tenure: Sequence[TenureRow], row: TenureRow) -> bool:
    """Whether a row goes on with a tenure: it touches it or overlaps it, whatever its dates are."""
    if row.contradicts_itself or row.start is None:
        return False
    return any(_goes_on(earlier, row) for earlier in tenure)


def _continues(tenure: Sequence[TenureRow], row: TenureRow) -> bool:
    """Whether a row may be the rest of a tenure that has no end yet."""
    return tenure[-1].out is None and (row.end is None or tenure[0].begin.lo <= row.end.hi)


def _begun(tenures: list[list[TenureRow]]) -> list[TenureRow]:
    """A tenure whose first row is not in the register."""
    tenures.append([])
    return tenures[-1]


def _goes_on(earlier: TenureRow, row: TenureRow) -> bool:
    if earlier.contradicts_itself or earlier.start is None:
        return False
    if earlier.end is None or earlier.out is None:
        return row.end is None
    by = earlier.out.hi if earlier.end.is_day else earlier.out.lo
    return row.begin.hi <= by or row.begin == earlier.end
