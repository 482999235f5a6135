"""Writing to those who can do a mission again, or are reminded of it: a job for each such event, each person once."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from events.models import Event
from jobs.models import Job
from jobs.operations import Progress, start_job
from missions.models import Firing, Mission
from missions.told_again import can_be_told, people_to_tell
from notifications.operations.notices import write_notices
from programs.models import Advocate

KIND = "missions.telling_again"
SLICE = 5_000


@transaction.atomic
def tell_again(*, event: Event, now: datetime) -> None:
    """Start writing about this event, which names the kind of mail; once, however often it is called."""
    if Job.objects.filter(kind=KIND, arguments__event=event.pk).exists():
        return
    mission = Mission.objects.get(pk=event.payload["mission"])
    people = _meant_by(event, mission, now=now)
    last = people.aggregate(last=Max("pk"))["last"] or 0
    start_job(
        kind=KIND, about=f"mission:{mission.pk}", arguments={"mission": mission.pk, "event": event.pk, "last": last},
        total=people.count(), by=event.by_staff, now=now,
    )  # fmt: skip


def _meant_by(event: Event, mission: Mission, *, now: datetime) -> QuerySet[Advocate]:
    """All who may be told of the mission; of a reminder for those whom a segment set it off for, these alone."""
    people, firing = people_to_tell(mission, now=now), event.payload.get("firing")
    return people.filter(pk__in=Firing.objects.filter(event=firing).values("advocate")) if firing else people


def tell_some(job: Job) -> Progress:
    """Write to the next 5,000 who still have not done it; to nobody once it is closed. Runs in the job's transaction.

    The mission is locked, so that a pause comes before a slice, or holds what the slice wrote.
    """
    rows = Mission.objects.select_for_update(of=("self",), no_key=True).select_related("activity")
    mission, now = rows.get(pk=job.arguments["mission"]), timezone.now()
    event, ids = Event.objects.get(pk=job.arguments["event"]), []
    if can_be_told(mission, now=now):
        people = _meant_by(event, mission, now=now).filter(
            pk__gt=job.cursor.get("after", 0), pk__lte=job.arguments["last"]
        )
        ids = list(people.order_by("pk").values_list("pk", flat=True)[:SLICE])
    if ids:
        facts = {"mission": mission.pk, "cycle": event.payload.get("cycle", 0)}
        write_notices(
            kind=event.name, event=event, advocates=Advocate.objects.filter(pk__in=ids), about=f"mission:{mission.pk}",
            facts=facts, now=now,
        )  # fmt: skip
    done, finished = job.done_count + len(ids), len(ids) < SLICE
    return Progress({"after": ids[-1] if ids else 0}, done, total=done if finished else None, finished=finished)
