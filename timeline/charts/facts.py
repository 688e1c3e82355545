"""What a page draws and what it answers from, as JSON values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from timeline.events import AFTER_ALL, BEFORE_ALL, printable, t
from timeline.projections.answers.bars import Group
from timeline.projections.answers.changes import ChangeDays
from timeline.projections.profiles import Profile
from timeline.views.palette import ink_on

from .layout import NARROW, WIDE, unseen_from
from .past import said_shortly
from .pictures import text_width
from .sources import source_text
from .spoken import language_of, spoken
from .told import began, ended, told
from .trees import branches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timeline.events import EdtfDate, Source
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

    from .layout import Layout
    from .past import Step
    from .pictures import Picture, PostRows
    from .spoken import Pieces

__all__ = ["heading_pieces", "known", "signs_in"]

_EDGE: Final = (40, 190)
"""The least and the most room, in pixels, for the names of the holders at the right."""


def known(picture: Picture, steps: Sequence[Step] = ()) -> dict[str, Any]:
    """Gather the dates, the names and the tree by which a page draws and answers for any day.

    Args:
        picture: what the page draws.
        steps: in which the log came to say what it says.
    """
    gathered = _Gathered(picture)
    histories = [history for group in picture.groups for history in group.histories]
    number = {history.post: index for index, history in enumerate(histories)}
    found: dict[str, Any] = {
        "posts": [_post(picture, history) for history in histories],
        "tenures": [gathered.tenure(h, t) for h in histories for t in h.tenures],
        "rows": list(_rows(picture, number)),
        "notes": [
            {
                "number": note.number,
                "lo": note.lo,
                "hi": note.hi,
                "date": note.milestone.date.text,
                "title": printable(note.milestone.title),
            }
            for note in picture.notes
        ],
    }
    found["past"] = list(gathered.past(steps, histories, found))
    found["tree"] = [
        {
            "depth": depth,
            "names": _names(picture, home),
            "posts": [number[history.post] for history in own],
        }
        for depth, home, own in branches(picture)
    ]
    found["people"] = [_person(picture, ident) for ident in gathered.people]
    found["sources"] = [_source(source) for source in gathered.sources]
    found["first"], found["last"] = picture.first, picture.last - 1
    days = ChangeDays(histories).days()
    found["changes"] = [day for day in days if picture.first <= day < picture.last]
    day = picture.day
    found["asked"] = [max(day.lo, 1), min(day.hi, AFTER_ALL - 1), str(day)]
    found["layouts"] = {
        "wide": _layout(picture, WIDE, steps),
        "narrow": _layout(picture, NARROW, steps),
    }
    return found


class _Gathered:
    """Numbers for the people and sources that tenures speak of."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.people: dict[str, int] = {}
        self.sources: dict[Source, int] = {}

    def tenure(self, history: PostHistory, tenure: Tenure) -> dict[str, Any]:
        """What a page knows of a tenure."""
        picture = self._picture
        cited = picture.evidence.cited(tenure.events)
        color = picture.color(tenure.person)
        return {
            "person": self.people.setdefault(tenure.person, len(self.people)),
            "color": color,
            "ink": ink_on(color),
            "needs": text_width(picture.name(tenure)) + 6,
            "capacity": tenure.capacity,
            "start": _date(tenure.start),
            "end": _date(tenure.end),
            "days": [d.certain, d.possible, d.joint] if (d := tenure.days) else None,
            "term": _date(tenure.term_ends),
            "seen": _date(tenure.last_seen),
            "conflicting": tenure.conflicting,
            "ended": tenure.ended,
            "disputed": ", ".join(printable(says) for _, says in tenure.disputed),
            "told": [
                (t(k), text) for k, text in told(picture, history, tenure).items() if k != "Source"
            ],
            "sources": [self.sources.setdefault(s, len(self.sources)) for s in cited],
            "begins": began(picture, tenure),
            "ends": ended(picture, tenure) if tenure.end else {},
        }

    def past(
        self, steps: Sequence[Step], histories: Sequence[PostHistory], found: dict[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """What each step said of the posts of which it said something else than the one before.

        Of a post there is its number and what a page knows of it; 0 where that is what it knows
        now, and None where the post was not on record. Tenures that are said no more are put to
        the others, each once.
        """
        numbers = {json.dumps(tenure): at for at, tenure in enumerate(found["tenures"])}
        now = {
            history.post: self._then(history, numbers, found["tenures"]) for history in histories
        }
        number = {history.post: at for at, history in enumerate(histories)}
        before: dict[str, Any] = dict.fromkeys(number)
        for step, says in zip(steps, said_shortly(s.moment for s in steps), strict=True):
            changed = []
            for post, history in step.posts:
                then = None if history is None else self._then(history, numbers, found["tenures"])
                if then != before[post]:
                    changed.append((number[post], 0 if then == now[post] else then))
                before[post] = then
            if changed:
                yield {"says": says, "moment": step.moment, "at": step.position, "posts": changed}

    def _then(
        self, history: PostHistory, numbers: dict[str, int], tenures: list[Any]
    ) -> dict[str, Any]:
        """What a page knows of a history that the log told once."""
        number: dict[int, int] = {}
        for held in history.tenures:
            told = self.tenure(history, held)
            number[held.began_by] = numbers.setdefault(json.dumps(told), len(tenures))
            if number[held.began_by] == len(tenures):
                tenures.append(told)
        rows = self._picture.rows_of(history)
        return _changing(history, number) | {
            "vacant": rows.vacant,
            "lanes": [_parts(self._picture, rows, lane, number) for lane in range(len(rows.lanes))],
        }


def signs_in(picture: Picture) -> set[str]:
    """The signs that its lanes hold, by their names in the legend."""
    rows = [row for row in picture.rows() if not isinstance(row, Group)]
    parts = [
        part for rows_, lane in rows if rows_.lanes for part in picture.parts(rows_.lanes[lane])
    ]
    tenures = [part.bar.tenure for part in parts]
    stand_in = {part.sure for part in parts if part.bar.tenure.capacity != "permanent"}
    there = {
        "certain": any(part.sure and part.bar.tenure.capacity == "permanent" for part in parts),
        "possible": any(not part.sure for part in parts),
        "presumed": any(unseen_from(part) is not None for part in parts),
        "stand-in": True in stand_in,
        "vacant": any(rows_.vacant for rows_, _ in rows),
        "disputed": any(tenure.disputed for tenure in tenures),
        "term": any(tenure.term_ends and not tenure.end for tenure in tenures),
        "milestone": bool(picture.notes),
    }
    return {sign for sign, is_there in there.items() if is_there}


def heading_pieces(picture: Picture) -> Pieces:
    """What the picture is of, by language."""
    roots = [group.organization for group in picture.groups if group.depth == 0]
    if not 0 < len(roots) <= 3:
        return [("", picture.log_name)]
    return [piece for root in roots for piece in spoken(picture.names.label(root), root.names())]


def _layout(picture: Picture, layout: Layout, steps: Sequence[Step]) -> dict[str, int]:
    """The measures of a layout; at the right there is room for whoever may ever hold a post."""
    fitted = layout.fitted(picture)
    histories = [rows.history for rows in picture.posts.values()]
    histories += [history for step in steps for _, history in step.posts if history is not None]
    names = {picture.name(tenure) for history in histories for tenure in history.tenures}
    room = max((text_width(name, 13) for name in names), default=0) + 18
    right = 0 if layout.is_narrow else min(max(_EDGE[0], room), _EDGE[1])
    return {
        "left": fitted.left,
        "right": right,
        "pitch": fitted.pitch,
        "bar_top": fitted.bar_top,
        "bar": fitted.bar,
    }


def _rows(picture: Picture, number: dict[str, int]) -> Iterator[dict[str, Any]]:
    head, above = 0, ""
    for index, row in enumerate(picture.rows()):
        if isinstance(row, Group):
            head, above = index, " ".join(row.organization.all_names())
            names = _names(picture, row.organization)
            yield {"row": index, "head": index, "depth": row.depth, "names": names}
            continue
        rows, lane = row
        searched = (above, *rows.history.profile.all_names(), rows.history.post)
        yield {
            "row": index,
            "head": head,
            "depth": picture.depth(rows.history) + 1,
            "post": number[rows.history.post],
            "lane": lane,
            "search": " ".join(searched),
            "vacant": [] if lane else rows.vacant,
            "parts": _parts(picture, rows, lane, picture.numbers),
        }


def _parts(
    picture: Picture, rows: PostRows, lane: int, number: Mapping[int, int]
) -> Sequence[tuple[Any, ...]]:
    bars = rows.lanes[lane] if rows.lanes else ()
    return [
        (number[p.bar.tenure.began_by], p.lo, p.hi, p.sure, p.half, p.joint)
        for p in picture.parts(bars)
    ]


def _post(picture: Picture, history: PostHistory) -> dict[str, Any]:
    home = picture.names.organization(history.organization)
    names = _names(picture, history.profile)
    return {
        "id": history.post,
        "names": names,
        "home": printable(home),
        **_changing(history, picture.numbers),
    }


def _changing(history: PostHistory, number: Mapping[int, int]) -> dict[str, Any]:
    """What another fact may change of a post: what a page tells its state by."""
    return {
        "tenures": [number[tenure.began_by] for tenure in history.tenures],
        "absences": [[list(a.certain), list(a.possible)] for a in history.absences],
        "began": [_date(date) for date in history.vacancy_starts()],
        "held": history.held,
    }


def _source(source: Source) -> dict[str, str]:
    """A source as it is shown; an address that a browser would run is none."""
    url = source.url or ""
    quote = printable(source.quote or "")
    return {
        "says": printable(source_text(source)),
        "url": printable(url) if url.lower().startswith(("http://", "https://")) else "",
        "quote": quote,
        "lang": language_of(quote, {}),
    }


def _date(date: EdtfDate | None) -> tuple[str, int, int] | None:
    return None if date is None else (date.text, date.lo, date.hi)


def _person(picture: Picture, ident: str) -> dict[str, Any]:
    profile = picture.histories.profile("person", ident) or Profile("person", ident, ())
    names = [
        (day, [(language_of(name, profile.names()), printable(name))])
        for day, name in _named(profile, picture.language)
    ]
    said = " ".join([ident, *profile.all_names()])
    return {"names": names, "lang": names[-1][1][0][0], "search": said}


def _names(picture: Picture, profile: Profile) -> list[tuple[int, Pieces]]:
    """List the names of a post or an organization, each with the ordinal of its first day."""
    named = _named(profile, picture.language or "both")
    return [(day, spoken(name, profile.names(day))) for day, name in named]


def _named(profile: Profile, language: str | None) -> Iterator[tuple[int, str]]:
    later = {p.effective.hi for p in profile.patches[1:] if p.effective is not None}
    last = None
    for day in sorted({BEFORE_ALL, *later}):
        name = profile.name_in(language, day)
        if name != last:
            yield day, name
        last = name
