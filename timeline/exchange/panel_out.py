"""A panel for researchers: a row for each post and year, as CSV.

What uncertain dates leave open is a pair of bounds; a holder whom they leave open is none, and
those who may have been are listed beside.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import BadValue, EdtfDate, nearest, t
from timeline.projections.answers.origins import continued_in
from timeline.projections.answers.spans import length_of
from timeline.projections.answers.turnover import YEAR, stays
from timeline.projections.standing import stand

from .cells import harmless
from .exporting import OutFile
from .forced_rules import RULES, Leaving
from .panel_people import People
from .tables_out import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from timeline.events import Person
    from timeline.projections.histories import Asked
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

    from .exporting import WriteOptions
    from .panel_people import Bit

__all__ = ["COLUMNS", "PANEL"]

COLUMNS: Final = (
    *("organization", "post", "year", "as_of", "status", "holder", "holders_possible"),
    *("turnovers_low", "turnovers_high"),
    *("forced_rule", "forced_low", "forced_high", "forced_events"),
    *("tenure_years_low", "tenure_years_high"),
    *("inside_low", "inside_high", "inside_posts"),
    *("duality_low", "duality_high", "duality_posts"),
)


class _Panel:
    """The format `panel`."""

    arguments: Final[Mapping[str, str]] = {
        "years": "the first and the last year",
        "post": "one post; by default all",
        "on": "the day of the year, like 06-30; by default 12-31",
        "forced": f"the rule by which a turnover is forced: {', '.join(RULES)}",
        "chair": "the posts that are a chair, by their ids with commas; by default by their titles",
    }
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One table. See `Exporter.files`."""
        panel = _PanelOf(timeline, options)
        yield OutFile(csv_bytes(panel.rows()))


PANEL: Final = _Panel()


def _years(text: str) -> range:
    match = re.fullmatch(r"(\d{4})-(\d{4})", text, re.ASCII)
    years = range(int(match[1]), int(match[2]) + 1) if match else range(0)
    if not years or years[0] < 2:
        message = t('"{text}" is no span of years', text=text)
        raise BadValue("years", message, t("write --years 1992-2023"))
    return years


def _month_and_day(text: str) -> tuple[int, int]:
    """A day that each year has; the last of February counts as that of each year."""
    match = re.fullmatch(r"(\d{2})-(\d{2})", text, re.ASCII)
    month, day = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2000, month)[1]:
        raise BadValue("on", t('"{text}" is no day of a year', text=text), t("write --on 06-30"))
    return month, day


@attrs.frozen
class _Year:
    """Twelve months, and the day on which they end.

    Attributes:
        year: in which that day is.
        first: the first day, as an ordinal.
        last: the last.
    """

    year: int
    first: int
    last: int

    @classmethod
    def ending(cls, year: int, month: int, day: int) -> _Year:
        """The twelve months that end on a day of a year."""
        last, before = _day(year, month, day), _day(year - 1, month, day)
        return cls(year, (before + timedelta(1)).toordinal(), last.toordinal())


def _day(year: int, month: int, day: int) -> date:
    """The day, or the last of its month if that is shorter this year."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


class _PanelOf:
    """The panel of a log."""

    def __init__(self, timeline: Asked, options: WriteOptions) -> None:
        given = options.arguments
        month, day = _month_and_day(given.get("on", "12-31"))
        self._years = [_Year.ending(y, month, day) for y in _years(given.get("years", ""))]
        self._rule = given.get("forced", "dismissed")
        if self._rule not in RULES:
            near = nearest(self._rule, RULES)
            listed = ", ".join(RULES)
            hint = (
                t('did you mean "{guess}"?', guess=near)
                if near
                else t("the rules are {listed}", listed=listed)
            )
            raise BadValue("forced", t('no rule "{name}"', name=self._rule), hint)
        self._timeline = timeline
        self._options = options
        self._histories = timeline.histories(options.knowledge)
        self._post = given.get("post")
        chairs = given.get("chair")
        named = [part.strip() for part in chairs.split(",")] if chairs is not None else None
        for name, post in [("post", self._post), *(("chair", chair) for chair in named or ())]:
            if post is not None and self._histories.history(post) is None:
                raise BadValue(name, t('no post "{post}"', post=post), t("write its id"))
        continued = continued_in(timeline.log, options.knowledge)
        self._people = People(self._histories, named, continued)

    def rows(self) -> Iterator[list[str]]:
        """The heading, and a row for each post and year."""
        yield [*COLUMNS]
        count = 0
        for history in self._histories.histories():
            if self._post not in (None, history.post):
                continue
            for year in self._years:
                count += 1
                self._options.progress(count)
                row = self._row(history, year)
                texts = ["" if row[name] is None else str(row[name]) for name in COLUMNS]
                yield [harmless(text) for text in texts]

    def _row(self, history: PostHistory, year: _Year) -> dict[str, Any]:
        """One post as it was at the end of the year, and what happened in the year."""
        as_of = EdtfDate.of_day(year.last)
        state = history.on(as_of)
        holding = [held for held in state.holding if held[0].capacity == "permanent"]
        holding = holding or [*state.holding]
        is_sure = len(holding) == 1 and holding[0][1] == "certain"
        length = length_of(holding[0][0], year.last) if is_sure else None
        holders = [tenure for tenure, _ in holding]
        return {
            "organization": history.organization,
            "post": history.post,
            "year": year.year,
            "as_of": as_of.text,
            "status": state.status,
            "holder": holders[0].person if is_sure else None,
            "holders_possible": None if is_sure else " ".join(each.person for each in holders),
            "tenure_years_low": round(length[0] / YEAR, 3) if length else None,
            "tenure_years_high": round(length[1] / YEAR, 3) if length else None,
            **self._turnovers(history, year),
            **self._of_holders(history, holders, as_of),
        }

    def _of_holders(
        self, history: PostHistory, holders: list[Tenure], as_of: EdtfDate
    ) -> dict[str, Any]:
        """Where the holder came from and what else they held; of several, what is so of each."""
        inside = [self._people.came_from_inside(history, tenure) for tenure in holders]
        duality = [self._people.chairs_too(history, each.person, as_of) for each in holders]
        return {
            **_bounds("inside", inside),
            **_bounds("duality", [bit for bit in duality if bit is not None]),
        }

    def _turnovers(self, history: PostHistory, year: _Year) -> dict[str, Any]:
        """The turnovers of the year, certain and possible, and those that were forced."""
        low = high = forced_low = forced_high = 0
        evidence: list[int] = []
        for stay in stays(history, year.last):
            left = stay.left
            if left is None or left.hi < year.first or left.lo > year.last:
                continue
            if self._people.goes_on(stay.tenure, left):
                continue
            certain = year.first <= left.lo and left.hi <= year.last
            high += 1
            low += certain
            forced, possibly = RULES[self._rule](self._leaving(stay.tenure, left))
            forced_low += certain and forced
            forced_high += possibly
            if possibly and stay.tenure.ended_by:
                evidence.append(stay.tenure.ended_by)
        return {
            "turnovers_low": low,
            "turnovers_high": high,
            "forced_rule": self._rule,
            "forced_low": forced_low,
            "forced_high": forced_high,
            "forced_events": " ".join(map(str, evidence)),
        }

    def _leaving(self, tenure: Tenure, left: EdtfDate) -> Leaving:
        born = self._born(tenure.person) if self._rule == "parrino" else None
        return Leaving(left, frozenset(tenure.reasons), tenure.end_announced, born)

    def _born(self, person: str) -> EdtfDate | None:
        """When somebody was born, by the last introduction that says so."""
        about = self._timeline.log.about(f"person:{person}")
        facts: Iterable[Person] = (
            standing.fact  # type: ignore[misc]
            for standing in stand(about, self._options.knowledge)
            if standing.fact.KIND == "person"
        )
        return next((fact.born for fact in [*facts][::-1] if fact.born is not None), None)


def _bounds(name: str, bits: list[Bit]) -> dict[str, Any]:
    """What is so of all who may have held the post, and of any; nothing where nobody held it."""
    evidence = dict.fromkeys(post for bit in bits for post in bit.evidence)
    return {
        f"{name}_low": min((bit.low for bit in bits), default=None),
        f"{name}_high": max((bit.high for bit in bits), default=None),
        f"{name}_posts": " ".join(evidence),
    }
