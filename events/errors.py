"""Every exception that timeline raises.

TimelineError
├── BadDate            a text that is no date (also a ValueError)
├── BadValue           a field's value that makes no sense (also a ValueError)
├── BadInput           a file or batch with errors: all of its findings at once
├── NotFound           a person, post, organization or event that is not there (also a LookupError)
├── Ambiguous          a name, a prefix or a post that stands for several (also a LookupError)
├── NotInstalled       a library of an extra that is missing (also an ImportError)
├── WorkerFailed       a process that was to fold a share of the log (`timeline.tables.workers`)
└── LogError
    ├── NotALog        a file that is no timeline database
    ├── DamagedLog     a database that is not as it was written
    ├── LogClosed      a log that was closed, and cannot be asked any more
    ├── NewerLog       a database or event written by a later version of timeline
    ├── LogBusy        another process holds the log's write lock for too long
    ├── ReadOnlyLog    the log cannot be written
    └── PositionConflict   the log is not where `expected` said
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .language import later, t
from .text import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .findings import Finding

__all__ = [
    "Ambiguous",
    "BadDate",
    "BadInput",
    "BadValue",
    "DamagedLog",
    "LogBusy",
    "LogClosed",
    "LogError",
    "NewerLog",
    "NotALog",
    "NotFound",
    "PositionConflict",
    "ReadOnlyLog",
    "TimelineError",
]


class TimelineError(Exception):
    """The base of every error that timeline raises."""

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is copied by calling its class with `args`, which are the message here.
        return _restored, (type(self), self.args, self.__dict__)


def _restored(
    cls: type[TimelineError], args: tuple[Any, ...], state: dict[str, Any]
) -> TimelineError:
    error = cls.__new__(cls)
    error.args = args
    error.__dict__.update(state)
    return error


class BadDate(TimelineError, ValueError):
    """A text that is no date of the grammar (EDTF, ISO 8601-2)."""

    def __init__(self, text: str, why: str) -> None:
        shown = text if len(text) <= 80 else f"{text[:60]}…"
        if not shown.isprintable():
            shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in shown)
        super().__init__(t('"{shown}" is not a date: {why}', shown=shown, why=t(why)))
        self.text = text
        self.why = why


class BadValue(TimelineError, ValueError):
    """A field's value that makes no sense: `field` names it, `hint` is the way out if known."""

    def __init__(self, field: str, message: str, hint: str | None = None) -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.field = field
        self.message = message
        self.hint = hint


class BadInput(TimelineError):
    """A file or a batch was refused.

    `findings` holds what was found in it, in its order, up to 10,000 of a kind; `errors` says how
    many errors there were. The message tells the first twenty of each kind.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        from .findings import errors_in, told  # it needs the dates, which need this

        self.findings = tuple(findings)
        self.errors = errors_in(findings)
        super().__init__("\n".join(told(findings)))


class NotFound(TimelineError, LookupError):
    """A person, a post, an organization or an event that the log does not know.

    `suggestion` is what was probably meant; `hint` is another way out, like what else is called so.
    """

    def __init__(
        self, what: str, text: str, suggestion: str | None = None, hint: str | None = None
    ) -> None:
        meant = t('did you mean "{suggestion}"?', suggestion=suggestion) if suggestion else None
        ways = "".join(f"; {way}" for way in (hint, meant) if way)
        super().__init__(
            t('no {what} "{text}"{ways}', what=t(what), text=shortened(text), ways=ways)
        )
        self.what = what
        self.text = text
        self.suggestion = suggestion
        self.hint = hint


class Ambiguous(TimelineError, LookupError):
    """A text that stands for several things, where one was asked for.

    Args:
        text: what was written.
        candidates: the ids that it may mean.
        called: what each of them is called, in the same order; by default nothing but its id.
    """

    def __init__(
        self, text: str, candidates: Sequence[str], called: Sequence[str] | None = None
    ) -> None:
        shown = ", ".join(map(shortened, (called or candidates)[:_LISTED]))
        rest = len(candidates) - _LISTED
        more = t(" and {rest} more", rest=rest) if rest > 0 else ""
        super().__init__(
            t('"{text}" may be any of {shown}{more}', text=shortened(text), shown=shown, more=more)
        )
        self.text = text
        self.candidates = tuple(candidates)


_LISTED: Final = 8
"""How many things a message lists that a text may mean."""


class LogError(TimelineError):
    """The log cannot do what was asked of it."""


class NotALog(LogError):
    """A file that is no timeline database."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(t("{path} is not a timeline database: {why}", path=path, why=why))
        self.path = path


class DamagedLog(LogError):
    """A database that is not as it was written."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            t("{path}: the database is damaged: {why}; see timeline verify", path=path, why=why)
        )
        self.path = path


class LogClosed(LogError):
    """A log that was closed, and cannot be asked any more."""

    def __init__(self, path: str) -> None:
        super().__init__(
            t("{path} has been closed; open it again, and ask while it is open", path=path)
        )
        self.path = path


class NewerLog(LogError):
    """What was read was written by a later version of timeline."""

    def __init__(self, what: str) -> None:
        super().__init__(
            t(
                "{what} was written by a later version of timeline; update it to read this",
                what=what,
            )
        )


class LogBusy(LogError):
    """Another process kept the log's write lock, or its place, for longer than we wait."""

    def __init__(self, path: str, why: str = later("is being written by another process")) -> None:
        super().__init__(t("{path} {why}; try again", path=path, why=t(why)))


class ReadOnlyLog(LogError):
    """The log cannot be written."""

    def __init__(self, path: str, why: str = later("it is read-only")) -> None:
        super().__init__(t("cannot write {path}: {why}", path=path, why=t(why)))


class PositionConflict(LogError):
    """The log is not at the position that `expected` gave; nothing was appended."""

    def __init__(self, expected: str | int, actual: int) -> None:
        super().__init__(
            t(
                "expected the log at {expected}, and it is at position {actual}",
                expected=expected,
                actual=actual,
            )
        )
        self.expected = expected
        self.actual = actual
