"""What missions are to do next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.times import spoken
from missions.models import Mission, PlannedAct


@dataclass(frozen=True)
class Plan:
    """An act and its time, with the zone it was promised in."""

    act: str
    when: str


def promised(local: str, zone: str) -> str:
    """A local time as it was promised, with whose clocks are meant."""
    when = date_format(datetime.fromisoformat(local), "j M Y, H:i")
    return f"{when} {spoken(zone)}" if zone else _("%(when)s by everybody’s own clock") % {"when": when}


def next_plan(mission: Mission) -> Plan | None:
    """What is planned first of what was not done."""
    row = PlannedAct.objects.filter(mission=mission, done_at=None, cancelled_at=None).order_by("at", "pk").first()
    return Plan(row.get_act_display(), promised(row.local, row.zone)) if row else None
