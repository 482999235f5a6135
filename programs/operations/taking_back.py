"""Taking an import back: those it added and who have done nothing since are removed as if they had never been."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from jobs.models import Job
from jobs.operations import Progress, start_job
from programs.models import (
    Advocate,
    Enrolment,
    FieldValue,
    Import,
    ImportedRow,
    Residence,
    RowOutcome,
    SearchWord,
    Tagging,
)

KIND = "people.take_back"
STEP = 500

# What comes with a person and goes with them; models of other apps say so themselves by `goes_with_a_person`. Every
# other row that points to a person, of whatever app, is a trace of something done since, and keeps them.
PARTS = (SearchWord, Tagging, Residence, FieldValue, Enrolment, ImportedRow)


class NotTakeable(Exception):
    """The import is not finished, or has been taken back already."""


@transaction.atomic
def take_import_back(*, row: Import, by: User, now: datetime) -> Job:
    """Have the people added by a finished import removed in the background, once. Raises NotTakeable.

    Changes to people who were there before stay.
    """
    about = f"import:{row.pk}"
    job = start_job(kind=KIND, about=about, arguments={"import": row.pk}, total=row.added_count, by=by, now=now)
    rows = Import.objects.filter(pk=row.pk, taking_back=None, finished_at__isnull=False)
    if not rows.update(taking_back=job):
        raise NotTakeable
    return job


def take_some_back(job: Job) -> Progress:
    """Remove the next 500 people of an import, or say why they stay: a step of its job, in the step's transaction."""
    row, now = Import.objects.get(pk=job.arguments["import"]), timezone.now()
    after = job.cursor.get("after", 0)
    rows = ImportedRow.objects.filter(of_import=row, outcome=RowOutcome.ADDED, line__gt=after).order_by("line")
    lines = dict(rows.values_list("advocate_id", "line")[:STEP])
    people = Advocate.objects.select_for_update(of=("self",)).filter(pk__in=lines).order_by("pk")
    present = list(people.values_list("pk", flat=True))
    with translation.override(job.by.language if job.by else None):
        reasons = traces_of(present, besides=row)
        _keep(row, reasons)
    removed = [pk for pk in present if pk not in reasons]
    for model in _parts():
        model._base_manager.filter(advocate_id__in=removed).delete()
    Advocate.objects.filter(pk__in=removed).delete()
    finished = len(lines) < STEP
    Import.objects.filter(pk=row.pk).update(
        removed_count=F("removed_count") + len(removed),
        kept_count=F("kept_count") + len(reasons),
        taken_back_at=now if finished else None,
    )
    if finished:
        record("import.taken_back", about=f"import:{row.pk}", by_staff_id=job.by_id, at=now)
    cursor = {"after": max(lines.values(), default=after)}
    return Progress(cursor, job.done_count + len(lines), finished=finished)


def traces_of(pks: Collection[int], *, besides: Import) -> dict[int, str]:
    """Why each of these people has to stay, in words; who may go is not in it. One query for each kind of row."""
    found: dict[int, list[str]] = defaultdict(list)
    for model, column, words in _ways_to_leave_traces():
        for pk in model._base_manager.filter(**{f"{column}__in": pks}).values_list(column, flat=True).distinct():
            found[pk].append(words)
    later = ImportedRow.objects.filter(advocate__in=pks).exclude(of_import=besides).select_related("of_import")
    for row in later:
        found[row.advocate_id].append(_("also in the file %(file)s") % {"file": row.of_import.file_name})
    return {pk: ", ".join(dict.fromkeys(words)) for pk, words in found.items()}


def _parts() -> list[type[models.Model]]:
    """What goes with people, of every app."""
    relations = Advocate._meta.get_fields(include_hidden=True)
    others = [row.related_model for row in relations if isinstance(row, models.ManyToOneRel)]
    return [*PARTS, *(model for model in others if getattr(model, "goes_with_a_person", False))]


def _ways_to_leave_traces() -> list[tuple[type[models.Model], str, str]]:
    """Each foreign key to a person that is no part of them: its model, its column, and the words for such rows."""
    ours = {
        "events.event": _("something happened since"),
        "files.file": _("sent a file"),
        "programs.hubsession": _("opened the hub"),
        "programs.signinrequest": _("asked to sign in"),
        "programs.addresschange": _("asked for another address"),
    }
    parts, keys = _parts(), []
    for relation in Advocate._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in parts:
            meta = relation.related_model._meta
            words = ours.get(meta.label_lower, str(meta.verbose_name_plural))
            keys.append((relation.related_model, relation.field.attname, words))
    return keys


def _keep(row: Import, reasons: dict[int, str]) -> None:
    """Note at the rows of the import why their people stay."""
    by_reason = defaultdict(list)
    for pk, reason in reasons.items():
        by_reason[reason[:300]].append(pk)
    for reason, pks in by_reason.items():
        row.rows.filter(advocate__in=pks).update(kept_because=reason)
