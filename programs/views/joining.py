"""Who may join, in the settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from programs.forms.joining import JoiningForm
from programs.models import Program
from programs.operations.programs import change_program, default_program


@staff(can=Permission.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def joining(request: StaffRequest) -> HttpResponse:
    """Show and change who may join, the terms, and whether search engines may come."""
    shown = Program.objects.filter(is_default=True).first() or Program()
    form = JoiningForm(request.POST or None, instance=shown)
    if form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.Meta.fields}
        change_program(program=_as_stored(), changes=changes, by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("console:joining")
    return render(request, "programs/console/joining.html", {"form": form}, status=422 if form.errors else 200)


def _as_stored() -> Program:
    """The form has changed its own instance already."""
    return Program.objects.get(pk=default_program().pk)
