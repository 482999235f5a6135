"""Pages of a workspace for people who are not in it yet, and its colours."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.doors import public
from accounts.forms import AcceptanceForm
from accounts.links import read_invitation_token
from accounts.models import Invitation, User
from accounts.operations import InvitationClosed, accept_invitation
from accounts.requests import WorkspaceRequest
from accounts.views.platform import BACKEND
from foundation.brand import NotAColour, stylesheet


@public
@require_GET
@cache_control(public=True, max_age=31536000, immutable=True)
def brand(request: WorkspaceRequest, colour: str) -> HttpResponse:
    """The workspace's colours as a stylesheet; the address names the colour, so it may be kept for ever."""
    try:
        return HttpResponse(stylesheet(f"#{colour}"), content_type="text/css")
    except NotAColour:
        raise Http404("not a colour") from None


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Accept an invitation. Opening the link changes nothing; whoever has an account signs in first."""
    link = read_invitation_token(token)
    row = Invitation.objects.filter(pk=link.pk, version=link.version).first() if link else None
    if link is None or row is None:
        raise Http404("no such invitation")
    context: dict[str, object] = {"invitation": row}
    if row.accepted_at or row.withdrawn_at or row.expires_at <= timezone.now():
        return render(request, "accounts/public/invitation_closed.html", context, status=410)
    known = User.objects.filter(email=row.email).exists()
    user = request.user if request.user.is_authenticated and request.user.email == row.email else None
    form = None if known else AcceptanceForm(request.POST or None, email=row.email)
    if request.method == "POST" and (user or (form and form.is_valid())):
        given = form.cleaned_data if form else {"name": "", "password": ""}
        try:
            joined = accept_invitation(
                workspace=request.workspace,
                invitation_id=row.pk,
                version=link.version,
                user=user,
                **given,
                now=timezone.now(),
            )
        except InvitationClosed:
            return render(request, "accounts/public/invitation_closed.html", context, status=410)
        if user is None:
            login(request, joined, backend=BACKEND)
        messages.success(request, _("Welcome to %(workspace)s.") % {"workspace": request.workspace})
        return redirect("console:home")
    context |= {"form": form, "known": known, "is_me": user is not None}
    return render(request, "accounts/public/invitation.html", context, status=422 if form and form.errors else 200)
