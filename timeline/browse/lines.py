"""What stands around the lanes: the question, what is new on the day, the state, one post's detail.

Every function gives texts with rich styles; whoever prints them cuts and escapes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import EdtfDate, later, t
from timeline.projections.answers.changes import ChangeDays
from timeline.views.cells import cell_len
from timeline.views.people import People
from timeline.views.picture import STATUS
from timeline.views.words import length, remarks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.projections.names import Names
    from timeline.projections.posts import Certainty, PostHistory, PostState
    from timeline.views.cells import Line
    from timeline.views.glyphs import Glyphs

    from .scene import Scene

__all__ = ["detail", "keys", "news", "unsure", "wrapped"]


def wrapped(entries: Sequence[str], width: int, between: str) -> list[str]:
    """Entries put into as few lines as they need."""
    lines: list[str] = []
    for entry in entries:
        if lines and cell_len(lines[-1]) + cell_len(between) + cell_len(entry) <= width:
            lines[-1] += between + entry
        else:
            lines.append(entry)
    return lines


def news(scene: Scene, day: EdtfDate, glyphs: Glyphs) -> list[str]:
    """What happened and what changed on a day; or when the nearest changes are."""
    names = scene.names(day)
    said = [
        f"{glyphs.several} {milestone.date} {milestone.title}"
        for milestone in scene.milestones
        if milestone.date.lo <= day.hi and milestone.date.hi >= day.lo
    ]
    if day.is_day:
        said += [
            f"{names.short(history.profile)}: {_step(history, day.lo, names, glyphs)}"
            for history in scene.changes.posts_on(day.lo)
        ]
    if said:
        return said
    last, following = scene.changes.before(day.lo), scene.changes.after(day.hi)
    if last is not None:
        said.append(t("last change {day}", day=EdtfDate.of_day(last)))
    if following is not None:
        said.append(t("next {day}", day=EdtfDate.of_day(following)))
    return said or [t("nothing changes")]


def unsure(certainty: Certainty) -> str:
    """The mark of what is only possible."""
    return "?" if certainty == "possible" else ""


def _said(state: PostState, names: Names) -> str:
    """Say who holds a post, or what it is; with `?` if only possibly."""
    held = [names.person(tenure.person) + unsure(certainty) for tenure, certainty in state.holding]
    return ", ".join(held) or t(STATUS[state.status]) + unsure(state.certainty)


def _step(history: PostHistory, day: int, names: Names, glyphs: Glyphs) -> str:
    """Say from what to what a post changes on a day."""
    before, after = (history.on(EdtfDate.of_day(day - back)) for back in (1, 0))
    return f"{_said(before, names)} {glyphs.arrow} {_said(after, names)}"


def detail(history: PostHistory, day: EdtfDate, people: People, glyphs: Glyphs) -> list[Line]:
    """Describe one post on a day: its name, each holder, and its nearest changes."""
    state, names = history.on(day), people.names
    lines: list[Line] = [[(names.post(history), "bold"), (f"  {history.post}", "dim")]]
    for tenure, certainty in state.holding:
        said = [t("since {since}", since=tenure.start), length(tenure.start, day)]
        said += remarks(tenure, certainty, day)
        lines.append([*people.tag(tenure.person), (f"  {', '.join(said)}", "")])
    if not state.holding:
        since = f" {t('since {since}', since=state.since)}" if state.since is not None else ""
        lines.append(
            [(f"{t(STATUS[state.status])}{since}", "bold"), (f"  {t(state.certainty)}", "")]
        )
    own = ChangeDays((history,))
    last, following = own.before(day.lo + 1), own.after(day.hi)
    said_of = ((last, later("last change {day}")), (following, later("next change {day}")))
    near = [(found, words) for found, words in said_of if found is not None]
    for found, words in near:
        step = _step(history, found, names, glyphs)
        lines.append([(f"{t(words, day=EdtfDate.of_day(found))}: {step}", "dim")])
    return lines


_KEYS: Final = (
    *(("?", later("help")), ("q", later("quit")), ("n p", later("change"))),
    *(("[ ]", later("month")), ("/", later("find")), ("a r", later("known by"))),
    *(("f", later("filter")), ("s", later("sort")), ("c", later("cite"))),
    *(("o", later("source")), ("g", later("date")), ("t", later("today"))),
    *(("{ }", later("year")), ("+ -", later("zoom"))),
)
"""The keys that the last line tells, the most useful first; beside the arrows and enter."""


def keys(width: int, ascii_only: bool) -> str:
    """List the most useful keys, as many as fit."""
    arrows = "<- ->" if ascii_only else "← →"
    enter = "enter" if ascii_only else "⏎"
    keyed = (*_KEYS[:2], (arrows, later("day")), *_KEYS[2:5], (enter, later("why")), *_KEYS[5:])
    entries = [f"{key} {t(does)}" for key, does in keyed]
    line = entries[0]
    for entry in entries[1:]:
        if cell_len(line) + 2 + cell_len(entry) > width:
            break
        line = f"{line}  {entry}"
    return line
