"""The pictures in README and docs, and the writer that sets terminal screens."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from docs.make_pictures import FOLDER
from docs.terminal_svg import CELL, MARGIN, svg_of

from .screens import PAGES

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[tuple[float, float, str, str]]:
    """What is written: column, length in cells, text and colour."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    return [
        (
            (float(found.get("x", "0")) - MARGIN) / CELL,
            float(found.get("textLength", "0")) / CELL,
            found.text or "",
            found.get("fill", ""),
        )
        for found in root.iter(f"{SVG}text")
    ]


def test_every_character_stands_in_its_cells() -> None:
    found = words(svg_of("\x1b[31ma张勇\x1b[0m  b┣吴━e\u0301 <&>", "t"))
    assert [(round(x), round(n), text) for x, n, text, _ in found] == [
        (0, 1, "a"),
        (1, 4, "张勇"),
        (7, 2, "b┣"),
        (9, 2, "吴"),
        (11, 2, "━e\u0301"),
        (14, 3, "<&>"),
    ]
    assert found[0][3] != found[2][3]


@given(st.text(st.sampled_from("ab 张勇━…é\u0301<&"), max_size=30))
def test_no_word_leaves_its_cells(line: str) -> None:
    free = 0.0
    for x, cells, text, _ in words(svg_of(f"|{line}|", "t")):
        assert x > free - 0.01
        assert round(cells) == cell_len(text)
        free = x + cells
    assert round(free) == cell_len(f"|{line}|")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pictures_of_a_page_are_there_and_small(page: object) -> None:
    from pathlib import Path

    assert isinstance(page, Path)
    for target in re.findall(r"!\[.+?\]\((.+?)\)", page.read_text(encoding="utf-8")):
        picture = (page.parent / target).resolve()
        assert picture.parent == FOLDER
        assert 2_000 < picture.stat().st_size < 300_000
        if picture.suffix == ".svg":
            assert "吴泳铭" in picture.read_text(encoding="utf-8")
