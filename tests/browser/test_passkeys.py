"""Staff add a passkey and sign in with it alone, in a browser with a virtual authenticator."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from accounts.models import Workspace
from tests.factories.accounts import PASSWORD, make_workspace

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.counts_for_real, pytest.mark.django_db(transaction=True)]
OWNER = "owner@acme.example"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    return make_workspace("acme")


@pytest.fixture
def authenticator(page: "Page") -> "tuple[CDPSession, str]":
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return devices, made["authenticatorId"]


def by_password(page: "Page", site: str) -> None:
    page.goto(f"{site}/accounts/login/?next=/acme/console/")
    page.get_by_label("Email").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/acme/console/")


def add_passkey(page: "Page", site: str, *, alone: bool) -> None:
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Blue key")
    if alone:
        page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/")


def sign_out(page: "Page", site: str) -> None:
    page.goto(f"{site}/accounts/logout/")
    page.locator("main form [type=submit]").click()
    page.wait_for_url(lambda url: "logout" not in url)


def test_a_passkey_signs_in_alone_also_when_the_account_s_passwords_are_used_up(
    live_server: "LiveServer", workspace: Workspace, page: "Page", authenticator: object
) -> None:
    by_password(page, live_server.url)
    add_passkey(page, live_server.url, alone=True)
    sign_out(page, live_server.url)
    for number in range(11):
        other = Client(REMOTE_ADDR=f"192.0.{number}.9")
        answer = other.post("/accounts/login/", {"login": OWNER, "password": "wrong"})
    assert answer.status_code == 429
    page.goto(f"{live_server.url}/accounts/login/?next=/acme/console/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/acme/console/")


def test_a_passkey_is_the_second_step(
    live_server: "LiveServer", workspace: Workspace, page: "Page", authenticator: object
) -> None:
    by_password(page, live_server.url)
    add_passkey(page, live_server.url, alone=False)
    sign_out(page, live_server.url)
    page.goto(f"{live_server.url}/accounts/login/?next=/acme/console/")
    page.get_by_label("Email").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/accounts/2fa/authenticate/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/acme/console/")


def test_a_passkey_of_another_device_opens_nothing(
    live_server: "LiveServer", workspace: Workspace, page: "Page", authenticator: "tuple[CDPSession, str]"
) -> None:
    by_password(page, live_server.url)
    add_passkey(page, live_server.url, alone=True)
    sign_out(page, live_server.url)
    devices, device = authenticator
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.locator("[data-passkey-error]:visible").wait_for()
    assert page.url.endswith("/accounts/login/")
