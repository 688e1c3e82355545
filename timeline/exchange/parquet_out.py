"""Parquet: the events, and what was believed of each post when, for DuckDB, Spark and others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import attrs

from timeline.events import BadValue, need, t
from timeline.projections.fold.beliefs import MOST_WORK, Beliefs, Cells, believed
from timeline.projections.fold.neighbours import Neighbours

from .as_of import ENGINES, as_of_sql
from .belief_rows import belief_rows, row_schema
from .exporting import OutFile
from .parquet_changed import changed_homes
from .parquet_files import MOST_FOLDERS, NOWHERE, folder_of, parquet_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from timeline.projections.histories import Asked

    from .exporting import WriteOptions

__all__ = ["EVENT_NAMES", "PARQUET", "STATE", "event_schema"]

EVENT_NAMES: Final = ("position", "id", "kind", "subject", "key", "recorded", "hash", "body")
"""The columns of the events."""
STATE: Final = "log.json"
"""The file that says up to where the log stands in a folder, and how that is laid out."""


def event_schema() -> Any:
    """The columns of the events and their types, as Arrow has them."""
    import pyarrow as pa

    kinds = {"position": pa.int64()}
    return pa.schema([(name, kinds.get(name, pa.string())) for name in EVENT_NAMES])


class _Parquet:
    """The format `parquet`."""

    arguments: Final[Mapping[str, str]] = {
        "since": "add to a folder that holds the log up to that position",
        "now": "tenures as they are known now alone",
        "print-sql": "print the SQL that asks the folder, for duckdb, sqlite or postgresql",
    }
    is_text: Final = True

    def stays(self, _: str, options: WriteOptions) -> bool:
        """Whether a file of an earlier export is a part of this: of one that is added to, all."""
        return _since(options) > 0

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """`events/…/….parquet`, `tenures/…/all.parquet`, and how to ask. See `Exporter.files`."""
        if engine := options.arguments.get("print-sql"):
            if engine not in ENGINES:
                raise BadValue("print-sql", t("it is one of {names}", names=", ".join(ENGINES)))
            yield OutFile([as_of_sql(engine).encode()])
            return
        need("pyarrow", "parquet")
        if not options.into_folder:
            raise BadValue(
                "output", t("parquet is a folder of files"), t("say where to: -o FOLDER/")
            )
        export = _Export.of(timeline, options)
        yield from export.events()
        yield from export.tenures()
        yield OutFile([as_of_sql("duckdb").encode()], "as_of.sql")
        yield OutFile([export.state()], STATE)


PARQUET: Final = _Parquet()


def _since(options: WriteOptions) -> int:
    text = options.arguments.get("since", "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise BadValue(
            "since", t('"{text}" is no position', text=text), t("it is a number, like 31")
        )
    return int(text)


@attrs.define
class _Export:
    """One export into a folder.

    Attributes:
        timeline: of which log.
        options: how.
        since: the position up to which the folder holds the log already.
        position: up to which it will.
        shared: whether organizations share folders.
        homes: the posts of each organization, and of none as far as is known now; each is in one.
    """

    timeline: Asked
    options: WriteOptions
    since: int
    position: int
    shared: bool
    homes: dict[str, list[str]]

    @classmethod
    def of(cls, timeline: Asked, options: WriteOptions) -> _Export:
        """Look at the log, and at what an earlier export has left."""
        homes: dict[str, list[str]] = {"": []}
        at_home: dict[str, str] = dict(timeline.histories().homes())
        for subject in sorted(timeline.log.subjects()):
            if subject.startswith("post:"):  # one that was retracted was once believed in
                post = subject.partition(":")[2]
                homes.setdefault(at_home.get(post, ""), []).append(post)
        since, shared = _since(options), len(homes) > MOST_FOLDERS
        if since:
            shared = _earlier(options, since)
        return cls(timeline, options, since, timeline.log.head().position, shared, homes)

    def state(self) -> bytes:
        """What the folder says of itself."""
        knowledge = self.options.knowledge
        by = knowledge.announced_by
        said = {
            "position": self.position,
            "hash": self.timeline.log.head().hash.hex(),
            "shared": self.shared,
            "announced_by": by.text if by is not None else None,
            "recorded_by": knowledge.recorded_by,
        }
        return json.dumps(said).encode() + b"\n"

    # --- events

    def events(self) -> Iterator[OutFile]:
        """The events after those that are there, a file for each folder that has some."""
        at_home = {post: home for home, posts in self.homes.items() for post in posts}
        folders: dict[str, list[str]] = {} if self.since else {NOWHERE: []}
        for subject in self.timeline.log.subjects(after=self.since):
            folders.setdefault(self._folder(subject, at_home), []).append(subject)
        for folder, subjects in sorted(folders.items()):
            pieces = parquet_pieces(self._told(subjects), event_schema())
            yield OutFile(pieces, f"events/{folder}/{self.since + 1:012}.parquet")

    def _folder(self, subject: str, at_home: Mapping[str, str]) -> str:
        what, _, ident = subject.partition(":")
        home = ident if what == "organization" else at_home.get(ident, "") if what == "post" else ""
        return folder_of(home, shared=self.shared)

    def _told(self, subjects: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """The new events about some subjects, in the order of `EVENT_NAMES`."""
        for subject in sorted(subjects):
            for row in self.timeline.log.rows_about(subject):
                if self.since < row.position <= self.position:
                    self.options.progress(row.position)
                    values = row._replace(hash=row.hash.hex())  # type: ignore[arg-type]
                    yield tuple(getattr(values, name) for name in EVENT_NAMES)

    # --- tenures

    def tenures(self) -> Iterator[OutFile]:
        """What was believed of the posts, a file for each folder in which that has changed."""
        folders: dict[str, list[str]] = {NOWHERE: []}
        for home, posts in self.homes.items():
            folders.setdefault(folder_of(home, shared=self.shared), []).extend(posts)
        if self.since:
            homes = changed_homes(self.timeline, self.since)
            if homes is not None:
                changed = {folder_of(home, shared=self.shared) for home in homes}
                folders = {name: folders.get(name, []) for name in sorted(changed)}
        for folder, posts in sorted(folders.items()):
            pieces = parquet_pieces(self._believed(posts), row_schema())
            yield OutFile(pieces, f"tenures/{folder}/all.parquet")

    def _believed(self, posts: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        log, knowledge = self.timeline.log, self.options.knowledge
        if not knowledge.is_everything or "now" in self.options.arguments:
            histories = self.timeline.histories(knowledge)
            for post in posts:
                now = Cells(0, 1, histories.history(post))
                yield from belief_rows(Beliefs([""], [], [[now]], now_only=True))
            return
        neighbours = Neighbours(log, self.position)
        subjects = (f"post:{post}" for post in posts)
        for subject, own in log.bare(subjects, self.position):
            post = subject.partition(":")[2]
            beliefs = believed(post, neighbours.of(post, own), MOST_WORK)
            if beliefs.now_only:
                why = t("post that is told as it is known now alone")
                self.options.left_out(why, post)
            yield from belief_rows(beliefs)


def _earlier(options: WriteOptions, since: int) -> bool:
    """Whether organizations share folders in what an earlier export has left, up to a position.

    Raises:
        BadValue: it left nothing, or the log up to another position, or not as it is known.
    """
    path = options.folder / STATE if options.folder is not None else None
    said = json.loads(path.read_bytes()) if path is not None and path.is_file() else {}
    if said.get("position") != since:
        there = said.get("position", 0)
        raise BadValue(
            "since",
            t("the folder holds the log up to position {there}", there=there),
            t("say --since {there}", there=there) if there else t("leave --since out"),
        )
    told = options.arguments.keys() & {"now"} or not options.knowledge.is_everything
    if told or said.get("announced_by") or said.get("recorded_by"):
        raise BadValue("since", t("only what is known now, and before, is added to"))
    return bool(said["shared"])
