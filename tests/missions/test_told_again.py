"""A new cycle and a reminder are told once, late rather than never, and to nobody who has done it or wants none."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import Profile, User, Workspace
from events.models import Due, Event
from events.tasks import relay, work
from foundation.tenancy import workspace_scope
from missions.forms.whole import Whole
from missions.models import CycleOpening, FollowUp, Mission
from missions.operations.cycles import open_cycle
from missions.operations.dismissals import dismiss_mission
from missions.operations.follow_ups import follow_up
from missions.operations.missions import end_mission, pause_mission, publish_changes, resume_mission, save_draft
from missions.operations.telling_again import tell_again
from missions.views.often import mailings_of
from notifications.models import Notice
from notifications.operations.preferences import set_preference
from programs.models import Advocate
from tests.factories.missions import ZONE, hand_in, make_draft, make_live

LAUNCH = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday, 09:00 in Berlin
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture(autouse=True)
def nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps run, and sending finds nothing to claim."""
    monkeypatch.setattr("notifications.sending._claim", lambda workspace_id, size: None)


def people(*names: str) -> list[Advocate]:
    rows = [Advocate(name=name, email=f"{name}@example.com", joined_at=LAUNCH - DAY) for name in names]
    return Advocate.objects.bulk_create(rows)


def launched(by: User, **raw: str) -> Mission:
    return make_live(by, now=LAUNCH, **{"notify": "yes", "limit": "weekly", **raw})


def written(kind: str) -> list[str]:
    """To whom, by name, once the workers have done what is due by now."""
    relay()
    work()
    return sorted(Notice.objects.filter(kind=kind).values_list("advocate__name", flat=True))


@pytest.mark.covers("S2-47", "S2-52")
def test_a_cycle_is_told_once_to_those_who_can_do_it(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        ada, ben, cleo, dan, _eve = people("ada", "ben", "cleo", "dan", "eve")
        mission = launched(owner)
        opening = CycleOpening.objects.get()
        due = Due.objects.get(work="missions.open_cycle")
        assert (opening.number, opening.opens_at, due.due_at, due.ref) == (1, LAUNCH + WEEK, LAUNCH + WEEK, opening.pk)
        Due.objects.filter(work="missions.open_cycle").delete()
        now = timezone.now()
        hand_in(mission, ada, now=now)  # in the cycle that runs now
        hand_in(mission, ben, now=LAUNCH)  # in an earlier one
        dismiss_mission(mission=mission, advocate=cleo, now=now)
        set_preference(advocate=dan, topic="missions", wanted=False, said_by="profile", now=now)
        for _twice in range(2):
            open_cycle(opening_id=opening.pk, now=now)
        event = Event.objects.get(name="mission.opened_again")
        assert written("mission.opened_again") == ["ben", "eve"]
        tell_again(event=event, now=now)  # the reaction may run twice
        assert written("mission.opened_again") == ["ben", "eve"]
        assert set(Notice.objects.values_list("facts__cycle", flat=True)) >= {1}


@pytest.mark.covers("B-06")
def test_after_downtime_a_cycle_is_told_late_once_and_the_next_one_is_that_to_come(
    acme: Workspace, owner: User
) -> None:
    with workspace_scope(acme.pk):
        people("ada")
        launched(owner)
        late = LAUNCH + 3 * WEEK + timedelta(hours=2)  # two boundaries were missed altogether
        open_cycle(opening_id=CycleOpening.objects.get().pk, now=late)
        told, following = CycleOpening.objects.order_by("opens_at")
        assert (told.told, told.late_s) == (True, 2 * 7 * 86400 + 7200)
        assert (following.number, following.opens_at) == (4, datetime(2026, 3, 30, 7, 0, tzinfo=UTC))  # 09:00, summer
        assert Event.objects.get(name="mission.opened_again").payload["late"] == told.late_s
        said = [(one.what, one.is_done, one.said) for one in mailings_of(Mission.objects.get())]
        assert said == [("Open again", False, ""), ("Open again", True, "late by 338 hours")]


@pytest.mark.parametrize("state", ["paused", "ended", "no mail", "over", "full", "once only"])
def test_what_nobody_can_do_is_not_told(acme: Workspace, owner: User, state: str) -> None:
    with workspace_scope(acme.pk):
        (ada,) = people("ada")
        mission = launched(owner, notify="no" if state == "no mail" else "yes", quota="1" if state == "full" else "")
        if state == "full":
            hand_in(mission, ada, now=LAUNCH)
        if state == "paused":
            pause_mission(mission=mission, by=owner, now=LAUNCH)
        if state == "ended":
            end_mission(mission=mission, by=owner, now=LAUNCH)
        if state == "over":
            Mission.objects.update(ends_at=LAUNCH + DAY)
        if state == "once only":
            publish(mission, owner, limit="once")
        open_cycle(opening_id=CycleOpening.objects.earliest("opens_at").pk, now=LAUNCH + WEEK)
        assert not Event.objects.filter(name="mission.opened_again").exists()
        goes_on = state in ("paused", "no mail", "full")
        assert CycleOpening.objects.filter(opens_at__gt=LAUNCH + WEEK).exists() is goes_on


def publish(mission: Mission, by: User, *, now: datetime = LAUNCH, **fields: str) -> None:
    save_draft(mission=mission, fields=fields, by=by, now=now)
    whole = Whole(mission, zone=ZONE)
    publish_changes(mission=mission, content=whole.content(), questions=whole.questions(), by=by, now=now)


def test_after_a_change_of_how_often_the_old_boundary_is_not_told_and_the_new_one_is(
    acme: Workspace, owner: User
) -> None:
    with workspace_scope(acme.pk):
        people("ada")
        mission = launched(owner)
        publish(mission, owner, limit="monthly")
        weekly, monthly = CycleOpening.objects.order_by("opens_at")
        open_cycle(opening_id=weekly.pk, now=weekly.opens_at)
        assert not Event.objects.filter(name="mission.opened_again").exists()
        open_cycle(opening_id=monthly.pk, now=monthly.opens_at)
        assert Event.objects.filter(name="mission.opened_again").count() == 1
        publish(mission, owner, now=LAUNCH + 2 * DAY, title="Same dates")
        assert CycleOpening.objects.count() == 3


def test_when_clocks_are_moved_so_that_it_has_not_come_yet_it_waits(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        launched(owner)
        opening = CycleOpening.objects.get()
        Profile.objects.update(time_zone="America/New_York")
        open_cycle(opening_id=opening.pk, now=opening.opens_at)
        opening.refresh_from_db()
        assert (opening.closed_at, opening.opens_at) == (None, datetime(2026, 3, 9, 13, 0, tzinfo=UTC))
        assert Due.objects.filter(work="missions.open_cycle", due_at=opening.opens_at).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["opening", "follow-up"])
def test_of_four_at_the_same_moment_one_tells(acme: Workspace, kind: str) -> None:
    with workspace_scope(acme.pk):
        mission = launched(User.objects.get(email="owner@acme.example"), follow_ups="on", follow_up_days="3")
        opening, reminder = CycleOpening.objects.get().pk, FollowUp.objects.get().pk

    def act() -> None:
        with workspace_scope(acme.pk):
            if kind == "opening":
                open_cycle(opening_id=opening, now=LAUNCH + WEEK)
            else:
                follow_up(follow_up_id=reminder, now=LAUNCH + 3 * DAY)
        connections.close_all()

    threads = [Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    name = {"opening": "mission.opened_again", "follow-up": "mission.followed_up"}[kind]
    with workspace_scope(acme.pk):
        assert Event.objects.filter(name=name, payload__mission=mission.pk).count() == 1


@pytest.mark.covers("S1-67", "S1-69")
def test_those_who_have_not_done_it_are_reminded_at_the_chosen_delays(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        ada, _ben = people("ada", "ben")
        mission = launched(owner, limit="once", follow_ups="on", follow_up_days="30, 3")
        first, second = FollowUp.objects.order_by("due_at")
        # The same time of the clock, also when it is summer by then.
        assert (first.due_at, second.due_at) == (LAUNCH + 3 * DAY, datetime(2026, 4, 1, 7, 0, tzinfo=UTC))
        assert sorted(Due.objects.filter(work="missions.follow_up").values_list("ref", flat=True)) == [
            first.pk, second.pk,
        ]  # fmt: skip
        Due.objects.filter(work="missions.follow_up").delete()
        hand_in(mission, ada, now=LAUNCH + DAY)
        for _twice in range(2):
            follow_up(follow_up_id=first.pk, now=first.due_at)
        assert written("mission.followed_up") == ["ben"]
        assert Event.objects.filter(name="mission.followed_up").count() == 1


@pytest.mark.covers("S1-67")
@pytest.mark.parametrize("state", ["paused", "ended", "over", "changed", "a new cycle"])
def test_nobody_is_reminded_of_what_is_closed_or_began_anew(acme: Workspace, owner: User, state: str) -> None:
    with workspace_scope(acme.pk):
        people("ada")
        mission = launched(owner, follow_ups="on", follow_up_days="3")
        reminder = FollowUp.objects.get()
        if state == "paused":
            pause_mission(mission=mission, by=owner, now=LAUNCH)
        if state == "ended":
            end_mission(mission=mission, by=owner, now=LAUNCH)
        if state == "over":
            Mission.objects.update(ends_at=LAUNCH + DAY)
        if state == "changed":
            publish(mission, owner, follow_ups="", follow_up_days="3")
        follow_up(follow_up_id=reminder.pk, now=reminder.due_at + (WEEK if state == "a new cycle" else 0 * DAY))
        assert not Event.objects.filter(name="mission.followed_up").exists()
        if state == "paused":
            resume_mission(mission=mission, by=owner, now=LAUNCH + 4 * DAY)
            follow_up(follow_up_id=reminder.pk, now=LAUNCH + 4 * DAY)
            assert not Event.objects.filter(name="mission.followed_up").exists()


def test_each_cycle_has_its_reminders_and_a_change_gives_them_other_times(acme: Workspace, owner: User) -> None:
    with workspace_scope(acme.pk):
        mission = launched(owner, follow_ups="on", follow_up_days="2")
        publish(mission, owner, now=LAUNCH + DAY, follow_up_days="3 5")
        assert [row.number for row in FollowUp.objects.order_by("due_at")] == [3, 5]
        open_cycle(opening_id=CycleOpening.objects.get().pk, now=LAUNCH + WEEK)
        assert [row.due_at - LAUNCH for row in FollowUp.objects.filter(closed_at=None).order_by("due_at")] == [
            10 * DAY, 12 * DAY,
        ]  # fmt: skip


def test_delays_that_are_none_are_refused_where_they_were_typed(acme: Workspace, owner: User, client: Client) -> None:
    with workspace_scope(acme.pk):
        mission = make_draft(owner)
    sent = {"recognition": "none", "approval": "manual", "limit": "once", "follow_ups": "on"}
    for typed in ("", "soon", "0", "1 2 3 4 5 6", "400", "٣"):
        answer = client.post(
            f"/acme/console/missions/{mission.pk}/steps/recognition/", {**sent, "follow_up_days": typed}
        )
        assert (answer.status_code, "Write one to five numbers" in answer.content.decode()) == (422, True)
