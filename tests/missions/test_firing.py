"""Entering a segment sets missions off: once for each stay, for whom it was armed, and for nobody else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User, Workspace
from advocacy.wiring import JOBS, REACTIONS
from events.models import Due, Event
from events.relay import relay_batch
from foundation.tenancy import workspace_scope
from jobs.models import Job
from jobs.operations import step_job
from missions.forms.whole import Whole
from missions.models import Firing, FollowUp, Mission
from missions.open_missions import open_to
from missions.operations.firing import fire_entered
from missions.operations.follow_ups import follow_up, plan_follow_ups_anew
from missions.operations.missions import end_mission, pause_mission, publish_changes, resume_mission, save_draft
from missions.rules import conditions, refusal
from missions.types.update.forms import apply_builder as update_builder
from missions.views.often import mailings_of
from notifications.models import Delivery, Hold, Notice
from programs.models import Advocate
from rewards.operations import credit_points
from segments.models import Segment, Stay
from segments.operations.segments import put_in, take_out
from tests.factories.accounts import NOW
from tests.factories.missions import ZONE, make_draft, make_live
from tests.factories.programs import make_advocate
from tests.factories.segments import clause, make_segment, settle

SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def welcome(in_acme: Workspace, owner: User) -> Segment:
    return make_segment(owner, name="New members")


def person(workspace: Workspace, name: str) -> Advocate:
    return make_advocate(workspace, name=name, email=f"{name.lower()}@example.com")


def armed(by: User, segment: Segment, arming: str = "new", **raw: Any) -> Mission:
    return make_live(by, trigger="segment", trigger_segment=str(segment.pk), arming=arming, **raw)


def follow() -> None:
    """What the relay and the workers do."""
    while relay_batch(REACTIONS):
        for pk in Job.objects.filter(ended_at=None).values_list("pk", flat=True):
            while step_job(job_id=pk, kinds=JOBS, now=timezone.now()):
                pass
    settle(SOON)


def enter(segment: Segment, by: User, *people: Advocate) -> None:
    put_in(segment=segment, advocates=[one.pk for one in people], by=by, now=SOON)
    follow()


def written_to(mission: Mission) -> list[str]:
    """By name: those who are set off together are written to in no order."""
    rows = Notice.objects.filter(facts__mission=mission.pk).order_by("advocate__name")
    return list(rows.values_list("advocate__name", flat=True))


@pytest.mark.covers("S1-29", "S2-22", "S2-57", "S2-28")
@time_machine.travel(SOON, tick=False)
def test_whoever_enters_gets_it_and_nobody_else_does(in_acme: Workspace, owner: User, welcome: Segment) -> None:
    maya, tom, early = person(in_acme, "Maya"), person(in_acme, "Tom"), person(in_acme, "Early")
    put_in(segment=welcome, advocates=[early.pk], by=owner, now=NOW - timedelta(days=1))
    mission = armed(owner, welcome, notify="yes")
    follow()
    assert not open_to(maya, now=SOON).exists()
    enter(welcome, owner, maya)
    assert [open_to(one, now=SOON).exists() for one in (maya, tom, early)] == [True, False, False]
    assert [refusal(mission, one, now=SOON, zone=ZONE) is None for one in (maya, tom, early)] == [True, False, False]
    assert written_to(mission) == ["Maya"]
    told = next(c for c in conditions(mission, maya, now=SOON, zone=ZONE) if c.key == "set_off")
    assert str(told.value).startswith("Set off by entering “New members” on ")


@pytest.mark.covers("G-09")
@pytest.mark.parametrize(("arming", "expected"), [("new", ["Late"]), ("now", ["Early"]), ("both", ["Early", "Late"])])
@time_machine.travel(SOON, tick=False)
def test_three_arms_give_three_sets_of_people(
    in_acme: Workspace, owner: User, welcome: Segment, arming: str, expected: list[str]
) -> None:
    early, late = person(in_acme, "Early"), person(in_acme, "Late")
    put_in(segment=welcome, advocates=[early.pk], by=owner, now=NOW - timedelta(days=1))
    mission = armed(owner, welcome, arming, notify="yes")
    follow()
    enter(welcome, owner, late)
    assert written_to(mission) == expected
    assert [one.name for one in (early, late) if open_to(one, now=SOON).exists()] == expected


@time_machine.travel(SOON, tick=False)
def test_a_stay_sets_it_off_once_and_the_next_stay_anew(in_acme: Workspace, owner: User, welcome: Segment) -> None:
    maya = person(in_acme, "Maya")
    mission = armed(owner, welcome, notify="yes")
    enter(welcome, owner, maya)
    for event in Event.objects.filter(name="segment.entered"):
        fire_entered(event=event)  # a replay
    assert (Firing.objects.count(), Event.objects.filter(name="mission.fired").count()) == (1, 1)
    assert written_to(mission) == ["Maya"]
    take_out(segment=welcome, advocates=[maya.pk], by=owner, now=SOON)
    enter(welcome, owner, maya)
    assert Firing.objects.count() == Stay.objects.count() == 2
    assert written_to(mission) == ["Maya", "Maya"]


@time_machine.travel(SOON, tick=False)
def test_two_missions_of_one_segment_are_both_set_off(in_acme: Workspace, owner: User, welcome: Segment) -> None:
    maya = person(in_acme, "Maya")
    missions = [armed(owner, welcome, notify="yes") for _ in range(2)]
    enter(welcome, owner, maya)
    assert [written_to(mission) for mission in missions] == [["Maya"], ["Maya"]]


@time_machine.travel(SOON, tick=False)
def test_a_pause_holds_the_mail_and_the_end_sets_nothing_off(in_acme: Workspace, owner: User, welcome: Segment) -> None:
    maya, tom = person(in_acme, "Maya"), person(in_acme, "Tom")
    mission = armed(owner, welcome, notify="yes")
    pause_mission(mission=mission, by=owner, now=SOON)
    enter(welcome, owner, maya)
    assert Hold.objects.filter(about=f"mission:{mission.pk}", released_at=None).exists()
    assert Delivery.objects.get().about == f"mission:{mission.pk}"
    assert not open_to(maya, now=SOON).exists()
    resume_mission(mission=mission, by=owner, now=SOON)
    assert open_to(maya, now=SOON).exists()
    end_mission(mission=mission, by=owner, now=SOON)
    enter(welcome, owner, tom)
    assert not Firing.objects.filter(advocate=tom).exists()


@time_machine.travel(SOON, tick=False)
def test_who_is_set_off_and_not_meant_is_not_written_to(in_acme: Workspace, owner: User, welcome: Segment) -> None:
    maya, tom = person(in_acme, "Maya"), person(in_acme, "Tom")
    mission = armed(owner, welcome, notify="yes", exclude_people="tom@example.com")
    enter(welcome, owner, maya, tom)
    assert written_to(mission) == ["Maya"]
    assert [open_to(one, now=SOON).exists() for one in (maya, tom)] == [True, False]


@pytest.mark.covers("S1-67", "S2-57")
def test_reminders_are_counted_from_when_it_was_set_off_for_each(
    in_acme: Workspace, owner: User, welcome: Segment
) -> None:
    maya, tom = person(in_acme, "Maya"), person(in_acme, "Tom")
    late = SOON + timedelta(days=10)
    with time_machine.travel(SOON, tick=False):
        mission = armed(owner, welcome, notify="yes", follow_ups="on", follow_up_days="3, 20")
        assert not FollowUp.objects.exists(), "it was set off for nobody"
        enter(welcome, owner, maya)
    with time_machine.travel(late, tick=False):
        enter(welcome, owner, tom)
        planned = FollowUp.objects.order_by("due_at").values_list("due_at", "number")
        assert [(at - SOON).days for at, _number in planned] == [3, 13, 20, 30]
        assert [(one.at - SOON).days for one in mailings_of(mission)] == [3], "the next one of all"
        for firing in set(FollowUp.objects.values_list("firing", flat=True)):
            assert FollowUp.objects.filter(firing=firing).count() == 2
        toms = FollowUp.objects.get(number=3, begins_at=late)
        follow_up(follow_up_id=toms.pk, now=toms.due_at)
        follow()
        assert list(Notice.objects.filter(kind="mission.followed_up").values_list("advocate__name", flat=True)) == [
            "Tom"
        ]
        save_draft(mission=mission, fields={"follow_up_days": "12, 15"}, by=owner, now=late)
        whole = Whole(mission, zone=ZONE)
        publish_changes(mission=mission, content=whole.content(), questions=whole.questions(), by=owner, now=late)
        open_ = FollowUp.objects.filter(closed_at=None).order_by("due_at").values_list("due_at", flat=True)
        assert [(at - SOON).days for at in open_] == [12, 15, 22, 25]
        due = Due.objects.filter(
            work="missions.follow_up", ref__in=FollowUp.objects.filter(closed_at=None).values("pk")
        )
        assert sorted((row.due_at - SOON).days for row in due) == [12, 15, 22, 25]


@time_machine.travel(SOON, tick=False)
def test_planning_reminders_anew_costs_the_same_for_many_firings_as_for_one(
    in_acme: Workspace, owner: User, welcome: Segment
) -> None:
    mission = armed(owner, welcome, follow_ups="on", follow_up_days="3, 20")

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            plan_follow_ups_anew(mission=mission, now=SOON)
        return len(captured)

    enter(welcome, owner, person(in_acme, "Maya"))
    before = statements()
    for name in ("Tom", "Ada", "Ben"):
        enter(welcome, owner, person(in_acme, name))
    assert statements() == before
    assert FollowUp.objects.filter(closed_at=None).count() == 8


@time_machine.travel(SOON, tick=False)
def test_many_are_set_off_by_a_job_in_slices(
    in_acme: Workspace, owner: User, welcome: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("missions.operations.firing.SLICE", 2)
    people = [person(in_acme, name) for name in ("A", "B", "C", "D", "E")]
    mission = armed(owner, welcome, notify="yes")
    enter(welcome, owner, *people)
    job = Job.objects.get(kind="missions.firing")
    assert (job.state, job.done_count, job.total_count) == ("done", 5, 5)
    assert written_to(mission) == ["A", "B", "C", "D", "E"]


@pytest.mark.covers("S2-08", "S2-25", "S2-132", "S2-133", "S1-30", "S2-102")
@time_machine.travel(SOON, tick=False)
def test_an_update_goes_out_by_itself_to_whoever_reaches_the_points(in_acme: Workspace, owner: User) -> None:
    maya = person(in_acme, "Maya")
    gold = make_segment(owner, clause("balance", "min", 1000), name="Gold tier")
    told = update_builder({}, "add:text") | {"type-b-1-text": "<p>You are gold now.</p>"}
    mission = make_live(
        owner, type_key="update", trigger="segment", trigger_segment=str(gold.pk), arming="new", notify="yes", **told
    )
    credit_points(advocate_id=maya.pk, amount=1000, source="x", reason="Well done", now=SOON)
    follow()
    follow()
    assert written_to(mission) == ["Maya"]


@pytest.mark.covers("S1-75", "G-09")
def test_arming_shows_how_many_are_in_it_already(acme: Workspace, owner: User, client: Client) -> None:
    maya = person(acme, "Maya")
    with workspace_scope(acme.pk):
        segment = make_segment(owner, name="New members")
        put_in(segment=segment, advocates=[maya.pk], by=owner, now=NOW)
        draft = make_draft(owner)
    step, check = (f"/acme/console/missions/{draft.pk}/{page}/" for page in ("steps/trigger", "check"))
    refused = client.post(step, {"trigger": "segment"})
    assert refused.status_code == 422
    assert "Choose the segment that sets it off." in refused.content.decode()
    chosen = {"trigger": "segment", "trigger_segment": str(segment.pk)}
    client.post(step, chosen | {"arming": "new"})
    assert "Nobody gets it yet: 1 person is in “New members” already." in client.get(check).content.decode()
    client.post(step, chosen | {"arming": "both"})
    page = client.get(check).content.decode()
    assert "It is set off for 1 person who is in “New members” now." in page
    assert "Arm the trigger" in page
    client.post(f"/acme/console/missions/{draft.pk}/launch/")
    page = client.get(f"/acme/console/missions/{draft.pk}/").content.decode()
    assert "Set off by entering" in page
    assert "New members" in page


@pytest.mark.covers("S2-23", "S2-24", "S2-25", "S2-26", "S2-27", "S2-58", "S0-51", "S1-83")
@pytest.mark.parametrize(
    ("key", "name", "rule"),
    [
        ("update-welcome", "New members", "joined"), ("update-come-back", "Inactive for 30 days", "engaged"),
        ("update-gold", "Gold tier", "balance"), ("update-kickoff", "Beta testers", ""),
    ],
)  # fmt: skip
def test_updates_that_go_out_by_themselves_bring_their_segment_once(
    acme: Workspace, owner: User, client: Client, key: str, name: str, rule: str
) -> None:
    template = f"/acme/console/missions/new/templates/{key}/"
    assert f"whoever enters the segment “{name}”" in client.get(template).content.decode()
    for _ in range(2):
        client.post(template)
    with workspace_scope(acme.pk):
        segment = Segment.objects.get()
        assert (segment.name, segment.is_static) == (name, not rule)
        assert rule in str(segment.rule)
        drafts = Mission.objects.select_related("draft")
        raws = [row.draft.raw for row in drafts if row.draft]
        assert [(raw["trigger"], raw["trigger_segment"], raw["arming"]) for raw in raws] == [
            ("segment", str(segment.pk), "new")
        ] * 2
