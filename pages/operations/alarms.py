"""Telling managers that something is stuck, once for each time it is."""

from datetime import datetime

from django.db import transaction

from accounts.permissions import Permission
from events.models import Due
from events.operations import record, schedule
from foundation.addresses import address_of
from foundation.tenancy import current_workspace_id
from notifications.operations import ring_staff
from notifications.queries import staff_who_may
from pages.models import Alarm
from pages.stuck import STUCK, stuck_now

WATCHING = "health.watch"  # the step's name in advocacy.wiring.WORK


@transaction.atomic
def look_after(*, now: datetime) -> int:
    """Ring for what is stuck and was not rung for, end the alarms of what is not stuck any more; returns how many rang.

    It rings at once and not by an event's reaction, since reactions may be what is stuck. While an alarm lasts, the
    workspace is looked at again every five minutes.
    """
    stuck = stuck_now(now=now)
    going = {alarm.what: alarm for alarm in Alarm.objects.select_for_update(of=("self",)).filter(ended_at=None)}
    over = [alarm.pk for what, alarm in going.items() if what not in stuck]
    Alarm.objects.filter(pk__in=over).update(ended_at=now)
    new = {what: since for what, since in stuck.items() if what not in going}
    for what, since in new.items():
        _ring(what, since, now)
    if stuck:
        watch(now=now)
    return len(new)


@transaction.atomic
def watch(*, now: datetime) -> None:
    """Have the workspace looked at in five minutes, unless that is planned already."""
    rows = Due.objects.filter(workspace_id=current_workspace_id(), work=WATCHING)
    if not rows.filter(due_at__gt=now).exists():
        schedule(WATCHING, due_at=now + STUCK)


def _ring(what: str, since: datetime, now: datetime) -> None:
    alarms = [Alarm(what=what, stuck_at=since, rung_at=now)]
    Alarm.objects.bulk_create(alarms, ignore_conflicts=True)
    event = record("engine.stuck", about=what if what.startswith("segment:") else "", at=now, what=what)
    ring_staff(
        kind=event.name,
        event=event,
        staff_ids=staff_who_may(Permission.MANAGE_PEOPLE),
        facts={"what": what},
        url=address_of("console:health"),
        now=now,
    )
