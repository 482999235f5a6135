"""Asking everybody: after a rule was made or changed, when staff want it, and in the night."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events.models import Due
from events.rounds import Found
from foundation.tenancy import current_workspace_id
from jobs.models import Job
from jobs.operations import Progress, cancel_job, start_job
from jobs.queries import latest_job
from programs.facts import zone_of_workspace
from programs.models import Advocate
from segments.compiling import Moment
from segments.language import known_facts
from segments.models import Segment
from segments.operations.asking import ask_touched
from segments.operations.crossing import Crossed, Look, ask
from segments.queries import count_of

KIND = "segments.recompute"
AUDITING = "segments.audit"
STEP = 50_000
SHOWN = 50


@transaction.atomic
def ask_everybody(*, segment: Segment, fires: bool, by: User | None, now: datetime) -> Job:
    """Have everybody asked by the rule in force, in the background; a job that is at it for this segment ends.

    `fires`: whether people who cross set things off as if they had done so by themselves.
    """
    about = f"segment:{segment.pk}"
    going = latest_job(about, kind=KIND)
    if going is not None and going.is_going:
        cancel_job(job=going, now=now)
    arguments = {"segment": segment.pk, "version": segment.version, "fires": fires}
    return start_job(kind=KIND, about=about, arguments=arguments, total=Advocate.objects.count(), by=by, now=now)


def ask_some_of_all(job: Job) -> Progress:
    """Ask the next 50,000 people by the rule in force: a step of its job, in the step's transaction.

    When the rule was changed since, there is nothing to do: that change has a job of its own.
    """
    now, after = timezone.now(), job.cursor.get("after", 0)
    rows = Segment.objects.select_for_update(of=("self",), no_key=True)
    segment = rows.get(pk=job.arguments["segment"])
    if segment.version != job.arguments["version"] or segment.archived_at or segment.is_static:
        return Progress(job.cursor, job.done_count, finished=True)
    ids = list(Advocate.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:STEP])
    finished = len(ids) < STEP
    # The last step has no upper end: who came meanwhile is asked because they came.
    span = (after + 1, 2**62 if finished else ids[-1])
    moment = Moment(now, zone_of_workspace(), span=span)
    crossed = ask(segment=segment, look=Look(moment, "rule", fires=job.arguments["fires"]), facts=known_facts())
    if finished:
        _note_whole(segment, now)
    return Progress(
        {"after": ids[-1] if ids else after},
        job.done_count + len(ids),
        finished=finished,
        result=_sum(job, crossed),
    )


def _sum(job: Job, crossed: Crossed) -> dict[str, int]:
    return {name: job.result.get(name, 0) + getattr(crossed, name) for name in ("entered", "left")}


def _note_whole(segment: Segment, now: datetime) -> None:
    """People are counted anew as well: those whom an import that was taken back had added are gone without leaving."""
    Segment.objects.filter(pk=segment.pk).update(
        whole_version=segment.version,
        whole_at=now,
        evaluated_at=now,
        error="",
        error_at=None,
        people_count=count_of(segment),
    )


@transaction.atomic
def audit(*, now: datetime) -> Found:
    """Compare who is in each segment with whom its rule means, and put right what differs; nothing is set off by that.

    What differs while something is still on its way to the segments is put right and told, but is not wrong.
    """
    while ask_touched(now=now):
        pass
    rows = Segment.objects.filter(archived_at=None, kind="dynamic", whole_version__gt=0)
    segments = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    on_its_way = Due.objects.filter(workspace_id=current_workspace_id(), work="event").exists()
    facts, moment, differences = known_facts(), Moment(now, zone_of_workspace()), []
    for segment in segments:
        crossed = ask(segment=segment, look=Look(moment, "audit", fires=False), facts=facts)
        if crossed:
            differences.append({"segment": segment.pk, "entered": crossed.entered, "left": crossed.left})
        if not segment.is_settling:
            _note_whole(segment, now)
    found = {"segments": len(segments), "differences": differences[:SHOWN], "on_its_way": on_its_way}
    return Found(found, wrong=0 if on_its_way else _people(differences))


def _people(differences: Sequence[dict[str, int]]) -> int:
    return sum(entry["entered"] + entry["left"] for entry in differences)
