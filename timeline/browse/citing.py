"""Who says so: the sources behind an answer, and the answer as a text to cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.events import later, t
from timeline.views.picture import STATUS
from timeline.views.words import question, remarks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from timeline.events import EdtfDate, Source
    from timeline.projections.answers.why import Explanation
    from timeline.projections.posts import PostHistory

    from .scene import Scene

__all__ = ["addresses", "citation", "source_words", "sources_of"]


def sources_of(found: Iterable[Explanation]) -> list[Source]:
    """The sources of the events behind some answers, each once; not those of their causes."""
    return list(dict.fromkeys(source for answer in found for source in answer.reason.sources))


def source_words(source: Source) -> str:
    """A source in a line: its quotation, what it is, when it was published, its address."""
    quote = f"“{source.quote}”" if source.quote else ""
    dated = source.published.text if source.published is not None else ""
    parts = (quote, source.title or "", source.publisher or "", dated, source.url or "")
    return ", ".join(part for part in parts if part)


def addresses(sources: Iterable[Source]) -> list[str]:
    """The addresses of sources that a browser of the web can open, each once."""
    urls = (source.url or "" for source in sources)
    return list(dict.fromkeys(url for url in urls if url.startswith(("http://", "https://"))))


def citation(
    scene: Scene, history: PostHistory, day: EdtfDate, sources: Sequence[Source], log: str
) -> str:
    """An answer in one paragraph, to cite: who holds a post, by which sources, and by which log."""
    names, state = scene.names(day), history.on(day)
    holders = [
        t(
            "{person}, since {since} ({remarks})",
            person=names.person(tenure.person),
            since=tenure.start,
            remarks=", ".join(remarks(tenure, certainty, day)),
        )
        for tenure, certainty in state.holding
    ]
    held = "; ".join(holders) or t(STATUS[state.status])
    said = "; ".join(map(source_words, sources)) or t("none on record")
    asked = question(day, scene.histories.knowledge)
    place = t("{title}, position {position}", title=log, position=scene.histories.position)
    post = names.post(history)
    says = later("{post}: {held}. {asked}. Sources: {said}. Log: {place}.")
    return t(says, post=post, held=held, asked=asked, said=said, place=place)
