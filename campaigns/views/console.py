"""Campaigns for staff: made, given activities, launched, looked after, ended; and the calendar."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from campaigns.forms import AddForm, ArrangeForm, CampaignForm, typed_of
from campaigns.looking import people_in, ready_of, view_of
from campaigns.models import Campaign, Part
from campaigns.operations.making import (
    TermsAccepted,
    TooMany,
    add_part,
    archive_campaign,
    arrange_parts,
    change_campaign,
    create_campaign,
    remove_part,
)
from campaigns.operations.running import end_campaign, launch_campaign
from campaigns.progress import parts_of
from campaigns.queries import campaigns_listed
from campaigns.rules import refusal_to_launch
from campaigns.states import EDIT, END
from events.once import once
from foundation.places import AfterPlace
from foundation.states import MoveNotAllowed

PAGE = 50


def _find(pk: int) -> Campaign:
    return get_object_or_404(
        Campaign.objects.select_related("members", "open_to", "joining_reward", "completing_reward"), pk=pk
    )


@staff(can=Permission.SEE)
@require_GET
def campaigns(request: StaffRequest) -> HttpResponse:
    """All campaigns, with how many people are in each and have completed it."""
    archived = "archived" in request.GET
    context = {"campaigns": campaigns_listed(archived=archived), "archived": archived}
    return render(request, "campaigns/console/list.html", context)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def campaign_new(request: StaffRequest) -> HttpResponse:
    """Make a campaign; its activities come next."""
    form = CampaignForm(request.POST or None, zone=request.profile.time_zone, initial={"is_monthly": ""})
    if request.method == "POST" and form.is_valid():
        made = create_campaign(values=form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("The campaign is there. Add what people are to do."))
        return redirect("console:campaign", pk=made.pk)
    return render(request, "campaigns/console/form.html", {"form": form}, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def campaign_settings(request: StaffRequest, pk: int) -> HttpResponse:
    """Describe a campaign otherwise."""
    row = _find(pk)
    zone = request.profile.time_zone
    form = CampaignForm(request.POST or None, zone=zone, campaign=row, initial=typed_of(row, zone))
    if request.method == "POST" and form.is_valid():
        try:
            change_campaign(campaign=row, values=form.values(), by=request.user, now=timezone.now())
        except TermsAccepted:
            form.add_error("terms", _("People have joined and accepted the terms as they are. Make a new campaign."))
        except MoveNotAllowed:
            messages.info(request, _("The campaign is over."))
            return redirect("console:campaign", pk=pk)
        else:
            messages.success(request, _("Saved."))
            return redirect("console:campaign", pk=pk)
    context = {"form": form, "campaign": row}
    return render(request, "campaigns/console/form.html", context, status=422 if form.errors else 200)


@staff(can=Permission.SEE)
@require_GET
def campaign(request: StaffRequest, pk: int) -> HttpResponse:
    """A campaign: what it asks, how ready that is, who is in it."""
    return _show(request, _find(pk), AddForm())


def _show(request: StaffRequest, row: Campaign, form: AddForm) -> HttpResponse:
    now = timezone.now()
    refusal = refusal_to_launch(row, profile=request.profile, member=request.member, now=now)
    context = view_of(row, zone=request.profile.time_zone, now=now) | {"form": form, "refusal": refusal}
    return render(request, "campaigns/console/campaign.html", context, status=422 if form.errors else 200)


@staff(can=Permission.SEE)
@require_GET
def campaign_people(request: StaffRequest, pk: int) -> HttpResponse:
    """Who has joined, and how far each has come in the run that is on."""
    row, place = _find(pk), AfterPlace(request.GET)
    people = people_in(row, after=place.after_id(), most=PAGE + 1, now=timezone.now())
    next_url = place.url_after(request, people[PAGE - 1].joining.pk) if len(people) > PAGE else ""
    context = {"campaign": row, "people": people[:PAGE], "previous_url": "", "next_url": next_url}
    return render(request, "campaigns/console/people.html", context)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
@once
def campaign_part_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Add an activity, and go on to say what it is."""
    row, form = _find(pk), AddForm(request.POST)
    if form.is_valid():
        try:
            made = add_part(campaign=row, type_key=form.cleaned_data["type"], by=request.user, now=timezone.now())
        except TooMany:
            form.add_error("type", _("A campaign has at most twenty activities."))
        except MoveNotAllowed:
            messages.info(request, _("The campaign is over."))
            return redirect("console:campaign", pk=pk)
        else:
            return redirect("console:mission_step", pk=made.pk, step="setup")
    return _show(request, row, form)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def campaign_arrangement(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which activities are required, which optional, and of which one is enough."""
    row = _find(pk)
    parts = [part for part in parts_of(row) if row.state in EDIT]
    if all(part.mission.launched_at for part in parts):
        messages.info(request, _("All of it is launched, so what it requires stays as it is."))
        return redirect("console:campaign", pk=pk)
    form = ArrangeForm(request.POST or None, parts=parts)
    if request.method == "POST" and form.is_valid():
        arrange_parts(campaign=row, arrangement=form.arrangement(), by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("console:campaign", pk=pk)
    context = {"form": form, "campaign": row}
    return render(request, "campaigns/console/arrangement.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def campaign_part_removal(request: StaffRequest, pk: int, part_pk: int) -> HttpResponse:
    """Take an activity that was never launched out."""
    part = get_object_or_404(Part.objects.select_related("mission"), pk=part_pk, campaign=pk)
    try:
        remove_part(part=part, by=request.user, now=timezone.now())
    except MoveNotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The activity is taken out. Its draft is in the archive of missions."))
    return redirect("console:campaign", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def campaign_launch(request: StaffRequest, pk: int) -> HttpResponse:
    """Go live with every activity that is ready, or with those that were added since."""
    row = _find(pk)
    if refusal := refusal_to_launch(row, profile=request.profile, member=request.member, now=timezone.now()):
        messages.error(request, refusal)
        return redirect("console:campaign", pk=pk)
    ready, lacking = ready_of(parts_of(row), zone=request.profile.time_zone)
    if lacking:
        messages.error(request, _("Not every activity is ready. What is lacking stands beside each."))
        return redirect("console:campaign", pk=pk)
    try:
        launch_campaign(campaign=row, ready=ready, by=request.user, now=timezone.now())
    except MoveNotAllowed as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, _("The campaign is live."))
    return redirect("console:campaign", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def campaign_end(request: StaffRequest, pk: int) -> HttpResponse:
    """End it with its activities, asked once."""
    row = _find(pk)
    if request.method == "GET":
        if row.state not in END:
            return redirect("console:campaign", pk=pk)
        return render(request, "campaigns/console/end.html", {"campaign": row})
    try:
        end_campaign(campaign=row, by=request.user, now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _("Somebody was faster: this was done already."))
    else:
        messages.success(request, _("The campaign is over. What waits for review can still be decided."))
    return redirect("console:campaign", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def campaign_archive(request: StaffRequest, pk: int) -> HttpResponse:
    """Put it out of sight."""
    row = _find(pk)
    try:
        archive_campaign(campaign=row, by=request.user, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, _("Only a draft, or a campaign that is over, can be archived."))
        return redirect("console:campaign", pk=pk)
    messages.success(request, _("“%(title)s” is in the archive.") % {"title": row})
    return redirect("console:campaigns")
