"""In a browser: a video from the camera to the reviewer, over a reload and a lost piece; pictures, one of them bad."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import User, Workspace
from files.models import Video
from foundation.tenancy import workspace_scope
from missions.models import Submission
from tests.browser.access import findings
from tests.factories.hub import open_hub
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate
from tests.files.uploads import SVG, jpeg

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
RIGHTS = {
    "type-rights": "on",
    "type-rights_wording": "Show it.",
    "type-rights_scope": ["website"],
    "type-rights_term": "12",
}
VIDEO = {"type-seconds": "30", "type-questions": "Who are you?", "type-script": "Hello. " * 80, **RIGHTS}
MEDIA = {"type-kinds": ["pictures"], "type-least": "1", "type-most": "4", "type-caption": "optional", **RIGHTS}


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def page(chromium: "Browser", acme: Workspace, live_server: LiveServer, faults: list[str]) -> "Iterator[Page]":
    """Maya's phone, with a camera."""
    base = str(live_server.url).replace("127.0.0.1", "localhost")
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, base_url=base, permissions=["camera", "microphone"]
    )
    context.set_default_timeout(30_000)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    cookies = open_hub(acme, make_advocate(acme)).cookies
    context.add_cookies([{"name": name, "value": one.value, "url": base} for name, one in cookies.items()])
    yield context.new_page()
    context.close()
    assert [fault for fault in faults if "Failed to load resource" not in fault] == []


def live(acme: Workspace, owner: User, key: str, raw: dict[str, Any]) -> str:
    with workspace_scope(acme.pk):
        return f"/acme/missions/{make_live(owner, type_key=key, now=timezone.now(), **raw).pk}/"


@pytest.mark.covers("S1-18", "S2-38", "S3-18", "S2-149")
def test_a_video_is_recorded_watched_and_sent_over_a_bad_connection(
    acme: Workspace, owner: User, client: Client, page: "Page"
) -> None:
    lost: list[str] = []

    def lose_one(route: "Route") -> None:
        if route.request.method == "PATCH" and not lost:
            lost.append(route.request.url)
            route.fulfill(status=503)
        else:
            route.continue_()

    page.route("**/uploads/*/", lose_one)
    page.goto(live(acme, owner, "video", VIDEO))
    page.get_by_role("button", name="Turn the camera on").click()
    said = page.locator("[data-part=status]")
    said.filter(has_text="then press Record").wait_for()
    assert page.locator("[data-device=video] option").count() > 0
    page.get_by_role("button", name="Record", exact=True).click()
    page.locator("[data-part=clock]").filter(has_text=re.compile(r"0:2\d left")).wait_for()
    page.get_by_role("button", name="Stop").click()
    said.filter(has_text="Nothing has been sent yet").wait_for()
    page.reload()
    said.filter(has_text="We kept what you recorded").wait_for()
    page.get_by_role("button", name="Use this video").click()
    said.filter(has_text="Press Send below to hand it in").wait_for()
    assert lost
    page.get_by_label("I agree to these usage rights").check()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Sent, in review").wait_for()
    page.wait_for_function("() => document.querySelector('figure video').readyState > 0")
    assert findings(page) == []
    with workspace_scope(acme.pk):
        video = Video.objects.get()
        assert video.poster is not None
        assert (video.length_ms or 0) > 100
        submission = Submission.objects.get()
    assert "Show it." in client.get(f"/acme/console/review/{submission.pk}/").content.decode()


@pytest.mark.covers("S1-14", "S2-36")
def test_pictures_are_dropped_looked_at_left_out_and_seen_large(acme: Workspace, owner: User, page: "Page") -> None:
    page.goto(live(acme, owner, "media", MEDIA))
    page.locator("file-drop:defined").first.wait_for()
    field = page.locator("input[type=file]")
    files: Any = [{"name": name, "mimeType": "image/jpeg", "buffer": jpeg()} for name in ("a.jpg", "b.jpg", "c.jpg")]
    files.append({"name": "d.svg", "mimeType": "image/svg+xml", "buffer": SVG})
    field.set_input_files(files[:2])
    field.set_input_files(files[2:])
    assert page.locator("[data-list] li").count() == 4
    page.get_by_role("button", name="Leave it out: b.jpg").click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("“d.svg” is an SVG drawing").first.wait_for()
    assert page.get_by_role("checkbox", name=re.compile("Take it out")).count() == 2
    page.get_by_label("I agree to these usage rights").check()
    assert findings(page) == []
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Sent, in review").wait_for()
    page.locator("picture-box:defined a[data-picture]").first.click()
    page.locator("dialog[open] img").wait_for()
    page.keyboard.press("ArrowRight")
    assert "c.jpg" in str(page.locator("dialog[open] img").get_attribute("src"))
