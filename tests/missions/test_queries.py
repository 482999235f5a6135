"""The hub's list is quick, and says the same as the queries and cards it is a short form of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User, Workspace
from files.operations import store_image
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from missions.models import AudienceRule, Mission
from missions.open_missions import listed_for, open_to
from missions.preview import card_of_listed, card_of_live
from missions.states import MissionState
from missions.views.hub_lists import AT_HOME
from programs.models import Advocate, AdvocateStatus, Tag, Tagging
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import hand_in, make_draft, make_live
from tests.factories.programs import make_advocate
from tests.files.uploads import jpeg, upload

LATER = NOW + timedelta(days=1)
ZONES = {"Asia/Tokyo": "6 Jan, 02:00", "America/Lima": "5 Jan, 12:00", "": "5 Jan, 18:00"}


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


@pytest.fixture
def missions(acme: Workspace, owner: User, maya: Advocate) -> list[Mission]:
    """One for everybody, one with a picture and a deadline, one for a tag, one unlisted, ended, done, and a draft."""
    with workspace_scope(acme.pk):
        made = [make_live(owner, title=f"Number {number}", now=NOW + timedelta(minutes=number)) for number in range(6)]
        picture = store_image(upload(jpeg(1200, 630)), by_staff=owner, audience="hub", now=NOW)
        Mission.objects.filter(pk=made[1].pk).update(image=picture, ends_at=LATER, cover=4)
        Mission.objects.filter(pk=made[2].pk).update(audience="chosen")
        AudienceRule.objects.create(mission=made[2], tag=Tag.objects.create(name="beta"))
        Mission.objects.filter(pk=made[3].pk).update(listed=False)
        Mission.objects.filter(pk=made[4].pk).update(state=MissionState.ENDED)
        hand_in(made[5], maya)
        make_draft(owner)
    return made


def told(advocate: Advocate, now: datetime) -> tuple[list[int], list[int]]:
    """What the list shows, and what the rule as a query says."""
    by_rule = open_to(advocate, now=now).filter(listed=True).order_by("-launched_at")
    return [row.pk for row in listed_for(advocate, now=now)], list(by_rule.values_list("pk", flat=True))


def test_the_list_is_what_the_rule_says(acme: Workspace, maya: Advocate, missions: list[Mission]) -> None:
    with workspace_scope(acme.pk):
        for now, expected in ((NOW, [missions[1].pk, missions[0].pk]), (LATER, [missions[0].pk])):
            assert told(maya, now) == (expected, expected)
        Tagging.objects.create(advocate=maya, tag=Tag.objects.get())
        expected = [missions[2].pk, missions[1].pk, missions[0].pk]
        assert told(maya, NOW) == (expected, expected)
        maya.status = AdvocateStatus.SUSPENDED
        assert told(maya, NOW) == ([], [])


def test_the_card_of_the_list_is_that_of_the_mission(acme: Workspace, maya: Advocate, missions: list[Mission]) -> None:
    with workspace_scope(acme.pk), addressed_to("acme"):
        rows = listed_for(maya, now=NOW)
        assert [bool(row.image_id) for row in rows] == [True, False]
        for row in rows:
            whole = card_of_live(Mission.objects.get(pk=row.pk), language="", url="/there/", due="soon")
            assert card_of_listed(row, url="/there/", due="soon") == replace(whole, html="", start_label="")


@pytest.mark.parametrize("count", [1, 30])
def test_the_hub_asks_as_little_of_many_missions_as_of_one(
    acme: Workspace, owner: User, maya: Advocate, count: int
) -> None:
    with workspace_scope(acme.pk):
        for number in range(count):
            make_live(owner, title=f"Number {number}")
    hub = open_hub(acme, maya)
    with CaptureQueriesContext(connection) as asked:
        page = hub.get("/acme/").content.decode()
    assert page.count("<article") == min(count, AT_HOME)
    # Savepoint (a transaction of the test's own is open), workspace, set_config, session; list, begun, profile,
    # balance; set_config taken back, savepoint released.
    assert len(asked.captured_queries) == 10


def test_a_deadline_is_told_in_each_person_s_zone(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        make_live(owner)
        Mission.objects.update(ends_at=datetime(2099, 1, 5, 17, 0, tzinfo=UTC))
    people = {zone: make_advocate(acme, email=f"{place}@example.com") for place, zone in enumerate(ZONES)}
    for zone, told in ZONES.items():
        with workspace_scope(acme.pk):
            Advocate.objects.filter(pk=people[zone].pk).update(time_zone=zone)
        for _again in range(2):
            assert f"until {told}" in open_hub(acme, people[zone]).get("/acme/").content.decode()
