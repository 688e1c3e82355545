"""What records have in common, and attrs would write anew for each of them."""

from __future__ import annotations

from typing import Any

import attrs

__all__ = ["Record"]


class Record:
    """A record whose `repr` is made of its fields, as attrs makes it.

    attrs writes and compiles one for every class, which is a third of what a class costs, and a
    command begins with a dozen of them.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        record: Any = self.__class__  # of a record in a row of a table it is what it stands for
        told = [f"{field.name}={getattr(self, field.name)!r}" for field in attrs.fields(record)]
        return f"{record.__qualname__}({', '.join(told)})"
