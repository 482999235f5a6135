"""The first step of a new mission: a type and a template, or a blank card; each template to look at first (S1-11)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.answers import page
from foundation.typed import as_post
from missions.forms.filing import GalleryFilter
from missions.forms.gallery import blank_draft, draft_of
from missions.forms.raw import quiet
from missions.forms.steps import TypeForm
from missions.forms.whole import type_forms
from missions.library import card_of_kept, templates_kept
from missions.operations.beginning import begin_with
from missions.operations.missions import create_mission
from missions.preview import card_of_typed
from missions.types import TYPES
from missions.types.base import Effort
from missions.types.base_templates import gallery, templates_found
from missions.views.wizard import steps_of


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def new(request: StaffRequest) -> HttpResponse:
    """Look through types and templates; or begin blank, which makes the draft."""
    form = TypeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entry = TYPES[form.cleaned_data["type"]]
        mission = create_mission(type_key=entry.key, raw=blank_draft(entry), by=request.user, now=timezone.now())
        return redirect("console:mission_step", pk=mission.pk, step="trigger")
    efforts = {"mission": _from_to(Effort.SMALL, Effort.MEDIUM), "campaign": _from_to(Effort.MEDIUM, Effort.LARGE)}
    context = {"form": form, "steps": steps_of(None, "type"), "efforts": efforts, **_found(GalleryFilter(request.GET))}
    return page(request, "missions/console/gallery.html", "gallery", context, status=422 if form.errors else 200)


def _found(filter_form: GalleryFilter) -> dict[str, Any]:
    """The types, and the templates that match: the workspace's own and those of the product."""
    words, key = filter_form.chosen()
    of_type = key if key in TYPES else ""
    return {
        "filter_form": filter_form,
        "words": words,
        "types": TYPES.values(),
        "chosen": TYPES.get(key),
        "shown": [entry for entry in TYPES.values() if of_type in ("", entry.key)],
        "found": templates_found(words=words, type_key=of_type),
        "kept": [(row, TYPES[row.type], card_of_kept(row)) for row in templates_kept(words=words, type_key=of_type)],
    }


def _from_to(least: Effort, most: Effort) -> str:
    return _("%(least)s to %(most)s") % {"least": least.label, "most": str(most.label).lower()}


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def template(request: StaffRequest, key: str) -> HttpResponse:
    """See what a template makes, and make it: a draft in which everything can be changed."""
    offered = gallery().get(key)
    if offered is None:
        raise Http404("no such template")
    entry, raw = offered.entry, draft_of(offered)
    if request.method == "POST":
        mission = begin_with(offered=offered, raw=raw, by=request.user, now=timezone.now())
        return redirect("console:mission_step", pk=mission.pk, step="trigger")
    context = {
        "offered": offered,
        "needs": offered.template.needs.values(),
        "card": card_of_typed(raw, entry),
        "type_form": quiet(type_forms(entry.key).SetupForm(as_post(raw), prefix="type")),
        "type_preview": f"missions/types/{entry.key}/preview.html",
        "steps": steps_of(None, "type"),
    }
    return render(request, "missions/console/template.html", context)
