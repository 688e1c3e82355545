"""What a chart is made of: rows, bars cut to the days that are shown, marks and notes.

Nothing here draws. Days are ordinals; `last` is the first day that is no longer shown.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs
from rich.cells import cell_len

from timeline.events import AFTER_ALL, BEFORE_ALL, UNKNOWN_PERSON, printable, t
from timeline.projections.answers.bars import bar_of, grouped, known_days, packed, vacant_spans
from timeline.projections.names import Names
from timeline.projections.tenures import days_certainty
from timeline.views.palette import colors_of
from timeline.views.picture import STATUS
from timeline.views.words import question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from timeline.events import EdtfDate
    from timeline.projections.answers.bars import Bar, Group
    from timeline.projections.histories import Histories
    from timeline.projections.milestones import MilestoneRecord
    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

    from .sources import Evidence

__all__ = ["UNKNOWN_COLOR", "Note", "Part", "Picture", "PostRows", "text_width", "wrapped"]

UNKNOWN_COLOR: Final = "#767676"
"""The grey of a holder whom nobody has named; no person's colour."""

Half: TypeAlias = Literal["", "top", "bottom"]


@attrs.frozen(slots=True)
class Part:
    """A part of a bar that is drawn in one way.

    Attributes:
        bar: the whole bar.
        lo: its first day.
        hi: the day after its last.
        sure: whether the tenure holds then for certain.
        half: the half of the lane that it fills, where another tenure begins as this one ends on
            days that nobody knows exactly.
        named: whether the name stands in this part; it is the bar's longest.
        joint: whether it begins where another tenure ends.
    """

    bar: Bar
    lo: int
    hi: int
    sure: bool
    half: Half = ""
    named: bool = False
    joint: bool = False


@attrs.frozen(slots=True)
class PostRows:
    """A post: one lane, and more where several hold it at once.

    Attributes:
        history: of the post.
        lanes: the bars of each lane, the earliest first.
        vacant: the spans [first, end) in which certainly nobody held it.
    """

    history: PostHistory
    lanes: tuple[tuple[Bar, ...], ...]
    vacant: tuple[tuple[int, int], ...]


@attrs.frozen(slots=True)
class Note:
    """A milestone with its number in the picture.

    Attributes:
        number: from 1.
        milestone: what happened.
        lo: the first day on which it may have.
        hi: the day after the last.
    """

    number: int
    milestone: MilestoneRecord
    lo: int
    hi: int


class Picture:
    """Some posts over time, laid out but not drawn.

    `numbers` counts its tenures from 0, post by post, by the positions that began them.

    Args:
        histories: where names, posts and milestones come from.
        chosen: the histories of the posts to show.
        evidence: causes and sources.
        day: the day of the state.
        title: what the log is called.
        language: of names: `zh`, `en`, `both`, or None for the one first written.
        first: the first day to show; None for the first that is known.
        last: the last day to show; None for the last that is known.
        until: a day to show at the least, if `last` does not say otherwise.
        former: what was said of the posts before, so that nobody in it is without a colour.
    """

    def __init__(
        self,
        histories: Histories,
        chosen: Iterable[PostHistory],
        evidence: Evidence,
        day: EdtfDate,
        *,
        title: str,
        language: str | None = None,
        first: int | None = None,
        last: int | None = None,
        until: int | None = None,
        former: Iterable[PostHistory] = (),
    ) -> None:
        self.histories = histories
        self.evidence = evidence
        self.day = day
        self.log_name = printable(title)
        self.language = language
        self.names = Names(histories, language, day.hi)
        self.groups: tuple[Group, ...] = tuple(grouped(histories, chosen))
        shown = [history for group in self.groups for history in group.histories]
        self._colors = colors_of([*shown, *former])
        self.first, self.last = _domain(shown, day, first, last, until)
        self.posts = {history.post: self.rows_of(history) for history in shown}
        self.notes = tuple(self._notes())
        self._depths = {h.post: group.depth for group in self.groups for h in group.histories}
        tenures = (tenure for history in shown for tenure in history.tenures)
        self.numbers = {tenure.began_by: number for number, tenure in enumerate(tenures)}

    # --- what things are called

    @property
    def heading(self) -> str:
        """What the picture is of: its organizations, or the log if they are many."""
        roots = [group.organization for group in self.groups if group.depth == 0]
        if not 0 < len(roots) <= 3:
            return self.log_name
        return printable(" · ".join(self.names.label(root) for root in roots))

    @property
    def question(self) -> str:
        """The three dates, as every answer echoes them."""
        return question(self.day, self.histories.knowledge)

    @property
    def log_line(self) -> str:
        """Which log it is made of."""
        position = self.histories.position
        return t("{title}, position {position}", title=self.log_name, position=position)

    def name(self, tenure: Tenure) -> str:
        """The holder's name, with the capacity unless it is permanent."""
        name = printable(self.names.person(tenure.person))
        return name if tenure.capacity == "permanent" else f"{name} ({t(tenure.capacity)})"

    def color(self, person: str) -> str:
        """The person's colour in every lane, as `#rrggbb`."""
        return UNKNOWN_COLOR if person == UNKNOWN_PERSON else self._colors[person]

    def number(self, tenure: Tenure) -> int:
        """The number of one of its tenures, from 0, post by post."""
        return self.numbers[tenure.began_by]

    def depth(self, history: PostHistory) -> int:
        """How deep the post's organization stands in the tree."""
        return self._depths[history.post]

    def texts(self) -> Iterator[str]:
        """Everything that is written in it in the log's own words."""
        yield self.heading
        yield self.log_name
        for group in self.groups:
            yield self.names.label(group.organization)
            for history in group.histories:
                yield self.names.label(history.profile)
                yield from (self.names.person(tenure.person) for tenure in history.tenures)
        yield from (note.milestone.title for note in self.notes)

    # --- lanes

    def rows(self) -> Iterator[Group | tuple[PostRows, int]]:
        """The rows from top to bottom: an organization, or a post and the number of its lane."""
        for group in self.groups:
            yield group
            for history in group.histories:
                rows = self.posts[history.post]
                yield from ((rows, index) for index in range(max(1, len(rows.lanes))))

    def parts(self, lane: Sequence[Bar]) -> Iterator[Part]:
        """The parts of a lane's bars, as far as they are shown."""
        for index, bar in enumerate(lane):
            before = lane[index - 1] if index else None
            after = lane[index + 1] if index + 1 < len(lane) else None
            cut = [part for part in self._cut(bar, before, after) if part.lo < part.hi]
            parts = [found for part in cut for found in _by_day(part)]
            if not parts:  # appointed and gone on one day
                parts = [self._part(bar, bar.lo, bar.lo, sure=bar.lo == bar.sure_lo)]
            longest = max(parts, key=lambda part: (part.hi - part.lo, part.sure), default=None)
            for part in parts:
                joint = before is not None and part.lo == bar.lo == before.hi
                yield attrs.evolve(part, named=part is longest, joint=joint)

    def beside(self, rows: PostRows, lane: int) -> tuple[str, bool]:
        """Who holds a post on the day, by one of its lanes; and whether that is nobody.

        What is only possible has `?` behind it. Those outside of what is drawn stand at the first
        lane, and so does why nobody holds it.
        """
        state = rows.history.on(self.day)
        drawn = {bar.tenure.began_by: at for at, bars in enumerate(rows.lanes) for bar in bars}
        names = [
            self.name(tenure) + unsure(certainty)
            for tenure, certainty in state.holding
            if drawn.get(tenure.began_by, 0) == lane
        ]
        if names or lane or state.holding:
            return ", ".join(names), False
        return t(STATUS[state.status]) + unsure(state.certainty), True

    def _cut(self, bar: Bar, before: Bar | None, after: Bar | None) -> Iterator[Part]:
        """A bar's parts in order: possible, certain, possible."""
        shared_start: Half = "bottom" if before is not None and before.hi > bar.lo else ""
        shared_end: Half = "top" if after is not None and after.lo < bar.hi else ""
        sure_lo, sure_hi = min(bar.sure_lo, bar.hi), bar.sure_hi
        if sure_hi <= sure_lo:  # it holds on no day for certain
            yield self._part(bar, bar.lo, bar.hi, sure=False, half=shared_start or shared_end)
            return
        yield self._part(bar, bar.lo, sure_lo, sure=False, half=shared_start)
        yield self._part(bar, sure_lo, sure_hi, sure=True)
        yield self._part(bar, sure_hi, bar.hi, sure=False, half=shared_end)

    def _part(self, bar: Bar, lo: int, hi: int, *, sure: bool, half: Half = "") -> Part:
        return Part(bar, max(lo, self.first), min(hi, self.last), sure, half)

    def rows_of(self, history: PostHistory) -> PostRows:
        """The lanes of a history, as far as they are shown."""
        bars = [bar_of(tenure) for tenure in history.tenures]
        # Packed before any is left out, so that lanes and colours are those of the whole picture.
        lanes = [
            tuple(
                bar for bar in lane if max(bar.hi, bar.lo + 1) > self.first and bar.lo < self.last
            )
            for lane in packed(bars)
        ]
        spans = (
            (max(lo, self.first), min(hi, self.last)) for lo, hi in vacant_spans(history, self.last)
        )
        return PostRows(history, tuple(filter(None, lanes)), tuple(s for s in spans if s[0] < s[1]))

    # --- milestones

    def _notes(self) -> Iterator[Note]:
        homes = {group.organization.id for group in self.groups}
        number = 0
        for milestone in self.histories.milestones():
            lo, hi = milestone.date.lo, milestone.date.hi
            lo, hi = (hi if lo <= BEFORE_ALL else lo), (lo if hi >= AFTER_ALL else hi)
            known = lo > BEFORE_ALL and hi < AFTER_ALL
            if milestone.organization in homes and known and self.first <= hi and lo < self.last:
                number += 1
                yield Note(number, milestone, max(lo, self.first), min(hi + 1, self.last))


def _by_day(part: Part) -> Iterator[Part]:
    """Split a part where the days of its tenure say more than the bounds of its dates."""
    days = part.bar.tenure.days
    if days is None:
        yield part
        return
    spans = (*days.certain, *days.possible, *days.joint)
    edges = {part.lo, part.hi, *(day for span in spans for day in span if part.lo < day < part.hi)}
    held = ((lo, hi, days_certainty(days, lo, lo)) for lo, hi in pairwise(sorted(edges)))
    for certainty, run in groupby(held, key=itemgetter(2)):
        if certainty is not None:
            pieces = list(run)
            sure = certainty == "certain"
            half: Half = "" if sure else part.half
            yield attrs.evolve(part, lo=pieces[0][0], hi=pieces[-1][1], sure=sure, half=half)


def _start(tenure: Tenure) -> tuple[int, int, str]:
    return tenure.start.lo, tenure.start.hi, tenure.person


def _domain(
    histories: Sequence[PostHistory],
    day: EdtfDate,
    first: int | None,
    last: int | None,
    until: int | None,
) -> tuple[int, int]:
    """The days to show, [first, end): all that are known and asked for, unless it is said."""
    asked = [d for d in (day.lo, day.hi, until) if d is not None and BEFORE_ALL < d < AFTER_ALL]
    days = [*known_days(histories), *asked]
    lo = min(days, default=1) if first is None else first
    hi = max(days, default=lo) + 1 if last is None else last + 1
    if last is None:
        # An expected end is shown where it is near; one far away would leave no room for the rest.
        ends = [t.term_ends.hi for h in histories for t in h.tenures if t.term_ends and not t.end]
        hi = max([hi, *(end + 1 for end in ends if end <= hi + (hi - lo) // 4)])
    return lo, min(max(hi, lo + 2), AFTER_ALL)


def unsure(certainty: str) -> str:
    """The mark of what is only possible."""
    return "?" if certainty == "possible" else ""


def text_width(text: str, size: int = 12) -> int:
    """About how many pixels a text takes: fonts differ, and nothing breaks if it is wrong."""
    cells = cell_len(text)
    # A wide character is as wide as it is high; one of Latin is somewhat more than half of that.
    return int((cells * 0.5 + 0.06 * len(text)) * size) + 2


def wrapped(text: str, width: int, size: int = 12) -> Iterator[str]:
    """A text in lines of about a width in pixels, between words where it has some."""
    line = ""
    for piece in _PIECES.findall(text):
        if line and text_width(line + piece, size) > width * 0.95:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


_WIDE: Final = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_PIECES: Final = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]{{1,24}}\s*|\s+")
"""What stands together in a line: a word, or a character of Chinese; a very long word is broken."""
