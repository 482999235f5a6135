"""Approving many: a job that decides one after the other and says what it skipped, and why. Never all or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from foundation.states import MoveNotAllowed
from jobs.models import Job
from jobs.operations import Progress, start_job
from missions.models import Decision, Submission
from missions.operations.decisions import approve_submission
from rewards.operations.charging import BudgetSpent

KIND = "missions.bulk_approval"
STEP = 50


@transaction.atomic
def start_bulk_approval(*, submissions: Sequence[tuple[int, int | None]], by: User, now: datetime) -> Job:
    """Approve exactly these handing-ins, as they were when the button was pressed."""
    return start_job(
        kind=KIND,
        arguments={"submissions": [list(pair) for pair in submissions]},
        total=len(submissions),
        by=by,
        now=now,
    )


def approve_some(job: Job) -> Progress:
    """The next fifty; each under a savepoint of its own. Runs in the job's transaction."""
    at: int = job.cursor.get("at", 0)
    frozen, now = job.arguments["submissions"], timezone.now()
    result = {"approved": 0, "skipped": [], **job.result}
    rows = Submission.objects.select_related("mission", "advocate", "activity").in_bulk(
        [pk for pk, _attempt in frozen[at : at + STEP]]
    )
    for pk, attempt_id in frozen[at : at + STEP]:
        try:
            approve_submission(submission=rows[pk], attempt_id=attempt_id, by=job.by, now=now)
            result["approved"] += 1
        except BudgetSpent:
            result["skipped"].append({"submission": pk, "verdict": "", "by": "", "budget": True})
        except (MoveNotAllowed, KeyError):
            result["skipped"].append(_skipped(pk))
    done = min(at + STEP, len(frozen))
    return Progress(cursor={"at": done}, done=done, total=len(frozen), finished=done == len(frozen), result=result)


def _skipped(pk: int) -> dict[str, object]:
    """Why it was not approved: what was decided meanwhile and by whom, or nothing when the advocate changed it."""
    made = Decision.objects.filter(submission=pk, reversed_at=None).select_related("by_staff").order_by("-pk").first()
    if made is None:
        return {"submission": pk, "verdict": "", "by": ""}
    return {"submission": pk, "verdict": made.verdict, "by": str(made.by_staff or "")}
