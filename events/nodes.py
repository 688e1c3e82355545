"""YAML as text with places: PyYAML's C parser at node level, and nothing resolved.

Every scalar stays the text that was written, so `no` is not false and 2014 is not a number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

import attrs
import yaml

from .findings import Finding, Findings, Place
from .language import t
from .limits import DEEPEST, LONGEST_TEXT
from .text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .findings import Severity

__all__ = ["Sheet", "compose"]

Node: TypeAlias = yaml.Node


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """A parser that leaves every scalar a text: it does not guess what `no` or `12` may mean."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        """Give a node a tag. Nothing reads it."""
        return ""

    def descend_resolver(self, node: object, index: object) -> None:
        """Do nothing on the way into a node."""

    def ascend_resolver(self) -> None:
        """Do nothing on the way out of a node."""


@attrs.define
class Sheet:
    """A YAML text that is being read: its places and what is wrong with it.

    Attributes:
        file: what to call it in a place.
        lines: its lines, without their ends.
        findings: what was found so far, in the order of finding.
    """

    file: str
    lines: list[str]
    findings: Findings = attrs.field(factory=Findings)

    @classmethod
    def of(cls, text: str, file: str) -> Sheet:
        """A sheet for a text that nothing has been found in yet."""
        return cls(file, re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text))  # YAML 1.1's line breaks

    def place(self, node: Node) -> Place:
        """Where a node stands."""
        start, end = node.start_mark, node.end_mark
        single = start.line == end.line and isinstance(node, yaml.ScalarNode)
        return self.spot(start.line, start.column, end.column - start.column if single else 1)

    def spot(self, line: int, column: int, length: int = 1) -> Place:
        """A place by line and column, counted from 0."""
        excerpt = self.lines[line] if line < len(self.lines) else ""
        return Place.within(self.file, line + 1, column + 1, excerpt, max(1, length))

    def error(
        self,
        code: str,
        message: str,
        where: Node | Place,
        hint: str | None = None,
        severity: Severity = "error",
    ) -> None:
        """Note an error, or something less."""
        place = where if isinstance(where, Place) else self.place(where)
        self.findings.append(Finding(code, message, place, hint, severity))

    def pairs(self, node: Node | None, what: str) -> Iterator[tuple[str, Node, Node]]:
        """The keys of a mapping, each with its node and its value's; reports what is no mapping."""
        if node is None or is_nothing(node):
            return
        if not isinstance(node, yaml.MappingNode):
            hint = self._as_mapping(node)
            self.error(
                "not-a-mapping",
                t("{what} must be a mapping of keys to values", what=what),
                node,
                hint,
            )
            return
        seen: dict[str, Node] = {}
        for key, value in self._rejoined(node):
            if not isinstance(key, yaml.ScalarNode):
                self.error("not-a-key", t("a key must be a plain text"), key)
            elif key.value in seen:
                first = seen[key.value].start_mark.line + 1
                self.error(
                    "duplicate-key",
                    t('the key "{value}" stands in line {first} too', value=key.value, first=first),
                    key,
                )
            else:
                seen[key.value] = key
                yield key.value, key, value

    def _as_mapping(self, node: Node) -> str | None:
        """What to write where something else stands than a mapping."""
        if isinstance(node, yaml.SequenceNode):
            has_events = node.start_mark.column == 0 == node.start_mark.line
            return t("write events: above the list") if has_events else t("write ID: without the -")
        if "：" in node.value:
            return t("： is not the colon of YAML: write : and a space")
        key, colon, value = str(node.value).partition(":")
        if colon and value and " " not in key:
            return t(
                "write a space behind the colon: {key}: {value}",
                key=key,
                value=value.split(chr(10))[0],
            )
        return None

    def _rejoined(self, node: yaml.MappingNode) -> list[tuple[Node, Node]]:
        """Join the pairs of a mapping where a comma has parted one text.

        In `{title: one,two}` YAML sees a key `two` without a value. No key of ours goes without a
        value, so a comma with no space behind it belongs to the text.
        """
        whole: list[tuple[Node, Node]] = node.value
        if not node.flow_style or not any(is_nothing(value) for _, value in whole):
            return whole
        pairs: list[tuple[Node, Node]] = []
        for key, value in whole:
            if pairs and self._continues(pairs[-1][1], key, value):
                name, before = pairs[-1]
                text = f"{before.value},{key.value}"
                joined = yaml.ScalarNode(
                    before.tag, text, before.start_mark, key.end_mark, style=None
                )
                pairs[-1] = (name, joined)
            else:
                pairs.append((key, value))
        return pairs

    def _continues(self, before: Node, key: Node, value: Node) -> bool:
        """Whether a key without a value is the rest of the plain text before it."""
        if not (is_nothing(value) and isinstance(key, yaml.ScalarNode) and not key.style):
            return False
        if not (isinstance(before, yaml.ScalarNode) and not before.style and before.value):
            return False
        touches = (before.end_mark.line, before.end_mark.column + 1) == (
            key.start_mark.line,
            key.start_mark.column,
        )
        rest = self.lines[key.end_mark.line][key.end_mark.column :].lstrip()
        return touches and not rest.startswith(":")

    def fields(
        self,
        node: Node,
        what: str,
        allowed: Sequence[str],
        meant: Sequence[str] = (),
        verbs: Sequence[str] = (),
    ) -> dict[str, Node]:
        """The values of a mapping by key; reports keys that are not allowed.

        The suggestion is the nearest of the allowed keys, or of what else may have been `meant`;
        where none is near, the allowed keys and the `verbs` that an entry may want instead.
        """
        found: dict[str, Node] = {}
        known = frozenset(allowed)
        for name, key, value in self.pairs(node, what):
            if name in known:
                found[name] = value
                continue
            if name == "<<":
                message = t("<< takes keys from elsewhere, and is not read here")
                self.error("merge-key", message, key, t("write the keys out where they count"))
                continue
            near = nearest(name, (*allowed, *meant))
            if near is not None and near != name:
                hint = t('did you mean "{near}"?', near=near)
            elif name.startswith("-"):
                hint = t(
                    'an entry begins with a space behind the -: "- {name}: ..."', name=name[1:]
                )
            else:
                hint = t("known here: {listed}", listed=", ".join(allowed))
                if verbs:
                    hint += t("; what happened is told by one of {verbs}", verbs=", ".join(verbs))
            self.error("unknown-key", t('unknown key "{name}"', name=name), key, hint)
        return found

    def items(self, node: Node | None, what: str) -> list[Node]:
        """The items of a list; reports what is no list."""
        if node is None or is_nothing(node):
            return []
        if not isinstance(node, yaml.SequenceNode):
            hint = t('begin each entry with "- "')
            self.error("not-a-list", t("{what} must be a list", what=what), node, hint)
            return []
        return list(node.value)

    def text(self, node: Node, what: str) -> str | None:
        """A scalar's text; reports what is none, or empty."""
        if isinstance(node, yaml.SequenceNode):
            hint = t("write one; for several, an entry for each")
            self.error(
                "not-a-text", t("{what}: a list stands where one is meant", what=what), node, hint
            )
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.error("not-a-text", t("{what} must be a text, and no mapping", what=what), node)
            return None
        if len(node.value) > LONGEST_TEXT:
            message = t("{what} has {n:,} characters", what=what, n=len(node.value))
            self.error(
                "too-long",
                message,
                node,
                t("a text has {longest_text:,} at most", longest_text=LONGEST_TEXT),
            )
            return None
        if not node.value.strip():
            self.error("empty", t("{what} is empty", what=what), node)
            return None
        return str(node.value).strip()

    def texts(self, node: Node, what: str) -> list[tuple[str, Node]]:
        """A text, or a list of texts."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return [(text, item) for item in nodes if (text := self.text(item, what)) is not None]


def is_scalar(node: Node) -> TypeGuard[yaml.ScalarNode]:
    """Whether a node is a text."""
    return isinstance(node, yaml.ScalarNode)


def is_nothing(node: Node) -> bool:
    """Whether a value was left out, as in `people:`."""
    return isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style


def compose(text: str, sheet: Sheet) -> Node | None:
    """The root node of a YAML text; None if it is empty or, with a finding, if it is no YAML."""
    try:
        if _may_nest_deep(text) and (deep := _too_deep(text)):
            sheet.error(
                "too-deep",
                t("this nests deeper than {deepest} levels", deepest=DEEPEST),
                sheet.spot(*deep),
            )
            return None
        root: Node | None = yaml.compose(text, Loader=_Loader)
    except (yaml.reader.ReaderError, UnicodeEncodeError):  # the latter of half a character
        _unreadable(text, sheet)
    except yaml.MarkedYAMLError as error:
        from .yaml_mistakes import explained  # only a report of a fault needs it

        message, hint, *where = explained(error, sheet.lines)
        sheet.error("not-yaml", t("not YAML: {value}", value=message), sheet.spot(*where), hint)
    else:
        return root
    return None


def _unreadable(text: str, sheet: Sheet) -> None:
    """Report a control character, at its place: the parser gives one that depends on its build."""
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    position = match.start() if match else 0
    line = text.count("\n", 0, position)
    column = position - (text.rfind("\n", 0, position) + 1)
    name = t("the character U+{code:04X}", code=ord(match[0])) if match else t("a character")
    sheet.error(
        "not-yaml", t("not YAML: {name} is not allowed", name=name), sheet.spot(line, column)
    )


def _may_nest_deep(text: str) -> bool:
    """Tell quickly whether a text may nest too deep. A no is certain, a yes is not."""
    if (
        re.search(r"(?:^|[\n\r\x85\u2028\u2029])(?:[ \t]*(?:[-?:][ \t]+){10}| {100})", text)
        is not None
    ):
        return True
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = 0
    for line in text.split("\n"):
        opened = line.count("[") + line.count("{")
        if not opened:
            continue
        if depth + opened > DEEPEST:
            return True
        depth += opened - _closed(line)
    return False


_PLAINLY: Final = re.compile(r"""(?:[^"'#]|(?<=[\[{,: ])(?:"[^"\\]*"|'[^']*')(?=[\]},: ]|$))*""")
_QUOTED: Final = re.compile(r""""[^"]*"|'[^']*'""")


def _closed(line: str) -> int:
    """Count the brackets that a line closes again, at most as many as it really does.

    Whether what stands outside of its quotes is a text that began in an earlier line, or what
    stands inside, cannot be told. So what is closed outside counts against what is opened outside.
    """
    if "#" in line or '"' in line or "'" in line:
        line = _QUOTED.sub("", line) if _PLAINLY.fullmatch(line) else ""
    return min(line.count("]") + line.count("}"), line.count("[") + line.count("{"))


def _too_deep(text: str) -> tuple[int, int] | None:
    """Find where the text nests too deep, from the parser's events, which need no stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            mark = event.start_mark
            if depth > DEEPEST and mark is not None:
                return mark.line, mark.column
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None
