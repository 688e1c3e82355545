"""Libraries that come with an extra and may be missing."""

from __future__ import annotations

from .errors import TimelineError
from .language import t

__all__ = ["NotInstalled", "need"]


class NotInstalled(TimelineError, ImportError):
    """A library that this needs is not installed; the message says how to get it."""

    def __init__(self, library: str, extra: str | None) -> None:
        what = f"role-timeline[{extra}]" if extra else library
        super().__init__(
            t("{library} is not installed; pip install '{what}'", library=library, what=what)
        )


def need(library: str, extra: str | None = None) -> None:
    """Make sure that a library is there, before it is imported.

    Raises:
        NotInstalled: it is not.
    """
    from importlib.util import find_spec

    if find_spec(library) is None:
        raise NotInstalled(library, extra)
