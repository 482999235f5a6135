"""Nudging those who have not completed a mission: a job that writes to each of them once."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from events.models import Event
from events.operations import record
from jobs.models import Job
from jobs.operations import Progress, start_job
from missions.models import Mission
from missions.nudging import NUDGED, people_to_nudge
from missions.states import MissionState
from notifications.operations.notices import write_notices
from programs.models import Advocate

KIND = "missions.nudge"
SLICE = 5_000


class MissionNotOpen(Exception):
    """People would be asked for what they cannot do now."""


@transaction.atomic
def start_nudge(*, mission: Mission, group: str, by: User, now: datetime) -> Job:
    """Begin to write to a group of those who have not completed it. Raises MissionNotOpen when it is not live."""
    if mission.state != MissionState.LIVE:
        raise MissionNotOpen
    event = record(
        "mission.nudged", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now, mission=mission.pk, group=group
    )
    people = people_to_nudge(mission, group, now=now)
    last = people.aggregate(last=Max("pk"))["last"] or 0
    arguments = {"mission": mission.pk, "event": event.pk, "group": group, "last": last}
    return start_job(kind=KIND, about=f"nudge:{mission.pk}", arguments=arguments, total=people.count(), by=by, now=now)


def nudge_some(job: Job) -> Progress:
    """Write to the next 5,000 who still have not completed it; nobody else once it is not live any more.

    Runs in the job's transaction. The mission is locked, so that of two nudges the second sees whom the first one wrote
    to.
    """
    rows = Mission.objects.select_for_update(of=("self",), no_key=True).select_related("activity")
    mission, now = rows.get(pk=job.arguments["mission"]), timezone.now()
    ids: list[int] = []
    if mission.state == MissionState.LIVE:
        people = people_to_nudge(mission, job.arguments["group"], now=now)
        people = people.filter(pk__gt=job.cursor.get("after", 0), pk__lte=job.arguments["last"])
        ids = list(people.order_by("pk").values_list("pk", flat=True)[:SLICE])
    if ids:
        write_notices(
            kind=NUDGED, event=Event.objects.get(pk=job.arguments["event"]),
            advocates=Advocate.objects.filter(pk__in=ids),
            about=f"mission:{mission.pk}", facts={"mission": mission.pk}, now=now,
        )  # fmt: skip
    done, finished = job.done_count + len(ids), len(ids) < SLICE
    return Progress({"after": ids[-1] if ids else 0}, done, total=done if finished else None, finished=finished)
