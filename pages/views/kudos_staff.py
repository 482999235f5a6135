"""Thanks as staff see them: the switch, what members say, what was reported, and thanking a person themselves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from pages.forms.kudos import KudosFilter, SwitchForm, ThanksForm
from pages.kudos import page_before, reports_open, thanks_for_staff, who_can_be_thanked
from pages.models import Kudos
from pages.operations.kudos import ThanksRefused, give_thanks, keep_thanks, remove_thanks, switch_thanks
from programs.models import Advocate


@staff(can=Permission.MANAGE_PEOPLE)
@require_GET
def thanks(request: StaffRequest) -> HttpResponse:
    """What members and staff say to people, the newest first; only what was reported, if so wanted."""
    reported, before = KudosFilter(request.GET).chosen()
    rows, more = page_before(thanks_for_staff(reported=reported), before)
    narrowed = "reported=on&" if reported else ""
    context = {
        "rows": rows,
        "next_url": f"?{narrowed}before={more}" if more else "",
        "reported": reported,
        "report_count": reports_open().values("kudos").distinct().count(),
    }
    return render(request, "pages/console/thanks.html", context)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def thanks_switch(request: StaffRequest) -> HttpResponse:
    """Switch thanks on or off."""
    form = SwitchForm(request.POST)
    on = form.is_valid() and form.cleaned_data["on"]
    switch_thanks(workspace=request.workspace, profile=request.profile, on=on, by=request.user)
    messages.success(
        request, _("Members can thank each other now.") if on else _("Thanks are off: the hub shows none.")
    )
    return redirect("console:thanks")


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def thanks_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Take thanks away from everybody's sight."""
    row = get_object_or_404(thanks_for_staff(), pk=pk)
    remove_thanks(kudos=row, by=request.user, now=timezone.now())
    messages.success(request, _("Removed. Nobody in the hub sees it any more."))
    return redirect("console:thanks")


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def thanks_keeping(request: StaffRequest, pk: int) -> HttpResponse:
    """What was reported may stay."""
    row = get_object_or_404(Kudos.objects.filter(pk__in=reports_open().values("kudos")), pk=pk)
    keep_thanks(kudos=row, by=request.user, now=timezone.now())
    messages.success(request, _("It stays. Whoever reported it does not see it."))
    return redirect("console:thanks")


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_thanks(request: StaffRequest, pk: int) -> HttpResponse:
    """Thank a person in the team's name."""
    person = get_object_or_404(Advocate, pk=pk, is_test=False, erased_at=None)
    form = ThanksForm(request.POST or None)
    if form.is_valid():
        is_public, now = form.cleaned_data["seen"] == "public", timezone.now()
        try:
            give_thanks(receiver=person, text=form.cleaned_data["text"], is_public=is_public, by=request.user, now=now)
        except ThanksRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s has your thanks, and is told by mail.") % {"name": person})
            return redirect("console:person", pk=pk)
    context = {"form": form, "person": person, "can": who_can_be_thanked().filter(pk=pk).exists()}
    return render(request, "pages/console/person_thanks.html", context, status=422 if form.errors else 200)
