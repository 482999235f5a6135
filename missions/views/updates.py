"""The hub's list of updates: what is new, read or not."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from missions.open_missions import updates_for
from programs.doors import advocate
from programs.requests import AdvocateRequest


@advocate
@require_GET
def updates(request: AdvocateRequest) -> HttpResponse:
    """Every update that is there for this person, the newest first; those not read yet are marked."""
    rows = updates_for(request.advocate, now=timezone.now())
    return render(request, "missions/hub/updates.html", {"rows": rows})
