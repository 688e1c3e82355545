"""What a parser's complaint comes from, in the words of who wrote the text, with the way out.

A YAML parser says what it expected where it gave up. What was done wrong stands often before that,
and is one of a few things: a tab, a colon in a text, a quotation mark or a bracket left open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from .language import t

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import yaml

__all__ = ["Mistake", "explained"]


class Mistake(NamedTuple):
    """A mistake in a YAML text.

    Attributes:
        message: what is wrong.
        hint: the way out.
        line: where it is, counted from 0.
        column: in characters, counted from 0.
        length: of what is meant, in characters.
    """

    message: str
    hint: str | None
    line: int
    column: int
    length: int = 1


class _Complaint(NamedTuple):
    """A parser's complaint: what it says, where it gave up, and where what it read began."""

    problem: str
    context: str
    lines: Sequence[str]
    line: int
    column: int
    began: tuple[int, int] | None

    @property
    def text(self) -> str:
        """The line in which it gave up."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def before(self) -> str:
        """What stands before it in the line."""
        return self.text[: self.column]

    @property
    def sign(self) -> str:
        """The character at which it gave up; nothing at the end of a line."""
        return self.text[self.column : self.column + 1]

    def here(self, message: str, hint: str | None = None, length: int = 1) -> Mistake:
        """A mistake at that place."""
        return Mistake(message, hint, self.line, self.column, length)


def explained(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> Mistake:
    """Explain a parser's complaint about a text, given as its lines."""
    mark = error.problem_mark or error.context_mark
    began = error.context_mark
    complaint = _Complaint(
        error.problem or str(error),
        error.context or "",
        lines,
        mark.line if mark else 0,
        mark.column if mark else 0,
        (began.line, began.column) if began else None,
    )
    for explain in _EXPLANATIONS:
        if (mistake := explain(complaint)) is not None:
            return mistake
    context = f" {complaint.context}" if complaint.context else ""
    return complaint.here(f"{complaint.problem}{context}")


def _tab(it: _Complaint) -> Mistake | None:
    match = re.match(r"[ \-]*\t", it.text)
    if match is None or "end of stream" in it.problem:
        return None
    hint = t("YAML is indented by spaces alone; most editors can put them for the key Tab")
    return Mistake(t("a tab stands in the indentation"), hint, it.line, match.end() - 1)


def _second_document(it: _Complaint) -> Mistake | None:
    if "document" not in it.problem or it.text[:3] != "---":
        return None
    hint = t("a file is one: take the line out, and put all entries under one events:")
    return it.here(t("a second document begins here"), hint, 3)


def _open_quote(it: _Complaint) -> Mistake | None:
    if "quoted scalar" not in it.context or "end of" not in it.problem or it.began is None:
        return None
    line, column = it.began
    mark = "".join(it.lines[line : line + 1])[column : column + 1]
    inside = t(
        "a {mark} inside is written {twice}",
        mark=mark,
        twice=mark * 2 if mark == chr(39) else chr(92) + mark,
    )
    message = t("this quotation mark ({mark}) is not closed", mark=mark)
    return Mistake(
        message,
        t("close it with {mark} where the text ends; {inside}", mark=mark, inside=inside),
        line,
        column,
    )


def _escape(it: _Complaint) -> Mistake | None:
    if "quoted scalar" not in it.context or it.began is None:
        return None
    hint = t("put the text into ' ' instead, in which it is a sign like others, or write \\\\")
    return it.here(t("a \\ in double quotes has a meaning of its own"), hint)


def _behind_quote(it: _Complaint) -> Mistake | None:
    before = it.before.rstrip()
    if not _is_expecting(it) or before[-1:] not in ("'", '"') or it.sign in ("", ":"):
        return None
    mark = before[-1]
    if before.count(mark) % 2:
        message = t("a text that was opened with {mark} in a line above ends here", mark=mark)
        return Mistake(
            message, t("close it with {mark} there", mark=mark), it.line, len(before) - 1
        )
    hint = t("put all of it into quotes, with a {mark} inside written ", mark=mark)
    hint += "''" if mark == "'" else '\\"'
    return it.here(t("the text goes on behind its closing quotation mark"), hint)


def _is_expecting(it: _Complaint) -> bool:
    return "expected" in it.problem and ("mapping" in it.context or "sequence" in it.context)


def _open_bracket(it: _Complaint) -> Mistake | None:
    if "flow" not in it.context:
        return None
    place = _unclosed(it.lines, it.line)
    if place is None or (place[0] == it.line and it.text.strip()):
        return None
    line, column = place
    bracket = it.lines[line][column]
    hint = t("close it with {closing}", closing=_CLOSING[bracket])
    return Mistake(t("this {bracket} is not closed", bracket=bracket), hint, line, column)


_CLOSING: Final = {"{": "}", "[": "]"}
_SIGNS: Final = re.compile(r"""(?<![^\s:,\[{])(?:"(?:[^"\\]|\\.)*"|'[^']*')|(?<!\S)#.*|[\[\]{}]""")
"""A quoted text, a comment, or a bracket."""


def _unclosed(lines: Sequence[str], last: int) -> tuple[int, int] | None:
    """Where the innermost bracket stands that lines up to one leave open.

    A bracket is only one at the beginning of a value: `note: a [sic]` has none.
    """
    opened: list[tuple[int, int]] = []
    for number, line in enumerate(lines[: last + 1]):
        for match in _SIGNS.finditer(line):
            sign = match[0]
            begins = opened or re.fullmatch(r".*(?:[:\-,]\s+|^\s*)", line[: match.start()])
            if sign in _CLOSING and begins:
                opened.append((number, match.start()))
            elif sign in ("]", "}") and opened:
                opened.pop()
    return opened[-1] if opened else None


def _nothing_between(it: _Complaint) -> Mistake | None:
    if "flow node" not in it.context or it.sign not in (",", "]", "}"):
        return None
    hint = t("take it out, or write what is missing")
    return it.here(t("nothing stands before this {sign}", sign=it.sign), hint)


def _colon_in_text(it: _Complaint) -> Mistake | None:
    flow = "flow" in it.context and it.sign == ":"
    if not flow and "mapping values are not allowed" not in it.problem:
        return None
    pattern = _FLOW_VALUE if flow else _BLOCK_VALUE
    match = pattern.match(it.before)
    if match is None:
        return _lost_colon(it) if not flow else None
    key, rest = match["key"].strip(), it.text[match.start("value") :]
    whole = re.split(r"[,}\]]", rest, maxsplit=1)[0] if flow else rest
    hint = t("put the text into quotes: {key}: {quoted}", key=key, quoted=_quoted(whole.strip()))
    return it.here(t("a colon with a space behind it stands in the text"), hint)


_BLOCK_VALUE: Final = re.compile(r"\s*(?:- +)*(?P<key>[^:#]+):\s+(?P<value>\S.*)")
_FLOW_VALUE: Final = re.compile(r".*[{,]\s*(?P<key>[^:,{}\[\]]+):\s+(?P<value>[^,{}\[\]]*)")


def _quoted(text: str) -> str:
    return f"'{text}'" if '"' in text and "'" not in text else '"' + text.replace('"', '\\"') + '"'


def _lost_colon(it: _Complaint) -> Mistake:
    """Explain a key where none can be: the line before has no colon, or has its value already."""
    number = next((n for n in range(it.line - 1, -1, -1) if it.lines[n].strip()), None)
    above = it.lines[number] if number is not None else ""
    column = len(above) - len(above.lstrip(" -"))
    if number is not None and (wide := above.find("：")) >= 0:
        hint = t("write : and a space")
        return Mistake(t("this is not the colon of YAML"), hint, number, wide)
    if number is not None and not re.search(r":(?:\s|$)", above):
        text = above.strip(" -")
        key, _, value = text.replace(":", " ", 1).partition(" ")
        hint = t("write {key}: {value}", key=key, value=value.strip()).rstrip()
        return Mistake(
            t("a colon with a space behind it is missing"), hint, number, column, len(text)
        )
    start = len(it.text) - len(it.text.lstrip(" "))
    message = t("this line is indented below one that has its value already")
    hint = t(
        "begin it in column {column}, as line {line}", column=column + 1, line=(number or 0) + 1
    )
    return Mistake(message, hint, it.line, start)


def _reserved(it: _Complaint) -> Mistake | None:
    """Explain a text that begins with a sign to which YAML gives a meaning."""
    begins = "cannot start any token" in it.problem or "block scalar" in it.context
    if not begins and not any(word in it.problem + it.context for word in ("alias", "anchor")):
        return None
    match = re.search(r"(?:^|[:\-,\[{])\s*([@`%*&|>!])", it.text)
    if match is None:
        return None
    column = match.start(1)
    text = it.text[column:].strip()
    if re.search(r"[{\[]", it.text[:column]):
        text = re.split(r"[,}\]]", text, maxsplit=1)[0]
    sign = match[1]
    meaning = t(" (a reference, in YAML)") if sign in "*&" else ""
    message = t("a text must not begin with {sign}{meaning}", sign=sign, meaning=meaning)
    return Mistake(
        message, t("put it into quotes: {quoted}", quoted=_quoted(text)), it.line, column
    )


def _indentation(it: _Complaint) -> Mistake | None:
    if it.began is None or "block" not in it.context or "expected" not in it.problem:
        return None
    line, column = it.began
    if "-" in it.problem:
        hint = t(
            "each entry of the list begins with - in column {column}, as in line {line}",
            column=column + 1,
            line=line + 1,
        )
        return it.here(t('an entry of a list begins with "- "'), hint)
    if it.text.lstrip().startswith("- "):
        message = t("an entry of a list stands among keys")
        return it.here(message, t("the keys begin in line {line}", line=line + 1))
    hint = t("begin it in column {column}, as line {line}", column=column + 1, line=line + 1)
    number = next((n for n in range(it.line - 1, line, -1) if it.lines[n].strip()), None)
    if number is not None:
        above = it.lines[number]
        hint += t(
            ", or in column {column}, as line {line}",
            column=len(above) - len(above.lstrip(" ")) + 1,
            line=number + 1,
        )
    return it.here(t("this line is indented like none that it could belong to"), hint)


_EXPLANATIONS: Final[tuple[Callable[[_Complaint], Mistake | None], ...]] = (
    _second_document,
    _tab,
    _open_quote,
    _escape,
    _behind_quote,
    _open_bracket,
    _nothing_between,
    _colon_in_text,
    _reserved,
    _indentation,
)
"""What a complaint may come from; the first that fits explains it."""
