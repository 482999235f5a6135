"""All settings of a mission, to be read (S3-08)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from missions.changes import Shown, fields_of
from missions.forms.offers import Offers
from missions.forms.steps import STEP_FORMS, STEPS
from missions.forms.whole import kept_of
from missions.models import Mission
from missions.states import MissionState
from missions.types import TYPES

CHANGED = {MissionState.DRAFT, MissionState.SCHEDULED, MissionState.LIVE, MissionState.PAUSED}


@staff(can=Permission.SEE)
@require_GET
def settings(request: StaffRequest, pk: int) -> HttpResponse:
    """What is in force of each step, as it reads; of what was never launched what is typed so far."""
    row = get_object_or_404(Mission.objects.select_related("activity__form", "draft", "live"), pk=pk)
    raw = row.live.raw if row.live else kept_of(row)
    context = {
        "mission": row,
        "entry": TYPES[row.activity.type],
        "steps": _by_step(row, raw, zone=request.profile.time_zone),
        "can_change": row.state in CHANGED,
    }
    return render(request, "missions/console/settings.html", context)


def _by_step(row: Mission, raw: Mapping[str, Any], *, zone: str) -> list[tuple[str, Any, list[Shown]]]:
    """Each step with its name and what is set there; what is empty is left out."""
    found: dict[str, list[Shown]] = {step: [] for step in STEP_FORMS}
    for _name, shown in fields_of(row, raw, zone=zone, offers=Offers()):
        if shown.value:
            found[shown.step].append(shown)
    return [(step, STEPS[step], fields) for step, fields in found.items() if fields]
