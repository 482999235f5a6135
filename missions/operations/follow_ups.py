"""Reminders to those who have not completed a mission, at chosen delays after it begins: each written at most once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import product

from django.db import transaction
from django.db.models import QuerySet

from events.models import Event
from events.operations import record, schedule_each
from foundation.times import in_zone, instant_of
from missions.models import Firing, FollowUp, Mission, Trigger
from missions.recurring import cycle_of
from missions.states import MissionState
from missions.told_again import began_at, can_be_told, days_of
from programs.facts import zone_of_workspace

FOLLOWING_UP = "missions.follow_up"  # the step's name in advocacy.wiring.WORK


@transaction.atomic
def plan_follow_ups(*, mission: Mission, begins_at: datetime, now: datetime, firing: Event | None = None) -> None:
    """Plan the reminders that the mission in force wants, so many days after it began, at the same time of the clock.

    For everybody, or for those whom a segment set it off for by `firing`. Those planned for the same people before and
    not written give way. None for a time that has passed.
    """
    planned = FollowUp.objects.filter(mission=mission, closed_at=None, firing=firing)
    _replace(planned, mission, [(firing.pk if firing else None, begins_at)], now=now)


@transaction.atomic
def plan_follow_ups_anew(*, mission: Mission, now: datetime) -> None:
    """After a change of the mission: as it wants now, counted from where its present cycle began.

    What a segment sets off begins for everybody when it is set off for them.
    """
    if mission.launched_at is None or mission.state not in (MissionState.LIVE, MissionState.PAUSED):
        return
    begins_at = began_at(mission, now=now)
    if mission.trigger == Trigger.SEGMENT:
        _plan_for_those_set_off(mission, since=begins_at, now=now)
    if mission.trigger != Trigger.SEGMENT or begins_at != mission.launched_at:
        plan_follow_ups(mission=mission, begins_at=begins_at, now=now)


def _plan_for_those_set_off(mission: Mission, *, since: datetime, now: datetime) -> None:
    """Since its present cycle began, and not so long ago that all their reminders are past."""
    longest = timedelta(days=max(days_of(mission), default=0) + 1)  # a day more for clocks that are changed
    fired = Firing.objects.filter(mission=mission, event__occurred_at__gte=max(since, now - longest))
    beginnings = fired.order_by().values_list("event", "event__occurred_at").distinct()
    planned = FollowUp.objects.filter(mission=mission, closed_at=None, firing__isnull=False)
    _replace(planned, mission, beginnings, now=now)


def _replace(
    planned: QuerySet[FollowUp], mission: Mission, beginnings: Iterable[tuple[int | None, datetime]], *, now: datetime
) -> None:
    """By the same number of statements for however many firings. What was written or skipped before stays as it is."""
    planned.delete()
    zone, rows = zone_of_workspace(), []
    for (firing, begins_at), days in product(beginnings, days_of(mission)):
        due_at = instant_of(in_zone(begins_at, zone).replace(tzinfo=None) + timedelta(days=days), zone)
        if due_at > now and (mission.ends_at is None or due_at < mission.ends_at):
            rows.append(FollowUp(mission=mission, begins_at=begins_at, firing_id=firing, number=days, due_at=due_at))
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    schedule_each(FOLLOWING_UP, dict(planned.values_list("pk", "due_at")))


@transaction.atomic
def follow_up(*, follow_up_id: int, now: datetime) -> None:
    """Note that those who have not completed it are reminded. Twice is once; what was planned away is not written.

    Not while it is paused, nor when it is over, full, or a new cycle has begun since.
    """
    rows = FollowUp.objects.select_for_update(of=("self",), no_key=True).select_related("mission__live")
    row = rows.filter(pk=follow_up_id, closed_at=None).first()
    if row is None:
        return
    mission = row.mission
    row.closed_at, row.late_s = now, max(int((now - row.due_at).total_seconds()), 0)
    row.sent = can_be_told(mission, now=now) and began_at(mission, now=now) <= row.begins_at
    row.save(update_fields=["closed_at", "late_s", "sent"])
    if row.sent:
        about = f"mission:{mission.pk}"
        cycle = cycle_of(mission, now)
        record(
            "mission.followed_up", about=about, at=now, mission=mission.pk, cycle=cycle, days=row.number,
            late=row.late_s, firing=row.firing_id,
        )  # fmt: skip
