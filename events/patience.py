"""Waiting for a lock that somebody else holds, with a word where it takes long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, TypeVar

from .errors import LogBusy
from .language import t

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["TOLD_AFTER_SECONDS", "patiently"]

T = TypeVar("T")

TOLD_AFTER_SECONDS: Final = 1.0
"""How long a wait goes on without a word."""
_PAUSE_SECONDS: Final = 0.005


def patiently(attempt: Callable[[], T], name: str, wait_seconds: float) -> T:
    """Try until nobody else holds the lock, and say so where it takes more than a second.

    An attempt waits for a short time itself, if at all, so that a signal (Ctrl-C) is obeyed.

    Raises:
        LogBusy: somebody holds it for longer than `wait_seconds`.
    """
    start, told = time.monotonic(), False
    while True:
        try:
            return attempt()
        except LogBusy:
            waited = time.monotonic() - start
            if waited >= wait_seconds:
                raise
            if waited >= TOLD_AFTER_SECONDS and not told:
                _tell(name, wait_seconds)
                told = True
            time.sleep(_PAUSE_SECONDS)


def _tell(name: str, wait_seconds: float) -> None:
    import logging

    logging.getLogger("timeline").warning(
        t("%s is being written by another process; waiting for it, %g seconds at most"),
        name,
        wait_seconds,
    )
