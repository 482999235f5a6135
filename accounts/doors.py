"""Who may come in: each view is stamped by exactly one door, and a guard test fails on a view without one."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.permissions import Permission, may
from accounts.queries import membership_in
from accounts.requests import PlatformRequest, StaffRequest, WorkspaceRequest
from accounts.rules import needs_two_step
from foundation.addresses import platform_url

type View[R, **P] = Callable[Concatenate[R, P], HttpResponseBase]


def staff[**P](*, can: Permission) -> Callable[[View[StaffRequest, P]], View[StaffRequest, P]]:
    """For members of this workspace whose role may do this.

    Signed out: the sign-in page. No member: 404, the same page as for no such workspace. Not allowed: 403.
    Two-step sign-in demanded by the workspace and not set up: the page to set it up.
    """

    def door(view: View[StaffRequest, P]) -> View[StaffRequest, P]:
        @wraps(view)
        def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            member = membership_in(request.workspace, request.user)
            if member is None:
                raise Http404("not a member")
            request.member = member
            member.user, member.workspace = request.user, request.workspace
            if needs_two_step(request.user, profile=request.profile):
                return _whole_page(request, platform_url("mfa_index"))
            if not may(member.role, can):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _stamp(cast("View[StaffRequest, P]", guarded), f"staff:{can}")

    return door


def public[**P](view: View[WorkspaceRequest, P]) -> View[WorkspaceRequest, P]:
    """For anyone; the view itself must say why that is safe."""
    return _stamp(view, "public")


def platform[**P](view: View[HttpRequest, P]) -> View[HttpRequest, P]:
    """For anyone, on a page of no workspace."""
    return _stamp(view, "platform")


def signed_in[**P](view: View[PlatformRequest, P]) -> View[PlatformRequest, P]:
    """For any signed-in staff user, on a page of no workspace; LoginRequiredMiddleware sees to it."""
    view.door = "signed in"  # type: ignore[attr-defined]  # the stamp that the guard test reads
    return view


def to_sign_in(request: WorkspaceRequest) -> HttpResponse:
    """Lead to the staff sign-in and back; a fragment asks htmx to go there with the whole page."""
    return _whole_page(request, redirect_to_login(page_to_return_to(request)).url)


def page_to_return_to(request: WorkspaceRequest) -> str:
    """The page somebody is on: of a part or a form that was sent, the page that holds it."""
    if request.htmx and request.htmx.current_url_abs_path:
        return request.htmx.current_url_abs_path
    page = urlsplit(request.headers.get("Referer", ""))
    if request.method not in ("GET", "HEAD") and page.netloc == request.get_host():
        return f"{page.path}?{page.query}" if page.query else page.path
    return request.get_full_path()


def _whole_page(request: WorkspaceRequest, address: str) -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _stamp[R, **P](view: View[R, P], door: str) -> View[R, P]:
    stamped = login_not_required(view)
    stamped.door = door  # type: ignore[attr-defined]  # the stamp that the guard test reads
    return stamped
