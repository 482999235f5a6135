"""Sending a mission to people chosen in their list: which one, who gets it and who not, and how far it is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.answers import page
from jobs.models import Job
from missions.forms.sending import ChosenForm, MissionForm
from missions.models import Mission
from missions.operations.nudging import MissionNotOpen
from missions.operations.sending import KIND, start_sending
from missions.sending import Chosen, people_chosen, reached_by_sending

NAMED = 3  # of the chosen people


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def choice(request: StaffRequest) -> HttpResponse:
    """From the list of people, with what is ticked there; on to the page that asks for the mission."""
    form = ChosenForm(request.POST, filters=request.GET)
    if form.chosen() is None:
        messages.error(request, _("Select at least one person in the list."))
        return redirect(reverse("console:people", query=request.GET))
    return redirect(f"{reverse('console:sending')}?{form.query()}")


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def sending(request: StaffRequest) -> HttpResponse:
    """Choose a live mission for the chosen people, see who is written to and who is left out, send it."""
    chosen = ChosenForm(request.GET, filters=request.GET).chosen()
    if chosen is None:
        messages.error(request, _("Nobody is chosen. Select people in their list."))
        return redirect("console:people")
    form = MissionForm(request.POST if request.method == "POST" else request.GET)
    mission = form.chosen()
    if request.method == "POST" and mission:
        try:
            job = start_sending(mission=mission, chosen=chosen, by=request.user, now=timezone.now())
        except MissionNotOpen:
            mission = None
        else:
            return redirect("console:sending_job", mission.pk, job.pk)
    if request.method == "POST":
        messages.error(request, _("Choose a mission that is live."))
    context = _shown(request, chosen, form, mission)
    status = 422 if request.method == "POST" else 200
    return render(request, "missions/console/sending.html", context, status=status)


def _shown(request: StaffRequest, chosen: Chosen, form: MissionForm, mission: Mission | None) -> dict[str, object]:
    people, now = people_chosen(chosen), timezone.now()
    query = request.GET.copy()
    query.pop("mission", None)
    return {
        "form": form,
        "mission": mission,
        "count": people.count(),
        "names": [str(person) for person in people.order_by("sort_name", "pk")[:NAMED]],
        "reached": reached_by_sending(mission, chosen, now=now) if mission else None,
        "now": now,
        "chosen_fields": [(name, value) for name, values in query.lists() for value in values],
        "query": query.urlencode(),
    }


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def sending_job(request: StaffRequest, pk: int, job_pk: int) -> HttpResponse:
    """How far it is."""
    job = get_object_or_404(Job, pk=job_pk, kind=KIND, about=f"sending:{pk}")
    context = {"mission": get_object_or_404(Mission, pk=pk), "job": job}
    return page(request, "missions/console/sending_job.html", "job", context)
