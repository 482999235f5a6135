"""Reference calls: staff note what a prospect wishes for and ask somebody; advocates answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.answers import page
from foundation.places import BeforePlace
from foundation.states import MoveNotAllowed
from missions.calendar import calendar_of
from missions.forms.calls import AnswerForm, CallForm, OutcomeForm
from missions.languages import language_name
from missions.matching import Match, matches_for, times_of
from missions.models import CallInvitation, Mission, ReferenceCall
from missions.operations.calls import (
    MayNotBeAsked,
    NotThisTime,
    accept_invitation,
    ask_for_call,
    call_off,
    close_call,
    confirm_held,
    decline_invitation,
    invite,
    invite_best,
    note_missed,
)
from missions.states import STANDING, InvitationState
from programs.doors import advocate
from programs.models import Advocate
from programs.requests import AdvocateRequest

PAGE, MATCHES = 50, 20


@staff(can=Permission.SEE)
@require_GET
def calls(request: StaffRequest) -> HttpResponse:
    """All calls, newest first, each with whom is asked."""
    place = BeforePlace(request.GET)
    rows = ReferenceCall.objects.prefetch_related("invitations__advocate").order_by("-pk")
    if before := place.before_id():
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    context = {
        "rows": [(row, max(row.invitations.all(), key=lambda one: one.pk, default=None)) for row in found[:PAGE]],
        "previous_url": "",
        "next_url": place.url_after(request, found[PAGE - 1].pk) if len(found) > PAGE else "",
    }
    return page(request, "missions/console/calls.html", "", context)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def call_new(request: StaffRequest) -> HttpResponse:
    """Note the call that a prospect wishes for; then its page says who could take it."""
    form = CallForm(request.POST or None, zone=request.profile.time_zone)
    if request.method == "POST" and form.is_valid():
        mission = get_object_or_404(Mission, pk=form.cleaned_data["mission"])
        made = ask_for_call(mission=mission, by=request.user, now=timezone.now(), **form.call())
        return redirect("console:call", pk=made.pk)
    context = {"form": form, "can_ask": bool(form.fields["mission"].choices)}  # type: ignore[attr-defined]  # a choice field
    return page(request, "missions/console/call_new.html", "", context, status=422 if form.errors else 200)


def _find(pk: int) -> ReferenceCall:
    return get_object_or_404(ReferenceCall.objects.select_related("mission__live", "by_staff"), pk=pk)


@staff(can=Permission.SEE)
@require_GET
def call(request: StaffRequest, pk: int) -> HttpResponse:
    """One call: what is wished for, who is asked, and who could be asked next."""
    return _show(request, _find(pk), OutcomeForm())


def _show(request: StaffRequest, row: ReferenceCall, form: OutcomeForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    asked = list(row.invitations.select_related("advocate", "by_staff").order_by("-pk"))
    standing = next((one for one in asked if one.state in STANDING), None)
    times = times_of(row, after=now)
    found: list[Match] = matches_for(row, now=now) if standing is None and times and row.closed_at is None else []
    context = {
        "call": row,
        "asked": asked,
        "standing": standing,
        "times": times,
        "form": form,
        "spoken_in": language_name(row.language),
        "matches": [match for match in found if not match.refusal][:MATCHES],
        "others": [match for match in found if match.refusal][:MATCHES],
        "has_begun": standing is not None and standing.starts_at is not None and standing.starts_at <= now,
    }
    return page(request, "missions/console/call.html", "", context, status=status)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def call_invitation(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask one advocate, or whoever fits best."""
    row, now, chosen = _find(pk), timezone.now(), request.POST.get("advocate", "")
    try:
        if chosen == "best":
            made = invite_best(call=row, by=request.user, now=now)
        else:
            number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else 0
            made = invite(call=row, advocate=get_object_or_404(Advocate, pk=number), by=request.user, now=now)
    except MayNotBeAsked as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is asked.") % {"name": made.advocate})
    return redirect("console:call", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def call_outcome(request: StaffRequest, pk: int) -> HttpResponse:
    """Say whether an agreed call took place. With the advocate's word, too, it is paid."""
    invitation = get_object_or_404(CallInvitation.objects.select_related("call__mission__live"), pk=pk)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _show(request, _find(invitation.call_id), form, status=422)
    act = confirm_held if form.cleaned_data["held"] == "yes" else note_missed
    try:
        act(invitation=invitation, outcome=form.cleaned_data["outcome"], by=request.user, now=timezone.now())
    except (MoveNotAllowed, NotThisTime):
        messages.error(request, _("That cannot be said of this call now. Look where it stands."))
    else:
        messages.success(request, _("Noted."))
    return redirect("console:call", pk=invitation.call_id)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def call_off_invitation(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a request back; the advocate is told."""
    invitation = get_object_or_404(CallInvitation, pk=pk)
    try:
        call_off(invitation=invitation, by=request.user, now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _("It has changed meanwhile. Look where it stands."))
    else:
        messages.success(request, _("Taken back. They are told."))
    return redirect("console:call", pk=invitation.call_id)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def call_closing(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a call that is not wished for any more."""
    close_call(call=_find(pk), by=request.user, now=timezone.now())
    messages.success(request, _("Closed. Nobody is asked any more."))
    return redirect("console:call", pk=pk)


@staff(can=Permission.SEE)
@require_GET
def call_calendar(request: StaffRequest, pk: int) -> HttpResponse:
    """The agreed time, for a calendar."""
    return _calendar(request, get_object_or_404(CallInvitation.objects.select_related("call"), pk=pk))


def _calendar(request: StaffRequest | AdvocateRequest, row: CallInvitation) -> HttpResponse:
    if row.starts_at is None or row.state not in {InvitationState.ACCEPTED, InvitationState.TOOK_PLACE}:
        raise Http404("nothing is agreed on")
    answer = HttpResponse(calendar_of(row, host=request.get_host()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="call-{row.pk}.ics"'
    return answer


def _own(request: AdvocateRequest, pk: int) -> CallInvitation:
    return get_object_or_404(CallInvitation.objects.select_related("call"), pk=pk, advocate=request.advocate)


@advocate
@require_POST
def call_answer(request: AdvocateRequest, pk: int) -> HttpResponse:
    """Agree to one of the times, or say no; after all, too."""
    row, now = _own(request, pk), timezone.now()
    form = AnswerForm(request.POST)
    starts_at = form.starts_at() if form.is_valid() else None
    try:
        if not form.is_valid() or (form.cleaned_data["answer"] == "yes" and starts_at is None):
            messages.error(request, _("Choose one of the times, or say that you cannot."))
        elif starts_at is not None and form.cleaned_data["answer"] == "yes":
            accept_invitation(invitation=row, starts_at=starts_at, now=now)
            messages.success(request, _("Thank you! It is agreed. Put it into your calendar."))
        else:
            decline_invitation(invitation=row, reason=form.cleaned_data["reason"], now=now)
            messages.success(request, _("Thank you for telling us. Somebody else is asked."))
    except NotThisTime:
        messages.error(request, _("This time has passed, or the answer came too late."))
    except MoveNotAllowed:
        messages.info(request, _("It was answered already, or it was taken back."))
    return redirect(reverse("hub:mission", args=[row.mission_id]) + "#calls")


@advocate
@require_GET
def own_call_calendar(request: AdvocateRequest, pk: int) -> HttpResponse:
    """One's own agreed time, for a calendar."""
    return _calendar(request, _own(request, pk))
