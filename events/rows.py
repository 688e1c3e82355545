"""An event as a log stores it, and the order in which subjects are read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from .vocabulary import What

__all__ = ["ALL_SUBJECTS", "Clock", "Row", "SubjectRange", "now", "range_of"]

Clock: TypeAlias = Callable[[], datetime]
"""Tells the moment, with its zone."""


class Row(NamedTuple):
    """An event as a log stores it.

    `body` is canonical JSON. `subject` says what the event is about ("post:acme/ceo"); an event
    about another event has that one's subject. `recorded` is UTC, to the microsecond, as
    `2026-01-31T23:59:59.000000Z`.
    """

    position: int
    id: str
    kind: str
    version: int
    subject: str
    key: str | None
    recorded: str
    body: str | None
    salt: bytes | None
    digest: bytes
    hash: bytes


SubjectRange: TypeAlias = tuple[str, str]
"""The subjects from one text to before another, as texts are sorted."""

ALL_SUBJECTS: Final[SubjectRange] = ("", "~")
"""Every subject, for each begins with a word in small letters."""


def range_of(what: What | None) -> SubjectRange:
    """All people, organizations or posts, or all subjects."""
    return ALL_SUBJECTS if what is None else (f"{what}:", f"{what};")  # ";" comes after ":"


def now() -> datetime:
    """The clock of the machine; a log takes another for tests and replays."""
    return datetime.now(UTC)
