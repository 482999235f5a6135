"""Thanks between people: told once, seen by those they are for, limited, reported, removed, and wanted or not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Profile, User, Workspace
from events.models import Event
from events.tasks import relay
from foundation.tenancy import workspace_scope
from notifications.models import Delivery, Notice
from pages import plugs
from pages.kudos import found_by_name, thanks_in_public
from pages.models import Kudos, KudosOptOut, KudosReport
from pages.operations import kudos as operations
from pages.operations.kudos import ThanksRefused, forget_thanks, give_thanks
from programs.models import Advocate
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.programs import make_advocate

NEW = "/acme/thanks/new/"


@pytest.fixture
def on(acme: Workspace) -> Workspace:
    with workspace_scope(acme.pk):
        Profile.objects.update(kudos=True)
    return acme


@pytest.fixture
def people(on: Workspace) -> list[Advocate]:
    names = ("Maya Okafor", "Jonas Weber", "Priya Rao")
    return [make_advocate(on, name=name, email=f"{name.split()[0].lower()}@example.com") for name in names]


def thank(workspace: Workspace, receiver: Advocate, by: Advocate | User, **more: object) -> Kudos:
    given = {"text": "You saved our launch.", "is_public": True, "now": NOW, **more}
    with workspace_scope(workspace.pk):
        return give_thanks(receiver=receiver, by=by, **given)  # type: ignore[arg-type]  # as given


@pytest.mark.covers("X-12")
def test_thanks_are_found_said_told_and_read(on: Workspace, people: list[Advocate]) -> None:
    maya, jonas, priya = people
    hub = open_hub(on, maya)
    assert "Jonas Weber" in hub.get(f"{NEW}?words=jon").text
    body = {"to": jonas.pk, "text": "<b>You</b> answered\nat midnight.", "seen": "public"}
    assert hub.post(NEW, body).headers["Location"] == "/acme/thanks/"
    for who in (maya, jonas, priya):
        page = open_hub(on, who).get("/acme/thanks/").text
        assert "<b>Maya Okafor</b> thanks <b>Jonas Weber</b>" in page
        assert "&lt;b&gt;You&lt;/b&gt; answered" in page
    relay()
    relay()
    with workspace_scope(on.pk):
        notice = Notice.objects.get()
        assert (notice.kind, notice.advocate) == ("kudos.given", jonas)
        assert Delivery.objects.count() == 1
        values = plugs.thanks_values([notice])[0]
        assert values == {"sender": "Maya Okafor", "customText": "<b>You</b> answered\nat midnight."}


@pytest.mark.covers("X-12")
def test_private_thanks_are_read_by_the_two_only(on: Workspace, people: list[Advocate]) -> None:
    maya, jonas, priya = people
    thank(on, jonas, maya, is_public=False)
    text = "You saved our launch."
    assert text in open_hub(on, jonas).get("/acme/thanks/own/").text
    assert text in open_hub(on, maya).get("/acme/thanks/own/").text
    for page in ("/acme/thanks/", "/acme/thanks/own/"):
        assert text not in open_hub(on, priya).get(page).text
    assert text not in open_hub(on, maya).get("/acme/thanks/").text


@pytest.mark.covers("X-12")
def test_nobody_thanks_themselves_or_the_same_person_twice_a_day_or_more_than_five(
    on: Workspace, people: list[Advocate]
) -> None:
    maya, jonas, _priya = people
    with pytest.raises(ThanksRefused, match="cannot be thanked"):
        thank(on, maya, maya)
    thank(on, jonas, maya)
    with pytest.raises(ThanksRefused, match="today already"):
        thank(on, jonas, maya, now=NOW + timedelta(hours=1))
    thank(on, jonas, maya, now=NOW + timedelta(days=1))
    others = [make_advocate(on, name=f"Friend {n}", email=f"f{n}@example.com") for n in range(5)]
    for friend in others[:4]:
        thank(on, friend, maya, now=NOW + timedelta(days=1))
    with pytest.raises(ThanksRefused, match="enough for a day"):
        thank(on, others[4], maya, now=NOW + timedelta(days=1, hours=1))
    thank(on, others[4], maya, now=NOW + timedelta(days=2, minutes=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_five_a_day_holds_for_requests_at_once(
    on: Workspace, people: list[Advocate], monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """The negative control counts without taking turns."""
    maya = people[0]
    friends = [make_advocate(on, name=f"Friend {n}", email=f"f{n}@example.com") for n in range(8)]
    barrier = Barrier(len(friends))

    def counted_together(sender: Advocate, *, since: object) -> int:
        count = Kudos.objects.filter(sender=sender).count()
        barrier.wait(timeout=20)
        return count

    if not guarded:
        monkeypatch.setattr(operations, "sent_since", counted_together)
        monkeypatch.setattr(Advocate.objects, "select_for_update", lambda **_how: Advocate.objects.all())

    def send(friend: Advocate) -> None:
        try:
            thank(on, friend, maya)
        except ThanksRefused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(len(friends)) as pool:
        list(pool.map(send, friends))
    with workspace_scope(on.pk):
        assert (Kudos.objects.count() == operations.MOST_IN_A_DAY) is guarded


@pytest.mark.covers("X-12")
def test_links_are_not_sent(on: Workspace, people: list[Advocate]) -> None:
    hub = open_hub(on, people[0])
    for text in ("See https://evil.example", "www.evil.example", "go to evil.com now"):
        answer = hub.post(NEW, {"to": people[1].pk, "text": text, "seen": "public"})
        assert answer.status_code == 422
        assert "Links cannot be sent here." in answer.text


@pytest.mark.covers("X-12")
def test_who_wants_none_is_not_found_not_thanked_and_not_shown(on: Workspace, people: list[Advocate]) -> None:
    maya, jonas, priya = people
    thank(on, jonas, maya)
    assert open_hub(on, jonas).post("/acme/thanks/own/wish/").status_code == 302
    hub = open_hub(on, maya)
    assert "Nobody of this name can be thanked here." in hub.get(f"{NEW}?words=jonas").text
    answer = hub.post(NEW, {"to": jonas.pk, "text": "Again", "seen": "public"})
    assert (answer.status_code, "cannot be thanked" in answer.text) == (422, True)
    with workspace_scope(on.pk):
        assert not thanks_in_public(seen_by=priya).exists()
    open_hub(on, jonas).post("/acme/thanks/own/wish/", {"on": "on"})
    with workspace_scope(on.pk):
        assert thanks_in_public(seen_by=priya).count() == 1
        assert Event.objects.filter(name="kudos.wished").count() == 2


@pytest.mark.covers("X-12")
def test_names_are_found_and_neither_addresses_nor_guests_nor_test_people(
    on: Workspace, people: list[Advocate]
) -> None:
    maya = people[0]
    make_advocate(on, name="", email="jonas.secret@example.com")
    guest = make_advocate(on, name="Jonas Guest", email="guest@example.com")
    with workspace_scope(on.pk):
        Advocate.objects.filter(pk=guest.pk).update(status="guest")
        assert [person.name for person in found_by_name("jonas", by=maya)] == ["Jonas Weber"]
        assert found_by_name("example.com", by=maya) == []
        assert found_by_name("j", by=maya) == []
        assert found_by_name("maya", by=maya) == []


@pytest.mark.covers("X-12")
def test_what_is_reported_waits_for_staff_and_is_removed_or_kept(
    on: Workspace, people: list[Advocate], owner: User, client: Client
) -> None:
    maya, jonas, priya = people
    row = thank(on, jonas, maya, text="Rude words", is_public=False)
    assert "Rude words" not in client.get("/acme/console/thanks/").text
    assert open_hub(on, priya).post(f"/acme/thanks/{row.pk}/report/").status_code == 404
    assert open_hub(on, maya).post(f"/acme/thanks/{row.pk}/report/").status_code == 404
    hub = open_hub(on, jonas)
    for _twice in range(2):
        hub.post(f"/acme/thanks/{row.pk}/report/")
    assert "Rude words" not in hub.get("/acme/thanks/own/").text
    with workspace_scope(on.pk):
        assert KudosReport.objects.count() == 1
    assert "1 reported thanks wait for you" in client.get("/acme/console/bell/").text
    assert "Rude words" in client.get("/acme/console/thanks/?reported=on").text
    client.post(f"/acme/console/thanks/{row.pk}/keeping/")
    assert "Rude words" not in client.get("/acme/console/thanks/?reported=on").text
    client.post(f"/acme/console/thanks/{row.pk}/removal/")
    assert "Rude words" not in open_hub(on, maya).get("/acme/thanks/own/").text


@pytest.mark.covers("X-12")
def test_thanks_are_taken_back_by_the_two_and_by_nobody_else(on: Workspace, people: list[Advocate]) -> None:
    maya, jonas, priya = people
    row = thank(on, jonas, maya)
    assert open_hub(on, priya).post(f"/acme/thanks/{row.pk}/removal/").status_code == 404
    assert open_hub(on, jonas).post(f"/acme/thanks/{row.pk}/removal/").status_code == 302
    assert open_hub(on, maya).post(f"/acme/thanks/{row.pk}/removal/").status_code == 404
    assert "You saved our launch." not in open_hub(on, priya).get("/acme/thanks/").text
    relay()
    with workspace_scope(on.pk):
        assert not Notice.objects.exists()  # taken back before it was told


@pytest.mark.covers("X-12")
def test_staff_switch_it_off_and_on_and_thank_people_themselves(
    acme: Workspace, globex: Workspace, owner: User, client: Client
) -> None:
    maya, theirs = make_advocate(acme, name="Maya Okafor"), make_advocate(globex, name="Zoe")
    hub = open_hub(acme, maya)
    assert hub.get("/acme/thanks/").status_code == 404
    assert "/acme/thanks/" not in hub.get("/acme/").text
    assert "Thanks are off" in client.get("/acme/console/thanks/").text
    client.post("/acme/console/thanks/switch/", {"on": "on"})
    assert "/acme/thanks/" in hub.get("/acme/").text
    body = {"text": "Best talk of the day.", "seen": "public"}
    assert client.post(f"/acme/console/people/{theirs.pk}/thanks/", body).status_code == 404
    assert client.post(f"/acme/console/people/{maya.pk}/thanks/", body).status_code == 302
    page = hub.get("/acme/thanks/").text
    assert "Best talk of the day." in page
    assert owner.email not in page
    client.post("/acme/console/thanks/switch/")
    assert hub.get("/acme/thanks/").status_code == 404


@pytest.mark.covers("X-12")
def test_erasing_a_person_removes_what_was_said_by_and_to_them(on: Workspace, people: list[Advocate]) -> None:
    maya, jonas, priya = people
    thank(on, jonas, maya)
    thank(on, maya, priya)
    kept = thank(on, jonas, priya)
    with workspace_scope(on.pk):
        KudosOptOut.objects.create(advocate=maya)
        forget_thanks(advocate_id=maya.pk)
        forget_thanks(advocate_id=maya.pk)
        assert list(Kudos.objects.all()) == [kept]
        assert not KudosOptOut.objects.exists()
