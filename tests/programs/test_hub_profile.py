"""Advocates keep their own name, language, zone and address, and see and end their sessions; nobody else's."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Workspace
from events.models import Event
from foundation.tenancy import workspace_scope
from programs.models import AddressChange, Advocate, HubSession, SearchWord, SignInRequest
from programs.operations.people import add_advocate
from programs.sign_in import code_of
from tests.factories.hub import open_hub

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
NEW = "maya.okafor@new.example"


def add(workspace: Workspace, email: str = "maya@example.com", name: str = "Maya Okafor") -> Advocate:
    with workspace_scope(workspace.pk):
        return add_advocate(email=email, name=name, by=None, now=NOON)


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return add(acme)


@pytest.fixture
def hub(acme: Workspace, maya: Advocate) -> Client:
    """Maya's browser, in which she has just typed a code."""
    return open_hub(acme, maya, way="code")


def stored(workspace: Workspace, advocate: Advocate) -> Advocate:
    with workspace_scope(workspace.pk):
        return Advocate.objects.get(pk=advocate.pk)


# ---- the profile


def test_name_language_and_zone_are_changed(acme: Workspace, maya: Advocate, hub: Client) -> None:
    answer = hub.post("/acme/profile/", {"name": "Maya Müller", "language": "es", "time_zone": "Africa/Lagos"})
    assert answer["Location"] == "/acme/profile/"
    row = stored(acme, maya)
    assert (row.name, row.language, row.time_zone) == ("Maya Müller", "es", "Africa/Lagos")
    with workspace_scope(acme.pk):
        assert SearchWord.objects.filter(advocate=maya, word="muller").exists()
        event = Event.objects.get(name="advocate.changed")
        assert (event.by_advocate_id, event.payload) == (maya.pk, {"fields": "name, language, time_zone"})


def test_the_page_says_what_time_it_is_there(acme: Workspace, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        Advocate.objects.filter(pk=maya.pk).update(time_zone="Asia/Tokyo")
    with time_machine.travel(NOON, tick=False):
        page = open_hub(acme, maya).get("/acme/profile/").content.decode()
    assert "It is 21:00 there now" in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"name": ""}, "Your name"), ({"time_zone": "Mars/Olympus"}, "Select a valid choice")],
)
def test_what_cannot_be_saved_is_said_and_kept_in_the_form(
    acme: Workspace, maya: Advocate, hub: Client, typed: dict[str, str], words: str
) -> None:
    answer = hub.post("/acme/profile/", {"name": "Maya Typed", "language": "es", "time_zone": "", **typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "There is a problem" in answer.content.decode()
    assert stored(acme, maya).name == "Maya Okafor"


def test_a_language_of_an_import_survives_saving(acme: Workspace, maya: Advocate, hub: Client) -> None:
    with workspace_scope(acme.pk):
        Advocate.objects.filter(pk=maya.pk).update(language="pt-br")
    page = hub.get("/acme/profile/").content.decode()
    assert re.search(r'<option value="pt-br" selected', page)
    hub.post("/acme/profile/", {"name": "M", "language": "pt-br", "time_zone": ""})
    assert stored(acme, maya).language == "pt-br"


def test_no_other_column_can_be_written(acme: Workspace, maya: Advocate, hub: Client) -> None:
    before = stored(acme, maya).__dict__ | {"_state": None}
    fields = [
        field.name for field in Advocate._meta.get_fields() if field.name not in ("name", "language", "time_zone")
    ]
    hub.post("/acme/profile/", {"name": "Maya Okafor", "language": "", "time_zone": "", **dict.fromkeys(fields, "7")})
    assert stored(acme, maya).__dict__ | {"_state": None} == before


@pytest.mark.parametrize("path", ["profile/", "profile/address/", "profile/address/code/", "sign-in/confirmation/"])
def test_signed_out_all_lead_to_the_door(acme: Workspace, client: Client, path: str) -> None:
    for answer in (client.get(f"/acme/{path}"), client.post(f"/acme/{path}")):
        assert answer["Location"] == f"/acme/sign-in/?next=/acme/{path}"


@pytest.mark.parametrize("path", ["profile/browsers/1/end/", "profile/browsers/others/end/"])
def test_ending_sessions_needs_a_post(acme: Workspace, hub: Client, path: str) -> None:
    assert hub.get(f"/acme/{path}").status_code == 405


# ---- browsers


def test_browsers_are_listed_and_can_be_signed_out(acme: Workspace, maya: Advocate, hub: Client) -> None:
    other = open_hub(acme, maya)
    page = hub.get("/acme/profile/").content.decode()
    assert page.count("/end/") == 3  # each of two, and all others
    assert "This one" in page
    with workspace_scope(acme.pk):
        newest = HubSession.objects.latest("pk")
    assert hub.post(f"/acme/profile/browsers/{newest.pk}/end/")["Location"] == "/acme/profile/"
    assert other.get("/acme/profile/").status_code == 302
    assert hub.get("/acme/profile/").status_code == 200
    assert hub.post(f"/acme/profile/browsers/{newest.pk}/end/").status_code == 302, "twice is no error"


def test_signing_out_this_browser_leads_to_the_door(acme: Workspace, hub: Client) -> None:
    with workspace_scope(acme.pk):
        mine = HubSession.objects.get()
    assert hub.post(f"/acme/profile/browsers/{mine.pk}/end/")["Location"] == "/acme/sign-in/"
    assert hub.get("/acme/profile/").status_code == 302


def test_all_others_can_be_signed_out_at_once(acme: Workspace, maya: Advocate, hub: Client) -> None:
    others = [open_hub(acme, maya) for _ in range(3)]
    hub.post("/acme/profile/browsers/others/end/")
    assert [other.get("/acme/profile/").status_code for other in others] == [302] * 3
    assert hub.get("/acme/profile/").status_code == 200


def test_nobody_sees_or_ends_the_session_of_somebody_else(acme: Workspace, globex: Workspace, hub: Client) -> None:
    strangers = open_hub(acme, add(acme, "ada@example.com", "Ada")), open_hub(globex, add(globex))
    for workspace, stranger, slug in zip((acme, globex), strangers, ("acme", "globex"), strict=True):
        with workspace_scope(workspace.pk):
            session = HubSession.objects.latest("pk")
        assert hub.post(f"/acme/profile/browsers/{session.pk}/end/").status_code == 404
        assert stranger.get(f"/{slug}/profile/").status_code == 200
    hub.post("/acme/profile/browsers/others/end/")
    assert strangers[0].get("/acme/profile/").status_code == 200


def test_the_list_of_browsers_costs_the_same_for_one_and_for_thirty(
    acme: Workspace, maya: Advocate, hub: Client
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            hub.get("/acme/profile/")
        return len(queries)

    one = cost()
    for _ in range(29):
        open_hub(acme, maya)
    assert cost() == one


# ---- the address


def digits(workspace: Workspace) -> str:
    with workspace_scope(workspace.pk):
        return code_of(AddressChange.objects.latest("pk"))


def test_another_address_is_taken_once_its_code_comes_back(acme: Workspace, maya: Advocate, hub: Client) -> None:
    elsewhere = open_hub(acme, maya)
    answer = hub.post("/acme/profile/address/", {"email": " Maya.Okafor@NEW.example "})
    assert answer["Location"] == "/acme/profile/address/code/"
    assert stored(acme, maya).email == "maya@example.com"
    assert NEW in hub.get("/acme/profile/address/code/").content.decode()
    done = hub.post("/acme/profile/address/code/", {"code": digits(acme)})
    assert done["Location"] == "/acme/profile/"
    row = stored(acme, maya)
    assert (row.email, row.link_version) == (NEW, maya.link_version + 1)
    assert hub.get("/acme/profile/").status_code == 200, "this browser goes on"
    assert elsewhere.get("/acme/profile/").status_code == 302, "others do not"
    with workspace_scope(acme.pk):
        change = AddressChange.objects.get()
        names = list(
            Event.objects.filter(payload__address_change=change.pk).order_by("pk").values_list("name", flat=True)
        )
        assert names == ["address_change.requested", "address_change.confirmed"]
        assert (change.email, change.former_email) == (NEW, "maya@example.com")
        assert "example" not in str(list(Event.objects.values_list("payload", "about")))
    assert hub.post("/acme/profile/address/code/", {"code": digits(acme)})["Location"] == "/acme/profile/address/"


def test_without_the_right_code_the_address_stays(acme: Workspace, maya: Advocate, hub: Client) -> None:
    hub.post("/acme/profile/address/", {"email": NEW})
    code = int(digits(acme))
    answers = [hub.post("/acme/profile/address/code/", {"code": f"{(code + n) % 10**6:06}"}) for n in range(1, 6)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [302]
    assert hub.post("/acme/profile/address/code/", {"code": digits(acme)})["Location"] == "/acme/profile/address/"
    assert stored(acme, maya).email == "maya@example.com"


def test_the_code_for_another_address_works_for_fifteen_minutes_and_the_newest_only(
    acme: Workspace, maya: Advocate, hub: Client
) -> None:
    hub.post("/acme/profile/address/", {"email": "first@new.example"})
    earlier, cookies = digits(acme), hub.cookies.copy()
    hub.post("/acme/profile/address/", {"email": NEW})
    later = hub.cookies.copy()
    hub.cookies.update(cookies)
    assert hub.post("/acme/profile/address/code/", {"code": earlier})["Location"] == "/acme/profile/address/"
    assert stored(acme, maya).email == "maya@example.com"
    hub.cookies.update(later)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        answer = hub.post("/acme/profile/address/code/", {"code": digits(acme)})
        assert answer["Location"] == "/acme/profile/address/"
    assert stored(acme, maya).email == "maya@example.com"


def test_a_taken_address_is_told_to_its_owner_only(acme: Workspace, maya: Advocate, hub: Client) -> None:
    add(acme, NEW, "Another Maya")
    answer = hub.post("/acme/profile/address/", {"email": NEW})
    assert answer["Location"] == "/acme/profile/address/code/", "not before the address is proved"
    done = hub.post("/acme/profile/address/code/", {"code": digits(acme)})
    assert done["Location"] == "/acme/profile/address/"
    assert "has this address already" in hub.get("/acme/profile/address/").content.decode()
    assert stored(acme, maya).email == "maya@example.com"


def test_the_same_address_is_no_other(acme: Workspace, hub: Client) -> None:
    answer = hub.post("/acme/profile/address/", {"email": "MAYA@example.com"})
    assert answer.status_code == 422
    assert "your address already" in answer.content.decode()


def test_who_came_by_a_link_types_a_code_first(acme: Workspace, maya: Advocate) -> None:
    browser = open_hub(acme, maya, way="link")
    for answer in (browser.get("/acme/profile/address/"), browser.post("/acme/profile/address/", {"email": NEW})):
        assert answer["Location"] == "/acme/sign-in/confirmation/?next=/acme/profile/address/"
    page = browser.get("/acme/sign-in/confirmation/?next=/acme/profile/address/")
    assert "m…@example.com" in page.content.decode()
    with workspace_scope(acme.pk):
        assert not SignInRequest.objects.exists(), "looking sends nothing"
    answer = browser.post("/acme/sign-in/confirmation/?next=/acme/profile/address/")
    assert answer["Location"] == "/acme/sign-in/code/"
    with workspace_scope(acme.pk):
        code = code_of(SignInRequest.objects.get())
    done = browser.post("/acme/sign-in/code/", {"code": code})
    assert done["Location"] == "/acme/profile/address/"
    assert browser.get("/acme/profile/address/").status_code == 200
    with workspace_scope(acme.pk):
        assert HubSession.objects.filter(ended_at=None).count() == 1, "the session of the link is over"


def test_a_code_is_fresh_for_half_an_hour(acme: Workspace, maya: Advocate) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser = open_hub(acme, maya, way="code")
        clock.shift(timedelta(minutes=30))
        assert browser.get("/acme/profile/address/").status_code == 200
        clock.shift(1)
        assert browser.get("/acme/profile/address/").status_code == 302
        assert browser.get("/acme/profile/").status_code == 200


def test_who_has_no_address_is_told_whom_to_ask(acme: Workspace) -> None:
    with workspace_scope(acme.pk):
        someone = add_advocate(phone="+442079460018", name="Ann", by=None, now=NOON)
    browser = open_hub(acme, someone)
    page = browser.get("/acme/sign-in/confirmation/")
    assert "Ask the people who run this hub" in page.content.decode()
    assert browser.post("/acme/sign-in/confirmation/").status_code == 200
