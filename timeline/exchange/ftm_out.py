"""FollowTheMoney written: a JSON object a line, for each person, organization, post and tenure.

What a register of FollowTheMoney said comes out with its ids, and with what was kept in notes.
"""

from __future__ import annotations

import json
import re
from hashlib import sha1
from typing import TYPE_CHECKING, Any, Final

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON

from .exporting import OutFile
from .ftm import NOTES, TENURE_NOTES
from .ftm_entities import IDENTIFIERS
from .introductions import known_of
from .tenure_facts import facts_of_tenures, prefix_of, register_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from timeline.events import EdtfDate, Source
    from timeline.projections.histories import Asked

    from .exporting import WriteOptions
    from .introductions import Known
    from .tenure_facts import TenureFacts

__all__ = ["FTM"]


class _Ftm:
    """The format `ftm`, written."""

    arguments: Final[Mapping[str, str]] = {}
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One file of JSON Lines. See `Exporter.files`."""
        yield OutFile(
            (json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n").encode()
            for entity in _Writer(timeline, options).entities()
        )


FTM: Final = _Ftm()

_ID: Final = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.\-]*[0-9a-zA-Z])?")
"""What FollowTheMoney takes for an id."""

_OF_ANYTHING: Final = frozenset({"wikidata"})
"""The schemes of identifiers that a Position may have; people and organizations have them all."""


class _Writer:
    """Writes entities."""

    def __init__(self, timeline: Asked, options: WriteOptions) -> None:
        self._timeline = timeline
        self._options = options
        self._histories = timeline.histories(options.knowledge)
        self._tenures: set[str] = set()

    def entities(self) -> Iterator[dict[str, Any]]:
        """All of them: who and what there is, then who held what."""
        for known in self._known("organization"):
            yield self._organization(known)
        for known in self._known("person"):
            dates = {"birthDate": _date(known.born), "deathDate": _date(known.died)}
            yield _entity("Person", self._id("person", known.id), **_named(known), **dates)
        for known in self._known("post"):
            yield self._position(known)
        for facts in facts_of_tenures(self._timeline, self._histories, self._options):
            if facts.tenure.person == UNKNOWN_PERSON:
                self._options.left_out("holders whom nobody has named", facts.tenure.post)
            else:
                yield self._occupancy(facts)

    def _known(self, what: Any) -> Iterator[Known]:
        return known_of(self._timeline, self._histories, what, self._options)

    def _organization(self, known: Known) -> dict[str, Any]:
        parent = known.profile.parent
        return _entity(
            "Organization",
            self._id("organization", known.id),
            **_named(known),
            parent=self._id("organization", parent) if parent else None,
            incorporationDate=_date(known.profile.created),
            dissolutionDate=_date(known.ended),
        )

    def _position(self, known: Known) -> dict[str, Any]:
        seats = known.profile.seats()
        home = known.profile.parent
        return _entity(
            "Position",
            self._id("post", known.id),
            **_named(known, _OF_ANYTHING),
            **_kept(known.notes, ("subnationalArea",)),
            inceptionDate=_date(known.profile.created),
            dissolutionDate=_date(known.ended),
            numberOfSeats=str(seats) if seats else None,
            organization=self._id("organization", home) if home else None,
        )

    def _occupancy(self, facts: TenureFacts) -> dict[str, Any]:
        tenure = facts.tenure
        ends = self._options.ends or "unstated"
        end = register_end(tenure.end, ends) if tenure.end else None
        has_unsaid_end = tenure.end is not None and end is None
        if has_unsaid_end and _is_bounded(tenure.end):
            self._options.left_out(
                "ends that no day, month or year can say", f"{tenure.person} in {tenure.post}"
            )
        kept = _kept(facts.notes.split("\n") if facts.notes else (), TENURE_NOTES)
        capacity = [] if tenure.capacity == "permanent" else [tenure.capacity]
        return _entity(
            "Occupancy",
            self._id_of_tenure(facts),
            **{**kept, "description": [*capacity, *kept.get("description", ())]},
            holder=self._id("person", tenure.person),
            post=self._id("post", tenure.post),
            startDate=_date(tenure.start),
            endDate=end,
            status="ended" if has_unsaid_end else None,
            sourceUrl=_links(facts.sources),
        )

    # --- ids

    def _id(self, what: str, ident: str) -> str:
        """The id itself where it is one to FollowTheMoney, and nothing else of the log has it."""
        earlier: Any = ("organization", "person", "post")
        others = earlier[: earlier.index(what)]
        if _ID.fullmatch(ident) and not any(self._histories.profile(o, ident) for o in others):
            return ident
        return _hashed(_SCHEMATA[what], ident)

    def _id_of_tenure(self, facts: TenureFacts) -> str:
        """The register's own id of a tenure, or one that is the same each time."""
        begun = facts.appointments[0] if facts.appointments else None
        key = begun.id if begun else f"{facts.tenure.post} {facts.tenure.person}"
        origin = begun.fact.origin if begun else None
        own = origin.record if origin is not None else ""
        is_free = own not in self._tenures and not any(
            self._histories.profile(what, own)  # type: ignore[arg-type]
            for what in _SCHEMATA
        )
        found = own if _ID.fullmatch(own) and is_free else _hashed("Occupancy", key)
        self._tenures.add(found)
        return found


_SCHEMATA: Final = {"organization": "Organization", "person": "Person", "post": "Position"}


def _hashed(schema: str, key: str) -> str:
    """An id that is the same each time, and that FollowTheMoney takes whatever the key holds."""
    return f"timeline-{sha1(f'{schema} {key}'.encode(), usedforsecurity=False).hexdigest()}"


def _entity(schema: str, ident: str, **properties: Any) -> dict[str, Any]:
    said = {
        name: value if isinstance(value, list) else [value]
        for name, value in properties.items()
        if value
    }
    return {"id": ident, "schema": schema, "properties": said}


def _named(known: Known, schemes: frozenset[str] | None = None) -> dict[str, Any]:
    kept = _kept(known.notes, NOTES)
    alias = dict.fromkeys((*known.other_names.values(), *kept.get("alias", ())))
    return {
        **_identifiers(known, schemes),
        "name": [*dict.fromkeys((known.name, *kept.get("name", ())))],
        "alias": [*alias],
        "sourceUrl": _links(known.sources),
    }


def _identifiers(known: Known, schemes: frozenset[str] | None) -> dict[str, list[str]]:
    """Identifiers by property; further values of one scheme have a number behind it."""
    properties = {scheme: name for name, scheme in IDENTIFIERS.items()}
    found: dict[str, list[str]] = {}
    for scheme, text in known.profile.identifiers.items():
        bare = re.sub(r"-\d+$", "", scheme)
        if bare in properties and (schemes is None or bare in schemes):
            found.setdefault(properties[bare], []).append(text)
    return found


def _kept(notes: Iterable[str], names: Sequence[str]) -> dict[str, list[str]]:
    """The properties that stand in notes, a line each."""
    found: dict[str, list[str]] = {}
    for line in (line for note in notes for line in note.split("\n")):
        name, colon, value = line.partition(": ")
        if colon and name in names:
            found.setdefault(name, []).append(value)
    return found


def _links(sources: tuple[Source, ...]) -> list[str]:
    return [source.url for source in sources if source.url]


def _date(date: EdtfDate | None) -> str | None:
    return None if date is None else prefix_of(date.lo, date.hi)


def _is_bounded(date: EdtfDate | None) -> bool:
    return date is not None and date.lo > BEFORE_ALL and date.hi < AFTER_ALL
