"""Staff sign in by password; what is tried too often waits, and nothing tells who is known."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.models import Role, User, Workspace
from accounts.sign_in import PER_ACCOUNT, PER_CLIENT
from accounts.throttling import attempts_left, hidden
from tests.accounts.conftest import LOGIN, NOON, WRONG, sign_in, signed_in
from tests.factories.accounts import PASSWORD, make_member
from tests.plain_pages import plain


def test_signing_in_leads_back_to_where_one_was_going(anna: User, client: Client) -> None:
    to_console = client.get("/acme/console/")
    assert to_console.status_code == 302
    assert to_console["Location"] == "/accounts/login/?next=/acme/console/"
    page = client.get(to_console["Location"])
    assert b'name="next" value="/acme/console/"' in page.content
    answer = client.post(LOGIN, {"login": anna.email, "password": PASSWORD, "next": "/acme/console/"})
    assert answer["Location"] == "/acme/console/"
    assert client.get("/acme/console/").status_code == 200


def test_a_form_sent_when_signed_out_leads_back_to_the_page_that_held_it(acme: Workspace, client: Client) -> None:
    page = {"referer": "http://testserver/acme/console/settings/staff/?a=1"}
    answer = client.post("/acme/console/settings/invitations/1/", headers=page)
    assert answer["Location"] == "/accounts/login/?next=/acme/console/settings/staff/%3Fa%3D1"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(anna: User, client: Client, elsewhere: str) -> None:
    answer = client.post(LOGIN, {"login": anna.email, "password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/"


def test_the_session_is_a_new_one_after_signing_in(anna: User, client: Client) -> None:
    client.get(LOGIN)
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key or ""
    sign_in(client, anna.email)
    assert client.cookies["sessionid"].value != before
    other = Client()
    other.cookies["sessionid"] = before
    assert not signed_in(other)


def test_a_known_and_an_unknown_address_get_the_same_answer(anna: User) -> None:
    known, unknown = Client(), Client()
    pages = [
        sign_in(known, anna.email, WRONG),
        sign_in(unknown, "nobo@acme.example", WRONG),
    ]
    bodies = [plain(page, "anna@acme.example", "nobo@acme.example") for page in pages]
    assert bodies[0] == bodies[1]
    assert {page.status_code for page in pages} == {200}


def test_of_a_thousand_wrong_passwords_ten_are_looked_at(
    anna: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    def check(self: User, raw: str) -> bool:
        looked_at.append(raw)
        return False

    monkeypatch.setattr(User, "check_password", check)
    answers = [sign_in(client, anna.email, WRONG).status_code for _ in range(1000)]
    assert len(looked_at) == 10
    assert answers == [200] * 10 + [429] * 990


def test_the_refusal_says_in_words_and_in_a_header_when_to_come_back(anna: User, client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(10):
            sign_in(client, anna.email, WRONG)
        refused = sign_in(client, anna.email)
        assert refused.status_code == 429
        wait = int(refused["Retry-After"])
        assert 900 <= wait <= 1080
        assert f"You can try again in {-(-wait // 60)} minutes" in refused.content.decode()
        clock.shift(wait)
        sign_in(client, anna.email)
        assert signed_in(client)


def test_another_address_of_the_network_finds_the_account_s_tries_used_up(anna: User) -> None:
    for number in range(10):
        Client(REMOTE_ADDR=f"192.0.{number}.9").post(LOGIN, {"login": anna.email, "password": WRONG})
    fresh = Client(REMOTE_ADDR="198.51.100.7")
    assert sign_in(fresh, anna.email).status_code == 429
    assert sign_in(fresh, anna.email.upper() + " ").status_code == 429


def test_one_client_tries_ten_accounts_and_no_more(acme: Workspace, client: Client) -> None:
    answers = [sign_in(client, f"somebody{number}@acme.example", WRONG).status_code for number in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_a_forged_header_makes_no_other_client(anna: User, client: Client, settings: Settings) -> None:
    for number in range(10):
        sign_in(client, f"somebody{number}@acme.example", WRONG, x_forwarded_for=f"203.0.113.{number}")
    assert sign_in(client, anna.email, x_forwarded_for="203.0.113.99").status_code == 429
    settings.TRUSTED_PROXIES = 1
    sign_in(client, anna.email, x_forwarded_for="203.0.113.99")
    assert signed_in(client)


def test_emptying_the_cache_gives_no_new_tries(anna: User, client: Client) -> None:
    for _ in range(10):
        sign_in(client, anna.email, WRONG)
    cache.clear()
    assert sign_in(client, anna.email).status_code == 429


def test_a_right_password_ends_the_account_s_count_and_not_the_client_s(anna: User, client: Client) -> None:
    for _ in range(6):
        sign_in(client, anna.email, WRONG)
    sign_in(client, anna.email)
    assert attempts_left(f"password:account:{hidden(anna.email)}", PER_ACCOUNT) == 10
    assert attempts_left("password:client:127.0.0.1/32", PER_CLIENT) == 4


def test_who_uses_up_an_account_s_tries_does_not_keep_its_owner_out(anna: User, client: Client) -> None:
    sign_in(client, anna.email)
    client.post("/accounts/logout/")
    for number in range(10):
        Client(REMOTE_ADDR=f"192.0.{number}.9").post(LOGIN, {"login": anna.email, "password": WRONG})
    assert sign_in(Client(), anna.email).status_code == 429
    sign_in(client, anna.email)
    assert signed_in(client)


def test_a_known_browser_has_ten_tries_as_well_and_only_for_its_account(anna: User, acme: Workspace) -> None:
    browser = Client()
    sign_in(browser, anna.email)
    browser.post("/accounts/logout/")
    answers = [sign_in(browser, anna.email, WRONG).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
    other = make_member(acme, Role.ANALYST, email="other@acme.example")
    answers = [sign_in(browser, other.email, WRONG).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_signing_up_is_closed(acme: Workspace, client: Client) -> None:
    client.post("/accounts/signup/", {"email": "new@acme.example", "password1": PASSWORD})
    assert not User.objects.filter(email="new@acme.example").exists()


def test_signing_out_needs_a_post_and_ends_the_session(anna_in: Client) -> None:
    cookie = anna_in.cookies["sessionid"].value
    assert anna_in.get("/accounts/logout/").status_code == 200
    assert signed_in(anna_in)
    anna_in.post("/accounts/logout/")
    anna_in.cookies["sessionid"] = cookie
    assert not signed_in(anna_in)


def test_an_inactive_user_is_told_so_and_stays_out(anna: User, client: Client) -> None:
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert sign_in(client, anna.email)["Location"] == "/accounts/inactive/"
    assert not signed_in(client)


def test_disabling_a_user_ends_what_is_open_at_once(anna: User, anna_in: Client) -> None:
    assert signed_in(anna_in)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert not signed_in(anna_in)


def test_staff_addresses_are_changed_by_nobody_here(anna_in: Client) -> None:
    assert anna_in.get("/accounts/email/").status_code == 302
    anna_in.post("/accounts/email/", {"action_add": "", "email": "evil@acme.example"})
    assert not EmailAddress.objects.filter(email="evil@acme.example").exists()


def test_a_missing_page_of_a_workspace_is_found_by_nobody_although_allauth_looks(
    acme: Workspace, client: Client
) -> None:
    assert client.get("/acme/no-such-page/").status_code == 404
    assert client.get("/accounts/no-such-page/").status_code == 404
