"""A mission's budget: how it stands, and raising it (S2-90, G-16)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from missions.forms.raising import RaiseForm
from missions.models import Mission
from missions.operations.promising import raise_mission_budget
from missions.spending import forecast, spending_of
from rewards.operations.budgets import NoCap


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def budget(request: StaffRequest, pk: int) -> HttpResponse:
    """How the budget stands, with one button that raises it at once."""
    mission = get_object_or_404(Mission.objects.select_related("budget", "live", "draft"), pk=pk)
    spending = spending_of(mission, now=timezone.now())
    if spending is None or spending.cap is None:
        raise Http404("this mission has no budget")
    form = RaiseForm(request.POST or None, budget=spending.budget)
    if request.method == "POST" and form.is_valid():
        given = {"points": form.points, "money": form.money}
        try:
            raise_mission_budget(mission=mission, by=request.user, now=timezone.now(), **given)
        except NoCap:
            messages.info(request, _("The budget was removed meanwhile: there is no limit."))
        else:
            messages.success(request, _("The budget is raised. Whoever was refused can begin now."))
        return redirect("console:mission", pk=pk)
    words = forecast(spending, zone=request.profile.time_zone)
    context = {"mission": mission, "spending": spending, "forecast": words, "form": form}
    return render(request, "missions/console/budget.html", context, status=422 if form.errors else 200)
