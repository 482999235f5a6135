"""A mission's answers as a file: a few at once, many by a job with its progress."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from files.serving import response_for
from foundation.answers import page
from foundation.states import MoveNotAllowed
from foundation.tables import table_file
from jobs.models import Job
from missions.answer_rows import answered, answers_of
from missions.funnel import submissions_of_mission
from missions.models import Mission
from missions.operations.answer_exports import (
    AT_ONCE,
    KIND,
    note_answers_exported,
    start_answer_export,
    stop_answer_export,
)
from missions.views.results import filter_of
from programs.forms.exports import FormatForm
from programs.views.exports import table_answer


@staff(can=Permission.EXPORT)
@require_POST
@once
def answers_export(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The latest answers of what the address narrows the results to; more than a few thousand in the background."""
    mission = get_object_or_404(Mission.objects.select_related("activity__form", "live"), pk=pk)
    zone, now = request.profile.time_zone, timezone.now()
    wanted, kind = filter_of(request, mission, zone).wanted(), FormatForm(request.POST).kind()
    count = submissions_of_mission(mission, wanted).count()
    if count > AT_ONCE:
        job = start_answer_export(mission=mission, wanted=wanted, zone=zone, kind=kind, by=request.user, now=now)
        return redirect("console:mission_answers_job", pk, job.pk)
    note_answers_exported(mission_id=pk, count=count, by_id=request.user.pk, now=now)
    answers = answers_of(mission, zone=zone)
    chunks = table_file(kind, answers.headings, answers.rows(answered(mission, wanted)))
    return table_answer(chunks, name=f"mission-{pk}-answers", kind=kind)


@staff(can=Permission.EXPORT)
@require_GET
def answers_job(request: StaffRequest, pk: int, job_pk: int) -> HttpResponse:
    """The progress of a large export, then the way to its file."""
    context = {"mission": get_object_or_404(Mission, pk=pk), "job": _job(pk, job_pk)}
    return page(request, "missions/console/answers_export.html", "state", context)


@staff(can=Permission.EXPORT)
@require_GET
def answers_file(request: StaffRequest, pk: int, job_pk: int) -> HttpResponseBase:
    """The file of a large export, for a week."""
    job = _job(pk, job_pk)
    if job.file is None:
        raise Http404("not ready, or gone after a week")
    return response_for(job.file)


@staff(can=Permission.EXPORT)
@require_POST
def answers_stop(request: StaffRequest, pk: int, job_pk: int) -> HttpResponse:
    """Stop a large export; one that has ended is left alone."""
    try:
        stop_answer_export(job=_job(pk, job_pk), now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _("Nothing changed: the export had ended."))
    return redirect("console:mission_answers_job", pk, job_pk)


def _job(pk: int, job_pk: int) -> Job:
    rows = Job.objects.select_related("file")
    return get_object_or_404(rows, pk=job_pk, kind=KIND, about=f"answers:{pk}")
