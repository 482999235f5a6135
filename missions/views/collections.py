"""Collections as staff keep them: made, described, filled, ordered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.forms import problems
from missions.collections import collected_in, collections
from missions.forms.collections import CollectForm, CollectionForm, DirectionForm
from missions.models import Collected, Collection
from missions.operations.collections import (
    CollectionExists,
    change_collection,
    collect_mission,
    create_collection,
    move_collected,
    move_collection,
    remove_collection,
    take_out_mission,
)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def collection_list(request: StaffRequest) -> HttpResponse:
    """All collections in the order of the hub, and a new one."""
    form = CollectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_collection(**form.cleaned_data, by=request.user, now=timezone.now())
        except CollectionExists as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, _("The collection is there. Put missions into it."))
            return redirect("console:collection", pk=made.pk)
    context = {"form": form, "collections": collections()}
    return render(request, "missions/console/collections.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def collection(request: StaffRequest, pk: int) -> HttpResponse:
    """One collection: its words, and its missions in their order."""
    row = get_object_or_404(Collection, pk=pk)
    form = CollectionForm(request.POST or None, initial={"name": row.name, "about": row.about})
    if request.method == "POST" and form.is_valid():
        try:
            change_collection(collection=row, **form.cleaned_data, by=request.user, now=timezone.now())
        except CollectionExists as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, _("Saved."))
            return redirect("console:collection", pk=pk)
    context = {
        "form": form,
        "collection": Collection.objects.get(pk=pk),
        "collected": collected_in(row),
        "collect": CollectForm(collection=row),
    }
    return render(request, "missions/console/collection.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def collection_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Remove a collection, asked once; its missions stay."""
    row = get_object_or_404(Collection, pk=pk)
    if request.method == "GET":
        context = {"collection": row, "count": collected_in(row).count()}
        return render(request, "missions/console/collection_removal.html", context)
    remove_collection(collection=row, by=request.user, now=timezone.now())
    messages.success(request, _("The collection is gone; its missions stay."))
    return redirect("console:collections")


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def collection_place(request: StaffRequest, pk: int) -> HttpResponse:
    """Move a collection up or down in the hub."""
    row, form = get_object_or_404(Collection, pk=pk), DirectionForm(request.POST)
    if form.is_valid():
        upwards = form.cleaned_data["to"] == "up"
        move_collection(collection=row, upwards=upwards, by=request.user, now=timezone.now())
    return redirect("console:collections")


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def collection_missions(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a mission into a collection."""
    row = get_object_or_404(Collection, pk=pk)
    form = CollectForm(request.POST, collection=row)
    if form.is_valid():
        mission = form.cleaned_data["mission"]
        collect_mission(collection=row, mission=mission, by=request.user, now=timezone.now())
        messages.success(request, _("“%(title)s” is in the collection.") % {"title": mission.title})
    for problem in problems(form):
        messages.error(request, problem.message)
    return redirect("console:collection", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def collected_place(request: StaffRequest, pk: int) -> HttpResponse:
    """Move a mission up or down in its collection."""
    row, form = get_object_or_404(Collected, pk=pk), DirectionForm(request.POST)
    if form.is_valid():
        upwards = form.cleaned_data["to"] == "up"
        move_collected(collected=row, upwards=upwards, by=request.user, now=timezone.now())
    return redirect("console:collection", pk=row.collection_id)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def collected_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a mission out of a collection."""
    row = get_object_or_404(Collected.objects.select_related("mission"), pk=pk)
    take_out_mission(collected=row, by=request.user, now=timezone.now())
    messages.success(request, _("“%(title)s” is taken out.") % {"title": row.mission.title})
    return redirect("console:collection", pk=row.collection_id)
