"""Chromium for tests marked `browser`: fixtures, and what happens on a machine that has none.

Without Chromium these tests are skipped, and the last line of the run says so. Where CI or REQUIRE_BROWSER is set,
which is where nobody reads that line, they fail instead.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local import assets

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium (set CHROMIUM, or install Debian's chromium)"
# Scripts live for one page here: what is made ready for its thousandth call is thrown away with it.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream", "--js-flags=--no-opt --no-maglev",
]  # fmt: skip


def chromium_path() -> str | None:
    """The program, by CHROMIUM or by its usual names; first the shell, which starts no windows of its own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def is_required() -> bool:
    """Whether a missing Chromium is a failure."""
    return any(os.environ.get(name, "").lower() not in {"", "0", "false"} for name in ("CI", "REQUIRE_BROWSER"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or fail, a browser test that has no browser."""
    if item.get_closest_marker("browser") is None or chromium_path() is not None:
        return
    if is_required():
        pytest.fail(f"This test needs a browser, and there is {MISSING}.", pytrace=False)
    pytest.skip(MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One loud line for the browser tests that did not run."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if MISSING in str(report.longrepr)]
    if skipped:
        words = f"{len(skipped)} BROWSER TESTS WERE SKIPPED: {MISSING}"
        terminalreporter.write_line(words, red=True, bold=True)


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One Chromium for all browser tests of a worker, with the styles built."""
    from playwright.sync_api import sync_playwright  # half a second, which only browser tests should pay

    assets.build()
    # Playwright's loop runs in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browser_context(chromium: "Browser") -> "Iterator[BrowserContext]":
    """A browser of its own for one test: no cookies, desktop size."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: "BrowserContext") -> "Page":
    """An empty page."""
    return browser_context.new_page()
