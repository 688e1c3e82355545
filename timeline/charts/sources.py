"""What the log says of an event beside its dates: causes, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline.events import Cited, Corrected, Milestone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events import Event, RecordedEvent, Source
    from timeline.projections.knowledge import Knowledge

__all__ = ["Evidence", "source_text"]


class Evidence:
    """The causes and sources of the events of a log, looked up by position.

    Args:
        events: of the log, as far as it is to be read.
        knowledge: what must have been recorded to count.
    """

    def __init__(self, events: Iterable[RecordedEvent], knowledge: Knowledge) -> None:
        self._facts: dict[int, Any] = {}
        self._milestones: dict[str, str] = {}
        self._sources: dict[int, list[Source]] = {}
        positions: dict[str, int] = {}
        for event in events:
            if not knowledge.has_recorded(event):
                continue
            fact: Event = event.fact
            if isinstance(fact, Cited):
                cited = positions.get(fact.event)
                if cited is not None:
                    self._sources[cited] += fact.sources
                continue
            positions[event.id] = event.position
            self._sources[event.position] = list(fact.sources)
            content: Event = fact
            if isinstance(fact, Corrected):
                content = fact.replacement
                self._sources[event.position] += content.sources
            if isinstance(content, Milestone):
                self._milestones[event.id] = content.title
            self._facts[event.position] = content

    def causes(self, positions: Iterable[int]) -> str:
        """Name the milestones that caused some events, each once."""
        facts = [self._facts.get(position) for position in positions]
        causes = [cause for fact in facts for cause in getattr(fact, "because", ())]
        found = (self._milestones.get(cause) for cause in causes)
        return "; ".join(dict.fromkeys(title for title in found if title is not None))

    def sources(self, positions: Iterable[int]) -> str:
        """Name the sources of some events, each once."""
        found = (source for position in positions for source in self._sources.get(position, ()))
        return "; ".join(dict.fromkeys(map(source_text, found)))

    def cited(self, positions: Iterable[int]) -> list[Source]:
        """List the sources of some events, each once."""
        found = (source for position in positions for source in self._sources.get(position, ()))
        return list(dict.fromkeys(found))


def source_text(source: Source) -> str:
    """A source in a few words: publisher, title and date, or its address."""
    named = ", ".join(part for part in (source.publisher, source.title) if part)
    dated = f" ({source.published})" if source.published else ""
    return f"{named or source.url}{dated}"
