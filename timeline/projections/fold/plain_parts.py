"""A part of a post's facts of which the order is known: the direct way led through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .facts import FAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..worlds import WorldGraph
    from .accounts import Spans
    from .chain import Chain
    from .conflicts import Contradiction
    from .direct import Direct
    from .stints import Stint

__all__ = ["PlainPart"]


class PlainPart:
    """What a part comes to, as `Part` has it.

    Args:
        way: through its facts, with the chain of what happened.
    """

    is_exact = True
    contradictions: Sequence[Contradiction] = ()

    def __init__(self, way: Direct) -> None:
        assert way.chain is not None  # noqa: S101 - as asked for
        self._way = way
        self._chain: Chain = way.chain

    def permanent_days(self) -> Iterator[tuple[int, int]]:
        """The days on which each of the permanent tenures possibly holds, as spans."""
        for stint in self._way.stints:
            if stint.appointments[0].fact.capacity == "permanent":  # type: ignore[attr-defined]
                yield stint.start.lo, FAR if stint.end is None else stint.end.hi

    def held(self) -> Spans:
        """The days on which somebody holds the post in every world."""
        return self._chain.held()

    def stints(self) -> Iterator[tuple[int, Stint]]:
        """The stints of the part, each with its number."""
        return iter(enumerate(self._way.stints))

    def graph(self, places: Mapping[int, int]) -> WorldGraph | None:
        """The worlds, as they are kept with the history; None where there is one of known days."""
        if self._way.is_known:
            return None
        return self._chain.graph({id(s): places[n] for n, s in enumerate(self._way.stints)})
