"""Functions that are written out from a class's fields, the way attrs writes a constructor.

A loop over the fields of an event costs more than what is done with each of them. So where every
event of a bulk passes, the loop is unrolled into source, once for each kind, and compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["compiled"]


def compiled(name: str, argument: str, body: Iterable[str], sees: Mapping[str, Any]) -> Any:
    """Compile lines into the body of a function of one argument.

    Args:
        name: its name.
        argument: what it calls its argument.
        body: its lines, of our own making: no text that came from outside may be among them.
        sees: what it sees beside its argument.
    """
    lines = [f"def {name}({argument}):", *(f"    {line}" for line in body)]
    scope = dict(sees)
    exec(compile("\n".join(lines), f"<{name}>", "exec"), scope)  # noqa: S102 - our own lines
    return scope[name]
