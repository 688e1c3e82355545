"""A panel for researchers: a row for each post and year, as CSV.

A count that uncertain dates leave open is a pair of bounds; a holder whom they leave open is none,
and those who may have been are listed beside.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from timeline.events import BadValue, EdtfDate, t
from timeline.projections.answers.spans import length_of
from timeline.projections.answers.turnover import YEAR, stays

from .cells import harmless
from .exporting import OutFile
from .tables_out import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.projections.histories import Asked
    from timeline.projections.posts import PostHistory

    from .exporting import WriteOptions

__all__ = ["COLUMNS", "PANEL"]

COLUMNS: Final = (
    *("organization", "post", "year", "as_of", "status", "holder", "holders_possible"),
    *("turnovers_low", "turnovers_high", "forced_low", "forced_high", "forced_events"),
    *("tenure_years_low", "tenure_years_high"),
)
FORCED: Final = frozenset({"dismissed-performance", "dismissed-conduct"})
"""The rule `dismissed`: a turnover is forced where one of its stated reasons is one of these."""


class _Panel:
    """The format `panel`."""

    arguments: Final[Mapping[str, str]] = {
        "years": "the first and the last year",
        "post": "one post; by default all",
    }
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One table. See `Exporter.files`."""
        years = _years(options.arguments.get("years", ""))
        yield OutFile(csv_bytes(_rows(timeline, options, years)))


PANEL: Final = _Panel()


def _years(text: str) -> range:
    match = re.fullmatch(r"(\d{4})-(\d{4})", text, re.ASCII)
    years = range(int(match[1]), int(match[2]) + 1) if match else range(0)
    if not years or years[0] < 1:
        raise BadValue(
            "years", t('"{text}" is no span of years', text=text), t("write --years 1992-2023")
        )
    return years


def _rows(timeline: Asked, options: WriteOptions, years: range) -> Iterator[list[str]]:
    yield [*COLUMNS]
    histories = timeline.histories(options.knowledge)
    post = options.arguments.get("post")
    if post is not None and histories.history(post) is None:
        raise BadValue("post", t('no post "{post}"', post=post), t("write its id"))
    count = 0
    for history in histories.histories():
        if post in (None, history.post):
            for year in years:
                count += 1
                options.progress(count)
                row = _row(history, year)
                texts = ["" if row[name] is None else str(row[name]) for name in COLUMNS]
                yield [harmless(text) for text in texts]


def _row(history: PostHistory, year: int) -> dict[str, Any]:
    """One post as it was at the end of a year, and what happened in the year."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    state = history.on(EdtfDate.of_day(last))
    holding = [(t, sure) for t, sure in state.holding if t.capacity == "permanent"]
    holding = holding or [*state.holding]
    is_sure = len(holding) == 1 and holding[0][1] == "certain"
    length = length_of(holding[0][0], last) if is_sure else None
    return {
        "organization": history.organization,
        "post": history.post,
        "year": year,
        "as_of": EdtfDate.of_day(last).text,
        "status": state.status,
        "holder": holding[0][0].person if is_sure else None,
        "holders_possible": None if is_sure else " ".join(t.person for t, _ in holding),
        "tenure_years_low": round(length[0] / YEAR, 3) if length else None,
        "tenure_years_high": round(length[1] / YEAR, 3) if length else None,
        **_turnovers(history, first, last),
    }


def _turnovers(history: PostHistory, first: int, last: int) -> dict[str, Any]:
    """The turnovers of a year, certain and possible, and those that were forced."""
    low = high = forced_low = forced_high = 0
    evidence: list[int] = []
    for stay in stays(history, last):
        left = stay.left
        if left is None or left.hi < first or left.lo > last:
            continue
        certain = first <= left.lo and left.hi <= last
        high += 1
        low += certain
        if FORCED & set(stay.tenure.reasons):
            forced_low += certain
            evidence += [stay.tenure.ended_by] if stay.tenure.ended_by else []
        forced_high += bool(FORCED & set(stay.tenure.reasons)) or not (
            set(stay.tenure.reasons) - {"unstated"}
        )
    return {
        "turnovers_low": low,
        "turnovers_high": high,
        "forced_low": forced_low,
        "forced_high": forced_high,
        "forced_events": " ".join(map(str, evidence)),
    }
