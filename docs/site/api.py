"""The Python interface as pages, from its docstrings."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["pages"]

MODULES: Final = ("timeline", "timeline.events", "timeline.views", "timeline.charts")
"""Whose public names are described, each on a page."""

PARTS: Final = ("Args", "Attributes", "Raises", "Returns", "Yields")


def pages() -> Iterator[tuple[str, str]]:
    """Yield the path and the text of one page for each module."""
    for name in MODULES:
        yield f"api/{name}.md", "\n".join(_module(name))


def _module(name: str) -> Iterator[str]:
    module = importlib.import_module(name)
    yield f"# {name}"
    yield from ("", _doc(module), "")
    names = (public for public in module.__all__ if not public.startswith("_"))
    for public in sorted(names, key=str.lower):
        value = getattr(module, public)
        if inspect.isclass(value):
            yield from _class(public, value)
        elif callable(value):
            yield from _function(public, value, "##")
        else:
            yield from (f"## {public} {{ #{public} }}", "", f"`{_short(value)}`", "")


def _class(name: str, value: type) -> Iterator[str]:
    yield from (f"## {name} {{ #{name} }}", "")
    bases = [base.__name__ for base in value.__bases__ if base is not object]
    if bases:
        yield from (f"A {', '.join(f'`{base}`' for base in bases)}.", "")
    if not issubclass(value, BaseException):
        yield from _signature(name, value)
    yield from (_doc(value), "")
    for member, found in _members(value):
        if isinstance(found, property) or not callable(found):
            yield from (f"### {name}.{member} {{ #{name}.{member} }}", "", _doc(found), "")
        else:
            yield from _function(f"{name}.{member}", found, "###")


def _members(value: type) -> Iterator[tuple[str, Any]]:
    """What of ours a class has that a docstring describes, its own first."""
    seen = set()
    for base in value.__mro__:
        if not base.__module__.startswith("timeline"):
            continue
        for name, raw in vars(base).items():
            found = raw.__func__ if isinstance(raw, (classmethod, staticmethod)) else raw
            found = getattr(found, "func", found)  # a cached property's function
            known = name.startswith("_") or name in seen or not getattr(found, "__doc__", None)
            if known or not (inspect.isfunction(found) or isinstance(found, property)):
                continue
            seen.add(name)
            yield name, found


def _function(name: str, value: Any, level: str) -> Iterator[str]:
    yield from (f"{level} {name} {{ #{name} }}", "")
    yield from _signature(name, value)
    yield from (_doc(value), "")


def _signature(name: str, value: Any) -> Iterator[str]:
    try:
        signature = str(inspect.signature(value))
    except (TypeError, ValueError):
        return
    plain = re.sub(r"(?:\btimeline(?:\.\w+)*\.|\btyping\.|\bcollections\.abc\.)", "", signature)
    yield from ("```python", f"{name}{plain}".replace("'", ""), "```", "")


def _doc(value: Any) -> str:
    """A docstring as Markdown: examples as code, what is described as a list."""
    text = inspect.getdoc(value) or ""
    text = re.sub(r"(^>>> .*?)(?=\n\n|\Z)", r"```python\n\1\n```", text, flags=re.DOTALL | re.M)
    lines: list[str] = []
    described = False
    for line in text.splitlines():
        if line.rstrip(":") in PARTS and line.endswith(":"):
            described = True
            lines += ["", f"**{line[:-1]}**", ""]
        elif described and (entry := re.match(r"    (\*{0,2}\w+): (.*)", line)):
            lines.append(f"* `{entry[1]}`: {entry[2]}")
        else:
            described = described and (not line or line.startswith(" "))
            lines.append(f"  {line.strip()}" if described and line else line)
    return "\n".join(lines)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 200 else f"{text[:200]}…"
