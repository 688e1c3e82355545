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
    hint = t("it is an object with persons, organizations and memberships")
    if not isinstance(found, dict) or not any(name in found for name in LISTS):
        raise refuse(path, t("this is no Popolo document"), hint)
    for name in LISTS:
        if not _is_list_of_objects(found.get(name)):
            raise refuse(
                path, t("this is no Popolo document: {name} must be a list of objects", name=name)
            )
    if "memberships" not in found and not any(
        "memberships" in item for name in LISTS for item in found.get(name) or ()
    ):
        raise refuse(path, t("this is no Popolo document"), hint)
    return found


def _is_list_of_objects(found: Any) -> bool:
    """Whether it is one; null is an empty one."""
    return found is None or (
        isinstance(found, list) and all(isinstance(item, dict) for item in found)
    )


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
        self._posts = {
            str(item["id"])
            for _, document in documents
            for name, _, item in _parts(document)
            if name == "posts" and item.get("id")
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
            of_file = "" if len(self._documents) == 1 else f"{path} "
            for name, way, item in _parts(document):
                passage = JsonPassage(str(path), way)
                try:
                    yield from [*readers[name](item, of_file + way, passage)]
                except TimelineError as fault:
                    self._reading.notes.append(Note("set-aside", of_file + way, str(fault)))

    def _organization(
        self, item: dict[str, Any], record: str, passage: JsonPassage
    ) -> Iterator[Item]:
        yield Introduction(
            record,
            Organization(
                organization=_id(item, "id"),
                names=_names(item),
                parent=_id(item, "parent_id") if item.get("parent_id") else None,
                identifiers=_identifiers(item),
                effective=_date(item.get("founding_date")),
                sources=_sources(item),
            ),
        )
        if (end := _date(item.get("dissolution_date"))) is not None:
            ident = _id(item, "id")
            dissolved = Dissolved(organization=ident, effective=end, sources=_sources(item))
            yield Fact(f"end of {ident}", dissolved, passage)

    def _post(self, item: dict[str, Any], record: str, passage: JsonPassage) -> Iterator[Item]:
        title = item.get("label") or item.get("role")
        yield Introduction(
            record,
            Post(
                post=_id(item, "id"),
                organization=_id(item, "organization_id", "organization"),
                titles={"und": str(title)} if title else {},
                seats=self._seats,
                effective=_date(item.get("start_date")),
                sources=_sources(item),
            ),
        )
        if (end := _date(item.get("end_date"))) is not None:
            ident = _id(item, "id")
            abolished = Abolished(post=ident, effective=end, sources=_sources(item))
            yield Fact(f"end of {ident}", abolished, passage)

    def _person(
        self, item: dict[str, Any], record: str, passage: JsonPassage
    ) -> Iterator[Introduction]:
        yield Introduction(
            record,
            Person(
                person=_id(item, "id"),
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
        person = _id(item, "person_id", "person")
        if item.get("post_id") is None and not isinstance(item.get("post"), dict):
            post, home = self._post_of(item)
            yield Introduction(record, home)
        else:
            post = _id(item, "post_id", "post")
            if post not in self._posts:
                raise BadValue("post_id", t('no post "{post}"', post=post))
        yield TenureRow(
            record=record,
            identity=_id(item, "id") if item.get("id") else None,
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
        try:
            home = _id(item, "organization_id", "organization")
        except BadValue as fault:
            if not item.get("on_behalf_of_id"):
                raise
            hint = t("on_behalf_of_id says for whom somebody is a member, and not of what")
            raise BadValue("organization_id", str(fault), hint) from fault
        role = str(item.get("role") or "member")
        post = f"{home}/{role}"
        return post, Post(post=post, organization=home, titles={"und": role}, seats=self._seats)


def _parts(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What a document holds, each with its list and the way to it.

    What stands within something else counts like what stands in a list of its own: memberships of
    a person, an organization or a post; the person, organization and post of a membership.
    """
    nested: list[tuple[str, dict[str, Any]]] = []
    for name in LISTS:
        for index, item in enumerate(document.get(name) or ()):
            way = f"{name}[{index}]"
            yield name, way, item
            if name == "memberships":
                nested.append((way, item))
                continue
            own = {f"{name[:-1]}_id": item.get("id")}
            within = item.get("memberships")
            if not _is_list_of_objects(within):
                continue
            for number, membership in enumerate(within or ()):
                nested.append((f"{way}.memberships[{number}]", {**own, **membership}))
    seen = {item.get("id") for item in document.get("memberships") or ()} - {None}
    for way, membership in nested:
        for part in ("organization", "post", "person"):
            if isinstance(membership.get(part), dict):
                yield f"{part}s", f"{way}.{part}", membership[part]
        if not way.startswith("memberships") and membership.get("id") not in seen:
            yield "memberships", way, membership


def _id(item: dict[str, Any], *fields: str) -> str:
    """An id, of which a number is one; or that of an object that stands in its place.

    Raises:
        BadValue: there is none.
    """
    for field in fields:
        found = item.get(field)
        if isinstance(found, dict):
            found = found.get("id")
        if isinstance(found, (str, int)) and not isinstance(found, bool) and found != "":
            return str(found)
        if found is not None and found != "":
            raise BadValue(field, t("{field} must be an id", field=field))
    raise BadValue(fields[0], t("{field} is missing", field=fields[0]))


def _objects(item: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """The objects of a list. Raises BadValue if it is none."""
    found = item.get(field)
    if not _is_list_of_objects(found):
        raise BadValue(field, t("{field} must be a list of objects", field=field))
    return found or []


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
    names = {"und": str(item.get("name") or _id(item, "id"))}
    for each in _objects(item, "other_names"):
        tag = each.get("lang")
        if tag and each.get("name"):
            names.setdefault(str(tag), str(each["name"]))
    return names


def _identifiers(item: dict[str, Any]) -> dict[str, str]:
    found = _objects(item, "identifiers")
    return {
        str(each["scheme"]): str(each["identifier"])
        for each in found
        if each.get("scheme") and each.get("identifier")
    }


def _sources(item: dict[str, Any]) -> tuple[Source, ...]:
    return tuple(
        Source(url=str(each["url"]), title=each.get("note") or None)
        for each in _objects(item, "sources")
        if each.get("url")
    )


def _note(item: dict[str, Any]) -> str | None:
    lines = [f"{field}: {item[field]}" for field in KEPT_IN_NOTES if item.get(field)]
    return "\n".join(lines) or None
