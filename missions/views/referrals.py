"""People whom advocates referred, for staff: the list and its file, one with its way, moves, and being forgotten."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.places import BeforePlace
from foundation.states import MoveNotAllowed
from missions.forms.referrals import MoveForm, ReferralFilter
from missions.models import Referral
from missions.operations.referrals import NotApproved, NothingToTell, erase_referral, move_referral
from missions.referrals import MEANINGS, Wanted, moves_of, referral_lines, referrals_listed
from missions.states import ReferralStage
from programs.views.exports import csv_answer

PAGE = 50


@staff(can=Permission.SEE)
@require_GET
def referral_list(request: StaffRequest) -> HttpResponse:
    """All referrals, newest first, by words, stage and mission."""
    form, place = ReferralFilter(request.GET), BeforePlace(request.GET)
    wanted = form.wanted()
    rows = list(referrals_listed(wanted, before=place.before_id())[: PAGE + 1])
    context = {
        "filter_form": form,
        "filtered": wanted != Wanted(),
        "rows": rows[:PAGE],
        "previous_url": "",
        "next_url": place.url_after(request, rows[PAGE - 1].pk) if len(rows) > PAGE else "",
    }
    return page(request, "missions/console/referrals.html", "list", context)


@staff(can=Permission.EXPORT)
@require_GET
def referrals_csv(request: StaffRequest) -> HttpResponseBase:
    """Those the list shows, as a file."""
    wanted = ReferralFilter(request.GET).wanted()
    name = _("referrals") + f"-{timezone.now():%Y-%m-%d}.csv"
    return csv_answer(referral_lines(wanted, zone=request.profile.time_zone), name=name)


def _find(pk: int) -> Referral:
    return get_object_or_404(Referral.objects.select_related("advocate", "mission", "submission"), pk=pk)


@staff(can=Permission.SEE)
@require_GET
def referral(request: StaffRequest, pk: int) -> HttpResponse:
    """One person who was referred, by whom, and the way so far."""
    row = _find(pk)
    return _show(request, row, MoveForm(referral=row))


def _show(request: StaffRequest, row: Referral, form: MoveForm, *, status: int = 200) -> HttpResponse:
    context = {"row": row, "form": form, "moves": moves_of(row), "meaning": MEANINGS[ReferralStage(row.state)]}
    return page(request, "missions/console/referral.html", "", context, status=status)


@staff(can=Permission.REVIEW)
@require_POST
def referral_stage(request: StaffRequest, pk: int) -> HttpResponse:
    """Move a referral, or say something to its referrer; whoever is second is told so."""
    row = _find(pk)
    form = MoveForm(request.POST, referral=row)
    if not form.is_valid():
        return _show(request, row, form, status=422)
    data = form.cleaned_data
    try:
        move_referral(
            referral=row, seen=data["seen"], to=data["stage"], comment=data["comment"], tell=data["tell"],
            by=request.user, now=timezone.now(),
        )  # fmt: skip
    except NothingToTell:
        form.add_error("comment", _("Choose another stage, or write a comment."))
        return _show(request, row, form, status=422)
    except NotApproved:
        messages.info(request, _("It waits for review. Its stages begin with the approval."))
    except MoveNotAllowed:
        messages.info(request, _("It was moved meanwhile. Look where it stands now."))
    else:
        messages.success(request, _("Noted. The referrer is told.") if data["tell"] else _("Noted."))
    return redirect("console:referral", pk=pk)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def referral_erasure(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget the person who was referred; that somebody was referred, and what it earned, stays."""
    erase_referral(referral=_find(pk), by=request.user, now=timezone.now())
    messages.success(request, _("Forgotten. The referral stays without a name."))
    return redirect("console:referral", pk=pk)
