"""The second step of staff: a code works once, few are looked at, and who must have one is led to it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from accounts.models import Profile, User, Workspace
from accounts.two_step import TwoStepAdapter, use_totp_code
from foundation.tenancy import workspace_scope
from tests.accounts.conftest import WRONG, code_for, set_up_totp, sign_in, signed_in
from tests.factories.accounts import PASSWORD, make_user


def test_the_second_step_asks_for_a_code_and_takes_the_right_one(anna: User, anna_in: Client) -> None:
    secret = set_up_totp(anna_in)
    fresh = Client()
    answer = sign_in(fresh, anna.email)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert not signed_in(fresh)
    assert "Use a passkey" not in fresh.get("/accounts/2fa/authenticate/").content.decode(), "there is none"
    wrong = fresh.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert "Incorrect code" in wrong.content.decode()
    assert not signed_in(fresh)
    fresh.post("/accounts/2fa/authenticate/", {"code": code_for(secret, steps=1)})
    assert signed_in(fresh)


def test_a_code_works_once(anna: User, anna_in: Client) -> None:
    secret = set_up_totp(anna_in)
    code = code_for(secret, steps=1)
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser, anna.email)
        cache.clear()  # allauth remembers used codes there; we do not rely on it
        answer = browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert signed_in(first)
    assert not signed_in(second)
    assert "has been used" in answer.content.decode()
    cache.clear()
    answer = second.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert not signed_in(second), "an earlier code must not work after a later one"


def test_a_recovery_code_works_once(anna: User, anna_in: Client) -> None:
    set_up_totp(anna_in)
    codes = Authenticator.objects.get(user=anna, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser, anna.email)
        browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert signed_in(first)
    assert not signed_in(second)
    second.post("/accounts/2fa/authenticate/", {"code": codes[1]})
    assert signed_in(second)


def test_ten_codes_of_a_thousand_are_looked_at(anna: User, anna_in: Client) -> None:
    secret = set_up_totp(anna_in)
    fresh = Client()
    sign_in(fresh, anna.email)
    answers = [fresh.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert fresh.post("/accounts/2fa/authenticate/", {"code": code_for(secret, steps=1)}).status_code == 429


def test_secrets_of_the_second_step_are_not_kept_in_the_clear(anna: User, anna_in: Client) -> None:
    secret = set_up_totp(anna_in)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    for code in Authenticator.objects.get(user=anna, type="recovery_codes").wrap().get_unused_codes():
        assert code not in kept


def test_an_older_key_of_the_installation_still_reads_the_secrets(
    anna: User, anna_in: Client, settings: Settings
) -> None:
    secret = set_up_totp(anna_in)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    fresh = Client()
    sign_in(fresh, anna.email)
    fresh.post("/accounts/2fa/authenticate/", {"code": code_for(secret, steps=1)})
    assert signed_in(fresh)


def test_setting_up_the_second_step_asks_for_the_password_again(anna: User, anna_in: Client) -> None:
    answer = anna_in.get("/accounts/2fa/totp/activate/")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    wrong = anna_in.post("/accounts/reauthenticate/", {"password": WRONG})
    assert wrong.status_code == 200
    assert anna_in.get("/accounts/2fa/totp/activate/").status_code == 302
    anna_in.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert anna_in.get("/accounts/2fa/totp/activate/").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        assert anna_in.get("/accounts/2fa/totp/activate/").status_code == 302


def test_passwords_asked_for_again_are_counted_as_well(anna_in: Client) -> None:
    answers = [anna_in.post("/accounts/reauthenticate/", {"password": WRONG}).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_who_must_have_a_second_step_is_led_to_it_from_every_console_page(
    anna: User, anna_in: Client, acme: Workspace
) -> None:
    with workspace_scope(acme.pk):
        Profile.objects.update(two_step_required=True)
    addresses = console_addresses()
    assert len(addresses) > 4
    for address in addresses:
        for answer in (anna_in.get(address), anna_in.post(address)):
            assert (answer.status_code, answer.get("Location")) == (302, "/accounts/2fa/"), address
    part = anna_in.get("/acme/console/", headers={"hx-request": "true"})
    assert part["HX-Redirect"] == "/accounts/2fa/"
    set_up_totp(anna_in)
    assert anna_in.get("/acme/console/").status_code == 200


def console_addresses() -> list[str]:
    """Every address of the console, with a 1 or a word where it takes a value."""
    found = []
    for pattern in get_resolver("advocacy.workspace_urls").url_patterns:
        if str(pattern.pattern).startswith("console/"):
            found += [f"/acme/console/{inner.pattern}" for inner in pattern.url_patterns]  # type: ignore[union-attr]
    return [re.sub(r"<int:\w+>", "1", re.sub(r"<(?:str|slug):\w+>", "x", address)) for address in found]


@pytest.mark.django_db(transaction=True)
def test_of_twenty_browsers_with_the_same_code_at_once_one_gets_in() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    user = make_user("anna@acme.example")
    kept = Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": TwoStepAdapter().encrypt(secret)}
    )
    code = code_for(secret)

    def use(_: int) -> bool:
        try:
            return use_totp_code(kept, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(use, range(20))) == 1
