"""The hub's door in a real browser: what a test client does not know of origins, referrers and scripts."""

from typing import TYPE_CHECKING

import pytest

from accounts.models import Workspace
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from programs.models import HubSession, SignInRequest
from programs.operations.people import add_advocate
from programs.sign_in import link_and_code
from tests.factories.accounts import NOW, make_workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.counts_for_real, pytest.mark.django_db(transaction=True)]
MAYA = "maya@example.com"


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    made = make_workspace("acme")
    with workspace_scope(made.pk):
        add_advocate(email=MAYA, name="Maya Okafor", by=None, now=NOW)
    return made


def ask(page: "Page", site: str) -> None:
    page.goto(f"{site}/acme/profile/")
    page.get_by_label("Your e-mail address").fill(MAYA)
    page.get_by_role("button", name="Send me the mail").click()
    page.wait_for_url("**/sign-in/code/")


def mail_of(workspace: Workspace) -> tuple[str, str]:
    with workspace_scope(workspace.pk), addressed_to(workspace.slug):
        return link_and_code(SignInRequest.objects.latest("pk"))


def sessions(workspace: Workspace) -> int:
    with workspace_scope(workspace.pk):
        return HubSession.objects.count()


@pytest.mark.covers("B-15")
@pytest.mark.parametrize("scripts", [True, False])
def test_the_link_opens_the_hub_in_the_browser_that_asked(
    chromium: "Browser", live_server: "LiveServer", workspace: Workspace, scripts: bool
) -> None:
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    ask(page, live_server.url)
    link, _code = mail_of(workspace)
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.url, request.headers.get("referer", ""))))
    page.goto(live_server.url + link)
    page.get_by_role("button", name="Open the hub as Maya Okafor").click()
    page.wait_for_url("**/acme/profile/")
    token = link.rstrip("/").rpartition("/")[2]
    assert all(url.startswith((live_server.url, "data:")) for url, _referer in asked)
    assert not any(token in referer for _url, referer in asked)
    context.close()


@pytest.mark.covers("B-15")
def test_a_program_that_opens_the_link_with_scripts_and_stays_uses_nothing_up(
    chromium: "Browser", live_server: "LiveServer", workspace: Workspace, page: "Page"
) -> None:
    ask(page, live_server.url)
    link, code = mail_of(workspace)
    scanner = chromium.new_context(user_agent="Mozilla/5.0 (compatible; link scanner)")
    watching = scanner.new_page()
    watching.goto(live_server.url + link)
    watching.wait_for_timeout(3000)
    assert sessions(workspace) == 0
    assert not [cookie for cookie in scanner.cookies() if cookie.get("name") == f"hub-{workspace.pk}"]
    watching.get_by_label("Six-digit code").fill(f"{code[:3]} {code[3:]}")
    watching.get_by_role("button", name="Open the hub as Maya Okafor").click()
    watching.wait_for_url("**/acme/profile/")
    assert sessions(workspace) == 1
    scanner.close()


def test_the_way_by_code_and_out_again(live_server: "LiveServer", workspace: Workspace, page: "Page") -> None:
    ask(page, live_server.url)
    page.get_by_label("Six-digit code").fill("000000" if mail_of(workspace)[1] != "000000" else "111111")
    page.get_by_role("button", name="Open the hub").click()
    assert page.get_by_role("alert").get_by_text("This is not the code").is_visible()
    page.get_by_label("Six-digit code").fill(mail_of(workspace)[1])
    page.get_by_role("button", name="Open the hub").click()
    page.wait_for_url("**/acme/profile/")
    page.get_by_role("button", name="Not you? Sign out").click()
    page.wait_for_url("**/acme/sign-in/")
    assert page.get_by_text("You are signed out.").is_visible()


def test_the_profile_s_targets_are_large_enough_for_thumbs_and_nothing_sticks_out(
    browser_context: "BrowserContext", live_server: "LiveServer", workspace: Workspace
) -> None:
    page = browser_context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, live_server.url)
    page.goto(live_server.url + mail_of(workspace)[0])
    page.get_by_role("button", name="Open the hub").click()
    page.wait_for_url("**/acme/profile/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = page.evaluate("""() => [...document.querySelectorAll(
            "main button, main a, main input:not([type=hidden]), main select"
        )]
        .map((element) => [element.textContent.trim().slice(0, 30), element.getBoundingClientRect().height])
        .filter(([, height]) => height < 44)""")
    assert small == []
