"""Settings of a workspace and its staff, in the console."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import staff
from accounts.forms import AddressForm, InvitationForm, RoleForm, SettingsForm
from accounts.models import Invitation, Membership, Profile
from accounts.operations import (
    AlreadyMember,
    InvitationClosed,
    LastOwner,
    change_role,
    change_settings,
    change_slug,
    invite_again,
    invite_staff,
    remove_staff,
    withdraw_invitation,
)
from accounts.permissions import Permission, may
from accounts.queries import open_invitations, staff_of
from accounts.requests import StaffRequest
from accounts.rules import is_last_owner
from events.once import once
from files.operations import FileRefused, store_image
from foundation.addresses import platform_url
from foundation.brand import derive


@staff(can=Permission.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
def settings(request: StaffRequest) -> HttpResponse:
    """Name, look, sender and rules of the workspace."""
    form = SettingsForm(
        request.POST or None,
        request.FILES or None,
        instance=request.profile,
        initial={"name": request.workspace.name},
    )
    if request.method == "POST" and form.is_valid() and _keep_settings(request, form):
        messages.success(request, _("Settings saved."))
        return redirect("console:settings")
    return _show_settings(
        request, form, AddressForm(workspace=request.workspace, initial={"slug": request.workspace.slug})
    )


def _keep_settings(request: StaffRequest, form: SettingsForm) -> bool:
    """Store the logo and the settings; False with the reason in the form when the logo is refused."""
    changes = {name: form.cleaned_data[name] for name in ("name", "point_value", *form.Meta.fields)}
    if form.cleaned_data.get("remove_logo"):
        changes["logo"] = None
    if upload := form.cleaned_data["logo_upload"]:
        try:
            changes["logo"] = store_image(upload, by_staff=request.user, audience="public", now=timezone.now())
        except FileRefused as refused:
            form.add_error("logo_upload", str(refused))
            return False
    profile = Profile.objects.get()  # as stored: the form has changed its own instance already
    change_settings(workspace=request.workspace, profile=profile, changes=changes, by=request.user)
    return True


def _show_settings(request: StaffRequest, form: SettingsForm, address: AddressForm) -> HttpResponse:
    context = {"form": form, "address_form": address, "corrections": _corrections(request.profile.colour)}
    status = 422 if form.errors or address.errors else 200
    return render(request, "accounts/console/settings.html", context, status=status)


def _corrections(colour: str) -> list[str]:
    """What was changed about the colour, in words, so that nobody wonders."""
    brand, found = derive(colour), []
    if brand.light.brand != colour:
        found.append(_("On light pages it is %(hex)s, darker, so that it stands out.") % {"hex": brand.light.brand})
    if brand.dark.brand != colour:
        found.append(_("On dark pages it is %(hex)s, lighter, so that it stands out.") % {"hex": brand.dark.brand})
    return found


@staff(can=Permission.MANAGE_WORKSPACE)
@require_POST
def address(request: StaffRequest) -> HttpResponse:
    """Move the workspace to another address; the page goes along."""
    form = AddressForm(request.POST, workspace=request.workspace)
    if not form.is_valid():
        settings_form = SettingsForm(instance=request.profile, initial={"name": request.workspace.name})
        return _show_settings(request, settings_form, form)
    change_slug(workspace=request.workspace, slug=form.cleaned_data["slug"], by=request.user)
    messages.success(request, _("The address is changed. Links to the old one lead here."))
    return redirect(f"{platform_url('home')}{form.cleaned_data['slug']}/console/settings/")


@staff(can=Permission.MANAGE_WORKSPACE)
@require_http_methods(["GET", "POST"])
@once
def staff_list(request: StaffRequest) -> HttpResponse:
    """Who works here, who is invited, and a form to invite."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invite_staff(workspace=request.workspace, **form.cleaned_data, by=request.user, now=timezone.now())
        except AlreadyMember:
            form.add_error("email", _("This person is a member already."))
        else:
            messages.success(request, _("Invitation sent to %(email)s.") % form.cleaned_data)
            return redirect("console:staff")
    context = {
        "form": form,
        "people": [
            (row, RoleForm(initial={"role": row.role}), is_last_owner(row)) for row in staff_of(request.workspace)
        ],
        "invitations": open_invitations(),
        "now": timezone.now(),
    }
    return render(request, "accounts/console/staff.html", context, status=422 if form.errors else 200)


@staff(can=Permission.MANAGE_WORKSPACE)
@require_POST
def role(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a staff member something else."""
    member = get_object_or_404(Membership, pk=pk, workspace=request.workspace)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such role."))
        return redirect("console:staff")
    try:
        change_role(membership=member, role=form.cleaned_data["role"], by=request.user)
    except LastOwner as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The role of %(name)s is changed.") % {"name": member.user})
    return redirect("console:staff" if member.user_id != request.user.pk else reverse("console:home"))


@staff(can=Permission.SEE)
@require_POST
def removal(request: StaffRequest, pk: int) -> HttpResponse:
    """Take somebody's entry away; anybody may leave by themselves."""
    member = get_object_or_404(Membership, pk=pk, workspace=request.workspace)
    leaves = member.pk == request.member.pk
    if not leaves and not may(request.member.role, Permission.MANAGE_WORKSPACE):
        raise Http404("not yours to remove")
    try:
        remove_staff(membership=member, by=request.user)
    except LastOwner as refused:
        messages.error(request, str(refused))
        return redirect("console:staff")
    messages.success(request, _("%(name)s is no longer a member.") % {"name": member.user})
    return redirect(platform_url("home") if leaves else "console:staff")


@staff(can=Permission.MANAGE_WORKSPACE)
@require_POST
@once
def invitation(request: StaffRequest, pk: int) -> HttpResponse:
    """Send an open invitation again, or withdraw it."""
    row = get_object_or_404(Invitation, pk=pk)
    try:
        if "again" in request.POST:
            invite_again(invitation=row, by=request.user, now=timezone.now())
            messages.success(request, _("Sent again. The earlier link no longer works."))
        else:
            withdraw_invitation(invitation=row, by=request.user, now=timezone.now())
            messages.success(request, _("Invitation withdrawn."))
    except InvitationClosed:
        messages.error(request, _("This invitation has been answered or withdrawn already."))
    return redirect("console:staff")
