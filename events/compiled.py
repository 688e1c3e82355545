"""The compiled core, which does a part of the work in C++, where it was built and is wanted.

It is a copy of what stands in Python, for speed: every file of `core/` names its original, and
tests hold the two together. It takes what is plainly right; at anything else it raises `NotPlain`,
and Python looks at it.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import Any, Final

import attrs

from .dates import EdtfDate
from .event import AboutEvent, Origin, Source
from .kinds import KINDS
from .labels import Labels
from .vocabulary import REASONS

__all__ = ["compiled_core", "table_of_kinds"]

_PURE: Final = "TIMELINE_PURE"
"""The environment variable with which the core is left alone, though it is there."""


def compiled_core() -> Any:
    """The core; None where it was not built, or the environment says `TIMELINE_PURE=1`."""
    return None if os.environ.get(_PURE, "0") not in ("", "0") else _core()


@cache
def _core() -> Any:
    try:
        return import_module("timeline._core")
    except ImportError:
        return None


@cache
def table_of_kinds() -> dict[str, Any]:
    """What the core must know of the kinds of events: what their classes say."""
    return {
        "kinds": [_row_of_kind(cls) for cls in KINDS.values()],
        "reasons": [*REASONS],
        "values": [EdtfDate, Labels, Origin, Source],
    }


def _row_of_kind(cls: type[Any]) -> dict[str, Any]:
    fields = attrs.fields(cls)
    return {
        "name": cls.KIND,
        "version": cls.VERSION,
        "reads": cls.READS,
        "fields": [field.name for field in fields],
        "needed": [field.name for field in fields if field.default is attrs.NOTHING],
        "identity": [*cls.IDENTITY, "apart"],
        "is_about_event": cls.ABOUT == AboutEvent.ABOUT,
        "is_plan": cls.IS_PLAN,
        "introduces": cls.INTRODUCES,
        "about": list(cls.ABOUT),
        "names": list(cls.NAMES.items()),
        "cls": cls,
    }
