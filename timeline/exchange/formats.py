"""The formats that registers come in, ours and those that other distributions bring."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from timeline.events import NotFound, Source, TimelineError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from timeline.events import EdtfDate

    from .statements import Reading
    from .tenure_rows import Ends

__all__ = ["GROUP", "BrokenFormat", "Format", "ReadOptions", "format_names", "format_of"]


@attrs.frozen
class ReadOptions:
    """How a register is to be read.

    Attributes:
        ends: what an end date means; None takes the format's own default.
        snapshot: the day on which the register was taken; None if nobody says.
        source: the title of the register, as a source of every fact that names none.
        arguments: what the format alone asks for (`map`, `post`, `organization` …), by name.
        progress: is told how many records were read so far.
    """

    ends: Ends | None = None
    snapshot: EdtfDate | None = None
    source: str | None = None
    arguments: Mapping[str, str] = attrs.field(factory=dict)
    progress: Callable[[int], Any] = lambda _: None

    @property
    def sources(self) -> tuple[Source, ...]:
        """The register as a source; none if it has no title."""
        return () if self.source is None else (Source(title=self.source),)


class Format(Protocol):
    """A format that registers come in: an object with these; it need not do both.

    Attributes:
        arguments: the options that it takes beside the common ones, each with its help.
    """

    arguments: Mapping[str, str]

    def read(self, files: Sequence[Path], options: ReadOptions) -> Reading:
        """Read a register from its files.

        Raises:
            BadInput: with everything that is wrong, located.
            OSError: a file cannot be read.
        """
        ...


_OURS: Final[Mapping[str, str]] = {
    "csv": "timeline.exchange.tabular:CSV",
    "popolo": "timeline.exchange.popolo:POPOLO",
    "wikidata": "timeline.exchange.wikidata:WIKIDATA",
    "ftm": "timeline.exchange.ftm:FTM",
}
"""Where the formats of this distribution are."""

GROUP: Final = "timeline.formats"
"""The group of entry points by which another distribution brings a format."""


def format_names() -> list[str]:
    """The names of all formats, ours first."""
    return [*_OURS, *sorted({point.name for point in entry_points(group=GROUP)} - _OURS.keys())]


def format_of(name: str) -> Format:
    """The format of a name.

    Raises:
        NotFound: there is none.
    """
    found: Any
    if name in _OURS:
        module, _, member = _OURS[name].partition(":")
        found = getattr(import_module(module), member)
        return found  # type: ignore[no-any-return]
    for point in entry_points(group=GROUP, name=name):
        try:
            found = point.load()
        except Exception as fault:  # whatever a stranger's module raises
            raise BrokenFormat(name, point.value, fault) from fault
        return found  # type: ignore[no-any-return]
    raise NotFound("format", name, nearest(name, format_names()))


class BrokenFormat(TimelineError):
    """A format that another distribution brings cannot be loaded; says whose it is and why."""

    def __init__(self, name: str, home: str, fault: Exception) -> None:
        super().__init__(f"the format {name} cannot be loaded from {home}: {fault!r}")
