"""The pages of the site: those of `docs/`, with links that fit, and those that are made."""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from timeline.cli import COMMANDS

from . import api, chinese_commands, json_pages

__all__ = ["ROOT", "stage_chinese", "stage_english"]

ROOT: Final = Path(__file__).parents[2]

ELSEWHERE: Final = {
    "README.md": "index.md",
    "README.zh.md": "zh/index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "docs/commands": "commands/index.md",
    "docs/schemas": "schemas/index.md",
}
"""Where pages of the project stand in the site that do not stand in `docs/`, by their paths."""

LEFT_OUT: Final = {"pypi.md"}
"""What the package index shows."""

SHARED: Final = ("glossary.md",)
"""One page for both languages."""

LINK: Final = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
FENCE: Final = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def stage_english(folder: Path) -> None:
    """Put the pages of the English site into a folder."""
    for page in sorted((ROOT / "docs").rglob("*.md")):
        path = page.relative_to(ROOT / "docs").as_posix()
        if path not in LEFT_OUT and not path.startswith("zh/"):
            _put(folder / path, _linked(page, path))
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        _put(folder / ELSEWHERE[name], _linked(ROOT / name, ELSEWHERE[name]))
    for made in (api.pages(), json_pages.pages(ROOT / "docs" / "schemas")):
        for path, text in made:
            _put(folder / path, text)
    _put(folder / "commands" / "index.md", _commands())
    shutil.copytree(ROOT / "docs" / "schemas", folder / "schemas", dirs_exist_ok=True)
    shutil.copytree(ROOT / "docs" / "pictures", folder / "pictures")


def stage_chinese(folder: Path) -> None:
    """Put the pages of the Chinese site into a folder."""
    for page in sorted((ROOT / "docs" / "zh").rglob("*.md")):
        path = page.relative_to(ROOT / "docs").as_posix()
        _put(folder / path.removeprefix("zh/"), _linked(page, path))
    for path in SHARED:
        _put(folder / path, _linked(ROOT / "docs" / path, f"zh/{path}"))
    _put(folder / "commands.md", chinese_commands.page())
    shutil.copytree(ROOT / "docs" / "pictures", folder / "pictures")


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _linked(page: Path, place: str) -> str:
    """The text of a page of the project, with the links that it needs at its place in the site."""
    text = page.read_text(encoding="utf-8")
    parts = []
    for is_fence, part in _parts(text):
        parts.append(part if is_fence else LINK.sub(lambda m: _link(m, page, place), part))
    return "".join(parts)


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """A text in pieces, each with whether it is a fence, in which nothing is a link."""
    end = 0
    for fence in FENCE.finditer(text):
        yield False, text[end : fence.start()]
        yield True, fence[0]
        end = fence.end()
    yield False, text[end:]


def _link(found: re.Match[str], page: Path, place: str) -> str:
    """A link as it is to be at its place; only its words, if it leads to code."""
    mark, words, target = found.groups()
    address, hash_, anchor = target.partition("#")
    if "://" in target or target.startswith(("#", "mailto:")):
        return found[0]
    named = (page.parent / address).resolve().relative_to(ROOT).as_posix()
    to = ELSEWHERE.get(named) or (named.removeprefix("docs/") if "docs/" in named else None)
    if to is None:
        return words
    chinese = place.startswith("zh/")
    if chinese and to.removeprefix("zh/") in (*SHARED, "pictures/chart.svg"):
        to = f"zh/{to.removeprefix('zh/')}"
    if chinese != to.startswith("zh/"):  # the other language is a site of its own
        to = to.removesuffix(".md") + ".html" * to.endswith(".md")
    here = posixpath.dirname(place)
    return f"{mark}[{words}]({posixpath.relpath(to, here or '.')}{hash_}{anchor})"


def _commands() -> str:
    """The page with all commands."""
    rows = [f"| [{name}]({name}.md) | {says} |" for name, says in COMMANDS.items()]
    return "\n".join(["# Commands", "", "| command | does |", "|---|---|", *rows, ""])
