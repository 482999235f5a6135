"""Files, and the page that stands before links of other people."""

from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.doors import public
from accounts.models import Membership
from accounts.requests import WorkspaceRequest
from files.models import Audience, File
from files.rules import may_fetch
from files.serving import response_for
from missions.queries import is_shown_to_anyone
from programs.models import GUESTS, Advocate
from programs.sessions import hub_session_of


@public
@require_GET
def file(request: WorkspaceRequest, pk: int, name: str) -> HttpResponseBase:
    """A file, to whom it is for; to everybody else there is none."""
    row = get_object_or_404(File, pk=pk)
    user, session = request.user, hub_session_of(request)
    is_staff = user.is_authenticated and Membership.objects.filter(workspace=request.workspace, user=user).exists()
    if not may_fetch(row, is_staff=is_staff, advocate_id=session.advocate_id if session else None):
        raise Http404("not for you")
    if session and not is_staff and not may_see(session.advocate, row):
        raise Http404("not for guests")
    return response_for(row, inline=row.kind == "image", asked=request.headers.get("Range", ""))


def may_see(person: Advocate, file: File) -> bool:
    """Guests, whom nobody has let in, get of the hub's files only the pictures of public missions."""
    return person.status not in GUESTS or file.audience != Audience.HUB or is_shown_to_anyone(file)


@public
@require_GET
def outward(request: WorkspaceRequest) -> HttpResponse:
    """Before a link that somebody handed in is followed: where it leads, in full, and no word of whence one comes."""
    address = request.GET.get("to", "")
    parts = urlsplit(address) if len(address) < 2000 else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Http404("not an address on the web")
    response = render(request, "pages/public/outward.html", {"address": address, "host": parts.hostname})
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
