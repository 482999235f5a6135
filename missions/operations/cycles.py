"""Telling that a cycle begins: planned one at a time, told at most once, late rather than never. Nothing is reset.

That a mission is open again is computed where it is asked; if every worker is down, only the mail is late.
"""

from datetime import datetime

from django.db import transaction

from events.operations import record, schedule
from foundation.times import instant_of, reached
from missions.models import CycleOpening, Mission
from missions.operations.follow_ups import plan_follow_ups
from missions.states import MissionState
from missions.told_again import can_be_told
from programs.facts import zone_of_workspace

OPENING = "missions.open_cycle"  # the step's name in advocacy.wiring.WORK
GOES_ON = {MissionState.LIVE, MissionState.PAUSED}


@transaction.atomic
def plan_next_opening(*, mission: Mission, now: datetime) -> CycleOpening | None:
    """See to it that the next cycle is told of; once for each boundary. None where there is none to come."""
    recurrence, anchor = mission.recurrence, mission.anchor_local
    if not recurrence.has_cycles or anchor is None or mission.state not in GOES_ON:
        return None
    zone = zone_of_workspace()
    number = recurrence.cycle(anchor, reached(now, zone)) + 1
    local = recurrence.boundary(anchor, number)
    opens_at = instant_of(local, zone)
    if mission.ends_at is not None and mission.ends_at <= opens_at:
        return None
    row, is_new = CycleOpening.objects.get_or_create(
        mission=mission, opens_local=local, defaults={"number": number, "opens_at": opens_at}
    )
    if is_new:
        schedule(OPENING, ref=row.pk, due_at=opens_at)
    return row


@transaction.atomic
def open_cycle(*, opening_id: int, now: datetime) -> None:
    """A cycle has begun: note it for those who are told, plan its reminders and the next one. Twice is once.

    Not told: what is paused, over or full, whose people are not written to, or a time at which no cycle begins any
    more. Where clocks were changed so that it has not come yet, it waits on.
    """
    rows = CycleOpening.objects.select_for_update(of=("self",), no_key=True).select_related("mission")
    row = rows.get(pk=opening_id)
    if row.closed_at is not None:
        return
    mission, zone = row.mission, zone_of_workspace()
    if reached(now, zone) < row.opens_local:
        row.opens_at = instant_of(row.opens_local, zone)
        row.save(update_fields=["opens_at"])
        schedule(OPENING, ref=row.pk, due_at=row.opens_at)
        return
    row.closed_at, row.late_s = now, max(int((now - row.opens_at).total_seconds()), 0)
    row.told = _begins_then(row) and mission.notify and can_be_told(mission, now=now)
    row.save(update_fields=["closed_at", "late_s", "told"])
    if row.told:
        about = f"mission:{mission.pk}"
        record("mission.opened_again", about=about, at=now, mission=mission.pk, cycle=row.number, late=row.late_s)
    if _begins_then(row):
        plan_follow_ups(mission=mission, begins_at=row.opens_at, now=now)
    plan_next_opening(mission=mission, now=now)


def _begins_then(row: CycleOpening) -> bool:
    """Whether a cycle begins at its time, as often as the mission can be done by now."""
    recurrence, anchor = row.mission.recurrence, row.mission.anchor_local
    if not recurrence.has_cycles or anchor is None:
        return False
    number = recurrence.cycle(anchor, row.opens_local)
    return bool(recurrence.boundary(anchor, number) == row.opens_local)
