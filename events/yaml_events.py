"""The entries under `events:` in a YAML file: which verb an entry has, and the events it says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from .batch import Draft
from .errors import BadDate
from .kinds import (
    Abolished,
    Appointed,
    Cancelled,
    Cited,
    Corrected,
    Departed,
    Disputed,
    Dissolved,
    Milestone,
    Organization,
    Person,
    Post,
    Retracted,
)
from .nodes import is_scalar
from .vocabulary import CAPACITIES, REASONS
from .yaml_parts import NodeOrigin, is_language, quiet_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .dates import EdtfDate
    from .findings import Place
    from .nodes import Node
    from .yaml_parts import Reader

__all__ = ["read_event"]

_REMARKS: Final = ("id", "note", "source")
_DATED: Final = ("on", "announced", "because")
_TAKING: Final = ("capacity", "term-ends", "replaces")
_LEAVING: Final = ("reason", "last-day")

VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "corrects": ("why",),
    "retracts": ("why",),
    "cancels": ("announced",),
    "cites": (),
    "disputes": ("field", "says"),
    "change": (*_DATED, "post", *_TAKING, *_LEAVING),
    "appointed": (*_DATED, "post", *_TAKING, "last-day"),
    "to": (*_DATED, "post", *_TAKING, "last-day"),
    "departed": (*_DATED, "post", *_LEAVING),
    "from": (*_DATED, "post", *_LEAVING),
    "milestone": (*_DATED, "at"),
    "abolished": _DATED,
    "dissolved": _DATED,
    "post": ("on", "title", "titles", "seats", "organization", "identifiers"),
    "organization": ("on", "name", "names", "parent", "identifiers"),
    "person": ("on", "name", "names", "identifiers"),
}
"""The verbs of an entry, each with the keys that go with it; the first that an entry has counts."""

_ALL_KEYS: Final = tuple(
    dict.fromkeys((*_REMARKS, *VERBS, *(key for keys in VERBS.values() for key in keys)))
)

_TOGETHER: Final = (
    {"from", "to"},
    {"departed", "appointed"},
    {"from", "appointed"},
    {"departed", "to"},
)

_SHORT_REASONS: Final = {"performance": "dismissed-performance", "conduct": "dismissed-conduct"}

_ARROW: Final = re.compile(r"\s*(?:->|→)\s*")


def read_event(reader: Reader, entry: Node) -> None:
    """Read one entry into the reader's drafts; notes which post is unsure if it cannot be read."""
    before = reader.sheet.findings.total
    _read_entry(reader, entry)
    if reader.sheet.findings.total > before:
        named = [value.value for name, _, value in quiet_pairs(entry) if name == "post"]
        posts = reader.names.ids("post", str(named[0])) if named else ()
        reader.unsure.add(posts[0] if len(posts) == 1 else None)


def _read_entry(reader: Reader, entry: Node) -> None:
    sheet = reader.sheet
    shape = _shape(tuple([name for name, _, _ in quiet_pairs(entry)]))
    if not shape.verbs:
        _report_no_verb(reader, entry)
        return
    before = sheet.findings.total
    fields = sheet.fields(entry, "an event", shape.allowed, _ALL_KEYS)
    if not fields.keys() >= set(shape.verbs):
        return  # a duplicate key; it has been reported
    entry_reader = _Entry(reader, entry, fields, whole=sheet.findings.total == before)
    if shape.repairs:
        entry_reader.correct(shape.verbs)
    else:
        entry_reader.read(shape.verbs)


class _Shape(NamedTuple):
    """What an entry is, by its keys.

    Attributes:
        verbs: those that make it what it is; `post` beside another verb only says where.
        repairs: whether it says what should have stood in another event's place.
        allowed: the keys that it may have, sorted.
    """

    verbs: tuple[str, ...]
    repairs: bool
    allowed: tuple[str, ...]


@lru_cache(maxsize=1024)
def _shape(present: tuple[str, ...]) -> _Shape:
    """Find what an entry with these keys is. A large file has few shapes, so they are kept."""
    said = [verb for verb in VERBS if verb in present and verb != "corrects"]
    strong = [verb for verb in said if verb not in ("person", "organization", "post")]
    both = len(strong) == 2 and set(strong) in _TOGETHER
    verbs = tuple(strong if both else (strong or said)[:1])
    allowed = {*_REMARKS, *verbs, *(key for verb in verbs for key in VERBS[verb])}
    repairs = "corrects" in present
    if repairs:
        allowed |= {"corrects", "why"}
    if verbs and verbs[0] in ("person", "organization", "post"):
        allowed |= {name for name in present if is_language(name)}
    return _Shape(verbs, repairs, tuple(sorted(allowed)))


def _report_no_verb(reader: Reader, entry: Node) -> None:
    strong = [verb for verb in VERBS if verb not in ("person", "organization", "post")]
    before = reader.sheet.findings.total
    fields = reader.sheet.fields(entry, "an event", _ALL_KEYS)
    if reader.sheet.findings.total == before:
        what = (
            "only a correction of what?"
            if "corrects" in fields
            else "this says nothing that happened"
        )
        hint = f"write one of {', '.join(strong)}"
        reader.sheet.error("no-verb", what, entry, hint)


@attrs.define
class _Entry:
    """One entry that is being read.

    Attributes:
        whole: whether all of its keys are known; if not, what is missing may be among the others.
    """

    reader: Reader
    entry: Node
    fields: Mapping[str, Node]
    whole: bool

    def read(self, verbs: Sequence[str]) -> None:
        """Keep the events that the verbs say."""
        for verb in verbs:
            getattr(self, f"_{_METHODS.get(verb, verb)}")(verb)
        if len(verbs) == 2:
            self._name_both()

    def correct(self, verbs: Sequence[str]) -> None:
        """Read what the entry says as the replacement of what it corrects."""
        start = len(self.reader.drafts)
        problems = self.reader.sheet.findings.total
        self.read(verbs)
        made = self.reader.drafts[start:]
        del self.reader.drafts[start:]
        if self.reader.sheet.findings.total > problems or not self.whole:
            return
        if len(made) != 1:
            hint = "write appointed: or departed: for the one that was wrong"
            self._error("correction", "a correction replaces one event", "corrects", hint)
            return
        fact = made[0].event
        target = self.reader.sheet.text(self.fields["corrects"], "corrects")
        self._keep(
            Corrected,
            event=target,
            why=self._why(),
            replacement=attrs.evolve(fact, key=None),
            key=fact.key,
        )

    # --- verbs

    def _change(self, verb: str) -> None:
        text = self.reader.sheet.text(self.fields[verb], verb)
        if text is None:
            return
        sides = _ARROW.split(text)
        if len(sides) != 2 or not all(sides):
            hint = "for one side alone write appointed: or departed:"
            self._error("change", "a change is written like ann -> bob", verb, hint)
            return
        left = self._side(verb, text, sides[0], 0)
        right = self._side(verb, text, sides[1], len(text) - len(sides[1]))
        self._role(Departed, "from", left)
        self._role(Appointed, "to", right)
        self._name_both()

    def _side(self, verb: str, text: str, name: str, offset: int) -> str | None:
        """The person on one side of a change, with a place of its own."""
        place = self.reader.sheet.place(self.fields[verb])
        node = self.fields[verb]
        quoted = 1 if is_scalar(node) and node.style in ("'", '"') else 0
        start = place.column + offset + quoted
        where = attrs.evolve(place, column=start, length=len(name))
        return self.reader.resolve("person", name, where)

    def _taking(self, verb: str) -> None:
        self._role(Appointed, verb, self.reader.named("person", self.fields[verb]))

    def _leaving(self, verb: str) -> None:
        self._role(Departed, verb, self.reader.named("person", self.fields[verb]))

    def _role(self, kind: type[Appointed] | type[Departed], verb: str, person: str | None) -> None:
        values = self._dated()
        post = self._required("post", "which post?")
        values["post"] = self.reader.named("post", post) if post else None
        values["person"] = person
        if kind is Appointed:
            values.update(self._taking_terms())
        elif "reason" in self.fields:
            values["reasons"] = self._reasons()
        if values["person"] and values["post"] and values["effective"]:
            self._keep(kind, verb, **values)

    def _taking_terms(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "capacity" in self.fields:
            found["capacity"] = self.reader.choice(self.fields["capacity"], "capacity", CAPACITIES)
        if "term-ends" in self.fields:
            found["term_ends"] = self.reader.date(self.fields["term-ends"])
        if "replaces" in self.fields:
            found["replaces"] = self.reader.named("person", self.fields["replaces"])
        return {name: value for name, value in found.items() if value is not None}

    def _reasons(self) -> list[str]:
        found = []
        choices = (*REASONS, *_SHORT_REASONS)
        for _, node in self.reader.sheet.texts(self.fields["reason"], "reason"):
            if reason := self.reader.choice(node, "reason", choices):
                found.append(_SHORT_REASONS.get(reason, reason))
        return found

    def _milestone(self, verb: str) -> None:
        at = self._required("at", "at which organization?")
        values = self._dated()
        organization = self.reader.named("organization", at) if at else None
        title = self.reader.sheet.text(self.fields[verb], verb)
        if organization and title and values["effective"]:
            self._keep(Milestone, verb, organization=organization, title=title, **values)

    def _ending(self, verb: str) -> None:
        what, kind = ("post", Abolished) if verb == "abolished" else ("organization", Dissolved)
        ident = self.reader.named(what, self.fields[verb])  # type: ignore[arg-type]
        values = self._dated()
        if ident and values["effective"]:
            self._keep(kind, verb, **{what: ident}, **values)

    def _cancels(self, verb: str) -> None:
        announced = self._required("announced", "when was it known?")
        day = self.reader.date(announced) if announced else None
        if day is not None:
            for target in self._targets(verb):
                self._keep(Cancelled, verb, event=target, announced=day)

    def _cites(self, verb: str) -> None:
        if self._required("source", "which source?"):
            for target in self._targets(verb):
                self._keep(Cited, verb, event=target)

    def _disputes(self, verb: str) -> None:
        field = self._required("field", "which field of it?")
        says = self._required("says", "what does the source say?")
        if field and says:
            name = self._field(field)
            said = self.reader.sheet.text(says, "says")
            for target in self._targets(verb):
                if name and said:
                    self._keep(Disputed, verb, event=target, field=name, says=said)

    def _field(self, node: Node) -> str | None:
        """The name of a field, as it is written in this format or in JSON Lines."""
        text = self.reader.sheet.text(node, "field")
        return _FIELDS.get(text, text.replace("-", "_")) if text is not None else None

    def _retracts(self, verb: str) -> None:
        for target in self._targets(verb):
            if why := self._why():
                self._keep(Retracted, verb, event=target, why=why)

    def _person(self, verb: str) -> None:
        text = self.reader.named("person", self.fields[verb])
        self._introduce(Person, "name", person=text)

    def _organization(self, verb: str) -> None:
        text = self.reader.named("organization", self.fields[verb])
        extra = {}
        if "parent" in self.fields:
            extra["parent"] = self.reader.named("organization", self.fields["parent"])
        self._introduce(Organization, "name", organization=text, **extra)

    def _post(self, verb: str) -> None:
        text = self.reader.named("post", self.fields[verb])
        home = self.reader.names.organization_of(text) if text else None
        extra = {"seats": self.reader.count(self.fields["seats"])} if "seats" in self.fields else {}
        self._introduce(Post, "title", post=text, organization=home, **extra)

    def _introduce(self, kind: Any, label: str, **values: Any) -> None:
        languages = [name for name in self.fields if is_language(name)]
        values[f"{label}s"] = self.reader.labels(self.fields, label, languages)
        if "identifiers" in self.fields:
            values["identifiers"] = self.reader.identifiers(self.fields["identifiers"])
        news = values.keys() - {"person", "organization", "post"}
        if not any(values[name] for name in news):
            hint = "write what is new: a name, a title, a parent, seats"
            if self.whole:
                self._error("says-nothing", "this says nothing new", "", hint)
            return
        if "corrects" in self.fields and "on" not in self.fields:
            values["effective"] = None  # it was introduced without a date, and stays so
        else:
            on = self._required("on", "from which day on?")
            values["effective"] = self.reader.date(on) if on else None
        if all(values[name] is not None for name in values if name != "effective"):
            self._keep(kind, **values)

    # --- parts

    def _dated(self) -> dict[str, Any]:
        """When it took effect, when it was announced, and what caused it."""
        found: dict[str, Any] = {"effective": self._effective()}
        if "announced" in self.fields:
            found["announced"] = self.reader.date(self.fields["announced"])
        if "because" in self.fields:
            texts = self.reader.sheet.texts(self.fields["because"], "because")
            found["because"] = [text for text, _ in texts]
        return found

    def _effective(self) -> EdtfDate | None:
        on, last = self.fields.get("on"), self.fields.get("last-day")
        if on is not None and last is not None:
            self._error("two-dates", "on: and last-day: are two ways to say one thing", "last-day")
            return None
        if last is not None:
            day = self.reader.date(last)
            try:
                return day.next_day() if day else None
            except BadDate as fault:
                self._error("bad-date", str(fault), "last-day")
                return None
        on = on or self._required("on", "when? a date that nobody knows is unknown")
        return self.reader.date(on) if on else None

    def _targets(self, verb: str) -> list[str]:
        return [text for text, _ in self.reader.sheet.texts(self.fields[verb], verb)]

    def _why(self) -> str | None:
        node = self._required("why", "why? a repair of the log gives its reason")
        return self.reader.sheet.text(node, "why") if node is not None else None

    def _required(self, name: str, question: str) -> Node | None:
        node = self.fields.get(name)
        if node is None and self.whole:
            self._error(f"no-{name}", question, "", f"add {name}: ...")
        return node

    def _name_both(self) -> None:
        """Of two events the entry's id names the appointment; the departure's is ID-departed."""
        if "id" not in self.fields:
            return
        drafts = self.reader.drafts
        for index in range(max(0, len(drafts) - 2), len(drafts)):
            event, origin = drafts[index].event, drafts[index].origin
            mine = isinstance(origin, NodeOrigin) and origin.entry is self.entry
            if mine and isinstance(event, Departed):
                drafts[index] = Draft(attrs.evolve(event, key=f"{event.key}-departed"), origin)

    def _keep(self, kind: Any, verb: str = "", **values: Any) -> None:
        origin = NodeOrigin(self.reader.sheet, self.entry, self.fields, verb)
        if all(values.get(name) is not None for name in ("event", "why") if name in values):
            self.reader.keep(kind, origin, **{**self.reader.remarks(self.fields), **values})

    def _error(self, code: str, message: str, field: str, hint: str | None = None) -> None:
        where: Node | Place = self.fields.get(field, self.entry)
        self.reader.sheet.error(code, message, where, hint)


_FIELDS: Final = {"on": "effective", "reason": "reasons", "at": "organization"}
"""What this format calls some fields, with their names in the log."""

_METHODS: Final = {
    "appointed": "taking",
    "to": "taking",
    "departed": "leaving",
    "from": "leaving",
    "abolished": "ending",
    "dissolved": "ending",
}
