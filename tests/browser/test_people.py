"""People in a real browser: found as one types, tagged with undo, imported with progress; also without scripts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User, Workspace
from advocacy.wiring import WORK
from events.work import do_one
from foundation.tenancy import workspace_scope
from programs.models import Advocate, Tagging
from tests.browser.town import BREACHES
from tests.factories.accounts import make_workspace
from tests.factories.programs import make_advocate, make_people
from tests.programs.tables import PEOPLE, excel_in_german

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FilePayload, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace("acme")


@pytest.fixture
def console(
    workspace: Workspace, live_server: "LiveServer", browser_context: "BrowserContext", client: Client
) -> "Iterator[Page]":
    """The console of acme's owner; neither a script nor the policy may complain, and no part may be there twice."""
    sign_in(browser_context, client, live_server.url)
    faults: list[str] = []
    page = browser_context.new_page()
    page.add_init_script(BREACHES)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(f"{live_server.url}/acme/console/people/")
    yield page
    assert [fault for fault in faults if not fault.startswith("Failed to load resource")] == []
    assert page.evaluate("() => window.breaches") == []
    once = "() => [document.querySelectorAll('h1').length, document.querySelectorAll('main').length]"
    assert page.evaluate(once) == [1, 1]


def sign_in(context: "BrowserContext", client: Client, url: str) -> None:
    """Give the browser the session of acme's owner."""
    client.force_login(User.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def names(page: "Page") -> list[str]:
    return page.locator("#people .row-link").all_inner_texts()


def until(page: "Page", words: str) -> None:
    page.locator(f"text={words}").first.wait_for()


def test_the_list_follows_what_is_typed_and_the_way_back(workspace: Workspace, console: "Page") -> None:
    make_people(workspace, 30)
    make_advocate(workspace, name="Maya Okafor")
    console.reload()
    console.locator("[name=q]").press_sequentially("maya ok", delay=20)
    until(console, "2 people")
    assert names(console) == ["Maya Okafor 25", "Maya Okafor"]  # the last word counts as the family name
    assert "q=maya+ok" in console.url
    assert console.locator("[name=q]").evaluate("box => box === document.activeElement")
    console.locator("[name=q]").fill("nobody at all")
    until(console, "Nobody matches")
    console.go_back()
    until(console, "2 people")
    assert console.locator("[name=q]").input_value() == "maya ok"
    console.locator("#people >> text=Clear filters").click()
    until(console, "31 people")


def test_a_tag_is_put_on_and_undone(workspace: Workspace, console: "Page") -> None:
    make_people(workspace, 3)
    console.reload()
    console.locator("[data-select-all]").check()
    until(console, "3 selected")
    console.locator("#bulk-tag").fill("fair")
    console.locator("text=Put on").click()
    until(console, "“fair” put on 3 people.")
    console.locator(".toast button").click()
    until(console, "Undone for 3 people.")
    with workspace_scope(workspace.pk):
        assert not Tagging.objects.exists()


def test_a_file_is_imported_and_what_is_typed_survives_another_choice(workspace: Workspace, console: "Page") -> None:
    console.locator("text=Import people").first.click()
    file: FilePayload = {"name": "Kunden.csv", "mimeType": "text/csv", "buffer": excel_in_german(PEOPLE)}
    console.set_input_files("[name=file]", files=[file])
    console.locator("text=Go on to the columns").click()
    console.locator("[name=consent_source]").fill("Ticked at the fair")
    console.locator("[name=column_4]").select_option("")
    console.locator("th >> text=Company").wait_for(state="detached")
    assert console.locator("[name=consent_source]").input_value() == "Ticked at the fair"
    console.locator("[name=tag]").fill("fair")
    console.locator("text=Import 4 rows").click()  # with the focus still in the field before
    until(console, "People are being imported")
    console.reload()
    until(console, "People are being imported")
    while do_one(WORK):
        pass
    until(console, "See the people added")
    with workspace_scope(workspace.pk):
        assert Advocate.objects.filter(taggings__tag__name="fair", company="").count() == 4


def test_somebody_is_erased_through_the_dialog_by_keyboard(workspace: Workspace, console: "Page") -> None:
    maya = make_advocate(workspace)
    console.goto(f"{console.url}{maya.pk}/")
    console.locator("text=Erase…").focus()
    console.keyboard.press("Enter")
    assert console.evaluate("() => document.activeElement.textContent.trim()") == "Cancel"
    console.keyboard.press("Escape")
    console.locator("text=Erase…").click()
    console.locator("dialog >> text=Erase Maya Okafor >> nth=-1").click()
    until(console, "This person was erased.")


def test_without_scripts_people_are_filtered_tagged_and_erased(
    workspace: Workspace, live_server: "LiveServer", chromium: "Browser", client: Client
) -> None:
    maya = make_advocate(workspace)
    context = chromium.new_context(java_script_enabled=False)
    context.set_default_timeout(30_000)
    sign_in(context, client, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/acme/console/people/")
    page.fill("[name=q]", "maya")
    page.click("button:has-text('Apply')")
    page.check("[name=selected]")
    page.fill("#bulk-tag", "fair")
    page.click("text=Put on")
    until(page, "put on 1 person")
    page.goto(f"{live_server.url}/acme/console/people/{maya.pk}/")
    page.click("a:has-text('Erase…')")
    page.click("text=Erase Maya Okafor >> nth=-1")
    until(page, "This person was erased.")
    context.close()
