"""A live mission is sent to chosen people, each once, and who does not get it is said before."""

import re

import pytest
from django.test import Client

from accounts.models import User, Workspace
from events.tasks import relay, work
from foundation.tenancy import workspace_scope
from missions.models import Mission
from missions.operations.missions import pause_mission
from missions.operations.sending import start_sending
from missions.sending import Chosen, reached_by_sending
from notifications.models import Delivery, Notice
from notifications.operations import set_preference
from programs.models import Advocate, Tag, Tagging
from segments.operations.segments import put_in
from tests.factories.accounts import NOW
from tests.factories.missions import hand_in, make_live
from tests.factories.programs import make_advocate
from tests.factories.segments import make_segment

CHOICE, SENDING = "/acme/console/people/choice/", "/acme/console/people/sending/"


@pytest.fixture
def people(acme: Workspace) -> list[Advocate]:
    return [make_advocate(acme, name=f"Person {n}", email=f"p{n}@example.com") for n in range(5)]


@pytest.fixture
def mission(acme: Workspace, owner: User) -> Mission:
    with workspace_scope(acme.pk):
        return make_live(owner, title="Come to the dinner")


def send(client: Client, query: str, mission: Mission) -> None:
    page = client.get(f"{SENDING}?{query}&mission={mission.pk}").text
    key = re.findall(r'name="form_key" value="([\w-]+)"', page)[-1]
    answer = client.post(f"{SENDING}?{query}", {"mission": mission.pk, "form_key": key})
    assert answer.status_code == 302, answer.text
    work()


@pytest.mark.covers("S3-92", "S3-101")
def test_ticked_people_are_sent_a_mission_once_with_a_personal_link(
    acme: Workspace, client: Client, people: list[Advocate], mission: Mission
) -> None:
    assert "Send a mission" in client.get("/acme/console/people/").text
    ticked = [people[0].pk, people[2].pk]
    answer = client.post(CHOICE, {"selected": ticked, "tag": ""})
    assert answer.headers["Location"] == f"{SENDING}?selected={ticked[0]}&selected={ticked[1]}"
    query = answer.headers["Location"].partition("?")[2]
    page = client.get(f"{SENDING}?{query}").text
    assert "2 people are chosen:" in page
    assert "Come to the dinner" in page
    assert "2 people get “Come to the dinner” by mail" in client.get(f"{SENDING}?{query}&mission={mission.pk}").text
    send(client, query, mission)
    with workspace_scope(acme.pk):
        notices = Notice.objects.order_by("advocate")
        assert [(row.kind, row.advocate_id) for row in notices] == [("mission.launched", pk) for pk in ticked]
        assert Delivery.objects.count() == 2
    assert "2 who were written to about it before" in client.get(f"{SENDING}?{query}&mission={mission.pk}").text
    with workspace_scope(acme.pk):
        start_sending(mission=mission, chosen=Chosen(ids=ticked), by=User.objects.get(), now=NOW)
    work()
    with workspace_scope(acme.pk):
        assert Notice.objects.count() == 2


@pytest.mark.covers("S3-101")
def test_who_does_not_get_it_is_counted_by_reason_before(
    acme: Workspace, owner: User, client: Client, people: list[Advocate]
) -> None:
    with workspace_scope(acme.pk):
        vip = Tag.objects.create(name="vip")
        Tagging.objects.bulk_create(Tagging(advocate=person, tag=vip) for person in people[:4])
        mission = make_live(owner, audience="chosen", include=[f"tag:{vip.pk}"])
        hand_in(mission, people[0])
        Mission.objects.get().participations.update(completed_at=NOW)
        Advocate.objects.filter(pk=people[1].pk).update(email=None, phone="+4915112345678")
        set_preference(advocate=people[2], topic="missions", wanted=False, said_by="profile", now=NOW)
        found = reached_by_sending(mission, Chosen(ids=[person.pk for person in people]), now=NOW)
        told = [(count, str(words).split()[0:3]) for words, count in found.left_out]
    assert found.count == 1
    assert told == [
        (1, ["not", "in", "the"]),
        (1, ["who", "have", "done"]),
        (1, ["without", "an", "e-mail"]),
        (1, ["who", "want", "no"]),
    ]
    ids = "&".join(f"selected={person.pk}" for person in people)
    page = client.get(f"{SENDING}?{ids}&mission={mission.pk}").text
    assert "1 not in the mission’s audience" in page
    send(client, ids, mission)
    with workspace_scope(acme.pk):
        assert list(Notice.objects.values_list("advocate", flat=True)) == [people[3].pk]


@pytest.mark.covers("S3-101")
def test_all_that_match_are_sent_it_and_nobody_else(
    acme: Workspace, client: Client, people: list[Advocate], mission: Mission
) -> None:
    make_advocate(acme, name="Other", email="other@example.com")
    answer = client.post(f"{CHOICE}?q=person", {"everybody": "1"})
    query = answer.headers["Location"].partition("?")[2]
    assert query == "everybody=on&q=person"
    send(client, query, mission)
    with workspace_scope(acme.pk):
        assert set(Notice.objects.values_list("advocate", flat=True)) == {person.pk for person in people}
    # A filter that cannot be understood means nobody, not everybody.
    assert "0 people are chosen" in client.get(f"{SENDING}?everybody=on&tag=999").text


@pytest.mark.covers("S3-91")
def test_a_list_of_people_is_sent_a_mission_that_was_a_draft_before(
    acme: Workspace, owner: User, client: Client, people: list[Advocate], mission: Mission
) -> None:

    with workspace_scope(acme.pk):
        row = make_segment(owner, name="Dinner guests")
        put_in(segment=row, advocates=[people[1].pk], by=owner, now=NOW)
    send(client, f"segment={row.pk}", mission)
    with workspace_scope(acme.pk):
        assert list(Notice.objects.values_list("advocate", flat=True)) == [people[1].pk]


def test_nobody_chosen_leads_back_and_what_is_not_live_is_not_sent(
    acme: Workspace, globex: Workspace, owner: User, client: Client, people: list[Advocate], mission: Mission
) -> None:
    stranger = make_advocate(globex, name="Zoe")
    assert client.post(CHOICE, {}).headers["Location"] == "/acme/console/people/"
    assert client.get(SENDING).headers["Location"] == "/acme/console/people/"
    assert "0 people are chosen" in client.get(f"{SENDING}?selected={stranger.pk}").text
    with workspace_scope(acme.pk):
        pause_mission(mission=mission, by=owner, now=NOW)
    page = client.get(f"{SENDING}?selected={people[0].pk}").text
    assert "No mission is live" in page
    answer = client.post(f"{SENDING}?selected={people[0].pk}", {"mission": mission.pk})
    assert answer.status_code == 422
    relay()
    work()
    with workspace_scope(acme.pk):
        assert not Notice.objects.exists()
