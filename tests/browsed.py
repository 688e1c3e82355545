"""The browser without a terminal. `python -m tests.browsed` writes its screens in docs anew."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import TypeAlias

from textual.pilot import Pilot

import timeline
from timeline.browse.app import Browser, BrowseRequest, LanesScreen
from timeline.cli.days import read_day, read_moment
from timeline.events import EdtfDate
from timeline.projections.knowledge import Knowledge

from .conftest import ROOT

TODAY = date(2026, 1, 1)

PAGE = ROOT / "docs" / "commands" / "browse.md"
BROWSED = re.compile(r"<!-- keys: (.*?) -->\n```text\n(.*?)```", re.DOTALL)
"""The keys that lead to a screen, and the screen."""

Look: TypeAlias = Callable[[Pilot[None]], Awaitable[None]]


def browse(
    look: Look,
    *,
    tl: timeline.Timeline | None = None,
    day: str = "2022-12-01",
    size: tuple[int, int] = (80, 24),
    knowledge: Knowledge | None = None,
    ascii_only: bool = False,
) -> Browser:
    """Run the program without a terminal, look at it, and give it back as it ended."""
    app = Browser(
        BrowseRequest(
            timeline=tl or timeline.seed(),
            choose=lambda _: None,
            day=EdtfDate.parse(day),
            knowledge=knowledge or Knowledge(),
            today=TODAY,
            read_day=read_day,
            read_moment=read_moment,
            ascii_only=ascii_only,
        )
    )

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await look(pilot)

    asyncio.run(run())
    return app


def screen_of(pilot: Pilot[None]) -> str:
    """What the terminal would show."""
    return "\n".join(
        "".join(segment.text for segment in strip).rstrip()
        for strip in pilot.app.screen._compositor.render_strips()
    )


def day_of(pilot: Pilot[None]) -> str:
    return lanes_of(pilot).viewer.day.text


def lanes_of(pilot: Pilot[None]) -> LanesScreen:
    (screen,) = (s for s in pilot.app.screen_stack if isinstance(s, LanesScreen))
    return screen


def row_of(pilot: Pilot[None], title: str) -> str:
    """The line of a post of the cloud."""
    return next(line for line in screen_of(pilot).splitlines() if line.startswith(f"    {title}"))


def after(keys: str) -> str:
    """What the browser shows on 80 by 24 cells after some keys."""
    shown: list[str] = []

    async def look(pilot: Pilot[None]) -> None:
        await pilot.press(*keys.split())
        await pilot.pause()
        while lanes_of(pilot).viewer.notice == "reading the log":
            await pilot.pause(0.02)
        shown.append(screen_of(pilot))

    browse(look)
    return f"{shown[0]}\n"


def main() -> None:
    """Write every screen anew."""
    page = PAGE.read_text(encoding="utf-8")
    for keys, shown in BROWSED.findall(page):
        head = f"<!-- keys: {keys} -->\n```text\n"
        page = page.replace(f"{head}{shown}```", f"{head}{after(keys)}```")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
