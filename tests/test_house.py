"""Who may import whom: the rooms of the house, and no circle of files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

RECORDS = {"events", "projections"}
"""The words of the domain: events, and the records that answers are made of."""

PROJECTIONS = RECORDS | {"fold", "answers"}

MAY_IMPORT: dict[str, set[str]] = {
    "events": set(),
    "projections": {"events"},
    "fold": RECORDS,
    "answers": RECORDS,
    "tables": PROJECTIONS,
    "appending": PROJECTIONS | {"tables"},
    "face": PROJECTIONS | {"tables", "appending"},
    "exchange": PROJECTIONS | {"face"},
    "views": PROJECTIONS,
    "charts": PROJECTIONS | {"views"},
    "browse": PROJECTIONS | {"views"},
    "notebook": PROJECTIONS | {"face", "views", "charts"},
}
"""What each room may import beside itself; the command, `cli`, may import all."""

WITHOUT_THE_WORLD = {"sqlite3", "rich", "click", "os", "pathlib", "time", "random", "socket"}
"""Libraries that a pure fold has no use for."""

BARE = {
    "events": {"click", "textual", "altair"},
    "projections": WITHOUT_THE_WORLD,
    "fold": WITHOUT_THE_WORLD,
    "answers": WITHOUT_THE_WORLD,
    "views": {"sqlite3", "click", "os"},
    "charts": {"sqlite3", "click", "os"},
}
"""What a room does not import from elsewhere."""

TOP = {"__init__", "__main__", "core", "questions", "histories", "frames", "verification"}
"""The face: the modules beside the rooms, but for the notebook, which is a room of its own."""


def module_of(path: Path) -> str:
    """The dotted name under which a file is imported: `timeline.events.log`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    return ".".join(parts if parts[0] == "timeline" else ("timeline", *parts))


def room_of(module: str) -> str | None:
    """The room of a module of ours; None if it is somebody else's."""
    parts = module.split(".")
    if parts[0] != "timeline":
        return None
    if parts[1:2] == ["projections"] and len(parts) > 2 and parts[2] in ("fold", "answers"):
        return parts[2]
    if len(parts) == 1 or parts[1] in TOP:
        return "face"
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


def files() -> list[Path]:
    return sorted([*ROOT.glob("events/*.py"), *ROOT.glob("timeline/**/*.py")])


def breaches(path: Path, source: str) -> list[str]:
    """Each import of a file that its room may not make."""
    mine = room_of(module_of(path))
    assert mine is not None
    if mine in ("cli", "seeds"):
        return []
    assert mine in MAY_IMPORT, f"{path} stands in no room of the table"
    found = []
    for module in sorted(imported_by(path, source)):
        theirs = room_of(module)
        if theirs is None:
            if module.partition(".")[0] in BARE.get(mine, ()):
                found.append(f"{mine} imports {module}")
        elif theirs != mine and theirs not in MAY_IMPORT[mine] and not _is_the_bridge(mine, module):
            found.append(f"{mine} imports {theirs} ({module})")
    return found


def _is_the_bridge(mine: str, module: str) -> bool:
    """Whether it is the notebook that is imported, by the class that is shown by it."""
    return mine == "face" and module == "timeline.notebook"


def test_every_room_imports_only_what_it_may() -> None:
    found = {path: breaches(path, path.read_text("utf-8")) for path in files()}
    assert {str(path.relative_to(ROOT)): lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("file", "line", "breach"),
    [
        ("events/log.py", "from timeline.projections.names import Names", "projections"),
        ("events/log.py", "from ..projections import names", "projections"),
        ("timeline/projections/posts.py", "from ..core import Timeline", "face"),
        ("timeline/projections/posts.py", "from .fold.posts import post_history", "fold"),
        ("timeline/projections/fold/posts.py", "from ..answers import chains", "answers"),
        (
            "timeline/projections/answers/why.py",
            "from ...tables.reader import TableHistories",
            "tables",
        ),
        ("timeline/projections/standing.py", "import sqlite3", "sqlite3"),
        ("timeline/tables/reader.py", "def f():\n    from timeline.core import open", "face"),
        ("timeline/appending/append.py", "from .. import core", "face"),
        ("timeline/views/show.py", "from timeline.charts.spec import layered", "charts"),
        ("timeline/charts/api.py", "import timeline.notebook", "notebook"),
        ("timeline/browse/app.py", "from timeline.cli.days import today", "cli"),
        ("timeline/questions.py", "from .views.show import ShowView", "views"),
    ],
)
def test_a_breach_is_seen(file: str, line: str, breach: str) -> None:
    path = ROOT / file
    found = breaches(path, path.read_text("utf-8") + "\n" + line + "\n")
    assert any(breach in said for said in found), found


def circle_among(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle of imports, in order; empty if there is none."""
    done: set[str] = set()
    for start in sorted(graph):
        way: list[tuple[str, list[str]]] = [(start, sorted(graph[start]))]
        while way:
            module, rest = way[-1]
            if not rest or module in done:
                done.add(module)
                way.pop()
                continue
            following = rest.pop(0)
            on_way = [name for name, _ in way]
            if following in on_way:
                return [*on_way[on_way.index(following) :], following]
            if following in graph and following not in done:
                way.append((following, sorted(graph[following])))
    return []


def test_no_circle_of_files_is_loaded() -> None:
    modules = {module_of(path): path for path in files()}
    graph = {
        module: imported_by(path, path.read_text("utf-8"), when_run=True)
        & modules.keys() - {module}
        for module, path in modules.items()
    }
    assert circle_among({module: of - {module} for module, of in graph.items()}) == []
    assert circle_among({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]


def test_nine_modules_at_most_lie_beside_the_rooms() -> None:
    assert len([*ROOT.glob("timeline/*.py")]) <= 9
