"""An append-only log of role changes, and who held which post on any day.

>>> import timeline
>>> tl = timeline.seed("alibaba")
>>> tl.as_of("2023-09-10").holder("alibaba-cloud/head").person.name
'吴泳铭'
>>> tl.as_of("2023-10-01", announced_by="2023-08-01").holder("alibaba-cloud/head").person.name
'张勇'

The names below are loaded when they are first used: `import timeline` alone costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.events import (
        Ambiguous,
        BadDate,
        BadInput,
        BadValue,
        DamagedLog,
        EdtfDate,
        Finding,
        LogBusy,
        LogClosed,
        LogError,
        NewerLog,
        NotALog,
        NotFound,
        NotInstalled,
        PositionConflict,
        ReadOnlyLog,
        RecordedEvent,
        TimelineError,
    )

    from .appending.append import Appended
    from .core import Timeline, memory, open, seed  # noqa: A004 - see core.open
    from .projections.fold.projection import Projection
    from .projections.holders import Holder
    from .projections.knowledge import Knowledge
    from .projections.posts import PostHistory, PostState
    from .projections.profiles import Profile
    from .projections.state import State
    from .projections.tenures import Tenure
    from .projections.vacancies import Vacancy
    from .tables.workers import WorkerFailed

__version__ = "0.1.0"

_HOMES = {
    "timeline.events": (
        "Ambiguous BadDate BadInput BadValue DamagedLog EdtfDate Finding LogBusy LogClosed LogError"
        " NewerLog NotALog NotFound NotInstalled PositionConflict ReadOnlyLog RecordedEvent"
        " TimelineError"
    ),
    "timeline.appending.append": "Appended",
    "timeline.core": "Timeline memory open seed",
    "timeline.projections.fold.projection": "Projection",
    "timeline.projections.posts": "PostHistory PostState",
    "timeline.projections.profiles": "Profile",
    "timeline.projections.knowledge": "Knowledge",
    "timeline.projections.holders": "Holder",
    "timeline.projections.state": "State",
    "timeline.projections.tenures": "Tenure",
    "timeline.projections.vacancies": "Vacancy",
    "timeline.tables.workers": "WorkerFailed",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Ambiguous",
    "Appended",
    "BadDate",
    "BadInput",
    "BadValue",
    "DamagedLog",
    "EdtfDate",
    "Finding",
    "Holder",
    "Knowledge",
    "LogBusy",
    "LogClosed",
    "LogError",
    "NewerLog",
    "NotALog",
    "NotFound",
    "NotInstalled",
    "PositionConflict",
    "PostHistory",
    "PostState",
    "Profile",
    "Projection",
    "ReadOnlyLog",
    "RecordedEvent",
    "State",
    "Tenure",
    "Timeline",
    "TimelineError",
    "Vacancy",
    "WorkerFailed",
    "__version__",
    "memory",
    "open",
    "seed",
]


if not TYPE_CHECKING:  # to a type checker it would say that every name is there

    def __getattr__(name: str) -> object:
        home = _HOME_OF.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
