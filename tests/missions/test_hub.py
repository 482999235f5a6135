"""Doing a mission: on a phone, by a link, once, with nothing typed lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from events.operations import record
from foundation.tenancy import workspace_scope
from missions.models import Mission, Participation, Submission
from missions.operations.decisions import return_submission
from missions.operations.missions import end_mission, pause_mission
from notifications.links import personal_token
from notifications.models import Delivery
from notifications.operations.notices import notify
from programs.models import Advocate, HubSession
from tests.factories.hub import open_hub
from tests.factories.missions import hand_in, make_draft, make_live
from tests.factories.programs import make_advocate


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.fixture
def hub(acme: Workspace, maya: Advocate) -> Client:
    return open_hub(acme, maya)


@pytest.fixture
def mission(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, now=timezone.now())


def page_of(mission: Mission) -> str:
    return f"/acme/missions/{mission.pk}/"


@pytest.mark.covers("S2-96", "S2-107")
def test_the_hub_lists_what_is_open_and_seeing_it_is_counted(acme: Workspace, mission: Mission, hub: Client) -> None:
    assert "Write about us" in hub.get("/acme/").content.decode()
    assert hub.get(page_of(mission)).status_code == 200
    with workspace_scope(acme.pk):
        assert Participation.objects.get().seen_at is not None


@pytest.mark.covers("S1-85", "S2-155", "G-18", "S2-113")
def test_a_draft_says_nothing_of_itself_on_any_path(acme: Workspace, owner: User, hub: Client) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, title="Secret plan")
    for path in ("/acme/", page_of(draft), "/acme/activity/"):
        assert "Secret plan" not in hub.get(path).content.decode()
    assert hub.get(page_of(draft)).status_code == 404
    assert "not open yet" in hub.get(page_of(draft)).content.decode()
    refused = hub.post(f"{page_of(draft)}1/submission/", {"slot1-text": "x"})
    assert refused.status_code == 404
    with workspace_scope(acme.pk):
        assert not Submission.objects.exists()


@pytest.mark.covers("S2-111", "S2-139")
def test_a_paused_or_ended_mission_says_so(acme: Workspace, owner: User, mission: Mission, hub: Client) -> None:
    with workspace_scope(acme.pk):
        pause_mission(mission=mission, by=owner, now=timezone.now())
    answer = hub.get(page_of(mission))
    assert (answer.status_code, "paused" in answer.content.decode()) == (410, True)
    with workspace_scope(acme.pk):
        end_mission(mission=mission, by=owner, now=timezone.now())
    assert "This mission ended on" in hub.get(page_of(mission)).content.decode()


def test_whoever_is_not_signed_in_signs_in_and_comes_back(mission: Mission) -> None:
    answer = Client().get(page_of(mission))
    assert answer.headers["Location"].startswith("/acme/sign-in/?next=")


@pytest.mark.covers("S2-141")
def test_what_is_sent_is_shown_with_its_state(mission: Mission, hub: Client) -> None:
    for _ in range(2):  # pressed twice
        answer = hub.post(f"{page_of(mission)}1/submission/", {"slot1-text": "I wrote a post."})
        assert answer.headers["Location"] == f"{page_of(mission)}#slot1"
    page = hub.get(page_of(mission)).content.decode()
    assert "Sent, in review" in page
    assert "I wrote a post." in page
    assert "pending" in hub.get("/acme/activity/").content.decode()


def test_an_empty_answer_is_refused_where_it_was_typed(acme: Workspace, mission: Mission, hub: Client) -> None:
    answer = hub.post(f"{page_of(mission)}1/submission/", {"slot1-text": "  "})
    assert answer.status_code == 422
    assert 'href="#id_slot1-text"' in answer.content.decode()
    with workspace_scope(acme.pk):
        assert not Submission.objects.exists()


def test_what_is_typed_and_not_sent_is_there_on_another_device(
    acme: Workspace, mission: Mission, maya: Advocate, hub: Client
) -> None:
    answer = hub.post(f"{page_of(mission)}1/answers/", {"slot1-text": "Half a sen"})
    assert answer.content.decode().startswith("Draft saved")
    page = open_hub(acme, maya).get(page_of(mission)).content.decode()
    assert "Half a sen" in page
    assert "error-summary" not in page


@pytest.mark.covers("S2-81")
def test_what_was_returned_is_edited_and_sent_again(
    acme: Workspace, owner: User, mission: Mission, maya: Advocate, hub: Client
) -> None:
    with workspace_scope(acme.pk):
        sent = hand_in(mission, maya, text="Short.", now=timezone.now())
        return_submission(
            submission=sent, attempt_id=sent.attempt_id or 0, note="Say more.", by=owner, now=timezone.now()
        )
    assert "Came back to you" in hub.get("/acme/").content.decode()
    page = hub.get(page_of(mission)).content.decode()
    assert "Say more." in page
    assert "Short." in page
    hub.post(f"{page_of(mission)}1/submission/", {"slot1-text": "Short, and more."})
    with workspace_scope(acme.pk):
        row = Submission.objects.get()
        assert (row.state, row.attempts.count()) == ("submitted", 2)


def test_a_refused_file_keeps_the_page_and_says_why(acme: Workspace, owner: User, hub: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, now=timezone.now(), **{"type-proof": "file"})
    html = SimpleUploadedFile("proof.png", b"<html><script>alert(1)</script></html>", content_type="image/png")
    answer = hub.post(f"{page_of(mission)}1/submission/", {"slot1-file": html})
    assert answer.status_code == 422
    with workspace_scope(acme.pk):
        assert not Submission.objects.exists()


@pytest.mark.covers("B-15")
def test_opening_a_personal_link_changes_nothing_and_one_button_opens_the_hub(
    acme: Workspace, mission: Mission, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        notify(
            kind="mission.launched",
            event=record("mission.launched"),
            advocate=maya,
            facts={"mission": mission.pk},
            now=timezone.now(),
        )
        delivery = Delivery.objects.get()
        token = personal_token(delivery_id=delivery.pk, advocate_id=maya.pk, link_version=1, now=timezone.now())
    browser = Client()
    for _ in range(3):
        page = browser.get(f"/acme/l/{token}/")
        assert "Go on as Maya Okafor" in page.content.decode()
        assert (page.headers["Referrer-Policy"], page.cookies.get(f"hub-{acme.pk}")) == ("strict-origin", None)
    browser.head(f"/acme/l/{token}/")
    with workspace_scope(acme.pk):
        assert not HubSession.objects.exists()
        assert Delivery.objects.get().opened_at is None
    assert browser.post(f"/acme/l/{token}/").headers["Location"] == page_of(mission)
    assert browser.get(page_of(mission)).status_code == 200
    with workspace_scope(acme.pk):
        Advocate.objects.update(link_version=2)
    assert Client().get(f"/acme/l/{token}/").status_code == 410
    assert Client().get("/acme/l/made-up/").status_code == 404
