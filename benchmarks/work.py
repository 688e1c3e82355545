"""The folder that a benchmark works in: the events in every form, made once and kept."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TextIO

import attrs

import timeline
from timeline.projections.fold.log_histories import LogHistories

from . import forms, generate
from .plain import Fold, facts_of, items_of

__all__ = ["ANNOUNCED_BY", "AS_OF", "RECORDED_BY", "Work", "forget"]

AS_OF: Final = "2015-07-01"
ANNOUNCED_BY: Final = "2015-03-01"
RECORDED_BY: Final = "2015-05-01"
"""The question that is asked; about half of the events come before it."""


@attrs.frozen
class Work:
    """Where the files of one number of events are.

    Attributes:
        root: the folder of all benchmarks.
        events: how many events.
        commands: the folder of the installed commands; None if only sides are run.
        seed: of the generator.
    """

    root: Path
    events: int
    commands: Path | None = None
    seed: int = 0

    def command(self, name: str) -> str:
        """The path of an installed command."""
        assert self.commands is not None  # noqa: S101 - whoever runs commands says where they are
        return str(self.commands / name)

    @cached_property
    def folder(self) -> Path:
        """The folder of this number of events; another generator has another."""
        here = Path(__file__).parent
        made_by = ("generate.py", "vocabulary.py", "forms.py")
        text = b"".join((here / name).read_bytes() for name in made_by)
        mark = hashlib.sha256(text).hexdigest()[:8]
        folder = self.root / f"{self.events}-{self.seed}-{mark}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def told(self) -> Iterator[generate.Told]:
        """The events themselves."""
        return generate.generate(self.events, self.seed)

    @property
    def jsonl(self) -> Path:
        """The events as JSON Lines."""
        return self._made("events.jsonl", lambda out: forms.write_jsonl(self.told(), out))

    @property
    def yaml(self) -> Path:
        """The events as YAML."""
        return self._made("events.yaml", lambda out: forms.write_yaml(self.told(), out))

    @property
    def journal(self) -> Path:
        """The history as a journal for hledger."""
        return self._made("events.journal", self._write_journal)

    @cached_property
    def database(self) -> Path:
        """A database of the events, each recorded on the day on which it was told."""
        path = self.folder / "log.db"
        if not path.exists():
            self._write_database(path)
        tl = timeline.open(path)
        if isinstance(tl.histories(), LogHistories):  # another version of the tables
            tl.rebuild()
        return path

    def _write_database(self, path: Path) -> None:
        waiting = path.with_name("log.db.new")
        forget(waiting)
        lines = self._made(
            "recorded.jsonl", lambda out: forms.write_jsonl(self.told(), out, recorded=True)
        )
        with lines.open(encoding="utf-8") as text:
            timeline.open(waiting).append_jsonl(text, keep_recorded=True)
        with closing(sqlite3.connect(waiting)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        waiting.replace(path)

    def forget_database(self) -> None:
        """Make the database anew when it is asked for next."""
        forget(self.folder / "log.db")

    def fresh(self, name: str) -> Path:
        """A path for a new file, where nothing is."""
        folder = self.folder / "fresh"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder / name

    def bodies(self) -> list[tuple[str, str, str]]:
        """The stored rows (id, recorded, body) in the log's order."""
        with closing(sqlite3.connect(self.database)) as connection:
            query = "SELECT id, recorded, body FROM events ORDER BY position"
            return connection.execute(query).fetchall()

    def _write_journal(self, out: TextIO) -> None:
        forms.write_journal(Fold(facts_of(items_of(self.bodies()))).tenures, out)

    def _made(self, name: str, write: Callable[[TextIO], Any]) -> Path:
        path = self.folder / name
        if not path.exists():
            waiting = path.with_name(f"{name}.new")
            with waiting.open("w", encoding="utf-8") as out:
                write(out)
            waiting.replace(path)
        return path


def forget(database: Path) -> None:
    """Delete a database and the files that SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
