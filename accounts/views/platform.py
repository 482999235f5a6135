"""Pages that belong to no workspace: the way in, the first workspace, one's own profile, health."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.doors import platform, signed_in
from accounts.forms import FoundingForm, StaffProfileForm
from accounts.models import Membership, Workspace
from accounts.operations import TokenUsed, found_workspace
from accounts.queries import memberships_of
from accounts.requests import PlatformRequest
from foundation.addresses import addressed_to

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@platform
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the one workspace somebody has, to a choice of several, or to the sign-in."""
    if not request.user.is_authenticated:
        return redirect("account_login" if Workspace.objects.exists() else "founding")
    memberships = memberships_of(request.user)
    if len(memberships) == 1:
        return redirect(console_of(memberships[0].workspace))
    doors = [(membership, console_of(membership.workspace)) for membership in memberships]
    return render(request, "accounts/home.html", {"doors": doors})


def console_of(workspace: Workspace) -> str:
    """The address of a workspace's console, from outside of it."""
    with addressed_to(workspace.slug):
        return reverse("console:home")


@platform
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def founding(request: HttpRequest) -> HttpResponse:
    """Make a workspace with a one-time token, and be its owner, signed in."""
    form = FoundingForm(request.POST or None, initial={"token": request.GET.get("token", "")})
    if request.method == "POST" and form.is_valid():
        try:
            workspace = found_workspace(**form.cleaned_data, now=timezone.now())
        except TokenUsed:
            form.add_error("token", _("This token has just been used."))
        else:
            owner = Membership.objects.select_related("user").get(workspace=workspace).user
            login(request, owner, backend=BACKEND)
            messages.success(request, _("Welcome. This is your workspace."))
            return redirect(console_of(workspace))
    return render(request, "accounts/founding.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: PlatformRequest) -> HttpResponse:
    """One's own name, time zone and keyboard shortcuts."""
    form = StaffProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("profile")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def no_addresses(request: PlatformRequest) -> HttpResponse:
    """In the place of allauth's page of further addresses: a staff account has the one it was invited at."""
    return redirect("profile")


@signed_in
@require_POST
def session_end(request: PlatformRequest, pk: int) -> HttpResponse:
    """Sign oneself out in one of one's browsers."""
    get_object_or_404(UserSession, pk=pk, user=request.user).end()
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@platform
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Whether this process serves and reaches the database; for load balancers, so it says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
