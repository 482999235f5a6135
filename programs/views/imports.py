"""Importing people: a file, its columns, and what became of its rows."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from files.types import FileRefused
from foundation.answers import page
from foundation.spreadsheets import Reading
from programs.forms.imports import ColumnsForm, ImportFileForm, ReadingForm, quiet
from programs.forms.people import PlaceForm
from programs.models import Import
from programs.operations.imports import AlreadyStarted, begin_import, discard_import, start_import
from programs.preview import Preview, preview, read_again
from programs.queries import PAGE, imports
from programs.regions import region_of_zone

COLUMNS = "programs/console/import_columns.html"


@staff(can=Permission.MANAGE_PEOPLE)
@require_GET
def import_list(request: StaffRequest) -> HttpResponse:
    """The history of imports."""
    after = PlaceForm(request.GET).place()["after"]
    rows = imports().filter(pk__lt=after) if after else imports()
    found = list(rows[: PAGE + 1])
    context = {"imports": found[:PAGE], "older": found[PAGE - 1].pk if len(found) > PAGE else None}
    return render(request, "programs/console/imports.html", context)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@once
def import_new(request: StaffRequest) -> HttpResponse:
    """Upload a file."""
    is_sent = request.method == "POST"
    form = ImportFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        try:
            upload = form.cleaned_data["file"]
            row = begin_import(upload=upload, reading=form.reading, by=request.user, now=timezone.now())
        except FileRefused as refused:
            form.add_error("file", refused)
        else:
            return redirect("console:import_columns", row.pk)
    return render(request, "programs/console/import_new.html", {"form": form}, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def import_columns(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what each column is, see what will be stored, and start."""
    row = get_object_or_404(Import.objects.select_related("file"), pk=pk)
    if row.started_at is not None:
        return redirect("console:import", pk)
    chosen = _chosen(request, row)
    if chosen.is_final and chosen.form.is_valid():
        data = chosen.form.cleaned_data
        try:
            start_import(
                row=row, reading=chosen.reading, columns=chosen.form.columns, region=data.get("region", ""),
                updates_existing=data["existing"] == "update", tag=data["tag"], consent_source=data["consent_source"],
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except AlreadyStarted:
            messages.info(request, _("This import was started already."))
        return redirect("console:import", pk)
    return page(request, COLUMNS, "columns", _shown(row, chosen), status=422 if chosen.has_errors else 200)


class Chosen(NamedTuple):
    """What staff say about the file so far, and whether they pressed the button that starts."""

    reading: Reading
    reading_form: ReadingForm
    form: ColumnsForm
    is_final: bool
    is_read_anew: bool = False

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended before it can start."""
        return bool(self.form.errors or self.reading_form.errors)


def _chosen(request: StaffRequest, row: Import) -> Chosen:
    """The forms as posted. Read in another way the file has other columns, which are guessed and shown again first."""
    kept, region = Reading(**row.reading), region_of_zone(request.profile.time_zone)
    if request.method == "GET":
        return Chosen(kept, ReadingForm(reading=kept), ColumnsForm(reading=kept, region=region), is_final=False)
    reading_form = ReadingForm(request.POST, reading=kept)
    reading = _read(row, reading_form) or kept
    way = f"{reading.encoding} {reading.delimiter}"
    if request.POST.get("read_as", "") != way:
        form = ColumnsForm(reading=reading, region=region, initial=quiet(request.POST.dict(), columns=False))
        return Chosen(reading, reading_form, form, is_final=False, is_read_anew="start" in request.POST)
    if "start" in request.POST:
        form = ColumnsForm(request.POST, reading=reading, region=region)
    else:
        form = ColumnsForm(reading=reading, region=region, initial=quiet(request.POST.dict(), columns=True))
    return Chosen(reading, reading_form, form, is_final="start" in request.POST and not reading_form.errors)


def _read(row: Import, form: ReadingForm) -> Reading | None:
    """The file as the form says; None, with the reason in the form, when it cannot be read like that."""
    if not form.is_valid() or row.file is None:
        return None
    try:
        return read_again(row.file, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("encoding", error)
        return None


def _shown(row: Import, chosen: Chosen) -> dict[str, object]:
    if row.file is None:
        raise Http404("the file is gone")
    region = str(chosen.form["region"].value() or "") if "region" in chosen.form.fields else ""
    seen: Preview = preview(row.file, chosen.reading, chosen.form.columns, region=region)
    return {
        "import": row,
        "form": chosen.form,
        "forms": [chosen.reading_form, chosen.form],
        "reading": chosen.reading,
        "reading_form": chosen.reading_form,
        "read_as": f"{chosen.reading.encoding} {chosen.reading.delimiter}",
        "is_read_anew": chosen.is_read_anew,
        "preview": seen,
        "columns": list(zip(chosen.form.column_fields(), seen.examples, strict=False)),
    }


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def import_discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget a file that was not imported."""
    get_object_or_404(Import, pk=pk)
    if discard_import(import_id=pk):
        messages.success(request, _("The file is discarded. Nobody was added."))
        return redirect("console:imports")
    return redirect("console:import", pk)
