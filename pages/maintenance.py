"""While the installation is being worked on: one page for everybody, that needs neither database nor session."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

RETRY_SECONDS = 120


class Maintenance:
    """Answers 503 to everything but health checks and static files while the environment says MAINTENANCE=1."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.MAINTENANCE or request.path_info == "/healthz":
            return self.get_response(request)
        page = render_to_string("errors/503.html", {"reference": ""})
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
