"""The frame and its parts are open to everybody: no finding, light and dark, wide and narrow, menus open and shut."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.access import AXE, LOOK, MARK, TAGS, findings, overflow

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser

PAGES = ["kit", "story", "sign-in", "draft", "queue", *(f"errors/{code}" for code in ("400", "403", "403_csrf", "404"))]
PAGES += ["errors/429", "errors/500", "errors/503"]
VIEWS = [("light", 1366), ("dark", 1366), ("light", 390), ("dark", 320)]


@pytest.fixture(params=VIEWS, ids=lambda view: f"{view[0]}-{view[1]}")
def viewed(request: pytest.FixtureRequest, chromium: "Browser", site: str) -> "Iterator[Page]":
    scheme, width = request.param
    size: ViewportSize = {"width": width, "height": 900}
    context = chromium.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce", base_url=site)
    yield context.new_page()
    context.close()


def test_nothing_is_found(viewed: "Page") -> None:
    found = {}
    for name in PAGES:
        viewed.goto(f"/{name}/")
        found[name] = findings(viewed)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("viewed", [("light", 1366)], indirect=True, ids=str)
def test_something_faint_is_found_in_a_page_seen_before_and_once_only(viewed: "Page") -> None:
    """The control of comparing colours once: what has no like among what was seen is compared."""

    def found(known: str) -> tuple[set[str], str]:
        fresh = viewed.evaluate(MARK, known)
        lines = viewed.evaluate(LOOK, ["tag", TAGS, [], 0])
        return {line.partition(":")[0] for line in lines}, f"{known} {fresh}"

    viewed.goto("/story/")
    viewed.evaluate(AXE + ";0")
    first, known = found("")
    assert first == set()
    viewed.evaluate("""() => {
      const faint = document.createElement("p");
      faint.textContent = "Hardly to be read"; faint.style.color = "#bbb"; faint.style.background = "#fff";
      document.querySelector("main").append(faint);
    }""")
    second, known = found(known)
    assert second == {"color-contrast"}
    assert found(known)[0] == set(), "like what was seen"


def test_nothing_is_found_when_a_form_is_wrong(viewed: "Page") -> None:
    viewed.goto("/story/")
    viewed.get_by_role("button", name="Send").click()
    viewed.locator("#error-summary").wait_for()
    assert findings(viewed) == []


@pytest.mark.parametrize("viewed", [("light", 1366), ("dark", 390)], indirect=True, ids=str)
def test_nothing_is_found_in_open_menus_and_dialogs(viewed: "Page") -> None:
    viewed.goto("/kit/")
    openers = ["[popovertarget=user-menu]", "[data-open='#shortcuts']", "[commandfor=confirm]"]
    if viewed.viewport_size and viewed.viewport_size["width"] < 1000:
        openers.insert(0, ".topbar [popovertarget=menu-sheet]")
    else:
        openers.insert(0, "[popovertarget=workspaces]")
    found = {}
    for opener in openers:
        viewed.locator(opener).first.click()
        found[opener] = findings(viewed)
        viewed.keyboard.press("Escape")
    assert {opener: lines for opener, lines in found.items() if lines} == {}


def test_the_hub_has_targets_for_thumbs(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{site}/story/")
    assert [line for line in findings(page, least=43.9) if "Story" not in line] == []
    context.close()


def test_the_tab_bar_stays_at_the_bottom(chromium: "Browser", site: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 500})
    page = context.new_page()
    page.goto(f"{site}/story/")
    for position in (0, 100, 10_000):
        page.mouse.wheel(0, position)
        page.wait_for_timeout(100)
        box = page.locator(".tabbar").bounding_box()
        assert box
        assert round(box["y"] + box["height"]) == 500
    context.close()


def test_right_to_left_mirrors_without_scrolling_sideways(chromium: "Browser", site: str) -> None:
    for width in (1366, 390):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto(f"{site}/kit/")
        page.evaluate("() => { document.documentElement.dir = 'rtl' }")
        assert overflow(page) <= 0
        context.close()
