"""Approval before launch: ask for it, take that back, give a mission back with a note."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.states import MoveNotAllowed
from missions.approving import latest_request
from missions.forms.approving import AskForm, ReturnForm
from missions.forms.whole import Whole
from missions.models import LaunchRequest, Mission
from missions.operations.approving import ask_for_launch, return_request, take_back_request
from missions.views.launch import show_check
from missions.views.wizard import editable
from notifications.views.wording import WITH_FRAME


@csp_override(WITH_FRAME)
@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def approval(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a mission without faults for approval."""
    mission = editable(pk)
    form = AskForm(request.POST)
    if not form.is_valid():
        return show_check(request, mission, ask_form=form)
    if Whole(mission, zone=request.profile.time_zone).problems():
        return redirect("console:mission_check", pk=pk)
    try:
        ask_for_launch(mission=mission, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
    except MoveNotAllowed as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("Sent for approval. You are told here when it is launched or given back."))
    return redirect("console:mission_check", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def approval_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    row = _request_of(editable(pk))
    if row.asked_by_id != request.user.pk:
        raise Http404("somebody else asked")
    try:
        take_back_request(request=row, by=request.user, now=timezone.now())
    except MoveNotAllowed as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("It does not wait for approval any more."))
    return redirect("console:mission_check", pk=pk)


@csp_override(WITH_FRAME)
@staff(can=Permission.APPROVE_LAUNCHES)
@require_POST
def approval_return(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a mission back to its author, with what should be changed."""
    mission = editable(pk)
    row, form = _request_of(mission), ReturnForm(request.POST)
    if not form.is_valid():
        return show_check(request, mission, return_form=form)
    try:
        return_request(request=row, answer=form.cleaned_data["answer"], by=request.user, now=timezone.now())
    except MoveNotAllowed as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("Given back to %(name)s.") % {"name": row.asked_by})
    return redirect("console:mission_check", pk=pk)


def _request_of(mission: Mission) -> LaunchRequest:
    row = latest_request(mission)
    if row is None:
        raise Http404("nobody asked for an approval")
    return row
