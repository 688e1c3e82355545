"""What the tables say of a subject: the rows of one change, by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from timeline.events import canonical

from .columns import day_text, earliest_text, latest_text, tenure_row
from .schema import TABLE_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from timeline.projections.fold.log_histories import FoldedSubject
    from timeline.projections.posts import PostHistory
    from timeline.projections.profiles import Profile
    from timeline.projections.worlds import WorldGraph

__all__ = ["Rows", "add_rows", "no_rows"]

Rows: TypeAlias = dict[str, list[tuple[Any, ...]]]
"""Rows of texts, numbers and None, by the name of their table."""

_TABLES: Final = ("people", "organizations", "posts", "tenures", "milestones", "names")


def no_rows() -> Rows:
    """An empty list for each table."""
    return {name: [] for name in _TABLES}


def add_rows(rows: Rows, change: FoldedSubject) -> None:
    """Add the rows of every table about one subject."""
    if change.history is not None:
        _add_history(rows, change.history, change.others)
    elif change.profile is not None:
        profile = change.profile
        home = () if profile.what == "person" else (profile.parent,)
        record = canonical(_profile_record(profile))
        rows[TABLE_OF[profile.what]].append((profile.id, profile.name, *home, record))
        _add_names(rows, profile)
    for m in change.milestones:
        days = day_text(m.date), earliest_text(m.date), latest_text(m.date)
        rows["milestones"].append((m.id, m.organization, m.title, *days, canonical(m.events)))


def _add_history(rows: Rows, history: PostHistory, others: Sequence[str]) -> None:
    profile = history.profile
    record = _post_record(history)
    if len(profile.parents) > 1:
        record["homes"] = profile.parents
    if others:
        record["others"] = others
    home = profile.parent
    row = (profile.id, home, profile.name, profile.seats(), canonical(record))
    rows["posts"].append(row)
    tenures = rows["tenures"]
    for number, tenure in enumerate(history.tenures, 1):
        tenures.append(tenure_row(number, home, tenure))
    _add_names(rows, profile)


def _post_record(history: PostHistory) -> dict[str, Any]:
    """What is known of a post, but for its tenures, as JSON."""
    profile = history.profile
    record = _profile_record(profile)
    if not profile.introduced:
        record["introduced"] = False
    if history.left:
        record["left"] = [day.text for day in history.left]
    if history.absences:
        record["absences"] = [[day_text(a.start), day_text(a.end), a.by] for a in history.absences]
    if history.conflicts:
        record["conflicts"] = [
            [c.code, c.event, c.message, c.hint, c.events] for c in history.conflicts
        ]
    if not history.is_exact:
        record["is_exact"] = False
    if history.held:
        record["held"] = history.held
    if history.covered is not None:
        record["covered"] = history.covered.text
    if history.worlds:
        record["worlds"] = [_graph(graph) for graph in history.worlds]
    return record


def _graph(graph: WorldGraph) -> list[Any]:
    """The worlds of some people as JSON: steps, last states, ends on some day, who is alike."""
    steps = [(s.source, s.target, s.first, s.last, s.starts, s.ends) for s in graph.steps]
    return [steps, list(graph.final.items()), list(graph.some_day.items()), graph.alike]


def _add_names(rows: Rows, profile: Profile) -> None:
    what, ident = profile.what, profile.id
    names = {name.casefold() for name in profile.all_names()}
    rows["names"] += [(what, name, ident) for name in (sorted(names) if len(names) > 1 else names)]


def _profile_record(profile: Profile) -> dict[str, Any]:
    patches = [
        [day_text(p.effective), p.names, p.parent, p.seats, p.identifiers] for p in profile.patches
    ]
    return {"position": profile.position, "patches": patches}
