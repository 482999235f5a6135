"""Social posts and web pages in a browser: from the setup to a reviewed post, and without scripts on a phone."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.models import Mission, Opening, Submission
from missions.operations.decisions import approve_submission
from tests.browser.access import findings
from tests.factories.hub import open_hub
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser
AWAY = re.compile(r"^https://(?!localhost)")


@pytest.fixture
def base(live_server: LiveServer) -> Iterator[str]:
    """The server's address, which is also what short links begin with."""
    address = str(live_server.url).replace("127.0.0.1", "localhost")
    with override_settings(PUBLIC_URL=address):
        yield address


@pytest.fixture(params=[(1280, True)], ids=str)
def context(request: pytest.FixtureRequest, chromium: "Browser", base: str) -> "Iterator[BrowserContext]":
    """A browser of this width, with scripts or without; the world outside answers with an empty page."""
    width, scripts = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, base_url=base, java_script_enabled=scripts, color_scheme="dark"
    )
    context.set_default_timeout(30_000)
    context.route(AWAY, lambda route: route.fulfill(body="<title>Elsewhere</title>", content_type="text/html"))
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield context
    context.close()
    assert [fault for fault in faults if "status of 422" not in fault] == []


def enter(context: "BrowserContext", client: Client, base: str, address: str) -> "Page":
    context.add_cookies([{"name": name, "value": one.value, "url": base} for name, one in client.cookies.items()])
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.covers("S1-13", "S2-39", "S3-67", "S3-68")
def test_a_post_is_set_up_shared_shown_and_approved(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str
) -> None:
    maya = make_advocate(acme)
    begun = client.post("/acme/console/missions/new/", {"type": "social_post"}).headers["Location"]
    page = enter(context, client, base, begun.replace("trigger", "setup"))
    page.locator("#id_title").fill("Share our launch")
    page.locator("#id_type-link").fill("https://www.example.com/launch")
    page.locator("#add-x").click()
    page.locator("#id_type-net-1-text1").fill("We are live")
    page.locator("#preview").get_by_text("We are live #ad").wait_for()
    page.get_by_label("No, just give me the link").check()
    page.get_by_role("button", name=re.compile("Continue to")).click()
    page.wait_for_url("**/recognition/")
    page.get_by_role("button", name=re.compile("Continue to")).click()
    page.wait_for_url("**/check/")
    page.get_by_role("button", name=re.compile("^Launch")).click()
    with workspace_scope(acme.pk):
        mission = Mission.objects.get()
    assert mission.state == "live"

    hub = enter(context, open_hub(acme, maya), base, f"/acme/missions/{mission.pk}/")
    text = hub.get_by_label("Your text for X")
    assert text.input_value() == "We are live #ad"
    text.fill("I love it")
    hub.get_by_text("247 characters left").wait_for()
    hub.get_by_role("button", name="Share on X").click()
    hub.locator("#error-summary").get_by_text("Put this into your text: #ad").wait_for()
    assert findings(hub) == []
    hub.get_by_label("Your text for X").fill("I love it #ad")
    with context.expect_page() as opened:
        hub.get_by_role("button", name="Share on X").click()
    opened.value.wait_for_url("https://x.com/intent/post?**")
    assert "text=I%20love%20it%20%23ad&url=http" in opened.value.url
    opened.value.close()
    assert hub.get_by_label("The words of your post").input_value() == "I love it #ad"
    hub.get_by_label("Link to your post").fill("https://x.com/maya/status/1")
    hub.get_by_role("button", name="Send").click()
    hub.get_by_text("Sent, in review").wait_for()

    queue = enter(context, client, base, "/acme/console/review/")
    queue.get_by_text("Found in these words: #ad").wait_for()
    queue.locator("#decide").get_by_role("button", name="Approve").click()
    queue.wait_for_url("**/review/")
    with workspace_scope(acme.pk):
        assert Submission.objects.get().state == "approved"
    page.goto(f"/acme/console/missions/{mission.pk}/results/")
    assert "Opened a share" in page.locator("main").inner_text()


@pytest.mark.covers("S3-74")
@pytest.mark.parametrize("context", [(390, False)], indirect=True, ids=str)
def test_a_page_is_opened_and_a_post_shared_without_scripts_on_a_phone(
    acme: Workspace, owner: User, context: "BrowserContext", base: str
) -> None:
    maya, now = make_advocate(acme), timezone.now()
    page_of_ours = {"type-link": f"{base}/healthz", "type-button": "Sign Up", "type-done": "opening"}
    post = {
        "type-link": "https://www.example.com/", "type-proof": "none", "type-net": "1", "type-net-next": "2",
        "type-net-1-network": "instagram", "type-net-1-text1": "One", "type-net-1-text2": "Two",
    }  # fmt: skip
    with workspace_scope(acme.pk):
        visit = make_live(owner, type_key="web_page", now=now, approval="everyone", **page_of_ours)
        share = make_live(owner, type_key="social_post", now=now, **post)
    hub = enter(context, open_hub(acme, maya), base, f"/acme/missions/{visit.pk}/")
    with context.expect_page() as opened:
        hub.get_by_role("button", name="Sign Up").click()
    opened.value.wait_for_url("**/healthz")
    hub.reload()
    hub.get_by_text("Approved").first.wait_for()

    hub.goto(f"/acme/missions/{share.pk}/")
    before = hub.get_by_label("Your text for Instagram").input_value()
    hub.get_by_text("Another text to start from").click()
    hub.get_by_role("button", name="Use this text").click()
    assert {before, hub.get_by_label("Your text for Instagram").input_value()} == {"One", "Two"}
    with context.expect_page() as opened:
        hub.get_by_role("button", name="Copy and open Instagram").click()
    opened.value.get_by_label("Your text, to be pasted there").wait_for()
    assert opened.value.get_by_role("link", name="Open Instagram").get_attribute("href") == "https://www.instagram.com/"
    hub.get_by_role("button", name="Done").click()
    hub.get_by_text("Sent, in review").wait_for()
    with workspace_scope(acme.pk):
        assert Opening.objects.filter(mission=share).count() == 1
        sent = Submission.objects.get(mission=share)
        approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=owner, now=now)
