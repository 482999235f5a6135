"""The editor in a real browser: the preview follows the typing, with scripts and without."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User, Workspace

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def editor(live_server: LiveServer) -> str:
    return f"{live_server.url}/acme/console/settings/mail/test.launched/"


def sign_in(page: Page, client: Client, live_server: LiveServer) -> None:
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # they are what it wants


def test_the_preview_follows_what_is_typed_under_the_strict_policy(
    acme: Workspace, owner: User, client: Client, live_server: LiveServer, page: Page
) -> None:
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", hear)
    sign_in(page, client, live_server)
    page.goto(editor(live_server))
    frame = page.frame_locator("iframe")
    mail = frame.get_by_role("article")
    expect(mail.get_by_text("this is about an example")).to_be_visible()
    page.get_by_label("Text", exact=True).fill("{{ greeting }}\n\nthis is **typed** <b>now</b>.")
    expect(mail.get_by_text("typed")).to_be_visible()
    expect(mail.get_by_text("<b>now</b>")).to_be_visible()
    page.get_by_label("Subject").fill("Anew: {{ thing }}")
    expect(frame.get_by_text("Anew: an example")).to_be_visible()
    expect(page.get_by_label("Subject")).to_have_value("Anew: {{ thing }}")
    assert page.url == editor(live_server)
    assert complaints == []


def test_without_scripts_a_button_shows_the_preview(
    acme: Workspace, owner: User, client: Client, live_server: LiveServer, chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, client, live_server)
    page.goto(editor(live_server))
    page.get_by_label("Text", exact=True).fill("Plainly typed.")
    page.get_by_role("button", name="Show in the preview").click()
    expect(page.frame_locator("iframe").get_by_role("article").get_by_text("Plainly typed.")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Plainly typed.")
    context.close()
