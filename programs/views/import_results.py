"""One import: its progress, what became of its rows, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.spreadsheets import csv_file
from foundation.states import MoveNotAllowed
from jobs.operations import try_job_again
from programs.forms.imports import TakingBackForm
from programs.forms.people import PlaceForm
from programs.models import Import
from programs.operations.imports import NotGoing, stop_import
from programs.operations.taking_back import NotTakeable, take_import_back
from programs.queries import PAGE, faults_of, imports, kept_of
from programs.views.exports import csv_answer


@staff(can=Permission.MANAGE_PEOPLE)
@require_GET
def import_result(request: StaffRequest, pk: int) -> HttpResponse:
    """Its progress while it goes on, then its outcome."""
    row = get_object_or_404(imports(), pk=pk)
    if row.started_at is None:
        return redirect("console:import_columns", pk)
    after = PlaceForm(request.GET).place()["after"] or 0
    faults, kept = list(faults_of(row, after=after)[: PAGE + 1]), list(kept_of(row)[: PAGE + 1])
    context = {
        "import": row,
        "faults": faults[:PAGE],
        "more_faults": faults[PAGE - 1].line if len(faults) > PAGE else None,
        "after": after,
        "kept": kept[:PAGE],
        "more_kept": len(kept) > PAGE,
    }
    return page(request, "programs/console/import.html", "state", context)


@staff(can=Permission.MANAGE_PEOPLE)
@require_GET
def import_faults(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The rows that were not taken, as a file that can be mended and imported."""
    row = get_object_or_404(Import, pk=pk)
    headings = [_("Line"), _("Reason"), *row.reading.get("headings", [])]
    table = ([str(fault.line), fault.reason, *fault.cells] for fault in faults_of(row).iterator())
    return csv_answer(csv_file(headings, table), name=_("not taken") + f" - {row.file_name}")


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def import_stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Take no more rows."""
    row = get_object_or_404(imports(), pk=pk)
    try:
        stop_import(row=row, by=request.user, now=timezone.now())
    except NotGoing:
        messages.info(request, _("The import had ended already."))
    return redirect("console:import", pk)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def import_retry(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a failed import go on from where it was."""
    row = get_object_or_404(imports(), pk=pk)
    job = row.taking_back or row.job
    try:
        if job is not None:
            try_job_again(job=job)
    except MoveNotAllowed:
        messages.info(request, _("It is being worked on."))
    return redirect("console:import", pk)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def import_taking_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask, and remove those whom the import added."""
    row = get_object_or_404(imports(), pk=pk, started_at__isnull=False)
    form = TakingBackForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            take_import_back(row=row, by=request.user, now=timezone.now())
        except NotTakeable:
            messages.info(
                request, _("This import cannot be taken back now: it is not finished, or was taken back already.")
            )
        return redirect("console:import", pk)
    context = {"import": row, "form": form}
    return render(request, "programs/console/import_taking_back.html", context, status=422 if form.errors else 200)
