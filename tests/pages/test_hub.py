"""The hub's own pages: the statement, and what mail to get."""

import pytest
from django.test import Client

from accounts.models import User, Workspace
from files.models import File
from foundation.tenancy import workspace_scope
from missions.operations.decisions import approve_submission
from notifications.queries import has_refused
from programs.models import Advocate, Tag, Tagging
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import hand_in, make_live
from tests.factories.programs import make_advocate
from tests.files.uploads import jpeg, upload


@pytest.mark.covers("B-02")
def test_the_statement_tells_balance_pending_and_every_transfer(acme: Workspace, owner: User) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        paid = hand_in(make_live(owner, title="Paid"), maya)
        approve_submission(submission=paid, attempt_id=paid.attempt_id or 0, by=owner, now=NOW)
        hand_in(make_live(owner, title="Waiting", points="70"), maya)
    page = open_hub(acme, maya).get("/acme/points/").content.decode()
    for words in ("Paid", "balance 100", "70", "+100"):
        assert words in page
    assert "Waiting" not in page


def test_mail_about_missions_can_be_stopped_and_had_again(acme: Workspace) -> None:
    maya = make_advocate(acme)
    hub = open_hub(acme, maya)
    for data, refused in (({}, True), ({"wanted": "1"}, False)):
        assert hub.post("/acme/profile/mail/missions/", data).status_code == 302
        with workspace_scope(acme.pk):
            assert has_refused(maya, "missions") is refused
    assert hub.post("/acme/profile/mail/receipts/").status_code == 404
    assert "Always comes." in hub.get("/acme/profile/").content.decode()


def test_a_photo_is_drawn_anew_and_its_bytes_go_with_it(acme: Workspace) -> None:
    maya = make_advocate(acme)
    hub = open_hub(acme, maya)
    kept = []
    for content in (jpeg(700, 400), jpeg(400, 900)):
        assert hub.post("/acme/profile/photo/", {"photo": upload(content)}).status_code == 302
        with workspace_scope(acme.pk):
            file = File.objects.get()
            kept.append((file.width, file.height, Advocate.objects.get(pk=maya.pk).photo_id == file.pk))
    assert kept == [(320, 320, True)] * 2
    refused = hub.post("/acme/profile/photo/", {"photo": upload(b"<svg/>", "me.png")})
    assert refused.status_code == 422
    assert 'href="#id_photo"' in refused.content.decode()
    assert f"/acme/files/{file.pk}/" in hub.get("/acme/profile/").content.decode()
    assert hub.post("/acme/profile/photo/removal/").status_code == 302
    with workspace_scope(acme.pk):
        assert not File.objects.exists()


def test_interests_are_offered_by_staff_and_chosen_in_the_profile(acme: Workspace, owner: User) -> None:
    maya = make_advocate(acme)
    console, hub = Client(), open_hub(acme, maya)
    console.force_login(owner)
    with workspace_scope(acme.pk):
        vip = Tag.objects.create(name="VIP")
        Tagging.objects.create(advocate=maya, tag=vip)
    assert console.post("/acme/console/people/interests/", {"names": "Design, Events"}).status_code == 302
    with workspace_scope(acme.pk):
        design = Tag.objects.get(name="Design")
    fields = {"name": "Maya", "language": "es", "time_zone": ""}
    for chosen, expected in (([design.pk, vip.pk], 422), ([design.pk], 302)):
        assert hub.post("/acme/profile/", {**fields, "interests": chosen}).status_code == expected
    with workspace_scope(acme.pk):
        assert set(Tagging.objects.values_list("tag__name", flat=True)) == {"VIP", "Design"}
    assert "Qué te interesa" in hub.get("/acme/profile/").content.decode()


@pytest.mark.parametrize(
    ("browser", "own", "words"), [("es-MX,es;q=0.9", "", "Qué bien verte"), ("es", "en", "Good to")]
)
def test_the_hub_speaks_the_person_s_language_else_the_browser_s(
    acme: Workspace, browser: str, own: str, words: str
) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        Advocate.objects.filter(pk=maya.pk).update(language=own)
    page = open_hub(acme, maya).get("/acme/", headers={"Accept-Language": browser}).content.decode()
    assert words in page
    assert f'lang="{own or "es"}' in page
