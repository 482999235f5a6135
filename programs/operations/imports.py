"""Imports of people from files: begun, started, stepped, stopped, discarded. What a row comes to is in importing.py."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from events.operations import record, schedule
from files.disk import open_file
from files.operations import erase, store_table
from files.types import Upload
from foundation.spreadsheets import Reading, count_rows, rows
from foundation.states import MoveNotAllowed
from jobs.models import Job
from jobs.operations import Progress, cancel_job, start_job
from programs.columns import Column
from programs.models import Import
from programs.operations.fields import made_fields
from programs.operations.importing import take_rows
from programs.operations.tags import tags_by_name

KIND, DISCARDING = "people.import", "import.discard"
STEP = 500
# A file that was uploaded and not imported is not kept longer.
UNUSED_AFTER = timedelta(days=2)


class AlreadyStarted(Exception):
    """The import has been started; how its columns are read can no longer be changed."""


class NotGoing(Exception):
    """The import is not being worked on: there is nothing to stop."""


@transaction.atomic
def begin_import(*, upload: Upload, reading: Reading, by: User, now: datetime) -> Import:
    """Keep an uploaded file of people. Nobody is added yet; in two days it is discarded if nothing follows.

    Raises FileRefused of files.
    """
    file = store_table(upload, by_staff=by, now=now)
    row = Import.objects.create(file=file, file_name=file.name, reading=asdict(reading), by=by, created_at=now)
    schedule(DISCARDING, ref=row.pk, due_at=now + UNUSED_AFTER)
    return row


@transaction.atomic
def start_import(
    *,
    row: Import,
    reading: Reading,
    columns: Mapping[str, Column],
    region: str,
    updates_existing: bool,
    tag: str,
    consent_source: str,
    by: User,
    now: datetime,
) -> Import:
    """Have the rows taken in the background, once however often it is pressed. Raises AlreadyStarted."""
    started = Import.objects.filter(pk=row.pk, started_at=None).update(
        started_at=now,
        reading=asdict(reading),
        region=region,
        updates_existing=updates_existing,
        tag=tags_by_name([tag])[tag] if tag else None,
        consent_source=consent_source,
        by=by,
    )
    if not started:
        raise AlreadyStarted
    made = made_fields(columns=columns, by=by, now=now)
    about = f"import:{row.pk}"
    job = start_job(kind=KIND, about=about, arguments={"import": row.pk}, by=by, now=now)
    kept = {heading: str(column) for heading, column in made.items()}
    Import.objects.filter(pk=row.pk).update(job=job, columns=kept)
    record("import.started", about=about, by_staff_id=by.pk, at=now)
    return Import.objects.get(pk=row.pk)


def import_some(job: Job) -> Progress:
    """Take the next 500 rows of an import: a step of its job, in the step's transaction. Counts the rows first."""
    row = Import.objects.select_related("file", "by", "tag").get(pk=job.arguments["import"])
    if row.file is None:  # stopped
        return Progress(job.cursor, job.done_count, finished=True)
    reading, now = Reading(**row.reading), timezone.now()
    place = job.cursor or {"offset": reading.offset, "line": reading.line}
    with open_file(row.file.path) as file:
        total = None if job.cursor else count_rows(file, reading)
        found = list(islice(rows(file, reading, **place), STEP))
    if total is not None:
        Import.objects.filter(pk=row.pk).update(rows_count=total)
    with translation.override(row.by.language):
        take_rows(row, found, now=now)
    if found:
        place = {"offset": found[-1].offset_after, "line": found[-1].line_after}
    finished = len(found) < STEP
    if finished:
        _finish(row, name="import.finished", now=now)
    return Progress(place, job.done_count + len(found), total=total, finished=finished)


@transaction.atomic
def stop_import(*, row: Import, by: User, now: datetime) -> None:
    """Take no more rows; those taken stay. Raises NotGoing."""
    if row.job is None:
        raise NotGoing
    try:
        cancel_job(job=row.job, now=now)
    except MoveNotAllowed as error:
        raise NotGoing from error
    _finish(Import.objects.select_related("file", "by").get(pk=row.pk), name="import.stopped", now=now)


@transaction.atomic
def discard_import(*, import_id: int) -> bool:
    """Forget a file that was uploaded and never imported; False when there is no such."""
    row = Import.objects.select_for_update(of=("self",)).filter(pk=import_id, started_at=None).first()
    if row is None:
        return False
    file = row.file
    row.delete()
    if file is not None:
        erase(file=file)
    return True


def _finish(row: Import, *, name: str, now: datetime) -> None:
    """No more rows are taken, and the file goes."""
    Import.objects.filter(pk=row.pk).update(finished_at=now, file=None)
    if row.file is not None:
        erase(file=row.file)
    record(name, about=f"import:{row.pk}", by_staff_id=row.by_id, at=now)
