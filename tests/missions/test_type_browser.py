"""Builders and surveys in a browser: by keyboard, on a phone, without JavaScript, open to everybody."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.forms.whole import Whole
from missions.models import Attempt, Mission
from missions.operations.missions import create_mission, launch_mission
from missions.types.review.forms import apply_builder as apply_sites
from missions.types.survey.forms import apply_builder
from programs.models import Advocate
from surveys.kinds import KINDS
from tests.browser.access import findings
from tests.factories.hub import open_hub
from tests.factories.programs import make_advocate

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

COMMON = {
    "trigger": "instant", "audience": "registered", "listed": "on", "notify": "no", "recognition": "points",
    "points": "120", "approval": "manual", "limit": "once", "minutes": "3", "cover": "3", "ends_local": "",
    "image": "", "title": "Tell us",
}  # fmt: skip
VIEWS = [("light", 1366, True), ("dark", 320, True)]


@pytest.fixture
def base(live_server: LiveServer) -> str:
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.fixture(params=[("light", 1280, True)], ids=str)
def context(request: pytest.FixtureRequest, chromium: "Browser", base: str) -> "Iterator[BrowserContext]":
    """A browser of this look and width, with scripts or without; its pages may make no error."""
    scheme, width, scripts = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=base, java_script_enabled=scripts
    )
    context.set_default_timeout(30_000)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield context
    context.close()
    assert [fault for fault in faults if "status of 422" not in fault] == []


def enter(context: "BrowserContext", client: Client, base: str, address: str) -> "Page":
    """A page as this client sees it."""
    context.add_cookies([{"name": name, "value": one.value, "url": base} for name, one in client.cookies.items()])
    page = context.new_page()
    page.goto(address)
    return page


def begin(client: Client, type_key: str) -> str:
    answer = client.post("/acme/console/missions/new/", {"type": type_key})
    return str(answer.headers["Location"]).replace("trigger", "setup")


def launch(acme: Workspace, owner: User, type_key: str, raw: dict[str, Any]) -> Mission:
    now = timezone.now()
    with workspace_scope(acme.pk):
        mission = create_mission(type_key=type_key, raw=COMMON | raw, by=owner, now=now)
        whole = Whole(mission, zone="UTC")
        assert whole.problems() == []
        launch_mission(mission=mission, content=whole.content(), questions=whole.questions(), by=owner, now=now)
    return mission


# What is answered below; the other kinds are asked beside them and may be left out.
ANSWERED = ("short_text", "long_text", "single_choice", "multiple_choice", "true_false", "nps", "rating", "date")


def of_all_kinds() -> dict[str, Any]:
    raw: dict[str, Any] = {"type-introduction": "<p>We read <strong>every</strong> answer.</p>"}
    for number, kind in enumerate(KINDS, 1):
        raw = apply_builder(raw, f"add:{kind}") | {f"type-q-{number}-label": f"About {kind}?"}
        raw |= {f"type-q-{number}-required": "on" if kind in ANSWERED else ""}
        raw |= {f"type-q-{number}-options": "Red\nBlue"} if KINDS[kind].has_options else {}
        raw |= {f"type-q-{number}-rows": "Speed\nPrice"} if KINDS[kind].has_rows else {}
    return raw


def two_sites() -> dict[str, Any]:
    raw = apply_sites(apply_sites({}, "add:g2"), "add:own")
    raw |= {"type-site-1-address": "https://www.g2.com/products/acme/reviews", "type-site-2-name": "Our forum"}
    return raw | {"type-site-2-address": "https://forum.example.com/", "type-site-2-proof": "both"}


def settled(page: "Page", text: str) -> None:
    """Wait until the builder shows this text."""
    page.locator("#rows").get_by_text(text).first.wait_for()


def focused(page: "Page") -> str:
    return str(page.evaluate("() => document.activeElement.id || document.activeElement.textContent.trim()"))


def add(page: "Page", kind: str) -> None:
    if not page.locator("#add-question[open]").count():
        page.locator("#add-question summary").click()
    page.locator(f"#add-{kind}").click()


def test_questions_are_added_typed_and_moved_without_leaving_the_keyboard_lost(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str
) -> None:
    page = enter(context, client, base, begin(client, "survey"))
    for count, (kind, words) in enumerate(
        [("nps", "How likely?"), ("date", "Since when?"), ("rating", "How good?")], 1
    ):
        add(page, kind)
        settled(page, f"{count} question")
        page.wait_for_function("(id) => document.activeElement.id === id", arg=f"id_type-q-{count}-label")
        page.keyboard.type(words)
    page.locator("#up-3").focus()
    page.keyboard.press("Enter")
    page.locator("#rows li:nth-child(2)#question-3").wait_for()
    assert focused(page) == "up-3"
    page.keyboard.press("Enter")
    page.locator("#rows li:nth-child(1)#question-3").wait_for()
    assert focused(page) == "up-3"
    labels = page.locator('[id^="id_type-q-"][id$="-label"]')
    assert [labels.nth(n).input_value() for n in range(3)] == ["How good?", "How likely?", "Since when?"]

    page.locator("#remove-1").focus()
    page.keyboard.press("Enter")
    settled(page, "“How likely?” was removed.")
    page.wait_for_function("() => document.activeElement.textContent.includes('Put it back')")
    page.keyboard.press("Enter")
    settled(page, "3 questions")
    assert [labels.nth(n).input_value() for n in range(3)] == ["How good?", "How likely?", "Since when?"]


def test_enter_in_a_question_moves_no_row_and_typing_follows_in_the_preview(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str
) -> None:
    page = enter(context, client, base, begin(client, "survey"))
    add(page, "nps")
    settled(page, "1 question")
    page.locator("#preview").get_by_text("Question without words yet").wait_for()
    page.wait_for_function("() => document.activeElement.id === 'id_type-q-1-label'")
    page.keyboard.type("How likely?")
    page.locator("#preview").get_by_text("How likely?").wait_for()
    page.keyboard.press("Enter")
    page.locator("#error-summary").wait_for()
    assert "Give the mission a title." in page.locator("#error-summary").inner_text()
    assert page.locator("#id_type-q-1-label").input_value() == "How likely?"


def test_what_is_written_in_the_editor_stays_when_rows_change(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str
) -> None:
    page = enter(context, client, base, begin(client, "survey"))
    editor = page.get_by_role("textbox", name="Introduction")
    editor.click()
    page.keyboard.type("We read every answer.")
    add(page, "nps")
    settled(page, "1 question")
    page.locator("#preview").get_by_text("We read every answer.").wait_for()
    editor.click()
    page.keyboard.press("End")
    page.keyboard.type(" Really.")
    page.locator("#preview").get_by_text("We read every answer. Really.").wait_for()


def test_two_presses_at_once_add_one_question(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str
) -> None:
    page = enter(context, client, base, begin(client, "survey"))
    page.locator("#add-nps").dblclick()
    settled(page, "1 question")
    page.wait_for_timeout(500)
    page.reload()
    assert page.locator("[id^=question-][tabindex]").count() == 1


@pytest.mark.parametrize("context", [("light", 1280, False)], indirect=True, ids=str)
def test_a_survey_is_built_without_scripts_and_the_page_goes_on_where_one_was(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str
) -> None:
    page = enter(context, client, base, begin(client, "survey"))
    add(page, "multiple_choice")
    page.wait_for_url("**#question-1")
    page.locator("#id_type-q-1-label").fill("Which?")
    page.locator("#id_type-q-1-options").fill("A\nB")
    add(page, "nps")
    page.wait_for_url("**#question-2")
    page.locator("#id_type-q-2-label").fill("How likely?")
    page.locator("#up-2").click()
    labels = page.locator('[id^="id_type-q-"][id$="-label"]')
    assert [labels.nth(n).input_value() for n in range(2)] == ["How likely?", "Which?"]
    assert page.locator("#id_type-q-1-options").input_value() == "A\nB"
    page.locator("#id_title").fill("Tell us")
    page.get_by_role("button", name=re.compile("Continue to")).click()
    page.wait_for_url("**/recognition/")


def answer_all(page: "Page") -> None:
    """Give an answer to one question of each kind."""
    page.get_by_label("About short_text?").fill("Ada")
    page.get_by_label("About long_text?").fill("A story.")
    for kind, choice in [("single_choice", "Blue"), ("true_false", "True"), ("nps", "9"), ("rating", "4 stars")]:
        page.get_by_role("group", name=f"About {kind}?").get_by_role("radio", name=choice, exact=True).check()
    page.get_by_role("group", name="About multiple_choice?").get_by_role("checkbox", name="Red").check()
    page.get_by_label("About date?").fill("2026-11-30")


@pytest.mark.covers("S1-16", "S2-34")
@pytest.mark.parametrize("context", [("light", 390, False)], indirect=True, ids=str)
def test_a_survey_is_answered_on_a_phone_without_scripts(
    acme: Workspace, owner: User, maya: Advocate, context: "BrowserContext", base: str
) -> None:
    mission = launch(acme, owner, "survey", of_all_kinds())
    page = enter(context, open_hub(acme, maya), base, f"/acme/missions/{mission.pk}/")
    page.get_by_role("button", name="Send").click()
    assert page.locator("#error-summary li").count() == len(ANSWERED)
    answer_all(page)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Sent, in review").wait_for()
    with workspace_scope(acme.pk):
        answers = Attempt.objects.get().answers
    assert (answers["q5"], answers["q6"], answers["q7"], answers["q8"]) == (True, 9, 4, "2026-11-30")


@pytest.mark.parametrize("context", VIEWS, indirect=True, ids=str)
def test_nothing_keeps_anybody_out_of_the_builders(
    acme: Workspace, owner: User, client: Client, context: "BrowserContext", base: str
) -> None:
    found = {}
    for type_key, commands in {"survey": list(KINDS), "review": ["g2", "own"], "custom_task": []}.items():
        page = enter(context, client, base, begin(client, type_key))
        found[f"{type_key} empty"] = findings(page)
        for command in commands:
            if type_key == "survey":
                add(page, command)
            else:
                page.locator(f"#add-{command}").click()
            page.locator(f"#{'question' if type_key == 'survey' else 'site'}-{commands.index(command) + 1}").wait_for()
        if commands:
            page.locator("#remove-1").click()
            page.get_by_text("Put it back").wait_for()
        found[type_key] = findings(page)
        page.get_by_role("button", name=re.compile("Continue to")).click()
        page.locator("#error-summary").wait_for()
        found[f"{type_key} with errors"] = findings(page)
        page.close()
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("context", VIEWS, indirect=True, ids=str)
def test_nothing_keeps_anybody_out_of_the_answers_and_the_results(
    acme: Workspace, owner: User, client: Client, maya: Advocate, context: "BrowserContext", base: str
) -> None:
    surveyed = launch(acme, owner, "survey", of_all_kinds())
    reviewed = launch(acme, owner, "review", two_sites())
    found = {}
    hub = open_hub(acme, maya)
    for mission in (reviewed, surveyed):
        page = enter(context, hub, base, f"/acme/missions/{mission.pk}/")
        page.get_by_role("button", name="Send").first.click()
        page.locator("#error-summary").wait_for()
        found[f"{mission.title} with errors"] = findings(page)
    found["results without answers"] = findings(
        enter(context, client, base, f"/acme/console/missions/{surveyed.pk}/results/")
    )
    answer_all(page)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Sent, in review").wait_for()
    results = enter(context, client, base, f"/acme/console/missions/{surveyed.pk}/results/")
    results.get_by_text("Show as table").first.click()
    found["results"] = findings(results)
    assert {name: lines for name, lines in found.items() if lines} == {}
