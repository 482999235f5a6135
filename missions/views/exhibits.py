"""The public gallery: what visitors see, and how staff fill it (X-37)."""

import hashlib
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.doors import public, staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest, WorkspaceRequest
from files.models import File
from files.serving import response_for
from foundation.addresses import absolute
from foundation.times import in_zone
from missions.forms.collections import DirectionForm
from missions.forms.exhibits import ExhibitForm, GalleryPlace
from missions.gallery import (
    CANDIDATES,
    PAGE,
    candidates,
    caption_sent,
    exhibits,
    exhibits_shown,
    file_of,
    shown,
    why_not_shown,
)
from missions.models import Exhibit
from missions.operations.exhibits import NotToBeShown, add_exhibit, change_exhibit, move_exhibit, remove_exhibit
from missions.pictures import draw_picture
from programs.operations.programs import default_program


def today_of(request: WorkspaceRequest) -> date:
    """The day it is in the workspace, by which licences end."""
    return in_zone(timezone.now(), request.profile.time_zone).date()


@public
@require_safe
def gallery(request: WorkspaceRequest) -> HttpResponse:
    """What people made and allow to be shown, as it may be shown at this moment."""
    page = GalleryPlace(request.GET).chosen()
    start = (page - 1) * PAGE
    rows = list(exhibits_shown(today=today_of(request))[start : start + PAGE + 1])
    context = {
        "shown": [shown(row) for row in rows[:PAGE]],
        "previous_url": f"?page={page - 1}" if page > 1 else "",
        "next_url": f"?page={page + 1}" if len(rows) > PAGE else "",
        "address": absolute(reverse("public:gallery")),
        "picture": absolute(reverse("public:gallery_picture")),
        "searchable": default_program().is_searchable,
    }
    answer = render(request, "missions/public/gallery.html", context)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@public
@require_safe
def gallery_picture(request: WorkspaceRequest) -> HttpResponse:
    """What other sites show beside a link to the gallery: drawn, because they keep what they fetch."""
    drawn = draw_picture(
        title=_("Made by our members"), workspace_name=request.workspace.name, colour=request.profile.colour, badge=""
    )
    answer = HttpResponse(drawn, content_type="image/png")
    answer.headers["ETag"] = f'"{hashlib.sha256(drawn).hexdigest()[:32]}"'
    answer.headers["Cache-Control"] = "public, max-age=3600"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@public
@require_safe
def exhibit_file(request: WorkspaceRequest, pk: int, number: int, part: str) -> HttpResponseBase:
    """A picture or video of the gallery, while it may be shown; nobody keeps it without asking again."""
    row = get_object_or_404(exhibits_shown(today=today_of(request)), pk=pk)
    file = _part(file_of(row, number), part)
    answer = response_for(file, inline=True, asked=request.headers.get("Range", ""))
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _part(file: File | None, part: str) -> File:
    """The picture itself; of a video what every browser plays, or the picture before it."""
    if file is not None and file.kind == "image" and part == "picture":
        return file
    if file is not None and file.kind == "video" and part == "video":
        return file.video.playable or file
    if file is not None and file.kind == "video" and part == "poster" and file.video.poster:
        return file.video.poster
    raise Http404("no such part")


@staff(can=Permission.MANAGE_MISSIONS)
@require_GET
def exhibit_list(request: StaffRequest) -> HttpResponse:
    """What stands in the gallery, what of it is not shown and why, and what could be added."""
    today = today_of(request)
    context = {
        "rows": [(shown(row), why_not_shown(row, today=today)) for row in exhibits()],
        "candidates": list(candidates(today=today)[:CANDIDATES]),
        "address": absolute(reverse("public:gallery")),
    }
    return render(request, "missions/console/exhibits.html", context)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def exhibit_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a submission into the gallery."""
    row = get_object_or_404(candidates(today=today_of(request)), pk=pk)
    form = ExhibitForm(request.POST or None, initial={"caption": caption_sent(row)})
    if form.is_valid():
        try:
            add_exhibit(
                submission=row, **form.cleaned_data, today=today_of(request), by=request.user, now=timezone.now()
            )
        except NotToBeShown as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is in the gallery."))
            return redirect("console:exhibits")
    context = {"form": form, "submission": row}
    return render(request, "missions/console/exhibit_new.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def exhibit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what stands beside it."""
    row = get_object_or_404(exhibits(), pk=pk)
    form = ExhibitForm(request.POST or None, initial={"caption": row.caption, "name_shown": row.name_shown})
    if form.is_valid():
        change_exhibit(exhibit=row, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("console:exhibits")
    context = {"form": form, "one": shown(row), "why": why_not_shown(row, today=today_of(request))}
    return render(request, "missions/console/exhibit.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def exhibit_place(request: StaffRequest, pk: int) -> HttpResponse:
    """Move it up or down."""
    row, form = get_object_or_404(Exhibit, pk=pk), DirectionForm(request.POST)
    if form.is_valid():
        move_exhibit(exhibit=row, upwards=form.cleaned_data["to"] == "up", by=request.user, now=timezone.now())
    return redirect("console:exhibits")


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def exhibit_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Take it out."""
    row = get_object_or_404(Exhibit.objects.select_related("attempt__submission"), pk=pk)
    remove_exhibit(exhibit=row, by=request.user, now=timezone.now())
    messages.success(request, _("It is out of the gallery."))
    return redirect("console:exhibits")
