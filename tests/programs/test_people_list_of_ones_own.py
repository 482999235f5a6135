"""The lists of people and missions as one staff member wants them: columns, and views of people."""

import pytest
from django.test import Client

from accounts.models import KeptView, Role, User, Workspace
from foundation.tenancy import workspace_scope
from programs.operations.fields import make_field
from tests.factories.accounts import NOW, make_member
from tests.factories.missions import make_live
from tests.factories.programs import make_advocate

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PEOPLE, MISSIONS = "/acme/console/people/", "/acme/console/missions/"


@pytest.mark.covers("X-54")
@pytest.mark.parametrize(("path", "kept", "gone"), [(PEOPLE, "Company", "E-mail"), (MISSIONS, "Audience", "Deadline")])
def test_columns_are_chosen_for_oneself_and_remembered(
    acme: Workspace, owner: User, client: Client, other_browser: Client, path: str, kept: str, gone: str
) -> None:
    make_advocate(acme)
    with workspace_scope(acme.pk):
        make_live(owner)
    heading = '<td class="wrap-anywhere md:min-w-48" data-label="{}"' if gone == "E-mail" else 'data-label="{}"'
    assert f'data-label="{gone}"' in client.get(path).content.decode()
    answer = client.post(f"{path}columns/?sort=-{'name' if path == PEOPLE else 'title'}", {"columns": [kept.lower()]})
    assert answer.headers["Location"].startswith(f"{path}?sort=-")
    page = client.get(path).content.decode()
    assert f'data-label="{kept}"' in page
    assert heading.format(gone) not in page
    other_browser.force_login(make_member(acme, Role.MANAGER), backend=BACKEND)
    assert f'data-label="{gone}"' in other_browser.get(path).content.decode()
    client.post(f"{path}columns/", {"columns": ["no such column"]})
    assert f'data-label="{kept}"' in client.get(path).content.decode()


@pytest.mark.covers("X-54")
def test_a_view_of_people_is_kept_opens_the_list_and_is_forgotten(
    acme: Workspace, owner: User, client: Client, other_browser: Client
) -> None:
    make_advocate(acme, name="Maya Okafor")
    make_advocate(acme, name="Guest Person", email="guest@example.com", status="guest")
    with workspace_scope(acme.pk):
        make_field(name="Seats", kind="number", is_listed=True, by=owner, now=NOW)
    query = "unknown=1&sort=name&status=guest"
    kept = client.post(f"{PEOPLE}views/", {"name": "Guests", "query": query, "default": "on"})
    assert kept.headers["Location"] == f"{PEOPLE}?status=guest"
    assert client.get(PEOPLE).headers["Location"] == f"{PEOPLE}?status=guest"
    page = client.get(PEOPLE, {"status": "guest"}).content.decode()
    assert "Guest Person" in page
    assert "Maya Okafor" not in page
    assert "Forget this view" in page
    with workspace_scope(acme.pk):
        view = KeptView.objects.get()
    other_browser.force_login(make_member(acme, Role.MANAGER), backend=BACKEND)
    assert other_browser.post(f"{PEOPLE}views/{view.pk}/removal/").status_code == 404
    client.post(f"{PEOPLE}views/{view.pk}/default/")
    assert "Maya Okafor" in client.get(PEOPLE).content.decode()
    client.post(f"{PEOPLE}views/{view.pk}/removal/")
    with workspace_scope(acme.pk):
        assert not KeptView.objects.exists()
