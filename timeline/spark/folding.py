"""Tenures of events: the one fold, run over each post's neighbourhood where that was brought."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from timeline.events import bare_by_subject
from timeline.exchange.belief_rows import belief_rows, row_schema
from timeline.exchange.parquet_files import record_batch
from timeline.projections.fold.beliefs import MOST_WORK, Beliefs, Cells, believed, history_of
from timeline.projections.fold.post_fold import EVERYTHING_COVERED
from timeline.projections.knowledge import Day, Knowledge, Moment

from .gathering import EVENT_COLUMNS, gathered

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from timeline.events import AnyRecorded

__all__ = ["tenures"]

_ROWS: Final = 5_000
"""How many rows are sent to Spark at once."""


def tenures(
    events: DataFrame,
    *,
    now: bool = False,
    announced_by: Day | None = None,
    recorded_by: Moment | None = None,
    most_work: int = MOST_WORK,
) -> DataFrame:
    """What was believed of every post, at all points of knowledge: the rows of `tenures/`.

    Args:
        events: of a log, as `read_events` gives them.
        now: fold for what is known now alone, which is several times quicker.
        announced_by: or for what was announced by that day.
        recorded_by: or for what was recorded by then.
        most_work: of a post, how many events may be folded to tell what was believed before; one
            that takes more is told as it is known now alone.

    Raises:
        BadDate: a bound is no date.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    knowledge = Knowledge.of(announced_by, recorded_by)
    alone = knowledge if now or not knowledge.is_everything else None
    about_all = events.where(events.subject == EVERYTHING_COVERED).select(*EVENT_COLUMNS)
    everything = [tuple(row) for row in about_all.sort("position").collect()]
    fold = partial(_fold, everything=everything, knowledge=alone, most_work=most_work)
    rows = gathered(events).repartition("post").sortWithinPartitions("post", "subject", "position")
    return rows.mapInArrow(fold, from_arrow_schema(row_schema()))


def _fold(
    batches: Iterator[Any],
    *,
    everything: Sequence[tuple[Any, ...]],
    knowledge: Knowledge | None,
    most_work: int,
) -> Iterator[Any]:
    """Yield batches of rows of `tenures/` for batches of events, which are sorted by post."""
    schema, waiting = row_schema(), list[tuple[Any, ...]]()
    for post, rows in groupby(_rows(batches), key=itemgetter(0)):
        about = _about([*everything, *(row[1:] for row in rows)])
        if knowledge is None:
            beliefs = believed(post, about, most_work)
        else:
            now = Cells(0, 1, history_of(post, about, knowledge))
            beliefs = Beliefs([""], [], [[now]], now_only=True)
        waiting += belief_rows(beliefs)
        if len(waiting) >= _ROWS:
            yield record_batch(waiting, schema)
            waiting = []
    yield record_batch(waiting, schema)


def _rows(batches: Iterator[Any]) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _about(rows: Sequence[tuple[Any, ...]]) -> dict[str, Sequence[AnyRecorded]]:
    """Events by their subjects, of rows sorted by these; each event once."""
    once = {row[2]: row for row in rows}
    found: Callable[..., Any] = bare_by_subject
    return dict(found(once.values()))
