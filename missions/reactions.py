"""What missions do when they hear an event. Each makes one call to an operation and may run twice."""

from functools import partial

from django.utils import timezone

from accounts.models import User, Workspace
from accounts.permissions import Permission
from events.models import Event
from foundation.addresses import address_of, addressed_to
from missions.models import Arrival, CallInvitation, Decision, Mission, ReferralMove, Submission
from missions.operations.announcing import announce_mission
from missions.operations.erasing import forget_answers
from missions.operations.firing import fire_entered
from missions.operations.telling_again import tell_again
from missions.states import InvitationState
from missions.types import TYPES
from notifications.operations import ring_staff
from notifications.operations.notices import notify
from notifications.queries import staff_who_may


def announce(event: Event) -> None:
    """A mission was launched: write to its audience."""
    announce_mission(event=event)


def fire(event: Event) -> None:
    """People entered a segment: set off the missions that wait for it."""
    fire_entered(event=event)


def ring_late(event: Event) -> None:
    """What was promised for a time was done late: tell those who run missions."""
    act, late = event.payload["act"], event.payload["late"]
    _ring_about(event, set(staff_who_may(Permission.MANAGE_MISSIONS)), act=act, late=late)


def announce_again(event: Event) -> None:
    """A new cycle has begun, or a reminder is due: write to those who have not done it."""
    tell_again(event=event, now=timezone.now())


def tell_decision(event: Event) -> None:
    """A submission was decided and not undone in time: write to its advocate."""
    _tell(event, event.name)


def tell_approval(event: Event) -> None:
    """As of other decisions; the type says whether it was the whole or a part of it."""
    rows = Submission.objects.select_related("activity", "revision")
    row = rows.get(pk=event.payload["submission"])
    _tell(event, TYPES[row.activity.type].notice_of_approval(row.revision.content.get("type", {}), row.number))


def tell_reversal(event: Event) -> None:
    """A decision was taken back after its mail had left: write that too."""
    _tell(event, "decision.reversed")


def _tell(event: Event, kind: str) -> None:
    decision = Decision.objects.select_related("submission__advocate").get(pk=event.payload["decision"])
    notify(
        kind=kind,
        event=event,
        advocate=decision.submission.advocate,
        about=f"submission:{decision.submission_id}",
        facts={"decision": decision.pk},
        now=timezone.now(),
    )


def tell_referrer(event: Event) -> None:
    """A referral moved, or something was said about it: write to the referrer, when staff wanted it."""
    if not event.payload["tell"]:
        return
    move = ReferralMove.objects.select_related("referral__advocate").get(pk=event.payload["move"])
    row = move.referral
    facts = {"mission": row.mission_id, "referral": row.pk, "move": move.pk}
    about = f"referral:{row.pk}"
    notify(kind=event.name, event=event, advocate=row.advocate, about=about, facts=facts, now=timezone.now())


def tell_asked(event: Event) -> None:
    """Somebody is asked to take a call, or the request was taken back: write to her."""
    row, facts = _invitation(event)
    useless = row.expires_at if event.name == "call.invited" else None
    notify(
        kind=event.name, event=event, advocate=row.advocate, about=f"call:{row.call_id}", facts=facts,
        useless_after=useless, now=timezone.now(),
    )  # fmt: skip


def tell_asker(event: Event) -> None:
    """A request was answered, or not in time: write to the staff member who asked."""
    row, facts = _invitation(event)
    notify(kind="call.answered", event=event, staff=row.by_staff, facts=facts, now=timezone.now())


def tell_reminder(event: Event) -> None:
    """A call begins soon: remind the advocate, and the staff member who asked. Not when it was called off meanwhile."""
    row, facts = _invitation(event)
    if row.state != InvitationState.ACCEPTED:
        return
    tell = partial(
        notify, event=event, about=row.reminder, facts=facts, useless_after=row.starts_at, now=timezone.now()
    )
    tell(kind="call.reminded", advocate=row.advocate)
    tell(kind="call.reminded_staff", staff=row.by_staff)


def _invitation(event: Event) -> tuple[CallInvitation, dict[str, int]]:
    row = CallInvitation.objects.select_related("advocate", "by_staff").get(pk=event.payload["invitation"])
    return row, {"mission": row.mission_id, "call": row.call_id, "invitation": row.pk}


def send_confirmation(event: Event) -> None:
    """Somebody without account wants to take part: send link and code to the address they gave, in their language."""
    row = Arrival.objects.filter(pk=event.payload["arrival"], used_at=None).exclude(email="").first()
    if row is None or row.asked_at != event.occurred_at:
        return
    notify(
        kind=event.name,
        event=event,
        address=row.email,
        about=f"arrival:{row.pk}",
        facts={"arrival": row.pk, "language": row.language},
        useless_after=row.expires_at,
        now=timezone.now(),
    )


def forget(event: Event) -> None:
    """A person was erased: what they wrote and sent goes."""
    if event.advocate_id is not None:
        forget_answers(advocate_id=event.advocate_id)


def ring_approvers(event: Event) -> None:
    """A mission was sent for approval: tell those who can give it."""
    _ring_about_launch(event, set(staff_who_may(Permission.APPROVE_LAUNCHES)) - {event.payload["author"]})


def ring_author(event: Event) -> None:
    """What she asked for was launched, given back, or changed by somebody else: tell its author."""
    _ring_about_launch(event, {int(event.payload["author"])} - {event.by_staff_id})


def _ring_about_launch(event: Event, staff_ids: set[int]) -> None:
    page = "console:mission" if event.name == "launch_request.approved" else "console:mission_check"
    _ring_about(event, staff_ids, page=page)


def _ring_about(event: Event, staff_ids: set[int], *, page: str = "console:mission", **facts: str | int) -> None:
    mission = Mission.objects.get(pk=event.about.partition(":")[2])
    with addressed_to(Workspace.objects.get(pk=event.workspace_id).slug):
        url = address_of(page, mission.pk)
    facts = {"title": str(mission), **facts}
    ring_staff(kind=event.name, event=event, staff_ids=staff_ids, facts=facts, url=url, now=event.occurred_at)


def tell_budget(event: Event) -> None:
    """A budget is nearly or wholly used up: the bell and a mail to those who manage missions (G-16)."""
    mission = Mission.objects.filter(budget=event.payload["budget"]).first()
    if mission is None:
        return
    with addressed_to(Workspace.objects.get(pk=event.workspace_id).slug):
        url = address_of("console:mission_budget", mission.pk)
    managers = staff_who_may(Permission.MANAGE_MISSIONS)
    facts = {"mission": mission.pk, "percent": event.payload["percent"], "cap": event.payload["cap"]}
    bell = {"title": str(mission), "percent": event.payload["percent"]}
    ring_staff(kind=event.name, event=event, staff_ids=managers, facts=bell, url=url, now=event.occurred_at)
    for user in User.objects.filter(pk__in=managers, is_active=True):
        notify(kind=event.name, event=event, staff=user, facts=facts, now=timezone.now())
