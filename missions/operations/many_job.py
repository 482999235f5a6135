"""The same change to all missions that match: a job over exactly those that matched when it was asked for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from jobs.models import Job
from jobs.operations import Progress, start_job
from missions.models import Folder, Mission
from missions.operations.many import TOLD, Outcome, change_many

KIND = "missions.change_of_all"
STEP = 50


@transaction.atomic
def start_change_of_all(
    *, missions: Sequence[int], change: str, folder: Folder | None = None, by: User, now: datetime
) -> Job:
    """Begin to change exactly these; what comes to match later is left alone."""
    arguments = {"missions": list(missions), "change": change, "folder": folder.pk if folder else None}
    return start_job(kind=KIND, arguments=arguments, total=len(missions), by=by, now=now)


def change_some(job: Job) -> Progress:
    """The next fifty, each under a savepoint of its own. Runs in the job's transaction."""
    at: int = job.cursor.get("at", 0)
    frozen = job.arguments["missions"]
    rows = Mission.objects.filter(pk__in=frozen[at : at + STEP]).select_related("activity", "draft", "live", "folder")
    outcome = change_many(
        missions=list(rows.order_by("pk")), change=job.arguments["change"],
        folder=Folder.objects.filter(pk=job.arguments["folder"]).first(), by=_asked_by(job), now=timezone.now(),
    )  # fmt: skip
    done = min(at + STEP, len(frozen))
    return Progress({"at": done}, done, len(frozen), finished=done == len(frozen), result=_added(job.result, outcome))


def _asked_by(job: Job) -> User:
    if job.by is None:
        raise ValueError("nobody asked for this")
    return job.by


def _added(result: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    """What was told so far, and this step's: for each reason how many, and some of their titles."""
    skipped: dict[str, Any] = dict(result.get("skipped", {}))
    for reason, titles in outcome.skipped.items():
        told = skipped.get(reason, {"count": 0, "named": []})
        named = [*told["named"], *(Truncator(title).chars(40) for title in titles)][:TOLD]
        skipped[reason] = {"count": told["count"] + len(titles), "named": named}
    return {"done": result.get("done", 0) + outcome.done, "skipped": skipped}
