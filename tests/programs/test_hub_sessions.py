"""A hub session belongs to one browser and one workspace, and ends when it should, at once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from foundation.tokens import hash_token
from programs.models import Advocate, AdvocateStatus, HubSession
from programs.operations.people import add_advocate, deactivate_advocate, erase_advocate
from programs.operations.sign_in import forget_sign_ins, void_links
from tests.factories.hub import open_hub

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def add(workspace: Workspace, email: str = "maya@example.com", **details: Any) -> Advocate:
    with workspace_scope(workspace.pk):
        return add_advocate(email=email, name="Maya Okafor", by=None, now=NOON, **details)


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return add(acme)


def in_hub(client: Client, slug: str = "acme") -> bool:
    answer = client.get(f"/{slug}/profile/")
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def test_the_cookie_is_for_this_server_only_and_scripts_do_not_see_it(acme: Workspace, maya: Advocate) -> None:
    cookie = open_hub(acme, maya).cookies[f"hub-{acme.pk}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "Lax", "/", "")
    assert cookie["max-age"] == 90 * 24 * 3600


def test_in_production_the_cookie_is_bound_to_the_host(acme: Workspace, maya: Advocate, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = open_hub(acme, maya)
    cookie = client.cookies[f"__Host-hub-{acme.pk}"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    answer = client.post("/acme/sign-out/", secure=True)
    assert answer.cookies[f"__Host-hub-{acme.pk}"]["secure"] is True
    assert answer.cookies[f"__Host-hub-{acme.pk}"].value == ""


def test_the_database_holds_the_hash_of_the_token_only(acme: Workspace, maya: Advocate) -> None:
    token = open_hub(acme, maya).cookies[f"hub-{acme.pk}"].value
    with workspace_scope(acme.pk):
        row = HubSession.objects.get()
        assert row.token_hash == hash_token(token)
        assert token not in str(HubSession.objects.values().get())


def test_a_session_of_one_workspace_opens_no_other(acme: Workspace, globex: Workspace, maya: Advocate) -> None:
    add(globex)
    client = open_hub(acme, maya)
    client.cookies[f"hub-{globex.pk}"] = client.cookies[f"hub-{acme.pk}"].value
    assert in_hub(client)
    assert not in_hub(client, "globex")


def test_staff_and_hub_sessions_live_in_one_browser(acme: Workspace, maya: Advocate, owner: User) -> None:
    client = open_hub(acme, maya)
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert in_hub(client)
    assert client.get("/acme/console/settings/").status_code == 200
    client.post("/acme/sign-out/")
    assert not in_hub(client)
    assert client.get("/acme/console/settings/").status_code == 200


def test_a_staff_session_alone_opens_no_hub(acme: Workspace, owner: User, client: Client) -> None:
    assert not in_hub(client)


def test_signing_out_ends_the_session_also_for_who_kept_the_cookie(acme: Workspace, maya: Advocate) -> None:
    client = open_hub(acme, maya)
    kept = Client()
    kept.cookies.update(client.cookies)
    assert client.get("/acme/sign-out/").status_code == 405
    answer = client.post("/acme/sign-out/")
    assert answer["Location"] == "/acme/sign-in/"
    assert "You are signed out" in client.get("/acme/sign-in/").content.decode()
    assert not in_hub(kept)
    assert client.post("/acme/sign-out/").status_code == 302, "signing out twice is no error"


def test_opening_again_ends_the_session_this_browser_had(acme: Workspace, maya: Advocate) -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    from programs.sessions import open_hub_session

    first = open_hub(acme, maya)
    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in first.cookies.items()}
    answer = HttpResponse()
    with workspace_scope(acme.pk):
        open_hub_session(request, answer, advocate=maya, way="code", now=datetime.now(UTC))
        assert HubSession.objects.filter(ended_at=None).count() == 1
    assert answer.cookies[f"hub-{acme.pk}"].value != first.cookies[f"hub-{acme.pk}"].value
    assert not in_hub(first)


@pytest.mark.parametrize("days", [29, 30])
def test_a_session_ends_after_thirty_days_without_use(acme: Workspace, maya: Advocate, days: int) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client = open_hub(acme, maya)
        clock.shift(timedelta(days=20))
        assert in_hub(client)
        clock.shift(timedelta(days=days))
        assert in_hub(client) is (days < 30)


def test_a_session_ends_after_ninety_days_of_use(acme: Workspace, maya: Advocate) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client = open_hub(acme, maya)
        for _ in range(4):
            clock.shift(timedelta(days=20))
            assert in_hub(client)
        clock.shift(timedelta(days=10))
        assert not in_hub(client)


def test_its_use_is_noted_every_five_minutes_at_most(acme: Workspace, maya: Advocate) -> None:
    def seen() -> datetime:
        with workspace_scope(acme.pk):
            return HubSession.objects.get().seen_at

    with time_machine.travel(NOON, tick=False) as clock:
        client = open_hub(acme, maya)
        clock.shift(timedelta(minutes=4, seconds=59))
        in_hub(client)
        assert seen() == NOON
        clock.shift(1)
        in_hub(client)
        assert seen() == NOON + timedelta(minutes=5)


def test_what_staff_do_ends_every_session_at_once(acme: Workspace, maya: Advocate, owner: User) -> None:
    for act in (void_links, deactivate_advocate, erase_advocate):
        person = add(acme, f"{act.__name__}@example.com")
        clients = [open_hub(acme, person), open_hub(acme, person)]
        assert all(in_hub(client) for client in clients)
        with workspace_scope(acme.pk):
            act(advocate=person, by=owner, now=datetime.now(UTC))
        assert not any(in_hub(client) for client in clients), act.__name__


@pytest.mark.parametrize("status", [AdvocateStatus.SUSPENDED, AdvocateStatus.LEFT, AdvocateStatus.APPLIED])
def test_whatever_ended_somebody_s_membership_their_session_ends_with_it(
    acme: Workspace, maya: Advocate, status: str
) -> None:
    client = open_hub(acme, maya)
    with workspace_scope(acme.pk):
        Advocate.objects.filter(pk=maya.pk).update(status=status)
    assert not in_hub(client)


def test_of_an_erased_person_no_sign_in_is_kept(acme: Workspace, maya: Advocate) -> None:
    open_hub(acme, maya)
    with workspace_scope(acme.pk):
        forget_sign_ins(advocate=maya)
        assert not HubSession.objects.exists()


def test_a_fragment_of_a_closed_hub_sends_the_whole_page_to_the_door(acme: Workspace, client: Client) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/acme/profile/?a=1"}
    answer = client.post("/acme/profile/", headers=headers)
    assert answer["HX-Redirect"] == "/acme/sign-in/?next=/acme/profile/%3Fa%3D1"


def test_a_form_sent_to_a_closed_hub_leads_back_to_the_page_that_held_it(acme: Workspace, client: Client) -> None:
    answer = client.post("/acme/profile/browsers/1/end/", headers={"referer": "http://testserver/acme/profile/?a=1"})
    assert answer["Location"] == "/acme/sign-in/?next=/acme/profile/%3Fa%3D1"
    foreign = client.post("/acme/profile/browsers/1/end/", headers={"referer": "https://evil.example/acme/profile/"})
    assert foreign["Location"] == "/acme/sign-in/?next=/acme/profile/browsers/1/end/"


def test_the_hub_speaks_the_advocate_s_language(acme: Workspace) -> None:
    client = open_hub(acme, add(acme, "nuria@example.com", language="es"))
    assert re.search(r'<html\s+lang="es"', client.get("/acme/profile/").content.decode())


def test_a_page_of_the_hub_asks_the_database_once_for_the_session(
    acme: Workspace, maya: Advocate, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = open_hub(acme, maya)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/acme/profile/")
    assert sum("programs_hubsession" in query["sql"] for query in queries) == 2  # the door's, and the list on the page


def test_the_limits_are_written_down() -> None:
    from programs import sessions

    assert (sessions.IDLE.days, sessions.ABSOLUTE.days) == (30, 90)
    assert settings.SESSION_COOKIE_AGE == 14 * 24 * 3600
