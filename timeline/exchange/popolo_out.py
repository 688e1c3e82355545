"""Popolo written: people, organizations, posts and memberships in one JSON document.

A membership is an appointment with the end of its tenure. What a register of Popolo said comes out
as it said it: ids, dates, and the fields that were kept in notes.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from timeline.events import UNKNOWN_PERSON

from .exporting import OutFile
from .held import fact_id
from .introductions import known_of
from .popolo import KEPT_IN_NOTES
from .tenure_facts import facts_of_tenures, prefix_of, register_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from timeline.events import EdtfDate, Source
    from timeline.projections.histories import Asked, Histories
    from timeline.projections.posts import PostHistory
    from timeline.projections.standing import Standing

    from .exporting import LeftOut, WriteOptions
    from .introductions import Known
    from .tenure_facts import TenureFacts
    from .tenure_rows import Ends

__all__ = ["POPOLO"]


class _Popolo:
    """The format `popolo`, written."""

    arguments: Final[Mapping[str, str]] = {}
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One JSON document. See `Exporter.files`."""
        histories = timeline.histories(options.knowledge)
        writer = _Writer(timeline, histories, options)
        yield OutFile(_document(writer.parts()))


POPOLO: Final = _Popolo()


def _document(parts: Mapping[str, Iterable[dict[str, Any]]]) -> Iterator[bytes]:
    """A JSON object of lists, each item on a line, as the items come."""
    before = "{"
    for name, items in parts.items():
        yield f"{before}\n {json.dumps(name)}: [".encode()
        between = "\n  "
        for item in items:
            said = {key: value for key, value in item.items() if value}
            yield (between + json.dumps(said, ensure_ascii=False)).encode()
            between = ",\n  "
        yield b"\n ]"
        before = ","
    yield b"\n}\n"


class _Writer:
    """Writes the parts of a document."""

    def __init__(self, timeline: Asked, histories: Histories, options: WriteOptions) -> None:
        self._timeline = timeline
        self._histories = histories
        self._options = options
        self._ends: Ends = options.ends or "unstated"

    def parts(self) -> dict[str, Iterator[dict[str, Any]]]:
        """The document's lists, by name."""
        return {
            "persons": map(self._person, self._known("person")),
            "organizations": map(self._organization, self._known("organization")),
            "posts": self._posts(),
            "memberships": self._memberships(),
        }

    def _known(self, what: Any) -> Iterator[Known]:
        return known_of(self._timeline, self._histories, what, self._options)

    def _person(self, person: Known) -> dict[str, Any]:
        return {
            **_named(person),
            "birth_date": self._date(person.born, f"born {person.id}"),
            "death_date": self._date(person.died, f"died {person.id}"),
        }

    def _organization(self, organization: Known) -> dict[str, Any]:
        profile = organization.profile
        return {
            **_named(organization),
            "parent_id": profile.parent,
            "founding_date": self._date(profile.created, f"founded {profile.id}"),
            "dissolution_date": self._date(organization.ended, f"dissolved {profile.id}"),
        }

    def _posts(self) -> Iterator[dict[str, Any]]:
        for post in self._known("post"):
            history = self._histories.history(post.id)
            if history is not None and _role_of(history) is not None and post.ended is None:
                continue  # its organization and role make it
            created = self._date(post.profile.created, f"created {post.id}")
            named = _named(post)
            yield {
                "id": post.id,
                "label": post.name if post.profile.names() else None,
                "organization_id": post.profile.parent,
                "start_date": created,
                "end_date": self._date(post.ended, f"abolished {post.id}"),
                "sources": named["sources"],
            }

    def _memberships(self) -> Iterator[dict[str, Any]]:
        tenures = facts_of_tenures(self._timeline, self._histories, self._options)
        for _, of_post in groupby(tenures, key=lambda facts: facts.tenure.post):
            found: list[dict[str, Any]] = []
            for facts in of_post:
                if facts.tenure.person == UNKNOWN_PERSON:
                    self._options.left_out("holders whom nobody has named", facts.tenure.post)
                    continue
                found += self._of_tenure(facts)
            yield from sorted(found, key=_by_what_is_written)

    def _of_tenure(self, facts: TenureFacts) -> Iterator[dict[str, Any]]:
        """A membership for each appointment of one tenure; those that say the same are one."""
        begun: dict[tuple[object, ...], Standing] = {}
        for each in facts.appointments:
            fact: Any = each.fact
            begun.setdefault((fact.effective.text, fact.note, fact.sources), each)
        several: list[Standing | None] = [*begun.values()] or [None]
        for one, following in zip(several, (*several[1:], None), strict=True):
            yield self._membership(facts, one, following)

    def _membership(
        self, facts: TenureFacts, begun: Standing | None, following: Standing | None
    ) -> dict[str, Any]:
        tenure, fact = facts.tenure, begun.fact if begun else None
        start: EdtfDate = getattr(fact, "effective", tenure.start)
        end: EdtfDate | None = getattr(following.fact, "effective", None) if following else None
        if following is None:
            stated = facts.departure
            end = getattr(stated.fact, "effective", None) if stated else tenure.end
        role = _role_of(facts.history)
        return {
            "id": _identity(begun) if begun else None,
            "person_id": tenure.person,
            "organization_id": facts.history.organization,
            "post_id": tenure.post if role is None else None,
            "role": role,
            "capacity": tenure.capacity if tenure.capacity != "permanent" else None,
            "start_date": self._date(start, f"{tenure.person} in {tenure.post}"),
            "end_date": self._end(end, f"{tenure.person} in {tenure.post}"),
            **_kept(fact.note if fact else None),
            "sources": _links(fact.sources) if fact else None,
        }

    def _date(self, date: EdtfDate | None, what: str) -> str | None:
        if date is None:
            return None
        written = prefix_of(date.lo, date.hi)
        _tell_loss(self._options.left_out, date, written, what)
        return written

    def _end(self, out: EdtfDate | None, what: str) -> str | None:
        if out is None:
            return None
        written = register_end(out, self._ends)
        if written is None:
            self._options.left_out("ends that no day, month or year can say", what)
        return written


def _by_what_is_written(membership: dict[str, Any]) -> tuple[str, ...]:
    """So that what is read back comes out in the same order."""
    fields = ("start_date", "person_id", "capacity", "end_date", "id")
    return tuple(membership[field] or "" for field in fields)


def _tell_loss(left_out: LeftOut, date: EdtfDate, written: str | None, what: str) -> None:
    if date.text not in (written, "unknown"):
        left_out("dates that a day, a month or a year says less precisely", f"{what} ({date})")


def _named(known: Known) -> dict[str, Any]:
    identifiers = known.profile.identifiers.items()
    return {
        "id": known.id,
        "name": known.name,
        "other_names": [{"name": text, "lang": tag} for tag, text in known.other_names.items()],
        "identifiers": [{"scheme": scheme, "identifier": text} for scheme, text in identifiers],
        "sources": _links(known.sources),
    }


def _links(sources: Iterable[Source]) -> list[dict[str, str]]:
    """Sources with an address; a title alone is no link."""
    return [
        {"url": source.url, **({"note": source.title} if source.title else {})}
        for source in sources
        if source.url
    ]


def _role_of(history: PostHistory) -> str | None:
    """The role of a post that an organization and a role make, as the reader makes them."""
    home, title = history.organization, history.profile.names().get("und")
    made = f"{home}/{title}"
    return title if title and history.post == made and not history.profile.created else None


def _identity(begun: Standing) -> str | None:
    """The register's own id of a membership, or the author's of the event."""
    fact, origin = begun.fact, begun.fact.origin
    if origin is None:
        return fact.key
    return None if origin.record in (fact_id(fact), begun.id) else origin.record


def _kept(note: str | None) -> dict[str, str]:
    """The fields of a membership that stand in the note of its appointment."""
    pairs = [line.partition(": ") for line in (note or "").split("\n")]
    return {field: value for field, _, value in pairs if field in KEPT_IN_NOTES and value}
