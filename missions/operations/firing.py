"""Setting missions off for people who enter, or are in, the segment that they wait for (S2-22, S2-57, G-09)."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from events.models import Event
from events.operations import record, reserve_events
from jobs.models import Job
from jobs.operations import Progress, start_job
from missions.models import Arming, Firing, Mission, Trigger
from missions.operations.follow_ups import plan_follow_ups
from missions.queries import people_let_in
from missions.states import MissionState
from missions.types import TYPES
from notifications.operations.notices import write_notices
from segments.models import Stay
from segments.queries import who_crossed

KIND = "missions.firing"
SLICE = 20_000  # stays that are fired at once; more become a job
FIRE = """
WITH fired AS (
    INSERT INTO missions_firing (mission_id, event_id, stay_id, advocate_id)
    SELECT %s, %s, stay.id, stay.advocate FROM ({stays}) stay (id, advocate)
    ON CONFLICT DO NOTHING RETURNING 1
)
SELECT count(*) FROM fired
"""


@transaction.atomic
def fire_entered(*, event: Event) -> None:
    """People entered a segment: set off what waits for that. Each stay sets a mission off once, whatever is replayed.

    A paused mission is set off as well, its mail is held. One that is over is not, nor by a crossing that sets nothing
    off.
    """
    if not event.payload["fires"]:
        return
    now = timezone.now()
    waiting = Mission.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        trigger=Trigger.SEGMENT,
        trigger_segment=event.payload["segment"],
        arming__in=[Arming.NEW, Arming.BOTH],
        state__in=[MissionState.LIVE, MissionState.PAUSED],
        launched_at__isnull=False,
    ).select_related("activity")
    for mission in waiting.order_by("pk"):
        if event.payload["count"] > SLICE:
            _start(mission, event, total=event.payload["count"])
        else:
            _fire(mission, _of_event(mission, event), now=now)


@transaction.atomic
def fire_at_launch(*, mission: Mission, event: Event) -> None:
    """Set a mission off for those who were in its segment when it was launched, if it was armed so; once per launch."""
    about = f"mission:{mission.pk}"
    if mission.arming == Arming.NEW or Job.objects.filter(kind=KIND, about=about, arguments__event=event.pk).exists():
        return
    _start(mission, event, total=_there(mission, event).count())


def _start(mission: Mission, event: Event, *, total: int) -> None:
    start_job(
        kind=KIND, about=f"mission:{mission.pk}", arguments={"mission": mission.pk, "event": event.pk},
        total=total, by=event.by_staff, now=timezone.now(),
    )  # fmt: skip


def fire_some(job: Job) -> Progress:
    """Set a mission off for the next 20,000 stays: a step of its job, in the step's transaction."""
    mission = Mission.objects.select_related("activity").get(pk=job.arguments["mission"])
    event = Event.objects.get(pk=job.arguments["event"])
    stays = _there(mission, event) if event.name == "mission.launched" else _of_event(mission, event)
    after = job.cursor.get("after", 0)
    ids = list(stays.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:SLICE])
    if ids and mission.state in (MissionState.LIVE, MissionState.PAUSED):
        _fire(mission, stays.filter(pk__gt=after, pk__lte=ids[-1]), now=timezone.now())
    done = job.done_count + len(ids)
    return Progress({"after": ids[-1] if ids else after}, done, finished=len(ids) < SLICE)


def _of_event(mission: Mission, event: Event) -> QuerySet[Stay]:
    """Who entered by it; when only later entries count, not those from before the launch that are told late."""
    stays = who_crossed(event).filter(entered_event=event)
    return stays.filter(entered_at__gt=mission.launched_at) if mission.arming == Arming.NEW else stays


def _there(mission: Mission, event: Event) -> QuerySet[Stay]:
    """Who was in the segment at the launch and still is."""
    return Stay.objects.filter(segment=mission.trigger_segment, left_at=None, entered_at__lte=event.occurred_at)


def _fire(mission: Mission, stays: QuerySet[Stay], *, now: datetime) -> None:
    """One event tells of all that are set off together, and their mail is keyed by it: both once, or not at all."""
    [reserved] = reserve_events(1)
    rows, parameters = stays.order_by().values_list("pk", "advocate_id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(FIRE.replace("{stays}", rows), [mission.pk, reserved, *parameters])
        (count,) = cursor.fetchone()
    if not count:
        return
    about = f"mission:{mission.pk}"
    event = record("mission.fired", about=about, at=now, reserved=reserved, mission=mission.pk, count=count)
    plan_follow_ups(mission=mission, begins_at=event.occurred_at, now=now, firing=event)
    if mission.notify:
        fired = Firing.objects.filter(event=event).values("advocate")
        write_notices(
            kind=TYPES[mission.activity.type].notice, event=event,
            advocates=people_let_in(mission).filter(pk__in=fired),
            about=about, facts={"mission": mission.pk}, now=now,
        )  # fmt: skip
