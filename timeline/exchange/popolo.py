"""Popolo: people, organizations, posts and memberships in one JSON document.

<https://www.popoloproject.com/specs/>. Ids are kept. A membership is a tenure of the post that its
`post_id` names; without one, of the post that its organization and role make. Dates are prefixes
(`2016`, `2016-09`). Nothing says what an end date means: by default that day or the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from timeline.events import (
    CAPACITIES,
    Abolished,
    BadDate,
    BadValue,
    Dissolved,
    EdtfDate,
    Organization,
    Person,
    Post,
    Source,
    TimelineError,
    t,
)

from .documents import JsonPassage, read_json, refuse
from .seats import SEATS, seats_of
from .statements import Note, Reading
from .tenure_rows import Fact, Introduction, TenureRow, statements_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from .formats import ReadOptions
    from .tenure_rows import Item

__all__ = ["KEPT_IN_NOTES", "POPOLO"]

LISTS: Final = ("persons", "organizations", "posts", "memberships")

KEPT_IN_NOTES: Final = ("on_behalf_of_id", "area_id", "legislative_period_id", "label")
"""Fields of a membership that no event has; they stand in the note, a line each: `field: value`."""


class _Popolo:
    """The format `popolo`."""

    arguments: Final[Mapping[str, str]] = {"seats": SEATS}

    def read(self, files: Sequence[Path], options: ReadOptions) -> Reading:
        """Read Popolo documents, as one register. See `Format.read`."""
        reading = Reading(())
        documents = [(path, _document(path)) for path in files]
        items = _Document(documents, options, reading).items()
        reading.statements = statements_of(
            items, reading, snapshot=options.snapshot, sources=options.sources
        )
        return reading


POPOLO: Final = _Popolo()


def _document(path: Path) -> dict[str, Any]:
    found = read_json(path)
    if not isinstance(found, dict) or not isinstance(found.get("memberships"), list):
        hint = t("it is an object with persons, organizations and memberships")
        raise refuse(path, t("this is no Popolo document"), hint)
    for name in LISTS:
        if not all(isinstance(item, dict) for item in found.get(name, ())):
            raise refuse(
                path, t("this is no Popolo document: {name} must be a list of objects", name=name)
            )
    return found


class _Document:
    """Reads the parts of documents."""

    def __init__(
        self,
        documents: Sequence[tuple[Path, dict[str, Any]]],
        options: ReadOptions,
        reading: Reading,
    ) -> None:
        self._documents = documents
        self._options = options
        self._reading = reading
        self._seats = seats_of(options, "unknown")
        self._posts: dict[str, dict[str, Any]] = {
            str(post["id"]): post
            for _, document in documents
            for post in document.get("posts", ())
            if post.get("id")
        }

    def items(self) -> Iterator[Item]:
        """All that the documents state; what cannot be read is noted."""
        readers: dict[str, Callable[[dict[str, Any], str, JsonPassage], Any]] = {
            "organizations": self._organization,
            "posts": self._post,
            "persons": self._person,
            "memberships": self._membership,
        }
        for path, document in self._documents:
            for name, read in readers.items():
                for index, item in enumerate(document.get(name) or ()):
                    passage = JsonPassage(str(path), f"{name}[{index}]")
                    of_file = "" if len(self._documents) == 1 else f"{path} "
                    try:
                        yield from read(item, of_file + passage.path, passage)
                    except (TimelineError, KeyError, TypeError, AttributeError) as fault:
                        said = f"it has no {fault}" if isinstance(fault, KeyError) else str(fault)
                        self._reading.notes.append(Note("set-aside", passage.path, said))

    def _organization(
        self, item: dict[str, Any], record: str, passage: JsonPassage
    ) -> Iterator[Item]:
        yield Introduction(
            record,
            Organization(
                organization=item["id"],
                names=_names(item),
                parent=item.get("parent_id"),
                identifiers=_identifiers(item),
                effective=_date(item.get("founding_date")),
                sources=_sources(item),
            ),
        )
        if (end := _date(item.get("dissolution_date"))) is not None:
            dissolved = Dissolved(organization=item["id"], effective=end, sources=_sources(item))
            yield Fact(f"end of {item['id']}", dissolved, passage)

    def _post(self, item: dict[str, Any], record: str, passage: JsonPassage) -> Iterator[Item]:
        title = item.get("label") or item.get("role")
        yield Introduction(
            record,
            Post(
                post=item["id"],
                organization=item["organization_id"],
                titles={"und": title} if title else {},
                seats=self._seats,
                effective=_date(item.get("start_date")),
                sources=_sources(item),
            ),
        )
        if (end := _date(item.get("end_date"))) is not None:
            abolished = Abolished(post=item["id"], effective=end, sources=_sources(item))
            yield Fact(f"end of {item['id']}", abolished, passage)

    def _person(
        self, item: dict[str, Any], record: str, passage: JsonPassage
    ) -> Iterator[Introduction]:
        yield Introduction(
            record,
            Person(
                person=item["id"],
                names=_names(item),
                identifiers=_identifiers(item),
                born=_date(item.get("birth_date")),
                died=_date(item.get("death_date")),
                sources=_sources(item),
            ),
        )

    def _membership(
        self, item: dict[str, Any], record: str, passage: JsonPassage
    ) -> Iterator[Item]:
        self._reading.records += 1
        self._options.progress(self._reading.records)
        post = item.get("post_id")
        if post is None:
            post, home = self._post_of(item)
            yield Introduction(record, home)
        elif post not in self._posts:
            raise BadValue("post_id", t('no post "{post}"', post=post))
        person = item.get("person_id") or item["person"]["id"]
        yield TenureRow(
            record=record,
            identity=item.get("id"),
            person=person,
            post=post,
            start=_date(item.get("start_date")),
            end=_date(item.get("end_date")),
            ends=self._options.ends or "unstated",
            capacity=_capacity(item),
            sources=_sources(item) or self._options.sources,
            note=_note(item),
            passage=passage,
        )

    def _post_of(self, item: dict[str, Any]) -> tuple[str, Post]:
        """The post that an organization and a role make."""
        home, role = item["organization_id"], item.get("role") or "member"
        post = f"{home}/{role}"
        return post, Post(post=post, organization=home, titles={"und": role}, seats=self._seats)


def _capacity(item: dict[str, Any]) -> str:
    """As our own export writes it; Popolo has no field for it."""
    found = item.get("capacity") or "permanent"
    if found not in CAPACITIES:
        raise BadValue("capacity", t('no capacity "{found}"', found=found))
    return str(found)


def _date(text: Any) -> EdtfDate | None:
    """A date or its prefix; nothing, null and an empty text are none."""
    if not text:
        return None
    if not isinstance(text, str):
        raise BadDate(str(text), t("a date is a text"))
    return EdtfDate.parse(text.partition("T")[0])


def _names(item: dict[str, Any]) -> dict[str, str]:
    """What somebody is called: the name, and by language those that say which they are in."""
    names = {"und": str(item.get("name") or item["id"])}
    for each in item.get("other_names") or ():
        tag = each.get("lang")
        if tag and each.get("name"):
            names.setdefault(str(tag), str(each["name"]))
    return names


def _identifiers(item: dict[str, Any]) -> dict[str, str]:
    found = item.get("identifiers") or ()
    return {str(each["scheme"]): str(each["identifier"]) for each in found if each.get("scheme")}


def _sources(item: dict[str, Any]) -> tuple[Source, ...]:
    found = item.get("sources") or ()
    return tuple(
        Source(url=each.get("url"), title=each.get("note")) for each in found if each.get("url")
    )


def _note(item: dict[str, Any]) -> str | None:
    lines = [f"{field}: {item[field]}" for field in KEPT_IN_NOTES if item.get(field)]
    return "\n".join(lines) or None
