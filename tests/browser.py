"""A real browser without a network, for the tests that look at pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import timeline
import timeline.charts

ROOT = Path(__file__).parent.parent

AXE = ROOT / "build" / "axe-core" / "axe.min.js"
"""Where `.ci/run` puts it; it comes from npm."""

PHONE, DESKTOP = (375, 812), (1280, 800)


def missing(what: str) -> None:
    """Skip on a developer's machine; fail where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing; .ci/run installs it")
    pytest.skip(f"{what} is missing; .ci/run installs it")


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    """One browser for the tests of a module."""
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def alibaba(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the bundled log."""
    path = tmp_path_factory.mktemp("pages") / "阿里 巴巴.html"
    tl = timeline.seed("alibaba")
    text = timeline.charts.page(tl, "2023-09-10", until="2024-01-01")
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium that reaches no host at all."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if chromium is None or driver is None:
        missing("Chromium with its driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium or ""
    for argument in (
        "--headless=new",
        "--no-sandbox",  # root, as CI is, cannot have one
        "--disable-gpu",
        "--hide-scrollbars",
        "--disable-dev-shm-usage",
        "--lang=en-GB",
        "--host-resolver-rules=MAP * ~NOTFOUND",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    found = webdriver.Chrome(options, Service(driver))
    try:
        found.execute_cdp_cmd("Network.enable", {})
        yield found
    finally:
        found.quit()


def resize(driver: Any, size: tuple[int, int], scale: float = 1) -> None:
    """Make the window as large as a phone's or a desktop's."""
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def visit(driver: Any, path: Path, size: tuple[int, int] = DESKTOP) -> None:
    """Open a file and wait until its lanes are drawn."""
    resize(driver, size)
    driver.get(path.as_uri())
    wait(driver, "return document.body.dataset.drawn")


def wait(driver: Any, script: str, *values: Any) -> Any:
    """Wait until a script gives something true."""
    from selenium.webdriver.support.wait import WebDriverWait

    return WebDriverWait(driver, 30, poll_frequency=0.05).until(
        lambda found: found.execute_script(script, *values)
    )
