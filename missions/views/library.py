"""The workspace's own mission templates: kept from a mission, used, called otherwise, removed; out to a file and in."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from events.once import once
from foundation.typed import as_post
from missions.forms.gallery import blank_draft
from missions.forms.library import ChosenForm, LibraryFileForm, TemplateForm
from missions.forms.raw import quiet
from missions.forms.whole import type_forms
from missions.library import Candidate, as_file, card_of_kept, portable, templates_kept, written
from missions.models import Mission, MissionTemplate
from missions.operations.library import (
    LibraryFull,
    TemplateExists,
    change_template,
    keep_template,
    remove_template,
    take_templates,
)
from missions.operations.missions import create_mission
from missions.types import TYPES
from missions.views.wizard import steps_of

GALLERY = "console:mission_new"


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def keeping(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep a mission as a template."""
    row = get_object_or_404(Mission.objects.select_related("activity", "draft", "live"), pk=pk)
    form = TemplateForm(request.POST or None, initial={"name": row.title[:60]})
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_template(mission=row, **form.cleaned_data, by=request.user, now=timezone.now())
        except (TemplateExists, LibraryFull) as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("The template is kept. Everybody who makes missions can begin with it."))
            return redirect("console:own_template", pk=kept.pk)
    context = {"form": form, "mission": row}
    return render(request, "missions/console/template_keeping.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
@once
def own_template(request: StaffRequest, pk: int) -> HttpResponse:
    """See what a template of the workspace's own makes, and make it."""
    row = get_object_or_404(MissionTemplate, pk=pk, type__in=list(TYPES))
    entry = TYPES[row.type]
    raw = blank_draft(entry) | row.raw
    if request.method == "POST":
        mission = create_mission(type_key=entry.key, raw=raw, by=request.user, now=timezone.now())
        return redirect("console:mission_step", pk=mission.pk, step="trigger")
    context = {
        "template": row,
        "entry": entry,
        "card": card_of_kept(row),
        "stays_here": portable(row.raw, entry).left_out,
        "type_form": quiet(type_forms(entry.key).SetupForm(as_post(raw), prefix="type")),
        "type_preview": f"missions/types/{entry.key}/preview.html",
        "steps": steps_of(None, "type"),
    }
    return render(request, "missions/console/own_template.html", context)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def own_template_words(request: StaffRequest, pk: int) -> HttpResponse:
    """Call a template otherwise."""
    row = get_object_or_404(MissionTemplate, pk=pk)
    form = TemplateForm(request.POST or None, initial={"name": row.name, "about": row.about})
    title = row.name
    if request.method == "POST" and form.is_valid():
        try:
            change_template(template=row, **form.cleaned_data, by=request.user, now=timezone.now())
        except TemplateExists as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, _("Saved."))
            return redirect("console:own_template", pk=pk)
    context = {"form": form, "template": row, "title": title}
    return render(request, "missions/console/own_template_words.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def own_template_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Remove a template, asked once."""
    row = get_object_or_404(MissionTemplate, pk=pk)
    if request.method == "GET":
        return render(request, "missions/console/own_template_removal.html", {"template": row})
    remove_template(template=row, by=request.user, now=timezone.now())
    messages.success(request, _("The template is gone; missions made with it stay."))
    return redirect(GALLERY)


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def own_template_file(request: StaffRequest, pk: int) -> HttpResponse:
    """One template as a file."""
    row = get_object_or_404(MissionTemplate, pk=pk, type__in=list(TYPES))
    return _download(as_file([row]), f"mission-template-{pk}.json")


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def library_file(request: StaffRequest) -> HttpResponse:
    """All templates as one file."""
    return _download(as_file(templates_kept()), "mission-templates.json")


def _download(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def library_import(request: StaffRequest) -> HttpResponse:
    """Choose a file, and see what is in it before anything is kept."""
    is_sent = request.method == "POST"
    form = LibraryFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        return _preview(request, form.candidates)
    return render(request, "missions/console/library_import.html", {"form": form}, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def library_choice(request: StaffRequest) -> HttpResponse:
    """Keep the chosen templates of a file."""
    form = ChosenForm(request.POST)
    if form.is_valid():
        wanted = [
            (one.taken_name, one.about, one.entry.key, one.raw)
            for one in form.wanted(form.cleaned_data["chosen"])
            if one.entry
        ]
        try:
            kept = take_templates(templates=wanted, by=request.user, now=timezone.now())
        except (TemplateExists, LibraryFull) as refused:
            form.add_error(None, str(refused))
        else:
            words = ngettext("%(n)s template is kept.", "%(n)s templates are kept.", len(kept))
            messages.success(request, words % {"n": len(kept)})
            return redirect(GALLERY)
    return _preview(request, form.candidates, form=form)


def _preview(request: StaffRequest, found: list[Candidate], *, form: ChosenForm | None = None) -> HttpResponse:
    """What is in a file. What can be taken goes back cleaned, so that it is read again and never trusted."""
    usable = [one for one in found if not one.faults]
    text = written((one.name, one.about, one.entry.key, one.raw) for one in usable if one.entry)
    context = {
        "usable": [replace(one, number=number) for number, one in enumerate(usable, 1)],
        "faulty": [one for one in found if one.faults],
        "text": text,
        "form": form,
    }
    return render(request, "missions/console/library_preview.html", context, status=422 if form else 200)
