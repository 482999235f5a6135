"""The calendar of a workspace."""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from campaigns.calendar import Month, days_of
from foundation.forms import FilterForm
from foundation.times import in_zone


class MonthForm(FilterForm):
    """Which month, such as 2026-12."""

    month = forms.RegexField(r"^(20|21)\d\d-(0[1-9]|1[0-2])$", required=False)

    def first_day(self, today: date) -> date:
        """Of the month asked for; of this one where none is."""
        self.is_valid()
        year, _, month = str(self.cleaned_data.get("month") or f"{today:%Y-%m}").partition("-")
        return date(int(year), int(month), 1)


@staff(can=Permission.SEE)
@require_GET
def calendar(request: StaffRequest) -> HttpResponse:
    """What begins and ends in a month, day by day."""
    zone = request.profile.time_zone
    today = in_zone(timezone.now(), zone).date()
    month = Month(MonthForm(request.GET).first_day(today), zone)
    context = {"month": month, "days": days_of(month), "today": today, "this_month": today.replace(day=1)}
    return render(request, "campaigns/console/calendar.html", context)
