"""A staff member with an address and a password, and the ways in."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.models import Role, User, Workspace
from tests.factories.accounts import PASSWORD, make_member

LOGIN = "/accounts/login/"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
WRONG = "not the password"


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, headers=headers)


def code_for(secret: str, *, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def signed_in(client: Client) -> bool:
    return client.get("/accounts/profile/").status_code == 200


def set_up_totp(client: Client) -> str:
    """Through the pages, as somebody who has signed in; returns the app's secret."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    secret: str = client.session["mfa.totp.secret"]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.status_code == 302, answer.content
    return secret


@pytest.fixture
def anna(acme: Workspace) -> User:
    return make_member(acme, Role.MANAGER, email="anna@acme.example")


@pytest.fixture
def anna_in(anna: User, client: Client) -> Client:
    sign_in(client, anna.email)
    return client
