"""Who sees a mission, changed while it is live: the effect first, then the change (G-35)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.states import MoveNotAllowed
from missions.approving import refusal_to_launch
from missions.forms.raw import from_post
from missions.forms.visibility import VisibilityForm
from missions.models import Mission
from missions.operations.visibility import FIELDS, change_visibility
from missions.reach import effect_of
from missions.states import MissionState


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def visibility(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose, see what it does and to how many, and only then do it."""
    row = get_object_or_404(Mission.objects.select_related("activity", "live", "draft"), pk=pk)
    if row.live is None or row.state not in (MissionState.LIVE, MissionState.PAUSED):
        raise Http404("only a live or paused mission")
    sent = request.method == "POST"
    form = VisibilityForm(request.POST) if sent else VisibilityForm.of(row.live.raw)
    checked = sent and form.is_valid()
    if refusal := refusal_to_launch(profile=request.profile, member=request.member, request=None):
        messages.error(request, refusal)
        return redirect("console:mission", pk=pk)
    if checked and "confirmed" in request.POST:
        raw = from_post(request.POST, fields=FIELDS, many=VisibilityForm.many)
        try:
            change_visibility(mission=row, raw=raw, content=form.content(), by=request.user, now=timezone.now())
        except MoveNotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The visibility is changed."))
        return redirect("console:mission", pk=pk)
    context = {"mission": row, "form": form, "effect": effect_of(row, form.content()) if checked else None}
    return render(request, "missions/console/visibility.html", context, status=422 if form.errors else 200)
