"""Exporting the answers to a mission: a few at once, many by a job that writes a file part by part.

The file is kept for a week, or until somebody is erased; `programs.operations.exports` removes it.
"""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation

from accounts.models import User
from events.operations import record, schedule
from files.models import File
from files.operations import erase, store_produced
from foundation.tables import FORMATS, table_of_pieces, table_piece
from jobs.models import Job
from jobs.operations import Progress, cancel_job, start_job
from missions.answer_rows import AT_A_TIME, Answers, answers_of
from missions.funnel import Narrowing, submissions_of_mission
from missions.models import Mission
from programs.operations.exports import EXPIRING, KEPT, expire_export
from programs.pieces import bytes_of, pieces_of

KIND = "answers.export"
AT_ONCE = 5_000
STEP = 5_000


@transaction.atomic
def note_answers_exported(*, mission_id: int, count: int, by_id: int | None, now: datetime) -> None:
    """Note that answers with names left the product."""
    record("answers.exported", about=f"mission:{mission_id}", by_staff_id=by_id, at=now, count=count)


@transaction.atomic
def start_answer_export(
    *, mission: Mission, wanted: Narrowing, zone: str, kind: str = "csv", by: User, now: datetime
) -> Job:
    """Have a large export written in the background, in one of FORMATS."""
    kept = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(wanted).items()}
    language = translation.get_language() or "en"
    arguments = {"mission": mission.pk, "wanted": kept, "zone": zone, "format": kind, "language": language}
    return start_job(kind=KIND, about=f"answers:{mission.pk}", arguments=arguments, by=by, now=now)


def export_some_answers(job: Job) -> Progress:
    """Note how many there are, then write the next 5,000, then put all together: steps, each a transaction.

    What is handed in meanwhile for the first time is not in it; each answer is the one at the time of its step.
    """
    mission = Mission.objects.select_related("activity__form").get(pk=job.arguments["mission"])
    wanted = _wanted(job)
    rows = submissions_of_mission(mission, wanted)
    if not job.cursor:
        schedule(EXPIRING, ref=job.pk, due_at=timezone.now() + KEPT)
        last = rows.aggregate(last=Max("pk"))["last"] or 0
        return Progress({"parts": [], "before": last + 1}, 0, total=rows.count())
    with translation.override(job.arguments["language"]):
        return _next_part(job, answers_of(mission, zone=job.arguments["zone"]), wanted)


@transaction.atomic
def stop_answer_export(*, job: Job, now: datetime) -> None:
    """Stop it, and remove what is written so far. Raises MoveNotAllowed after its end."""
    cancel_job(job=job, now=now)
    expire_export(job_id=job.pk)


def _wanted(job: Job) -> Narrowing:
    kept = dict(job.arguments["wanted"])
    for name in ("since", "until"):
        kept[name] = datetime.fromisoformat(kept[name]) if kept[name] else None
    return Narrowing(**kept)


def _next_part(job: Job, answers: Answers, wanted: Narrowing) -> Progress:
    rows = submissions_of_mission(answers.mission, wanted).filter(pk__lt=job.cursor["before"])
    pks = list(rows.order_by("-pk").values_list("pk", flat=True)[:STEP])
    found = rows.filter(pk__gte=pks[-1] if pks else 0).select_related("attempt", "advocate").order_by("-pk")
    lines = table_piece(_format(job), answers.headings, answers.rows(found.iterator(chunk_size=AT_A_TIME)))
    part = store_produced(
        name=f"answers-{job.pk}.part", media_type="application/octet-stream", chunks=lines, now=timezone.now(),
        by_staff=job.by,
    )  # fmt: skip
    done, parts = job.done_count + len(pks), [*job.cursor["parts"], part.pk]
    if len(pks) == STEP:
        return Progress({"parts": parts, "before": pks[-1]}, done)
    _put_together(job, answers, [*pieces_of(job), part])
    note_answers_exported(mission_id=answers.mission.pk, count=done, by_id=job.by_id, now=timezone.now())
    return Progress({}, done, total=done, finished=True)


def _put_together(job: Job, answers: Answers, parts: list[File]) -> None:
    """One file of all parts, which then go."""
    kind = _format(job)
    chunks = table_of_pieces(kind, answers.headings, map(bytes_of, parts))
    name, media_type = f"mission-{answers.mission.pk}-answers.{kind}", FORMATS[kind].media_type
    file = store_produced(name=name, media_type=media_type, chunks=chunks, now=timezone.now(), by_staff=job.by)
    Job.objects.filter(pk=job.pk).update(file=file)
    for part in parts:
        erase(file=part)


def _format(job: Job) -> str:
    return str(job.arguments.get("format", "csv"))
