"""Build the site: two sites of one look, English and below it Chinese, each with its search."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from .links import dead_links, loaded_from_elsewhere
from .navigation import CHINESE, ENGLISH, Tree
from .pages import stage_chinese, stage_english

__all__ = ["BadSite", "build"]


class BadSite(Exception):
    """The site cannot be built, or something on it leads nowhere."""


class _Language(NamedTuple):
    """One of the two sites."""

    tag: str
    folder: str
    pages: Callable[[Path], None]
    navigation: list[Tree]
    other: str
    description: str


LANGUAGES: Final = (
    _Language("en", "", stage_english, ENGLISH, "zh/index.html", "Who held which post on any day"),
    _Language("zh", "zh", stage_chinese, CHINESE, "../index.html", "任何一天，谁担任什么职位"),
)

SEPARATOR: Final = (
    r"""[\s\u200b\-_,:!=\[\]()\\"`/·|]+|\.(?!\d)"""
    r"""|(?<=[\u3400-\u9fff，。；：、])|(?=[\u3400-\u9fff])"""
)
"""Where search takes words apart: Chinese, which has no spaces, at every character."""

WORKER: Final = "assets/iframe-worker.js"
"""What lets search run from a file; it stands for one that would be loaded from a network."""


def build(folder: Path) -> None:
    """Make the site in a folder, which is made anew.

    Raises:
        BadSite: zensical is missing or refuses a page, or a link is dead.
    """
    if folder.exists():
        shutil.rmtree(folder)
    for language in LANGUAGES:
        _build(language, folder.resolve() / language.folder)
    _link_languages(folder)
    wrong = [*dead_links(folder), *loaded_from_elsewhere(folder)]
    if wrong:
        raise BadSite("these lead nowhere, or out of the machine:\n" + "\n".join(wrong))


def _build(language: _Language, into: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "docs")
        language.pages(source)
        assets = source / "assets"
        assets.mkdir()
        for name in ("iframe-worker.js", "site.css"):
            shutil.copy(Path(__file__).parent / name, assets)
        config = Path(place, "mkdocs.yml")
        settings = {**_settings(language), "site_dir": str(Path(place, "site"))}
        config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "-f", str(config)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise BadSite(_told(done.stdout + done.stderr))
        shutil.copytree(Path(place, "site"), into, dirs_exist_ok=True)


def _told(said: str) -> str:
    if "No module named zensical" in said:
        return "the site is built by zensical: pip install 'role-timeline[docs]'"
    return re.sub(r"\x1b\[[0-9;]*m", "", said)


def _settings(language: _Language) -> dict[str, Any]:
    return {
        "site_name": "timeline",
        "site_description": language.description,
        "nav": language.navigation,
        "theme": {
            "name": "material",
            "language": language.tag,
            "font": False,
            "features": ["navigation.tabs", "navigation.top", "content.code.copy", "toc.follow"],
            "palette": [
                {"media": "(prefers-color-scheme: light)", "scheme": "default"},
                {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
            ],
        },
        "extra_css": ["assets/site.css"],
        "plugins": {"search": {"separator": SEPARATOR}, "offline": {}},
        "markdown_extensions": [
            "attr_list",
            "tables",
            {"toc": {"permalink": True}},
            "pymdownx.superfences",
            "pymdownx.highlight",
        ],
        "extra": {
            "polyfills": [WORKER],
            "alternate": [
                {"name": "English", "lang": "en", "link": _link_to("en", language)},
                {"name": "中文", "lang": "zh", "link": _link_to("zh", language)},
            ],
        },
    }


def _link_to(tag: str, language: _Language) -> str:
    return "index.html" if tag == language.tag else language.other


def _link_languages(folder: Path) -> None:
    """Let the choice of a language lead to the same page, where the other language has it."""
    for path in folder.rglob("*.html"):
        name = path.relative_to(folder).as_posix()
        own = name.removeprefix("zh/")
        text = path.read_text(encoding="utf-8")
        for tag, place in (("en", own), ("zh", f"zh/{own}")):
            if (folder / place).exists():
                up = "../" * name.count("/")
                text = re.sub(
                    rf'href="[^"]*index\.html" hreflang="{tag}"',
                    f'href="{up}{place}" hreflang="{tag}"',
                    text,
                )
        path.write_text(text, encoding="utf-8")
