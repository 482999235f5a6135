"""Trying a mission out: staff meet it as its people do, as a test person who counts nowhere (B-14)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from missions.forms.whole import Whole
from missions.models import Mission
from missions.operations.trials import begin_trial, end_trials
from missions.trials import trial_of
from missions.views.wizard import editable
from programs.models import Advocate
from programs.sessions import open_hub_session


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def trial(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the hub in this browser as one's test person, at this mission: where one was, or with `anew` afresh."""
    mission, now = editable(pk), timezone.now()
    begun = trial_of(mission, request.user)
    if begun and "anew" not in request.POST:
        return _enter(request, mission, begun.advocate)
    if mission.draft is None:
        return _enter(request, mission, begin_trial(mission=mission, by=request.user, now=now))
    whole = Whole(mission, zone=request.profile.time_zone)
    if whole.problems():
        messages.error(request, _("Mend what is listed here first; then you can try the mission."))
        return redirect("console:mission_check", pk=pk)
    person = begin_trial(
        mission=mission, content=whole.content(), questions=whole.questions(), by=request.user, now=now
    )
    return _enter(request, mission, person)


def _enter(request: StaffRequest, mission: Mission, person: Advocate) -> HttpResponse:
    answer = redirect("hub:mission", pk=mission.pk)
    open_hub_session(request, answer, advocate=person, way="link", now=timezone.now())
    return answer


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def trial_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Remove all that one has tried, of every mission."""
    mission = editable(pk)
    if end_trials(by=request.user, now=timezone.now()):
        messages.success(request, _("Everything you tried is removed."))
    else:
        messages.info(request, _("There was nothing to remove."))
    return redirect("console:mission_check" if mission.live_id is None else "console:mission", pk=pk)
