"""Figures over all missions."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.tables import table_file
from foundation.times import in_zone
from pages.analytics import MONTHS, cohort_rows, cohorts, funnel, funnel_rows
from pages.forms.days import DaysForm
from programs.forms.exports import FormatForm
from programs.views.exports import table_answer


def _days(request: StaffRequest) -> DaysForm:
    zone = request.profile.time_zone
    return DaysForm(request.GET, zone=zone, today=in_zone(timezone.now(), zone).date())


@staff(can=Permission.SEE)
@require_GET
def analytics(request: StaffRequest) -> HttpResponse:
    """How far people come, and who goes on; with what each number means."""
    form, now = _days(request), timezone.now()
    steps = funnel(**form.instants())
    context = {
        "filter_form": form,
        "steps": steps,
        "bars": [(step.name, step.people) for step in steps],
        "cohorts": cohorts(zone=request.profile.time_zone, now=now),
        "months": range(MONTHS),
        "now": localtime(now),
    }
    return page(request, "pages/console/analytics.html", "figures", context)


@staff(can=Permission.EXPORT)
@require_GET
def funnel_file(request: StaffRequest) -> StreamingHttpResponse:
    """The funnel of these days."""
    kind = FormatForm(request.GET).kind()
    headings = [_("Step"), _("People"), _("Percent of those who saw one"), _("What it counts")]
    rows = funnel_rows(funnel(**_days(request).instants()))
    return table_answer(table_file(kind, headings, rows), name=_("funnel"), kind=kind)


@staff(can=Permission.EXPORT)
@require_GET
def cohorts_file(request: StaffRequest) -> StreamingHttpResponse:
    """The months of joining."""
    kind, zone = FormatForm(request.GET).kind(), request.profile.time_zone
    headings = [_("Joined (%(zone)s)") % {"zone": zone}, _("People")]
    headings += [_("Percent active, month %(n)s") % {"n": month} for month in range(MONTHS)]
    rows = cohort_rows(cohorts(zone=zone, now=timezone.now()))
    return table_answer(table_file(kind, headings, rows), name=_("cohorts"), kind=kind)
