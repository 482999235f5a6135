"""The builders in the wizard, from an empty draft to what an advocate hands in and staff read."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from missions.models import Mission, Revision, Submission
from missions.operations.decisions import approve_submission
from programs.models import Advocate
from rewards.queries import balance_of
from surveys.models import FormVersion
from surveys.questions import option_key
from tests.factories.hub import open_hub
from tests.factories.programs import make_advocate

SETUP = {"title": "Tell us", "description": "", "minutes": "3", "cover": "2", "audience": "registered", "notify": "no"}
RECOGNITION = {"recognition": "points", "points": "120", "approval": "manual", "limit": "once", "ends_local": ""}


def post(client: Client, url: str, data: dict[str, Any]) -> str:
    """Where the page leads on to."""
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer.headers["Location"])


def begin(client: Client, type_key: str) -> str:
    """A new mission of this type; the address of its pages."""
    return post(client, "/acme/console/missions/new/", {"type": type_key}).removesuffix("steps/trigger/")


def kept(mission: str) -> dict[str, Any]:
    """What is typed in the draft."""
    with workspace_scope(Workspace.objects.get(slug="acme").pk):
        raw: dict[str, Any] = Revision.objects.filter(mission=int(mission.split("/")[-2])).order_by("-pk")[0].raw
        return raw


def press(client: Client, mission: str, command: str, **typed: str) -> str:
    """Press a button of the builder with all that is typed on the page; the page that comes back."""
    page = {name: value for name, value in kept(mission).items() if name.startswith("type-")}
    answer = client.post(f"{mission}steps/setup/", SETUP | page | named(typed) | {"builder": command})
    assert answer.status_code == 200
    return answer.content.decode()


def named(typed: dict[str, str]) -> dict[str, str]:
    """The fields as they are called on the page: `q_1_label` is a row's, `proof_label` is not."""
    in_row = re.compile(r"(q|site)_(\d+)_")
    return {f"type-{in_row.sub(r'\1-\2-', name)}": value for name, value in typed.items()}


def finish(client: Client, mission: str, **typed: str) -> None:
    """Type the rest, go through the steps and launch or publish."""
    page = {name: value for name, value in kept(mission).items() if name.startswith("type-")}
    post(client, f"{mission}steps/trigger/", {"trigger": "instant"})
    assert post(client, f"{mission}steps/setup/", SETUP | page | named(typed)) == f"{mission}steps/recognition/"
    assert post(client, f"{mission}steps/recognition/", RECOGNITION) == f"{mission}check/"
    post(client, f"{mission}launch/", {})


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.mark.covers("S1-16", "S1-56", "S1-57", "S2-34", "G-20")
def test_a_survey_is_built_answered_edited_and_read(
    acme: Workspace, owner: User, client: Client, maya: Advocate
) -> None:
    mission = begin(client, "survey")
    press(client, mission, "add:nps")
    press(client, mission, "add:single_choice", q_1_label="How likely?")
    page = press(client, mission, "up:2", q_2_label="Which?", q_2_options="A\nB")
    assert page.index('value="Which?"') < page.index('value="How likely?"')
    assert "2 questions, about 1 minute" in page
    introduction = "<p>Dear <strong>you</strong><script>x()</script></p>"
    finish(client, mission, introduction=introduction)
    assert kept(mission)["type-introduction"] == introduction

    hub, at = open_hub(acme, maya), f"/acme/missions/{mission.split('/')[-2]}/"
    page = hub.get(at).content.decode()
    assert "<p>Dear <strong>you</strong></p>" in page
    assert page.index("Which?") < page.index("How likely?")
    assert hub.post(f"{at}1/submission/", {"slot1-q1": "9"}).status_code == 422
    post(hub, f"{at}1/submission/", {"slot1-q1": "9", "slot1-q2": option_key("A")})

    press(client, mission, "add:date", q_1_label="How very likely?")
    finish(client, mission, q_3_label="Since when?", q_2_options="B\nC")
    other = make_advocate(acme, name="Jonas Weber", email="jonas@example.com")
    answers = {"slot1-q1": "0", "slot1-q2": option_key("C"), "slot1-q3": "2026-11-02"}
    post(open_hub(acme, other), f"{at}1/submission/", answers)
    with workspace_scope(acme.pk):
        assert [version.number for version in FormVersion.objects.order_by("number")] == [1, 2]
        first, second = Submission.objects.select_related("attempt__form_version").order_by("pk")
        assert [one.attempt and one.attempt.form_version.number for one in (first, second)] == [1, 2]  # type: ignore[union-attr]

    page = client.get(f"{mission}results/").content.decode()
    assert "Asked as “How likely?” in version 1." in page
    assert "A (not offered any more)" in page
    lines = client.post(f"{mission}answers/")
    table = csv.reader(io.StringIO(b"".join(lines.streaming_content).decode("utf-8-sig")))  # type: ignore[attr-defined]
    headings, *rows = table
    assert headings[-3:] == ["Which?", "How very likely?", "Since when?"]
    assert sorted(row[-3:] for row in rows) == [["A", "9", ""], ["C", "0", "2 Nov 2026"]]


def test_publishing_an_untouched_survey_again_makes_no_version(acme: Workspace, owner: User, client: Client) -> None:
    mission = begin(client, "survey")
    press(client, mission, "add:nps")
    finish(client, mission, q_1_label="How likely?")
    finish(client, mission)
    with workspace_scope(acme.pk):
        assert FormVersion.objects.count() == 1


@pytest.mark.covers("S1-15", "S1-59", "S2-37", "G-25", "S2-129")
def test_a_review_is_asked_on_two_sites_and_each_is_handed_in_by_itself(
    acme: Workspace, owner: User, client: Client, maya: Advocate
) -> None:
    mission = begin(client, "review")
    press(client, mission, "add:g2")
    press(client, mission, "add:own", site_1_address="www.g2.com/products/acme/reviews")
    finish(client, mission, site_2_name="Forum", site_2_address="https://forum.example.com", site_2_proof="link")

    hub, at = open_hub(acme, maya), f"/acme/missions/{mission.split('/')[-2]}/"
    page = hub.get(at).content.decode()
    assert 'href="https://www.g2.com/products/acme/reviews"' in page
    assert page.count("<form") >= 2
    post(hub, f"{at}2/submission/", {"slot2-link": "https://elsewhere.example/r"})
    assert hub.post(f"{at}1/submission/", {"slot1-text": "No proof"}).status_code == 422
    post(hub, f"{at}1/submission/", {"slot1-link": "https://www.g2.com/r/1"})
    with workspace_scope(acme.pk):
        assert dict(Submission.objects.values_list("number", "points")) == {1: 120, 2: 120}
        one = Submission.objects.get(number=2)
    page = client.get(f"/acme/console/review/{one.pk}/").content.decode()
    assert "leads to elsewhere.example" in page
    with workspace_scope(acme.pk):
        for row in Submission.objects.select_related("mission", "advocate", "activity").order_by("number"):
            approve_submission(submission=row, attempt_id=row.attempt_id or 0, by=owner, now=timezone.now())
        assert balance_of(maya) == 240


@pytest.mark.covers("S1-21", "S2-35")
def test_a_custom_task_is_an_open_ask_with_words_and_proof_of_its_own(
    acme: Workspace, owner: User, client: Client, maya: Advocate
) -> None:
    mission = begin(client, "custom_task")
    finish(client, mission, proof="text", proof_label="What did they say?")
    hub, at = open_hub(acme, maya), f"/acme/missions/{mission.split('/')[-2]}/"
    assert "What did they say?" in hub.get(at).content.decode()
    assert hub.post(f"{at}1/submission/", {"slot1-text": " "}).status_code == 422
    post(hub, f"{at}1/submission/", {"slot1-text": "They loved it."})
    page = client.get("/acme/console/review/").content.decode()
    assert page.index("What did they say?") < page.index("They loved it.")


def test_what_is_typed_survives_every_press_and_an_error_loses_nothing(
    acme: Workspace, owner: User, client: Client
) -> None:
    mission = begin(client, "survey")
    press(client, mission, "add:multiple_choice")
    page = press(
        client, mission, "add:nps", q_1_label="<b>Odd</b> words", q_1_options="one\n\n two ", q_1_help="{{ x }}"
    )
    for text in ("&lt;b&gt;Odd&lt;/b&gt; words", "one\n\n two ", "{{ x }}"):
        assert text in page
    raw = {name: value for name, value in kept(mission).items() if name.startswith("type-")}
    answer = client.post(f"{mission}steps/setup/", SETUP | raw | {"minutes": "abc"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write question 2, or remove it." in page
    assert 'href="#id_type-q-2-label"' in page
    assert "&lt;b&gt;Odd&lt;/b&gt; words" in page
    assert 'value="abc"' in page


def test_enter_in_a_field_presses_a_button_that_moves_no_row(acme: Workspace, owner: User, client: Client) -> None:
    page = press(client, begin(client, "survey"), "add:nps")
    assert page.index('tabindex="-1">Continue</button>') < page.index('name="builder"')


def test_a_press_for_htmx_brings_the_rows_and_the_preview(acme: Workspace, owner: User, client: Client) -> None:
    mission = begin(client, "survey")
    answer = client.post(f"{mission}steps/setup/", SETUP | {"builder": "add:nps"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.count('id="rows"') == page.count('id="preview"') == 1
    assert 'name="preview-q1"' in page


@pytest.mark.parametrize(
    ("type_key", "command", "typed", "shown"),
    [
        ("survey", "add:nps", {"q_1_label": "How likely?"}, "1 question, about 1 minute"),
        ("review", "add:g2", {"site_1_address": "https://www.g2.com/acme"}, "https://www.g2.com/acme"),
        ("custom_task", "?", {"proof": "link"}, "A link"),
    ],
)
def test_what_is_asked_is_checked_before_the_launch(
    acme: Workspace, owner: User, client: Client, type_key: str, command: str, typed: dict[str, str], shown: str
) -> None:
    mission = begin(client, type_key)
    press(client, mission, command)
    finish(client, mission, **typed)
    assert shown in client.get(f"{mission}check/").content.decode()


@pytest.mark.covers("S0-15")
def test_the_preview_follows_what_is_typed(acme: Workspace, owner: User, client: Client) -> None:
    mission = begin(client, "survey")
    press(client, mission, "add:nps")
    press(client, mission, "?", q_1_label="How likely are you?")
    page = client.get(f"{mission}preview/?setup", headers={"HX-Request": "true"}).content.decode()
    assert "How likely are you?" in page
    assert (
        "How likely are you?" not in client.get(f"{mission}preview/", headers={"HX-Request": "true"}).content.decode()
    )


def test_a_copy_asks_the_same_and_has_a_form_of_its_own(acme: Workspace, owner: User, client: Client) -> None:
    mission = begin(client, "survey")
    press(client, mission, "add:nps")
    finish(client, mission, q_1_label="How likely?")
    copy = post(client, f"{mission}copies/", {}).removesuffix("type/")
    finish(client, copy)
    with workspace_scope(acme.pk):
        one, two = Mission.objects.select_related("live__form_version").order_by("pk")
        assert one.live
        assert two.live
        assert one.live.form_version
        assert two.live.form_version
        assert one.live.form_version.questions == two.live.form_version.questions
        assert one.live.form_version.form_id != two.live.form_version.form_id
