"""The reference pool and its calls: nobody is asked more than she said, and both sides say that a call took place."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User, Workspace
from events.models import Due, Event
from foundation.states import MoveNotAllowed
from foundation.tenancy import workspace_scope
from missions.matching import asked_of, following, in_pool, matches_for
from missions.models import CallInvitation, Mission, Reference, ReferenceCall, Submission
from missions.open_missions import listed_for
from missions.operations.calls import (
    MayNotBeAsked,
    NotThisTime,
    accept_invitation,
    ask_for_call,
    call_off,
    close_call,
    confirm_held,
    decline_invitation,
    expire_invitation,
    invite,
    invite_best,
    note_missed,
)
from missions.operations.decisions import approve_submission, undo_decision
from missions.operations.erasing import forget_answers
from missions.operations.references import leave_pool
from missions.operations.reminding import REMINDING, remind_of_call
from missions.operations.submissions import submit, withdraw_submission
from missions.reactions import tell_reminder
from missions.spoken import call_values
from missions.types.base_acts import NotTaken
from notifications.models import Delivery, Hold, Notice
from programs.models import Advocate
from rewards.queries import balance_of
from tests.factories.accounts import NOW
from tests.factories.hub import open_hub
from tests.factories.missions import ZONE, make_live
from tests.factories.programs import make_advocate

READY = {
    "topics": ["Rolling out"], "own_topics": ["Audits"], "formats": ["call"], "languages": ["en", "de"], "most": 2,
    "per": "month",
}  # fmt: skip
POOL: dict[str, Any] = {
    "type-topics": "Rolling out\nPricing", "type-formats": ["call", "quote"], "approval": "everyone",
}  # fmt: skip
CALLS: dict[str, Any] = {
    "type-rest_days": "7", "type-days_to_answer": "3", "listed": "", "title": "Talk with a prospect",
}  # fmt: skip
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def by(in_acme: Workspace) -> User:
    return User.objects.get(email="owner@acme.example")


def make_pool(by: User, **raw: Any) -> Mission:
    return make_live(by, type_key="reference_pool", **{**POOL, **raw})


def join(mission: Mission, name: str = "Maya", **ready: Any) -> Advocate:
    who, _new = Advocate.objects.get_or_create(name=name, email=f"{name.lower()}@example.com")
    answers = {**READY, **ready}
    submit(mission=mission, advocate=who, slot=1, answers=answers, files={}, zone=ZONE, now=NOW)
    return who


def wish(
    by: User, *, times: tuple[datetime, ...] = (TOMORROW, TOMORROW + timedelta(hours=2)), **more: Any
) -> ReferenceCall:
    mission = Mission.objects.filter(activity__type="reference_call").first()
    mission = mission or make_live(by, type_key="reference_call", **CALLS)
    given = {
        "mission": mission, "prospect": "Ines, Fabrikam", "topic": "", "format": "call", "language": "en", "note": "",
        "joining": "https://meet.example/1", "minutes": 30, "zone": ZONE, "times": times, **more,
    }  # fmt: skip
    made = ask_for_call(by=by, now=NOW, **given)
    return ReferenceCall.objects.select_related("mission__live").get(pk=made.pk)


def say(row: CallInvitation, now: datetime) -> Submission:
    """The advocate's word that the call took place."""
    mission = Mission.objects.select_related("activity", "live").get(pk=row.mission_id)
    return submit(mission=mission, advocate=row.advocate, slot=row.number, answers={}, files={}, zone=ZONE, now=now)


@pytest.mark.covers("S1-19", "S2-40")
def test_an_approved_answer_is_a_place_in_the_pool_until_it_is_left(by: User) -> None:
    maya = join(make_pool(by))
    row = Reference.objects.get()
    assert (row.topics, row.languages, row.most, row.left_at) == (["Rolling out", "Audits"], ["en", "de"], 2, None)
    assert [match.reference for match in matches_for(wish(by), now=NOW)] == [row]
    leave_pool(reference=row, now=NOW)
    assert matches_for(ReferenceCall.objects.get(), now=NOW) == []
    decision = Submission.objects.get(advocate=maya).decisions.get()
    undo_decision(decision=decision, by=by, now=NOW)
    assert Reference.objects.get().left_at == NOW


@pytest.mark.covers("S2-41", "X-27")
def test_the_least_used_are_asked_first_and_nobody_more_than_she_said(by: User) -> None:
    pool = make_pool(by)
    maya, tom = join(pool), join(pool, "Tom", most=1)
    join(pool, "Ana", formats=["quote"])
    join(pool, "Leo", languages=["fr"])
    join(pool, "Kim", until=(NOW - timedelta(days=1)).date().isoformat())
    call = wish(by, topic="audits")
    first = invite_best(call=call, by=by, now=NOW)
    assert first.advocate == maya
    with pytest.raises(MayNotBeAsked, match="Somebody else"):
        invite(call=call, advocate=tom, by=by, now=NOW)
    decline_invitation(invitation=first, reason="On leave", now=NOW)
    assert invite_best(call=call, by=by, now=NOW).advocate == tom, "who declined is not asked for it again"
    refusals = {match.reference.advocate.name: match.refusal for match in matches_for(wish(by), now=NOW)}
    assert refusals == {
        "Kim": "Was ready until 2026-11-01 only",
        "Maya": "Rests: was asked less than 7 days ago",
        "Tom": "Was asked as often as she or he wished (1 a month)",
    }
    later = NOW + timedelta(days=8)
    soon = wish(by, times=(later + timedelta(days=1),))
    assert invite_best(call=soon, by=by, now=later).advocate == maya
    assert "never" not in str(
        matches_for(wish(by, topic="Pricing", times=(later,)), now=NOW + timedelta(days=60))[0].refusal
    )


def test_the_pool_is_read_page_by_page_in_the_order_of_asking(by: User) -> None:
    mission, asked = make_pool(by), {"Ana": 3, "Ben": 9, "Cleo": 3, "Dan": None, "Eva": None, "Finn": 1}
    for name, days in asked.items():
        who = join(mission, name)
        Reference.objects.filter(advocate=who).update(last_asked_at=days and NOW - timedelta(days=days))
    for size in (1, 2, 4, 7):
        seen: list[Reference] = []
        while found := following(in_pool(now=NOW), seen[-1] if seen else None, size):
            seen += found
        assert [row.advocate.name for row in seen] == ["Dan", "Eva", "Ben", "Ana", "Cleo", "Finn"]


def test_the_pool_knows_the_last_ask_that_was_not_called_off(by: User) -> None:
    join(make_pool(by))
    first = invite_best(call=wish(by), by=by, now=NOW)
    decline_invitation(invitation=first, reason="", now=NOW)
    later = NOW + timedelta(days=31)
    second = invite_best(call=wish(by, times=(later + timedelta(days=1),)), by=by, now=later)
    assert Reference.objects.get().last_asked_at == later
    call_off(invitation=second, by=by, now=later)
    assert Reference.objects.get().last_asked_at == NOW
    assert [asked_of(row) for row in in_pool(now=later)] == [0], "what was called off counts as no ask"


def reminders() -> list[datetime]:
    return list(Due.objects.filter(work=REMINDING).values_list("due_at", flat=True))


def reminded(row: CallInvitation, now: datetime) -> list[str]:
    """Who has a reminder to get that nothing stops, once the step and the reaction have run twice."""
    for _again in range(2):
        remind_of_call(invitation_id=row.pk, now=now)
        for event in Event.objects.filter(name="call.reminded"):
            with time_machine.travel(now, tick=False):
                tell_reminder(event)
    held = Hold.objects.filter(released_at=None, final=True).values("about")
    going = Delivery.objects.filter(notice__kind__startswith="call.reminded").exclude(about__in=held)
    return sorted(going.values_list("notice__kind", flat=True))


def test_both_are_reminded_once_a_day_before_an_agreed_call(by: User) -> None:
    join(make_pool(by))
    starts_at = NOW + timedelta(days=4)
    row = invite_best(call=wish(by, times=(starts_at,)), by=by, now=NOW)
    accept_invitation(invitation=row, starts_at=starts_at, now=NOW)
    assert reminders() == [starts_at - timedelta(hours=24)]
    assert reminded(row, starts_at - timedelta(hours=24)) == ["call.reminded", "call.reminded_staff"]
    notice = Notice.objects.get(kind="call.reminded")
    Advocate.objects.update(time_zone="Asia/Tokyo")
    (hers,) = call_values([notice])
    assert str(hers["customText"]).endswith("Asia/Tokyo")
    assert hers["joining"] == "https://meet.example/1"
    assert notice.useless_after == starts_at


def test_a_call_agreed_on_late_is_reminded_of_an_hour_before(by: User) -> None:
    join(make_pool(by))
    starts_at = NOW + timedelta(hours=5)
    row = invite_best(call=wish(by, times=(starts_at,)), by=by, now=NOW)
    accept_invitation(invitation=row, starts_at=starts_at, now=NOW)
    assert reminders() == [starts_at - timedelta(hours=1)]
    assert reminded(row, starts_at) == [], "it has begun"


@pytest.mark.parametrize("late", [False, True], ids=["before the reminder", "while it has not left"])
@pytest.mark.parametrize("how", ["declined", "called off", "closed", "missed"])
def test_nobody_is_reminded_of_a_call_that_does_not_take_place(by: User, how: str, late: bool) -> None:
    join(make_pool(by))
    starts_at = NOW + timedelta(days=4)
    call = wish(by, times=(starts_at,))
    row = invite_best(call=call, by=by, now=NOW)
    accept_invitation(invitation=row, starts_at=starts_at, now=NOW)
    soon = starts_at - timedelta(hours=24)
    if late:
        assert len(reminded(row, soon)) == 2
    row.refresh_from_db()
    if how == "declined":
        decline_invitation(invitation=row, reason="", now=soon)
    elif how == "called off":
        call_off(invitation=row, by=by, now=soon)
    elif how == "closed":
        close_call(call=call, by=by, now=soon)
    else:
        note_missed(invitation=row, outcome="", by=by, now=soon)
    assert reminded(row, soon) == []


@pytest.mark.covers("S2-41")
def test_points_come_once_and_only_by_the_word_of_both(by: User) -> None:
    maya, call = join(make_pool(by)), wish(by)
    before, after = balance_of(maya), TOMORROW + timedelta(hours=1)
    row = invite(call=call, advocate=maya, by=by, now=NOW)
    assert [one.pk for one in listed_for(maya, now=NOW) if one.type == "reference_call"] == [call.mission_id]
    with pytest.raises(NotTaken):
        say(row, after)
    with pytest.raises(NotThisTime):
        accept_invitation(invitation=row, starts_at=NOW + timedelta(days=2), now=NOW)
    accept_invitation(invitation=row, starts_at=TOMORROW, now=NOW)
    with pytest.raises(NotTaken, match="not taken place yet"):
        say(row, NOW)
    with pytest.raises(NotThisTime):
        confirm_held(invitation=row, outcome="", by=by, now=NOW)
    withdraw_submission(submission=say(row, after), now=after)
    say(row, after)
    assert (balance_of(maya), CallInvitation.objects.get().state) == (before, "took_place")
    confirm_held(invitation=row, outcome="They signed.", by=by, now=after)
    confirm_held(invitation=row, outcome="They signed!", by=by, now=after)
    assert (balance_of(maya), CallInvitation.objects.get().state) == (before + 100, "confirmed")
    decision = Submission.objects.get(mission=call.mission_id).decisions.get()
    undo_decision(decision=decision, by=by, now=after)
    assert (balance_of(maya), CallInvitation.objects.get().state) == (before, "took_place")
    approve_submission(
        submission=Submission.objects.get(pk=decision.submission_id), attempt_id=decision.attempt_id, by=by, now=after
    )
    assert balance_of(maya) == before + 100


def test_when_staff_speak_first_the_advocates_word_is_enough(by: User) -> None:
    maya, call, after = join(make_pool(by)), wish(by), TOMORROW + timedelta(hours=1)
    before, row = balance_of(maya), invite(call=call, advocate=maya, by=by, now=NOW)
    accept_invitation(invitation=row, starts_at=TOMORROW, now=NOW)
    confirm_held(invitation=row, outcome="", by=by, now=after)
    assert balance_of(maya) == before
    assert say(row, after).state == "approved"
    assert (balance_of(maya), CallInvitation.objects.get().state) == (before + 100, "confirmed")


def test_a_request_ends_by_itself_is_taken_back_or_missed_and_makes_room(by: User) -> None:
    pool = make_pool(by)
    maya, tom, ana = join(pool), join(pool, "Tom"), join(pool, "Ana")
    call = wish(by, times=(NOW + timedelta(days=9),))
    row = invite(call=call, advocate=maya, by=by, now=NOW)
    expire_invitation(invitation_id=row.pk, now=NOW)
    assert CallInvitation.objects.get().state == "asked", "not before its time"
    expire_invitation(invitation_id=row.pk, now=row.expires_at)
    with pytest.raises(MoveNotAllowed):
        decline_invitation(invitation=row, reason="", now=NOW)
    second = invite(call=call, advocate=tom, by=by, now=NOW)
    call_off(invitation=second, by=by, now=NOW)
    third = invite(call=call, advocate=ana, by=by, now=NOW)
    accept_invitation(invitation=third, starts_at=NOW + timedelta(days=9), now=NOW)
    note_missed(invitation=third, outcome="Nobody came", by=by, now=NOW + timedelta(days=10))
    assert list(CallInvitation.objects.order_by("pk").values_list("state", flat=True)) == [
        "expired",
        "withdrawn",
        "missed",
    ]
    forget_answers(advocate_id=ana.pk)
    assert CallInvitation.objects.get(pk=third.pk).outcome == ""
    assert Reference.objects.get(advocate=ana).left_at is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "negative control"])
def test_two_who_ask_one_person_at_once_do_not_overrun_what_she_said(
    acme: Workspace, owner: User, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not guarded:
        monkeypatch.setattr("missions.operations.calls.refusal_to_ask", lambda *args, **kwargs: "")
    with workspace_scope(acme.pk):
        maya = join(make_pool(owner), most=1)
        calls = [wish(owner).pk for _number in range(3)]
    at_once = Barrier(3)

    def run(call: int) -> bool:
        try:
            at_once.wait()
            with workspace_scope(acme.pk):
                row = ReferenceCall.objects.select_related("mission__live").get(pk=call)
                invite(call=row, advocate=maya, by=owner, now=NOW)
        except MayNotBeAsked:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        asked = [future.result() for future in [pool.submit(partial(run, call)) for call in calls]]
    assert sum(asked) == (1 if guarded else 3)


def test_the_way_of_a_call_by_its_pages(acme: Workspace, owner: User, client: Client) -> None:
    maya = make_advocate(acme)
    with workspace_scope(acme.pk):
        Advocate.objects.filter(pk=maya.pk).update(time_zone="America/New_York")
        pool = make_pool(owner)
        mission = make_live(owner, type_key="reference_call", **CALLS)
    hub = open_hub(acme, maya)
    typed = {"topics": ["Pricing"], "formats": ["call"], "languages": ["en"], "most": "1", "per": "month"}
    hub.post(f"/acme/missions/{pool.pk}/1/submission/", {f"slot1-{name}": value for name, value in typed.items()})
    assert "Maya" in client.get("/acme/console/references/?topic=Pricing").text
    assert hub.post("/acme/reference/", {**typed, "most": "0"}).status_code == 422
    assert hub.post("/acme/reference/", {**typed, "most": "2"}).status_code == 302
    starts = (timezone.now() + timedelta(days=2)).replace(hour=15, minute=0, second=0, microsecond=0)
    local = timezone.localtime(starts, ZoneInfo(ZONE)).strftime("%Y-%m-%dT%H:%M")
    call = {
        "mission": mission.pk,
        "prospect": "Ines",
        "format": "call",
        "language": "en",
        "minutes": "30",
        "topic": "Pricing",
    }
    assert client.post("/acme/console/references/calls/new/", {**call, "time1": "2020-01-01T10:00"}).status_code == 422
    page = client.post("/acme/console/references/calls/new/", {**call, "time1": local})["Location"]
    assert "Invite the best match" in client.get(page).text
    client.post(f"{page}invitation/", {"advocate": "best"})
    shown = hub.get(f"/acme/missions/{mission.pk}/").text
    assert "America/New_York" in shown
    with workspace_scope(acme.pk):
        row = CallInvitation.objects.get()
    hub.post(f"/acme/calls/{row.pk}/answer/", {"answer": "yes", "time": "nonsense"})
    hub.post(f"/acme/calls/{row.pk}/answer/", {"answer": "yes", "time": starts.isoformat()})
    for browser, path in (
        (hub, f"/acme/calls/{row.pk}/call.ics"),
        (client, f"/acme/console/references/invitations/{row.pk}/call.ics"),
    ):
        (event,) = Calendar.from_ical(browser.get(path).content).events
        assert event.start == starts
    with time_machine.travel(starts + timedelta(hours=1), tick=False):
        hub, outcome = open_hub(acme, maya), f"/acme/console/references/invitations/{row.pk}/outcome/"
        client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert "Call with Ines" in hub.get(f"/acme/missions/{mission.pk}/").text
        hub.post(f"/acme/missions/{mission.pk}/1/submission/", {"slot1-text": "It went well."})
        assert client.post(outcome, {"held": ""}).status_code == 422
        client.post(outcome, {"held": "yes", "outcome": "Signed."})
    from events.tasks import relay

    relay()
    with workspace_scope(acme.pk):
        assert CallInvitation.objects.get().state == "confirmed"
        assert set(Notice.objects.filter(kind__startswith="call").values_list("kind", flat=True)) == {
            "call.invited",
            "call.answered",
        }
