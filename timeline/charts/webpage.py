"""A page in HTML that needs nothing else: no network, no other file."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any, Final

from timeline.events import t
from timeline.views.words import question_parts

from .facts import heading_pieces, known, signs_in
from .marks import LEGEND
from .page_words import page_language, said, words
from .spoken import spoken
from .told import until_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

    from .past import Step
    from .pictures import Picture
    from .spoken import Pieces

__all__ = ["embedded", "written"]

SCRIPTS: Final = (
    *("words.js", "state.js", "layout.js", "lanes.js", "table.js", "card.js"),
    *("past.js", "overview.js", "tree.js", "page.js"),
)
"""What runs in a page, in order."""

_INNER: Final = {"disputed": "?", "milestone": "1", "term": "◁"}


def written(picture: Picture, steps: Sequence[Step] = (), *, tree: bool = False) -> str:
    """Write the whole page of a picture, as HTML.

    Args:
        picture: what it shows.
        steps: of the recorded axis.
        tree: whether it opens on the tree of organizations.
    """
    script = "".join(map(_asset, SCRIPTS))
    there = signs_in(picture)
    _, announced, recorded = question_parts(picture.day, picture.histories.knowledge)
    return Template(said(_asset("page.html"))).substitute(
        language=page_language(),
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src 'unsafe-inline'",
        title=escape(picture.heading),
        heading=_spoken(heading_pieces(picture)),
        day=escape(t("as of {day}", day=picture.day)),
        announced=_unbroken(announced),
        recorded=_unbroken(recorded),
        log=escape(picture.log_line),
        style=_asset("page.css"),
        legend="".join(_sign(sign) for sign in LEGEND if sign in there),
        notes="".join(
            f"<li>{_unbroken(str(n.milestone.date))} {_spoken(spoken(n.milestone.title, {}))}</li>"
            for n in picture.notes
        ),
        rows="".join(_tenure_rows(picture)),
        data=embedded(known(picture, steps) | {"words": words(), "asTree": tree}),
        script=script,
    )


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


# --- what is there without scripts too


def _sign(sign: str) -> str:
    drawn = f'<span class="sign sign-{sign}" aria-hidden="true">{_INNER.get(sign, "")}</span>'
    return f"<li>{drawn}{escape(t(LEGEND[sign]))}</li>"


def _spoken(pieces: Pieces) -> str:
    """Names, each said to be of its language."""
    marks = (f' lang="{escape(language)}"' if language else "" for language, _ in pieces)
    texts = (escape(text) for _, text in pieces)
    return " ".join(f"<bdi{mark}>{text}</bdi>" for mark, text in zip(marks, texts, strict=True))


def _unbroken(text: str) -> str:
    """A date or another short text that never goes over the end of a line."""
    return f'<span class="whole">{escape(text)}</span>'


def _tenure_rows(picture: Picture) -> Iterator[str]:
    """Every tenure as a row of a table, for a browser that runs no scripts."""
    for group in picture.groups:
        for history in group.histories:
            home = spoken(picture.names.label(group.organization), group.organization.names())
            post = spoken(picture.names.label(history.profile), history.profile.names())
            for tenure in history.tenures:
                cells = _cells(picture, history, tenure)
                yield f'<tr><th scope="row">{_spoken([*home, *post])}</th>{cells}</tr>'


def _cells(picture: Picture, history: PostHistory, tenure: Tenure) -> str:
    profile = picture.histories.profile("person", tenure.person)
    names = profile.names() if profile is not None else {}
    held = tenure.certainty(picture.day.lo, picture.day.hi)
    cells = (
        _spoken(spoken(picture.names.person(tenure.person), names)),
        _unbroken(tenure.start.text),
        _unbroken(until_of(tenure)),
        escape(t(tenure.capacity) if tenure.capacity != "permanent" else ""),
        {"certain": t("holds it"), "possible": t("may hold it"), None: ""}[held],
        escape(picture.evidence.sources(tenure.events)),
    )
    return "".join(f"<td>{cell}</td>" for cell in cells)
