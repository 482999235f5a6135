"""What missions are to do next."""

from dataclasses import dataclass

from foundation.times import shown
from missions.models import Mission, PlannedAct


@dataclass(frozen=True)
class Plan:
    """An act and its time, with the zone it was promised in."""

    act: str
    when: str


def next_plan(mission: Mission) -> Plan | None:
    """What is planned first of what was not done."""
    row = PlannedAct.objects.filter(mission=mission, done_at=None, cancelled_at=None).order_by("at", "pk").first()
    return Plan(row.get_act_display(), shown(row.at, row.zone)) if row else None
