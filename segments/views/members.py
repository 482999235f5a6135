"""Who is in a segment, putting people in and taking them out by hand, and why somebody is in it or not."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.contact import clean_email, clean_phone
from programs.forms.people import PlaceForm
from programs.models import Advocate
from segments.forms.segments import AddForm, SelectedForm, SomebodyForm
from segments.language import Wrong
from segments.looking import known_by, people_in, why
from segments.models import Segment
from segments.operations.segments import NotByHand, put_in, take_out

SHOWN = 50


@staff(can=Permission.SEE)
@require_GET
def segment_people(request: StaffRequest, pk: int) -> HttpResponse:
    """A page of who is in it."""
    segment = get_object_or_404(Segment, pk=pk)
    found = people_in(segment, **PlaceForm(request.GET).place())
    return render(request, "segments/console/people.html", {"segment": segment, "found": found})


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def segment_taking_out(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the selected people out of a static segment."""
    segment = get_object_or_404(Segment, pk=pk, archived_at=None, kind="static")
    chosen = SelectedForm(request.POST).ids()
    left = take_out(segment=segment, advocates=chosen, by=request.user, now=timezone.now()).left
    if left:
        words = ngettext("%(n)s person taken out.", "%(n)s people taken out.", left)
        messages.success(request, words % {"n": left})
    else:
        messages.info(request, _("Select at least one person in the list."))
    return redirect("console:segment_people", pk)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def segment_add(request: StaffRequest, pk: int) -> HttpResponse:
    """Put people in by their addresses, typed or from a file; whoever is not known is named, and nobody is made."""
    segment = get_object_or_404(Segment, pk=pk, archived_at=None, kind="static")
    form = AddForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        context = {"segment": segment, "form": form}
        return render(request, "segments/console/add.html", context, status=422 if form.errors else 200)
    known = known_by(form.contacts)
    cause = "file" if form.cleaned_data["file"] else "hand"
    try:
        crossed = put_in(
            segment=segment, advocates=list(known.values()), by=request.user, cause=cause, now=timezone.now()
        )
    except NotByHand:
        return redirect("console:segment", pk)
    unknown = [contact for contact in form.contacts if contact not in known]
    context = {
        "segment": segment, "entered": crossed.entered, "before": len(set(known.values())) - crossed.entered,
        "unknown": unknown[:SHOWN], "unknown_count": len(unknown), "unclear": form.unclear[:SHOWN],
    }  # fmt: skip
    return render(request, "segments/console/added.html", context)


@staff(can=Permission.SEE)
@require_GET
def segment_why(request: StaffRequest, pk: int) -> HttpResponse:
    """Why somebody is in it or not, with the values used."""
    segment = get_object_or_404(Segment, pk=pk)
    form = SomebodyForm(request.GET)
    person = _somebody(form) if form.is_valid() else None
    try:
        found = why(segment, person, now=timezone.now()) if person else None
    except Wrong:
        found = None
    context = {"segment": segment, "form": form, "person": person, "why": found, "asked": bool(request.GET)}
    return render(request, "segments/console/why.html", context)


def _somebody(form: SomebodyForm) -> Advocate | None:
    """The one person who is meant."""
    typed, pk = form.cleaned_data["q"].strip(), form.cleaned_data["person"]
    if pk and not typed:
        return Advocate.objects.filter(pk=pk).first()
    try:
        wanted = {"email": clean_email(typed)} if "@" in typed else {"phone": clean_phone(typed, None)}
    except ValidationError:
        return None
    return Advocate.objects.filter(**wanted).first()
