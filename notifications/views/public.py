"""Stopping mail by the link in it: without signing in, and never by only opening the link (RFC 8058)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.doors import public
from accounts.requests import WorkspaceRequest
from foundation.tokens import BadToken
from notifications.forms import WishForm
from notifications.links import read_unsubscribe_token
from notifications.models import Topic
from notifications.operations import set_preference
from notifications.queries import has_refused
from programs.models import Advocate


@csrf_exempt  # mail programs press the button without cookies; the signed address is all the right it gives
@public
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: WorkspaceRequest, token: str) -> HttpResponse:
    """Ask (GET), stop mail about missions (POST), or take that back (POST with wanted=yes).

    Safe for anyone: the address is signed for one person, and says nothing about them.
    """
    try:
        advocate_id = read_unsubscribe_token(token, now=timezone.now())
    except BadToken:
        raise Http404("no such link") from None
    advocate = Advocate.objects.filter(pk=advocate_id, erased_at=None).first()
    if advocate is None:
        raise Http404("nobody any more")
    if request.method == "POST":
        set_preference(
            advocate=advocate, topic=Topic.MISSIONS, wanted=WishForm(request.POST).is_wanted(),
            said_by="unsubscribe link", now=timezone.now(),
        )  # fmt: skip
    context = {"refused": has_refused(advocate, Topic.MISSIONS), "answered": request.method == "POST"}
    response = render(request, "notifications/public/unsubscribe.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
