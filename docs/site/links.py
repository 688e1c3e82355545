"""Look for links of a finished site that lead nowhere, or out of the machine for what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

__all__ = ["dead_links", "loaded_from_elsewhere"]


class _Page(HTMLParser):
    """The anchors of a page, where its links lead, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag."""
        has = dict(attrs)
        self.anchors.update(filter(None, (has.get("id"), has.get("name"))))
        if tag == "a" and has.get("href"):
            self.links.append(str(has["href"]))
        is_loaded = tag != "link" or (has.get("rel") or "") in ("stylesheet", "icon", "preconnect")
        source = has.get("src") or (has.get("href") if tag == "link" else None)
        if source and is_loaded:
            self.loads.append(source)


def dead_links(folder: Path) -> Iterator[str]:
    """Yield each link, or each thing to load, that is not there: page and address."""
    pages = _pages(folder)
    for path, page in pages.items():
        for address in (*page.links, *page.loads):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            found = pages.get(target)
            anchor = unquote(parts.fragment)
            if not target.exists() or (anchor and found and anchor not in found.anchors):
                yield f"{path.relative_to(folder)}: {address}"


def loaded_from_elsewhere(folder: Path) -> Iterator[str]:
    """Yield each thing that a page would load over a network."""
    for path, page in _pages(folder).items():
        for address in page.loads:
            if urlsplit(address).scheme in ("http", "https") or address.startswith("//"):
                yield f"{path.relative_to(folder)}: {address}"


def _pages(folder: Path) -> dict[Path, _Page]:
    return {
        path.resolve(): _Page(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
        if path.name != "404.html"  # it stands for any place, and so has no links of its own
    }
