"""A view's answer: the whole page, or for htmx the named part of it that changed."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest, template: str, part: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Render `template`, or only its partial `part` when htmx asks. The answer varies by HX-Request.

    Without a `part` it is the whole page, of which another template has the part.
    """
    asked_by_htmx = bool(getattr(request, "htmx", False)) and not request.headers.get("HX-History-Restore-Request")
    response = render(
        request, f"{template}#{part}" if asked_by_htmx and part else template, dict(context), status=status
    )
    patch_vary_headers(response, ["HX-Request"])
    return response
