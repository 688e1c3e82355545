"""The JSON of every answer as a page: its keys, their types and what they mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["pages"]


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of one page for each schema of a folder, and of their list."""
    names = sorted(path.stem for path in folder.glob("*.json"))
    listed = "".join(f"* [timeline {name} --format json]({name}.md)\n" for name in names)
    head = "# JSON\n\nWhat the commands print with `--format json`, as JSON Schemas.\n\n"
    yield "schemas/index.md", head + listed
    for name in names:
        schema = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        yield f"schemas/{name}.md", _page(name, schema)


def _page(name: str, schema: dict[str, Any]) -> str:
    lines = [f"# {schema['title']}", "", schema["description"], ""]
    lines += [f"The schema itself: [{name}.json]({name}.json)", ""]
    lines += _table(schema)
    for key, part in schema["properties"].items():
        items = part.get("items", {})
        if "properties" in items:
            lines += [f"## Each of `{key}`", "", *_table(items)]
    return "\n".join(lines)


def _table(schema: dict[str, Any]) -> Iterator[str]:
    yield from ("| key | type | means |", "|---|---|---|")
    for key, part in schema["properties"].items():
        yield f"| `{key}` | {_type(part)} | {_cell(part.get('description', ''))} |"
    yield ""


def _type(part: dict[str, Any]) -> str:
    if "const" in part:
        return f"`{json.dumps(part['const'])}`"
    if "enum" in part:
        return ", ".join(f"`{json.dumps(value)}`" for value in part["enum"])
    for several in ("anyOf", "oneOf"):
        if several in part:
            return " or ".join(_type(one) for one in part[several])
    kind = part.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
