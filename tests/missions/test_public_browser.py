"""A public mission on a stranger's phone: from the share link to a member's points (S2-95, S1-39)."""

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import User, Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from missions.arrivals import link_and_code
from missions.models import Arrival, Submission
from missions.operations.decisions import approve_submission
from missions.sharing import share_url
from tests.browser.access import findings
from tests.factories.missions import make_live

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.covers("S2-95", "S1-39")
def test_a_stranger_takes_part_by_the_share_link_joins_and_keeps_the_points(
    acme: Workspace, owner: User, live_server: LiveServer, chromium: "Browser", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("missions.arrivals.QUICKEST_S", 0)
    with workspace_scope(acme.pk), addressed_to("acme"):
        mission = make_live(owner, now=timezone.now(), audience="anyone", title="Tell us why")
        path = share_url(mission).partition("/acme/")[2]
    base = str(live_server.url).replace("127.0.0.1", "localhost")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=base, color_scheme="dark")
    context.set_default_timeout(30_000)
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))

    page.goto(f"/acme/{path}")
    page.get_by_role("heading", name="Tell us why").wait_for()
    page.get_by_label("What did you do?").fill("Because it works.")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/address/")
    page.get_by_label("Your e-mail address").fill("sol@mailinator.com")
    page.get_by_role("button", name="Send me the mail").click()
    page.locator("#error-summary").get_by_text("are thrown away after a while").wait_for()
    assert findings(page) == []
    page.get_by_label("Your e-mail address").fill("sol@example.org")
    page.get_by_role("button", name="Send me the mail").click()
    page.wait_for_url("**/code/")
    with workspace_scope(acme.pk), addressed_to("acme"):
        _link, code = link_and_code(Arrival.objects.get())
    page.get_by_label("Six-digit code").fill(code)
    page.get_by_role("button", name="Confirm and send").click()
    page.wait_for_url("**/guest/")
    page.get_by_text("it is sent").wait_for()
    assert page.get_by_role("link", name="Tell us why").is_visible()
    assert findings(page) == []

    with workspace_scope(acme.pk):
        sent = Submission.objects.get()
        approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=owner, now=timezone.now())
    page.reload()
    assert re.search(r"Earned so far:\s*100", page.locator("main").inner_text())
    page.get_by_role("button", name="Join").click()
    page.get_by_text("what you earned is yours").wait_for()
    page.goto("/acme/points/")
    assert "+100" in page.locator("main").inner_text()
    context.close()
    assert faults == []
