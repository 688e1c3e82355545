"""The entries under `events:` in a YAML file: which verb an entry has, and the events it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from .batch import Draft
from .code_lists import reasons_of_code
from .errors import BadDate, BadValue
from .kinds import (
    Appointed,
    Cancelled,
    Cited,
    Corrected,
    Covered,
    Departed,
    Disputed,
    Milestone,
    Organization,
    Person,
    Post,
    Retracted,
)
from .language import t
from .nodes import is_scalar
from .vocabulary import CAPACITIES, REASONS
from .yaml_kinds import KEYS, PLAIN, value_of
from .yaml_parts import NodeOrigin, is_language, quiet_pairs
from .yaml_verbs import ALL_KEYS, PLACES, STRONG, shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .dates import EdtfDate
    from .event import Event
    from .findings import Place
    from .nodes import Node
    from .vocabulary import What
    from .yaml_parts import Reader

__all__ = ["read_event"]

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
    shape = shape_of(tuple([name for name, _, _ in quiet_pairs(entry)]))
    if not shape.verbs:
        _report_no_verb(reader, entry)
        return
    before = sheet.findings.total
    instead = () if shape.verbs[0] in STRONG else STRONG
    fields = sheet.fields(entry, t("an event"), shape.allowed, ALL_KEYS, instead)
    if not fields.keys() >= set(shape.verbs):
        return  # a duplicate key; it has been reported
    entry_reader = _Entry(reader, entry, fields, whole=sheet.findings.total == before)
    if shape.repairs:
        entry_reader.correct(shape.verbs)
    else:
        entry_reader.read(shape.verbs)


def _report_no_verb(reader: Reader, entry: Node) -> None:
    before = reader.sheet.findings.total
    fields = reader.sheet.fields(entry, t("an event"), ALL_KEYS)
    if reader.sheet.findings.total == before:
        what = (
            t("only a correction of what?")
            if "corrects" in fields
            else t("this says nothing that happened")
        )
        hint = t("write one of {listed}", listed=", ".join(STRONG))
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
            if verb in PLAIN:
                self._plain(verb)
            else:
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
            hint = t("write appointed: or departed: for the one that was wrong")
            self._error("correction", t("a correction replaces one event"), "corrects", hint)
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
            hint = t("for one side alone write appointed: or departed:")
            self._error("change", t("a change is written like ann -> bob"), verb, hint)
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
        values["person"] = person
        values.update(self._taking_terms() if kind is Appointed else self._leaving_terms())
        posts = self._posts(PLACES.get(verb))
        for number, post in enumerate(posts, 1):
            if post and person and values["effective"]:
                self._keep(kind, verb, **values, post=post)
                self._name_further(number)

    def _posts(self, place: str | None) -> list[str | None]:
        """The posts that an entry is about: one, or a list of those that change hands at once."""
        node = self.fields.get(place or "")
        if node is not None and place is not None and "post" in self.fields:
            message = t("{place}: and post: are two ways to say one thing", place=place)
            self._error("two-posts", message, place)
            return []
        node = node or self._required("post", t("which post?"))
        if node is None:
            return []
        items = self.reader.sheet.texts(node, "post")
        return [self.reader.resolve("post", text, item) for text, item in items]

    def _name_further(self, number: int) -> None:
        """Of several posts the entry's id names what it says of the first; ID#2 of the second."""
        if number > 1 and "id" in self.fields and self.reader.drafts:
            event, origin = self.reader.drafts[-1][:2]
            further = attrs.evolve(event, key=f"{event.key}#{number}")
            self.reader.drafts[-1] = Draft(further, origin)

    def _taking_terms(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "capacity" in self.fields:
            found["capacity"] = self.reader.choice(self.fields["capacity"], "capacity", CAPACITIES)
        if "term-ends" in self.fields:
            found["term_ends"] = self.reader.date(self.fields["term-ends"])
        if "replaces" in self.fields:
            found["replaces"] = self.reader.named("person", self.fields["replaces"])
        return {name: value for name, value in found.items() if value is not None}

    def _leaving_terms(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "appointment" in self.fields:
            found["appointment"] = self.reader.sheet.text(self.fields["appointment"], "appointment")
        if "reason-code" in self.fields:
            node = self.fields["reason-code"]
            code = found["reason_code"] = self.reader.sheet.text(node, "reason-code")
            found["reasons"] = self._reasons_of_code(code, node) if code is not None else ()
        if "reason" in self.fields:
            found["reasons"] = self._reasons()
        return found

    def _reasons_of_code(self, code: str, node: Node) -> tuple[str, ...]:
        """The reasons that a code of a known list stands for; none of a list that nobody knows."""
        try:
            return reasons_of_code(code)
        except BadValue as fault:
            self.reader.sheet.error("unknown-code", fault.message, node, fault.hint)
            return ()

    def _reasons(self) -> list[str]:
        found = []
        choices = (*REASONS, *_SHORT_REASONS)
        for _, node in self.reader.sheet.texts(self.fields["reason"], "reason"):
            if reason := self.reader.choice(node, "reason", choices):
                found.append(_SHORT_REASONS.get(reason, reason))
        return found

    def _milestone(self, verb: str) -> None:
        at = self._required("at", t("at which organization?"))
        values = self._dated()
        organization = self.reader.named("organization", at) if at else None
        title = self.reader.sheet.text(self.fields[verb], verb)
        if organization and title and values["effective"]:
            self._keep(Milestone, verb, organization=organization, title=title, **values)

    def _plain(self, verb: str) -> None:
        """An event whose YAML follows from its class."""
        cls, values, whole = PLAIN[verb], {}, True
        for key, field in KEYS[verb].items():
            node = self.fields.get(key)
            if node is None and field.default is attrs.NOTHING:
                self._required(key, _QUESTIONS.get(key, f"which {key}?"))
                whole = False
            elif node is not None:
                values[field.name] = value_of(self.reader, cls, field, node)
        if whole and None not in values.values():
            self._keep(cls, verb, **values)

    def _covered(self, verb: str) -> None:
        node = self.fields[verb]
        text = self.reader.sheet.text(node, verb)
        values = self._dated()
        if text is None or values["effective"] is None:
            return
        if text != "everything":
            is_post = bool(self.reader.names.ids("post", text))
            is_home = bool(self.reader.names.ids("organization", text))
            if is_post and is_home:
                message = t('"{text}" may be a post or an organization', text=text)
                self._error("ambiguous-covered", message, verb, t("write the id"))
                return
            what: What = "post" if is_post or (not is_home and "/" in text) else "organization"
            values[what] = self.reader.resolve(what, text, node)
            if values[what] is None:
                return
        self._keep(Covered, verb, **values)

    def _cancels(self, verb: str) -> None:
        announced = self._required("announced", t("when was it known?"))
        day = self.reader.date(announced) if announced else None
        if day is not None:
            for target in self._targets(verb):
                self._keep(Cancelled, verb, event=target, announced=day)

    def _cites(self, verb: str) -> None:
        if self._required("source", t("which source?")):
            for target in self._targets(verb):
                self._keep(Cited, verb, event=target)

    def _disputes(self, verb: str) -> None:
        field = self._required("field", t("which field of it?"))
        says = self._required("says", t("what does the source say?"))
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
        days = {
            name: self.reader.date(self.fields[name])
            for name in ("born", "died")
            if name in self.fields
        }
        self._introduce(Person, "name", {"person": text}, days)

    def _organization(self, verb: str) -> None:
        text = self.reader.named("organization", self.fields[verb])
        extra: dict[str, Any] = {}
        if "parent" in self.fields:
            extra["parent"] = self.reader.named("organization", self.fields["parent"])
        if "continues" in self.fields:
            extra["continues"] = self.reader.several("organization", self.fields["continues"])
        self._introduce(Organization, "name", {"organization": text}, extra)

    def _post(self, verb: str) -> None:
        text = self.reader.named("post", self.fields[verb])
        extra: dict[str, Any] = {}
        if "seats" in self.fields:
            extra["seats"] = self.reader.seats(self.fields["seats"])
        if "continues" in self.fields:
            extra["continues"] = self.reader.several("post", self.fields["continues"])
        if "organization" in self.fields:
            extra["organization"] = self.reader.named("organization", self.fields["organization"])
        home = self.reader.names.organization_of(text) if text else None
        self._introduce(Post, "title", {"post": text, "organization": home}, extra)

    def _introduce(
        self, kind: type[Event], label: str, known: dict[str, Any], news: dict[str, Any]
    ) -> None:
        """Keep what an entry says that is new of somebody or something that is known."""
        languages = [name for name in self.fields if is_language(name)]
        news = {**news, f"{label}s": self.reader.labels(self.fields, label, languages)}
        if "identifiers" in self.fields:
            news["identifiers"] = self.reader.identifiers(self.fields["identifiers"])
        values = {**known, **news}
        if not any(news.values()) and None not in news.values():
            hint = t("write what is new: a name, a title, a parent, seats")
            if self.whole:
                self._error("says-nothing", t("this says nothing new"), "", hint)
            return
        fills_in = "corrects" in self.fields or (kind is Person and not news["names"])
        if fills_in and "on" not in self.fields:
            values["effective"] = None  # it was introduced without a date, or this is of no day
        else:
            on = self._required("on", t("from which day on?"))
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
            self._error(
                "two-dates", t("on: and last-day: are two ways to say one thing"), "last-day"
            )
            return None
        if last is not None:
            day = self.reader.date(last)
            try:
                return day.next_day() if day else None
            except BadDate as fault:
                self._error("bad-date", str(fault), "last-day")
                return None
        on = on or self._required("on", t("when? a date that nobody knows is unknown"))
        return self.reader.date(on) if on else None

    def _targets(self, verb: str) -> list[str]:
        return [text for text, _ in self.reader.sheet.texts(self.fields[verb], verb)]

    def _why(self) -> str | None:
        node = self._required("why", t("why? a repair of the log gives its reason"))
        return self.reader.sheet.text(node, "why") if node is not None else None

    def _required(self, name: str, question: str) -> Node | None:
        node = self.fields.get(name)
        if node is None and self.whole:
            self._error(f"no-{name}", question, "", t("add {name}: ...", name=name))
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
}

_QUESTIONS: Final = {
    "on": "when? a date that nobody knows is unknown",
    "post": "which post?",
    "why": "why? a repair of the log gives its reason",
}
