"""A log as JSON Lines, hash for hash: each event in its place, with all that its hash covers.

A line is an event as `timeline log --format jsonl` prints it, and its salt in hexadecimal digits.
Of an erased event there is what is left: its digest stands for its content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from timeline.events import BadValue, canonical, parse

from .exporting import OutFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.events import Row
    from timeline.projections.histories import Asked

    from .exporting import WriteOptions

__all__ = ["LOG", "line_of"]


class _Log:
    """The format `log`."""

    arguments: Final[Mapping[str, str]] = {}
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One file of JSON Lines. See `Exporter.files`."""
        knowledge = options.knowledge
        if knowledge.announced_by is not None:
            hint = "leave it away, or take --recorded-by"
            raise BadValue("announced-by", "a log is what was recorded, announced or not", hint)
        until = timeline.log.head().position
        if knowledge.last_moment is not None:
            until = timeline.log.position_at(knowledge.last_moment)
        yield OutFile(_lines(timeline, until, options))


LOG: Final = _Log()


def _lines(timeline: Asked, until: int, options: WriteOptions) -> Iterator[bytes]:
    for row in timeline.log.rows(until=until):
        options.progress(row.position)
        yield (line_of(row) + "\n").encode()


def line_of(row: Row) -> str:
    """The line of an event, as the log stores it."""
    place: dict[str, Any] = {
        "position": row.position,
        "id": row.id,
        "recorded": row.recorded,
        "hash": row.hash.hex(),
    }
    if row.body is not None and row.salt is not None:
        return canonical({**parse(row.body), **place, "salt": row.salt.hex()})
    left = {"kind": row.kind, "version": row.version, "subject": row.subject, "key": row.key}
    return canonical({**left, **place, "digest": row.digest.hex(), "erased": True})
