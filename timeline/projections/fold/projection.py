"""What a projection is: a pure fold of events into a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events import RecordedEvent

__all__ = ["Projection", "fold"]

State = TypeVar("State")


class Projection(Protocol[State]):
    """Any object with these two: where it begins, and what an event makes of it.

    `apply` may change the state that it is given and return it; it must look nothing up, so that
    the same events always give the same state.
    """

    def initial(self) -> State:
        """The state before the first event."""
        ...

    def apply(self, state: State, event: RecordedEvent) -> State:
        """The state after one more event."""
        ...


def fold(
    projection: Projection[State], events: Iterable[RecordedEvent], state: State | None = None
) -> State:
    """Run events through a projection, from its beginning or from an earlier state."""
    current = projection.initial() if state is None else state
    for event in events:
        current = projection.apply(current, event)
    return current
