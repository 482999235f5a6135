"""What a mission is to do at a time: planned, cancelled, done before its time (B-06, G-12)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.states import MoveNotAllowed
from missions.forms.planning import PlanForm
from missions.models import Act, Mission, PlannedAct
from missions.operations.missions import launch_now, unschedule_mission
from missions.operations.plans import cancel_act, plan_act
from missions.planned import promised
from missions.set_off import lateness
from missions.states import MissionState

SHOWN = 50
PLANNABLE = (MissionState.SCHEDULED, MissionState.LIVE, MissionState.PAUSED)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def plans(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything that is or was planned for a mission, and a form for more."""
    mission = get_object_or_404(Mission, pk=pk)
    zone, may_plan = request.profile.time_zone, mission.state in PLANNABLE
    form = PlanForm(request.POST if request.method == "POST" else None, zone=zone)
    if request.method == "POST" and form.is_valid() and may_plan:
        act, local = Act(form.cleaned_data["act"]), form.cleaned_data["local"]
        plan_act(mission=mission, act=act, local=local, zone=zone, by=request.user, now=timezone.now())
        messages.success(request, _("It is planned."))
        return redirect("console:mission_plans", pk=pk)
    rows = PlannedAct.objects.filter(mission=mission).select_related("by_staff").order_by("-at", "-pk")[:SHOWN]
    planned = [(row, promised(row.local, row.zone), lateness(row.late)) for row in rows]
    context = {"mission": mission, "planned": planned, "form": form, "may_plan": may_plan}
    return render(request, "missions/console/plans.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def plan_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Have something planned not happen. A launch that is cancelled leaves a draft."""
    planned = get_object_or_404(PlannedAct.objects.select_related("mission"), pk=pk)
    cancel = _unschedule if planned.act == Act.LAUNCH else _cancel
    if cancel(request, planned):
        messages.success(request, _("It will not happen."))
    else:
        messages.info(request, _("Too late: it was done or cancelled already."))
    return redirect("console:mission_plans", pk=planned.mission_id)


def _cancel(request: StaffRequest, planned: PlannedAct) -> bool:
    return cancel_act(planned=planned, by=request.user, now=timezone.now())


def _unschedule(request: StaffRequest, planned: PlannedAct) -> bool:
    """Make its mission a draft again."""
    try:
        unschedule_mission(mission=planned.mission, by=request.user, now=timezone.now())
    except MoveNotAllowed:
        return False
    return True


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def launch_early(request: StaffRequest, pk: int) -> HttpResponse:
    """Launch a scheduled mission before its time."""
    mission = get_object_or_404(Mission, pk=pk)
    try:
        launch_now(mission=mission, by=request.user, now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _("It is not scheduled any more."))
    else:
        messages.success(request, _("The mission is live."))
    return redirect("console:mission", pk=pk)
