"""The page behind the bell: what one staff user was told, newest first, and what of it is new."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User, Workspace
from accounts.permissions import Permission
from events.operations import record
from foundation.plugs import BELL_WORDS, BellWords
from foundation.tenancy import workspace_scope
from notifications.models import BellItem
from notifications.operations import ring_staff
from notifications.queries import staff_who_may, unseen_count
from tests.factories.accounts import NOW, make_member
from tests.factories.missions import hand_in, make_live
from tests.factories.programs import make_advocate

BELL = "/acme/console/bell/"


@pytest.fixture(autouse=True)
def _words(monkeypatch: pytest.MonkeyPatch) -> None:
    words = BellWords("download", lambda item: f"The export of {item.facts['rows']} people is ready")
    monkeypatch.setitem(BELL_WORDS, "test.exported", words)


def ring(workspace: Workspace, *staff: User, rows: int = 12, url: str = "/acme/console/") -> None:
    with workspace_scope(workspace.pk):
        event = record("test.happened")
        for _ in range(2):  # a reaction may run twice
            told = [user.pk for user in staff]
            ring_staff(kind="test.exported", event=event, staff_ids=told, facts={"rows": rows}, url=url, now=NOW)


def unseen(workspace: Workspace, user: User) -> int:
    with workspace_scope(workspace.pk):
        return unseen_count(user)


def test_staff_are_told_once_each(acme: Workspace, owner: User, client: Client) -> None:
    colleague = make_member(acme, Role.ANALYST)
    ring(acme, owner, colleague)
    assert (unseen(acme, owner), unseen(acme, colleague)) == (1, 1)
    page = client.get(BELL)
    assert page.status_code == 200
    assert "The export of 12 people is ready" in page.text


def test_opening_an_item_marks_it_as_seen_and_leads_there(acme: Workspace, owner: User, client: Client) -> None:
    ring(acme, owner, url="/acme/console/people/")
    with workspace_scope(acme.pk):
        item = BellItem.objects.get()
    for _ in range(2):
        response = client.post(f"{BELL}{item.pk}/")
        assert (response.status_code, response["Location"]) == (302, "/acme/console/people/")
    assert unseen(acme, owner) == 0
    assert client.get(f"{BELL}{item.pk}/").status_code == 405


def test_an_item_without_a_page_leads_back(acme: Workspace, owner: User, client: Client) -> None:
    ring(acme, owner, url="")
    with workspace_scope(acme.pk):
        item = BellItem.objects.get()
    assert client.post(f"{BELL}{item.pk}/")["Location"] == BELL


def test_everything_shown_is_marked_and_what_came_since_stays_new(acme: Workspace, owner: User, client: Client) -> None:
    ring(acme, owner)
    with workspace_scope(acme.pk):
        shown = BellItem.objects.get()
    ring(acme, owner)
    assert client.post(f"{BELL}seen/", {"up_to": shown.pk}).status_code == 302
    assert unseen(acme, owner) == 1
    assert client.post(f"{BELL}seen/", {"up_to": "x"}).status_code == 302
    assert unseen(acme, owner) == 1
    assert client.get(f"{BELL}seen/").status_code == 405


def test_nobody_sees_or_marks_what_others_were_told(
    acme: Workspace, globex: Workspace, owner: User, client: Client, other_browser: Client
) -> None:
    colleague = make_member(acme, Role.REVIEWER)
    ring(acme, owner)
    with workspace_scope(acme.pk):
        item = BellItem.objects.get()
    other_browser.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "The export" not in other_browser.get(BELL).text
    assert other_browser.post(f"{BELL}{item.pk}/").status_code == 404
    other_browser.post(f"{BELL}seen/", {"up_to": item.pk})
    assert unseen(acme, owner) == 1
    assert other_browser.get("/globex/console/bell/").status_code == 404
    assert client.post(f"/globex/console/bell/{item.pk}/").status_code == 404


def test_what_waits_stands_above_for_whoever_may_do_it(
    acme: Workspace, globex: Workspace, owner: User, client: Client, other_browser: Client
) -> None:
    elsewhere = make_member(globex, Role.OWNER, email="olga@globex.example")
    with workspace_scope(globex.pk):
        hand_in(make_live(elsewhere), make_advocate(globex))
    assert "for review" not in client.get(BELL).text
    with workspace_scope(acme.pk):
        mission = make_live(owner, now=NOW - timedelta(days=5))
        for day, name in enumerate(("ann", "ben", "cleo")):
            sender = make_advocate(acme, email=f"{name}@example.com")
            hand_in(mission, sender, now=NOW - timedelta(days=day))
    ring(acme, owner)
    page = " ".join(client.get(BELL).text.split())
    assert "3 submissions wait for review" in page
    assert "31 Oct 2026, 10:00 Europe/Berlin" in page
    assert 'href="/acme/console/review/"' in page
    assert "Notices, 2 new or waiting" in page  # one item, and one kind of thing that waits
    analyst = make_member(acme, Role.ANALYST)
    other_browser.force_login(analyst, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "for review" not in other_browser.get(BELL).text


def test_signed_out_leads_to_the_sign_in(acme: Workspace, client: Client) -> None:
    for path in (BELL, f"{BELL}1/", f"{BELL}seen/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")


def test_the_empty_page_says_what_comes_here(owner: User, client: Client) -> None:
    assert "Nothing to tell yet" in client.get(BELL).text


def test_an_item_that_nobody_has_words_for_is_still_shown(
    acme: Workspace, owner: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(acme, owner)
    monkeypatch.delitem(BELL_WORDS, "test.exported")
    assert "test exported" in client.get(BELL).text


def test_the_list_is_read_page_by_page(acme: Workspace, owner: User, client: Client) -> None:
    for number in range(31):
        ring(acme, owner, rows=1000 + number)
    page = client.get(BELL)
    assert "1030 people" in page.text
    assert "1000 people" not in page.text
    with workspace_scope(acme.pk):
        oldest_shown = BellItem.objects.order_by("-pk")[29]
    older = client.get(f"{BELL}?before={oldest_shown.pk}")
    assert f"?before={oldest_shown.pk}" in page.text
    assert "1000 people" in older.text
    assert "1001 people" not in older.text
    assert client.get(f"{BELL}?before=x").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_the_same_queries_for_any_length(
    acme: Workspace, owner: User, client: Client, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        ring(acme, owner)
    client.get(BELL)
    with django_assert_max_num_queries(20) as captured:
        client.get(BELL)
    ours = [query["sql"] for query in captured.captured_queries if "notifications_bellitem" in query["sql"]]
    assert len(ours) == 2  # the list; the number, for the page and for the bell


def test_a_fragment_is_what_the_page_has(acme: Workspace, owner: User, client: Client) -> None:
    ring(acme, owner)
    part = client.get(BELL, headers={"HX-Request": "true"})
    assert "HX-Request" in part["Vary"]
    assert part.text.strip().startswith('<div id="items">')
    assert "<h1" not in part.text


def test_who_may_do_something_can_be_told(acme: Workspace, owner: User) -> None:
    reviewer, analyst = make_member(acme, Role.REVIEWER), make_member(acme, Role.ANALYST)
    with workspace_scope(acme.pk):
        assert set(staff_who_may(Permission.REVIEW)) == {owner.pk, reviewer.pk}
        assert analyst.pk in staff_who_may(Permission.EXPORT)
