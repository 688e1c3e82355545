"""The view of a log that is too big to draw: its organizations, or its posts, by their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import later, t
from timeline.projections.answers.bars import grouped
from timeline.projections.names import Names
from timeline.projections.posts import PostHistory
from timeline.projections.profiles import Patch, Profile
from timeline.projections.summaries import Summary

from .cells import cell_len, fit, shown
from .density import axis_of_years, years_strip
from .picture import scale_of
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.histories import Histories

    from .cells import Line, Strip

__all__ = ["SummaryView"]

_MOST_ROWS = 50
_HEADS = ("Posts", "Held", "Vacant", "Tenures")


class SummaryView(View):
    """A rich renderable: each organization's posts, or each post, in figures and by year.

    Args:
        histories: where names come from.
        day: the day of the figures.
        summaries: what to show; of many, the biggest.
        title: what the log is called.
        language: of names.
        ascii_only: draw with ASCII characters.
    """

    def __init__(
        self,
        histories: Histories,
        day: EdtfDate,
        summaries: Sequence[Summary],
        *,
        title: str,
        language: str | None = None,
        ascii_only: bool = False,
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._histories = histories
        self._day = day
        self._title = title
        self._all = summaries
        self._names = Names(histories, language, day.hi)

    def strips(self, width: int) -> Iterator[Line]:
        """The view, line by line, for a width in cells."""
        yield from self.heading(self._histories, self._day, self._title, width)
        biggest = sorted(self._all, key=lambda s: (-s.posts, -s.tenures, s.organization))
        chosen = biggest[:_MOST_ROWS]
        rows = list(self._rows(chosen))
        if len(biggest) > len(chosen):
            rest = biggest[len(chosen) :]
            smaller = later("{n:,} smaller posts")
            if not rest[0].post:
                smaller = later("{n:,} smaller organizations")
            rows.append((t(smaller, n=len(rest)), _sum(rest)))
        if len(self._all) > 1:
            rows.append((t("All"), _sum(self._all)))
        yield from self._table(rows, width)
        yield []
        yield from self._notes(width)

    def _rows(self, chosen: Sequence[Summary]) -> Iterator[tuple[str, Summary | None]]:
        """A line for each summary, below its organization's parent or its organization."""
        by_home: dict[str, list[Summary]] = {}
        for summary in chosen:
            by_home.setdefault(summary.organization, []).append(summary)
        homes = [_stand_in(home) for home in by_home]
        for group in grouped(self._histories, homes):
            label = "  " * group.depth + self._names.label(group.organization)
            own = by_home[group.organization.id if group.organization.id != "?" else ""]
            if own[0].post is None:
                yield label, own[0]
                continue
            yield label, None
            for summary in own:
                profile = self._histories.profile("post", summary.post or "")
                name = self._names.label(profile) if profile else str(summary.post)
                yield f"{'  ' * (group.depth + 1)}{name}", summary

    # --- drawing

    def _table(self, rows: list[tuple[str, Summary | None]], width: int) -> Iterator[Line]:
        texts = [[f"{n:,}" for n in _figures(s)] if s else [""] * 4 for _, s in rows]
        sizes = [max(len(t) for t in column) for column in zip(_HEADS, *texts, strict=True)]
        while (room := width - sum(sizes) - 2 * len(sizes)) < 8 and sizes[1:]:
            sizes.pop()  # the figure that says least
        labels = [shown(label) for label, _ in rows]
        margin = max(4, min(max(map(cell_len, labels), default=4), room, max(8, width * 3 // 10)))
        axis = axis_of_years(self._all, self._day, room - margin - 2)
        heads = " " * margin + _cells(_HEADS, sizes)
        if axis:
            dates, ticks = scale_of(axis, self.glyphs, self._day)
            yield self._joined([(" " * cell_len(heads), "")], dates, width)
        yield self._joined([(heads, "bold")], ticks if axis else None, width)
        for (_, summary), label, figures in zip(rows, labels, texts, strict=True):
            text = fit(label, margin, self.glyphs.ellipsis)
            text += _cells(figures, sizes)
            drawn = years_strip(axis, summary.began, self.glyphs) if axis and summary else None
            yield self._joined([(text, "" if summary else "bold")], drawn, width)

    def _joined(self, head: Line, strip: Strip | None, width: int) -> Line:
        return self.runs([*head, ("  ", ""), *strip.parts()] if strip else head, width)

    def _notes(self, width: int) -> Iterator[Line]:
        levels = self.glyphs.levels
        what = "POST" if self._all and self._all[0].post else "ORGANIZATION"
        legend = t("how many tenures began in a year, each line by itself")
        signs = f"{levels[1]}{self.glyphs.ellipsis}{levels[-1]}"
        yield self.line(f"{signs} {legend}", width, "dim")
        said = later("timeline show {what} draws the lanes of one; --held lists who holds what")
        text = t(said, what=what)
        yield from self.folded([(text, "dim")], width, [], [("  ", "")])


def _cells(texts: Sequence[str], sizes: Sequence[int]) -> str:
    return "".join(f"  {text:>{size}}" for text, size in zip(texts, sizes, strict=False))


def _figures(summary: Summary) -> tuple[int, int, int, int]:
    return summary.posts, summary.held, summary.vacant, summary.tenures


def _sum(summaries: Sequence[Summary]) -> Summary:
    began: dict[int, int] = {}
    for summary in summaries:
        for year, count in summary.began.items():
            began[year] = began.get(year, 0) + count
    totals = [sum(column) for column in zip(*map(_figures, summaries), strict=True)]
    return Summary("", None, totals[0], totals[1], totals[2], totals[3], began)


def _stand_in(home: str) -> PostHistory:
    """Make a post without tenures that stands for an organization in the tree."""
    return PostHistory(Profile("post", "", (Patch(None, parent=home),)), ())
