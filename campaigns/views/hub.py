"""Campaigns in the hub: what there is, what one asks, joining and leaving it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.forms import JoinForm
from campaigns.models import Campaign, Role
from campaigns.operations.joining import join_campaign, leave_campaign
from campaigns.progress import Line, lines_for, parts_of
from campaigns.queries import campaigns_for
from campaigns.rules import begins_anew, is_over, joining_of, may_see
from campaigns.runs import run_now
from foundation.states import MoveNotAllowed
from foundation.times import shown
from programs.doors import advocate
from programs.requests import AdvocateRequest


def _find(request: AdvocateRequest, pk: int) -> Campaign:
    rows = Campaign.objects.select_related("members", "joining_reward", "completing_reward")
    row = get_object_or_404(rows, pk=pk)
    if not may_see(row, request.advocate):
        raise Http404
    return row


@advocate
@require_GET
def campaigns(request: AdvocateRequest) -> HttpResponse:
    """The campaigns a person is in or may join."""
    found = campaigns_for(request.advocate, now=timezone.now())
    return render(request, "campaigns/hub/list.html", {"campaigns": found})


@advocate
@require_http_methods(["GET", "POST"])
def campaign(request: AdvocateRequest, pk: int) -> HttpResponse:
    """What a campaign is about, how far one is, and joining it."""
    row = _find(request, pk)
    form = JoinForm(request.POST or None, campaign=row)
    if form.is_of_other_terms():
        messages.error(request, _("The terms were changed since you looked. Please read them again."))
        return redirect("hub:campaign", pk=pk)
    if request.method == "POST" and form.is_valid():
        try:
            join_campaign(campaign=row, advocate=request.advocate, accepts=True, now=timezone.now())
        except MoveNotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("You take part. Here is what there is to do."))
        return redirect("hub:campaign", pk=pk)
    context = _seen(request, row) | {"form": form}
    return render(request, "campaigns/hub/campaign.html", context, status=422 if form.errors else 200)


def _seen(request: AdvocateRequest, row: Campaign) -> dict[str, object]:
    now, zone = timezone.now(), request.advocate.time_zone or request.profile.time_zone
    joining, run = joining_of(row, request.advocate), run_now(row, now)
    lines = lines_for(request.advocate, parts_of(row), run, now=now)
    ends, anew = row.ends_at, begins_anew(row, zone=request.profile.time_zone, now=now)
    return {
        "campaign": row,
        "joining": joining,
        "lines": lines,
        "done_count": sum(line.standing == "done" for line in lines),
        "required": [line for line in lines if line.part.role == Role.REQUIRED],
        "choices": _choices(lines),
        "optional": [line for line in lines if line.part.role == Role.OPTIONAL],
        "is_complete": joining is not None and joining.completions.filter(run=run.number, taken_back_at=None).exists(),
        "is_over": is_over(row, now),
        "ends": shown(ends, zone) if ends else "",
        "anew": shown(anew, zone) if anew else "",
    }


class Among(NamedTuple):
    """Activities of which so many are enough."""

    needed: int
    lines: list[Line]


def _choices(lines: Sequence[Line]) -> list[Among]:
    found: dict[int, Among] = {}
    for line in lines:
        if choice := line.part.choice:
            found.setdefault(choice.pk, Among(choice.needed, [])).lines.append(line)
    return list(found.values())


@advocate
@require_POST
def campaign_leave(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Take part no more."""
    row = _find(request, pk)
    if leave_campaign(campaign=row, advocate=request.advocate, now=timezone.now()):
        messages.success(request, _("You take part no more. What you earned stays yours."))
    return redirect("hub:campaigns")
