"""Lists of names before and after a change: who came and who left is the difference of the two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

from timeline.events import Appointed, Departed, EdtfDate, t

from .scratch import sorted_on_disk
from .statements import Note, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events import Source

    from .statements import Reading

__all__ = ["Lists", "changes_of"]


@attrs.frozen
class Lists:
    """Who held a post before and after a change, as one row prints it.

    Attributes:
        record: what to call the row.
        identity: what tells it apart from one version to the next, if anything does.
        post: the id.
        on: the day of the change.
        before: the ids of all holders on its eve.
        after: the ids of all holders from that day on.
        sources: where the row was read.
    """

    record: str
    post: str
    on: EdtfDate
    before: tuple[str, ...]
    after: tuple[str, ...]
    identity: str | None = None
    sources: tuple[Source, ...] = ()


def changes_of(rows: Iterable[Lists], reading: Reading) -> Iterator[Statement]:
    """Who came and who left, by rows in any order; what does not fit is noted.

    Who stands in the first list of a post came before that day. Who comes or goes between the list
    after one change and that before the next did so between the two days.
    """
    ordered = sorted_on_disk(rows, lambda row: (row.post, row.on.lo, row.on.hi, row.record))
    for _, of_post in groupby(ordered, key=attrgetter("post")):
        holders: dict[str, str] = {}
        last: Lists | None = None
        for row in of_post:
            yield from _Change(row, last, holders).statements(reading)
            last = row


class _Change:
    """One row after another: what it says happened since, and on its day.

    `holders` are those who hold the post, each with the name of the appointment's statement.
    """

    def __init__(self, row: Lists, last: Lists | None, holders: dict[str, str]) -> None:
        self._row = row
        self._last = last
        self._holders = holders

    def statements(self, reading: Reading) -> Iterator[Statement]:
        """All that the row states; who it takes to have held the post changes with it."""
        row, between = self._row, self._between()
        came = [person for person in dict.fromkeys(row.before) if person not in self._holders]
        left = [person for person in self._holders if person not in row.before]
        for person in came:
            yield self._came(person, between)
        for person in left:
            yield self._left(person, between)
        if self._last is not None and (came or left):
            message = t(
                "the holders before {on} are not those after {on2}", on=row.on, on2=self._last.on
            )
            reading.notes.append(Note("set-aside", row.record, message))
        for person in dict.fromkeys(row.before):
            if person not in row.after:
                yield self._left(person, row.on)
        for person in dict.fromkeys(row.after):
            if person not in row.before:
                yield self._came(person, row.on)

    def _between(self) -> EdtfDate:
        """The days between the change before and this one."""
        eve = self._row.on.hi - 1
        first = EdtfDate.parse("unknown").lo if self._last is None else self._last.on.lo
        return EdtfDate.between(min(first, eve), eve)

    def _came(self, person: str, on: EdtfDate) -> Statement:
        row = self._row
        name = f"{person} comes by {row.record} of {row.post}"
        self._holders[person] = name
        fact = Appointed(effective=on, person=person, post=row.post, sources=row.sources)
        return Statement(fact, row.identity, name)

    def _left(self, person: str, on: EdtfDate) -> Statement:
        row, appointment = self._row, self._holders.pop(person)
        fact = Departed(
            effective=on,
            person=person,
            post=row.post,
            appointment=appointment,
            sources=row.sources,
        )
        return Statement(fact, row.identity)
