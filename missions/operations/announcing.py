"""Telling the audience of a launch: a job that writes notices for the people who were in it at the launch."""

from functools import partial

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from events.models import Event
from foundation.times import parse_local
from jobs.models import Job
from jobs.operations import Progress, start_job
from missions.models import Mission, Trigger
from missions.operations.firing import fire_at_launch
from missions.queries import people_let_in
from missions.types import TYPES
from notifications.operations.notices import write_notices
from programs.facts import zone_of_workspace
from programs.models import Advocate

KIND = "missions.announcement"
SLICE = 20_000  # ids a step: some seconds of work, and progress that can be seen


@transaction.atomic
def announce_mission(*, event: Event) -> None:
    """Start writing to the audience of this launch, once per launch; people who come later are not written to.

    A mission that a segment sets off is written about to those for whom it is.
    """
    mission = Mission.objects.get(pk=event.payload["mission"])
    if mission.trigger == Trigger.SEGMENT:
        fire_at_launch(mission=mission, event=event)
        return
    about = f"mission:{mission.pk}"
    if not mission.notify or Job.objects.filter(kind=KIND, arguments__event=event.pk).exists():
        return
    people = people_let_in(mission).filter(joined_at__lte=event.occurred_at)
    last = people.aggregate(last=Max("pk"))["last"] or 0
    start_job(
        kind=KIND, about=about, arguments={"mission": mission.pk, "event": event.pk, "last": last},
        total=people.count(), by=event.by_staff, now=timezone.now(),
    )  # fmt: skip


def announce_slice(job: Job) -> Progress:
    """Notices for the next slice of ids, each person once. Runs in the job's transaction."""
    event = Event.objects.get(pk=job.arguments["event"])
    mission = Mission.objects.select_related("activity").get(pk=job.arguments["mission"])
    after, last = job.cursor.get("after", 0), job.arguments["last"]
    people = people_let_in(mission).filter(pk__gt=after, pk__lte=last, joined_at__lte=event.occurred_at)
    ids = list(people.order_by("pk").values_list("pk", flat=True)[:SLICE])
    if ids:
        _write(mission, event, people.filter(pk__lte=ids[-1]), about=job.about)
    done = job.done_count + len(ids)
    finished = len(ids) < SLICE
    return Progress(
        cursor={"after": ids[-1] if ids else last}, done=done, total=max(job.total_count, done), finished=finished
    )


def _write(mission: Mission, event: Event, people: QuerySet[Advocate], *, about: str) -> None:
    """At once; or, of a mission that opens by everybody's own clock, when its hour comes for each."""
    now, kind = timezone.now(), TYPES[mission.activity.type].notice
    write = partial(write_notices, kind=kind, event=event, about=about, facts={"mission": mission.pk}, now=now)
    if not mission.starts_local:
        write(advocates=people)
        return
    for zone in people.order_by("time_zone").values_list("time_zone", flat=True).distinct():
        begins = parse_local(mission.starts_local, zone or zone_of_workspace())
        write(advocates=people.filter(time_zone=zone), send_after=begins if begins > now else None)
