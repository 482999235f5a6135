"""What goes wrong has a page of ours, with a number to quote."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from accounts.models import Role, User, Workspace
from tests.factories.accounts import make_member

REFERENCE = re.compile(r"give this number:[^<]*<code[^>]*>[0-9A-F]{8}</code>", re.DOTALL)


def test_what_is_not_there_is_said_alike_within_and_without_a_workspace(acme: Workspace, client: Client) -> None:
    for path in ("/acme/nothing/", "/nowhere/missions/", "/accounts/nothing/"):
        answer = client.get(path)
        assert (answer.status_code, bool(REFERENCE.search(answer.content.decode()))) == (404, True)


def test_what_is_not_allowed_is_said(acme: Workspace, client: Client) -> None:
    client.force_login(make_member(acme, Role.ANALYST), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/acme/console/settings/")
    assert (answer.status_code, bool(REFERENCE.search(answer.content.decode()))) == (403, True)


def test_our_own_fault_has_a_page_and_leaves_nothing(
    acme: Workspace, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("accounts.views.public.stylesheet", lambda colour: 1 / 0)
    answer = client.get("/acme/brand/0b6e5f.css")
    assert (answer.status_code, "Traceback" in answer.content.decode()) == (500, False)
    assert re.search(r"[0-9A-F]{8}", answer.content.decode())


def test_a_form_without_its_key_says_how_to_send_it(acme: Workspace) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/acme/sign-in/", {"email": "x@example.com"})
    assert answer.status_code == 403
    assert REFERENCE.search(answer.content.decode())


def test_maintenance_is_shown_to_everybody_but_the_load_balancer(
    db: None, client: Client, settings: LazySettings
) -> None:
    settings.MAINTENANCE = True
    answer = client.get("/acme/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    assert client.get("/healthz").status_code == 200


def test_an_address_for_forms_that_is_opened_says_how_to_go_on(acme: Workspace, owner: User, client: Client) -> None:
    """As after a reload; HEAD and GET alike, and machines still learn what is allowed."""
    answer = client.get("/acme/console/settings/address/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Go back to the page before" in answer.content.decode()
