"""The rooms of the house as they are: which file stands in which, and which imports which.

`python -m tests.rooms` draws them anew in `docs/architecture.md`.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from .conftest import ROOT

__all__ = ["PAGE", "drawn", "files", "imported_by", "module_of", "picture", "room_of"]

PAGE = ROOT / "docs" / "architecture.md"

TOP = {
    "__init__",
    "core",
    "questions",
    "plain_answers",
    "histories",
    "frames",
    "verification",
}
"""The face: the modules beside the rooms, but for the notebook, which is a room of its own."""

FOLDERS = {
    "events": "events/",
    "projections": "timeline/projections/",
    "fold": "timeline/projections/fold/",
    "answers": "timeline/projections/answers/",
    "face": "timeline/*.py",
    "notebook": "timeline/notebook.py",
}
"""Where the files of a room are, if not in a folder of its name under `timeline/`."""

PICTURE = re.compile(r"(?<=<!-- rooms -->\n).*?(?=<!-- end -->)", re.DOTALL)


def files() -> list[Path]:
    """All source files of the package, sorted."""
    return sorted([*ROOT.glob("events/*.py"), *ROOT.glob("timeline/**/*.py")])


def module_of(path: Path) -> str:
    """The dotted name under which a file is imported: `timeline.events.log`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts if parts[0] == "timeline" else ("timeline", *parts))


def room_of(module: str) -> str | None:
    """The room of a module of ours; None if it is somebody else's."""
    parts = module.split(".")
    if parts[0] != "timeline" or parts[1:2] == ["_core"]:  # which is compiled, and imports nothing
        return None
    if parts[1:2] == ["projections"] and len(parts) > 2 and parts[2] in ("fold", "answers"):
        return parts[2]
    if len(parts) == 1 or parts[1] in TOP:
        return "face"
    if parts[1] == "__main__":
        return "cli"
    return parts[1]


def imported_by(path: Path, source: str, *, when_run: bool = False) -> set[str]:
    """The modules that a file imports, each by its whole name; `from . import x` names both.

    With `when_run`, what is imported for the type checker alone, or inside a function, is left out.
    """
    tree = ast.parse(source)
    if when_run:
        tree.body = [n for n in tree.body if not (isinstance(n, ast.If) and _is_for_types(n))]
    nodes = tree.body if when_run else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = _base(path, node)
            found.add(base)
            found |= {f"{base}.{alias.name}" for alias in node.names if _is_ours(base, alias.name)}
    return found


def _is_for_types(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _is_ours(base: str, name: str) -> bool:
    """Whether `from base import name` names a module."""
    folder = ROOT / Path(*base.split(".")).as_posix().replace("timeline/events", "events")
    return (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists()


def _base(path: Path, node: ast.ImportFrom) -> str:
    """What `from … import` names, its dots resolved against the file."""
    if not node.level:
        return node.module or ""
    package = module_of(path).split(".")
    package = package if path.name == "__init__.py" else package[:-1]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *filter(None, [node.module])])


def arrows() -> dict[str, set[str]]:
    """The rooms from which each room imports; without the face's bridge to the notebook."""
    found: dict[str, set[str]] = {}
    for path in files():
        mine = room_of(module_of(path))
        assert mine is not None
        theirs = {room_of(module) for module in imported_by(path, path.read_text("utf-8"))}
        found.setdefault(mine, set()).update(room for room in theirs if room and room != mine)
    found["face"].discard("notebook")
    return found


def direct(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The arrows that no way over other rooms stands for."""

    def reached(room: str) -> set[str]:
        return graph[room].union(*(reached(other) for other in graph[room]))

    return {
        room: {one for one in others if not any(one in reached(other) for other in others)}
        for room, others in graph.items()
    }


def picture() -> str:
    """The rooms as a Mermaid graph, an arrow from who imports to what is imported."""
    graph = direct(arrows())
    lines = [f'  {room}["{room}<br/>{FOLDERS.get(room, f"timeline/{room}/")}"]' for room in graph]
    lines += [f"  {room} --> {other}" for room in graph for other in sorted(graph[room])]
    return "\n".join(["```mermaid", "graph TD", *sorted(lines), "```", ""])


def drawn() -> str:
    """The page, with the picture as it should be."""
    return PICTURE.sub(lambda _: picture(), PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(drawn(), encoding="utf-8")
