"""What a mission's settings do: image, recognition, approval, limit, link."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import User, Workspace
from events.models import Event
from files.models import File
from foundation.tenancy import workspace_scope
from missions.models import Mission, Submission
from missions.operations.decisions import approve_submission
from missions.operations.submissions import AlreadySent
from missions.views.wizard import COVER
from notifications.models import Delivery
from notifications.operations.notices import write_notices
from notifications.rendering import write_letters
from programs.models import Advocate
from rewards.models import Transfer, Wallet
from rewards.queries import balance_of
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import hand_in, make_draft, make_live
from tests.factories.programs import make_advocate
from tests.missions.test_wizard import RECOGNITION, SETUP, url


@pytest.fixture
def draft(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_draft(owner)


def picture(width: int, height: int) -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "JPEG")
    return SimpleUploadedFile("cover.jpg", buffer.getvalue(), content_type="image/jpeg")


@pytest.mark.covers("S1-36", "S1-37", "S2-92")
def test_the_featured_image_is_cut_to_size_and_shown_on_the_card(
    acme: Workspace, draft: Mission, client: Client
) -> None:
    assert "1200 × 630" in client.get(url(draft, "steps/setup/")).content.decode()
    client.post(url(draft, "steps/setup/"), SETUP | {"image_upload": picture(2000, 2000)})
    client.post(url(draft, "launch/"))
    with workspace_scope(acme.pk):
        file = File.objects.get()
        assert (file.width, file.height) == COVER == (1200, 630)
    hub = open_hub(acme, make_advocate(acme))
    assert f'src="/acme/files/{file.pk}/' in hub.get("/acme/").content.decode()
    picture_shown = hub.get(f"/acme/files/{file.pk}/x")
    assert picture_shown.getvalue().startswith(b"\xff\xd8")
    request_finished.disconnect(close_old_connections)  # closing the answer must not end the test's transaction
    picture_shown.close()
    request_finished.connect(close_old_connections)
    assert Client().get(f"/acme/files/{file.pk}/x").status_code == 404


@pytest.mark.covers("S1-61", "S1-62", "S2-63")
def test_without_recognition_an_approval_pays_nothing(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        maya = Advocate.objects.create(name="Maya")
        sent = hand_in(make_live(owner, recognition="none", points="500"), maya)
        approve_submission(submission=sent, attempt_id=sent.attempt_id or 0, by=owner, now=NOW)
        assert (balance_of(maya), Transfer.objects.count()) == (0, 0)


@pytest.mark.covers("S1-63")
@pytest.mark.parametrize("points", ["", "0", "-5", "1.5", "abc", "٣", "1000001", "99999999999"])
def test_points_are_a_whole_number_and_typical_ones_are_named(draft: Mission, client: Client, points: str) -> None:
    answer = client.post(url(draft, "steps/recognition/"), RECOGNITION | {"points": points})
    assert answer.status_code == 422
    assert "whole number from 1 to 1,000,000" in answer.content.decode()
    assert "Typical for “Custom task”: 50 to 250" in answer.content.decode()


@pytest.mark.covers("S1-65", "S1-66", "S2-68")
def test_who_decides_is_chosen_for_each_mission_with_guidance(acme: Workspace, draft: Mission, client: Client) -> None:
    page = client.get(url(draft, "steps/recognition/")).content.decode()
    assert "Right for surveys and small asks" in page
    client.post(url(draft, "steps/recognition/"), RECOGNITION | {"approval": "everyone"})
    client.post(url(draft, "launch/"))
    with workspace_scope(acme.pk):
        maya = Advocate.objects.create(name="Maya")
        assert hand_in(Mission.objects.get(), maya, now=timezone.now()).state == "approved"
        assert balance_of(maya) == 120


@pytest.mark.covers("S1-68")
def test_how_often_must_be_said(draft: Mission, client: Client) -> None:
    answer = client.post(url(draft, "steps/recognition/"), RECOGNITION | {"limit": ""})
    assert answer.status_code == 422
    assert "Say how often." in answer.content.decode()


@pytest.mark.covers("S1-53", "S1-84", "S1-85", "S2-103", "S2-105")
@pytest.mark.parametrize("notify", ["yes", "no"])
def test_every_mission_has_a_link_on_its_page_from_the_draft_on(
    acme: Workspace, owner: User, client: Client, notify: str
) -> None:
    with workspace_scope(acme.pk):
        draft, live = make_draft(owner, notify=notify), make_live(owner, notify=notify)
    for mission in (draft, live):
        page = client.get(url(mission)).content.decode()
        assert 'value="http://localhost:8000/acme/go/' in page
    assert "Until the launch it shows nothing" in client.get(url(draft)).content.decode()


@pytest.mark.covers("S1-78")
def test_a_mission_for_members_asks_strangers_to_sign_in(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, title="Members only")
    answer = Client().get(f"/acme/missions/{mission.pk}/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/acme/sign-in/")
    assert "Members only" not in answer.content.decode()


@pytest.mark.covers("S2-02", "S2-108")
def test_the_mail_leads_to_the_mission_in_which_something_is_done(acme: Workspace, owner: User) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        mission = make_live(owner, now=timezone.now(), notify="yes")
        event = Event.objects.get(name="mission.launched")
        people = Advocate.objects.filter(pk=maya.pk)
        write_notices(
            kind="mission.launched", event=event, advocates=people, about=f"mission:{mission.pk}",
            facts={"mission": mission.pk}, now=timezone.now(),
        )  # fmt: skip
        (letter,) = write_letters([Delivery.objects.select_related("notice__advocate").get()], now=timezone.now())
    link = re.search(r"(/acme/l/[^/]+/)$", letter.button_url)
    assert link
    browser = Client()
    assert browser.post(link[1]).headers["Location"] == f"/acme/missions/{mission.pk}/"
    assert 'name="slot1-text"' in browser.get(f"/acme/missions/{mission.pk}/").content.decode()


@pytest.mark.covers("G-19", "S2-114")
@pytest.mark.django_db(transaction=True)
def test_parallel_presses_hand_in_once_and_pay_once(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        maya = Advocate.objects.create(name="Maya")
        mission = make_live(User.objects.get(), approval="everyone")

    def press(number: int) -> str:
        try:
            with workspace_scope(acme.pk):
                hand_in(Mission.objects.select_related("activity", "live").get(), maya, text=str(number))
        except AlreadySent:
            return "already"
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(press, range(8)))
    assert sorted(outcomes) == ["already"] * 7 + ["sent"]
    with workspace_scope(acme.pk):
        assert (Submission.objects.count(), Wallet.objects.get().balance, mission.points) == (1, 100, 100)
