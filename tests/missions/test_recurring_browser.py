"""What belongs to a choice stands beside it as it is made, and after saving without JavaScript too."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from tests.browser.access import findings
from tests.factories.missions import make_draft, make_live
from tests.missions.test_type_browser import enter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.browser


@pytest.fixture
def base(live_server: LiveServer) -> str:
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture(params=[(1280, True), (390, True), (390, False)], ids=["wide", "phone", "without scripts"])
def context(request: pytest.FixtureRequest, chromium: "Browser", base: str) -> "Iterator[BrowserContext]":
    width, scripts = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, base_url=base, java_script_enabled=scripts)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.mark.covers("D-06", "S2-44")
def test_the_next_dates_follow_the_choice(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str, request: pytest.FixtureRequest
) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner)
    page = enter(context, client, base, f"/acme/console/missions/{mission.pk}/steps/recognition/")
    scripts = "without" not in request.node.name
    assert page.get_by_label("Pause after each time").is_hidden()
    page.get_by_text("As often as they like").click()
    assert page.get_by_label("Pause after each time").is_visible()
    page.get_by_text("Once per month").click()
    assert page.get_by_label("Pause after each time").is_hidden()
    if not scripts:
        page.get_by_role("button", name="Continue to Check and launch").click()
        page.goto(f"/acme/console/missions/{mission.pk}/steps/recognition/")
    page.get_by_text("Launched now, it can be done again from:").wait_for()
    assert page.locator("#dates li").count() == 3
    page.get_by_text("Other words for coming cycles").click()
    assert page.get_by_label("Title in cycle 2").is_visible()
    if scripts:
        assert findings(page) == []


def test_a_mission_s_page_says_how_often_and_what_is_sent(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str
) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, limit="weekly", quota="25", follow_ups="on", follow_up_days="200 300", notify="yes")
    page = enter(context, client, base, f"/acme/console/missions/{mission.pk}/")
    card = page.get_by_role("region", name="How often")
    card.get_by_text("Counted from its launch").wait_for()
    assert card.get_by_text("Reminder").count() == 2
    assert "0 of 25 completions are taken" in card.inner_text()


@pytest.mark.covers("S2-55", "S2-57", "S2-59")
def test_each_trigger_and_recognition_shows_what_belongs_to_it_however_often_it_is_changed(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str, request: pytest.FixtureRequest
) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner)
    page = enter(context, client, base, f"/acme/console/missions/{mission.pk}/steps/trigger/")
    time, segment = page.locator("[name=starts_local]"), page.locator("[name=trigger_segment]")
    if "without" in request.node.name:
        assert time.is_visible()
        assert segment.is_visible()
        return
    time.wait_for(state="hidden")  # the script comes after the page
    segment.wait_for(state="hidden")
    for _time in range(2):
        page.get_by_text("Segment-based mission").click()
        segment.wait_for(state="visible")
        assert time.is_hidden()
        page.get_by_text("Scheduled mission").click()
        time.wait_for(state="visible")
        assert segment.is_hidden()
    page.goto(f"/acme/console/missions/{mission.pk}/steps/recognition/")
    points, reward = page.locator("[name=points]"), page.locator("[name=reward]")
    seen = []
    for words in ("Direct reward", "Points and a reward", "No recognition", "Points"):
        page.get_by_role("radio", name=words, exact=False).first.check()
        seen.append((points.is_visible(), reward.is_visible()))
    assert seen == [(False, True), (True, True), (False, False), (True, False)]
