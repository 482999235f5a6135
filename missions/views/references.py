"""The reference pool: for staff the list of who is ready, for advocates their own place in it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.answers import page
from foundation.places import AfterPlace
from missions.forms.calls import PoolFilter
from missions.matching import following, in_pool, pool_rows
from missions.models import Reference
from missions.operations.references import change_reference, leave_pool
from missions.types.base import Slot
from missions.types.reference_pool.forms import ResponseForm
from programs.doors import advocate
from programs.requests import AdvocateRequest

PAGE = 50


@staff(can=Permission.SEE)
@require_GET
def references(request: StaffRequest) -> HttpResponse:
    """Who may be asked, by topic, format and language: those asked the longest ago first, with how much is used."""
    form = PoolFilter(request.GET)
    chosen, now = form.chosen(), timezone.now()
    rows, place = in_pool(now=now, **chosen), AfterPlace(request.GET)
    found = following(rows, Reference.objects.filter(pk=place.after_id() or 0).first(), PAGE + 1)
    context = {
        "filter_form": form,
        "filtered": any(chosen.values()),
        "rows": pool_rows(found[:PAGE]),
        "count": rows.count(),
        "previous_url": "",
        "next_url": place.url_after(request, found[PAGE - 1].pk) if len(found) > PAGE else "",
    }
    return page(request, "missions/console/references.html", "list", context)


@advocate
@require_http_methods(["GET", "POST"])
def reference(request: AdvocateRequest) -> HttpResponse:
    """What one is ready for, to change it, to leave, or to come back."""
    row = get_object_or_404(Reference.objects.select_related("mission__live"), advocate=request.advocate)
    form = _form(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_reference(reference=row, answers=form.answers(), now=timezone.now())
        messages.success(request, _("Saved. Thank you for being ready!"))
        return redirect("hub:reference")
    context = {"row": row, "form": form}
    return render(request, "missions/hub/reference.html", context, status=422 if form.errors else 200)


def _form(row: Reference, post: Any) -> ResponseForm:
    content = row.mission.live.content.get("type", {}) if row.mission.live else {}
    listed = content.get("topics", [])
    initial = {
        "topics": [topic for topic in row.topics if topic in listed],
        "own_topics": [topic for topic in row.topics if topic not in listed],
        "until": row.ends_on,
        **{name: getattr(row, name) for name in ("formats", "languages", "most", "per")},
    }
    return ResponseForm(post, content=content, slot=Slot(1, ""), initial=initial)


@advocate
@require_POST
def reference_end(request: AdvocateRequest) -> HttpResponse:
    """Leave the pool; calls that are agreed on stay agreed."""
    leave_pool(reference=get_object_or_404(Reference, advocate=request.advocate), now=timezone.now())
    messages.success(request, _("You have left the reference pool. Nobody asks you any more."))
    return redirect("hub:reference")
