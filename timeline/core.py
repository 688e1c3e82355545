"""The timeline: one log and everything that is read from it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from timeline.events import (
    NotFound,
    SqliteLog,
    nearest,
)

from .frames import Frames
from .histories import histories_of
from .notebook import Notebook
from .projections.fold.projection import fold
from .projections.knowledge import EVERYTHING
from .questions import Questions

if TYPE_CHECKING:  # the readers and the YAML parser are loaded when something is appended
    from collections.abc import Iterable

    from timeline.events import (
        Assertion,
        Draft,
        Event,
        EventLog,
        Expected,
        Finding,
    )

    from .appending.append import Appended
    from .projections.fold.projection import Projection
    from .projections.histories import Histories
    from .projections.knowledge import Knowledge

__all__ = ["Timeline", "memory", "open", "seed"]

T = TypeVar("T")


class Timeline(Questions, Frames, Notebook):
    """A log of role changes, and the answers that follow from it.

    Made by `timeline.open`, `timeline.memory` and `timeline.seed`. It may be read by several
    threads at once, and appended to by several processes.
    """

    def __init__(self, log: EventLog) -> None:
        self.log = log

    def __repr__(self) -> str:
        return f"<Timeline {self.log.name} at {self.log.head().position}>"

    # --- what every answer is made of

    def standing(self, reference: str | int) -> Event | None:
        """What stands of an event after corrections; None if it no longer counts.

        Raises:
            NotFound, Ambiguous: the reference names no event, or several.
        """
        from .projections.standing import stand

        event = self.log.find(reference)
        found = stand(self.log.about(event.subject))
        return next((fact.fact for fact in found if fact.id == event.id), None)

    def histories(self, knowledge: Knowledge = EVERYTHING) -> Histories:
        """The histories of all posts at a point of knowledge: what every answer is made of."""
        return histories_of(self.log, knowledge)

    def project(self, projection: Projection[T], state: T | None = None, *, after: int = 0) -> T:
        """Fold the log's events, as they were recorded, into a state of your own.

        Give an earlier state and the position it was made at to go on from there.
        """
        return fold(projection, self.log.read(after=after), state)

    # --- appending

    def append(
        self,
        events: Iterable[Event | Draft],
        *,
        expected: Expected = "any",
        allow_conflicts: bool = False,
        dry_run: bool = False,
        assertions: Sequence[Assertion] = (),
    ) -> Appended:
        """Add events to the log, all or none. What the log has already is not added again.

        Args:
            events: the events; their references are ids, keys or positions.
            expected: where the log must be: `any`, `empty`, or a position.
            allow_conflicts: record facts that contradict the log.
            dry_run: check everything and add nothing.
            assertions: what must be so in the end.

        Raises:
            BadInput: with everything that is wrong; the log is as it was.
            PositionConflict: the log is not where `expected` says.
            LogBusy, ReadOnlyLog: the log cannot be written.
        """
        from timeline.events import Draft

        drafts = (e if isinstance(e, Draft) else Draft(e) for e in events)
        return self._append(
            [*drafts] if isinstance(events, Sequence) else drafts,
            expected,
            allow_conflicts,
            dry_run,
            assertions=assertions,
        )

    def append_yaml(
        self,
        path: str | os.PathLike[str],
        *,
        expected: Expected = "any",
        allow_conflicts: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        """Add the events of a YAML file. Raises what `append` raises, and OSError."""
        from pathlib import Path

        from timeline.events import decode_text

        return self.append_yaml_text(
            decode_text(Path(path).read_bytes(), str(path)),
            file=str(path),
            expected=expected,
            allow_conflicts=allow_conflicts,
            dry_run=dry_run,
        )

    def append_yaml_text(
        self,
        text: str,
        *,
        file: str = "<text>",
        expected: Expected = "any",
        allow_conflicts: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        """Add the events of a YAML text; `file` is what to call it in findings."""
        from timeline.events import read_yaml

        document = read_yaml(text, file, self.histories(), lenient=allow_conflicts)
        return self._append(
            document.drafts,
            expected,
            allow_conflicts,
            dry_run,
            findings=document.findings,
            assertions=document.assertions,
            unsure=document.unsure,
        )

    def append_file(
        self,
        path: str | os.PathLike[str],
        *,
        expected: Expected = "any",
        allow_conflicts: bool = False,
        dry_run: bool = False,
    ) -> Appended:
        """Add the events of a file: JSON Lines if its name says so, otherwise YAML."""
        if not is_json_lines(path):
            return self.append_yaml(
                path, expected=expected, allow_conflicts=allow_conflicts, dry_run=dry_run
            )
        from pathlib import Path

        from timeline.events import decode_lines

        with Path(path).open("rb") as lines:
            return self.append_jsonl(
                decode_lines(lines, str(path)),
                file=str(path),
                expected=expected,
                allow_conflicts=allow_conflicts,
                dry_run=dry_run,
            )

    def in_memory(self) -> Timeline:
        """Copy the timeline into memory, where changes can be tried."""
        from timeline.events import Draft, MemoryLog

        log = MemoryLog(self.log.name)
        log.append(Draft(event.fact, recorded=event.recorded) for event in self.log.read())
        return Timeline(log)

    def append_seed(self, name: str = "alibaba") -> Appended:
        """Add the events of a bundled log.

        Raises:
            NotFound: there is none of that name.
        """
        from importlib.resources import files

        folder = files("timeline.seeds")
        resource = folder.joinpath(f"{name}.yaml")
        if not name.isidentifier() or not resource.is_file():
            known = [item.name.removesuffix(".yaml") for item in folder.iterdir()]
            raise NotFound("bundled log", name, nearest(name, known))
        return self.append_yaml_text(resource.read_text(encoding="utf-8"), file=f"{name}.yaml")

    def rebuild(self, *, workers: int = 1) -> None:
        """Make the tables of a database anew from its log; a log in memory has none.

        Args:
            workers: with more than one, so many processes are started to fold the log, each a
                share of it, and this one writes what they send.

        Raises:
            WorkerFailed: one of them did not come to its end; the tables stay as they were.
        """
        if isinstance(self.log, SqliteLog):
            from .projections.fold.log_histories import LogHistories
            from .tables.writer import Tables

            with self.log.writing():
                Tables(self.log).rebuild(LogHistories(self.log), workers)

    def create(self) -> None:
        """Make the database now rather than at the first append."""
        if isinstance(self.log, SqliteLog):
            self.log.create()
            self.rebuild()

    def append_jsonl(
        self,
        lines: Iterable[str],
        *,
        expected: Expected = "any",
        allow_conflicts: bool = False,
        keep_recorded: bool = False,
        dry_run: bool = False,
        file: str = "<lines>",
    ) -> Appended:
        """Add events given as JSON Lines.

        With `keep_recorded` each line's `recorded` is kept, for a history from elsewhere. Raises
        what `append` raises.
        """
        from timeline.events import read_jsonl

        drafts = read_jsonl(lines, file, keep_recorded=keep_recorded)
        return self._append(drafts, expected, allow_conflicts, dry_run)

    def append_log(self, lines: Iterable[bytes], *, file: str = "<lines>") -> Appended:
        """Add the events of another log, as `timeline log --format jsonl` prints them.

        They keep their positions, ids, moments and hashes; so this log must be empty, or hold the
        first of them and nothing else. Raises what `append` raises.
        """
        from timeline.events import read_log_lines

        from .appending.copying import copy_events

        return copy_events(self.log, read_log_lines(lines, file))

    def _append(
        self,
        drafts: Iterable[Draft | Finding],
        expected: Expected,
        allow_conflicts: bool,
        dry_run: bool,
        **more: Any,
    ) -> Appended:
        from .appending.append import Options, Reading, append

        reading = Reading(drafts, **more)
        return append(self.log, reading, Options(expected, allow_conflicts, dry_run), histories_of)


def is_json_lines(path: str | os.PathLike[str]) -> bool:
    """Whether a file is read as JSON Lines, by its name; any other is YAML."""
    return os.fspath(path).endswith((".jsonl", ".ndjson", ".json"))


def open(path: str | os.PathLike[str]) -> Timeline:  # noqa: A001 - `timeline.open(…)` is what it is
    """The timeline of a database; the file is made at the first append.

    Raises:
        BadValue: the text is a URI, or `:memory:`.
        NotALog: the file is something else.
        NewerLog: a later version of timeline made it.
    """
    return Timeline(SqliteLog(path))


def memory() -> Timeline:
    """An empty timeline that lives as long as the program."""
    from timeline.events import MemoryLog

    return Timeline(MemoryLog())


def seed(name: str = "alibaba") -> Timeline:
    """A bundled timeline, in memory.

    Raises:
        NotFound: there is none of that name.
    """
    from timeline.events import MemoryLog

    timeline = Timeline(MemoryLog(f"the bundled log {name}"))
    timeline.append_seed(name)
    return timeline
