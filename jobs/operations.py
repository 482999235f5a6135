"""Starting, stepping and ending long work. Each step is one transaction; what is due brings the next one about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from events.operations import record, schedule
from foundation.states import MoveNotAllowed, move
from jobs.models import Job, JobState

if TYPE_CHECKING:
    from accounts.models import User

WORK = "job"  # the name of job steps in the wiring's WORK
GOING = (JobState.WAITING, JobState.RUNNING)
ERROR_LENGTH = 2000


@dataclass(frozen=True)
class Progress:
    """What a step tells: where the next one begins, how much is done of how much, and whether that was all.

    `done` and `total` count from the beginning; a `total` of None leaves it as it was. `result` is added to.
    """

    cursor: Mapping[str, Any]
    done: int
    total: int | None = None
    finished: bool = False
    result: Mapping[str, Any] = field(default_factory=dict)


type StepOfKind = Callable[[Job], Progress]
type Kinds = Mapping[str, StepOfKind]


@transaction.atomic
def start_job(
    *,
    kind: str,
    about: str = "",
    arguments: Mapping[str, Any] | None = None,
    total: int = 0,
    by: "User | None",
    now: datetime,
) -> Job:
    """Note a job and that its first step is due: both or neither."""
    job = Job.objects.create(
        kind=kind, about=about, arguments=dict(arguments or {}), total_count=total, by=by, created_at=now
    )
    schedule(WORK, ref=job.pk)
    return job


@transaction.atomic
def step_job(*, job_id: int, kinds: Kinds, now: datetime) -> bool:
    """Do the next step of a job and keep what it says about itself: both or neither. Whether more remains.

    The row stays locked meanwhile, so of two workers one waits and then goes on from where the other was. A
    process that dies leaves the job as it was before the step. A job that has ended is left alone.
    """
    job = Job.objects.select_for_update(of=("self",), no_key=True).get(pk=job_id)
    if not job.is_going:
        return False
    progress = kinds[job.kind](job)
    move(
        job,
        from_=GOING,
        to=JobState.DONE if progress.finished else JobState.RUNNING,
        cursor=dict(progress.cursor),
        done_count=progress.done,
        total_count=job.total_count if progress.total is None else progress.total,
        result={**job.result, **progress.result},
        started_at=job.started_at or now,
        ended_at=now if progress.finished else None,
    )
    if progress.finished:
        _record_end(job, at=now)
    return not progress.finished


@transaction.atomic
def fail_job(*, job_id: int, error: str, now: datetime) -> None:
    """Give a job up, with the error kept for staff; what its finished steps did stays. Does nothing after its end."""
    job = Job.objects.get(pk=job_id)
    try:
        move(job, from_=GOING, to=JobState.FAILED, error=error.replace("\x00", "")[:ERROR_LENGTH], ended_at=now)
    except MoveNotAllowed:
        return
    _record_end(job, at=now)


@transaction.atomic
def cancel_job(*, job: Job, now: datetime) -> None:
    """Stop a job before its next step; what its finished steps did stays. Raises MoveNotAllowed after its end."""
    move(job, from_=GOING, to=JobState.CANCELLED, ended_at=now)
    _record_end(job, at=now)


@transaction.atomic
def try_job_again(*, job: Job) -> None:
    """Have a failed job go on from its last finished step. Raises MoveNotAllowed when it did not fail."""
    move(job, from_=[JobState.FAILED], to=JobState.WAITING, error="", ended_at=None)
    schedule(WORK, ref=job.pk)


def _record_end(job: Job, *, at: datetime) -> None:
    record("job.ended", about=job.about, by_staff_id=job.by_id, at=at, job=job.pk, kind=job.kind, state=str(job.state))
