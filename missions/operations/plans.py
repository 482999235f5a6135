"""Writing down what a mission is to do at a time, and taking it back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.operations import record, schedule
from foundation.times import parse_local
from missions.models import Act, Mission, PlannedAct
from missions.own_clocks import FIRST_ZONE

ACTING = "missions.act"  # the step's name in advocacy.wiring.WORK


@transaction.atomic
def plan_act(*, mission: Mission, act: Act, local: str, zone: str, by: User, now: datetime) -> PlannedAct:
    """Have something done at a local time such as "2026-12-01T09:00": once, and late rather than never (G-12).

    Without a zone it is everybody's own time, and done where that comes first.
    """
    at = parse_local(local, zone or FIRST_ZONE)
    row = PlannedAct.objects.create(mission=mission, act=act, local=local, zone=zone, at=at, by_staff=by)
    schedule(ACTING, ref=row.pk, due_at=row.at)
    about = f"mission:{mission.pk}"
    record("mission.planned", about=about, by_staff_id=by.pk, at=now, act=act.value, local=local, zone=zone)
    return row


@transaction.atomic
def cancel_act(*, planned: PlannedAct, by: User, now: datetime) -> bool:
    """Have it not done; False when it was done or cancelled already."""
    open_ = PlannedAct.objects.filter(pk=planned.pk, done_at=None, cancelled_at=None)
    if not open_.update(cancelled_at=now):
        return False
    about = f"mission:{planned.mission_id}"
    record("mission.plan_cancelled", about=about, by_staff_id=by.pk, at=now, act=planned.act)
    return True


@transaction.atomic
def cancel_launch(*, mission: Mission, by: User, now: datetime) -> None:
    """Have the planned launch of a mission, if there is one, not happen."""
    for planned in PlannedAct.objects.filter(mission=mission, act=Act.LAUNCH, done_at=None, cancelled_at=None):
        cancel_act(planned=planned, by=by, now=now)
