"""Keeping a log in step with YAML that is kept elsewhere, as in git."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .recording import record
from .yaml_files import Elsewhere, read_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from timeline.core import Timeline

    from .plan import Plan
    from .recording import Recorded

__all__ = ["sync"]


def sync(
    timeline: Timeline,
    paths: Sequence[str | Path],
    *,
    register: str | None = None,
    dry_run: bool = False,
    much_may_go: bool = False,
    allow_conflicts: bool = False,
    show: Callable[[Plan], None] = lambda _: None,
) -> Recorded:
    """Let a log say what YAML files say now, by new events, corrections and retractions.

    Args:
        timeline: whose log.
        paths: files and folders, which are one register.
        register: its name; by default the first path as it is given.
        dry_run: plan and check, and record nothing.
        much_may_go: do not ask where a tenth of the entries, and ten at least, are gone.
        allow_conflicts: record facts that contradict the log.
        show: is given the plan before anything is recorded.

    Raises:
        BadInput: with everything that is wrong, by the places of the files; the log is as it was.
        MuchGone: much is gone, and nobody said that this is meant.
        PositionConflict: somebody else appended meanwhile; nothing was recorded.
        OSError: a file cannot be read.
    """
    return record(
        timeline,
        lambda known: read_folder(paths, Elsewhere(timeline.histories(), known.alone)),
        register or str(Path(paths[0])),
        dry_run=dry_run,
        much_may_go=much_may_go,
        allow_conflicts=allow_conflicts,
        takes_over=True,
        show=show,
    )
