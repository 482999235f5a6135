"""Several missions changed at once: those that are ticked right away, all that match the filters as a job."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.answers import page
from foundation.forms import problems
from foundation.templatetags.ui import number
from jobs.models import Job
from missions.forms.filing import ManyForm, MatchingForm
from missions.forms.filters import MissionFilter
from missions.listing import missions_wanted
from missions.models import Mission
from missions.operations.many import TOLD, Outcome, change_many
from missions.operations.many_job import KIND, start_change_of_all
from missions.states import MissionState
from missions.types import TYPES


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
@once
def many(request: StaffRequest) -> HttpResponse:
    """Do the same to each of those selected, and say what was left out and why."""
    form = ManyForm(request.POST)
    if not form.is_valid():
        for problem in problems(form):
            messages.error(request, problem.message)
        return redirect(list_address(request))
    data = form.cleaned_data
    outcome = change_many(
        missions=_selected(data["selected"]), change=data["act"], folder=data["folder"], by=request.user,
        now=timezone.now(),
    )  # fmt: skip
    _tell(request, outcome)
    return redirect(list_address(request))


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def many_end(request: StaffRequest) -> HttpResponse:
    """Ask before several missions are ended, which cannot be undone: which ones, and what it means."""
    form = ManyForm(request.POST)
    form.fields["act"].required = False
    if not form.is_valid():
        for problem in problems(form):
            messages.error(request, problem.message)
        return redirect(list_address(request))
    rows = _selected(form.cleaned_data["selected"])
    context = {
        "missions": [row for row in rows if row.state in (MissionState.LIVE, MissionState.PAUSED)],
        "others": [row for row in rows if row.state not in (MissionState.LIVE, MissionState.PAUSED)],
        "back_url": list_address(request),
        "act_url": f"{reverse('console:missions_many')}?{request.GET.urlencode()}",
    }
    return render(request, "missions/console/many_end.html", context)


def _selected(ids: list[int]) -> list[Mission]:
    rows = Mission.objects.filter(pk__in=ids).select_related("activity", "draft", "live", "folder")
    return list(rows.order_by("pk"))


def _tell(request: StaffRequest, outcome: Outcome) -> None:
    """How many were changed; the others by reason, with some of their titles."""
    if outcome.done:
        words = ngettext("%(n)s mission done.", "%(n)s missions done.", outcome.done)
        messages.success(request, words % {"n": number(outcome.done)})
    for reason, titles in outcome.skipped.items():
        named = ", ".join(f"“{Truncator(title).chars(40)}”" for title in titles[:TOLD])
        more = "…" if len(titles) > TOLD else ""
        words = ngettext("%(n)s skipped, %(reason)s: %(named)s", "%(n)s skipped, %(reason)s: %(named)s", len(titles))
        messages.warning(request, words % {"n": len(titles), "reason": reason, "named": named + more})


def list_address(request: StaffRequest) -> str:
    """The list, or the page of one type, as it was."""
    query = request.GET.copy()
    key = str((query.pop("of", None) or [""])[-1])
    if key in TYPES:
        return reverse("console:missions_of_type", args=[key], query=query)
    return reverse("console:missions", query=query or {"view": "all"})


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def matching(request: StaffRequest) -> HttpResponse:
    """Choose what becomes of all that match the filters, however many pages they fill; a job does it."""
    now, filters = timezone.now(), _filters(request)
    found, form = missions_wanted(filters.wanted(), now=now), MatchingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        job = start_change_of_all(
            missions=list(found.values_list("pk", flat=True)), change=form.cleaned_data["act"],
            folder=form.cleaned_data["folder"], by=request.user, now=now,
        )  # fmt: skip
        return redirect("console:missions_matching_job", job.pk)
    context = {"form": form, "count": found.count(), "told": filters.told(), "back_url": list_address(request)}
    return render(request, "missions/console/matching.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def matching_job(request: StaffRequest, pk: int) -> HttpResponse:
    """How far it is, and at its end what was left as it was, and why."""
    job = get_object_or_404(Job, pk=pk, kind=KIND)
    return page(request, "missions/console/matching_job.html", "job", {"job": job, **_result(job)})


def _filters(request: StaffRequest) -> MissionFilter:
    key = request.GET.get("of", "")
    return MissionFilter(request.GET, type_key=key if key in TYPES else "")


def _result(job: Job) -> dict[str, Any]:
    """What a job tells, for the page: reasons with how many they are of and some of their titles."""
    skipped = job.result.get("skipped", {})
    return {"done": job.result.get("done", 0), "skipped": [{"reason": key, **told} for key, told in skipped.items()]}
