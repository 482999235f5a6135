"""The hub's door: lets in the advocate whose session this browser holds."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast, overload
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from accounts.doors import page_to_return_to
from accounts.requests import WorkspaceRequest
from foundation.languages import language_of
from programs.models import GUESTS
from programs.requests import AdvocateRequest
from programs.sessions import hub_session_of, is_fresh

type View[**P] = Callable[Concatenate[AdvocateRequest, P], HttpResponseBase]


@overload
def advocate[**P](view: View[P]) -> View[P]: ...
@overload
def advocate[**P](*, fresh: bool = False, guests: bool = False) -> Callable[[View[P]], View[P]]: ...
def advocate[**P](
    view: View[P] | None = None, *, fresh: bool = False, guests: bool = False
) -> View[P] | Callable[[View[P]], View[P]]:
    """For an advocate with an open hub session of this workspace; others are led to the hub's sign-in and back.

    With `fresh=True` only for somebody who has typed a code lately; others, such as those who came by a personal
    link, are asked for one first and led back. With `guests=True` also for somebody who takes part in public missions
    and is no member; elsewhere guests are led to the page of their own. The page speaks the advocate's language,
    or the browser's where the product does not speak that.
    """

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: AdvocateRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            session = hub_session_of(request)
            if session is None:
                return to_hub_sign_in(request)
            if session.advocate.status in GUESTS and not guests:
                return _go(request, reverse("hub:guest"))
            if fresh and not is_fresh(session, now=timezone.now()):
                return _lead(request, "hub:confirmation")
            request.hub_session, request.advocate = session, session.advocate
            with translation.override(language_of(session.advocate.language, translation.get_language())):
                return view(request, *args, **kwargs)

        stamped = cast("View[P]", login_not_required(guarded))
        stamped.door = "advocate:fresh" if fresh else "advocate"  # type: ignore[attr-defined]  # the stamp that the guard test reads
        stamped.takes_guests = guests  # type: ignore[attr-defined]  # as the door
        return stamped

    return door if view is None else door(view)


def to_hub_sign_in(request: WorkspaceRequest) -> HttpResponse:
    """Lead to the hub's sign-in and back; a fragment asks htmx to go there with the whole page."""
    return _lead(request, "hub:sign_in")


def _lead(request: WorkspaceRequest, page: str) -> HttpResponse:
    return _go(request, f"{reverse(page)}?{urlencode({'next': page_to_return_to(request)}, safe='/')}")


def _go(request: WorkspaceRequest, target: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": target})
    return redirect(target)
