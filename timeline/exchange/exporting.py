"""The formats that a log goes out in, ours and those that other distributions bring."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Final, Protocol

import attrs

from timeline.events import NotFound, nearest
from timeline.projections.knowledge import EVERYTHING

from .formats import GROUP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from timeline.projections.histories import Asked
    from timeline.projections.knowledge import Knowledge

    from .tenure_rows import Ends

__all__ = ["Exporter", "LeftOut", "OutFile", "WriteOptions", "exporter_names", "exporter_of"]


class LeftOut:
    """Counts what a format cannot say, by why, and keeps the first of each."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}

    def __call__(self, why: str, what: str) -> None:
        """Note one thing that does not come out, or not whole."""
        self._counts[why] = self._counts.get(why, 0) + 1
        first = self._found.setdefault(why, [])
        if len(first) < _SHOWN:
            first.append(what)

    def lines(self) -> Iterator[str]:
        """One line for each reason: how many, and the first of them."""
        for why, first in self._found.items():
            count = self._counts[why]
            rest = f" and {count - len(first)} more" if count > len(first) else ""
            yield f"{count} {why}: {', '.join(first)}{rest}"


_SHOWN: Final = 3


@attrs.frozen
class WriteOptions:
    """How a log is to be written.

    Attributes:
        knowledge: what counts.
        ends: what the end dates that are written shall mean; None takes the format's default.
        into_folder: whether several files may be written.
        folder: where to, if so and that is known; an earlier export may be there.
        arguments: what the format alone asks for, by name; a flag is an empty text.
        progress: is told how many tenures or events were written so far.
        left_out: is told what the format cannot say.
    """

    knowledge: Knowledge = EVERYTHING
    ends: Ends | None = None
    into_folder: bool = False
    folder: Path | None = None
    arguments: Mapping[str, str] = attrs.field(factory=dict)
    progress: Callable[[int], Any] = lambda _: None
    left_out: LeftOut = attrs.field(factory=LeftOut)


@attrs.frozen
class OutFile:
    """A file that an export makes.

    Attributes:
        pieces: what it holds, in pieces.
        name: its path below the folder; empty where the format makes one file only.
    """

    pieces: Iterable[bytes]
    name: str = ""


class Exporter(Protocol):
    """A format that logs go out in: an object with these.

    One that adds to what an earlier export wrote into a folder also has `stays(name, options)`,
    which says of a file of that whether it is a part of this export; all others are removed.

    Attributes:
        arguments: the options that it takes beside the common ones, each with its help.
        is_text: whether what it writes may be shown on a terminal.
    """

    arguments: Mapping[str, str]
    is_text: bool

    def files(self, timeline: Asked, options: WriteOptions) -> Iterator[OutFile]:
        """The files that say what a log says; one without a name unless `into_folder`.

        Each is written before the next is asked for.

        Raises:
            BadValue: the options make no sense for the format.
        """
        ...


_OURS: Final[Mapping[str, str]] = {
    "yaml": "timeline.exchange.yaml_out:YAML",
    "log": "timeline.exchange.log_out:LOG",
    "csv": "timeline.exchange.tables_out:CSV",
    "xlsx": "timeline.exchange.tables_out:XLSX",
    "popolo": "timeline.exchange.popolo_out:POPOLO",
    "wikidata": "timeline.exchange.wikidata_out:WIKIDATA",
    "ftm": "timeline.exchange.ftm_out:FTM",
    "parquet": "timeline.exchange.parquet_out:PARQUET",
    "panel": "timeline.exchange.panel_out:PANEL",
}
"""Where the formats of this distribution are."""


def exporter_names() -> list[str]:
    """The names of all formats, ours first; a plugin's may turn out to read only."""
    return [*_OURS, *sorted({point.name for point in entry_points(group=GROUP)} - _OURS.keys())]


def exporter_of(name: str) -> Exporter:
    """The format of a name.

    Raises:
        NotFound: there is none that writes.
    """
    found: Any
    if name in _OURS:
        module, _, member = _OURS[name].partition(":")
        found = getattr(import_module(module), member)
        return found  # type: ignore[no-any-return]
    for point in entry_points(group=GROUP, name=name):
        found = point.load()
        if hasattr(found, "files"):
            return found  # type: ignore[no-any-return]
    raise NotFound("format", name, nearest(name, exporter_names()))
