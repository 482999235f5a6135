"""Doing what was planned for a time: once, whoever comes first, and late rather than never (B-06, G-12)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from accounts.models import User
from events.operations import record
from foundation.states import MoveNotAllowed
from missions.models import Act, Mission, PlannedAct
from missions.operations.missions import end_mission, go_live, pause_mission, resume_mission

LATE = timedelta(minutes=5)  # staff are told of what was done so much later than was promised


class _Operation(Protocol):
    def __call__(self, *, mission: Mission, by: User, now: datetime) -> None: ...


OPERATIONS: Mapping[str, _Operation] = {
    Act.LAUNCH: go_live,
    Act.PAUSE: pause_mission,
    Act.RESUME: resume_mission,
    Act.END: end_mission,
}


@transaction.atomic
def do_planned(*, planned_id: int, now: datetime) -> None:
    """Do one planned act, unless it was done or cancelled. Who calls it twice, or at the same moment, does nothing.

    How late it is stays with it. A mission in a state where the act means nothing makes it void.
    """
    rows = PlannedAct.objects.select_for_update(of=("self",), no_key=True).select_related("mission", "by_staff")
    planned = rows.get(pk=planned_id)
    if planned.done_at or planned.cancelled_at:
        return
    try:
        with transaction.atomic():
            OPERATIONS[planned.act](mission=planned.mission, by=planned.by_staff, now=now)
    except MoveNotAllowed:
        planned.is_void = True
    planned.done_at, planned.late = now, max(int((now - planned.at).total_seconds()), 0)
    planned.save(update_fields=["done_at", "late", "is_void"])
    if now - planned.at > LATE and not planned.is_void:
        about = f"mission:{planned.mission_id}"
        record("mission.acted_late", about=about, at=now, act=planned.act, late=planned.late)
