"""Rewards, milestones, and what is to be handed out, for staff."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.places import BeforePlace
from foundation.states import MoveNotAllowed
from programs.views.exports import csv_answer
from rewards.forms import CancelForm, GrantFilter, HandOutForm, MilestoneForm, RewardForm
from rewards.grants import grant_lines, grants_listed, rewards_with_counts
from rewards.models import Grant, Milestone, Reward
from rewards.operations.catalogue import (
    AlreadyThere,
    archive_milestone,
    archive_reward,
    change_reward,
    create_milestone,
    create_reward,
)
from rewards.operations.giving import cancel_grant, fulfil_grant

PAGE = 50


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def rewards(request: StaffRequest) -> HttpResponse:
    """What can be given, with how many wait and were handed out."""
    archived = "archived" in request.GET
    context = {"rewards": rewards_with_counts(archived=archived), "archived": archived, "tab": "rewards"}
    return render(request, "rewards/console/rewards.html", context)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def reward_new(request: StaffRequest) -> HttpResponse:
    """Something new to give."""
    form = RewardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_reward(values=form.cleaned_data, by=request.user, now=timezone.now())
        except AlreadyThere as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, _("“%(name)s” can be chosen in missions and milestones now.") % {"name": made})
            return redirect("console:rewards")
    return render(request, "rewards/console/reward.html", {"form": form}, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def reward(request: StaffRequest, pk: int) -> HttpResponse:
    """Describe a reward otherwise."""
    row = get_object_or_404(Reward, pk=pk)
    initial = {name: getattr(row, name) for name in RewardForm.base_fields}
    form = RewardForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_reward(reward=row, values=form.cleaned_data, by=request.user, now=timezone.now())
        except AlreadyThere as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, _("Saved."))
            return redirect("console:rewards")
    kept = Reward.objects.get(pk=pk)
    return render(
        request, "rewards/console/reward.html", {"form": form, "reward": kept}, status=422 if form.errors else 200
    )


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def reward_archive(request: StaffRequest, pk: int) -> HttpResponse:
    """Offer it no more, or again."""
    row = get_object_or_404(Reward, pk=pk)
    archived = row.archived_at is None
    archive_reward(reward=row, archived=archived, by=request.user, now=timezone.now())
    if archived:
        messages.success(request, _("“%(name)s” is offered no more. What is promised stays promised.") % {"name": row})
    else:
        messages.success(request, _("“%(name)s” is offered again.") % {"name": row})
    return redirect("console:rewards")


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def milestones(request: StaffRequest) -> HttpResponse:
    """Milestones by their points, with how many people reached each, and a new one."""
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_milestone(**form.cleaned_data, by=request.user, now=timezone.now())
        except AlreadyThere as taken:
            form.add_error("points", str(taken))
        else:
            messages.success(request, _("The milestone “%(name)s” is there.") % {"name": made})
            return redirect("console:milestones")
    known = Milestone.objects.filter(archived_at=None).select_related("reward").order_by("points")
    context = {"form": form, "milestones": known.annotate(count=Count("reached")), "tab": "milestones"}
    return render(request, "rewards/console/milestones.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def milestone_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Have nobody reach it any more, asked once; those who did keep it."""
    row = get_object_or_404(Milestone.objects.annotate(count=Count("reached")), pk=pk, archived_at=None)
    if request.method == "GET":
        return render(request, "rewards/console/milestone_removal.html", {"milestone": row})
    archive_milestone(milestone=row, by=request.user, now=timezone.now())
    messages.success(request, _("Nobody reaches “%(name)s” any more.") % {"name": row})
    return redirect("console:milestones")


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def grants(request: StaffRequest) -> HttpResponse:
    """What was given to whom, newest first, by status and reward."""
    form, place = GrantFilter(request.GET), BeforePlace(request.GET)
    wanted = form.wanted()
    rows = list(grants_listed(wanted, before=place.before_id())[: PAGE + 1])
    context = {
        "filter_form": form,
        "filtered": bool(wanted),
        "rows": rows[:PAGE],
        "previous_url": "",
        "next_url": place.url_after(request, rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        "tab": "grants",
    }
    return page(request, "rewards/console/grants.html", "list", context)


@staff(can=Permission.EXPORT)
@require_GET
def grants_csv(request: StaffRequest) -> HttpResponseBase:
    """Those the list shows, as a file."""
    name = _("rewards") + f"-{timezone.now():%Y-%m-%d}.csv"
    return csv_answer(grant_lines(GrantFilter(request.GET).wanted(), zone=request.profile.time_zone), name=name)


def _find(pk: int) -> Grant:
    return get_object_or_404(Grant.objects.select_related("reward", "advocate", "by_staff"), pk=pk)


def _show(request: StaffRequest, row: Grant, form: HandOutForm, cancel: CancelForm) -> HttpResponse:
    wrong = [one for one in (form, cancel) if one.errors]
    context = {"row": row, "hand_out": form, "cancel": cancel, "form": wrong[0] if wrong else form}
    return render(request, "rewards/console/grant.html", context, status=422 if wrong else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def grant(request: StaffRequest, pk: int) -> HttpResponse:
    """One reward of one person: hand it out, with what they are told; whoever is second is told so."""
    row = _find(pk)
    form = HandOutForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _show(request, row, form, CancelForm())
    try:
        fulfil_grant(grant=row, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _("It was handed out or cancelled meanwhile. Look where it stands now."))
    else:
        messages.success(request, _("Handed out. %(person)s is told by e-mail.") % {"person": row.advocate})
    return redirect("console:grant", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def grant_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that it will not be handed out, and why."""
    row, form = _find(pk), CancelForm(request.POST)
    if not form.is_valid():
        return _show(request, row, HandOutForm(), form)
    try:
        cancel_grant(grant=row, note=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _("It was handed out or cancelled meanwhile. Look where it stands now."))
    else:
        messages.success(request, _("Cancelled. %(person)s is told why.") % {"person": row.advocate})
    return redirect("console:grant", pk=pk)
