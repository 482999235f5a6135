"""The calendar of a workspace."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from campaigns.calendar import days_of
from foundation.months import Month, MonthForm
from foundation.times import in_zone


@staff(can=Permission.SEE)
@require_GET
def calendar(request: StaffRequest) -> HttpResponse:
    """What begins and ends in a month, day by day."""
    zone = request.profile.time_zone
    today = in_zone(timezone.now(), zone).date()
    month = Month(MonthForm(request.GET).first_day(today), zone)
    context = {"month": month, "days": days_of(month), "today": today, "this_month": today.replace(day=1)}
    return render(request, "campaigns/console/calendar.html", context)
