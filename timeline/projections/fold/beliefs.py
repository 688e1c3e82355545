"""What was believed of a post at every point of knowledge, by the one fold.

Knowledge has two axes: the moments at which events were recorded, and the days by which they were
announced. Between two moments, and between two days, the same events count, so that a history is
the same in every cell of a grid. A cell is folded only where it may differ from its neighbours: of
what is recorded as it is announced, that is one cell for each event.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import AFTER_ALL, REFERRING, Cancelled, EdtfDate

from ..knowledge import EVERYTHING, Knowledge, announced_on
from ..standing import stand
from .deaths import Deaths, told_in
from .post_fold import PostFold

if TYPE_CHECKING:
    from timeline.events import AnyRecorded

    from ..posts import PostHistory
    from ..standing import Standing
    from .neighbours import Neighbourhood

__all__ = ["MOST_WORK", "Beliefs", "Cells", "believed", "history_of"]

MOST_WORK: Final = 250_000
"""How many events may be folded for one post, over all cells; a post that takes more is folded for
what is known now alone. All about 700 events that came in one by one is within it."""


@attrs.frozen(slots=True)
class Cells:
    """Neighbouring cells of the grid in which one history holds, from one moment on.

    Attributes:
        first: the number of the first; 0 is the cell before every day.
        end: the number after the last.
        history: the post's; None while nothing is known of it.
    """

    first: int
    end: int
    history: PostHistory | None


@attrs.frozen(slots=True)
class Beliefs:
    """What was believed of a post, moment after moment.

    Attributes:
        moments: when something was recorded, in order, as the log writes moments.
        days: by which days something was announced, in order, as ordinals; cell 0 is before the
            first of them, and cell n begins with day n.
        changes: for each moment, the cells of it that may differ from those of the moment before:
            all from some cell to the last. The cells before them are as they were.
        now_only: whether there is only what is known now, for want of time: one moment, one cell.
    """

    moments: Sequence[str]
    days: Sequence[int]
    changes: Sequence[Sequence[Cells]]
    now_only: bool = False


def history_of(
    post: str, about: Neighbourhood, knowledge: Knowledge = EVERYTHING
) -> PostHistory | None:
    """The history of a post at one point of knowledge, of its neighbourhood; None if none."""
    standing = partial(_standing, about, knowledge)
    fold = PostFold(standing, Deaths(told_in(about), standing))
    return fold.history(post, standing(f"post:{post}"))


def _standing(about: Neighbourhood, knowledge: Knowledge, subject: str) -> list[Standing]:
    events = about.get(subject)
    return stand(events, knowledge) if events else []


def believed(post: str, about: Neighbourhood, most_work: int = MOST_WORK) -> Beliefs:
    """What was believed of a post at every point of knowledge, of its neighbourhood.

    Args:
        post: its id.
        about: the events of its neighbourhood.
        most_work: how many events may be folded, over all cells.
    """
    events = sorted((e for those in about.values() for e in those), key=lambda e: e.position)
    steps = _steps(events)
    if sum(step.work for step in steps) > most_work:
        now = Cells(0, 1, history_of(post, about))
        return Beliefs([steps[-1].moment], [], [[now]], now_only=True)
    days = _days_of(events)
    last, changes = len(days) + 1, []
    for step in steps:
        bounds = [step.cells[0], *step.cells[1:], last]
        cells = []
        for first, end in pairwise(bounds):
            by = EdtfDate("", *(2 * [days[first - 1] if first else days[0] - 1])) if days else None
            knowledge = Knowledge(by, step.moment)
            cells.append(Cells(first, end, history_of(post, about, knowledge)))
        changes.append(cells)
    return Beliefs([step.moment for step in steps], days, changes)


@attrs.frozen(slots=True)
class _Step:
    """What one moment brings.

    Attributes:
        moment: when.
        cells: the cells from which on something may differ, in order, the first of which may
            differ from the moment before.
        work: how many events must be folded.
    """

    moment: str
    cells: Sequence[int]
    work: int


def _days_of(events: Sequence[AnyRecorded]) -> list[int]:
    return sorted({day for event in events if (day := _day(event.fact)) is not None})


def _day(fact: Any) -> int | None:
    """The day from which on the public knew of what an event says; None if it always did."""
    fact = getattr(fact, "replacement", fact)
    if not fact.IS_DATED:
        return None
    day = announced_on(fact).hi
    return None if day >= AFTER_ALL else day


def _steps(events: Sequence[AnyRecorded]) -> list[_Step]:
    """What each moment brings, in order."""
    cell = {day: number for number, day in enumerate(_days_of(events), 1)}
    moments: dict[str, list[AnyRecorded]] = {}
    for event in events:
        moments.setdefault(event.recorded, []).append(event)
    touched: dict[str, int] = {}
    known: set[int] = set()
    found: list[_Step] = []
    count = 0
    for moment in sorted(moments):
        first = len(cell)
        for event in moments[moment]:
            own = cell.get(_day(event.fact) or -1, 0)
            known.add(own)
            first = min(first, _touched(event, own, touched))
        count += len(moments[moment])
        first = first if found else 0
        cells = sorted({first, *(number for number in known if number > first)})
        found.append(_Step(moment, cells, count * len(cells)))
    return found


def _touched(event: AnyRecorded, own: int, touched: dict[str, int]) -> int:
    """The first cell that an event may make another, given that of those before it.

    A repair changes nothing where neither what it repairs nor what it says was announced yet.
    """
    fact: Any = event.fact
    if fact.KIND in REFERRING and not isinstance(fact, Cancelled):
        of = touched.get(fact.event, 0)
        own = min(of, own) if hasattr(fact, "replacement") else of
        touched[fact.event] = own
    touched[event.id] = min(touched.get(event.id, own), own)
    return touched[event.id]
