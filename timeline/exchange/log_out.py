"""A log as JSON Lines, hash for hash: each event in its place, with all that its hash covers.

`events.line_of` says what a line is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import BadValue, canonical, line_of, t

from .exporting import OutFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from timeline.projections.histories import Asked

    from .exporting import WriteOptions

__all__ = ["LOG"]


class _Log:
    """The format `log`."""

    arguments: Final[Mapping[str, str]] = {}
    is_text: Final = True

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """One file of JSON Lines. See `Exporter.files`."""
        knowledge = options.knowledge
        if knowledge.announced_by is not None:
            hint = t("leave it away, or take --recorded-by")
            raise BadValue("announced-by", t("a log is what was recorded, announced or not"), hint)
        until = timeline.log.head().position
        if knowledge.last_moment is not None:
            until = timeline.log.position_at(knowledge.last_moment)
        yield OutFile(_lines(timeline, until, options))


LOG: Final = _Log()


def _lines(timeline: Asked, until: int, options: WriteOptions) -> Iterator[bytes]:
    for row in timeline.log.rows(until=until):
        options.progress(row.position)
        yield (canonical(line_of(row)) + "\n").encode()
