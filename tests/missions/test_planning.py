"""What is planned for a time is done then: once, and late rather than never (B-06, G-12, D-01)."""

from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import User, Workspace
from advocacy.wiring import JOBS, REACTIONS, WORK
from events.models import Due, Event
from events.relay import relay_batch
from events.work import do_one
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from foundation.times import parse_local
from jobs.models import Job
from jobs.operations import step_job
from missions.models import Act, Mission, PlannedAct
from missions.open_missions import open_to
from missions.operations.missions import launch_now, pause_mission, unschedule_mission
from missions.operations.on_time import do_planned
from missions.operations.plans import cancel_act, plan_act
from missions.queries import audience_of_mission
from missions.rules import refusal
from missions.types.update.forms import apply_builder as update_builder
from notifications.models import BellItem, Delivery
from programs.models import Advocate
from segments.operations.segments import put_in
from tests.factories.accounts import NOW
from tests.factories.missions import ZONE, make_draft, make_live
from tests.factories.programs import make_advocate
from tests.factories.segments import make_segment

LOCAL = "2099-12-01T09:00"
AT = parse_local(LOCAL, ZONE)


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


def scheduled(by: User, **raw: Any) -> Mission:
    return make_live(by, trigger="scheduled", starts_local=LOCAL, **raw)


@pytest.mark.covers("D-01", "S1-81", "S2-55", "S2-59", "S2-138", "S3-82", "S3-85", "D-10")
def test_a_scheduled_mission_goes_live_at_its_time(in_acme: Workspace, owner: User, maya: Advocate) -> None:
    mission = scheduled(owner)
    planned = PlannedAct.objects.get()
    assert (mission.state, planned.at, planned.zone) == ("scheduled", AT, ZONE)
    assert Due.objects.get(work="missions.act").due_at == AT
    assert not open_to(maya, now=AT).exists()
    do_planned(planned_id=planned.pk, now=AT)
    mission.refresh_from_db()
    assert (mission.state, mission.launched_at) == ("live", AT)
    assert open_to(maya, now=AT).exists()
    assert refusal(mission, maya, now=AT, zone=ZONE) is None
    assert Event.objects.filter(name="mission.launched").count() == 1


@pytest.mark.covers("G-12", "B-06", "S2-116")
def test_after_downtime_it_is_done_once_late_and_staff_are_told(acme: Workspace, owner: User, client: Client) -> None:
    with time_machine.travel(AT - timedelta(days=1), tick=False), workspace_scope(acme.pk):
        mission = scheduled(owner, now=AT - timedelta(days=1))
        Due.objects.filter(work="missions.act").update(due_at=timezone.now() - timedelta(days=365 * 80))
    with time_machine.travel(AT + timedelta(minutes=12), tick=False):
        while do_one(WORK):
            pass
        while relay_batch(REACTIONS):
            pass
        with workspace_scope(acme.pk):
            planned = PlannedAct.objects.get()
            assert (planned.done_at, planned.late, planned.is_void) == (AT + timedelta(minutes=12), 720, False)
            assert Event.objects.filter(name="mission.launched").count() == 1
            do_planned(planned_id=planned.pk, now=timezone.now())  # another scheduler comes as well
            assert Event.objects.filter(name="mission.launched").count() == 1
            assert BellItem.objects.get(kind="mission.acted_late").url == f"/acme/console/missions/{mission.pk}/"
    assert "Launch of “Write about us” was late by 12 minutes" in client.get("/acme/console/bell/").content.decode()
    assert "late by 12 minutes" in client.get(f"/acme/console/missions/{mission.pk}/plans/").content.decode()


def test_what_is_on_time_tells_nobody(in_acme: Workspace, owner: User) -> None:
    scheduled(owner)
    do_planned(planned_id=PlannedAct.objects.get().pk, now=AT + timedelta(minutes=4))
    assert PlannedAct.objects.get().late == 240
    assert not Event.objects.filter(name="mission.acted_late").exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_schedulers_at_once_one_does_it(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        scheduled(owner)
        pk = PlannedAct.objects.get().pk

    def run() -> None:
        with workspace_scope(acme.pk):
            do_planned(planned_id=pk, now=AT)
        connections.close_all()

    threads = [Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with workspace_scope(acme.pk):
        assert Event.objects.filter(name="mission.launched").count() == 1


@pytest.mark.parametrize(
    ("local", "zone", "instant"),
    [
        ("2027-03-28T02:30", "Europe/Berlin", "2027-03-28T01:00+00:00"),  # a gap: when the clocks jump
        ("2027-10-31T02:30", "Europe/Berlin", "2027-10-31T00:30+00:00"),  # a fold: the first time
        ("2027-01-01T09:00", "Asia/Kolkata", "2027-01-01T03:30+00:00"),
    ],
)
def test_the_instant_follows_from_local_time_and_zone(
    in_acme: Workspace, owner: User, local: str, zone: str, instant: str
) -> None:
    planned = plan_act(mission=make_live(owner), act=Act.PAUSE, local=local, zone=zone, by=owner, now=NOW)
    assert planned.at == datetime.fromisoformat(instant)
    assert (planned.local, planned.zone) == (local, zone)


@pytest.mark.parametrize(("act", "state"), [(Act.PAUSE, "paused"), (Act.END, "ended")])
def test_pause_and_end_happen_by_themselves(in_acme: Workspace, owner: User, act: Act, state: str) -> None:
    mission = make_live(owner)
    planned = plan_act(mission=mission, act=act, local=LOCAL, zone=ZONE, by=owner, now=NOW)
    do_planned(planned_id=planned.pk, now=AT)
    mission.refresh_from_db()
    assert mission.state == state


def test_resuming_happens_and_what_means_nothing_any_more_is_void(in_acme: Workspace, owner: User) -> None:
    mission = make_live(owner)
    pause_mission(mission=mission, by=owner, now=NOW)
    first, second = (
        plan_act(mission=mission, act=Act.RESUME, local=LOCAL, zone=ZONE, by=owner, now=NOW) for _ in range(2)
    )
    for planned in (first, second):
        do_planned(planned_id=planned.pk, now=AT)
    mission.refresh_from_db()
    assert mission.state == "live"
    assert [row.is_void for row in PlannedAct.objects.order_by("pk")] == [False, True]


def test_what_was_cancelled_is_not_done(in_acme: Workspace, owner: User) -> None:
    mission = make_live(owner)
    planned = plan_act(mission=mission, act=Act.END, local=LOCAL, zone=ZONE, by=owner, now=NOW)
    assert cancel_act(planned=planned, by=owner, now=NOW)
    assert not cancel_act(planned=planned, by=owner, now=NOW)
    do_planned(planned_id=planned.pk, now=AT)
    mission.refresh_from_db()
    assert mission.state == "live"


@pytest.mark.covers("S3-83", "S3-84")
def test_a_scheduled_mission_becomes_a_draft_again_with_all_that_was_typed(in_acme: Workspace, owner: User) -> None:
    mission = scheduled(owner)
    unschedule_mission(mission=mission, by=owner, now=NOW)
    mission = Mission.objects.select_related("draft").get()
    assert (mission.state, mission.live, mission.trigger) == ("draft", None, "instant")
    assert mission.draft is not None
    assert mission.draft.raw["starts_local"] == LOCAL
    assert mission.draft.published_at is None
    do_planned(planned_id=PlannedAct.objects.get().pk, now=AT)
    assert Mission.objects.get().state == "draft"
    with pytest.raises(MoveNotAllowed):
        launch_now(mission=mission, by=owner, now=NOW)


def test_it_can_be_launched_before_its_time_and_not_again_then(in_acme: Workspace, owner: User) -> None:
    mission = scheduled(owner)
    launch_now(mission=mission, by=owner, now=NOW)
    do_planned(planned_id=PlannedAct.objects.get().pk, now=AT)
    assert Event.objects.filter(name="mission.launched").count() == 1
    assert Mission.objects.get().launched_at == NOW


@pytest.mark.covers("S3-86")
def test_staff_plan_see_and_cancel(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner)
    step, page = (f"/acme/console/missions/{draft.pk}/{name}" for name in ("steps/trigger/", ""))
    past = client.post(step, {"trigger": "scheduled", "starts_local": "2020-01-01T09:00"})
    assert "This time lies in the past" in past.content.decode()
    client.post(step, {"trigger": "scheduled", "starts_local": LOCAL})
    assert "Scheduled: 1 Dec 2099, 09:00 Europe/Berlin" in client.get(f"{page}check/").content.decode()
    client.post(f"{page}launch/")
    told = client.get(page).content.decode()
    assert "1 Dec 2099, 09:00 Europe/Berlin" in told
    assert "Launch now" in told
    client.post(f"{page}plans/", {"act": "end", "local": "2099-12-31T18:00"})
    wrong = client.post(f"{page}plans/", {"act": "end", "local": "2001-12-31T18:00"})
    assert wrong.status_code == 422
    with workspace_scope(acme.pk):
        end = PlannedAct.objects.get(act="end")
        launch = PlannedAct.objects.get(act="launch")
    client.post(f"/acme/console/missions/plans/{end.pk}/removal/")
    client.post(f"/acme/console/missions/plans/{launch.pk}/removal/")
    with workspace_scope(acme.pk):
        assert not PlannedAct.objects.filter(cancelled_at=None).exists()
        assert Mission.objects.get().state == "draft"


def test_a_change_of_a_scheduled_mission_moves_its_launch(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = scheduled(owner)
    page = f"/acme/console/missions/{mission.pk}/"
    client.post(f"{page}steps/trigger/", {"trigger": "scheduled", "starts_local": "2099-12-02T10:00"})
    client.post(f"{page}launch/")
    with workspace_scope(acme.pk):
        row = PlannedAct.objects.get(cancelled_at=None)
        assert (row.local, Mission.objects.get().state) == ("2099-12-02T10:00", "scheduled")
    client.post(f"{page}steps/trigger/", {"trigger": "instant"})
    client.post(f"{page}launch/")
    with workspace_scope(acme.pk):
        assert Mission.objects.get().state == "live"
        assert not PlannedAct.objects.filter(cancelled_at=None, done_at=None).exists()


def test_a_deadline_before_the_launch_stands_in_its_way(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        draft = make_draft(owner, trigger="scheduled", starts_local=LOCAL, ends_local="2099-11-30T09:00")
    page = client.get(f"/acme/console/missions/{draft.pk}/check/").content.decode()
    assert "The deadline lies before the launch." in page
    client.post(f"/acme/console/missions/{draft.pk}/launch/")
    with workspace_scope(acme.pk):
        assert Mission.objects.get().state == "draft"


@pytest.mark.covers("S2-20", "S2-21")
def test_an_update_for_a_segment_goes_out_at_its_time(in_acme: Workspace, owner: User, maya: Advocate) -> None:
    segment = make_segment(owner)
    put_in(segment=segment, advocates=[maya.pk], by=owner, now=NOW)
    chosen = {"audience": "chosen", "include": [f"segment:{segment.pk}"], "notify": "yes"}
    told = update_builder({}, "add:text") | {"type-b-1-text": "<p>It is spring.</p>"}
    mission = scheduled(owner, type_key="update", **chosen, **told)
    do_planned(planned_id=PlannedAct.objects.get().pk, now=AT)
    mission.refresh_from_db()
    assert mission.state == "live"
    assert list(audience_of_mission(mission)) == [maya]


@pytest.mark.covers("B-06", "S2-140", "S2-150")
def test_it_opens_at_the_hour_of_everybodys_own_clock(in_acme: Workspace, owner: User) -> None:
    zones = {"Auckland": "Pacific/Auckland", "Berlin": "", "Honolulu": "Pacific/Honolulu"}
    people = {name: make_advocate(in_acme, name=name, email=f"{name}@example.com") for name in zones}
    for name, zone in zones.items():
        Advocate.objects.filter(name=name).update(time_zone=zone)
        people[name].time_zone = zone
    mission = scheduled(owner, by_person="on", notify="yes")
    planned = PlannedAct.objects.get()
    assert planned.at == parse_local(LOCAL, "Pacific/Kiritimati")
    do_planned(planned_id=planned.pk, now=planned.at)
    mission.refresh_from_db()
    for name, zone in zones.items():
        begins = parse_local(LOCAL, zone or ZONE)
        for now, expected in ((begins - timedelta(seconds=1), False), (begins, True)):
            assert open_to(people[name], now=now).exists() is expected, (name, now)
            reason = refusal(mission, people[name], now=now, zone=ZONE)
            assert (reason is None) is expected
            assert reason is None or "has not started yet. It begins on 1 Dec 2099, 09:00" in str(reason.polite)
    with time_machine.travel(planned.at, tick=False):
        while relay_batch(REACTIONS):
            pass
        for pk in Job.objects.filter(ended_at=None).values_list("pk", flat=True):
            while step_job(job_id=pk, kinds=JOBS, now=timezone.now()):
                pass
    rows = Delivery.objects.values_list("notice__advocate__name", "next_at")
    assert dict(rows) == {name: parse_local(LOCAL, zone or ZONE) for name, zone in zones.items()}


def test_launched_early_it_opens_for_everybody_at_once(in_acme: Workspace, owner: User, maya: Advocate) -> None:
    mission = scheduled(owner, by_person="on")
    launch_now(mission=mission, by=owner, now=NOW)
    assert open_to(maya, now=NOW).exists()
