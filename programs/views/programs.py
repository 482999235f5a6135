"""Programs in the console: the list, one of them, the questions of its application, its archive."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.typed import Typed
from programs.forms.programs import ProgramForm, QuestionsForm
from programs.models import Program
from programs.operations.programs import (
    IsDefault,
    ProgramNameTaken,
    archive_program,
    change_program,
    default_program,
    make_program,
    restore_program,
    set_questions,
)
from programs.programs import all_versions, programs, waiting_applications, with_counts
from surveys.builder import apply_builder, raw_of

FORM = "programs/console/program_form.html"


@staff(can=Permission.SEE)
@require_GET
def program_list(request: StaffRequest) -> HttpResponse:
    """Programs in use, or those archived."""
    archived = request.GET.get("archived") == "1"
    rows = Program.objects.filter(archived_at__isnull=False).order_by("name") if archived else programs()
    context = {"programs": with_counts(rows), "archived": archived, "waiting": waiting_applications()}
    return render(request, "programs/console/programs.html", context)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def program_new(request: StaffRequest) -> HttpResponse:
    """Make a program."""
    form = ProgramForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        default_program()  # there is always one that everybody belongs to
        try:
            program = make_program(details=form.details(), by=request.user, now=timezone.now())
        except ProgramNameTaken:
            form.say_taken()
        else:
            messages.success(request, _("“%(name)s” is made. Nobody is in it yet.") % {"name": program})
            return redirect("console:program", program.pk)
    return render(request, FORM, {"form": form, "program": None}, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def program(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a program."""
    row = get_object_or_404(with_counts(Program.objects.all()), pk=pk)
    form = ProgramForm(request.POST or None, instance=Program.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            change_program(program=row, changes=form.details(), by=request.user, now=timezone.now())
        except ProgramNameTaken:
            form.say_taken()
        else:
            messages.success(request, _("Saved."))
            return redirect("console:program", pk)
    shown = {"form": form, "program": row, "versions": all_versions(row)}
    return render(request, FORM, shown, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def program_questions(request: StaffRequest, pk: int) -> HttpResponse:
    """The questions of its application, in rows; a button of the builder changes them, and saves nothing."""
    row = get_object_or_404(Program, pk=pk)
    raw: Typed = raw_of([version.questions for version in all_versions(row)])
    if request.method == "POST":
        raw = request.POST
        if command := request.POST.get("builder"):
            return _questions(request, row, QuestionsForm(apply_builder(raw, command)))
        form = QuestionsForm(raw)
        if form.is_valid():
            set_questions(program=row, questions=form.questions(), by=request.user, now=timezone.now())
            messages.success(request, _("Saved. Whoever applies from now on is asked this."))
            return redirect("console:program", pk)
        return _questions(request, row, form, status=422)
    return _questions(request, row, QuestionsForm(raw))


def _questions(request: StaffRequest, row: Program, form: QuestionsForm, *, status: int = 200) -> HttpResponse:
    if status == 200:
        form.be_quiet()
    context = {"program": row, "form": form, "type_form": form}
    return render(request, "programs/console/program_questions.html", context, status=status)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def program_archive(request: StaffRequest, pk: int) -> HttpResponse:
    """Put it out of sight, or take it out of the archive again."""
    row = get_object_or_404(Program, pk=pk)
    try:
        if row.archived_at:
            restore_program(program=row, by=request.user, now=timezone.now())
            messages.success(request, _("It is in use again."))
        else:
            archive_program(program=row, by=request.user, now=timezone.now())
            messages.success(request, _("Archived. Who is in it stays in it; nobody else comes in."))
    except IsDefault:
        messages.error(request, _("Every member belongs to this program, so it cannot be archived."))
    except ProgramNameTaken:
        messages.error(request, _("Another program has this name now. Rename one of them."))
    return redirect("console:programs")
