"""A library is a guest in its process: what is the process's is as it was, after every call."""

from __future__ import annotations

import ast
import gc
import io
import locale
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import timeline
from timeline.events import Appointed, EdtfDate, Person

from .conftest import ACME, ROOT

FACTS = (
    ACME
    + """\
events:
- {id: crash, on: 2019-12, milestone: Crash, at: acme}
- {on: 2018, appointed: ann, post: acme/ceo}
- {on: 2020-01-01, change: ann -> bob, post: acme/ceo, because: crash}
"""
)

CALLS: dict[str, Callable[[timeline.Timeline, Path], object]] = {
    "append": lambda tl, _: tl.append([Person(person="dan", names={"en": "Dan"})]),
    "append_yaml_text": lambda tl, _: tl.append_yaml_text(FACTS),
    "append_jsonl": lambda tl, _: tl.append_jsonl(['{"kind": "person", "person": "x"}'] * 0),
    "refused": lambda tl, _: refused(lambda: tl.append_yaml_text("events: [{on: 2021-02-30}]")),
    "as_of": lambda tl, _: tl.as_of("2020-06-01").holders(),
    "announced_by": lambda tl, _: tl.as_of("2020", announced_by="2019").holders(),
    "career": lambda tl, _: tl.career("bob"),
    "succession": lambda tl, _: tl.succession("acme/ceo"),
    "diff": lambda tl, _: tl.diff("2018-06-01", "2021", axis="effective"),
    "why": lambda tl, _: tl.why("acme/ceo", "2020-06-01"),
    "check": lambda tl, _: tl.check("2021"),
    "stats": lambda tl, _: tl.stats("2021"),
    "vacancies": lambda tl, _: tl.vacancies("2021"),
    "rebuild": lambda tl, _: tl.rebuild(),
    "rebuild, shared": lambda tl, _: tl.rebuild(workers=2),
    "log": lambda tl, _: list(tl.log.read()),
    "dates": lambda *_: [EdtfDate.parse(text) for text in ("2018-33", "1984-1X", "{1960,1961}")],
    "no date": lambda *_: refused(lambda: EdtfDate.parse("the day after")),
    "picture": lambda tl, _: str(tl),
    "seed": lambda *_: timeline.seed(),
}


def refused(call: Callable[[], object]) -> None:
    with pytest.raises(timeline.TimelineError):
        call()


def what_is_the_process_s() -> dict[str, Any]:
    return {
        "streams": (sys.stdin, sys.stdout, sys.stderr),
        "collector": (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()),
        "signals": {number: signal.getsignal(number) for number in signal.valid_signals()},
        "locale": locale.setlocale(locale.LC_ALL),
        "warnings": [*warnings.filters],
        "switches": (sys.getswitchinterval(), sys.getrecursionlimit()),
        "hooks": (sys.excepthook, threading.excepthook, sys.unraisablehook),
    }


@pytest.fixture
def own(tmp_path: Path) -> timeline.Timeline:
    tl = timeline.open(tmp_path / "own.db")
    tl.append_yaml_text(FACTS)
    return tl


@pytest.mark.parametrize("name", CALLS)
def test_a_call_leaves_what_is_the_process_s(
    name: str, own: timeline.Timeline, tmp_path: Path
) -> None:
    before = what_is_the_process_s()
    CALLS[name](own, tmp_path)
    assert what_is_the_process_s() == before


@contextmanager
def eager_switches() -> Iterator[None]:
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


def test_what_one_thread_prints_is_printed_while_others_read_and_append(
    own: timeline.Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(sys, "stdout", printed)
    kept: list[bool] = []

    def work(number: int) -> None:
        for year in range(12):
            text = f"{{{1500 + number * 12 + year},{1900 + year}}}"  # a rarer form, new each time
            EdtfDate.parse(text)
            own.as_of("2020-06-01").holders()
            kept.append(gc.isenabled())
        person = Person(person=f"p{number}", names={"en": "P"})
        took = Appointed(person=f"p{number}", post="acme/board", effective=f"201{number}-01-01")
        own.append([person, took])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    with eager_switches():
        for thread in threads:
            thread.start()
        lines = 0
        while any(thread.is_alive() for thread in threads):
            print(lines)  # noqa: T201 - what is looked at
            kept.append(gc.isenabled())
            lines += 1
            threads[0].join(0.001)
        for thread in threads:
            thread.join()
    assert printed.getvalue().split() == [str(number) for number in range(lines)]
    assert all(kept), "the collector goes on"


TOUCHES = {
    "gc": None,
    "signal": None,
    "locale": None,
    "warnings": None,
    "contextlib": {"redirect_stdout", "redirect_stderr"},
    "sys": {"stdout", "stderr", "stdin", "setrecursionlimit", "setswitchinterval"},
}
"""What a library does not import, or not these names of it."""


def touched(tree: ast.AST) -> Iterator[str]:
    """Yield what a module uses of what is the process's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if TOUCHES.get(a.name, ()) is None)
        elif isinstance(node, ast.ImportFrom) and node.module in TOUCHES and not node.level:
            names = TOUCHES[node.module]
            yield from (a.name for a in node.names if names is None or a.name in names)
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.attr in (TOUCHES.get(node.value.id) or ())
        ):
            yield f"{node.value.id}.{node.attr}"


@pytest.mark.parametrize("planted", ["import gc", "from sys import stdout", "sys.stdout = None"])
def test_what_touches_the_process_is_seen(planted: str) -> None:
    assert [*touched(ast.parse(planted))]


def test_the_library_names_nothing_that_is_the_process_s() -> None:
    """The command may, and the full screen, which is the process while it lasts."""
    rooms = [*ROOT.glob("events/*.py"), *ROOT.glob("timeline/**/*.py")]
    library = [path for path in rooms if path.parent.name not in ("cli", "browse")]
    library.remove(ROOT / "timeline" / "__main__.py")
    assert library
    for path in library:
        assert [*touched(ast.parse(path.read_text(encoding="utf-8")))] == [], path


def test_the_command_spares_the_collector_in_its_own_process_only() -> None:
    code = "import gc, sys; from {} import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print(gc.get_threshold(), gc.get_freeze_count() == 0, file=sys.stderr)"
    for module, same in (("timeline.__main__", False), ("timeline.cli", True)):
        done = subprocess.run(
            [sys.executable, "-c", code.format(module), "--version"],
            capture_output=True,
            text=True,
            check=True,
        )
        said = done.stderr.split("\n")[-2]
        assert (said == f"{gc.get_threshold()} True") == same
