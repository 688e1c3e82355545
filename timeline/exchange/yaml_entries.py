"""Facts as the parts and entries of a YAML file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import (
    REFERRING,
    Appointed,
    Cancelled,
    Cited,
    Corrected,
    Covered,
    Departed,
    Disputed,
    EdtfDate,
    Milestone,
    Person,
    Post,
    Retracted,
    Source,
    content_id,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from timeline.events import Event

    from .yaml_out import Fact

__all__ = ["Entries"]

Parts = dict[str, Any]

_SECTIONS: Final[Mapping[str, tuple[str, str, str]]] = {
    "person": ("people", "names", ""),
    "organization": ("organizations", "names", "founded"),
    "post": ("posts", "titles", "created"),
}
"""For each kind that introduces: its section, the field of its names, the key of its date."""

_CALLED: Final = {"effective": "on", "reasons": "reason", "sources": "source", "key": "id"}
"""What YAML calls fields that have another name in the log."""

_ABOUT: Final = {
    Cancelled: "cancels",
    Cited: "cites",
    Disputed: "disputes",
    Corrected: "corrects",
    Retracted: "retracts",
}
_VERB: Final = {Appointed: "person", Departed: "person", Milestone: "title"}
_SKIPPED: Final = frozenset({"apart", "origin", "replacement"})
_ORDER: Final = ("id", "on", "change", "appointed", "departed")


class Entries:
    """Makes entries of facts."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._sources: dict[Source, str] = {}
        self._counts: dict[Source, int] = {}
        introduced = _introductions(facts)
        self._first_ids = {fact.id for fact in introduced if _has_place(fact.event)}
        sections = [fact for fact in introduced if fact.id in self._first_ids]
        rest = [f for f in _entries_of(facts, introduced) if f.id not in self._first_ids]
        self._facts = [*sections, *_with_targets(rest, facts)]
        self._names = self._names_of(self._facts)
        for fact in self._facts:
            for source in fact.event.sources:
                bare = attrs.evolve(source, quote=None)
                self._counts[bare] = self._counts.get(bare, 0) + 1

    def everything(self) -> Parts:
        """The parts of one file that holds all."""
        return self._parts(self._facts)

    def by_organization(self) -> Iterator[tuple[str, Parts]]:
        """A file for each organization, and one for people, each with its name."""
        homes = {
            fact.event.post: fact.event.organization
            for fact in self._facts
            if isinstance(fact.event, Post)
        }
        files: dict[str, list[Fact]] = {}
        at: dict[str, str] = {}
        for fact in self._facts:
            home = _home_of(fact.event, homes, at)
            at[fact.id] = home
            files.setdefault(home, []).append(fact)
        taken: set[str] = set()
        for home, facts in sorted(files.items()):
            yield _file_name(home, taken), self._parts(facts)

    # --- what goes into which part

    def _names_of(self, facts: Sequence[Fact]) -> dict[str, str]:
        """What each event is called that others refer to, or that its text alone does not tell."""
        referred = {name for fact in facts for name in _references(fact.event)}
        names: dict[str, str] = {}
        for fact in facts:
            if fact.id in self._first_ids:  # a section gives no names; an id comes of the text
                names[fact.id] = content_id(attrs.evolve(fact.event, apart=None))
            elif fact.event.key is not None:
                names[fact.id] = fact.event.key
            elif fact.id in referred or fact.event.apart is not None:
                names[fact.id] = fact.id
        return names

    def _parts(self, facts: Sequence[Fact]) -> Parts:
        parts: Parts = {"people": {}, "organizations": {}, "posts": {}, "sources": {}, "events": []}
        used: dict[str, Source] = {}
        rest: list[Fact] = []
        for fact in facts:
            if fact.id in self._first_ids:
                section, _, _ = _SECTIONS[fact.event.KIND]
                ident = getattr(fact.event, fact.event.KIND)
                parts[section][ident] = self._introduction(fact.event, used)
            else:
                rest.append(fact)
        parts["events"] = [*self._events(rest, used)]
        parts["sources"] = {name: _source(source) for name, source in used.items()}
        return parts

    def _events(self, facts: Sequence[Fact], used: dict[str, Source]) -> Iterator[dict[str, Any]]:
        index = 0
        while index < len(facts):
            fact = facts[index]
            following = facts[index + 1] if index + 1 < len(facts) else None
            if following is not None and self._is_change(fact, following):
                yield self._change(fact, following, used)
                index += 2
                continue
            yield self._event(fact, used)
            index += 1

    # --- entries

    def _is_change(self, left: Fact, taken: Fact) -> bool:
        """Whether a departure and the appointment after it are one hand-over, said in one entry."""
        one, other = left.event, taken.event
        if not isinstance(one, Departed) or not isinstance(other, Appointed):
            return False
        shared = ("post", "effective", "announced", "because", "note", "sources")
        if any(getattr(one, name) != getattr(other, name) for name in shared):
            return False
        if one.person == other.person or one.appointment or one.reason_code:
            return False
        name, of_left = self._names.get(taken.id), self._names.get(left.id)
        named = of_left == (None if name is None else f"{name}-departed")
        return named and left.recorded == taken.recorded and "->" not in one.person + other.person

    def _change(self, left: Fact, taken: Fact, used: dict[str, Source]) -> dict[str, Any]:
        entry = self._event(taken, used)
        who = entry.pop("appointed")
        reason = _plain(left.event.reasons) if isinstance(left.event, Departed) else ()
        entry["change"] = f"{left.event.person} -> {who}"  # type: ignore[attr-defined]
        if reason:
            entry["reason"] = reason
        return _ordered(entry)

    def _event(self, fact: Fact, used: dict[str, Source]) -> dict[str, Any]:
        event = fact.event
        entry = self._values(event, used)
        entry.pop("id", None)
        if fact.id in self._names:
            entry["id"] = self._names[fact.id]
        if isinstance(event, Corrected):
            replaced = self._values(event.replacement, used)
            replaced.pop("id", None)
            entry = {**replaced, **entry}
        return _ordered(entry)

    def _values(self, event: Event, used: dict[str, Source]) -> dict[str, Any]:
        """The keys of an entry, each with its value."""
        entry: dict[str, Any] = {}
        for field in attrs.fields(type(event)):
            value = getattr(event, field.name)
            if not value or field.name in _SKIPPED:
                continue
            if field.name == "sources":
                value = self._source_values(value, used)
            elif field.name in ("because", "appointment", "event"):
                value = self._references_as_written(value)
            elif field.name in ("names", "titles"):
                entry.update(_labels(value, field.name))
                continue
            elif field.name == "capacity" and value == "permanent":
                continue
            entry[_key_of(event, field.name)] = _plain(value)
        if isinstance(event, Covered) and event.post is None and event.organization is None:
            entry["covered"] = "everything"
        return entry

    def _references_as_written(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return [self._names.get(each, each) for each in value]
        return self._names.get(value, value)

    def _introduction(self, event: Event, used: dict[str, Source]) -> Any:
        _, _, date = _SECTIONS[event.KIND]
        entry = self._values(event, used)
        for name in (event.KIND, "id"):
            entry.pop(name, None)
        if "on" in entry and date:
            entry[date] = entry.pop("on")
        if isinstance(event, Post):
            home = event.organization
            entry.pop("organization", None)
            if event.post.rpartition("/")[0] != home:
                entry["organization"] = home
        return entry

    def _source_values(self, sources: Iterable[Source], used: dict[str, Source]) -> Any:
        """Sources as an entry names them: those that come again by a name, others as they are."""
        found = []
        for source in sources:
            bare = attrs.evolve(source, quote=None)
            if self._counts.get(bare, 0) < 2:
                found.append(_source(source))
                continue
            name = self._sources.setdefault(bare, f"s{len(self._sources) + 1}")
            used[name] = bare
            found.append({"ref": name, "quote": source.quote} if source.quote else name)
        return found[0] if len(found) == 1 else found


def _introductions(facts: Iterable[Fact]) -> list[Fact]:
    """One introduction of each, the one without a date before any; several without are one."""
    firsts: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        kind = fact.event.KIND
        if kind not in _SECTIONS:
            continue
        subject = (kind, getattr(fact.event, kind))
        first = firsts.get(subject)
        if first is None:
            firsts[subject] = fact
        elif getattr(fact.event, "effective", None) is None:
            if getattr(first.event, "effective", None) is None:
                firsts[subject] = attrs.evolve(first, event=_together(first.event, fact.event))
            else:
                firsts[subject] = fact
    return [*firsts.values()]


def _has_place(event: Event) -> bool:
    """Whether a section takes an introduction; that of people asks for a name."""
    return not isinstance(event, Person) or bool(event.names)


def _entries_of(facts: Iterable[Fact], introduced: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, without introductions that others have taken in."""
    whole = {fact.id: fact for fact in introduced}
    for fact in facts:
        is_dated = getattr(fact.event, "effective", None) is not None
        if fact.id in whole or fact.event.KIND not in _SECTIONS or is_dated:
            yield whole.get(fact.id, fact)


def _with_targets(rest: Iterable[Fact], facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts without those about events that stand no more; nor do they refer to such."""
    written = {fact.id for fact in facts}
    for fact in rest:
        target = getattr(fact.event, "event", None)
        if target is not None and target not in written:
            written.discard(fact.id)
            continue
        yield attrs.evolve(fact, event=_without_references(fact.event, written))


def _without_references(event: Event, written: set[str]) -> Event:
    """An event whose causes, and whose appointment, are among the events that are written."""
    changes: dict[str, Any] = {}
    because: tuple[str, ...] = getattr(event, "because", ())
    left = tuple(cause for cause in because if cause in written)
    if left != because:
        changes["because"] = left
    if isinstance(event, Departed) and event.appointment and event.appointment not in written:
        changes["appointment"] = None
    if isinstance(event, Corrected):
        changes["replacement"] = _without_references(event.replacement, written)
    return attrs.evolve(event, **changes) if changes else event


def _together(first: Any, second: Any) -> Any:
    """Two introductions without a date as one: the second fills in, and says anew."""
    changes: dict[str, Any] = {}
    for field in attrs.fields(type(first)):
        old, new = getattr(first, field.name), getattr(second, field.name)
        if field.name in ("key", "apart", "origin") or not new:
            continue
        if field.name in ("names", "titles", "identifiers"):
            changes[field.name] = {**old, **new}
        elif field.name in ("sources", "continues"):
            changes[field.name] = tuple(dict.fromkeys((*old, *new)))
        else:
            changes[field.name] = new
    return attrs.evolve(first, **changes)


def _references(event: Event) -> Iterator[str]:
    """The ids of the events that an event refers to."""
    yield from getattr(event, "because", ())
    for name in ("appointment", "event"):
        if (value := getattr(event, name, None)) is not None:
            yield value
    if isinstance(event, Corrected):
        yield from _references(event.replacement)


def _key_of(event: Event, field: str) -> str:
    """The key of an entry under which a field stands; the verb for what it is about."""
    if field == "event":
        return _ABOUT[type(event)]
    if isinstance(event, Covered) and field in ("post", "organization"):
        return "covered"
    if field == "organization" and isinstance(event, Milestone):
        return "at"
    verb = _VERB.get(type(event)) or (
        None if event.KIND in _SECTIONS else next(iter(event.NAMES), None)
    )
    if field == verb:
        return event.KIND
    return _CALLED.get(field, field.replace("_", "-"))


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        items = [_plain(item) for item in value]
        return items[0] if len(items) == 1 and not isinstance(items[0], dict) else items
    if isinstance(value, EdtfDate):
        return value.text
    return value if isinstance(value, (str, int, dict)) else dict(value)


def _labels(labels: Mapping[str, str], field: str) -> dict[str, Any]:
    """Names or titles: the one without a language by itself, the others by language."""
    others = {tag: text for tag, text in labels.items() if tag != "und"}
    found: dict[str, Any] = {field[:-1]: labels["und"]} if "und" in labels else {}
    if others:
        found[field] = others
    return found


def _source(source: Source) -> Any:
    return {
        field.name: _plain(getattr(source, field.name))
        for field in attrs.fields(Source)
        if getattr(source, field.name) is not None
    }


def _ordered(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with its date and its verb first."""
    first: dict[str, Any] = {key: entry[key] for key in _ORDER if key in entry}
    return {**first, **entry}


def _home_of(event: Event, homes: Mapping[str, str], at: Mapping[str, str]) -> str:
    """The organization in whose file a fact stands; empty for people."""
    if event.KIND in REFERRING:
        return at.get(event.event, "")  # type: ignore[attr-defined]
    post = getattr(event, "post", None)
    if post is not None:
        return homes.get(post) or post.rpartition("/")[0]
    return getattr(event, "organization", None) or ""


def _file_name(home: str, taken: set[str]) -> str:
    """A name of a file that every system takes, of its own for each organization."""
    safe = "".join(char if char.isalnum() or char in "-_." else "-" for char in home)[:80].lstrip(
        "."
    )
    name = f"{safe}.yaml" if home else "people.yaml"
    number = 1
    while name.lower() in taken or (home and name == "people.yaml"):
        number += 1
        name = f"{safe}-{number}.yaml"
    taken.add(name.lower())
    return name
