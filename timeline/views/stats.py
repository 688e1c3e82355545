"""The view of `stats`: figures, the survival of tenures, how long they were, and why they ended."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from timeline.events import later, t
from timeline.projections.answers.survival import survival_at
from timeline.projections.answers.turnover import YEAR

from .cells import Strip, cell_len
from .rows import RowsView
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.answers.figures import Figure, Measures
    from timeline.projections.answers.survival import Curve
    from timeline.projections.histories import Histories
    from timeline.projections.names import Names

    from .cells import Line

__all__ = ["StatsView"]

_LABELS: Final = {
    "posts": later("Posts"),
    "tenures": later("Tenures"),
    "sitting": later("Still sitting"),
    "turnovers": later("Turnovers"),
    "post_years": later("Years on record"),
    "turnover_rate": later("Turnovers a post-year"),
    "tenure_mean": later("Ended tenures, mean"),
    "tenure_median": later("Ended tenures, median"),
    "tenure_longest": later("Longest tenure"),
    "survival_median": later("Median survival"),
    "vacancy_days": later("Vacant"),
    "interim_share": later("Acting and interim"),
    "lag_mean": later("Announced before, mean"),
    "lag_median": later("Announced before, median"),
    "dual_roles": later("Chair and CEO at once"),
    "dual_days": later("Days of that"),
    "successors_internal": later("Successors with an earlier post"),
    "successors_external": later("Successors with none on record"),
}
_OF_EACH: Final = {
    "turnovers": later("Turnovers"),
    "turnover_rate": later("A year"),
    "tenure_mean": later("Mean"),
    "survival_median": later("Median"),
    "vacancy_days": later("Vacant"),
    "interim_share": later("Interim"),
}
"""The columns of the table in which each scope is a row."""

_WIDE: Final = "*"
"""Stands behind bounds that may be wider than the truth."""

_ROWS: Final = 9
_WIDEST: Final = 72
_BINS: Final = (1, 2, 5, 10, 20, 50, 100)
"""How many years a bar of the histogram may stand for."""


class StatsView(View):
    """A rich renderable: the measures of the first scope at length, of the others in a table.

    Args:
        histories: what was measured.
        day: the day on which observation stops.
        measured: the measures of each scope: what was asked about, then its parts.
        names: says what the posts and organizations are called.
        title: the lines below the question.
        ascii_only: draw with ASCII characters.
    """

    def __init__(
        self,
        histories: Histories,
        day: EdtfDate,
        measured: Mapping[str, Measures],
        names: Names,
        title: Sequence[str],
        *,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._histories = histories
        self._day = day
        self._names = names
        self._title = title
        self._ascii = ascii_only
        self._scope, self._measures = next(iter(measured.items()))
        self._parts = {scope: found for scope, found in measured.items() if scope != self._scope}

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells."""
        yield self.line(self.question(self._histories, self._day), width, "bold")
        for text in self._title:
            yield self.line(text, width, "dim")
        yield []
        yield from self._figures().strips(width)
        if any(_may_be_narrower(figure) for figure in self._measures.figures):
            yield self.line(f"{_WIDE} {t('the truth may lie in a narrower range')}", width, "dim")
        if self._measures.curve.steps:
            yield from self._survival(width)
        if self._measures.lengths:
            yield from self._histogram(width)
        if self._measures.reasons:
            yield []
            yield from self._reasons().strips(width)
        if self._parts:
            yield []
            yield from self._each().strips(width)

    def _name(self, scope: str) -> str:
        history = self._histories.history(scope)
        return self._names.post(history) if history else self._names.organization(scope)

    # --- tables

    def _table(
        self, heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> RowsView:
        return RowsView((heading,), columns, rows, ascii_only=self._ascii)

    def _figures(self) -> RowsView:
        rows = [
            (
                t(_LABELS[figure.measure]),
                _said(figure),
                str(figure.n),
                str(figure.left_out) if figure.left_out else "",
            )
            for figure in self._measures.figures
        ]
        heads = (later("Measure"), later("Value"), later("Of"), later("Left out"))
        return self._table(self._name(self._scope), heads, rows)

    def _reasons(self) -> RowsView:
        rows = [(row.year, t(row.reason), str(row.count)) for row in self._measures.reasons]
        return self._table(
            t("Why they left"), (later("Year"), later("Reason"), later("Holders")), rows
        )

    def _each(self) -> RowsView:
        rows = [
            (self._name(scope), *(_said(found.figure(name)) for name in _OF_EACH))
            for scope, found in self._parts.items()
        ]
        return self._table(t("Each"), [later("Post or organization"), *_OF_EACH.values()], rows)

    # --- drawings

    def _survival(self, width: int) -> Iterator[Line]:
        """The share of tenures that last longer than so many years, from the top down."""
        margin = 6
        room = max(4, min(width, _WIDEST) - margin)
        curve = self._measures.curve
        longest = max(1, curve.steps[-1].days_most)
        strips = [Strip(room) for _ in range(_ROWS)]
        self._draw(curve, strips, longest)
        yield []
        yield self.line(t("Tenures that last longer"), width, "bold")
        for index, strip in enumerate(strips):
            share = 100 * (_ROWS - 1 - index) // (_ROWS - 1)
            label = f"{share:>4}% " if index % 2 == 0 else " " * margin
            yield [(label, "dim"), *strip.parts()]
        axis = Strip(room)
        for quarter in range(5):
            text = f"{longest / YEAR * quarter / 4:.1f}".rstrip("0").rstrip(".") + " y"
            column = min(quarter * (room - 1) // 4, room - len(text))
            if axis.is_blank(max(0, column - 1), column + len(text)):
                axis.put(column, text, "dim")
        yield [(" " * margin, ""), *axis.parts()]
        if any(step.days < step.days_most for step in curve.steps):
            between = t("between the least and the most that it may be")
            text = f"{self.glyphs.uncertain} {between}"
            yield self.line(text, width, "dim")

    def _draw(self, curve: Curve, strips: list[Strip], longest: int) -> None:
        width = strips[0].width
        for column in range(width):
            bounds = survival_at(curve, column * longest // max(1, width - 1))
            last, first = (round((1 - share) * (_ROWS - 1)) for share in bounds)
            glyph = self.glyphs.permanent if first == last else self.glyphs.uncertain
            for row in range(first, last + 1):
                strips[row].put(column, glyph)

    def _histogram(self, width: int) -> Iterator[Line]:
        """How many tenures that ended lasted so many years."""
        most = max(longest for _, longest in self._measures.lengths)
        years = next((years for years in _BINS if most < 10 * years * YEAR), 1000)
        bins: Counter[int] = Counter()
        for shortest, longest in self._measures.lengths:
            first, last = int(shortest / YEAR / years), int(longest / YEAR / years)
            bins[first if first == last else -1] += 1
        rows = [
            (t("{first}-{last} y", first=i * years, last=(i + 1) * years), bins[i])
            for i in range(max(bins) + 1)
        ]
        if bins[-1]:
            rows.append((t("uncertain"), bins[-1]))
        margin = max(cell_len(label) for label, _ in rows) + 1
        room = max(1, min(width, _WIDEST) - margin - len(str(max(bins.values()))) - 1)
        yield []
        yield self.line(t("Tenures that ended, by their length"), width, "bold")
        for label, count in rows:
            size = -(-count * room // max(bins.values()))
            bar = self.glyphs.permanent * size
            yield self.line(
                f"{' ' * (margin - 1 - cell_len(label))}{label} {bar} {count or ''}", width
            )


def _said(figure: Figure) -> str:
    """Say a figure in words: its value, or its bounds."""
    if figure.low is None:
        return "-"
    low = _number(figure.low, figure.unit)
    if figure.high is None:
        return t("{span} or more", span=low)
    high = _number(figure.high, figure.unit)
    if low == high:
        return low
    said = t("{shortest} to {longest}", shortest=low, longest=high)
    return f"{said}{_WIDE * _may_be_narrower(figure)}"


def _may_be_narrower(figure: Figure) -> bool:
    """Whether bounds are told of a figure that need not be the least and the greatest."""
    return figure.low is not None and figure.high is not None and not figure.exact


def _number(number: float, unit: str) -> str:
    if unit == "days":
        return _days(number)
    if unit == "share":
        return f"{100 * number:.1f}%"
    if unit == "years":
        return t("{years:.1f} y", years=number)
    return f"{number:.2f}" if unit == "per post-year" else f"{number:.0f}"


def _days(number: float) -> str:
    if abs(number) >= YEAR:
        return t("{years:.1f} y", years=number / YEAR)
    return t("{days:.0f} d", days=number)
