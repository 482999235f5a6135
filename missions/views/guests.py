"""What a guest has here: what they sent, what they earned, and the one step in which they join."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from foundation.times import in_zone
from missions.queries import submissions_of
from programs.doors import advocate
from programs.forms.joining import JoinForm
from programs.models import GUESTS, Program
from programs.operations.applications import ByInvitation, TooEarly, join_program
from programs.programs import may_apply_at, standing_of, standings_of
from programs.requests import AdvocateRequest
from rewards.queries import balance_of

SHOWN = 30


@advocate(guests=True)
@require_GET
def guest(request: AdvocateRequest) -> HttpResponse:
    """A guest's own page, in the place of the hub; members have the hub."""
    if request.advocate.status not in GUESTS:
        return redirect("hub:home")
    return _show(request, JoinForm(program=_program()))


def _program() -> Program:
    """There is one: a mission belongs to it, and guests come by missions."""
    return Program.objects.get(is_default=True)


def _show(request: AdvocateRequest, form: JoinForm, *, status: int = 200) -> HttpResponse:
    now, program = timezone.now(), _program()
    standing = standing_of(request.advocate, program)
    again_at = may_apply_at(last=standing.last)
    context = {
        "form": form,
        "program": program,
        "standing": standing,
        "again_at": again_at if again_at and again_at > now else None,
        "others": [one for one in standings_of(request.advocate) if one.program != program],
        "rows": list(submissions_of(request.advocate)[:SHOWN]),
        "earned": balance_of(request.advocate),
    }
    return render(request, "missions/hub/guest.html", context, status=status)


@advocate(guests=True)
@require_POST
def joining(request: AdvocateRequest) -> HttpResponse:
    """Join, or apply, as the program says; what was earned stays. Pressed twice, it happens once."""
    program = _program()
    form = JoinForm(request.POST, program=program)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        became = join_program(
            advocate=request.advocate, program=program, answers=form.answers_given(), version=form.version,
            now=timezone.now(),
        )  # fmt: skip
    except ByInvitation:
        messages.info(request, _("Members are invited here. You stay a guest for now."))
        return redirect("hub:guest")
    except TooEarly as early:
        messages.info(request, _too_early(request, early.again_at))
        return redirect("hub:guest")
    if became == "in":
        messages.success(request, _("Welcome! You are a member now, and what you earned is yours."))
        return redirect("hub:home")
    messages.success(request, _("Your application is sent. You get a mail when it is decided."))
    return redirect("hub:guest")


def _too_early(request: AdvocateRequest, again_at: datetime) -> str:
    day = date_format(in_zone(again_at, request.profile.time_zone), "j M Y")
    return _("You can apply again on %(day)s.") % {"day": day}
