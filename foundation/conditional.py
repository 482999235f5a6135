"""Pages that a browser may keep and must ask about: unchanged, they cost no template (RFC 9110, 13).

The tag of a page is made of everything the page is drawn from, after it was read from the database: so it cannot be
out of date, and what it saves is the drawing. A kept page keeps the policy it came with, and with it the nonce.
"""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language


def unless_unchanged(
    request: HttpRequest, *drawn_from: object, draw: Callable[[], HttpResponse]
) -> HttpResponse | HttpResponseNotModified:
    """The page, or 304 when the browser has it as it would be now.

    `drawn_from` is everything that can differ between two askers or two moments; language, theme, the cookie behind
    the page's token and the release are added here. A page with a message to show is never kept.
    """
    if get_messages(request):
        return draw()
    tag = _tag(request, drawn_from)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse | HttpResponseNotModified = HttpResponseNotModified()
        # A policy with a fresh nonce would take the place of the one that the kept page was made for.
        response._csp_config = {}  # type: ignore[union-attr]  # what django.views.decorators.csp sets
    else:
        response = draw()
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def _tag(request: HttpRequest, drawn_from: object) -> str:
    about = (
        request.get_full_path(),
        bool(getattr(request, "htmx", False)),
        get_language(),
        request.COOKIES.get("theme"),
        request.COOKIES.get(settings.CSRF_COOKIE_NAME),
        drawn_from,
        release(),
    )
    return f'W/"{blake2b(repr(about).encode(), digest_size=16).hexdigest()}"'


@cache
def release() -> str:
    """What tells the code and the templates of this process from those of others; read once."""
    base, digest = Path(settings.BASE_DIR), blake2b(digest_size=16)
    own = [app.label for app in apps.get_app_configs() if Path(app.path).parent == base]
    patterns = [*(f"{label}/**/*.py" for label in own), "templates/**/*.html", "locale/**/*.mo"]
    found = [path for pattern in patterns for path in sorted(base.glob(pattern))]
    for path in [*found, Path(settings.STATIC_ROOT) / "staticfiles.json"]:
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()
