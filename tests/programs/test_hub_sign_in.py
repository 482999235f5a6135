"""Nothing is told before an address is proved, opening a link changes nothing, and each works once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.http import urlencode

from accounts.models import Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from programs.models import Advocate, AdvocateStatus, HubSession, SignInRequest
from programs.operations.people import add_advocate
from tests.factories.hub import open_hub
from tests.plain_pages import plain
from tests.programs.hub_door import MAYA, ask, in_hub, mail_of, sessions, wrong

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def make_maya(workspace: Workspace, **details: Any) -> Advocate:
    with workspace_scope(workspace.pk):
        return add_advocate(email=MAYA, name="Maya Okafor", by=None, now=NOON, **details)


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_maya(acme)


# ---- asking


@pytest.mark.covers("B-15")
def test_the_whole_way_by_code(acme: Workspace, maya: Advocate, client: Client) -> None:
    closed = client.get("/acme/profile/")
    assert closed["Location"] == "/acme/sign-in/?next=/acme/profile/"
    assert b'value="/acme/profile/"' in client.get(closed["Location"]).content
    answer = ask(client, back="/acme/profile/")
    assert answer["Location"] == "/acme/sign-in/code/"  # type: ignore[index]
    page = client.get("/acme/sign-in/code/")
    assert "m…@example.com" in page.content.decode()
    assert MAYA not in page.content.decode()
    _link, code = mail_of(acme)
    done = client.post("/acme/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"})
    assert (done.status_code, done["Location"]) == (303, "/acme/profile/")
    assert in_hub(client)


@pytest.mark.covers("B-15")
def test_the_whole_way_by_link(acme: Workspace, maya: Advocate, client: Client) -> None:
    ask(client, back="/acme/profile/?tab=1")
    link, _code = mail_of(acme)
    page = client.get(link)
    assert "Open the hub as Maya Okafor" in page.content.decode()
    assert 'name="code"' not in page.content.decode()
    done = client.post(link)
    assert (done.status_code, done["Location"]) == (303, "/acme/profile/?tab=1")
    assert in_hub(client)


def test_asking_says_the_same_to_members_strangers_and_those_put_on_hold(acme: Workspace) -> None:
    make_maya(acme)
    with workspace_scope(acme.pk):
        add_advocate(email="held@example.com", status=AdvocateStatus.SUSPENDED, by=None, now=NOON)
    pages = []
    for email in (MAYA, "held@example.com", "moyo@example.com"):
        browser = Client()
        asked = ask(browser, email)
        page = browser.get("/acme/sign-in/code/")
        wrong_code = browser.post("/acme/sign-in/code/", {"code": "000000"})
        words = (email, f"{email[0]}…@example.com")
        pages.append(
            (
                asked.status_code,  # type: ignore[attr-defined]
                asked["Location"],  # type: ignore[index]
                plain(page, *words),
                wrong_code.status_code,
                plain(wrong_code, *words),
            )
        )
    assert pages[0] == pages[1] == pages[2]


def test_only_for_somebody_known_a_mail_is_asked_for_and_the_event_names_nobody(
    acme: Workspace, maya: Advocate, client: Client
) -> None:
    ask(client, "stranger@example.com")
    ask(client)
    with workspace_scope(acme.pk):
        (event,) = Event.objects.filter(name="sign_in.requested")
        assert event.payload == {"sign_in_request": SignInRequest.objects.get().pk}
        assert event.advocate_id == maya.pk


def test_nothing_that_signs_in_is_kept(acme: Workspace, maya: Advocate, client: Client) -> None:
    ask(client)
    link, code = mail_of(acme)
    client.post("/acme/sign-in/code/", {"code": code})
    token = client.cookies[f"hub-{acme.pk}"].value
    with workspace_scope(acme.pk):
        kept = str([list(model.objects.values()) for model in (SignInRequest, HubSession, Event)])
    for secret in (code, link.rstrip("/").rpartition("/")[2], token):
        assert secret not in kept


def test_what_is_no_address_is_refused_with_words(acme: Workspace, client: Client) -> None:
    answer = ask(client, "maya.example.com")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "the @ is missing" in answer.content.decode()  # type: ignore[attr-defined]


def test_an_address_is_known_however_it_is_written(acme: Workspace, maya: Advocate, client: Client) -> None:
    ask(client, "  Maya@EXAMPLE.com ")
    assert client.post("/acme/sign-in/code/", {"code": mail_of(acme)[1]}).status_code == 303


def test_five_mails_to_one_address_then_wait_known_or_not(acme: Workspace, maya: Advocate) -> None:
    for email in (MAYA, "stranger@example.com"):
        answers = [ask(Client(), email).status_code for _ in range(7)]  # type: ignore[attr-defined]
        assert answers == [302] * 5 + [429] * 2
    with workspace_scope(acme.pk):
        assert SignInRequest.objects.count() == 5


def test_asking_once_more_sends_another_mail_and_ends_the_first(
    acme: Workspace, maya: Advocate, client: Client
) -> None:
    ask(client)
    link, code = mail_of(acme)
    answer = client.post("/acme/sign-in/mail/")
    assert answer["Location"] == "/acme/sign-in/code/"
    newer_link, newer_code = mail_of(acme)
    assert (newer_link, newer_code) != (link, code)
    assert client.get(link).status_code == 410
    if code != newer_code:
        assert client.post("/acme/sign-in/code/", {"code": code}).status_code == 422
    assert client.post("/acme/sign-in/code/", {"code": newer_code}).status_code == 303


def test_another_mail_needs_a_first_one(acme: Workspace, client: Client) -> None:
    assert client.post("/acme/sign-in/mail/")["Location"] == "/acme/sign-in/"
    assert client.get("/acme/sign-in/code/")["Location"] == "/acme/sign-in/"
    assert client.get("/acme/sign-in/mail/").status_code == 405


def test_who_is_in_is_led_on(acme: Workspace, maya: Advocate) -> None:
    client = open_hub(acme, maya)
    assert client.get("/acme/sign-in/?next=/acme/profile/")["Location"] == "/acme/profile/"
    assert client.get("/acme/sign-in/")["Location"] == "/acme/"


# ---- where one is led afterwards

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/acme/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/globex/",
    "/acme/../globex/",
    "/acme/%2e%2e/globex/",
    "/acme/..%2Fglobex/",
    "/acme//evil.example",
    "/acme",
    "acme/profile/",
    "/acme/pro\nfile/",
    "/acme/" + "a" * 400,
    "",
]


@pytest.mark.parametrize("back", ELSEWHERE)
def test_one_is_led_nowhere_but_into_this_workspace(acme: Workspace, maya: Advocate, client: Client, back: str) -> None:
    ask(client, back=back)
    assert client.post("/acme/sign-in/code/", {"code": mail_of(acme)[1]})["Location"] == "/acme/"
    assert client.get(f"/acme/sign-in/?{urlencode({'next': back})}")["Location"] == "/acme/"


# ---- the link


@pytest.mark.covers("B-15")
def test_programs_that_read_mail_may_open_the_link_as_often_as_they_like(
    acme: Workspace, maya: Advocate, client: Client
) -> None:
    ask(client)
    link, _code = mail_of(acme)
    scanner = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; Microsoft Outlook 16.0)"})
    for _ in range(5):
        assert scanner.get(link).status_code == 200
        assert scanner.head(link).status_code == 200
        assert client.get(link).status_code == 200
    assert sessions(acme) == 0
    assert scanner.cookies.get(f"hub-{acme.pk}") is None
    assert client.post(link).status_code == 303
    assert sessions(acme) == 1


@pytest.mark.covers("B-15")
def test_in_another_browser_the_link_asks_for_the_code(acme: Workspace, maya: Advocate, client: Client) -> None:
    ask(client)
    link, code = mail_of(acme)
    other = Client()
    assert b'name="code"' in other.get(link).content
    assert other.post(link).status_code in (200, 422)
    assert sessions(acme) == 0
    assert other.post(link, {"code": wrong(code)}).status_code == 422
    assert sessions(acme) == 0
    assert other.post(link, {"code": code}).status_code == 303
    assert in_hub(other)
    assert not in_hub(client)


def test_the_link_s_page_is_kept_nowhere_and_tells_nobody_its_address(
    acme: Workspace, maya: Advocate, client: Client
) -> None:
    ask(client)
    link, _code = mail_of(acme)
    for answer in (client.get(link), Client().get(link), client.get("/acme/sign-in/nonsense/"), client.post(link)):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "strict-origin"
    assert not re.findall(r'(?:src|href)="https?:', client.get(link).content.decode())


def test_a_used_link_opens_nothing_more(acme: Workspace, maya: Advocate, client: Client) -> None:
    ask(client)
    link, code = mail_of(acme)
    client.post(link)
    other = Client()
    assert other.get(link).status_code == 410
    assert "It has been used" in other.get(link).content.decode()
    assert other.post(link, {"code": code}).status_code == 410
    assert sessions(acme) == 1
    assert client.get(link)["Location"] == "/acme/", "who used it is in"


def test_pressing_twice_leads_to_the_same_session(acme: Workspace, maya: Advocate, client: Client) -> None:
    ask(client)
    link, _code = mail_of(acme)
    again = Client()  # the same browser, whose first answer was lost on the way
    again.cookies.update(client.cookies)
    first, second = client.post(link), again.post(link)
    assert (first.status_code, second.status_code) == (303, 303)
    assert client.cookies[f"hub-{acme.pk}"].value == again.cookies[f"hub-{acme.pk}"].value
    assert sessions(acme) == 1


def test_after_fifteen_minutes_neither_link_nor_code_works(acme: Workspace, maya: Advocate, client: Client) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ask(client)
        link, code = mail_of(acme)
        clock.shift(timedelta(minutes=14, seconds=59))
        assert client.get(link).status_code == 200
        clock.shift(1)
        late = client.get(link)
        assert late.status_code == 410
        assert "good for 15 minutes" in late.content.decode()
        assert client.post(link).status_code == 410
        assert Client().post(link, {"code": code}).status_code == 410
        clock.shift(1)
        assert client.post("/acme/sign-in/code/", {"code": code})["Location"] == "/acme/sign-in/"
        assert sessions(acme) == 0


@pytest.mark.covers("B-15")
def test_five_wrong_codes_end_link_and_code_known_or_not(acme: Workspace, maya: Advocate) -> None:
    for email in (MAYA, "stranger@example.com"):
        browser = Client()
        ask(browser, email)
        link, code = mail_of(acme)
        cookies = browser.cookies.copy()
        answers = [browser.post("/acme/sign-in/code/", {"code": wrong(code, n)}) for n in range(1, 6)]
        assert [answer.status_code for answer in answers] == [422] * 4 + [302]
        assert answers[4]["Location"] == "/acme/sign-in/"
        assert "fifth wrong code" in browser.get("/acme/sign-in/").content.decode()
        browser.cookies.update(cookies)
        assert browser.post("/acme/sign-in/code/", {"code": code}).status_code == 429
    assert browser.get(link).status_code == 410
    assert sessions(acme) == 0


def test_wrong_codes_at_the_link_and_at_the_page_count_together(
    acme: Workspace, maya: Advocate, client: Client
) -> None:
    ask(client)
    link, code = mail_of(acme)
    for number in (1, 2):
        client.post("/acme/sign-in/code/", {"code": wrong(code, number)})
    other = Client()
    answers = [other.post(link, {"code": wrong(code, number)}).status_code for number in (3, 4, 5)]
    assert answers == [422, 422, 302]
    assert client.post(link).status_code == 410
    assert other.post(link, {"code": code}).status_code == 410
    assert sessions(acme) == 0


def test_letters_are_no_try(acme: Workspace, maya: Advocate, client: Client) -> None:
    ask(client)
    _link, code = mail_of(acme)
    for _ in range(7):
        assert client.post("/acme/sign-in/code/", {"code": "12345"}).status_code == 422
    assert client.post("/acme/sign-in/code/", {"code": code}).status_code == 303


def test_a_link_of_one_workspace_means_nothing_in_another(
    acme: Workspace, globex: Workspace, maya: Advocate, client: Client
) -> None:
    make_maya(globex)
    ask(client)
    ask(client, slug="globex")
    link, code = mail_of(acme)
    assert client.get(link.replace("/acme/", "/globex/")).status_code == 404
    assert client.post(link.replace("/acme/", "/globex/"), {"code": code}).status_code == 404
    client.post(link)
    assert in_hub(client)
    assert not in_hub(client, "globex")


@pytest.mark.parametrize("token", ["nonsense", "1-2-3.abc", "a" * 300, "%00", "ünï"])
def test_what_is_no_link_of_ours_is_found_nowhere(acme: Workspace, client: Client, token: str) -> None:
    assert client.get(f"/acme/sign-in/{token}/").status_code == 404
    assert client.post(f"/acme/sign-in/{token}/").status_code == 404


def test_a_forged_form_opens_nothing(acme: Workspace, maya: Advocate) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies.update(asked_elsewhere := Client().cookies)
    assert not asked_elsewhere
    page = browser.get("/acme/sign-in/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)', page)
    assert token
    browser.post("/acme/sign-in/", {"email": MAYA, "csrfmiddlewaretoken": token[1]})
    link, code = mail_of(acme)
    assert browser.post(link).status_code == 403
    assert browser.post("/acme/sign-in/code/", {"code": code}).status_code == 403
    assert sessions(acme) == 0
    assert browser.post(link, {"csrfmiddlewaretoken": token[1]}).status_code == 303


# ---- who may come in


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (AdvocateStatus.SUSPENDED, "has put your membership on hold"),
        (AdvocateStatus.LEFT, "You have left Acme"),
    ],
)
def test_who_may_not_come_in_is_told_once_the_address_is_proved(
    acme: Workspace, client: Client, status: str, words: str
) -> None:
    make_maya(acme, status=status)
    ask(client)
    link, code = mail_of(acme)
    for answer in (client.post("/acme/sign-in/code/", {"code": code}), client.post(link)):
        assert answer.status_code == 403
        assert words in answer.content.decode()
        assert "owner@acme.example" in answer.content.decode()
    assert sessions(acme) == 0
    assert not in_hub(client)


def test_changing_the_address_or_the_status_meanwhile_ends_what_was_asked_for(
    acme: Workspace, maya: Advocate, client: Client
) -> None:
    from programs.operations.sign_in import close_hub

    ask(client)
    link, code = mail_of(acme)
    with workspace_scope(acme.pk):
        close_hub(advocate=maya, now=datetime.now(UTC))
    assert client.post(link).status_code == 410
    assert client.post("/acme/sign-in/code/", {"code": code}).status_code == 410
