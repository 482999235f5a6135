"""How the workspace's engine is, and running again what failed for good."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.models import DeadReaction
from events.operations import run_all_dead_reactions_again, run_dead_reaction_again
from pages.health import health
from segments.operations.repairing import repair_segments


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def overview(request: StaffRequest) -> HttpResponse:
    """What is due, what failed, mail nobody knows of, and the rounds of the night, as of now."""
    found = health(now=timezone.now(), zone=request.profile.time_zone)
    return render(request, "pages/console/health.html", {"health": found})


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def repair(request: StaffRequest) -> HttpResponse:
    """Put segments right: safe to press at any time, also twice."""
    if repair_segments(by=request.user, now=timezone.now()):
        messages.success(request, _("It is being put right. Look again in a minute."))
    else:
        messages.info(request, _("Nothing had to be put right, or it is being done already."))
    return redirect("console:health")


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def run_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Try a failed reaction again. Pressed twice it is tried once: the second time its row is gone."""
    dead = DeadReaction.objects.filter(pk=pk).first()
    if dead is None:
        messages.info(request, _("It is being tried again already."))
    else:
        run_dead_reaction_again(dead=dead)
        messages.success(request, _("It is tried again now. If it fails ten times more, it is listed here again."))
    return redirect("console:health")


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def run_all_again(request: StaffRequest) -> HttpResponse:
    """Try everything again that failed for good."""
    count = run_all_dead_reactions_again()
    if count:
        words = ngettext("%(n)s is tried again now.", "%(n)s are tried again now.", count)
        messages.success(request, words % {"n": count})
    else:
        messages.info(request, _("Nothing is left to be tried again."))
    return redirect("console:health")
