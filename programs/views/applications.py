"""The queue of applications: by keyboard or mouse, oldest first; a rejection is undone by approving later (X-18)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.states import MoveNotAllowed
from foundation.times import in_zone
from programs.forms.programs import DecisionForm, QueueForm
from programs.models import Application
from programs.operations.applications import approve_application, reject_application, waitlist_application
from programs.operations.sign_in import NotActive
from programs.programs import answered, applications, applications_of

SHOWN = 100
MOVES: Mapping[str, Callable[..., None]] = {
    "approved": approve_application,
    "rejected": reject_application,
    "waitlisted": waitlist_application,
}


@staff(can=Permission.MANAGE_PEOPLE)
@require_GET
def queue(request: StaffRequest) -> HttpResponse:
    """The queue with its first application open."""
    return _show(request, None)


@staff(can=Permission.MANAGE_PEOPLE)
@require_GET
def application(request: StaffRequest, pk: int) -> HttpResponse:
    """The queue with this application open."""
    return _show(request, _find(pk))


def _find(pk: int) -> Application:
    rows = Application.objects.select_related("advocate", "program", "form_version", "decided_by")
    return get_object_or_404(rows, pk=pk, advocate__erased_at=None)


def _show(
    request: StaffRequest, current: Application | None, *, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    filter_form = QueueForm(request.GET)
    found = applications(**filter_form.wanted())
    rows = list(found[:SHOWN])
    current = current or next(iter(rows), None)
    context: dict[str, Any] = {
        "rows": rows,
        "count": found.count(),
        "current": current,
        "filter_form": filter_form,
        "query": request.GET.urlencode(),
        "form": form or DecisionForm(),
    }
    if current is not None:
        others = applications_of(current.advocate).exclude(pk=current.pk)
        context |= {"answers": answered(current), "others": others}
    return page(request, "programs/console/applications.html", "applications", context, status=status)


@staff(can=Permission.MANAGE_PEOPLE)
@require_POST
def decision(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide, once: whoever is second is told who was first, and when."""
    row, form = _find(pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form, status=422)
    verdict, note = form.cleaned_data["verdict"], form.cleaned_data["note"]
    following = _following(request, row)
    try:
        MOVES[verdict](application=row, note=note, by=request.user, now=timezone.now())
    except MoveNotAllowed:
        messages.info(request, _already(request, _find(pk)))
        return redirect(_address(request, row))
    except NotActive:
        messages.error(
            request, _("%(name)s was deactivated or has left, and cannot be taken in.") % {"name": row.advocate}
        )
        return redirect(_address(request, row))
    messages.success(request, _("%(state)s: %(name)s") % {"state": row.get_state_display(), "name": row.advocate})
    return redirect(following)


def _following(request: StaffRequest, row: Application) -> str:
    """The next in the queue after this one, else the first that is left."""
    pks = list(applications(**QueueForm(request.GET).wanted()).values_list("pk", flat=True)[: SHOWN + 1])
    later = pks[pks.index(row.pk) + 1 :] if row.pk in pks else pks
    left = next(iter(later), None) or next((pk for pk in pks if pk != row.pk), None)
    if left is None:
        return reverse("console:applications", query=request.GET)
    return reverse("console:application", args=[left], query=request.GET)


def _address(request: StaffRequest, row: Application) -> str:
    return reverse("console:application", args=[row.pk], query=request.GET)


def _already(request: StaffRequest, row: Application) -> str:
    """Who decided meanwhile, what, and when."""
    if row.decided_at is None:
        return _("%(name)s took the application back meanwhile.") % {"name": row.advocate}
    when = date_format(in_zone(row.decided_at, request.profile.time_zone), "j M Y, H:i")
    return _("Already decided by %(name)s at %(when)s %(zone)s: %(state)s.") % {
        "name": row.decided_by or "–", "when": when, "zone": request.profile.time_zone,
        "state": row.get_state_display(),
    }  # fmt: skip
