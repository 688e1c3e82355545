"""The same events in the forms that the sides read: JSON Lines, YAML, a journal for hledger."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
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
    "appointed": "person",
    "departed": "person",
    "abolished": "post",
    "dissolved": "organization",
    "milestone": "title",
}
_REPAIRS: Final = {
    "cancelled": "cancels",
    "cited": "cites",
    "disputed": "disputes",
    "corrected": "corrects",
    "retracted": "retracts",
}
_PLAIN: Final = {
    "key": "id",
    "effective": "on",
    "announced": "announced",
    "capacity": "capacity",
    "term_ends": "term-ends",
    "replaces": "replaces",
    "field": "field",
    "says": "says",
}
_TEXTS: Final = ("why", "note")


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
    names = dict(body.get("names") or body["titles"])
    yield "title" if body["kind"] == "post" else "name", _quoted(names.pop("en"))
    for language, name in names.items():
        yield language, _quoted(name)
    for name in ("parent", "seats"):
        if name in body:
            yield name, str(body[name])
    if "effective" in body:
        yield "created" if body["kind"] == "post" else "founded", body["effective"]
    if "sources" in body and body["kind"] == "post":
        yield "source", _source(body["sources"][0])


def _entry(body: Body) -> Iterator[tuple[str, str]]:
    kind: str = body["kind"]
    if kind in _REPAIRS:
        yield _REPAIRS[kind], body["event"]
    for name, written in _PLAIN.items():
        if name in body:
            yield written, str(body[name])
    for name in _TEXTS:
        if name in body:
            yield name, _quoted(body[name])
    if kind in _VERBS:
        value = body[_VERBS[kind]]
        yield kind, _quoted(value) if kind == "milestone" else value
    if kind in ("appointed", "departed"):
        yield "post", body["post"]
    if kind == "milestone":
        yield "at", body["organization"]
    for name, written in (("reasons", "reason"), ("because", "because")):
        if name in body:
            yield written, body[name][0]
    if "sources" in body:
        yield "source", _source(body["sources"][0])
    if "replacement" in body:
        said = dict(_entry(body["replacement"]))
        own = {"note", "source"} & body.keys() | ({"source"} if "sources" in body else set())
        yield from ((name, value) for name, value in said.items() if name not in own)


def _source(source: Mapping[str, Any]) -> str:
    return _flow((name, _quoted(value)) for name, value in source.items())


def _flow(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in pairs) + "}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


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
