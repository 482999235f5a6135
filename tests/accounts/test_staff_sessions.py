"""What ends a staff session, and a password that was forgotten."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.mail import EmailMessage
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from accounts.models import Membership, Role, User, Workspace
from tests.accounts.conftest import NOON, code_for, set_up_totp, sign_in, signed_in
from tests.factories.accounts import PASSWORD


def test_the_list_of_sessions_signs_out_every_other_browser_at_once(anna: User, anna_in: Client) -> None:
    other = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0"})
    sign_in(other, anna.email)
    page = anna_in.get("/accounts/sessions/")
    assert "Firefox on Windows" in page.content.decode()
    anna_in.post("/accounts/sessions/")
    assert not signed_in(other)
    assert signed_in(anna_in)


def test_one_browser_is_signed_out_from_the_list_and_nobody_else_s(anna: User, anna_in: Client) -> None:
    lost, kept = Client(headers={"user-agent": "Lost"}), Client(headers={"user-agent": "Kept"})
    for browser in (lost, kept):
        sign_in(browser, anna.email)
    page = anna_in.get("/accounts/sessions/").content.decode()
    mine = {row.user_agent: row for row in UserSession.objects.filter(user=anna)}
    address = f"/accounts/sessions/{mine['Lost'].pk}/end/"
    assert address in page
    theirs = UserSession.objects.create(user=User.objects.exclude(pk=anna.pk)[0], ip="::1", session_key="theirs")
    assert anna_in.post(f"/accounts/sessions/{theirs.pk}/end/").status_code == 404
    assert "Signed out there." in anna_in.post(address, follow=True).content.decode()
    assert [signed_in(browser) for browser in (lost, kept, anna_in)] == [False, True, True]
    assert anna_in.post(address).status_code == 404


def test_changing_the_password_ends_every_other_session(anna: User, anna_in: Client) -> None:
    other = Client()
    sign_in(other, anna.email)
    new = "another horse battery"
    answer = anna_in.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert signed_in(anna_in)
    assert not signed_in(other)
    assert [message.to for message in mail.outbox] == [[anna.email]]


def test_a_staff_session_ends_after_two_weeks_without_use(anna: User, client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, anna.email)
        clock.shift(timedelta(days=13))
        assert signed_in(client)
        clock.shift(timedelta(days=13))
        assert signed_in(client)
        clock.shift(timedelta(days=14, seconds=1))
        assert not signed_in(client)


def test_a_staff_session_ends_after_thirty_days_of_use(anna: User, client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client, anna.email)
        for _ in range(29):
            assert signed_in(client)
            clock.shift(timedelta(days=1))
        assert signed_in(client)
        clock.shift(timedelta(days=1))
        assert not signed_in(client)


@pytest.mark.covers("X-50")
def test_a_changed_role_counts_at_once(anna: User, anna_in: Client, owner: User, acme: Workspace) -> None:
    colleague = Client()
    sign_in(colleague, anna.email)
    member = Membership.objects.get(user=anna, workspace=acme)
    assert colleague.get("/acme/console/settings/").status_code == 403
    Membership.objects.filter(pk=member.pk).update(role=Role.OWNER)
    assert colleague.get("/acme/console/settings/").status_code == 200
    Membership.objects.filter(pk=member.pk).delete()
    assert colleague.get("/acme/console/settings/").status_code == 404


# ---- a forgotten password


def test_a_forgotten_password_is_set_anew_by_the_link_and_the_second_step_stays(anna: User, anna_in: Client) -> None:
    secret = set_up_totp(anna_in)
    mail.outbox.clear()
    fresh = Client()
    fresh.post("/accounts/password/reset/", {"email": anna.email})
    (message,) = mail.outbox
    link = next(word for word in message.body.split() if "/password/reset/key/" in word)
    assert link.startswith("http://localhost:8000/accounts/")
    form = fresh.get(link.removeprefix("http://localhost:8000"))
    new = "another horse battery"
    fresh.post(form["Location"], {"password1": new, "password2": new})
    assert not signed_in(fresh)
    assert not signed_in(anna_in), "the sessions of before are over"
    assert sign_in(fresh, anna.email, new)["Location"] == "/accounts/2fa/authenticate/"
    fresh.post("/accounts/2fa/authenticate/", {"code": code_for(secret, steps=1)})
    assert signed_in(fresh)
    again = Client().get(link.removeprefix("http://localhost:8000"))
    assert again.status_code == 200, "a used link leads to no form"


def test_a_host_that_the_client_names_does_not_get_into_the_mail(anna: User, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client(headers={"host": "evil.example"}).post("/accounts/password/reset/", {"email": anna.email})
    (message,) = mail.outbox
    assert "evil.example" not in f"{message.body} {message.subject}"
    assert "http://localhost:8000/accounts/password/reset/key/" in message.body


def test_whether_an_address_is_known_does_not_show_when_the_password_is_forgotten(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Client().post("/accounts/password/reset/", {"email": anna.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobo@acme.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [[anna.email]]


def test_the_mail_leaves_after_the_answer_and_its_failure_does_not_show(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    close = HttpResponseBase.close

    def fail(self: EmailMessage) -> int:
        order.append("mail")
        raise OSError

    def note(self: HttpResponseBase) -> None:
        order.append("answer")
        close(self)

    monkeypatch.setattr(EmailMessage, "send", fail)
    monkeypatch.setattr(HttpResponseBase, "close", note)
    assert Client().post("/accounts/password/reset/", {"email": anna.email}).status_code == 302
    assert order == ["answer", "mail"]


def test_five_mails_to_one_address_then_wait(anna: User, client: Client) -> None:
    answers = [client.post("/accounts/password/reset/", {"email": anna.email}).status_code for _ in range(7)]
    assert answers == [302] * 5 + [429] * 2
    assert len(mail.outbox) == 5
    answers = [client.post("/accounts/password/reset/", {"email": "nobody@acme.example"}).status_code for _ in range(7)]
    assert answers == [302] * 5 + [429] * 2, "an unknown address waits likewise"
