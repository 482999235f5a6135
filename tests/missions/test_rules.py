"""One rule says whether a mission is open, and its query says the same (G-17, G-18, G-21)."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from accounts.models import User, Workspace
from foundation.tenancy import workspace_scope
from foundation.times import spoken
from missions.models import AudienceRule, Mission, Participation
from missions.open_missions import open_to
from missions.operations.submissions import MissionClosed
from missions.rules import conditions, refusal
from programs.models import Advocate, AdvocateStatus, Tag, Tagging
from tests.factories.accounts import NOW
from tests.factories.missions import ZONE, hand_in, make_draft, make_live


@pytest.fixture
def by(in_acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


@pytest.fixture
def maya(in_acme: Workspace) -> Advocate:
    return Advocate.objects.create(name="Maya", email="maya@example.com")


@pytest.mark.covers("G-18", "S2-113")
def test_the_rule_and_its_query_agree_in_every_case(by: User, maya: Advocate) -> None:
    """State x deadline x audience x status x done: each of 660 cases is asked both ways."""
    wanted, barred = Tag.objects.create(name="wanted"), Tag.objects.create(name="barred")
    mission = make_live(by)
    states = ["draft", "live", "paused", "ended", "archived"]
    ends = [None, NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=1)]
    audiences: list[tuple[str, list[tuple[Tag, bool]]]] = [
        ("registered", []), ("chosen", []), ("chosen", [(wanted, True)]), ("chosen", [(wanted, True), (barred, False)]),
        ("anyone", []),
    ]  # fmt: skip
    seen = set()
    for state, ends_at, (audience, rules), status in product(states, ends, audiences, ["active", "suspended", "guest"]):
        Mission.objects.filter(pk=mission.pk).update(state=state, ends_at=ends_at, audience=audience)
        AudienceRule.objects.all().delete()
        AudienceRule.objects.bulk_create(AudienceRule(mission=mission, tag=t, includes=i) for t, i in rules)
        maya.status = AdvocateStatus(status)
        for own in ([], [wanted], [wanted, barred]) if audience == "chosen" else ([],):
            Tagging.objects.all().delete()
            Tagging.objects.bulk_create(Tagging(advocate=maya, tag=tag) for tag in own)
            row = Mission.objects.get()
            by_rule = refusal(row, maya, now=NOW, zone=ZONE) is None
            by_query = open_to(maya, now=NOW).filter(pk=mission.pk).exists()
            assert by_rule == by_query, (state, ends_at, audience, rules, status, own)
            seen.add((by_rule, audience, status))
    assert {found for found in seen if found[0]} == {
        (True, "registered", "active"), (True, "chosen", "active"),
        (True, "anyone", "active"), (True, "anyone", "guest"),
    }  # fmt: skip


@pytest.mark.covers("G-17")
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata"])
@pytest.mark.parametrize("day", [datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)])
def test_hub_and_server_agree_to_the_second_in_every_zone(by: User, maya: Advocate, zone: str, day: datetime) -> None:
    mission = make_live(by, now=day - timedelta(days=3))
    Mission.objects.update(ends_at=day)
    mission.refresh_from_db()
    last, late = day - timedelta(seconds=1), day
    assert open_to(maya, now=last).exists()
    assert refusal(mission, maya, now=last, zone=zone) is None
    assert not open_to(maya, now=late).exists()
    reason = refusal(mission, maya, now=late, zone=zone)
    assert reason is not None
    assert spoken(zone) in str(reason.polite)
    with pytest.raises(MissionClosed) as refused:
        hand_in(mission, maya, now=late)
    assert refused.value.reason.key == reason.key == "not_ended"
    assert hand_in(mission, maya, now=last).state == "submitted"


@pytest.mark.covers("G-21", "B-01", "S2-119")
def test_every_condition_is_told_with_its_value(by: User, maya: Advocate) -> None:
    mission = make_live(by)
    tag = Tag.objects.create(name="beta")
    AudienceRule.objects.create(mission=mission, tag=tag)
    Mission.objects.update(audience="chosen", state="paused")
    mission.refresh_from_db()
    maya.status = AdvocateStatus.SUSPENDED
    told = {c.key: c for c in conditions(mission, maya, now=NOW, zone=ZONE)}
    assert [c.passed for c in told.values()] == [False, True, True, False, False, True, True, True, True, True]
    assert "beta" in str(told["audience"].value)
    assert told["live"].value == "Paused"
    assert told["registered"].value == "Deactivated"
    assert told["budget"].value == "No budget"


@pytest.mark.covers("S2-114")
def test_once_only_is_once_even_when_it_was_done_before_the_page_was_loaded(by: User, maya: Advocate) -> None:
    mission = make_live(by)
    hand_in(mission, maya)
    assert Participation.objects.get().completed_at == NOW
    assert not open_to(maya, now=NOW).exists()


def test_a_draft_is_open_to_nobody(by: User, maya: Advocate) -> None:
    mission = make_draft(by)
    assert not open_to(maya, now=NOW).exists()
    with pytest.raises(MissionClosed):
        hand_in(mission, maya)
    with workspace_scope(mission.workspace_id):
        assert not Participation.objects.exists()
