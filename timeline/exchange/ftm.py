"""FollowTheMoney: entities as JSON Lines, as Aleph and OpenSanctions export them.

<https://followthemoney.tech/explorer/>. Ids are kept. An Occupancy is a tenure of its Position; a
Directorship, a Membership or an Employment is one of the post that its organization and role make.
Every property has a list of values. Nothing says what an end date means: by default that day or
the next.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from timeline.events import (
    CAPACITIES,
    UNKNOWN,
    Abolished,
    BadValue,
    Dissolved,
    Organization,
    Person,
    Post,
    Seen,
    TimelineError,
    t,
)

from .ftm_entities import Entity, entities_of, note_of
from .seats import SEATS, Seats, seats_of
from .statements import Note, Reading
from .tenure_rows import Fact, Introduction, TenureRow, statements_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from .formats import ReadOptions
    from .statements import Statement
    from .tenure_rows import Item

__all__ = ["FTM", "LINKS", "NOTES", "TENURE_NOTES"]

LINKS: Final = {
    "Occupancy": ("holder", "post", ""),
    "Directorship": ("director", "organization", "director"),
    "Membership": ("member", "organization", "member"),
    "Employment": ("employee", "employer", "employee"),
}
"""The schemata that are tenures: who, where, and the role where the entity names none."""

NOTES: Final = ("name", "alias")
"""The properties of anybody that no event has; they stand in notes, a line each."""

TENURE_NOTES: Final = ("constituency", "politicalGroup", "summary", "description", "recordId")
"""Those of a tenure, likewise."""

ORGANIZATIONS: Final = ("Organization", "Company", "PublicBody", "LegalEntity")


class _FollowTheMoney:
    """The format `ftm`."""

    arguments: Final[Mapping[str, str]] = {
        "organization": "whose the positions are that name no organization",
        "seats": SEATS,
    }

    def read(self, files: Sequence[Path], options: ReadOptions) -> Reading:
        """Read entities, as one register. See `Format.read`."""
        reading = Reading(())
        reading.statements = _Entities(files, options, reading).statements()
        return reading


FTM: Final = _FollowTheMoney()


class _Entities:
    """Reads entities, one after the other."""

    def __init__(self, files: Sequence[Path], options: ReadOptions, reading: Reading) -> None:
        self._files = files
        self._options = options
        self._reading = reading
        self._home = options.arguments.get("organization")
        self._seats = seats_of(options, "unknown")
        self._passed: dict[str, int] = {}

    def statements(self) -> Iterator[Statement]:
        """All that the files state; what was passed over is noted, by schema."""
        options = self._options
        yield from statements_of(
            self._items(), self._reading, snapshot=options.snapshot, sources=options.sources
        )
        for schema, count in sorted(self._passed.items()):
            said = t(
                "{count} of these entities are neither who nor where, nor a tenure", count=count
            )
            self._reading.notes.append(Note("set-aside", schema, said))

    def _items(self) -> Iterator[Item]:
        readers: dict[str, Callable[[Entity], Iterator[Item]]] = {
            "Person": self._person,
            "Position": self._position,
            **dict.fromkeys(ORGANIZATIONS, self._organization),
            **dict.fromkeys(LINKS, self._link),
        }
        for path in self._files:
            for entity in entities_of(path):
                read = readers.get(entity.schema)
                if read is None:
                    self._passed[entity.schema] = self._passed.get(entity.schema, 0) + 1
                    continue
                try:
                    yield from [*read(entity)]
                except TimelineError as fault:
                    place = f"{entity.passage.file}:{entity.passage.line}"
                    self._reading.notes.append(Note("set-aside", place, str(fault)))

    def _person(self, entity: Entity) -> Iterator[Item]:
        person = Person(
            person=entity.id,
            names={"und": entity.name},
            identifiers=entity.identifiers(),
            born=entity.date("birthDate"),
            died=entity.date("deathDate"),
            sources=entity.sources(),
            note=note_of(entity, NOTES, but=entity.name),
        )
        yield Introduction(entity.id, person)

    def _organization(self, entity: Entity) -> Iterator[Item]:
        organization = Organization(
            organization=entity.id,
            names={"und": entity.name},
            parent=entity.first("parent"),
            identifiers=entity.identifiers(),
            effective=entity.date("incorporationDate"),
            sources=entity.sources(),
            note=note_of(entity, NOTES, but=entity.name),
        )
        yield Introduction(entity.id, organization)
        if (end := entity.date("dissolutionDate")) is not None:
            dissolved = Dissolved(organization=entity.id, effective=end, sources=entity.sources())
            yield Fact(f"end of {entity.id}", dissolved, entity.passage)

    def _position(self, entity: Entity) -> Iterator[Item]:
        home = entity.first("organization") or self._home
        if home is None:
            country = entity.first("country")
            if country is None:
                hint = t("--organization ID gives one to all that have none")
                raise BadValue("organization", t("the position names no organization"), hint)
            home = f"country/{country}"
        if home != entity.first("organization"):
            yield Introduction(entity.id, Organization(organization=home, names={"und": home}))
        post = Post(
            post=entity.id,
            organization=home,
            titles={"und": entity.name},
            seats=self._seats_of(entity),
            identifiers=entity.identifiers(),
            effective=entity.date("inceptionDate"),
            sources=entity.sources(),
            note=note_of(entity, (*NOTES, "subnationalArea"), but=entity.name),
        )
        yield Introduction(entity.id, post)
        if (end := entity.date("dissolutionDate")) is not None:
            abolished = Abolished(post=entity.id, effective=end, sources=entity.sources())
            yield Fact(f"end of {entity.id}", abolished, entity.passage)

    def _seats_of(self, entity: Entity) -> Seats:
        text = entity.first("numberOfSeats") or ""
        return int(text) if text.isascii() and text.isdecimal() and int(text) else self._seats

    def _link(self, entity: Entity) -> Iterator[Item]:
        """A tenure; of several people or in several posts, one of each."""
        self._reading.records += 1
        self._options.progress(self._reading.records)
        who, where, role = LINKS[entity.schema]
        pairs = [*product(entity.values(who), entity.values(where))]
        if not pairs:
            raise BadValue(entity.schema, t("it needs {who} and {where}", who=who, where=where))
        for index, (person, place) in enumerate(pairs):
            record = entity.id + (f" ({index + 1})" if index else "")
            post = place
            if role:
                title = entity.first("role") or role
                post = f"{place}/{title}"
                home = Post(post=post, organization=place, titles={"und": title}, seats=self._seats)
                yield Introduction(entity.id, home)
            yield from self._tenure(entity, record, person, post)

    def _tenure(self, entity: Entity, record: str, person: str, post: str) -> Iterator[Item]:
        sources = entity.sources() or self._options.sources
        end = entity.date("endDate")
        if end is None and "ended" in entity.values("status"):
            end = UNKNOWN
        capacity = next((c for c in entity.values("description") if c in CAPACITIES), "permanent")
        yield TenureRow(
            record=record,
            identity=record,
            person=person,
            post=post,
            start=entity.date("startDate"),
            end=end,
            ends=self._options.ends or "unstated",
            capacity=capacity,
            sources=sources,
            note=note_of(entity, TENURE_NOTES, but=capacity),
            passage=entity.passage,
        )
        for name in ("date", "declarationDate"):
            if (day := entity.date(name)) is not None:
                seen = Seen(person=person, post=post, effective=day, sources=sources)
                yield Fact(f"{record} {name}", seen, entity.passage)
