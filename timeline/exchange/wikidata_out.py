"""QuickStatements (version 1) for Wikidata: position held (P39), of those that Wikidata knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from timeline.events import AFTER_ALL, BEFORE_ALL

from .exporting import OutFile
from .tenure_facts import facts_of_tenures, prefix_of, register_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.events import EdtfDate, Source, What
    from timeline.projections.histories import Asked, Histories

    from .exporting import WriteOptions
    from .tenure_facts import TenureFacts

__all__ = ["WIKIDATA"]

_ACTING: Final = "Q4676846"
"""The item "acting", which P5102 (nature of statement) takes."""


class _Wikidata:
    """The format `wikidata`, written."""

    arguments: Final[Mapping[str, str]] = {}
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One file, a statement a line. See `Exporter.files`."""
        yield OutFile(_lines(timeline, options))


WIKIDATA: Final = _Wikidata()


def _lines(timeline: Asked, options: WriteOptions) -> Iterator[bytes]:
    histories = timeline.histories(options.knowledge)
    for facts in facts_of_tenures(timeline, histories, options):
        person = _item(histories, "person", facts.tenure.person)
        post = _item(histories, "post", facts.tenure.post)
        if person is None or post is None:
            who, what = ("people", facts.tenure.person) if post else ("posts", facts.tenure.post)
            options.left_out(f"tenures of {who} without a Wikidata item", what)
            continue
        parts = [person, "P39", post, *_qualifiers(facts, histories, options), *_reference(facts)]
        yield ("\t".join(parts) + "\n").encode()


def _item(histories: Histories, what: What, ident: str) -> str | None:
    """The item of a person or a post: its `wikidata` identifier, or its id if that is one."""
    profile = histories.profile(what, ident)
    found = profile.identifiers.get("wikidata", ident) if profile is not None else ident
    return found if re.fullmatch(r"Q[1-9]\d*", found) else None


def _qualifiers(facts: TenureFacts, histories: Histories, options: WriteOptions) -> Iterator[str]:
    tenure = facts.tenure
    who = f"{tenure.person} in {tenure.post}"
    dates = {"P580": prefix_of(tenure.start.lo, tenure.start.hi)}
    if tenure.end is not None:
        dates["P582"] = register_end(tenure.end, options.ends or "unstated")
    for name, text in dates.items():
        if text is None:
            options.left_out(f"dates that no day, month or year can say ({name})", who)
        else:
            yield from (name, _time(text))
    for name, other in zip(("P1365", "P1366"), _neighbours(facts), strict=True):
        if other is not None and (item := _item(histories, "person", other)):
            yield from (name, item)
    if tenure.capacity != "permanent":
        yield from ("P5102", _ACTING)


def _neighbours(facts: TenureFacts) -> tuple[str | None, str | None]:
    """Who held a post of one seat just before and just after, where the dates meet."""
    tenure, history = facts.tenure, facts.history
    if history.profile.seats() != 1 or not _is_bounded(tenure.start):
        return None, None
    before = [t.person for t in history.tenures if t is not tenure and t.end == tenure.start]
    after = [t.person for t in history.tenures if t is not tenure and t.start == tenure.end]
    one = [found[0] if len(found) == 1 else None for found in (before, after)]
    return one[0], one[1]


def _is_bounded(day: EdtfDate) -> bool:
    return day.lo > BEFORE_ALL and day.hi < AFTER_ALL


def _time(prefix: str) -> str:
    """A date with its precision: 11 for a day, 10 for a month, 9 for a year."""
    precision, rest = {10: (11, ""), 7: (10, "-00"), 4: (9, "-00-00")}[len(prefix)]
    return f"+{prefix}{rest}T00:00:00Z/{precision}"


def _reference(facts: TenureFacts) -> Iterator[str]:
    """The first source that has an address."""
    source: Source | None = next((s for s in facts.sources if s.url), None)
    if source is None:
        return
    yield from ("S854", _quoted(source.url or ""))
    if source.title:
        yield from ("S1476", f"und:{_quoted(source.title)}")


def _quoted(text: str) -> str:
    return '"' + " ".join(text.replace('"', "'").split()) + '"'
