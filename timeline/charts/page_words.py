"""What a page says, in the language of the process.

In `page.html` a message stands in double brackets, in its scripts in a call of `say`; each is
listed here, which a test compares.
"""

from __future__ import annotations

import re
from typing import Final

from timeline.events import later, spoken, t

__all__ = ["WORDS", "page_language", "said", "words"]

WORDS: Final = (
    later("The day of the state"),
    later("As of"),
    later("The change before"),
    later("change before"),
    later("play"),
    later("pause"),
    later("The next change"),
    later("next change"),
    later("The day, by the slider"),
    later("What the log said, as it grew and was corrected"),
    later("As recorded"),
    later("What the log said before"),
    later("step before"),
    later("What the log said next"),
    later("next step"),
    later("changed then:"),
    later("recorded by {day}"),
    later("{moment}, position {position}"),
    later("and {n} more"),
    later("as a tree"),
    later("How many tenures began when"),
    later("The organizations with their people"),
    later("since {since}"),
    later("Nobody holds any of them."),
    later("Which posts and which days"),
    later("Find"),
    later("post, organization or person"),
    later("posts before"),
    later("next posts"),
    later("Zoom in"),
    later("Zoom out"),
    later("Earlier days"),
    later("Later days"),
    later("all days"),
    later("link to this view"),
    later("Lanes over time"),
    later(
        "In the lanes: drag, or shift with the wheel, to move; ctrl with the wheel, or two fingers,"
        " to zoom; + − 0 zoom, arrows go "
        "from tenure to tenure, Enter opens its sources, Esc closes."
    ),
    later("Legend"),
    later("In bold: who holds it on"),
    later("Names behind the letters"),
    later("Milestones"),
    later("Who holds what"),
    later("Who held what on that day"),
    later("Post"),
    later("Holder"),
    later("Since"),
    later("Until"),
    later("Certainty"),
    later("Capacity"),
    later("On that day"),
    later("Sources"),
    later("What changed that day"),
    later("Who held what; the last but one column says who does on the day asked about"),
    later("Close"),
    later("no source is on record"),
    later("Milestone"),
    later("Date"),
    later("Source"),
    later("Reason"),
    later("Because"),
    later("Announced"),
    later("vacant"),
    later("no record"),
    later("no such post"),
    later("certain"),
    later("possible"),
    later("acting"),
    later("interim"),
    later("until {date}"),
    later("term ends {date}"),
    later("term was to end {date}"),
    later("presumed, last seen {date}"),
    later("conflicting"),
    later("disputed: {says}"),
    later("disputed"),
    later("as of {day}"),
    later("part {number} of {all}"),
    later("found {posts} posts, {tenures} tenures"),
    later("nothing is called “{text}”"),
    later("departed"),
    later("succeeded"),
    later("replaced"),
    later("abolished"),
    later("dissolved"),
    later("died"),
)
"""Every message of the page and of its scripts."""

_MARKED: Final = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)


def page_language() -> str:
    """The language of the page, as `lang` says it."""
    return "zh-Hans" if spoken() == "zh" else spoken()


def words() -> dict[str, str]:
    """What its scripts say, by the message in English; empty for English itself."""
    return {word: text for word in WORDS if (text := t(word)) != word}


def said(page: str) -> str:
    """Put the messages of a page's HTML into the language of the process."""
    return _MARKED.sub(lambda found: t(" ".join(found[1].split())), page)
