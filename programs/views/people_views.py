"""How one staff member sees the list of people: the views she keeps, and the columns."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import staff
from accounts.forms import ColumnsForm
from accounts.models import KeptView
from accounts.operations import choose_columns, forget_view, keep_view, set_kept_default
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from foundation.forms import problems
from programs.forms.people import PeopleViewForm
from programs.views.people import COLUMNS, LIST_NAME


@staff(can=Permission.SEE)
@require_POST
def view_list(request: StaffRequest) -> HttpResponse:
    """Keep the filters in force under a name."""
    form = PeopleViewForm(request.POST)
    if not form.is_valid():
        for problem in problems(form):
            messages.error(request, problem.message)
        return redirect(reverse("console:people", query={"view": "all"}))
    view = keep_view(of=LIST_NAME, **form.cleaned_data, by=request.user)
    messages.success(request, _("The view “%(name)s” is kept, for you alone.") % {"name": view.name})
    return redirect(_address(view))


@staff(can=Permission.SEE)
@require_POST
def view_default(request: StaffRequest, pk: int) -> HttpResponse:
    """Open the list with this view, or with everybody again."""
    view = get_object_or_404(KeptView, pk=pk, staff=request.user, listing=LIST_NAME)
    set_kept_default(view=view, default=bool(request.POST.get("default")), by=request.user)
    return redirect(_address(view))


@staff(can=Permission.SEE)
@require_POST
def view_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget a view."""
    view = get_object_or_404(KeptView, pk=pk, staff=request.user, listing=LIST_NAME)
    forget_view(view=view, by=request.user)
    messages.success(request, _("The view is forgotten; the people stay."))
    return redirect(reverse("console:people", query={"view": "all"}))


@staff(can=Permission.SEE)
@require_POST
def columns(request: StaffRequest) -> HttpResponse:
    """Show these columns of the list from now on; what is no column is said and nothing changes."""
    form = ColumnsForm(request.POST, known=COLUMNS)
    if form.is_valid():
        choose_columns(of=LIST_NAME, columns=form.cleaned_data["columns"], by=request.user)
    else:
        messages.error(request, _("There is no such column."))
    return redirect(reverse("console:people", query=request.GET or {"view": "all"}))


def _address(view: KeptView) -> str:
    return f"{reverse('console:people')}?{view.query or 'view=all'}"
