"""Exporting people: exactly those the list shows, in its order."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from files.serving import response_for
from foundation.answers import page
from foundation.tables import FORMATS, table_file
from jobs.models import Job
from programs.forms.exports import FormatForm
from programs.forms.people import PeopleFilterForm
from programs.operations.exports import AT_ONCE, KIND, export_rows, headings, note_export, start_export
from programs.queries import count_people, field_columns


@staff(can=Permission.EXPORT)
@require_POST
@once
def people_export(request: StaffRequest) -> HttpResponseBase:
    """A few thousand people at once; more in the background."""
    wanted, zone, now = PeopleFilterForm(request.GET).wanted(), request.profile.time_zone, timezone.now()
    count, kind = count_people(wanted), FormatForm(request.POST).kind()
    if count > AT_ONCE:
        job = start_export(wanted=wanted, zone=zone, kind=kind, by=request.user, now=now)
        return redirect("console:people_export_job", job.pk)
    note_export(count=count, by=request.user, now=now)
    customs = field_columns()
    chunks = table_file(kind, headings(zone, customs), export_rows(wanted, zone, customs))
    return table_answer(chunks, name=_("people") + f"-{now:%Y-%m-%d}", kind=kind)


def csv_answer(chunks: Iterator[bytes], *, name: str) -> StreamingHttpResponse:
    """A table of lines as a download; `name` with its ending."""
    return table_answer(chunks, name=name.removesuffix(".csv"), kind="csv")


def table_answer(chunks: Iterator[bytes], *, name: str, kind: str) -> StreamingHttpResponse:
    """A table as a download, in one of FORMATS; `name` without its ending."""
    name = f"{name}.{kind}"
    response = StreamingHttpResponse(chunks, content_type=FORMATS[kind].media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


@staff(can=Permission.EXPORT)
@require_GET
def people_export_job(request: StaffRequest, pk: int) -> HttpResponse:
    """The progress of a large export, then the way to its file."""
    job = get_object_or_404(Job.objects.select_related("file"), pk=pk, kind=KIND)
    return page(request, "programs/console/people_export.html", "state", {"job": job})


@staff(can=Permission.EXPORT)
@require_GET
def people_export_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The file of a large export, for a week."""
    job = get_object_or_404(Job.objects.select_related("file"), pk=pk, kind=KIND)
    if job.file is None:
        raise Http404("not ready, or gone after a week")
    return response_for(job.file)
