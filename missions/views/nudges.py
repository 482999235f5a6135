"""Nudging those who have not completed a mission: whom, the mail they get, and how far it is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.answers import page
from jobs.models import Job
from missions.forms.results import GroupForm
from missions.funnel import LEFT
from missions.models import Mission
from missions.nudging import reached_by_nudge
from missions.operations.nudging import KIND, MissionNotOpen, start_nudge
from missions.states import MissionState
from notifications.views.wording import WITH_FRAME

FURTHEST_FIRST = tuple(LEFT)[::-1]  # who began is the likeliest to finish


@csp_override(WITH_FRAME)
@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def nudge(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose a group, see how many are written to and who is left out, read the mail, send it."""
    mission, now = get_object_or_404(Mission, pk=pk), timezone.now()
    reached = {key: reached_by_nudge(mission, key, now=now) for key in LEFT}
    group = GroupForm(request.GET).chosen() or next(
        (key for key in FURTHEST_FIRST if reached[key].count), "not_completed"
    )
    if request.method == "POST":
        try:
            job = start_nudge(mission=mission, group=group, by=request.user, now=now)
        except MissionNotOpen:
            messages.info(request, _("Nobody is nudged: the mission is not live."))
            return redirect("console:mission", pk)
        return redirect("console:mission_nudge_job", pk, job.pk)
    context = {
        "mission": mission,
        "is_live": mission.state == MissionState.LIVE,
        "groups": [(key, step, reached[key].count) for key, step in LEFT.items()],
        "group": group,
        "reached": reached[group],
        "now": now,
    }
    return render(request, "missions/console/nudge.html", context)


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def nudge_job(request: StaffRequest, pk: int, job_pk: int) -> HttpResponse:
    """How far it is."""
    job = get_object_or_404(Job, pk=job_pk, kind=KIND, about=f"nudge:{pk}")
    context = {"mission": get_object_or_404(Mission, pk=pk), "job": job}
    return page(request, "missions/console/nudge_job.html", "job", context)
