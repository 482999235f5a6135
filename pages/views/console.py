"""The console's own pages: home, and the kit that shows every component."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.kit import examples
from missions.listing import MissionsWanted, page_of_missions, taken_part
from missions.views.listing import listed
from pages.queries import overview

SHOWN = 6


@staff(can=Permission.SEE)
@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """What waits, what runs, and what to do next."""
    now = timezone.now()
    found = page_of_missions(MissionsWanted(), now=now, size=SHOWN).rows
    taken = taken_part(found)
    rows = [listed(row, taken.get(row.pk)) for row in found]
    return render(request, "pages/console/home.html", {"overview": overview(now=now), "rows": rows})


@staff(can=Permission.SEE)
@require_GET
def kit(request: StaffRequest) -> HttpResponse:
    """Every component in every state, for people who build pages."""
    return render(request, "kit.html", examples())
