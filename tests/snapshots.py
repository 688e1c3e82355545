"""Write the snapshots of pictures anew: `python -m tests.snapshots`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import timeline
from timeline.events import EdtfDate
from timeline.projections.state import State
from timeline.views.show import ShowView

from . import organizations
from .conftest import ROOT

__all__ = ["CASES", "FOLDER", "picture"]

FOLDER: Final = ROOT / "tests" / "snapshots"
CASES: Final[dict[str, tuple[Callable[[], timeline.Timeline], str]]] = {
    "alibaba": (organizations.alibaba, "2023-09-10"),
    "every_sign": (organizations.every_sign, "2018-06-01"),
    "names": (organizations.names, "2022"),
    "one_day": (organizations.one_day, "2020-02-29"),
    "sixty_posts": (organizations.sixty_posts, "2012-01-01"),
    "two_centuries": (organizations.two_centuries, "1950-01-01"),
}
"""By name: a log, and the day of its picture."""


def picture(case: str) -> str:
    """All pictures of a case: at 60, 80, 120 and 200 columns, and at 80 in ASCII."""
    make, day = CASES[case]
    histories = make().histories()
    state = State(EdtfDate.parse(day), histories)
    text = ""
    for width, ascii_only in ((60, False), (80, False), (120, False), (200, False), (80, True)):
        view = ShowView(
            histories,
            state.as_of,
            state.posts,
            title=case,
            until=state.as_of.hi,
            ascii_only=ascii_only,
        )
        text += f"=== {width} columns{', ASCII' if ascii_only else ''}\n"
        for strip in view.strips(width):
            text += "".join(run for run, _ in strip).rstrip() + "\n"
    return text


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for case in CASES:
        (FOLDER / f"{case}.txt").write_text(picture(case), encoding="utf-8")


if __name__ == "__main__":
    main()
