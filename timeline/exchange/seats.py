"""How many seats the posts of a register have, where the user says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from timeline.events import BadValue, t

if TYPE_CHECKING:
    from .formats import ReadOptions

__all__ = ["SEATS", "Seats", "seats_of"]

Seats: TypeAlias = int | Literal["unknown"] | None
"""Of a post; None says nothing of it, and then it is one."""

SEATS: Final = "how many seats the posts have: a number, or unknown"
"""The help of the option."""


def seats_of(options: ReadOptions, otherwise: Seats) -> Seats:
    """The seats that the user gives, or else those that the format takes.

    Raises:
        BadValue: it is no number of seats.
    """
    text = options.arguments.get("seats")
    if text is None:
        return otherwise
    if text == "unknown":
        return "unknown"
    if text.isascii() and text.isdecimal() and 0 < int(text[:7]) < 1_000_000:
        return int(text)
    raise BadValue("seats", t('"{text}" is neither a number of seats nor unknown', text=text))
