"""Folders, kept views, and what stands at the front of the hub."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import staff
from accounts.forms import ColumnsForm
from accounts.operations import choose_columns
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.forms import problems
from missions.forms.filing import FilingForm, FolderForm, ViewForm
from missions.listing import folders
from missions.models import Folder, Mission, SavedView
from missions.operations.filing import (
    FolderExists,
    FolderNotEmpty,
    create_folder,
    feature_mission,
    move_to_folder,
    remove_folder,
    rename_folder,
)
from missions.operations.saved_views import remove_view, save_view, set_default_view
from missions.views.listing import COLUMNS, LIST_NAME
from missions.views.many import list_address


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def folder_list(request: StaffRequest) -> HttpResponse:
    """All folders with what is in them, and a new one."""
    form = FolderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            create_folder(name=form.cleaned_data["name"], by=request.user, now=timezone.now())
        except FolderExists as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, _("The folder is there."))
            return redirect("console:folders")
    return _folders(request, form)


@staff(can=Permission.MANAGE_MISSIONS)
@require_http_methods(["GET", "POST"])
def folder(request: StaffRequest, pk: int) -> HttpResponse:
    """Call a folder otherwise."""
    row = get_object_or_404(Folder, pk=pk)
    form = FolderForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename_folder(folder=row, name=form.cleaned_data["name"], by=request.user, now=timezone.now())
        except FolderExists as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, _("The folder has its new name."))
            return redirect("console:folders")
    return _folders(request, form, editing=pk)


def _folders(request: StaffRequest, form: FolderForm, *, editing: int = 0) -> HttpResponse:
    context = {"form": form, "folders": folders(), "editing": editing}
    return render(request, "missions/console/folders.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def folder_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Remove an empty folder."""
    row = get_object_or_404(Folder, pk=pk)
    try:
        remove_folder(folder=row, by=request.user, now=timezone.now())
    except FolderNotEmpty as full:
        messages.error(request, str(full))
    else:
        messages.success(request, _("The folder is gone."))
    return redirect("console:folders")


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def filing(request: StaffRequest, pk: int) -> HttpResponse:
    """Put one mission into a folder, or into none."""
    row = get_object_or_404(Mission, pk=pk)
    form = FilingForm(request.POST)
    if form.is_valid():
        move_to_folder(mission=row, folder=form.cleaned_data["folder"], by=request.user, now=timezone.now())
        messages.success(request, _("The mission is in its folder.") if row.folder else _("It is in no folder."))
    else:
        messages.error(request, _("That folder is gone. Choose another."))
    return redirect("console:mission", pk=pk)


@staff(can=Permission.MANAGE_MISSIONS)
@require_POST
def featuring(request: StaffRequest, pk: int) -> HttpResponse:
    """Put one mission at the front of the hub, or back into its place."""
    row = get_object_or_404(Mission, pk=pk)
    featured = bool(request.POST.get("featured"))
    feature_mission(mission=row, featured=featured, by=request.user, now=timezone.now())
    words = _("It stands first in the hub now.") if featured else _("It stands in its place in the hub again.")
    messages.success(request, words)
    return redirect("console:mission", pk=pk)


@staff(can=Permission.SEE)
@require_POST
def view_list(request: StaffRequest) -> HttpResponse:
    """Keep the filters in force under a name."""
    form = ViewForm(request.POST)
    if not form.is_valid():
        for problem in problems(form):
            messages.error(request, problem.message)
        return redirect(reverse("console:missions", query={"view": "all"}))
    data = form.cleaned_data
    view = save_view(
        name=data["name"], query=data["query"], default=data["default"], by=request.user, now=timezone.now()
    )
    messages.success(request, _("The view “%(name)s” is kept, for you alone.") % {"name": view.name})
    return redirect(_address(view))


@staff(can=Permission.SEE)
@require_POST
def view_default(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the list with this view, or with all missions again."""
    view = get_object_or_404(SavedView, pk=pk, staff=request.user)
    set_default_view(view=view, default=bool(request.POST.get("default")), by=request.user)
    return redirect(_address(view))


@staff(can=Permission.SEE)
@require_POST
def view_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget a view."""
    view = get_object_or_404(SavedView, pk=pk, staff=request.user)
    remove_view(view=view, by=request.user)
    messages.success(request, _("The view is forgotten; the missions stay."))
    return redirect(reverse("console:missions", query={"view": "all"}))


def _address(view: SavedView) -> str:
    return f"{reverse('console:missions')}?{view.query or 'view=all'}"


@staff(can=Permission.SEE)
@require_POST
def columns(request: StaffRequest) -> HttpResponse:
    """Show these columns of the list from now on; what is no column is said and nothing changes."""
    form = ColumnsForm(request.POST, known=COLUMNS)
    if form.is_valid():
        choose_columns(of=LIST_NAME, columns=form.cleaned_data["columns"], by=request.user)
    else:
        messages.error(request, _("There is no such column."))
    return redirect(list_address(request))
