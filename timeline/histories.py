"""Where a question gets the histories that it is answered from."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from .projections.knowledge import EVERYTHING

if TYPE_CHECKING:
    from timeline.events import EventLog

    from .projections.histories import Histories
    from .projections.knowledge import Knowledge

__all__ = ["histories_of"]


def histories_of(log: EventLog, knowledge: Knowledge = EVERYTHING) -> Histories:
    """The histories of all posts in a log: from its tables, where they say what is asked for."""
    connection = log.connection() if knowledge.is_everything and log.keeps_tables else None
    if connection is not None:
        tables = _tables()
        position = tables.tables_stand_at(connection)
        if position is not None:
            found: Histories = tables.TableHistories(log, position)
            return found
    from .projections.fold.log_histories import LogHistories

    return LogHistories(log, knowledge)


@cache
def _tables() -> Any:
    """What reads the tables of a database, once there is one."""
    from .tables import reader

    return reader
