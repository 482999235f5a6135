"""Forms whose repetition would do something twice: sent twice, or twice at once, they do it once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User, Workspace
from events.models import Event, FormKey
from events.tasks import relay, work
from foundation.tenancy import workspace_scope
from jobs.models import Job
from missions.models import Mission
from notifications.models import Delivery
from programs.models import Advocate
from tests.factories.missions import hand_in, make_draft, make_live
from tests.factories.programs import make_advocate

CONSOLE = "/acme/console"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

STAFF = "/settings/staff/"
TWIN = {"name": "Twin", "email": "twin@example.com", "status": "active", "language": "", "time_zone": ""}

type Effect = Callable[[], int]


def key_on(client: Client, page: str) -> str:
    """The first form's key on a page."""
    found = re.search(r'name="form_key" value="([\w-]{20,})"', client.get(f"{CONSOLE}{page}").text)
    assert found, page
    return found[1]


def events(name: str) -> Effect:
    return lambda: Event.objects.filter(name=name).count()


CASES: dict[str, tuple[str, str, dict[str, str], Effect]] = {
    "a mission": ("/missions/new/", "/missions/new/", {"type": "survey"}, Mission.objects.count),
    "a copy": ("/missions/{live}/", "/missions/{live}/copies/", {}, Mission.objects.count),
    "a new share link": (
        "/missions/{live}/share/",
        "/missions/{live}/share/renewal/",
        {},
        events("share_link.renewed"),
    ),
    "a test mail": ("/missions/{draft}/check/", "/missions/{draft}/test-mail/", {}, events("mission.test_requested")),
    "a mission's mail": (
        "/missions/{live}/mail/",
        "/missions/{live}/mail/{delivery}/again/",
        {},
        Delivery.objects.count,
    ),
    "a change of all": ("/missions/matching/", "/missions/matching/", {"act": "duplicate"}, Job.objects.count),
    "a raised budget": (
        "/missions/{live}/budget/",
        "/missions/{live}/budget/",
        {"more": "100"},
        events("budget.raised"),
    ),
    "an approval of all": ("/review/all/", "/review/all/", {}, Job.objects.count),
    "a person": ("/people/new/", "/people/new/", TWIN, Advocate.objects.count),
    "an invitation": (STAFF, STAFF, {"email": "new@example.com", "role": "analyst"}, events("staff.invited")),
    "a test of words": (
        "/settings/mail/mission.launched/",
        "/settings/mail/mission.launched/test/",
        {"subject": "Look", "body": "Hello", "button": "Go"},
        events("template.tried"),
    ),
}


@pytest.fixture
def rows(acme: Workspace, owner: User) -> dict[str, int]:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        live, draft = make_live(owner, notify="yes", budget="points", budget_points="1000"), make_draft(owner)
        hand_in(live, maya)
    relay()
    work()
    with workspace_scope(acme.pk):
        Delivery.objects.update(state="bounced", error="550 no such user")
        return {"live": live.pk, "draft": draft.pk, "delivery": Delivery.objects.get(about=f"mission:{live.pk}").pk}


@pytest.mark.parametrize("case", CASES)
def test_a_form_sent_twice_has_its_effect_once_and_leads_to_the_same_place(
    acme: Workspace, client: Client, rows: dict[str, int], case: str
) -> None:
    page, action, typed, effect = CASES[case]
    with workspace_scope(acme.pk):
        before = effect()
    body = {**typed, "form_key": key_on(client, page.format(**rows))}
    first, second = (client.post(f"{CONSOLE}{action.format(**rows)}", body) for _press in range(2))
    assert first.status_code in (200, 302), first.text[:2000]
    assert (second.status_code, second.get("Location")) == (first.status_code, first.get("Location"))
    with workspace_scope(acme.pk):
        assert effect() == before + 1


def test_without_the_key_it_happens_twice(acme: Workspace, owner: User, client: Client) -> None:
    """The control: nothing else catches it."""
    for _press in range(2):
        assert client.post(f"{CONSOLE}/missions/new/", {"type": "survey"}).status_code == 302
    with workspace_scope(acme.pk):
        assert Mission.objects.count() == 2


def test_a_refused_form_keeps_its_key_and_another_text_is_another_form(
    acme: Workspace, owner: User, client: Client
) -> None:
    body = {**TWIN, "email": "no address", "form_key": key_on(client, "/people/new/")}
    assert client.post(f"{CONSOLE}/people/new/", body).status_code == 422
    with workspace_scope(acme.pk):
        assert not FormKey.objects.exists()
    for name in ("Ada", "Ben"):  # back in the browser, and another name typed
        typed = {**body, "name": name, "email": f"{name}@example.com"}
        assert client.post(f"{CONSOLE}/people/new/", typed).status_code == 302
    with workspace_scope(acme.pk):
        assert sorted(Advocate.objects.values_list("name", flat=True)) == ["Ada", "Ben"]


def test_a_key_of_one_workspace_says_nothing_in_another(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    body = {"type": "survey", "form_key": key_on(client, "/missions/new/")}
    client.post(f"{CONSOLE}/missions/new/", body)
    client.force_login(User.objects.get(email="owner@globex.example"), backend=BACKEND)
    assert client.post("/globex/console/missions/new/", body)["Location"].startswith("/globex/")
    with workspace_scope(globex.pk):
        assert Mission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_the_same_moment_it_happens_once(acme: Workspace, owner: User, client: Client) -> None:
    body = {**TWIN, "form_key": key_on(client, "/people/new/")}
    start = Barrier(4)

    def press(_number: int) -> str:
        browser = Client()
        browser.cookies = client.cookies
        start.wait(10)
        try:
            return browser.post(f"{CONSOLE}/people/new/", body)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as browsers:
        locations = set(browsers.map(press, range(4)))
    with workspace_scope(acme.pk):
        twin = Advocate.objects.get()
    assert locations == {f"{CONSOLE}/people/{twin.pk}/"}
