"""Programs in the hub: what one is in, and what one can join or apply to."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.states import MoveNotAllowed
from programs.doors import advocate
from programs.forms.joining import JoinForm
from programs.models import Program
from programs.operations.applications import (
    ByInvitation,
    TooEarly,
    join_program,
    withdraw_application,
)
from programs.operations.programs import IsDefault, leave_program
from programs.programs import answered, may_apply_at, standing_of, standings_of
from programs.requests import AdvocateRequest


@advocate(guests=True)
@require_GET
def programs(request: AdvocateRequest) -> HttpResponse:
    """Every program that concerns somebody."""
    return render(request, "programs/hub/programs.html", {"standings": standings_of(request.advocate)})


@advocate(guests=True)
@require_http_methods(["GET", "POST"])
def program(request: AdvocateRequest, pk: int) -> HttpResponse:
    """One program, and joining it or applying to it; pressed twice, it happens once."""
    row = get_object_or_404(Program, pk=pk)
    form = JoinForm(request.POST if request.method == "POST" else None, program=row)
    if request.method == "POST" and form.is_valid():
        return _join(request, row, form)
    return _show(request, row, form)


def _join(request: AdvocateRequest, row: Program, form: JoinForm) -> HttpResponse:
    answers, version = form.answers_given(), form.version
    try:
        became = join_program(
            advocate=request.advocate, program=row, answers=answers, version=version, now=timezone.now()
        )
    except (ByInvitation, TooEarly):
        messages.info(request, _("You cannot apply there at the moment."))
    else:
        joined = _("You are in “%(program)s” now. What you earned is yours.") % {"program": row}
        messages.success(
            request, joined if became == "in" else _("Your application is sent. You get a mail when it is decided.")
        )
    return redirect("hub:program", row.pk)


def _show(request: AdvocateRequest, row: Program, form: JoinForm) -> HttpResponse:
    """Of a program by invitation, or one that is archived, nobody knows who has nothing to do with it."""
    standing = standing_of(request.advocate, row)
    if (not standing.can_join and standing.since is None and standing.last is None) or (
        row.archived_at and standing.since is None
    ):
        raise Http404
    again_at = may_apply_at(last=standing.last)
    context = {
        "standing": standing, "program": row, "form": form,
        "again_at": again_at if again_at and again_at > timezone.now() else None,
        "answers": answered(standing.last) if standing.is_open and standing.last else [],
    }  # fmt: skip
    return render(request, "programs/hub/program.html", context, status=422 if form.errors else 200)


@advocate(guests=True)
@require_POST
def leaving(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Take an application back, or leave a program."""
    row = get_object_or_404(Program, pk=pk)
    standing = standing_of(request.advocate, row)
    try:
        if standing.is_open and standing.last:
            withdraw_application(application=standing.last, now=timezone.now())
            messages.success(request, _("Your application is taken back."))
        elif leave_program(advocate=request.advocate, program=row, now=timezone.now()):
            messages.success(request, _("You left “%(program)s”.") % {"program": row})
    except MoveNotAllowed:
        messages.info(request, _("It was decided meanwhile."))
    except IsDefault:
        messages.info(request, _("Every member belongs to this program."))
    return redirect("hub:programs")
