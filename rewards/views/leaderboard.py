"""The leaderboard, for staff and for members."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.months import Month, MonthForm
from foundation.times import in_zone
from programs.doors import advocate
from programs.requests import AdvocateRequest
from programs.views.exports import csv_answer
from rewards.forms import AppearanceForm, BoardForm
from rewards.models import How, Leaderboard
from rewards.operations.leaderboard import appear, set_leaderboard
from rewards.standings import appearance_of, board_of, first_of, leaderboard, months_kept, standing_lines

MOST = 100


def _month(request: StaffRequest | AdvocateRequest) -> tuple[date, date]:
    """The first day of the month asked for, and of this one."""
    today = in_zone(timezone.now(), request.profile.time_zone).date()
    return MonthForm(request.GET).first_day(today), today.replace(day=1)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def board_settings(request: StaffRequest) -> HttpResponse:
    """Whether and how members see how they stand; a month as it stands, with everybody's name."""
    row = Leaderboard.objects.first() or Leaderboard()
    form = BoardForm(request.POST or None, initial={"is_on": row.is_on, "shows": row.shows})
    if request.method == "POST" and form.is_valid():
        set_leaderboard(**form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("console:leaderboard")
    month, this_month = _month(request)
    lines = first_of(month, most=MOST)
    context = {
        "form": form, "board": row, "lines": lines, "month": month, "this_month": this_month,
        "months": months_kept(until=this_month), "most": MOST if len(lines) == MOST else 0, "tab": "leaderboard",
    }  # fmt: skip
    return render(request, "rewards/console/leaderboard.html", context, status=422 if form.errors else 200)


@staff(can=Permission.EXPORT)
@require_GET
def board_csv(request: StaffRequest) -> HttpResponseBase:
    """A whole month, as a file."""
    month, _this_month = _month(request)
    return csv_answer(standing_lines(month), name=_("leaderboard") + f"-{month:%Y-%m}.csv")


@advocate
@require_http_methods(["GET", "POST"])
def board(request: AdvocateRequest) -> HttpResponse:
    """How one stands in a month, and who is next to it; how one wishes to stand there. Nothing while it is off."""
    row = leaderboard()
    if row is None:
        raise Http404
    how = appearance_of(request.advocate)
    form = AppearanceForm(request.POST or None, initial={"how": how})
    if request.method == "POST" and form.is_valid():
        appear(advocate_id=request.advocate.pk, how=form.cleaned_data["how"])
        messages.success(request, _("Saved."))
        return redirect("hub:leaderboard")
    month, this_month = _month(request)
    zone = request.profile.time_zone
    begins, ends = Month(month, zone).span
    context = {
        "form": form, "board": board_of(request.advocate, month=month, board=row), "hidden": how == How.HIDDEN,
        "month": month, "this_month": this_month, "months": months_kept(until=this_month),
        "begins": begins, "ends": ends, "zone": zone,
    }  # fmt: skip
    return render(request, "rewards/hub/leaderboard.html", context, status=422 if form.errors else 200)
