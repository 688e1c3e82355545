"""A page in HTML that needs nothing else: no network, no other file."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from timeline.events import AFTER_ALL, BEFORE_ALL, need, printable
from timeline.projections.answers.bars import Group
from timeline.projections.answers.changes import ChangeDays
from timeline.projections.profiles import Profile

from .layout import NARROW, PAD, WIDE, datasets
from .told import began, ended, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from timeline.events import EdtfDate
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

    from .pictures import Picture

__all__ = ["embedded", "known", "written"]

PAGE_REFERENCE = 340
"""The narrowest plot of a page that has its labels to the left."""

EDGE = 4
"""What a page leaves free around its lanes, where no label needs more."""


def written(picture: Picture) -> str:
    """Write the whole page of a picture, as HTML."""
    need("altair", "charts")
    need("vl_convert", "charts")
    from .legend import LEGEND, used_signs

    content, library = facts(picture), _library()
    script = _asset("state.js") + _asset("page.js")
    policy = (
        f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; "
        "style-src 'unsafe-inline'; img-src data:"
    )
    signs = used_signs(content["datasets"])
    inner = {"disputed": "?", "milestone": "1", "term": "◁"}
    known = picture.question.partition(" · ")[2]
    return Template(_asset("page.html")).substitute(
        policy=policy,
        heading=escape(picture.heading),
        day=escape(f"as of {picture.day}"),
        known=escape(known),
        log=escape(picture.log_line),
        style=_asset("page.css"),
        legend="".join(
            f'<li><span class="sign sign-{sign}" aria-hidden="true">{inner.get(sign, "")}</span>'
            f"{escape(LEGEND[sign])}</li>"
            for sign in signs
        ),
        notes="".join(
            f"<li>{escape(str(n.milestone.date))}  <bdi>{escape(printable(n.milestone.title))}"
            "</bdi></li>"
            for n in picture.notes
        ),
        data=embedded(content),
        library=library,
        script=script,
    )


@cache
def _library() -> str:
    """Put together the script that draws in a page. It takes two seconds, and serves every page."""
    import vl_convert

    from .spec import vegalite_version

    bundle: str = vl_convert.javascript_bundle(
        "window.vegaEmbed = vegaEmbed;", vl_version=vegalite_version()
    )
    return bundle


def _asset(name: str) -> str:
    return files("timeline.charts").joinpath(name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    """Give the hash by which the page's policy admits a script; no other one runs in it."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


_HARMLESS = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def embedded(content: Any) -> str:
    """Write JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_HARMLESS)


# --- what the page knows


def facts(picture: Picture) -> dict[str, Any]:
    """Gather what the page draws and what it answers from, as JSON values."""
    from .spec import layered, unchecked

    found = known(picture)
    for name, layout in (("wide", WIDE), ("narrow", NARROW)):
        reference = PAGE_REFERENCE if name == "wide" else NARROW.reference
        fitted = layout.fitted(picture).at(reference)
        data = datasets(picture, fitted, tooltips=False)
        # Only where a milestone's number stands depends on the layout.
        found.setdefault("datasets", data)[name] = data["milestones"]
        spec = unchecked(layered(picture, fitted, data, tooltips=None))
        spec["background"] = "transparent"
        sides = {"left": fitted.left + EDGE, "right": fitted.right + PAD, "bottom": EDGE}
        spec["padding"] |= sides
        found[name] = spec
    return found


def known(picture: Picture) -> dict[str, Any]:
    """Gather the dates, the names and the tree by which a page answers for any day."""
    found: dict[str, Any] = {}
    indexes: dict[str, int] = {}
    histories = [history for group in picture.groups for history in group.histories]
    number = {history.post: index for index, history in enumerate(histories)}
    found["posts"] = [_post(picture, history) for history in histories]
    found["tenures"] = [_tenure(picture, h, t, indexes) for h in histories for t in h.tenures]
    found["people"] = [_names_of(picture, "person", ident) for ident in indexes]
    found["rows"] = list(_rows(picture, number))
    found["first"], found["last"] = picture.first, picture.last - 1
    days = ChangeDays(histories).days()
    found["changes"] = [day for day in days if picture.first <= day < picture.last]
    day = picture.day
    found["asked"] = [max(day.lo, 1), min(day.hi, AFTER_ALL - 1), str(day)]
    return found


def _rows(picture: Picture, number: dict[str, int]) -> Iterator[dict[str, Any]]:
    head = 0
    for index, row in enumerate(picture.rows()):
        if isinstance(row, Group):
            head, home = index, row.organization
            names = _names(picture, home)
            above = " ".join(home.all_names())
            yield {"row": index, "head": index, "depth": row.depth, "names": names}
            continue
        history, depth = row[0].history, picture.depth(row[0].history) + 1
        people = dict.fromkeys(tenure.person for tenure in history.tenures)
        searched = [above, *history.profile.all_names(), history.post]
        searched += (picture.names.person(person) for person in people)
        search = " ".join(searched).lower()
        yield {"row": index, "head": head, "depth": depth, "post": number[history.post]} | {
            "search": search
        }


def _post(picture: Picture, history: PostHistory) -> dict[str, Any]:
    home = picture.names.organization(history.organization)
    names = _names(picture, history.profile)
    return {
        "id": history.post,
        "names": names,
        "full": [[day, f"{printable(home)}: {name}"] for day, name in names],
        "tenures": [picture.number(tenure) for tenure in history.tenures],
        "absences": [[list(a.certain), list(a.possible)] for a in history.absences],
        "began": [_date(date) for date in history.vacancy_starts()],
        "held": history.held,
    }


def _tenure(
    picture: Picture, history: PostHistory, tenure: Tenure, indexes: dict[str, int]
) -> dict[str, Any]:
    return {
        "person": indexes.setdefault(tenure.person, len(indexes)),
        "color": picture.color(tenure.person),
        "capacity": tenure.capacity,
        "start": _date(tenure.start),
        "end": _date(tenure.end),
        "days": [days.certain, days.possible, days.joint] if (days := tenure.days) else None,
        "term": _date(tenure.term_ends),
        "seen": _date(tenure.last_seen),
        "conflicting": tenure.conflicting,
        "ended": tenure.ended,
        "disputed": ", ".join(printable(says) for _, says in tenure.disputed),
        "told": list(told(picture, history, tenure).items()),
        "begins": began(picture, tenure),
        "ends": ended(picture, tenure) if tenure.end else {},
    }


def _date(date: EdtfDate | None) -> tuple[str, int, int] | None:
    return None if date is None else (date.text, date.lo, date.hi)


def _names(picture: Picture, profile: Profile) -> list[list[Any]]:
    """List the names of a post or an organization, each with the ordinal of its first day."""
    return _named(profile, picture.language or "both")


def _names_of(picture: Picture, what: Any, ident: str) -> list[list[Any]]:
    profile = picture.histories.profile(what, ident) or Profile(what, ident, ())
    return _named(profile, picture.language)


def _named(profile: Profile, language: str | None) -> list[list[Any]]:
    later = {p.effective.hi for p in profile.patches[1:] if p.effective is not None}
    found: list[list[Any]] = []
    for day in sorted({BEFORE_ALL, *later}):
        name = printable(profile.name_in(language, day))
        if not found or found[-1][1] != name:
            found.append([day, name])
    return found
