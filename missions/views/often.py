"""What a mission's page in the console says of its cycles and reminders: the dates, what will be sent, what was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from missions.models import CycleOpening, FollowUp, Mission
from missions.next_dates import next_dates
from missions.operations.on_time import LATE
from missions.set_off import lateness

SHOWN = 6


@dataclass(frozen=True)
class Mailing:
    """A mail to those who can do it (again): when it is, or was, due; `said`: that it was late, or not sent."""

    what: str
    at: datetime
    is_done: bool
    said: str


def often_context(mission: Mission, zone: str) -> dict[str, Any]:
    """Nothing for what was never launched."""
    if mission.launched_at is None:
        return {"often": None, "mailings": []}
    recurs = mission.recurrence.recurs
    dates = next_dates(mission, mission.recurrence, now=timezone.now(), zone=zone) if recurs else None
    return {"often": dates, "mailings": mailings_of(mission)}


def mailings_of(mission: Mission) -> list[Mailing]:
    """The latest and the next, the latest date first; none where nobody is written to."""
    openings = CycleOpening.objects.filter(mission=mission).order_by("-opens_at")[:SHOWN]
    follow_ups = FollowUp.objects.filter(mission=mission).order_by("-due_at")[:SHOWN]
    found = [
        Mailing(_("Open again"), row.opens_at, row.closed_at is not None, _said(row.closed_at, row.told, row.late_s))
        for row in openings
        if mission.notify or row.told
    ]
    for one in follow_ups:
        said = _said(one.closed_at, one.sent, one.late_s)
        found.append(Mailing(_("Reminder"), one.due_at, one.closed_at is not None, said))
    return sorted(found, key=lambda mailing: mailing.at, reverse=True)[:SHOWN]


def _said(closed_at: datetime | None, sent: bool, late_s: int) -> str:
    if closed_at is None:
        return ""
    if not sent:
        return _("not sent: nobody could do it then")
    return _("late by %(late)s") % {"late": lateness(late_s)} if late_s > LATE.total_seconds() else ""
