"""A referral from the setup to the stage that pays, with scripts; the pool and a call without them, on a phone."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.models import CallInvitation, Mission, ReferenceCall
from missions.operations.calls import ask_for_call
from rewards.queries import balance_of
from tests.browser.access import findings
from tests.factories.hub import open_hub
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser
POOL = {"type-topics": "Rolling out\nPricing", "type-formats": ["call", "quote"], "approval": "everyone"}


@pytest.fixture
def base(live_server: LiveServer) -> str:
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def browse(chromium: "Browser", base: str) -> "Iterator[Browse]":
    made = Browse(chromium, base)
    yield made
    made.close()


class Browse:
    """Pages of browsers in which somebody is signed in already."""

    def __init__(self, chromium: "Browser", base: str) -> None:
        self.chromium, self.base = chromium, base
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def __call__(self, client: Client, address: str, *, phone: bool = False) -> "Page":
        context = self.chromium.new_context(
            viewport={"width": 390 if phone else 1366, "height": 900}, base_url=self.base,
            java_script_enabled=not phone, color_scheme="dark" if phone else "light",
        )  # fmt: skip
        context.set_default_timeout(30_000)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.add_cookies(
            [{"name": key, "value": one.value, "url": self.base} for key, one in client.cookies.items()]
        )
        self.contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.faults == []


@pytest.mark.covers("S1-17", "X-15", "G-10")
def test_a_referral_is_set_up_sent_approved_and_paid_at_its_stage(
    acme: Workspace, owner: User, client: Client, browse: Browse
) -> None:
    maya = make_advocate(acme)
    begun = client.post("/acme/console/missions/new/", {"type": "referral"}).headers["Location"]
    page = browse(client, begun.replace("trigger", "setup"))
    page.locator("#id_title").fill("Refer a friend")
    page.get_by_label("When the person is qualified").check()
    page.get_by_label("No, just give me the link").check()
    page.get_by_role("button", name=re.compile("Continue to")).click()
    page.wait_for_url("**/recognition/")
    page.get_by_role("button", name=re.compile("Continue to")).click()
    page.wait_for_url("**/check/")
    page.get_by_role("button", name=re.compile("^Launch")).click()
    page.wait_for_url(re.compile(r"/missions/\d+/$"))
    with workspace_scope(acme.pk):
        mission = Mission.objects.get()

    hub = browse(open_hub(acme, maya), f"/acme/missions/{mission.pk}/")
    hub.get_by_label("Their name").fill("Ines Costa")
    hub.get_by_label("Their e-mail address").fill("maya@example.com")
    hub.get_by_label("I have asked this person").check()
    hub.get_by_role("button", name="Send").click()
    hub.locator("#error-summary").get_by_text("This is your own address").wait_for()
    hub.get_by_label("Their e-mail address").fill("ines@fabrikam.example")
    hub.get_by_role("button", name="Send").click()
    hub.get_by_text("Sent, in review").wait_for()
    assert findings(hub) == []

    page.goto("/acme/console/review/")
    page.locator("#decide").get_by_role("button", name="Approve").click()
    page.wait_for_url("**/review/")
    page.goto("/acme/console/referrals/")
    page.get_by_role("link", name="Ines Costa").click()
    page.get_by_label("Qualified").check()
    page.get_by_label("Comment to the referrer").fill("We spoke, it fits.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Noted. The referrer is told.").wait_for()
    assert findings(page) == []
    with workspace_scope(acme.pk):
        assert balance_of(maya) == 250
    hub.reload()
    hub.get_by_text("We spoke, it fits.").wait_for()
    assert findings(hub) == []


@pytest.mark.covers("S2-40", "S2-41")
def test_the_pool_is_joined_and_a_call_agreed_on_without_scripts_on_a_phone(
    acme: Workspace, owner: User, client: Client, browse: Browse
) -> None:
    maya, now = make_advocate(acme), timezone.now()
    with workspace_scope(acme.pk):
        pool = make_live(owner, type_key="reference_pool", now=now, **POOL)
        more = {"type-rest_days": "7", "type-days_to_answer": "3", "listed": "", "title": "Talk with a prospect"}
        mission = make_live(owner, type_key="reference_call", now=now, **more)
        mission.refresh_from_db()
        times = [now + timedelta(days=2), now + timedelta(days=3)]
        ask_for_call(
            mission=mission, prospect="Ines Costa, Fabrikam", topic="Pricing", format="call", language="en", note="",
            joining="https://meet.example/1", minutes=30, zone="Europe/Berlin", times=times, by=owner, now=now,
        )  # fmt: skip
        call = ReferenceCall.objects.get()
    hub = browse(open_hub(acme, maya), f"/acme/missions/{pool.pk}/", phone=True)
    hub.get_by_label("Pricing").check()
    hub.get_by_label("A call with a prospect").check()
    hub.get_by_label("In which languages?").select_option(["en", "de"])
    hub.get_by_role("button", name="Send").click()
    hub.get_by_text("Your place in the reference pool").wait_for()

    console = browse(client, f"/acme/console/references/calls/{call.pk}/", phone=True)
    console.get_by_role("button", name="Invite the best match").click()
    console.get_by_text("Has time to answer until").wait_for()

    hub.goto("/acme/")
    hub.get_by_role("link", name="Talk with a prospect").first.click()
    hub.get_by_role("radio").first.check()
    hub.get_by_role("button", name="Agree to this time").click()
    hub.get_by_text("Add to my calendar").wait_for()
    with workspace_scope(acme.pk):
        assert CallInvitation.objects.get().starts_at == times[0]
