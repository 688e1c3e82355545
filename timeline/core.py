"""The timeline: one log and everything that is read from it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar

from timeline.events import (
    NotFound,
    nearest,
    t,
)

from .frames import Frames
from .histories import histories_of
from .notebook import Notebook
from .projections.knowledge import EVERYTHING
from .questions import Questions

if TYPE_CHECKING:  # the readers and the YAML parser are loaded when something is appended
    from collections.abc import Iterable, Iterator
    from types import TracebackType
    from typing import Self

    from timeline.events import (
        Assertion,
        Clock,
        Draft,
        Event,
        EventLog,
        Expected,
        Finding,
    )

    from .appending.append import Appended
    from .plain_answers import Answers
    from .projections.fold.projection import Projection
    from .projections.histories import Histories
    from .projections.knowledge import Day, Knowledge, Moment

__all__ = ["Timeline", "memory", "open", "seed"]

T = TypeVar("T")


class Timeline(Questions, Frames, Notebook):
    """A log of role changes, and the answers that follow from it.

    Made by `timeline.open`, `timeline.memory` and `timeline.seed`. It may be read by several
    threads at once, and appended to by several processes.
    """

    def __init__(self, log: EventLog) -> None:
        from timeline.events import EventLog

        if not isinstance(log, EventLog):
            hint = f"timeline.open({log!r}) opens a file" if _is_path(log) else "see timeline.open"
            raise TypeError(f"a Timeline is made of a log, and not of {_shown(log)}; {hint}")
        self.log = log

    def __repr__(self) -> str:
        return f"<Timeline {self.log.name} at {self.log.head().position}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back what the log holds of the machine.

        Whatever is asked later of a log in a file, and of answers that still read from it, is a
        LogClosed. A log in memory holds nothing, and can be asked for ever.
        """
        self.log.close()

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

    def answers(
        self,
        *,
        announced_by: Day | None = None,
        recorded_by: Moment | None = None,
        language: str | None = None,
    ) -> Answers:
        """Every answer as plain values, as the command prints it with `--format json`.

        Args:
            announced_by: what must have been announced to count.
            recorded_by: what must have been recorded to count.
            language: of names: `zh`, `en`, `both`, or None for the one first written.
        """
        from .plain_answers import Answers

        return Answers(self, announced_by=announced_by, recorded_by=recorded_by, language=language)

    def project(self, projection: Projection[T], state: T | None = None, *, after: int = 0) -> T:
        """Fold the log's events, as they were recorded, into a state of your own.

        Give an earlier state and the position it was made at to go on from there.
        """
        from .projections.fold.projection import fold

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
        _refuse_one(events)
        drafts = _drafts(events)
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

        from timeline.events import decode_text, read_bytes

        with Path(path).open("rb") as source:
            raw = read_bytes(source, str(path))
        return self.append_yaml_text(
            decode_text(raw, str(path)),
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
        if self.log.keeps_tables:
            from .projections.fold.log_histories import LogHistories
            from .tables.writer import Tables

            with self.log.writing():
                Tables(self.log).rebuild(LogHistories(self.log), workers)

    def create(self) -> None:
        """Make the database now rather than at the first append; change nothing of one that is."""
        if not self.log.exists:
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
        from timeline.events import JsonLines

        with closing(JsonLines(lines, file, keep_recorded=keep_recorded)) as drafts:
            return self._append(drafts, expected, allow_conflicts, dry_run)

    def append_log(self, lines: Iterable[bytes], *, file: str = "<lines>") -> Appended:
        """Add the events of another log, as `timeline export log` writes them.

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


def open(  # noqa: A001 - `timeline.open(…)` is what it is
    path: str | os.PathLike[str],
    *,
    must_exist: bool = False,
    read_only: bool = False,
    wait: float = 30.0,
    clock: Clock | None = None,
) -> Timeline:
    """The timeline of a database, which is made at the first append.

    Args:
        path: of the file; `~` is the user's home folder. Or the URL of a PostgreSQL database,
            `postgresql://user@host:5432/database`, which needs the extra `postgres`.
        must_exist: refuse a database that is not there.
        read_only: refuse to write, whatever is asked.
        wait: how many seconds to wait for a lock that another process holds.
        clock: says when events are recorded, with its zone; by default the machine's.

    Raises:
        BadValue: the text is another URI, or `:memory:`.
        NotFound: it must exist, and does not.
        NotALog: the database is something else.
        NewerLog: a later version of timeline made it.
        NotInstalled: it is in PostgreSQL, and psycopg is not there.
        LogError: the database cannot be read, or its server not be reached.
    """
    from timeline.events import now

    if not _is_path(path):
        raise TypeError(f"a database is opened by its path, and not by {_shown(path)}")
    log = _log(path, now if clock is None else clock, wait, read_only)
    if must_exist and not log.exists:
        log.close()
        raise NotFound("database", log.name)
    return Timeline(log)


def _log(
    path: str | os.PathLike[str], clock: Clock, wait_seconds: float, read_only: bool
) -> EventLog:
    """The log that a path or a URL names."""
    if isinstance(path, str) and "://" in path:
        from timeline.events import PostgresLog, is_url

        if is_url(path):
            return PostgresLog(path, clock, wait_seconds, read_only=read_only)
    from timeline.events import SqliteLog

    return SqliteLog(path, clock, wait_seconds, read_only=read_only)


def _is_path(value: object) -> bool:
    return isinstance(value, (str, os.PathLike))


def _shown(value: object) -> str:
    """What somebody gave us, by its type: its text may be long."""
    return f"an object of type {type(value).__name__}"


def _drafts(events: Iterable[Event | Draft]) -> Iterator[Draft]:
    """Events as drafts.

    Raises:
        TypeError: one of them is something else.
    """
    from timeline.events import Draft, Event

    for event in events:
        if isinstance(event, Draft):
            yield event
        elif isinstance(event, Event):
            yield Draft(event)
        else:
            raise TypeError(f"an event is of a class of timeline.events, and not {_shown(event)}")


def _refuse_one(events: object) -> None:
    """Raise TypeError for what is no list of events, though it can be gone through."""
    from timeline.events import Draft, Event

    if isinstance(events, (Event, Draft, str, bytes, Mapping)):
        hint = "; put it into a list" if isinstance(events, (Event, Draft)) else ""
        raise TypeError(f"append takes a list of events, and not {_shown(events)}{hint}")


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

    timeline = Timeline(MemoryLog(t("the bundled log {name}", name=name)))
    timeline.append_seed(name)
    return timeline
