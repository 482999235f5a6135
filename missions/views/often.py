"""What a mission's page in the console says of its cycles and reminders: the dates, what will be sent, what was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.models import CycleOpening, FollowUp, Mission
from missions.next_dates import next_dates
from missions.operations.on_time import LATE
from missions.set_off import lateness

SHOWN = 6
AGAIN, REMINDER = "again", "reminder"


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
    """The latest and the next, the latest date first, by one query; no openings of which nobody is told.

    Of the reminders of what a segment sets off, each firing has its own: the last written and the next of all.
    """
    openings = CycleOpening.objects.filter(mission=mission)
    if not mission.notify:
        openings = openings.filter(told=True)
    rows = (
        openings.values_list(Value(AGAIN), "opens_at", "closed_at", "told", "late_s")
        .union(
            *(
                reminders.values_list(Value(REMINDER), "due_at", "closed_at", "sent", "late_s")
                for reminders in _reminders_of(mission)
            ),
            all=True,
        )
        .order_by("-opens_at")[:SHOWN]
    )
    words = {AGAIN: _("Open again"), REMINDER: _("Reminder")}
    return [
        Mailing(words[what], at, closed_at is not None, _said(closed_at, sent, late_s))
        for what, at, closed_at, sent, late_s in rows
    ]


def _reminders_of(mission: Mission) -> tuple[QuerySet[FollowUp], ...]:
    rows = FollowUp.objects.filter(mission=mission)
    fired = rows.filter(firing__isnull=False)
    last = fired.filter(closed_at__isnull=False).order_by("-due_at")[:1]
    return rows.filter(firing=None), last, fired.filter(closed_at=None).order_by("due_at")[:1]


def _said(closed_at: datetime | None, sent: bool, late_s: int) -> str:
    if closed_at is None:
        return ""
    if not sent:
        return _("not sent: nobody could do it then")
    return _("late by %(late)s") % {"late": lateness(late_s)} if late_s > LATE.total_seconds() else ""
