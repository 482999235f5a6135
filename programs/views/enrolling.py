"""Who is in which program: many at once from the list of people, one on their page."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.models import Event
from foundation.forms import problems
from foundation.templatetags.ui import number
from programs.forms.chosen import EnrollingForm
from programs.forms.people import PeopleFilterForm
from programs.models import Advocate
from programs.operations.programs import IsDefault, enrol_people, remove_people
from programs.queries import people


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def enrolling(request: StaffRequest) -> HttpResponse:
    """Put the people selected, or all that match, into a program; or take them out of it."""
    form = EnrollingForm(request.POST)
    back = reverse("console:people", query=request.GET)
    if form.is_valid():
        chosen = people(PeopleFilterForm(request.GET).wanted()) if form.cleaned_data["everybody"] else None
        _change(request, form, chosen if chosen is not None else form.cleaned_data["selected"])
    else:
        _tell_problems(request, form)
    return redirect(back)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def person_program(request: StaffRequest, pk: int) -> HttpResponse:
    """Put one person into a program, or take them out of it."""
    advocate = get_object_or_404(Advocate, pk=pk, erased_at=None)
    form = EnrollingForm({**request.POST.dict(), "selected": [str(pk)]})
    if form.is_valid():
        _change(request, form, Advocate.objects.filter(pk=advocate.pk))
    else:
        _tell_problems(request, form)
    return redirect("console:person", pk)


def _tell_problems(request: StaffRequest, form: EnrollingForm) -> None:
    for problem in problems(form):
        messages.error(request, str(problem.message))


def _change(request: StaffRequest, form: EnrollingForm, chosen: QuerySet[Advocate]) -> None:
    change = remove_people if form.cleaned_data["take"] else enrol_people
    program = form.cleaned_data["program"]
    try:
        event = change(people=chosen, program=program, by=request.user, now=timezone.now())
    except IsDefault:
        messages.error(
            request, _("Every member belongs to “%(program)s”. Deactivate people instead.") % {"program": program}
        )
        return
    if event is None:
        messages.info(request, _("Nothing had to be changed."))
    else:
        messages.success(request, _said(event, str(program)))


def _said(event: Event, program: str) -> str:
    count = len(event.payload["advocates"])
    if event.name == "enrolment.made":
        words = ngettext(
            "%(count)s person is in “%(program)s” now.", "%(count)s people are in “%(program)s” now.", count
        )
    else:
        words = ngettext(
            "%(count)s person is no longer in “%(program)s”.", "%(count)s people are no longer in “%(program)s”.", count
        )
    return words % {"count": number(count), "program": program}
