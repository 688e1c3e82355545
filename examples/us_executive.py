"""The presidents and vice presidents of the United States, from a data set to a log.

    python examples/us_executive.py executive.yaml > us.jsonl
    timeline append us.jsonl

The file is at https://github.com/unitedstates/congress-legislators (CC0-1.0). It is read so:

* A term's `end` is the first day out: the day on which the successor starts.
* A term that ends on an inauguration day, a day on which an elected term begins, ended because it
  was over: `term-ended`. If the holder was elected again, that makes it a renewal. Of the
  other ends the data does not say why (a death, a resignation, a succession), and so neither do we.
* A term that ends after the newest start in the data goes on: that end is expected, and nobody
  has departed. This cannot tell a holder who left since then and has no successor yet.
* `how` a term began (by election, succession or appointment) has no field of its own; it is a note.
* People have no id that all of them share and that can be read; theirs is made of the name.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import yaml

Line: TypeAlias = dict[str, Any]
Record: TypeAlias = Mapping[str, Any]

POSTS: Final = {
    "prez": ("us/president", "President"),
    "viceprez": ("us/vice-president", "Vice President"),
}
SOURCE: Final = {
    "title": "congress-legislators, executive.yaml",
    "url": "https://github.com/unitedstates/congress-legislators",
}
SCHEMES: Final = ("bioguide", "govtrack", "wikidata")


class Term(NamedTuple):
    """One term of one person in one post, [start, end), in days as YYYY-MM-DD."""

    person: str
    post: str
    start: str
    end: str
    how: str


def name_of(record: Record) -> str:
    """The name in full, as the data has it."""
    name = record["name"]
    parts = (name.get(part) for part in ("first", "middle", "last", "suffix"))
    return name.get("official_full") or " ".join(part for part in parts if part)


def id_of(record: Record) -> str:
    """The name in lower case and hyphens, like `john-quincy-adams`."""
    return "-".join(re.findall(r"\w+", name_of(record).lower()))


def introductions(records: Iterable[Record]) -> Iterator[Line]:
    """The country, its two posts and their holders."""
    yield {"kind": "organization", "organization": "us", "names": {"en": "United States"}}
    for post, title in POSTS.values():
        yield {
            "kind": "post",
            "post": post,
            "organization": "us",
            "titles": {"en": title},
            "seats": 1,
        }
    seen: set[str] = set()
    for record in records:
        if id_of(record) in seen:
            raise SystemExit(f"error: two people are called {name_of(record)}")
        seen.add(id_of(record))
        yield person(record)


def person(record: Record) -> Line:
    """A person, with the identifiers that others may know."""
    identifiers = {scheme: record["id"][scheme] for scheme in SCHEMES if scheme in record["id"]}
    names = {"en": name_of(record)}
    return {"kind": "person", "person": id_of(record), "names": names, "identifiers": identifiers}


def terms_of(records: Iterable[Record]) -> list[Term]:
    """All terms, oldest first."""
    terms = [
        Term(id_of(record), POSTS[term["type"]][0], term["start"], term["end"], term["how"])
        for record in records
        for term in record["terms"]
    ]
    return sorted(terms, key=lambda term: (term.start, term.post))


def changes(terms: Iterable[Term]) -> Iterator[Line]:
    """An appointment for each term, and a departure if it has ended."""
    terms = list(terms)
    newest = max(term.start for term in terms)
    inaugurations = {term.start for term in terms if term.how == "election"}
    for term in terms:
        goes_on = term.end > newest
        yield appointed(term, expected_end=term.end if goes_on else None)
        if not goes_on:
            yield departed(term, over=term.end in inaugurations)


def appointed(term: Term, *, expected_end: str | None) -> Line:
    """The beginning of a term."""
    line = {
        "kind": "appointed",
        "person": term.person,
        "post": term.post,
        "effective": term.start,
        "note": f"by {term.how}",
    }
    return line if expected_end is None else {**line, "term_ends": expected_end}


def departed(term: Term, *, over: bool) -> Line:
    """The end of a term; `over` if it lasted as long as it could."""
    line = {
        "kind": "departed",
        "person": term.person,
        "post": term.post,
        "effective": term.end,
    }
    return {**line, "reasons": ["term-ended"]} if over else line


def main() -> None:
    """Read the data set that is named, and write JSON Lines."""
    parser = argparse.ArgumentParser(description="Write executive.yaml as JSON Lines.")
    parser.add_argument("file", type=Path)
    text = parser.parse_args().file.read_text(encoding="utf-8")
    # BaseLoader reads every value as a text, so that no date or number is made of one.
    records = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes no other objects
    for line in [*introductions(records), *changes(terms_of(records))]:
        sys.stdout.write(json.dumps({**line, "sources": [SOURCE]}) + "\n")


if __name__ == "__main__":
    main()
