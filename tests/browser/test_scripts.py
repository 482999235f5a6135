"""What the scripts add: drafts that save themselves, text that is never lost, a queue by keyboard, honest swaps."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.browser.scenes import Stage

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

pytestmark = pytest.mark.browser


def wait(page: "Page", script: str) -> None:
    page.wait_for_function(f"() => {script}")


def focused(page: "Page") -> str:
    return str(page.evaluate("() => document.activeElement.textContent.trim() || document.activeElement.id"))


# ---- a draft saves itself


def open_draft(page: "Page", site: str) -> None:
    """The element's script comes after the page: wait until it hears what is typed."""
    page.goto(f"{site}/draft/")
    page.locator("auto-save:defined").wait_for(state="attached")


def test_a_draft_is_saved_half_a_second_after_the_last_key(site: str, stage: Stage, watched: "Page") -> None:
    open_draft(watched, site)
    watched.locator("#id_title").press_sequentially("Hello", delay=20)
    watched.get_by_text("Draft saved 14:05:12").wait_for()
    assert [saved["title"] for saved in stage.saved] == ["Hello"]
    assert stage.saved[0]["files"] == "0"


def test_a_preview_follows_the_draft(site: str, stage: Stage, watched: "Page") -> None:
    open_draft(watched, site)
    watched.locator("#id_title").fill("Our launch")
    watched.locator("#preview").get_by_text("Our launch").wait_for()


def test_leaving_the_page_saves_what_was_not_saved_yet(site: str, stage: Stage, watched: "Page") -> None:
    open_draft(watched, site)
    watched.locator("#id_title").press_sequentially("In a hurry")
    watched.goto(f"{site}/sign-in/")
    for _ in range(50):
        if stage.saved:
            break
        watched.wait_for_timeout(50)
    assert stage.saved[-1]["title"] == "In a hurry"


TYPE_AND_SEND = """() => {
  const title = document.querySelector("#id_title");
  title.value = "Done";
  title.dispatchEvent(new Event("input", { bubbles: true }));
  title.form.requestSubmit();
}"""


def test_sending_the_form_does_not_save_it_again(site: str, stage: Stage, watched: "Page") -> None:
    open_draft(watched, site)
    watched.evaluate(TYPE_AND_SEND)  # at one go: a slow machine would save between the two, and rightly
    watched.wait_for_url("**/kit/")
    assert stage.taken[0]["title"] == "Done"
    watched.wait_for_timeout(700)
    assert stage.saved == []


def test_a_conflict_is_told_in_the_servers_words(site: str, stage: Stage, watched: "Page") -> None:
    stage.answer = "conflict"
    open_draft(watched, site)
    watched.locator("#id_title").fill("Mine")
    watched.get_by_text("Jonas changed it at 14:03.").wait_for()


def test_no_network_is_told_and_tried_again(
    site: str, stage: Stage, watched: "Page", browser_context: "BrowserContext"
) -> None:
    open_draft(watched, site)
    browser_context.set_offline(True)
    watched.locator("#id_title").fill("Offline")
    watched.get_by_text("Not saved yet").wait_for()
    browser_context.set_offline(False)
    watched.get_by_text("Draft saved").wait_for()
    assert stage.saved[-1]["title"] == "Offline"


def test_a_session_that_ended_keeps_the_draft_in_the_tab(site: str, stage: Stage, watched: "Page") -> None:
    open_draft(watched, site)
    stage.answer = "signed_out"
    watched.locator("#id_title").fill("Long text")
    watched.locator("[data-autosave-status]").get_by_text("You were signed out").wait_for()
    stage.answer = "ok"
    watched.goto(f"{site}/sign-in/?next=/draft/")
    watched.get_by_role("link", name="Go back").click()
    watched.get_by_text("We kept what you typed").wait_for()
    assert watched.locator("#id_title").input_value() == "Long text"


# ---- a form that was sent into the void


def test_text_sent_after_the_session_ended_is_there_after_signing_in(site: str, stage: Stage, watched: "Page") -> None:
    watched.goto(f"{site}/story/")
    stage.answer = "signed_out"
    watched.locator("#id_story").fill("We cut onboarding to four days.")
    watched.locator("#id_kind_1").check()
    watched.locator("#id_secret").fill("hunter2")
    watched.get_by_role("button", name="Send").click()
    watched.wait_for_url("**/sign-in/**")
    watched.get_by_role("link", name="Go back").click()
    watched.get_by_text("We kept what you typed").wait_for()  # the page stands before its scripts have run
    assert watched.locator("#id_story").input_value() == "We cut onboarding to four days."
    assert watched.locator("#id_kind_1").is_checked()
    assert watched.locator("#id_secret").input_value() == ""
    assert "hunter2" not in str(watched.evaluate("() => JSON.stringify(sessionStorage)"))


def test_what_is_typed_before_the_scripts_arrive_is_not_overwritten(site: str, stage: Stage, watched: "Page") -> None:
    watched.goto(f"{site}/story/")
    watched.locator("#id_story").fill("Earlier")
    held: list[Route] = []
    watched.route("**/form-keeper*.js", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks handlers
    watched.goto(f"{site}/story/", wait_until="commit")
    watched.locator("#id_story").fill("Later")
    while not held:
        watched.wait_for_timeout(20)
    held[0].continue_()
    watched.wait_for_load_state()
    assert watched.locator("#id_story").input_value() == "Later"


def test_text_that_was_taken_is_not_offered_again(site: str, stage: Stage, watched: "Page") -> None:
    watched.goto(f"{site}/story/")
    watched.locator("#id_story").fill("Taken")
    watched.get_by_role("button", name="Send").click()
    wait(watched, "document.querySelector('#id_story').value === ''")
    assert len(stage.taken) == 1
    watched.reload()
    assert watched.locator("#id_story").input_value() == ""


def test_kept_text_can_be_thrown_away(site: str, watched: "Page") -> None:
    watched.goto(f"{site}/story/")
    watched.locator("#id_story").fill("Half a thought")
    watched.reload()
    assert watched.locator("#id_story").input_value() == "Half a thought"
    watched.get_by_role("button", name="Discard it").click()
    assert watched.locator("#id_story").input_value() == ""
    watched.reload()
    assert watched.locator("#id_story").input_value() == ""


def test_signing_out_takes_the_kept_text_along(site: str, watched: "Page") -> None:
    watched.goto(f"{site}/story/")
    watched.locator("#id_story").fill("Private")
    watched.get_by_role("button", name="Not you?").click()
    watched.goto(f"{site}/story/")
    assert watched.locator("#id_story").input_value() == ""


def test_a_field_counts_down_and_lets_people_overshoot(site: str, watched: "Page") -> None:
    watched.goto(f"{site}/story/")
    watched.locator("#id_story").fill("x" * 48)
    watched.get_by_text("2 characters left").wait_for()
    watched.locator("#id_story").fill("x" * 53)
    watched.get_by_text("3 characters too many").wait_for()


# ---- errors


def test_a_wrong_form_focuses_its_summary_and_says_so_in_the_title(site: str, watched: "Page") -> None:
    watched.goto(f"{site}/story/")
    assert not watched.title().startswith("Error:")
    watched.get_by_role("button", name="Send").click()
    wait(watched, "document.activeElement.id === 'error-summary'")
    assert watched.title().startswith("Error: Story")
    assert focused(watched).startswith("There is a problem")
    watched.get_by_role("link", name="Fill in “Story”.").click()
    assert focused(watched) == "id_story"


def test_a_wrong_form_in_a_swap_does_the_same_once(site: str, watched: "Page") -> None:
    watched.goto(f"{site}/parts/")
    watched.get_by_role("button", name="Save").click()
    wait(watched, "document.activeElement.id === 'error-summary'")
    assert watched.title() == "Error: Parts · Northwind"
    assert watched.locator("h1").count() == watched.locator("main").count() == 1
    watched.locator("#id_story").fill("Now it is right")
    watched.get_by_role("button", name="Save").click()
    watched.get_by_text("Saved it").wait_for()
    assert watched.title() == "Parts · Northwind"


def test_an_error_page_is_never_swapped_into_a_page(site: str, stage: Stage, watched: "Page") -> None:
    watched.goto(f"{site}/parts/")
    stage.answer = "broken"
    watched.locator("#id_story").fill("Keep me")
    watched.get_by_role("button", name="Save").click()
    watched.get_by_text("That did not work: Something broke on our side").wait_for()
    assert watched.locator("#id_story").input_value() == "Keep me"


def test_a_swap_after_the_session_ended_offers_to_sign_in(site: str, stage: Stage, watched: "Page") -> None:
    watched.goto(f"{site}/parts/")
    stage.answer = "signed_out"
    watched.locator("#id_story").fill("Keep me")
    watched.get_by_role("button", name="Save").click()
    link = watched.get_by_role("link", name="Sign in")
    assert link.get_attribute("href") == "/sign-in/?next=%2Fparts%2F"
    assert watched.locator("#id_story").input_value() == "Keep me"


def test_focus_does_not_fall_off_the_page(site: str, watched: "Page") -> None:
    watched.goto(f"{site}/parts/")
    watched.locator("#vanishing").focus()
    watched.keyboard.press("Enter")
    watched.get_by_text("Gone").wait_for()
    wait(watched, "document.activeElement.id === 'main'")


def test_an_element_without_the_stamp_is_inert(site: str, browser_context: "BrowserContext") -> None:
    page = browser_context.new_page()
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(f"{site}/unstamped/")
    wait(page, "!document.getElementById('unstamped').hasAttribute('hx-get')")
    assert "no hx-nonce attribute" in errors[0]


# ---- the review queue


def open_queue(page: "Page", address: str) -> None:
    """The element's script comes after the page: wait until keys are heard."""
    page.goto(address)
    page.locator("review-queue:defined").wait_for()


def test_j_and_k_walk_the_list_and_the_submission_follows(site: str, watched: "Page") -> None:
    open_queue(watched, f"{site}/queue/")
    watched.keyboard.press("j")
    watched.locator("#detail h2", has_text="Jonas").wait_for()
    assert watched.url.endswith("?of=Jonas")
    assert watched.locator('[data-item][aria-current="true"]').inner_text().strip() == "Jonas"
    watched.keyboard.press("k")
    watched.locator("#detail h2", has_text="Maya").wait_for()


def test_a_decides_and_the_next_one_opens_with_the_focus(site: str, stage: Stage, watched: "Page") -> None:
    open_queue(watched, f"{site}/queue/?of=Jonas")
    watched.keyboard.press("a")
    watched.locator("#detail h2", has_text="Priya").wait_for()
    assert stage.decided == ["Jonas"]
    assert focused(watched) != ""
    assert watched.evaluate("() => document.activeElement !== document.body")
    watched.keyboard.press("a")
    watched.locator("#detail h2", has_text="Lucía").wait_for()
    assert stage.decided == ["Jonas", "Priya"]


def test_r_opens_the_note_letters_typed_there_decide_nothing_and_control_enter_sends_it(
    site: str, stage: Stage, watched: "Page"
) -> None:
    open_queue(watched, f"{site}/queue/")
    watched.keyboard.press("r")
    wait(watched, "document.activeElement.id === 'note'")
    watched.keyboard.type("a nice joke")
    assert watched.locator("#note").input_value() == "a nice joke"
    assert stage.decided == []
    first = stage.waiting[0]
    with watched.expect_navigation():
        watched.keyboard.press("Control+Enter")
    assert stage.decided == [first]


def test_x_selects_and_the_count_is_told(site: str, watched: "Page") -> None:
    open_queue(watched, f"{site}/queue/")
    watched.keyboard.press("x")
    watched.get_by_text("1 selected").wait_for()
    assert watched.get_by_role("checkbox", name="Select Maya").is_checked()


def test_keys_can_be_switched_off(site: str, stage: Stage, watched: "Page") -> None:
    open_queue(watched, f"{site}/queue/")
    watched.keyboard.press("?")
    watched.get_by_role("checkbox", name="Use keyboard shortcuts").uncheck()
    watched.keyboard.press("Escape")
    watched.keyboard.press("a")
    watched.wait_for_timeout(300)
    assert stage.decided == []
    open_queue(watched, f"{site}/queue/")
    watched.keyboard.press("a")
    watched.wait_for_timeout(300)
    assert stage.decided == []


def test_the_queue_works_without_scripts(site: str, stage: Stage, chromium: object) -> None:
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]  # a Browser
    page = context.new_page()
    page.goto(f"{site}/queue/")
    page.get_by_role("link", name="Jonas").click()
    page.get_by_role("button", name="Approve").click()
    assert stage.decided == ["Jonas"]
    assert page.locator("#detail h2").inner_text() == "Priya"
    context.close()


# ---- long work and undo


def test_progress_is_asked_for_until_the_work_is_done(site: str, stage: Stage, watched: "Page") -> None:
    watched.goto(f"{site}/job/")
    watched.get_by_text("500 of 1,000").wait_for()
    watched.locator("#job-7 .badge-ok").wait_for()
    polls = stage.polls
    watched.wait_for_timeout(1500)
    assert stage.polls == polls
    assert watched.locator("#job-7").count() == 1


def test_undo_is_offered_as_long_as_it_holds(site: str, stage: Stage, watched: "Page") -> None:
    watched.goto(f"{site}/job/")
    watched.reload()
    watched.get_by_role("button", name="Undo").click()
    watched.wait_for_url("**/kit/")
    assert stage.undone == 1
    stage.undo_until = timezone.now() + timedelta(seconds=1)
    watched.goto(f"{site}/job/")
    watched.get_by_role("button", name="Undo").wait_for(state="detached")


# ---- theme, copy, dialogs


def test_the_theme_is_remembered_by_the_server(site: str, watched: "Page") -> None:
    watched.goto(f"{site}/kit/")
    watched.get_by_role("button", name="Switch between light and dark").first.click()
    assert watched.evaluate("() => document.documentElement.dataset.theme") == "dark"
    watched.reload()
    assert 'data-theme="dark"' in watched.content()[:200]


def test_a_confirmation_focuses_the_safe_button(site: str, watched: "Page") -> None:
    watched.goto(f"{site}/kit/")
    watched.get_by_role("button", name="Send to 482 people").first.click()
    wait(watched, "document.querySelector('#confirm').open")
    assert focused(watched) == "Cancel"
    watched.keyboard.press("Escape")
    assert not watched.evaluate("() => document.querySelector('#confirm').open")


def test_ticking_the_head_ticks_the_rows(site: str, watched: "Page") -> None:
    watched.goto(f"{site}/kit/")
    watched.get_by_role("checkbox", name="Select all on this page").check()
    watched.get_by_text("4 selected").wait_for()
