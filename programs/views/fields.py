"""Custom fields of people, as staff keep them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors import staff
from accounts.permissions import Permission
from accounts.requests import StaffRequest
from programs.forms.fields import CustomFieldForm, FieldRemovalForm
from programs.models import CustomField
from programs.operations.fields import NameTaken, OptionsInUse, change_field, make_field, remove_field
from programs.queries import fields_with_counts

FORM = "programs/console/custom_field.html"


@staff(can=Permission.MANAGE_PEOPLE)
@require_GET
def field_list(request: StaffRequest) -> HttpResponse:
    """All of them, with how many people have something there."""
    return render(request, "programs/console/custom_fields.html", {"fields": fields_with_counts()})


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def field_new(request: StaffRequest) -> HttpResponse:
    """Make one."""
    form = CustomFieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            field = make_field(**form.values(), by=request.user, now=timezone.now())
        except NameTaken:
            form.add_error("name", _("There is a field of this name already."))
        else:
            messages.success(request, _("The field “%(name)s” is made.") % {"name": field})
            return redirect("console:custom_fields")
    return render(request, FORM, {"form": form}, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def field_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Call it otherwise, offer other words, show it in the list or not."""
    field = get_object_or_404(CustomField, pk=pk)
    form = CustomFieldForm(request.POST or None, instance=field)
    if request.method == "POST" and form.is_valid():
        try:
            change_field(field=field, **form.values(), by=request.user, now=timezone.now())
        except NameTaken:
            form.add_error("name", _("There is a field of this name already."))
        except OptionsInUse as found:
            form.say_in_use(found)
        else:
            messages.success(request, _("Saved."))
            return redirect("console:custom_fields")
    shown = CustomField.objects.get(pk=pk)  # as stored: the form has changed its own instance
    return render(request, FORM, {"form": form, "field": shown}, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def field_removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask, and remove it with all it holds."""
    field = get_object_or_404(CustomField, pk=pk)
    form = FieldRemovalForm(request.POST or None, field=field)
    if request.method == "POST" and form.is_valid():
        remove_field(field=field, by=request.user, now=timezone.now())
        messages.success(request, _("The field “%(name)s” is removed.") % {"name": field})
        return redirect("console:custom_fields")
    context = {"form": form, "field": field, "count": field.values.count()}
    return render(request, "programs/console/custom_field_removal.html", context, status=422 if form.errors else 200)
