"""The link that stops mail: scanners change nothing by opening it, mail programs stop it by one POST."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from notifications.links import unsubscribe_token
from notifications.queries import has_refused
from programs.models import Advocate
from tests.notifications.conftest import make_advocate


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    with workspace_scope(acme.pk):
        return make_advocate()


def address(workspace: Workspace, advocate: Advocate) -> str:
    with workspace_scope(workspace.pk):
        return f"/{workspace.slug}/unsubscribe/{unsubscribe_token(advocate_id=advocate.pk, now=timezone.now())}/"


def refused(workspace: Workspace, advocate: Advocate) -> bool:
    with workspace_scope(workspace.pk):
        return has_refused(advocate, "missions")


@pytest.mark.covers("X-40")
def test_opening_the_link_changes_nothing(acme: Workspace, maya: Advocate, client: Client) -> None:
    here = address(acme, maya)
    for _ in range(10):
        response = client.get(here)
        assert response.status_code == 200
    assert client.head(here).status_code == 200
    assert not refused(acme, maya)
    assert "Stop mail about new missions?" in response.text
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


@pytest.mark.covers("X-40")
def test_one_click_ends_it_without_cookies_or_csrf(acme: Workspace, maya: Advocate) -> None:
    """RFC 8058: a mail program posts this, and takes no redirect for an answer."""
    program = Client(enforce_csrf_checks=True)
    here = address(acme, maya)
    for _ in range(2):  # some do it twice
        response = program.post(here, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert response.status_code == 200
    assert refused(acme, maya)
    with workspace_scope(acme.pk):
        (event,) = Event.objects.filter(name="preference.changed")
        assert event.payload == {"topic": "missions", "wanted": False, "said_by": "unsubscribe link"}
    assert "What answers something you do still comes" in response.text


def test_multipart_is_understood_as_well(acme: Workspace, maya: Advocate, client: Client) -> None:
    assert client.post(address(acme, maya), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert refused(acme, maya)


def test_it_can_be_undone(acme: Workspace, maya: Advocate, client: Client) -> None:
    here = address(acme, maya)
    page = client.post(here, {"wanted": "no"})
    assert "Undo" in page.text
    assert "Write to me again" in client.get(here).text
    page = client.post(here, {"wanted": "yes"})
    assert not refused(acme, maya)
    assert "You get mail about new missions again" in page.text


@pytest.mark.parametrize("token", ["x", "x-1.2", "a" * 300])
def test_a_link_that_is_none_of_ours_is_not_found(acme: Workspace, client: Client, token: str) -> None:
    for method in (client.get, client.post):
        assert method(f"/acme/unsubscribe/{token}/").status_code == 404


def test_a_link_of_another_workspace_is_not_found(
    acme: Workspace, globex: Workspace, maya: Advocate, client: Client
) -> None:
    there = address(acme, maya).replace("/acme/", "/globex/")
    assert client.post(there, {"wanted": "no"}).status_code == 404
    assert not refused(acme, maya)


def test_an_erased_person_has_no_such_page(acme: Workspace, maya: Advocate, client: Client) -> None:
    here = address(acme, maya)
    with workspace_scope(acme.pk):
        Advocate.objects.filter(pk=maya.pk).update(erased_at=timezone.now(), email=None)
    assert client.get(here).status_code == 404


def test_other_methods_are_refused(acme: Workspace, maya: Advocate, client: Client) -> None:
    assert client.put(address(acme, maya)).status_code == 405
