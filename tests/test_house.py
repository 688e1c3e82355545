"""Who may import whom: the rooms of the house, and no circle of files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import ROOT
from .rooms import PAGE, drawn, files, imported_by, module_of, room_of

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
    "spark": PROJECTIONS | {"exchange"},
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
        ("timeline/exchange/as_of.py", "from ..spark.asking import as_of", "spark"),
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


def test_the_map_is_drawn_from_the_house() -> None:
    """`python -m tests.rooms` draws it anew."""
    assert PAGE.read_text(encoding="utf-8") == drawn()


def test_the_map_tells_of_every_room() -> None:
    told = PAGE.read_text(encoding="utf-8")
    for room in {room_of(module_of(path)) for path in files()}:
        assert f"| `{room}` |" in told


@pytest.mark.parametrize("page", [PAGE, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_the_files_that_a_page_of_the_house_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:events|timeline|tests|docs|seeds)/[\w./-]*)`", text)
    assert named
    assert [name for name in named if "NAME" not in name and not (ROOT / name).exists()] == []
    links = re.findall(r"\]\(([\w./-]+)\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
