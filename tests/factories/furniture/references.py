"""Referrals at several stages, a reference pool, and calls: open, asked, agreed on, closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from missions.forms.whole import Whole
from missions.models import CallInvitation, Mission, Reference, ReferenceCall, Referral
from missions.operations.calls import accept_invitation, ask_for_call, close_call, invite
from missions.operations.decisions import approve_submission
from missions.operations.missions import create_mission, launch_mission
from missions.operations.references import leave_pool
from missions.operations.referrals import erase_referral, move_referral
from missions.operations.submissions import submit
from tests.factories.furniture.base import ZONE, World

COMMON: dict[str, Any] = {
    "trigger": "instant", "audience": "registered", "listed": "on", "notify": "no", "recognition": "points",
    "points": "200", "approval": "manual", "limit": "once", "minutes": "10", "cover": "5", "ends_local": "",
}  # fmt: skip
REFERRAL = {
    "type-email": "required", "type-phone": "optional", "type-company": "optional", "type-relation": "optional",
    "type-note": "optional", "type-most": "5", "type-pays_at": "qualified", "type-second": "first",
}  # fmt: skip
CALLS = {"type-rest_days": "0", "type-days_to_answer": "3", "listed": ""}
READY = {"formats": ["call", "quote"], "languages": ["en", "de"], "most": 9, "per": "month"}


def add_references(world: World) -> None:
    """All of it; what is agreed on lies an hour back."""
    word = world.word
    referral = {**REFERRAL, "type-consent": f"They agree to hear from {word}."}
    _mission(world, "referral", "Refer a friend to", referral, of="referral")
    _mission(world, "referral_draft", "Refer soon to", referral, of="referral", launch=False)
    pool = {"type-topics": f"Rolling out {word}\nPricing", "type-formats": ["call", "quote"], "approval": "everyone"}
    _mission(world, "pool", "Speak for", pool, of="reference_pool")
    _mission(world, "pool_draft", "Speak soon for", pool, of="reference_pool", launch=False)
    _mission(world, "calls", "Talk about", CALLS, of="reference_call")
    _mission(world, "calls_draft", "Talk soon about", CALLS, of="reference_call", launch=False)
    _add_referrals(world)
    for person in ("maya", "jonas", "lucia"):
        _hand_in(world, person, "pool", {**READY, "topics": [f"Rolling out {word}"], "until": "2099-12-31"})
    leave_pool(reference=Reference.objects.get(advocate=world["lucia"]), now=world.now)
    _add_calls(world)


def _mission(world: World, key: str, title: str, raw: Mapping[str, Any], *, of: str, launch: bool = True) -> None:
    by, now = world.staff["manager"], world.now
    words = {"title": f"{title} {world.word}"[:60], "description": f"<p>About {world.word}.</p>"}
    mission = create_mission(type_key=of, raw={**COMMON, **words, **raw}, by=by, now=now)
    if launch:
        whole = Whole(mission, zone=ZONE)
        launch_mission(mission=mission, content=whole.content(), questions=whole.questions(), by=by, now=now)
    world.missions[key] = mission


def _hand_in(world: World, person: str, to: str, answers: Mapping[str, Any], slot: int = 1) -> None:
    mission = Mission.objects.select_related("activity", "live").get(pk=world[to].pk)
    submit(mission=mission, advocate=world[person], slot=slot, answers=answers, files={}, zone=ZONE, now=world.now)


def _add_referrals(world: World) -> None:
    """One on its way, one waiting for review, one forgotten, each of another advocate or slot."""
    reviewer, now = world.staff["reviewer"], world.now
    for key, person, slot in (
        ("referred", "maya", 1),
        ("referred_erased", "jonas", 1),
        ("referred_waiting", "maya", 2),
    ):
        about = {"name": f"Ines {key} {world.word}", "email": f"{key}@{world.word}.example".lower(), "note": world.word}
        _hand_in(world, person, "referral", {**about, "company": "Fabrikam", "consent": "Yes."}, slot)
        row = Referral.objects.select_related("submission__mission", "mission").latest("pk")
        world.rows[key] = row
        if key != "referred_waiting":
            approve_submission(
                submission=row.submission, attempt_id=row.submission.attempt_id or 0, by=reviewer, now=now
            )
    words = {"seen": "new", "to": "contacted", "comment": f"We wrote to them about {world.word}."}
    move_referral(referral=world["referred"], tell=True, by=reviewer, now=now, **words)
    erase_referral(referral=world["referred_erased"], by=reviewer, now=now)


def _add_calls(world: World) -> None:
    by, now, ago = world.staff["manager"], world.now, world.now - timedelta(days=3)
    for key in ("call_open", "call_asked", "call_closed", "call_of_another"):
        world.rows[key] = _call(world, key, now + timedelta(days=2), now)
    world.rows["call_agreed"] = _call(world, "call_agreed", now - timedelta(hours=1), ago)
    for key, call, person, at in (
        ("invitation_agreed", "call_agreed", "maya", ago),
        ("invitation_asked", "call_asked", "maya", now),
        ("invitation_of_another", "call_of_another", "jonas", now),
    ):
        world.rows[key] = invite(call=world[call], advocate=world[person], by=by, now=at)
    agreed = CallInvitation.objects.select_related("call").get(pk=world["invitation_agreed"].pk)
    accept_invitation(invitation=agreed, starts_at=now - timedelta(hours=1), now=ago)
    close_call(call=world["call_closed"], by=by, now=now)


def _call(world: World, key: str, starts_at: datetime, now: datetime) -> ReferenceCall:
    made = ask_for_call(
        mission=world["calls"], prospect=f"Ines of {key}, {world.word}", topic="", format="call", language="en",
        note=f"How was it at {world.word}?", joining="https://meet.example/1", minutes=30, zone=ZONE,
        times=[starts_at, starts_at + timedelta(hours=2)], by=world.staff["manager"], now=now,
    )  # fmt: skip
    return ReferenceCall.objects.select_related("mission__live").get(pk=made.pk)
