"""The reminder before an agreed reference call: once, and never when the call does not take place."""

from datetime import datetime, timedelta

from django.db import transaction

from events.operations import record, schedule
from missions.models import CallInvitation
from missions.states import InvitationState
from notifications.operations.deliveries import cancel_deliveries

REMINDING = "missions.remind_of_call"  # the step's name in advocacy.wiring.WORK
DAY_BEFORE, SHORTLY_BEFORE = timedelta(hours=24), timedelta(hours=1)


@transaction.atomic
def plan_reminder(*, invitation: CallInvitation, starts_at: datetime, now: datetime) -> datetime | None:
    """See to a reminder a day before the call, or an hour before when it is sooner; None when it is sooner still."""
    for before in (DAY_BEFORE, SHORTLY_BEFORE):
        if (due_at := starts_at - before) > now:
            schedule(REMINDING, ref=invitation.pk, due_at=due_at)
            return due_at
    return None


@transaction.atomic
def remind_of_call(*, invitation_id: int, now: datetime) -> bool:
    """Note that a call begins soon, once; False when it was called off, has begun, or this was noted before."""
    agreed = CallInvitation.objects.filter(pk=invitation_id, state=InvitationState.ACCEPTED, call__closed_at=None)
    if not agreed.filter(reminded_at=None, starts_at__gt=now).update(reminded_at=now):
        return False
    row = CallInvitation.objects.get(pk=invitation_id)
    record(
        "call.reminded", advocate_id=row.advocate_id, about=f"mission:{row.mission_id}", at=now, call=row.call_id,
        invitation=row.pk,
    )  # fmt: skip
    return True


@transaction.atomic
def drop_reminder(*, invitation: CallInvitation, now: datetime) -> None:
    """The call does not take place: a reminder that was written and has not left is never sent."""
    cancel_deliveries(about=invitation.reminder, now=now)
