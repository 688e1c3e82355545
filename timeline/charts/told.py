"""What is told of a tenure where a reader points at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from timeline.events import later, printable, t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.projections.posts import PostHistory
    from timeline.projections.tenures import Tenure

    from .pictures import Picture

__all__ = ["TOLD", "began", "ended", "told", "until_of"]

TOLD: Final = (
    *(later("Person"), later("Post"), later("Since"), later("Until"), later("Capacity")),
    *(later("Replaces"), later("Term ends"), later("Last seen"), later("Reason")),
    *(later("Because"), later("Announced"), later("End announced"), later("Disputed")),
    later("Source"),
)
"""What may be told of a tenure, in order."""


def told(picture: Picture, history: PostHistory, tenure: Tenure) -> dict[str, str]:
    """List what is known of a tenure, by the headings of `TOLD`, for a reader who points at it."""
    evidence = picture.evidence
    ends = [tenure.began_by] if tenure.ended_by is None else [tenure.began_by, tenure.ended_by]
    texts = (
        picture.names.person(tenure.person),
        picture.names.post(history),
        tenure.start.text,
        until_of(tenure),
        t(tenure.capacity) if tenure.capacity != "permanent" else "",
        picture.names.person(tenure.replaces) if tenure.replaces else "",
        tenure.term_ends.text if tenure.term_ends and not tenure.end else "",
        tenure.last_seen.text if tenure.last_seen and not tenure.end else "",
        _reason(tenure),
        evidence.causes(dict.fromkeys(ends)),
        tenure.announced.text if tenure.announced else "",
        tenure.end_announced.text if tenure.end_announced else "",
        ", ".join(f"{field}: {says}" for field, says in tenure.disputed),
        evidence.sources(dict.fromkeys(ends)),
    )
    return _known(zip(TOLD, texts, strict=True))


def began(picture: Picture, tenure: Tenure) -> dict[str, str]:
    """List what is known of the beginning of a tenure."""
    return _known(
        (
            ("Because", picture.evidence.causes([tenure.began_by])),
            ("Announced", tenure.announced.text if tenure.announced else ""),
            ("Source", picture.evidence.sources([tenure.began_by])),
        )
    )


def ended(picture: Picture, tenure: Tenure) -> dict[str, str]:
    """List what is known of the end of a tenure."""
    by = [] if tenure.ended_by is None else [tenure.ended_by]
    return _known(
        (
            ("Reason", _reason(tenure)),
            ("Because", picture.evidence.causes(by)),
            ("Announced", tenure.end_announced.text if tenure.end_announced else ""),
            ("Source", picture.evidence.sources(by)),
        )
    )


_HOW: Final = {"succeeded": later("succeeded by another"), "departed": "", None: ""}


def _reason(tenure: Tenure) -> str:
    how = _HOW.get(tenure.ended, tenure.ended or "")
    return ", ".join(t(reason) for reason in (*tenure.reasons, how) if reason)


def until_of(tenure: Tenure) -> str:
    """When it ended, as written; empty while no end is on record."""
    return tenure.end.text if tenure.end else ""


def _known(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {key: printable(text) for key, text in lines if text}
