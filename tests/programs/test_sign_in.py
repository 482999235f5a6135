"""However many press at the same moment, one session is opened; and nothing at the door tells who is a member."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Workspace
from accounts.throttling import Limit
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from programs.models import AddressChange, HubSession, SignInRequest
from programs.operations import sign_in as operations
from programs.operations.people import add_advocate
from programs.sign_in import code_of, link_and_code, masked
from tests.factories.accounts import make_workspace

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MAYA = "maya@example.com"


@pytest.fixture
def plenty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the same client ask as often as a test needs."""
    for name in ("MAILS_PER_ADDRESS", "MAILS_PER_CLIENT", "MAILS_PER_WORKSPACE", "CODES", "CODES_PER_CLIENT"):
        monkeypatch.setattr(f"programs.sign_in.{name}", Limit(100_000, 900))


def asked(workspace: Workspace, client: Client) -> tuple[str, str]:
    """Maya asks; the link and the code of her mail."""
    with workspace_scope(workspace.pk):
        add_advocate(email=MAYA, name="Maya", by=None, now=NOON)
    client.post(f"/{workspace.slug}/sign-in/", {"email": MAYA})
    with workspace_scope(workspace.pk), addressed_to(workspace.slug):
        return link_and_code(SignInRequest.objects.get())


def fifty_at_once(press: Callable[[Client], Any], browser: Callable[[], Client]) -> list[int]:
    def one(_: int) -> int:
        try:
            return int(press(browser()).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(one, range(50)))


def opened(workspace: Workspace) -> int:
    with workspace_scope(workspace.pk):
        return HubSession.objects.count()


def same_browser(client: Client) -> Client:
    copy = Client()
    copy.cookies.update(client.cookies)
    return copy


@pytest.mark.covers("B-15")
@pytest.mark.counts_for_real
@pytest.mark.django_db(transaction=True)
def test_fifty_presses_of_one_link_in_fifty_browsers_open_one_session(plenty: None) -> None:
    acme = make_workspace("acme")
    link, code = asked(acme, Client())
    answers = fifty_at_once(lambda browser: browser.post(link, {"code": code}), Client)
    assert opened(acme) == 1
    assert answers.count(303) == 1
    assert set(answers) <= {303, 410}


@pytest.mark.counts_for_real
@pytest.mark.django_db(transaction=True)
def test_control_read_then_write_opens_several(plenty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, both_have_looked = count(), Barrier(2, timeout=20)

    def read_then_write(model: type[SignInRequest], pk: int, *, now: datetime) -> bool:
        row = model.objects.get(pk=pk)
        if row.used_at is not None or row.expires_at <= now:
            return False
        if next(looks) < 2:
            both_have_looked.wait()
        model.objects.filter(pk=pk).update(used_at=now)
        return True

    monkeypatch.setattr(operations, "claim", read_then_write)
    acme = make_workspace("acme")
    link, code = asked(acme, Client())
    fifty_at_once(lambda browser: browser.post(link, {"code": code}), Client)
    assert opened(acme) > 1


@pytest.mark.covers("B-15")
@pytest.mark.counts_for_real
@pytest.mark.django_db(transaction=True)
def test_fifty_presses_in_the_browser_that_asked_open_one_session_and_all_lead_into_it(plenty: None) -> None:
    acme, client = make_workspace("acme"), Client()
    link, _code = asked(acme, client)
    answers = fifty_at_once(lambda browser: browser.post(link), lambda: same_browser(client))
    assert opened(acme) == 1
    assert set(answers) == {303}


@pytest.mark.counts_for_real
@pytest.mark.django_db(transaction=True)
def test_of_fifty_guesses_at_once_five_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []

    def compare(typed: str, code: str) -> bool:
        looked_at.append(typed)
        return typed == code

    monkeypatch.setattr("programs.sign_in.constant_time_compare", compare)
    acme, client = make_workspace("acme"), Client()
    _link, code = asked(acme, client)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    fifty_at_once(lambda b: b.post("/acme/sign-in/code/", {"code": wrong}), lambda: same_browser(client))
    assert len(looked_at) == 5
    assert opened(acme) == 0


WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) \S+")


def asking(email: str) -> tuple[list[str], int]:
    """What is written while somebody waits at the door, in order, and how many statements there are beside it."""
    with CaptureQueriesContext(connection) as queries:
        assert Client().post("/acme/sign-in/", {"email": email}).status_code == 302
    sql = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    writes = [found[0] for one in sql if (found := WRITES.match(one))]
    return writes, len(sql) - len(writes)


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "control"])
def test_the_work_at_the_door_does_not_tell_who_is_a_member(
    acme: Workspace, plenty: None, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks waits for the same to be written; for whom to write it is looked up once more, and that is all.

    The control does nothing for an unknown address.
    """

    def careless(*, email: str, **more: Any) -> SignInRequest | None:
        return operations.ask_to_sign_in(email=email, **more) if email == MAYA else None

    if not guarded:
        monkeypatch.setattr("programs.views.hub.ask_to_sign_in", careless)
    with workspace_scope(acme.pk):
        add_advocate(email=MAYA, name="Maya", by=None, now=NOON)
    asking(MAYA)  # what a process looks up once
    (known, reads), (unknown, reads_of_unknown) = asking(MAYA), asking("somebody@example.com")
    assert 'INSERT INTO "programs_signinrequest"' in known
    assert (unknown == known and reads_of_unknown == reads + 1) is guarded


def test_codes_are_six_digits_and_differ_from_row_to_row_and_kind_to_kind() -> None:
    rows = [SignInRequest(pk=pk, workspace_id=1, nonce_hash="n", asked_at=NOON) for pk in range(1, 400)]
    codes = [code_of(row) for row in rows]
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(set(codes)) > 390
    change = AddressChange(pk=1, workspace_id=1, nonce_hash="n", asked_at=NOON)
    assert code_of(change) != codes[0]
    assert code_of(SignInRequest(pk=1, workspace_id=2, nonce_hash="n", asked_at=NOON)) != codes[0]


def test_a_masked_address_shows_its_first_letter_and_its_place() -> None:
    assert masked("maya@example.com") == "m…@example.com"
