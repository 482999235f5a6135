"""One person in the console: added, edited, put on hold, erased; what their page says."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from programs.models import Advocate, AdvocateStatus, Tagging
from programs.operations.people import erase_advocate
from programs.operations.sign_in import open_session
from tests.factories.accounts import NOW
from tests.programs.shown import HTMX, part, stored

LIST = "/acme/console/people/"

FORM = {
    "name": "Ben  Zhang ", "email": " Ben@Example.com", "phone": "030 901821", "company": "ACME", "status": "active",
    "tags": "vip, New", "consent_source": "", "language": "German", "time_zone": "Asia/Tokyo",
}  # fmt: skip


def test_a_person_is_added_with_everything_in_one_form(
    acme: Workspace, owner: User, client: Client, maya: Advocate
) -> None:
    answer = client.post(f"{LIST}new/", FORM)
    with workspace_scope(acme.pk):
        ben = Advocate.objects.get(email="ben@example.com")
        assert (ben.name, ben.phone, ben.language, ben.time_zone) == ("Ben Zhang", "+4930901821", "de", "Asia/Tokyo")
        assert {row.tag.name for row in ben.taggings.select_related("tag")} == {"vip", "New"}
    assert answer["Location"] == f"{LIST}{ben.pk}/"
    assert "Ben Zhang is added." in client.get(answer["Location"]).text
    assert client.post(f"{LIST}new/", FORM).status_code == 422
    with workspace_scope(acme.pk):
        assert Advocate.objects.count() == 2


@pytest.mark.parametrize(("field", "words"), [("email", "e-mail address"), ("phone", "phone number")])
def test_an_address_or_number_that_is_taken_leads_to_who_has_it(
    acme: Workspace, owner: User, client: Client, maya: Advocate, field: str, words: str
) -> None:
    answer = client.post(f"{LIST}new/", {**FORM, field: getattr(maya, field)})
    assert answer.status_code == 422
    assert f"Maya Okafor has this {words} already." in answer.text
    assert re.search(rf'href="/acme/console/people/{maya.pk}/"\s*>Open Maya Okafor', answer.text)
    assert "Ben  Zhang" in answer.text  # what was typed is kept


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "", "phone": ""}, "Give an e-mail address or a phone number"),
        ({"email": "ben@"}, "is not an e-mail address"),
        ({"phone": "12"}, "is not a phone number"),
        ({"language": "Klingon!"}, "is not a language"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice"),
        ({"status": "suspended"}, "Select a valid choice"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"tags": "t" * 41}, "longer than 40 characters"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_nobody_is_added(
    acme: Workspace, owner: User, client: Client, change: dict[str, str], words: str
) -> None:
    answer = client.post(f"{LIST}new/", FORM | change)
    assert answer.status_code == 422
    assert words in answer.text
    assert re.search(r"<title>\s*Error:", answer.text)
    with workspace_scope(acme.pk):
        assert not Advocate.objects.exists()


def test_a_person_is_edited_and_keeps_their_own_address(
    acme: Workspace, owner: User, client: Client, maya: Advocate
) -> None:
    page = client.get(f"{LIST}{maya.pk}/edit/").text
    assert 'value="maya@example.com"' in page
    assert 'value="vip"' in page
    answer = client.post(f"{LIST}{maya.pk}/edit/", FORM | {"email": "maya@example.com", "tags": ""})
    assert answer["Location"] == f"{LIST}{maya.pk}/"
    row = stored(acme, maya.pk)
    assert (row.name, row.email, row.phone) == ("Ben Zhang", "maya@example.com", "+4930901821")
    with workspace_scope(acme.pk):
        assert not Tagging.objects.exists()


def test_a_wrong_edit_shows_who_is_edited_and_what_was_typed(owner: User, client: Client, maya: Advocate) -> None:
    page = client.post(f"{LIST}{maya.pk}/edit/", FORM | {"email": "x"}).text
    assert "Edit Maya Okafor" in page
    assert 'value="x"' in page


def test_somebody_deactivated_is_edited_without_a_status(
    acme: Workspace, owner: User, client: Client, maya: Advocate
) -> None:
    client.post(f"{LIST}{maya.pk}/deactivation/")
    assert 'name="status"' not in client.get(f"{LIST}{maya.pk}/edit/").text
    client.post(f"{LIST}{maya.pk}/edit/", FORM)
    assert stored(acme, maya.pk).status == AdvocateStatus.SUSPENDED


def test_the_page_says_who_somebody_is_and_what_happened(owner: User, client: Client, maya: Advocate) -> None:
    page = client.get(f"{LIST}{maya.pk}/").text
    for words in ("Maya Okafor", "maya@example.com", "+4930901820", "Northwind", "vip", "Active", "Added by hand"):
        assert words in page
    assert "10:00 Europe/Berlin" in page


def test_the_timeline_goes_on_by_its_part(acme: Workspace, owner: User, client: Client, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        Event.objects.bulk_create(Event(name="test.happened", advocate=maya, payload={}) for _number in range(60))
    page = client.get(f"{LIST}{maya.pk}/").text
    older = re.search(r'href="(\?before=\d+)"', page)
    assert older is not None
    fragment = client.get(f"{LIST}{maya.pk}/{older[1]}", headers=HTMX)
    assert "<html" not in fragment.text
    assert "Added by hand" in fragment.text
    assert part(fragment.text, "timeline") == part(client.get(f"{LIST}{maya.pk}/{older[1]}").text, "timeline")


def test_deactivating_and_back_says_what_it_did(acme: Workspace, owner: User, client: Client, maya: Advocate) -> None:
    page = client.post(f"{LIST}{maya.pk}/deactivation/", follow=True).text
    assert "Maya Okafor is deactivated" in page
    assert "Reactivate" in page
    page = client.post(f"{LIST}{maya.pk}/reactivation/", follow=True).text
    assert "Maya Okafor takes part again." in page
    assert stored(acme, maya.pk).status == AdvocateStatus.ACTIVE


def test_somebody_is_signed_out_everywhere(acme: Workspace, owner: User, client: Client, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        open_session(advocate=maya, way="link", token="t", browser="Firefox · Windows", now=timezone.now())
    assert "Firefox · Windows" in client.get(f"{LIST}{maya.pk}/").text
    page = client.post(f"{LIST}{maya.pk}/sign-out/", follow=True).text
    assert "Maya Okafor is signed out everywhere" in page
    assert "Firefox · Windows" not in page
    assert "Links and sessions ended" in page
    assert stored(acme, maya.pk).link_version == maya.link_version + 1


def test_erasing_asks_and_then_leaves_a_page_without_a_person(
    acme: Workspace, owner: User, client: Client, maya: Advocate
) -> None:
    asked = client.get(f"{LIST}{maya.pk}/erasure/").text
    assert "Erase Maya Okafor?" in asked
    assert stored(acme, maya.pk).erased_at is None
    page = client.post(f"{LIST}{maya.pk}/erasure/", follow=True).text
    assert f"Erased person #{maya.pk}" in page
    assert "maya@example.com" not in page
    assert "edit/" not in page
    for path in ("edit/", "erasure/", "deactivation/"):
        assert client.post(f"{LIST}{maya.pk}/{path}").status_code == 404


def test_somebody_erased_meanwhile_is_not_edited(acme: Workspace, owner: User, client: Client, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        erase_advocate(advocate=maya, by=owner, now=NOW)
    assert client.post(f"{LIST}{maya.pk}/edit/", FORM).status_code == 404
