"""FollowTheMoney written: a JSON object a line, for each person, organization, post and tenure."""

from __future__ import annotations

import json
from hashlib import sha1
from typing import TYPE_CHECKING, Any, Final

from timeline.events import UNKNOWN_PERSON

from .exporting import OutFile
from .introductions import known_of
from .tenure_facts import facts_of_tenures, prefix_of, register_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.events import EdtfDate, Source
    from timeline.projections.histories import Asked

    from .exporting import WriteOptions
    from .introductions import Known

__all__ = ["FTM"]


class _Ftm:
    """The format `ftm`, written."""

    arguments: Final[Mapping[str, str]] = {}
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One file of JSON Lines. See `Exporter.files`."""
        yield OutFile(
            (json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n").encode()
            for entity in _entities(timeline, options)
        )


FTM: Final = _Ftm()


def _entities(timeline: Asked, options: WriteOptions) -> Iterator[dict[str, Any]]:
    histories = timeline.histories(options.knowledge)
    for known in known_of(timeline, histories, "organization", options):
        founded, ended = _date(known.profile.created), _date(known.ended)
        dates = {"incorporationDate": founded, "dissolutionDate": ended}
        yield _entity("Organization", known.id, **_named(known), **dates)
    for known in known_of(timeline, histories, "person", options):
        dates = {"birthDate": _date(known.born), "deathDate": _date(known.died)}
        yield _entity("Person", known.id, **_named(known), **dates)
    for known in known_of(timeline, histories, "post", options):
        dates = {"inceptionDate": _date(known.profile.created)}
        home = _id("Organization", known.profile.parent) if known.profile.parent else None
        yield _entity("Position", known.id, **_named(known), **dates, organization=home)
    for facts in facts_of_tenures(timeline, histories, options):
        tenure = facts.tenure
        if tenure.person == UNKNOWN_PERSON:
            options.left_out("holders whom nobody has named", tenure.post)
            continue
        key = facts.appointments[0].id if facts.appointments else f"{tenure.post} {tenure.person}"
        end = register_end(tenure.end, options.ends or "unstated") if tenure.end else None
        yield _entity(
            "Occupancy",
            key,
            holder=_id("Person", tenure.person),
            post=_id("Position", tenure.post),
            startDate=_date(tenure.start),
            endDate=end,
            description=None if tenure.capacity == "permanent" else tenure.capacity,
            sourceUrl=_links(facts.sources),
        )


def _entity(schema: str, key: str, **properties: Any) -> dict[str, Any]:
    said = {
        name: value if isinstance(value, list) else [value]
        for name, value in properties.items()
        if value
    }
    return {"id": _id(schema, key), "schema": schema, "properties": said}


def _id(schema: str, key: str) -> str:
    """An id that is the same each time, and that FollowTheMoney takes whatever the key holds."""
    return f"timeline-{sha1(f'{schema} {key}'.encode(), usedforsecurity=False).hexdigest()}"


def _named(known: Known) -> dict[str, Any]:
    return {
        "name": known.name,
        "alias": [*known.other_names.values()],
        "wikidataId": known.profile.identifiers.get("wikidata"),
        "sourceUrl": _links(known.sources),
    }


def _links(sources: tuple[Source, ...]) -> list[str]:
    return [source.url for source in sources if source.url]


def _date(date: EdtfDate | None) -> str | None:
    return None if date is None else prefix_of(date.lo, date.hi)
