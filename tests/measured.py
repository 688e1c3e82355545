"""A cast for small logs, and what is measured of them."""

from __future__ import annotations

import timeline
from timeline.cli.stats import ALL, measured_scopes, scopes_of
from timeline.events import EdtfDate, MemoryLog
from timeline.projections.answers.figures import Figure, Measures
from timeline.projections.fold.log_histories import LogHistories
from timeline.projections.histories import Histories

from .strategies import Batches

__all__ = ["CHAIN", "appended", "bounds", "histories_of", "measures_of", "timeline_of"]

CAST = """\
people: {ann: Ann, bob: Bob, cy: Cy, dee: Dee}
organizations:
  group: Group
  acme: {name: Acme, parent: group}
  other: Other
posts:
  acme/ceo: CEO
  acme/chair: Chairman
  acme/board: {title: Director, seats: 3}
  group/cfo: Finance
  other/head: Head
"""


def histories_of(*events: str) -> Histories:
    return timeline_of(*events).histories()


def timeline_of(*events: str) -> timeline.Timeline:
    tl = timeline.memory()
    listed = "".join(f"- {{{event}}}\n" for event in events)
    tl.append_yaml_text(f"{CAST}events:\n{listed}" if events else CAST, allow_conflicts=True)
    return tl


def measures_of(
    histories: Histories,
    post: str | None,
    day: str,
    *,
    two_year_rule: bool = False,
    until_seen: bool = False,
) -> Measures:
    scopes = scopes_of(histories, [post] if post else [])
    asked = EdtfDate.parse(day)
    measured = measured_scopes(histories, scopes, asked, two_year_rule, until_seen=until_seen)
    return measured[post or ALL]


def bounds(figure: Figure) -> tuple[float | None, float | None]:
    return figure.low, figure.high


CHAIN = (
    "on: 2000-01-01, appointed: ann, post: acme/ceo",
    "on: 2001-01-01, change: ann -> bob, post: acme/ceo, reason: retired",
    "on: 2003-01-01, departed: bob, post: acme/ceo, reason: [death, illness]",
    "on: 2003-01-11, appointed: cy, post: acme/ceo, capacity: interim",
    "on: 2003-01-31, change: cy -> dee, post: acme/ceo",
)


def appended(batches: Batches) -> Histories:
    log = MemoryLog()
    for batch in batches:
        log.append(batch)
    return LogHistories(log)
