"""Sending a live mission to chosen people: a job that writes to each of them once, with a personal link."""

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
from missions.operations.nudging import MissionNotOpen
from missions.sending import Chosen, people_to_write_to
from missions.states import MissionState
from missions.types import TYPES
from notifications.operations.notices import write_notices
from programs.models import Advocate

KIND = "missions.sending"
SLICE = 5_000


@transaction.atomic
def start_sending(*, mission: Mission, chosen: Chosen, by: User, now: datetime) -> Job:
    """Begin to write to the chosen people who may be written to. Raises MissionNotOpen when it is not live.

    Whoever was written to about this mission before is not written to again, however often it is sent.
    """
    if mission.state != MissionState.LIVE:
        raise MissionNotOpen
    event = record("mission.sent", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now, mission=mission.pk)
    people = people_to_write_to(mission, chosen, now=now)
    last = people.aggregate(last=Max("pk"))["last"] or 0
    arguments = {"mission": mission.pk, "event": event.pk, "last": last, "chosen": chosen.kept()}
    return start_job(
        kind=KIND, about=f"sending:{mission.pk}", arguments=arguments, total=people.count(), by=by, now=now
    )


def send_some(job: Job) -> Progress:
    """Write to the next 5,000 who still may be; to nobody once the mission is not live any more.

    Runs in the job's transaction. The mission is locked, so that of two sendings the second sees whom the first wrote
    to.
    """
    rows = Mission.objects.select_for_update(of=("self",), no_key=True).select_related("activity")
    mission, now = rows.get(pk=job.arguments["mission"]), timezone.now()
    chosen = Chosen.of(job.arguments["chosen"])
    ids: list[int] = []
    if mission.state == MissionState.LIVE:
        people = people_to_write_to(mission, chosen, now=now)
        people = people.filter(pk__gt=job.cursor.get("after", 0), pk__lte=job.arguments["last"])
        ids = list(people.order_by("pk").values_list("pk", flat=True)[:SLICE])
    if ids:
        write_notices(
            kind=TYPES[mission.activity.type].notice, event=Event.objects.get(pk=job.arguments["event"]),
            advocates=Advocate.objects.filter(pk__in=ids), about=f"mission:{mission.pk}",
            facts={"mission": mission.pk}, now=now,
        )  # fmt: skip
    done, finished = job.done_count + len(ids), len(ids) < SLICE
    return Progress({"after": ids[-1] if ids else 0}, done, total=done if finished else None, finished=finished)
