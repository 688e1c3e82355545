"""The same events in the forms that the sides read: JSON Lines, YAML, a journal for hledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TextIO

from .generate import Body, Told
from .plain import Tenure

__all__ = ["write_journal", "write_jsonl", "write_yaml"]


def write_jsonl(told: Iterable[Told], out: TextIO, *, recorded: bool = False) -> None:
    """One event a line; with `recorded`, each says that it was recorded on the day it was told."""
    for day, body in told:
        if recorded:
            body = {**body, "recorded": f"{date.fromordinal(day).isoformat()}T00:00:00Z"}
        out.write(json.dumps(body, ensure_ascii=False) + "\n")


# --- YAML --------------------------------------------------------------------------------------

_SECTIONS: Final = {"person": "people", "organization": "organizations", "post": "posts"}
_VERBS: Final = {
    "appointed": ("appointed", "person"),
    "departed": ("departed", "person"),
    "abolished": ("abolished", "post"),
    "dissolved": ("dissolved", "organization"),
    "milestone": ("milestone", "title"),
    "cancelled": ("cancels", "event"),
    "cited": ("cites", "event"),
    "disputed": ("disputes", "event"),
    "corrected": ("corrects", "event"),
    "retracted": ("retracts", "event"),
}
"""The verb of each kind, and whom or what it is about."""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _flow(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in pairs) + "}"


def _source(sources: Sequence[Mapping[str, Any]]) -> str:
    return _flow((name, _quoted(value)) for name, value in sources[0].items())


_KEYS: Final[dict[str, tuple[str, Callable[[Any], str]]]] = {
    "term_ends": ("term-ends", str),
    "reasons": ("reason", ", ".join),
    "because": ("because", ", ".join),
    "why": ("why", _quoted),
    "note": ("note", _quoted),
    "sources": ("source", _source),
    **{name: (name, str) for name in ("announced", "capacity", "replaces", "field", "says")},
}
"""What an entry's other keys are called, and how their values are written."""


def write_yaml(told: Iterable[Told], out: TextIO) -> None:
    """The events as somebody would write them by hand, in the product's YAML."""
    events: list[Body] = []
    sections: dict[str, list[Body]] = {kind: [] for kind in _SECTIONS}
    for _, body in told:
        sections.get(body["kind"], events).append(body)
    for kind, title in _SECTIONS.items():
        out.write(f"{title}:\n")
        for body in sections[kind]:
            out.write(f"  {body[kind]}: {_flow(_introduction(body))}\n")
    out.write("events:\n")
    for body in events:
        for number, (name, value) in enumerate(_entry(body)):
            out.write(f"{'    ' if number else '  - '}{name}: {value}\n")


def _introduction(body: Body) -> Iterator[tuple[str, str]]:
    for language, name in (body.get("names") or body["titles"]).items():
        yield language, _quoted(name)
    for name in ("parent", "seats"):
        if name in body:
            yield name, str(body[name])
    if "effective" in body:
        yield "created" if body["kind"] == "post" else "founded", body["effective"]
    if "sources" in body and body["kind"] == "post":
        yield "source", _source(body["sources"])


def _entry(body: Body) -> Iterator[tuple[str, str]]:
    kind: str = body["kind"]
    if "key" in body:
        yield "id", body["key"]
    if "effective" in body:
        yield "on", body["effective"]
    verb, field = _VERBS[kind]
    yield verb, _quoted(body[field]) if kind == "milestone" else body[field]
    if kind in ("appointed", "departed"):
        yield "post", body["post"]
    if kind == "milestone":
        yield "at", body["organization"]
    yield from ((_KEYS[name][0], _KEYS[name][1](body[name])) for name in _KEYS if name in body)
    if kind == "corrected":
        yield from _entry(body["replacement"])


# --- a journal ---------------------------------------------------------------------------------


def write_journal(tenures: Iterable[Tenure], out: TextIO) -> None:
    """One account a holder of a post: +1 when they took it for certain, -1 when they may have left.

    So the accounts that are not zero on a day are those who hold a post for certain. A journal
    knows neither uncertain dates nor implied ends nor repairs; they are resolved here.
    """
    lines = []
    for tenure in tenures:
        account = f"({tenure.post.replace('/', ':')}:{tenure.person})"
        start, end = tenure.start[1], tenure.end[0] if tenure.end else None
        if end is not None and end <= start:
            continue
        lines.append((start, f"appointed\n    {account}  1\n\n"))
        if end is not None:
            lines.append((end, f"departed\n    {account}  -1\n\n"))
    for day, text in sorted(lines):
        out.write(f"{date.fromordinal(day).isoformat()} {text}")
