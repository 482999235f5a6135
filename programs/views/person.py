"""One person: seen, added, changed, deactivated, erased."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission, may
from accounts.requests import StaffRequest
from events.once import once
from programs.forms.people import PersonForm, PlaceForm
from programs.models import Advocate
from programs.operations.people import (
    Erased,
    IdentityTaken,
    add_advocate,
    change_advocate,
    deactivate_advocate,
    erase_advocate,
    reactivate_advocate,
)
from programs.operations.sign_in import void_links
from programs.programs import answered, applications_of, enrolments_of, programs
from programs.queries import districts_of, fields_of, tag_names, tags_of, timeline_page
from programs.sessions import open_sessions_of

FORM = "programs/console/person_form.html"


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
@once
def person_new(request: StaffRequest) -> HttpResponse:
    """Add a person."""
    form = PersonForm(request.POST or None, zone=request.profile.time_zone)
    if request.method == "POST" and form.is_valid():
        try:
            advocate = add_advocate(
                **form.details(),
                tags=form.cleaned_data["tags"],
                districts=form.cleaned_data["districts"],
                values=form.field_values(),
                by=request.user,
                now=timezone.now(),
            )
        except IdentityTaken as taken:
            form.say_taken(taken.field, taken.holder)
        else:
            messages.success(request, _("%(name)s is added.") % {"name": advocate})
            return redirect("console:person", advocate.pk)
    return render(request, FORM, {"form": form, "tag_names": tag_names()}, status=422 if form.errors else 200)


def person_context(request: StaffRequest, advocate: Advocate) -> dict[str, object]:
    """What the person's page shows of this app; the page itself stands in pages, beside what other apps know."""
    entries, older = timeline_page(advocate, before=PlaceForm(request.GET).place()["before"])
    return {
        "person": advocate,
        "tags": tags_of(advocate),
        "custom": fields_of(advocate),
        "districts": districts_of(advocate),
        "enrolments": enrolments_of(advocate),
        "applications": [(row, answered(row)) for row in applications_of(advocate)],
        "programs": programs().exclude(enrolments__advocate=advocate),
        "entries": entries,
        "older": older,
        "sessions": open_sessions_of(advocate, now=timezone.now()),
        "may_manage": may(request.member.role, Permission.MANAGE_PEOPLE),
    }


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a person's details."""
    advocate = get_object_or_404(Advocate, pk=pk, erased_at=None)
    form = PersonForm(request.POST or None, instance=advocate, zone=request.profile.time_zone)
    if request.method == "POST" and form.is_valid():
        try:
            change_advocate(
                advocate=advocate,
                changes=form.details(),
                tags=form.cleaned_data["tags"],
                districts=form.cleaned_data["districts"],
                values=form.field_values(),
                by=request.user,
                now=timezone.now(),
            )
        except IdentityTaken as taken:
            form.say_taken(taken.field, taken.holder)
        except Erased:
            return redirect("console:person", pk)
        else:
            messages.success(request, _("Saved."))
            return redirect("console:person", pk)
    shown = Advocate.objects.get(pk=pk)  # as stored: the form has changed its own instance
    context = {"form": form, "person": shown, "tag_names": tag_names()}
    return render(request, FORM, context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def person_deactivation(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep somebody out until further notice."""
    advocate = get_object_or_404(Advocate, pk=pk, erased_at=None)
    if deactivate_advocate(advocate=advocate, by=request.user, now=timezone.now()):
        messages.success(request, _("%(name)s is deactivated: signed out, and gets no mail.") % {"name": advocate})
    return redirect("console:person", pk)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def person_reactivation(request: StaffRequest, pk: int) -> HttpResponse:
    """Let somebody take part again."""
    advocate = get_object_or_404(Advocate, pk=pk, erased_at=None)
    if reactivate_advocate(advocate=advocate, by=request.user, now=timezone.now()):
        messages.success(request, _("%(name)s takes part again.") % {"name": advocate})
    return redirect("console:person", pk)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def person_sign_out(request: StaffRequest, pk: int) -> HttpResponse:
    """End every session and void every link of somebody, such as after a mail went to a wrong address."""
    advocate = get_object_or_404(Advocate, pk=pk, erased_at=None)
    void_links(advocate=advocate, by=request.user, now=timezone.now())
    words = _("%(name)s is signed out everywhere; links sent before no longer work.")
    messages.success(request, words % {"name": advocate})
    return redirect("console:person", pk)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_erasure(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask, and forget somebody for good."""
    advocate = get_object_or_404(Advocate, pk=pk, erased_at=None)
    if request.method == "GET":
        return render(request, "programs/console/person_erasure.html", {"person": advocate})
    erase_advocate(advocate=advocate, by=request.user, now=timezone.now())
    messages.success(request, _("The person is erased. Points and counts stay, without a name."))
    return redirect("console:person", pk)
