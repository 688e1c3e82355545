"""Views on a terminal or in a pipe: colours, and a pager for what overflows."""

from __future__ import annotations

import os
import sys
import zlib
from colorsys import rgb_to_hls
from contextlib import suppress
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from timeline.views.links import target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from timeline.views.cells import Line

__all__ = ["Depth", "color_depth", "has_links", "put", "rendered"]

Depth: TypeAlias = Literal[0, 16, 256, 16_777_216]
"""How many colours a terminal has; 0 for no styles at all."""

_SIXTEEN: Final = {
    "#0072b2": 4,
    "#d55e00": 1,
    "#009e73": 2,
    "#cc79a7": 5,
    "#56b4e9": 6,
    "#e69f00": 3,
    "#7b5cd6": 12,
    "#8a8a1f": 11,
    "#a83c8f": 13,
    "#8c5a2b": 8,
    "#3fa7a3": 14,
    "#d9534f": 9,
    "#000000": 0,
    "#ffffff": 15,
}
"""The nearest by hue, and each another; the nearest by distance would be grey for many of them."""

_HUES: Final = (1, 3, 2, 6, 4, 5)
"""The six hues of sixteen colours: red, yellow, green, cyan, blue, magenta."""


def color_depth(color: str) -> Depth:
    """How many colours to print with, by `--color` and by the environment.

    `NO_COLOR` and then `FORCE_COLOR` decide where `--color` does not; a pipe has no colours.
    """
    env = os.environ
    forced = env.get("FORCE_COLOR", "")
    if color == "never" or (color == "auto" and (env.get("NO_COLOR") or forced == "0")):
        return 0
    term = env.get("TERM", "")
    if color != "always" and not forced and (not sys.stdout.isatty() or term in ("", "dumb")):
        return 0
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit") or forced == "3":
        return 16_777_216
    return 256 if "256" in term or forced == "2" else 16


def rendered(line: Line, depth: Depth, links: bool = False) -> str:
    """A line with its escape sequences, if it is to have any; addresses as links, if asked for."""
    if not depth:
        return "".join(text for text, _ in line)
    return "".join(_run(text, style, depth, links) for text, style in line)


def _run(text: str, style: str, depth: Depth, links: bool) -> str:
    style, target = target_of(style)
    codes = _codes(style, depth)
    shown = f"\x1b[{codes}m{text}\x1b[0m" if codes else text
    if not (links and target):
        return shown
    # An id tells the terminal which parts of a text that was folded are one link.
    number = zlib.crc32(target.encode())
    return f"\x1b]8;id={number:x};{target}\x1b\\{shown}\x1b]8;;\x1b\\"


def has_links() -> bool:
    """Whether links are printed (OSC 8): on a terminal, unless the environment says otherwise.

    A terminal that has no links ignores them, but for the oldest; `FORCE_HYPERLINK` decides.
    """
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced not in ("", "0")
    return sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb", "linux")


@lru_cache(maxsize=256)
def _codes(style: str, depth: Depth) -> str:
    codes: list[str] = []
    ground = False
    for word in style.split():
        if word == "on":
            ground = True
        elif word.startswith("#"):
            codes.append(_color(word, ground, depth))
        else:
            codes.append({"bold": "1", "dim": "2"}[word])
    return ";".join(codes)


def _color(color: str, ground: bool, depth: Depth) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    if depth == 16:
        hue = rgb_to_hls(red / 255, green / 255, blue / 255)[0]
        number = _SIXTEEN.get(color, _HUES[round(hue * 6) % 6])
        return str((number + 30 if number < 8 else number + 82) + 10 * ground)
    if depth == 256:
        levels = (0, 95, 135, 175, 215, 255)
        r, g, b = (
            min(range(6), key=lambda i, part=part: abs(levels[i] - part))  # type: ignore[misc]
            for part in (red, green, blue)
        )
        return f"{48 if ground else 38};5;{16 + 36 * r + 6 * g + b}"
    return f"{48 if ground else 38};2;{red};{green};{blue}"


# --- putting it out ----------------------------------------------------------------------------


def put(lines: Iterable[Line], depth: Depth, paged: bool) -> None:
    """Print lines; through a pager if they are more than a terminal shows at once.

    Args:
        lines: what to print; they are drawn while they are printed.
        depth: how many colours.
        paged: whether a pager may be used at all.
    """
    links = bool(depth) and has_links()
    texts: Iterator[str] = (rendered(line, depth, links) + "\n" for line in lines)
    seen = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    command = _pager() if paged and seen else None
    if command is not None:
        import shutil

        first = list(islice(texts, shutil.get_terminal_size((80, 24)).lines - 1))
        more = list(islice(texts, 1))
        texts = chain(first, more, texts)
        if more and _page(command, texts):
            return
    sys.stdout.writelines(texts)


def _pager() -> str | None:
    """The pager that the environment names; None if that is none."""
    for name in ("TIMELINE_PAGER", "PAGER"):
        if name in os.environ:
            command = os.environ[name].strip()
            return None if command in ("", "cat") else command
    return "less"


def _page(command: str, texts: Iterator[str]) -> bool:
    """Give lines to a pager until it has enough; False if there is no such program."""
    import shlex
    import subprocess

    try:
        words = shlex.split(command)
        environment = {"LESS": "FRX", **os.environ}
        pager = subprocess.Popen(  # noqa: S603 - the user's own choice
            words,
            stdin=subprocess.PIPE,
            encoding=sys.stdout.encoding,
            errors="replace",
            env=environment,
        )
    except (OSError, ValueError):
        return False
    assert pager.stdin is not None  # noqa: S101 - as asked above
    with suppress(BrokenPipeError, KeyboardInterrupt):  # the reader has seen enough
        pager.stdin.writelines(texts)
    _until_done(pager.stdin.close)
    _until_done(pager.wait)
    return True


def _until_done(step: Callable[[], object]) -> None:
    """Run something to its end, and leave an interrupt to the pager."""
    while True:
        try:
            step()
        except KeyboardInterrupt:
            continue
        except BrokenPipeError:
            pass
        return
