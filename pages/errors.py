"""Our own pages for what goes wrong, each with a number under which the log knows it."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.throttling import TooManyAttempts

logger = logging.getLogger("groundswell.errors")


def _reference(request: HttpRequest, status: int) -> str:
    """A number for this answer, written to the log with its address."""
    reference = secrets.token_hex(4).upper()
    level = logging.ERROR if status >= 500 else logging.INFO
    logger.log(level, "%s answered %s, reference %s", request.path, status, reference)
    return reference


def _page(request: HttpRequest, status: int, name: str, **context: object) -> HttpResponse:
    context["reference"] = _reference(request, status)
    return render(request, f"errors/{name}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read."""
    return _page(request, 400, "400")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A member of this workspace without the permission."""
    return _page(request, 403, "403")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key is missing or old: what was typed is still in the tab, and the page says how to send it."""
    back = request.META.get("HTTP_REFERER", "")
    allowed = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return _page(request, 403, "403_csrf", back_url=back if allowed else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page, workspace or thing; the same for what belongs to somebody else."""
    return _page(request, 404, "404")


def not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """Somebody opened, most likely by reloading, an address that only takes what a form sends (RFC 9110 15.5.6)."""
    response = _page(request, 405, "405")
    response.headers["Allow"] = allowed
    return response


def too_many(request: HttpRequest, exception: TooManyAttempts) -> HttpResponse:
    """Tried too often; says when to try again."""
    response = _page(request, 429, "429", retry_minutes=-(-exception.wait // 60))
    response.headers["Retry-After"] = str(exception.wait)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. The page needs neither database nor session."""
    page = render_to_string("errors/500.html", {"reference": _reference(request, 500)})
    return HttpResponse(page, status=500)
