"""What a YAML file introduces and names: people, organizations, posts, sources; and its values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import attrs
from yaml import MappingNode, SequenceNode

from .batch import Draft
from .dates import EdtfDate
from .directory import NameIndex
from .errors import BadDate, BadValue, TimelineError
from .kinds import Organization, Person, Post, Source
from .language import t
from .nodes import is_scalar
from .text import Words, nearest
from .vocabulary import UNKNOWN_PERSON

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .findings import Place, Severity
    from .kinds import Event
    from .nodes import Node, Sheet
    from .vocabulary import What

__all__ = ["NodeOrigin", "Reader", "is_language", "quiet_pairs"]

_LANGUAGES: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv"
    " cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho"
    " hr ht hu hy hz ia ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv"
    " kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no"
    " nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn"
    " so sq sr ss st su sv sw ta te tg th ti tk tl tn tr ts tt tw ty ug uk ur uz ve vi vo wa"
    " wo xh yi yo za zh zu"
)
"""ISO 639-1, without `id` and `to`, which are keys of ours."""


def is_language(key: str) -> bool:
    """Whether a key beside `name` is a language tag (BCP 47); others go under `names`."""
    language, _, rest = key.partition("-")
    return language in _LANGUAGES and (
        not rest or re.fullmatch(r"[A-Za-z0-9-]{2,}", rest) is not None
    )


@attrs.frozen(slots=True)
class NodeOrigin:
    """Where a draft was read in a YAML file."""

    sheet: Sheet
    entry: Node
    fields: Mapping[str, Node]
    verb: str = ""

    def place(self, field: str = "") -> Place:
        """The place of one field's value, or of the whole entry."""
        for name in (*_WRITTEN.get(field, ()), field):
            node = self.fields.get(self.verb if name == _VERB else name)
            if node is not None:
                return self.sheet.place(node)
        return self.sheet.place(self.entry)


_VERB: Final = "the verb"
_WRITTEN: Final = {
    "key": ("id",),
    "person": (_VERB, "change"),
    "event": (_VERB, "corrects"),
    "organization": ("at", _VERB),
    "effective": ("on", "last-day"),
    "term_ends": ("term-ends",),
    "sources": ("source",),
    "reasons": ("reason",),
    "reason_code": ("reason-code",),
    "post": ("to", "from", "post", _VERB),
}
"""Under which keys of an entry a field of its event may stand."""


@attrs.frozen(slots=True)
class _Introduction:
    """A person, an organization or a post in a file, before what it refers to is looked up."""

    names: dict[str, str]
    origin: NodeOrigin
    fields: Mapping[str, Node] = attrs.field(factory=dict)


_OF_ALL: Final = ("identifiers", "note", "source")

INTRODUCTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "people": ("name", "names", "born", "died", *_OF_ALL),
    "organizations": ("name", "names", "parent", "founded", "continues", *_OF_ALL),
    "posts": ("title", "titles", "organization", "seats", "created", "continues", *_OF_ALL),
}
"""The keys of what introduces people, organizations and posts, besides the tags of languages."""


_Introduced: TypeAlias = (
    "tuple[dict[str, _Introduction], dict[str, _Introduction], dict[str, _Introduction],"
    " dict[str, str | None]]"
)
"""The people, organizations and posts of a file by id, and the organization of each post."""


class Reader:
    """Reads one sheet. Each method reads one thing and notes what is wrong with it."""

    def __init__(
        self,
        sheet: Sheet,
        names: NameIndex,
        sources: dict[str, Source],
        *,
        lenient: bool = False,
    ) -> None:
        self.sheet = sheet
        self.lenient = lenient
        self.unsure: set[str | None] = set()
        self.names = names
        self.sources = sources
        self.known_sources = Words(())
        self.drafts: list[Draft] = []
        self._introduced: _Introduced = ({}, {}, {}, {})

    def note_introductions(self, found: Mapping[str, Node]) -> None:
        """Note the names and sources of a file, before any is looked up: files have no order."""
        self._read_sources(found.get("sources"))
        people = self._named(found, "people", "name")
        for ident, intro in people.items():
            self.names.add("person", ident, intro.names.values())
        organizations = self._named(found, "organizations", "name")
        for ident, intro in organizations.items():
            self.names.add("organization", ident, intro.names.values())
        posts = self._named(found, "posts", "title")
        self._introduced = people, organizations, posts, {}

    def note_posts(self) -> None:
        """Note the posts, once all organizations have been: theirs may stand in another file."""
        people, organizations, posts, _ = self._introduced
        homes = self._note_posts(posts, organizations)
        self._introduced = people, organizations, posts, homes

    def read_introductions(self) -> None:
        """Read the people, organizations and posts that were noted."""
        self.known_sources = Words(self.sources)
        people, organizations, posts, homes = self._introduced
        for ident, intro in people.items():
            self._keep_person(ident, intro)
        for ident, intro in organizations.items():
            rest = self._rest(intro, "organization")
            self.keep(Organization, intro.origin, organization=ident, names=intro.names, **rest)
        for ident, intro in posts.items():
            if (home := homes[ident]) is not None:
                rest = {**self._rest(intro, "post"), "organization": home}
                self.keep(Post, intro.origin, post=ident, titles=intro.names, **rest)

    def _named(self, found: Mapping[str, Node], part: str, label: str) -> dict[str, _Introduction]:
        pairs = self.sheet.pairs(found.get(part), part)
        known = INTRODUCTIONS[part]
        return {ident: self._introduction(key, node, label, known) for ident, key, node in pairs}

    def _keep_person(self, ident: str, intro: _Introduction) -> None:
        if intro.names or (intro.fields and self._is_known("person", ident)):
            self.keep(
                Person, intro.origin, person=ident, names=intro.names, **self._rest(intro, "person")
            )
        else:
            message = t('the person "{ident}" has no name', ident=ident)
            self.sheet.error("no-name", message, intro.origin.entry, t("write name: ..."))

    def _is_known(self, what: What, ident: str) -> bool:
        """Whether the log knows an id, whose introduction this may fill in."""
        behind = self.names.behind
        return behind is not None and tuple(behind.ids(what, ident)) == (ident,)

    def _note_posts(
        self, posts: Mapping[str, _Introduction], organizations: Mapping[str, _Introduction]
    ) -> dict[str, str | None]:
        """Note the posts by their titles, and give the organization of each, if it has one."""
        homes: dict[str, str | None] = {}
        for ident, intro in posts.items():
            if (node := intro.fields.get("organization")) is not None:
                home = self.named("organization", node)
            else:
                home = self._home(ident, intro.origin.entry)
            homes[ident] = home
            if home is not None:
                home_names = organizations[home].names.values() if home in organizations else ()
                self.names.add_post(ident, home, intro.names.values(), home_names)
        return homes

    def _home(self, post: str, key: Node) -> str | None:
        """The organization that a post's id begins with."""
        home, slash, _ = post.rpartition("/")
        if not slash:
            hint = t('call it "organization/post", or add organization: ...')
            self.sheet.error("no-organization", t('whose post is "{post}"?', post=post), key, hint)
            return None
        place = self.sheet.place(key)
        return self.resolve("organization", home, attrs.evolve(place, length=len(home)))

    def _introduction(
        self, key: Node, node: Node, label: str, known: tuple[str, ...]
    ) -> _Introduction:
        """What introduces somebody or something; a value that is a plain text is the name."""
        sheet = self.sheet
        if is_scalar(node) and node.value.strip():
            return _Introduction({"und": node.value.strip()}, NodeOrigin(sheet, key, {}))
        languages = [name for name, _, _ in quiet_pairs(node) if is_language(name)]
        fields = sheet.fields(node, "this", (*known, *languages))
        names = self.labels(fields, label, languages)
        date = fields.get("created") or fields.get("founded") or key
        return _Introduction(names, NodeOrigin(sheet, key, {**fields, "effective": date}), fields)

    def _rest(self, intro: _Introduction, what: What) -> dict[str, Any]:
        """Read what an introduction says beside the names."""
        found = {
            field: read(self, intro.fields[name])
            for name, field, read in _INTRODUCED
            if name in intro.fields
        }
        if "continues" in intro.fields:
            found["continues"] = self.several(what, intro.fields["continues"])
        found.update(self.remarks(intro.fields))
        return {name: value for name, value in found.items() if value is not None}

    def labels(
        self, fields: Mapping[str, Node], label: str, languages: list[str]
    ) -> dict[str, str]:
        """Names or titles by language: `name`, the language tags beside it, and `names`."""
        found: dict[str, str] = {}
        if label in fields and (text := self.sheet.text(fields[label], label)):
            found["und"] = text
        for language in languages:
            if text := self.sheet.text(fields[language], language):
                found[language] = text
        for language, _, node in self.sheet.pairs(fields.get(f"{label}s"), f"{label}s"):
            if text := self.sheet.text(node, language):
                found[language] = text
        return found

    # --- sources

    def _read_sources(self, node: Node | None) -> None:
        for ident, _, value in self.sheet.pairs(node, "sources"):
            if source := self._source(value):
                self.sources[ident] = source
        self.known_sources = Words(self.sources)

    def sources_of(self, node: Node) -> tuple[Source, ...]:
        """The sources that an entry names: a reference, an address, a mapping, or a list."""
        items = node.value if isinstance(node, SequenceNode) else [node]
        return tuple(source for item in items if (source := self._source_or_reference(item)))

    def _source_or_reference(self, node: Node) -> Source | None:
        if not is_scalar(node):
            return self._source(node)
        text = self.sheet.text(node, "source")
        if text is None:
            return None
        if text in self.sources:
            return self.sources[text]
        if text.startswith(("http://", "https://")):
            return Source(url=text)
        near = self.known_sources.nearest(text)
        hint = (
            t('did you mean "{near}"?', near=near)
            if near
            else t("add it under sources:, or write {title: ...}")
        )
        self.sheet.error("unknown-source", t('no source "{text}"', text=text), node, hint)
        return None

    def _source(self, node: Node) -> Source | None:
        known = ("ref", "title", "publisher", "published", "url", "quote")
        fields = self.sheet.fields(node, t("a source"), known)
        values: dict[str, Any] = {}
        if "ref" in fields and (base := self._source_or_reference(fields.pop("ref"))):
            values = attrs.asdict(base, recurse=False)
        for name, value in fields.items():
            values[name] = self.date(value) if name == "published" else self.sheet.text(value, name)
        if not values.get("title") and not values.get("url"):
            if isinstance(node, MappingNode) and not fields.keys() & {"title", "url"}:
                self.sheet.error("no-title", t("a source needs a title or a url"), node)
            return None
        return Source(**values)

    # --- values

    def remarks(self, fields: Mapping[str, Node]) -> dict[str, Any]:
        """The key, the note and the sources of any event."""
        found: dict[str, Any] = {}
        if "id" in fields:
            found["key"] = self.sheet.text(fields["id"], "id")
        if "note" in fields:
            found["note"] = self.sheet.text(fields["note"], "note")
        if "source" in fields:
            found["sources"] = self.sources_of(fields["source"])
        return found

    def date(self, node: Node) -> EdtfDate | None:
        """Read a date; reports what is none."""
        text = self.sheet.text(node, t("a date"))
        if text is None:
            return None
        try:
            return EdtfDate.parse(text)
        except BadDate as fault:
            self.sheet.error("bad-date", str(fault), node)
            return None

    def resolve(self, what: What, text: str, where: Node | Place) -> str | None:
        """The id that a text stands for; reports an unknown or an ambiguous one."""
        if what == "person" and text == UNKNOWN_PERSON:
            return text
        found = self.names.ids(what, text)
        if len(found) == 1:
            return found[0]
        if found:
            message = t(
                '"{text}" may be any of {listed}{more}',
                text=text,
                listed=", ".join(found[:5]),
                more=", ..." * (len(found) > 5),
            )
            self.sheet.error(f"ambiguous-{what}", message, where, t("write the id"))
            return None
        hint = self._otherwise(what, text)
        severity: Severity = "warning" if self.lenient else "error"
        self.sheet.error(
            f"unknown-{what}",
            t('no {what} "{text}"', what=t(what), text=text),
            where,
            hint,
            severity,
        )
        return text if self.lenient else None

    def _otherwise(self, what: What, text: str) -> str:
        """Say what else a text names, what was probably meant, or where to introduce it."""
        for other, called in _CALLED.items():
            found = self.names.ids(other, text) if other != what else ()
            if len(found) == 1:
                its_id = f" ({found[0]})" if found[0] != text else ""
                return t(
                    "that is {called}{its_id}, and {meant} is meant here",
                    called=t(called),
                    its_id=its_id,
                    meant=t(_CALLED[what]),
                )
        near = self.names.near(what, text)
        part = {"person": "people", "organization": "organizations", "post": "posts"}[what]
        return (
            t('did you mean "{near}"?', near=near)
            if near
            else t("introduce it under {part}:", part=part)
        )

    def named(self, what: What, node: Node) -> str | None:
        """The id that a scalar stands for."""
        text = self.sheet.text(node, what)
        return self.resolve(what, text, node) if text is not None else None

    def several(self, what: What, node: Node) -> tuple[str, ...] | None:
        """Read ids from one scalar or a list of them; None if one of them is unknown."""
        found = [self.resolve(what, text, item) for text, item in self.sheet.texts(node, what)]
        return None if None in found else tuple(ident for ident in found if ident is not None)

    def seats(self, node: Node) -> int | Literal["unknown"] | None:
        """Read a whole number of 1 or more, or `unknown`."""
        text = self.sheet.text(node, t("a number"))
        if text == "unknown":
            return "unknown"
        if text is not None and text.isascii() and text.isdecimal() and len(text) < 7 and int(text):
            return int(text)
        if text is not None:
            hint = t("where nobody knows how many there are, write unknown")
            message = t('"{text}" is not a whole number of 1 or more', text=text)
            self.sheet.error("not-a-number", message, node, hint)
        return None

    def choice(self, node: Node, what: str, choices: tuple[str, ...]) -> str | None:
        """Read a word that must be one of a few."""
        text = self.sheet.text(node, what)
        if text is None or text in choices:
            return text
        near = nearest(text, choices)
        hint = (
            t('did you mean "{near}"?', near=near)
            if near
            else t("it is one of {listed}", listed=", ".join(choices))
        )
        self.sheet.error(
            "unknown-word", t('no {what} "{text}"', what=t(what), text=text), node, hint
        )
        return None

    def identifiers(self, node: Node) -> dict[str, str]:
        """Read identifiers by scheme."""
        found = {}
        for scheme, _, value in self.sheet.pairs(node, "identifiers"):
            if text := self.sheet.text(value, scheme):
                found[scheme] = text
        return found

    def keep(self, kind: Callable[..., Event], origin: NodeOrigin, **values: Any) -> None:
        """Make the event and keep it as a draft; reports a value that its class refuses."""
        try:
            self.drafts.append(Draft(kind(**values), origin))
        except BadValue as fault:
            self.sheet.error("bad-value", fault.message, origin.place(fault.field), fault.hint)
        except TimelineError as fault:
            self.sheet.error("bad-value", str(fault), origin.place())


_CALLED: Final[dict[What, str]] = {
    "person": "a person",
    "organization": "an organization",
    "post": "a post",
}


def quiet_pairs(node: Node) -> list[tuple[str, Node, Node]]:
    """Give the pairs of what may be a mapping, and report nothing."""
    if not isinstance(node, MappingNode):
        return []
    return [(key.value, key, value) for key, value in node.value if is_scalar(key)]


_INTRODUCED: Final[tuple[tuple[str, str, Callable[[Reader, Node], Any]], ...]] = (
    ("parent", "parent", lambda reader, node: reader.named("organization", node)),
    ("seats", "seats", Reader.seats),
    ("born", "born", Reader.date),
    ("died", "died", Reader.date),
    ("founded", "effective", Reader.date),
    ("created", "effective", Reader.date),
    ("identifiers", "identifiers", Reader.identifiers),
)
