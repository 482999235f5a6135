"""A mission can be done again the moment its next cycle begins, without anybody doing anything, and not before."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine

from accounts.models import Profile, User, Workspace
from foundation.tenancy import workspace_scope
from foundation.times import instant_of, parse_local
from missions.forms.whole import Whole
from missions.models import Mission, Participation, Submission
from missions.open_missions import SHOWN, listed_for, open_to
from missions.operations.decisions import approve_submission, return_submission
from missions.operations.missions import go_live, publish_changes, save_draft
from missions.operations.submissions import (
    AlreadySent,
    MissionClosed,
    keep_answers,
    note_seen,
    submit,
    withdraw_submission,
)
from missions.rules import conditions, refusal, refusal_to_submit
from missions.turns import turn_of
from programs.models import Advocate
from rewards.queries import balance_of
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, hand_in, make_live
from tests.factories.programs import make_advocate

LAUNCH = datetime(2027, 4, 15, 7, 0, tzinfo=UTC)  # 09:00 in Berlin
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TICK, HOUR, DAY = timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def maya(acme: Workspace) -> Advocate:
    return make_advocate(acme)


def recurring(by: User, limit: str, **raw: str) -> Mission:
    return make_live(by, now=LAUNCH, limit=limit, **raw)


def is_open(mission: Mission, person: Advocate, now: datetime) -> bool:
    """What the rule says, once it is sure that both queries say the same."""
    mission.refresh_from_db()
    by_rule = refusal(mission, person, now=now, zone=ZONE) is None
    assert by_rule == open_to(person, now=now).filter(pk=mission.pk).exists()
    assert by_rule == (mission.pk in [row.pk for row in listed_for(person, now=now)])
    return by_rule


@pytest.mark.covers("S2-47", "S2-48", "S2-49", "S2-50", "S2-51", "S2-52", "S0-18", "S0-19", "D-07")
@pytest.mark.parametrize(
    ("limit", "again"),
    [
        ("weekly", datetime(2027, 4, 22, 7, tzinfo=UTC)), ("monthly", datetime(2027, 5, 15, 7, tzinfo=UTC)),
        ("quarterly", datetime(2027, 7, 15, 7, tzinfo=UTC)), ("days90", datetime(2027, 7, 14, 7, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_it_opens_again_to_the_microsecond_and_nothing_is_written_for_it(
    acme: Workspace, owner: User, maya: Advocate, limit: str, again: datetime
) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, limit)
        late = make_advocate(acme, email="late@example.com")
        hand_in(mission, maya, now=LAUNCH + DAY)
        assert not is_open(mission, maya, again - TICK)
        before = list(Mission.objects.values_list("pk", "live", "state", "launched_at", "anchor_local"))
        assert is_open(mission, maya, again)
        assert is_open(mission, late, again)
        assert list(Mission.objects.values_list("pk", "live", "state", "launched_at", "anchor_local")) == before
        second = hand_in(mission, maya, now=again)
        assert (second.cycle, second.mission_id) == (1, mission.pk)
        assert not is_open(mission, maya, again + HOUR)


@pytest.mark.covers("S0-03")
def test_each_cycle_is_decided_and_paid_by_itself(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "weekly")
        for week in range(3):
            sent = hand_in(mission, maya, now=LAUNCH + week * 7 * DAY)
            assert sent.attempt_id
            approve_submission(submission=sent, attempt_id=sent.attempt_id, by=owner, now=LAUNCH + week * 7 * DAY)
        assert balance_of(maya) == 300
        assert list(Participation.objects.order_by("cycle").values_list("cycle", flat=True)) == [0, 1, 2]


def test_across_daylight_saving_it_opens_at_the_same_time_of_the_clock(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(owner, now=datetime(2027, 3, 24, 8, 0, tzinfo=UTC), limit="weekly")  # 09:00, winter
        hand_in(mission, maya, now=datetime(2027, 3, 25, 8, 0, tzinfo=UTC))
        summer = datetime(2027, 3, 31, 7, 0, tzinfo=UTC)  # 09:00, summer
        assert not is_open(mission, maya, summer - TICK)
        assert is_open(mission, maya, summer)


@pytest.mark.covers("S0-03", "S0-52", "D-07")
def test_as_often_as_they_like_is_as_often_as_they_like_with_a_pause(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        free, slow = recurring(owner, "again"), recurring(owner, "again", pause="3", pause_unit="day")
        for number in range(3):
            assert hand_in(free, maya, now=LAUNCH + number * HOUR).cycle == number
            assert is_open(free, maya, LAUNCH + number * HOUR)
        hand_in(slow, maya, now=LAUNCH + HOUR)
        assert not is_open(slow, maya, LAUNCH + 3 * DAY)
        assert is_open(slow, maya, LAUNCH + 3 * DAY + HOUR)


def test_a_limit_per_person_holds_over_all_cycles(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "weekly", per_person="2", per_cycle="2")
        hand_in(mission, maya, now=LAUNCH)
        assert is_open(mission, maya, LAUNCH + HOUR)
        hand_in(mission, maya, now=LAUNCH + HOUR)
        assert not is_open(mission, maya, LAUNCH + 2 * HOUR)
        assert not is_open(mission, maya, LAUNCH + 700 * DAY)
        told = {c.key: c for c in conditions(mission, maya, now=LAUNCH + 700 * DAY, zone=ZONE)}["not_done"]
        assert (told.value, told.polite) == (
            "Done 2 times", "You have done this mission 2 times, as often as one can.",
        )  # fmt: skip


def test_a_form_that_is_sent_twice_is_not_taken_for_the_next_time(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "again")
        once: dict[str, Any] = {
            "mission": mission,
            "advocate": maya,
            "slot": 1,
            "answers": {},
            "files": {},
            "zone": ZONE,
            "turn": 0,
        }
        submit(**once, now=LAUNCH)
        with pytest.raises(AlreadySent):
            submit(**once, now=LAUNCH + TICK)
        assert Submission.objects.count() == 1


def test_what_came_back_of_an_earlier_cycle_can_be_sent_again_and_does_not_use_up_this_one(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "weekly")
        first = hand_in(mission, maya, now=LAUNCH)
        assert first.attempt_id
        return_submission(submission=first, attempt_id=first.attempt_id, note="More.", by=owner, now=LAUNCH)
        later = LAUNCH + 8 * DAY
        once: dict[str, Any] = {
            "mission": mission,
            "advocate": maya,
            "slot": 1,
            "answers": {},
            "files": {},
            "zone": ZONE,
        }
        again = submit(**once, turn=0, now=later)
        assert (again.pk, again.state) == (first.pk, "submitted")
        assert is_open(mission, maya, later)
        assert hand_in(mission, maya, now=later).cycle == 1
        assert not is_open(mission, maya, later)


def test_what_was_taken_back_can_be_sent_in_this_cycle_and_not_once_more_in_it(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "weekly")
        withdraw_submission(submission=hand_in(mission, maya, now=LAUNCH), now=LAUNCH)
        assert is_open(mission, maya, LAUNCH)
        assert hand_in(mission, maya, now=LAUNCH + HOUR).cycle == 0
        earlier = Submission.objects.get()
        later = LAUNCH + 8 * DAY
        hand_in(mission, maya, now=later)
        withdraw_submission(submission=earlier, now=later)
        turn = turn_of(mission, maya, now=later, number=0)
        reason = refusal_to_submit(mission, maya, now=later, zone=ZONE, turn=turn)
        assert reason is not None
        assert reason.key == "not_done"


@pytest.mark.covers("G-13", "S2-54", "S2-115", "S2-45", "S2-46")
def test_changing_how_often_never_moves_the_beginning_and_the_mission_stays_live(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "once")
        hand_in(mission, maya, now=LAUNCH)
        changed = LAUNCH + 17 * DAY
        assert not is_open(mission, maya, changed)
        save_draft(mission=mission, fields={"limit": "weekly"}, by=owner, now=changed)
        whole = Whole(mission, zone=ZONE)
        publish_changes(mission=mission, content=whole.content(), questions=whole.questions(), by=owner, now=changed)
        mission.refresh_from_db()
        assert (mission.state, mission.launched_at) == ("live", LAUNCH)
        assert mission.anchor_local == datetime(2027, 4, 15, 9)  # noqa: DTZ001  what the clocks showed
        assert is_open(mission, maya, changed)  # the third week has begun
        hand_in(mission, maya, now=changed)
        assert not is_open(mission, maya, LAUNCH + 21 * DAY - TICK)
        assert is_open(mission, maya, LAUNCH + 21 * DAY)


def test_from_weeks_to_months_nobody_is_done_for_what_they_did_in_an_earlier_month(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "weekly")
        for week in range(3):
            hand_in(mission, maya, now=LAUNCH + week * 7 * DAY)
        Mission.objects.update(unit="month")
        assert not is_open(mission, maya, LAUNCH + 25 * DAY)
        assert is_open(mission, maya, datetime(2027, 5, 15, 7, tzinfo=UTC))


@pytest.mark.covers("G-18", "S2-110", "S2-112", "S2-150")
def test_rule_and_query_agree_in_every_case_of_frequency(acme: Workspace, owner: User, maya: Advocate) -> None:
    """How often x limits x what was done when x asked when: hub, link and server say the same."""
    units, every = ["day", "week", "month"], [1, 3]
    frequencies = [
        ("once", "day", 1, 1), *product(["every"], units, every, [1, 2]), *product(["cooldown"], units, every, [1]),
    ]  # fmt: skip
    seen = set()
    with workspace_scope(acme.pk):
        missions = [
            _as_often(make_live(owner, now=LAUNCH), most, *frequency)
            for frequency, most in product(frequencies, [None, 2])
        ]
        assert len(missions) < SHOWN  # the hub lists them all
        for offsets, asked in product([[], [0], [5], [0, 5], [0, 31, 40]], [41, 60, 200]):
            _have_done(missions, maya, offsets)
            now = LAUNCH + asked * DAY
            by_rule = {one.pk for one in missions if refusal(one, maya, now=now, zone=ZONE) is None}
            assert by_rule == set(open_to(maya, now=now).values_list("pk", flat=True)), (offsets, asked)
            assert by_rule == {row.pk for row in listed_for(maya, now=now)}, (offsets, asked)
            seen |= {(one.frequency, one.pk in by_rule) for one in missions}
    assert seen == {(name, yes) for name in ("once", "every", "cooldown") for yes in (True, False)}


def _as_often(mission: Mission, most: int | None, frequency: str, unit: str, every: int, per_cycle: int) -> Mission:
    rows = Mission.objects.filter(pk=mission.pk)
    rows.update(frequency=frequency, unit=unit, every=every, per_cycle=per_cycle, per_person=most)
    return rows.get()


def _have_done(missions: list[Mission], person: Advocate, offsets: list[int]) -> None:
    """So many days after the launch, and never else."""
    Participation.objects.all().delete()
    Participation.objects.bulk_create(
        Participation(
            mission=mission, advocate=person, cycle=number, revision=mission.live,
            completed_at=LAUNCH + days * DAY, completed_local=LAUNCH.replace(tzinfo=None) + days * DAY + 2 * HOUR,
        )
        for mission, (number, days) in product(missions, enumerate(offsets))
    )  # fmt: skip


@pytest.mark.covers("S2-140")
def test_the_hub_says_from_when_on_it_can_be_done_again(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "quarterly", approval="everyone")
        hand_in(mission, maya, now=LAUNCH)
    with time_machine.travel(LAUNCH + DAY):
        hub = open_hub(acme, maya)
        page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
        assert "You can do it again from 15 Jul 2027, 09:00 Europe/Berlin." in page
        assert f"/acme/missions/{mission.pk}/" not in hub.get("/acme/").content.decode()
    with time_machine.travel(datetime(2027, 7, 15, 7, tzinfo=UTC)):
        hub = open_hub(acme, maya)
        assert f"/acme/missions/{mission.pk}/" in hub.get("/acme/").content.decode()
        page = hub.get(f"/acme/missions/{mission.pk}/").content.decode()
        assert "Your other times" in page
        assert f"/acme/missions/{mission.pk}/?turn=0" in page
        sent = {"slot1-text": "Once more."}
        answer = hub.post(f"/acme/missions/{mission.pk}/1/submission/?turn=1", sent)
        assert answer.headers["Location"].startswith(f"/acme/missions/{mission.pk}/?turn=1")
        hub.post(f"/acme/missions/{mission.pk}/1/submission/?turn=1", sent)
    with workspace_scope(acme.pk):
        assert list(Submission.objects.order_by("cycle").values_list("cycle", flat=True)) == [0, 1]


@pytest.mark.covers("S2-50")
def test_cycles_of_a_scheduled_mission_are_counted_from_the_time_it_was_promised_for(
    acme: Workspace, owner: User, maya: Advocate
) -> None:
    with workspace_scope(acme.pk):
        mission = make_live(
            owner, now=LAUNCH - DAY, limit="weekly", trigger="scheduled", starts_local="2027-04-15T09:00"
        )
        assert (mission.state, mission.anchor_local) == ("scheduled", None)
        late = LAUNCH + 2 * HOUR
        go_live(mission=mission, by=owner, now=late)
        hand_in(mission, maya, now=late)
        assert not is_open(mission, maya, LAUNCH + 7 * DAY - TICK)
        assert is_open(mission, maya, LAUNCH + 7 * DAY)


def test_a_paused_mission_opens_in_no_cycle(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "weekly")
        hand_in(mission, maya, now=LAUNCH)
        Mission.objects.update(state="paused")
        assert not is_open(mission, maya, LAUNCH + 8 * DAY)
        with pytest.raises(MissionClosed):
            hand_in(mission, maya, now=LAUNCH + 8 * DAY)


@pytest.mark.covers("G-17", "S2-110", "S2-112", "S2-150")
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata"])
@pytest.mark.parametrize(
    "launch",
    [
        # A week later clocks skip this time, or show it twice, somewhere among these zones.
        "2027-03-21T02:30", "2027-10-24T02:30", "2027-03-07T02:30", "2027-10-31T01:30", "2027-03-28T02:30",
        "2027-09-19T02:30",
    ],
)  # fmt: skip
def test_hub_link_and_server_agree_at_a_boundary_on_the_nights_when_clocks_change(
    acme: Workspace, owner: User, maya: Advocate, zone: str, launch: str
) -> None:
    start = parse_local(launch, zone)
    with workspace_scope(acme.pk):
        Profile.objects.update(time_zone=zone)
        mission = make_live(owner, now=start, limit="weekly")
        assert mission.anchor_local is not None
        again = instant_of(mission.anchor_local + 7 * DAY, zone)  # a launch at a time that is skipped is an hour later
        hand_in(mission, maya, now=start)
        assert not is_open(mission, maya, again - TICK)
        with pytest.raises(AlreadySent):
            hand_in(mission, maya, now=again - TICK)
        assert is_open(mission, maya, again)
        assert hand_in(mission, maya, now=again).cycle == 1


@pytest.mark.covers("S2-152")
def test_that_somebody_has_started_is_kept_for_each_time(acme: Workspace, owner: User, maya: Advocate) -> None:
    with workspace_scope(acme.pk):
        mission = recurring(owner, "weekly")
        note_seen(mission=mission, advocate=maya, now=LAUNCH)
        assert Participation.objects.get().started_at is None
        keep_answers(mission=mission, advocate=maya, slot=1, fields={"slot1-text": "Half"}, now=LAUNCH + HOUR)
        assert Participation.objects.get().started_at == LAUNCH + HOUR
        later = LAUNCH + 8 * DAY
        keep_answers(mission=mission, advocate=maya, slot=1, fields={"slot1-text": "More"}, now=later)
        (row,) = Participation.objects.all()  # what was typed goes on into the next cycle
        assert (row.cycle, row.started_at, row.draft) == (0, LAUNCH + HOUR, {"1": {"slot1-text": "More"}})
        hand_in(mission, maya, now=later)
        note_seen(mission=mission, advocate=maya, now=later + 7 * DAY)
        assert list(Participation.objects.order_by("cycle").values_list("started_at", flat=True)) == [
            LAUNCH + HOUR, None,
        ]  # fmt: skip
