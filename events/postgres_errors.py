"""PostgreSQL's errors, said as ours: none of its own leaves the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import psycopg

from .errors import BadValue, DamagedLog, LogBusy, LogError, ReadOnlyLog
from .language import t

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RAISED", "ConnectionLost", "error_of"]

RAISED: Final = (psycopg.Error, UnicodeEncodeError)
"""What psycopg raises, for a text that is no Unicode too."""

_BUSY: Final = {"40001", "40P01", "55P03"}
"""Serialization failure, deadlock, a lock that was not to be had in time."""
_DAMAGED: Final = {"3F000", "42P01", "42703", "42883"}
"""A schema, table, column or function that is not there."""


class ConnectionLost(LogError):
    """The server, or the way to it, has gone."""


def error_of(error: Exception, name: str, *, writes: bool = False) -> Exception:
    """The error of ours that says what one of psycopg's says of a log that is read or written."""
    if isinstance(error, UnicodeEncodeError):
        return BadValue("text", t("this is no Unicode text, and so stands for nothing in a log"))
    if isinstance(error, psycopg.DataError) and any(nul in str(error) for nul in ("NUL", " 0x00")):
        hint = t("take the NUL character out of the name or title")
        return BadValue("text", t("PostgreSQL keeps no text with a NUL character in it"), hint)
    code = getattr(error, "sqlstate", None)
    said = getattr(getattr(error, "diag", None), "message_primary", None) or _first_line(error)
    if code in _BUSY:
        return LogBusy(name)
    if code in _DAMAGED:
        return DamagedLog(name, said)
    if code == "42501":
        said = t("{said}; ask its owner for the role that timeline init made", said=said)
        return ReadOnlyLog(name, said) if writes else LogError(f"{name}: {said}")
    if code == "0A000" and "recovery" in said:
        return ReadOnlyLog(
            name, t("{said}; it is a standby: append to the server that it follows", said=said)
        )
    if code in _SAYINGS:
        return _SAYINGS[code](name, said)
    if isinstance(error, psycopg.OperationalError) and (code is None or code[:2] in _GONE):
        return ConnectionLost(f"{name}: {said}")
    return LogError(f"{name}: {said}")


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


_GONE: Final = {"08", "57"}
"""The classes of a connection that broke, and of a server that is told to stop or starts."""


def _too_slow(name: str, said: str) -> LogError:
    return LogError(
        t(
            "{name}: {said}; a longer time is given in the URL: "
            "?options=-c%20statement_timeout%3D10min",
            name=name,
            said=said,
        )
    )


_SAYINGS: Final[dict[str, Callable[[str, str], LogError]]] = {
    "25P02": lambda name, _: LogError(
        t("{name}: a statement had failed, and nothing was appended", name=name)
    ),
    "25006": lambda name, said: ReadOnlyLog(name, said),
    "53300": lambda name, _: LogBusy(name, t("has as many connections as its server allows")),
    "57014": _too_slow,
}
"""What is said of some errors, by their code (SQLSTATE)."""
