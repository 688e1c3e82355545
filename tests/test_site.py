"""The documentation is a site: no link is dead, nothing comes from elsewhere, and search finds."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from docs.site.building import BadSite, build
from docs.site.links import dead_links, loaded_from_elsewhere
from docs.site.navigation import HOW_TOS

from .browser import browser, wait
from .conftest import ROOT

needs_zensical = pytest.mark.skipif(
    importlib.util.find_spec("zensical") is None,
    reason="zensical is missing: pip install 'role-timeline[docs]'",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as the command builds it."""
    folder = tmp_path_factory.mktemp("site") / "made"
    done = subprocess.run(
        [sys.executable, "-m", "docs.site", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},  # of zensical's parts
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{folder / 'index.html'}\n"
    return folder


@needs_zensical
def test_the_site_has_its_four_parts_in_english_and_the_guides_in_chinese(site: Path) -> None:
    home = (site / "index.html").read_text(encoding="utf-8")
    for part in ("Tutorial", "How-to", "Reference", "Explanation"):
        assert part in home
    for name in ("tutorial", *(f"howto/{how_to}" for how_to in HOW_TOS)):
        for page, other in (
            (f"{name}.html", f"zh/{name}.html"),
            (f"zh/{name}.html", f"{name}.html"),
        ):
            up = "../" * page.count("/")
            assert f'href="{up}{other}" hreflang=' in (site / page).read_text(encoding="utf-8")


@needs_zensical
def test_the_reference_has_the_commands_the_json_and_the_api(site: Path) -> None:
    assert "holders" in (site / "schemas" / "show.html").read_text(encoding="utf-8")
    api = (site / "api" / "timeline.html").read_text(encoding="utf-8")
    assert 'id="Timeline.append_yaml"' in api
    assert "<code>must_exist</code>" in api
    assert (site / "commands" / "sync.html").exists()


def play(driver: Any, word: str) -> str:
    """What search says of a word."""
    from selenium.webdriver import ActionChains

    driver.refresh()
    wait(driver, "return document.readyState == 'complete' && !!window.document$")
    results = """
        const found = [...document.querySelectorAll("*")].filter(e => e.shadowRoot)
          .map(e => [...e.shadowRoot.children].filter(c => c.tagName != "STYLE")
          .map(c => c.textContent).join(" ")).join(" ");
        return / results?|No results|结果/.test(found) && found.includes(arguments[0]) && found"""
    ActionChains(driver).send_keys("/").pause(0.3).send_keys(word).perform()
    return str(wait(driver, results, word[-2:]))


@needs_zensical
def test_search_finds_words_of_both_languages_without_a_network(site: Path) -> None:
    with browser() as driver:
        driver.set_window_size(1280, 900)
        driver.get((site / "howto" / "acting.html").as_uri())
        assert "stand" in play(driver, "stand-in")
        driver.get((site / "zh" / "tutorial.html").as_uri())
        assert "何达" in play(driver, "副手高雅")


@needs_zensical
def test_a_page_that_leads_nowhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from docs.site import pages

    put = pages._put
    spoilt = "[gone](nowhere.md)"
    monkeypatch.setattr(pages, "_put", lambda path, text: put(path, f"{text}\n\n{spoilt}\n"))
    with pytest.raises(BadSite, match=r"nowhere\.md"):
        build(tmp_path / "site")


def test_dead_links_and_what_comes_from_elsewhere_are_found(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text("<h1 id='there'></h1>")
    (tmp_path / "a.html").write_text(
        "<a href='b.html#there'></a><a href='b.html#gone'></a><a href='c.html'></a>"
        "<a href='https://example.org'></a><img src='x.png'>"
        "<script src='https://example.org/x.js'></script>"
    )
    assert [*dead_links(tmp_path)] == ["a.html: b.html#gone", "a.html: c.html", "a.html: x.png"]
    assert [*loaded_from_elsewhere(tmp_path)] == ["a.html: https://example.org/x.js"]
