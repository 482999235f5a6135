"""Exports of people as CSV, workbook or JSON: exactly those a filter shows, in its order, with a note that it was done.

A few thousand go out at once; more are written by a job. Its first step keeps who it is about and in which order,
in a file of its own, so that who is renamed meanwhile is neither missed nor written twice.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record, schedule
from files.disk import open_file
from files.models import File
from files.operations import erase, store_produced
from foundation.tables import FORMATS, table_of_pieces, table_piece
from jobs.models import Job
from jobs.operations import Progress, start_job
from programs.models import Advocate, Enrolment, FieldValue, Residence, Tagging
from programs.pieces import bytes_of, pieces_of
from programs.queries import PeopleFilter, field_columns, people
from programs.values import held_by, write_value

KIND, EXPIRING = "people.export", "export.expire"
WITH_PEOPLE = ".export"  # how the kinds of jobs end whose files tell of people
AT_ONCE = 5_000
STEP = 5_000
KEPT = timedelta(days=7)


@transaction.atomic
def note_export(*, count: int, by: User, now: datetime) -> None:
    """Note that people's details left the product at once."""
    record("people.exported", by_staff_id=by.pk, at=now, count=count)


@transaction.atomic
def start_export(*, wanted: PeopleFilter, zone: str, kind: str = "csv", by: User, now: datetime) -> Job:
    """Have a large export written in the background, in one of FORMATS; its file is kept for a week."""
    language = translation.get_language() or "en"
    arguments = {"wanted": asdict(wanted), "zone": zone, "format": kind, "language": language}
    return start_job(kind=KIND, arguments={**arguments, "fields": field_columns()}, by=by, now=now)


def export_some(job: Job) -> Progress:
    """Note who is exported, then write the next 5,000, then put all together: steps of the job, each a transaction."""
    if not job.cursor:
        pks = array("q", people(PeopleFilter(**job.arguments["wanted"])).values_list("pk", flat=True).iterator())
        schedule(EXPIRING, ref=job.pk, due_at=timezone.now() + KEPT)
        return Progress({"ids": _keep(job, "ids", [pks.tobytes()]).pk, "parts": []}, 0, total=len(pks))
    with translation.override(job.arguments["language"]):
        return _next_part(job)


@transaction.atomic
def expire_export(*, job_id: int) -> None:
    """Remove the files of an export, and what it was narrowed by."""
    job = Job.objects.select_for_update(of=("self",), no_key=True).select_related("file").filter(pk=job_id).first()
    if job is None:
        return
    file = job.file
    Job.objects.filter(pk=job_id).update(file=None, cursor={}, arguments={})
    for leftover in [*([file] if file else []), *pieces_of(job)]:
        erase(file=leftover)


@transaction.atomic
def expire_exports() -> None:
    """Remove the files of all exports, whatever they are of: for when a person is erased who may be in them.

    One that is still being written begins anew; nobody erased is in it then.
    """
    rows = Job.objects.select_for_update(of=("self",), no_key=True).select_related("file")
    for job in rows.filter(kind__endswith=WITH_PEOPLE).exclude(file=None, cursor={}, arguments={}).order_by("pk"):
        if job.file is not None:
            expire_export(job_id=job.pk)
        elif job.cursor:
            Job.objects.filter(pk=job.pk).update(cursor={}, done_count=0)
            for piece in pieces_of(job):
                erase(file=piece)


def headings(zone: str, customs: Sequence[tuple[int, str]]) -> list[str]:
    """The columns of an export; an import knows them again."""
    return [
        _("Name"), _("E-mail"), _("Phone"), _("Company"), _("Status"), _("Tags"), _("Language"), _("Time zone"),
        _("Joined (%(zone)s)") % {"zone": zone}, _("Consent"), _("Districts"), _("Programs"),
        *(name for _pk, name in customs),
    ]  # fmt: skip


def export_rows(wanted: PeopleFilter, zone: str, customs: Sequence[tuple[int, str]]) -> Iterator[Sequence[str]]:
    """The cells of everybody wanted, in order; memory does not grow with them."""
    for advocate in _with_all(people(wanted)).iterator(chunk_size=1000):
        yield _cells(advocate, zone, customs)


def _next_part(job: Job) -> Progress:
    ids, *parts = pieces_of(job)
    pks = _slice(ids, job.done_count)
    by_pk = _with_all(Advocate.objects.filter(erased_at=None)).in_bulk(pks)
    cells = (_cells(by_pk[pk], job.arguments["zone"], job.arguments["fields"]) for pk in pks if pk in by_pk)
    part = _keep(job, "part", table_piece(_format(job), _headings_of(job), cells))
    done = job.done_count + len(pks)
    cursor = {**job.cursor, "parts": [*job.cursor["parts"], part.pk]}
    if done < job.total_count:
        return Progress(cursor, done)
    _put_together(job, [*parts, part])
    erase(file=ids)
    return Progress({}, done, finished=True)


def _put_together(job: Job, parts: Sequence[File]) -> None:
    """One file of all parts, which then go."""
    kind = _format(job)
    chunks = table_of_pieces(kind, _headings_of(job), map(bytes_of, parts))
    Job.objects.filter(pk=job.pk).update(file=_keep(job, kind, chunks))
    for part in parts:
        erase(file=part)
    record("people.exported", by_staff_id=job.by_id, at=timezone.now(), count=job.total_count)


def _keep(job: Job, kind: str, chunks: Iterable[bytes]) -> File:
    whole = FORMATS.get(kind)
    name = _("people") + f"-{timezone.now():%Y-%m-%d}.{kind}" if whole else f"export-{job.pk}.{kind}"
    media_type = whole.media_type if whole else "application/octet-stream"
    return store_produced(name=name, media_type=media_type, chunks=chunks, now=timezone.now(), by_staff=job.by)


def _headings_of(job: Job) -> list[str]:
    return headings(job.arguments["zone"], job.arguments["fields"])


def _format(job: Job) -> str:
    return str(job.arguments.get("format", "csv"))


def _slice(ids: File, start: int) -> list[int]:
    pks = array("q")
    with open_file(ids.path) as file:
        file.seek(start * pks.itemsize)
        pks.frombytes(file.read(STEP * pks.itemsize))
    return pks.tolist()


def _with_all(rows: QuerySet[Advocate]) -> QuerySet[Advocate]:
    tags = Prefetch("taggings", Tagging.objects.select_related("tag").order_by("tag__name"))
    districts = Prefetch("residences", Residence.objects.select_related("district").order_by("district__name"))
    programs = Prefetch("enrolments", Enrolment.objects.select_related("program").order_by("program__name"))
    values = Prefetch("field_values", FieldValue.objects.select_related("field"))
    return rows.prefetch_related(tags, districts, programs, values)


def _cells(advocate: Advocate, zone: str, customs: Sequence[tuple[int, str]]) -> list[str]:
    held = {value.field_id: write_value(held_by(value)) for value in advocate.field_values.all()}
    tags = ", ".join(tagging.tag.name for tagging in advocate.taggings.all())
    districts = ", ".join(residence.district.name for residence in advocate.residences.all())
    programs = ", ".join(enrolment.program.name for enrolment in advocate.enrolments.all())
    joined = advocate.joined_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    return [
        advocate.name, advocate.email or "", advocate.phone or "", advocate.company, str(advocate.get_status_display()),
        tags, advocate.language, advocate.time_zone, joined, advocate.consent_source, districts,
        programs,
        *(held.get(pk, "") for pk, _name in customs),
    ]  # fmt: skip
