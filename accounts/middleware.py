"""The door: the first part of the address says in which workspace the rest happens. And what guards staff sign-in."""

import logging
import re
import time
from collections.abc import Callable, Iterator

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.db.models import SlugField
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_resolver, get_urlconf
from django.utils.functional import SimpleLazyObject

from accounts.models import FormerSlug, Profile, Workspace
from accounts.requests import LateRequest, WorkspaceRequest
from accounts.sign_in import tries_of_page
from accounts.throttling import TooManyAttempts, count_attempt
from foundation.addresses import addressed_to
from foundation.prepared import Prepared, Slot
from foundation.tenancy import workspace_scope

ADDRESS = re.compile(r"/(?P<slug>[-\w]+)(?P<rest>/.*)", re.DOTALL)
# A staff session ends this long after signing in, and SESSION_COOKIE_AGE after its last use.
STAFF_SESSION_LASTS = 60 * 60 * 24 * 30
USE_IS_NOTED_EVERY = 5 * 60

WORKSPACE = Prepared(lambda: Workspace.objects.filter(slug=Slot("slug", SlugField())))
PROFILE = Prepared(lambda: Profile.objects.select_related("logo"))

logger = logging.getLogger(__name__)


class WorkspaceDoor:
    """Serve /acme/missions/ as /missions/ of workspace acme, in one transaction. The last middleware.

    Last, so that sessions and messages are saved after that transaction, outside it. A view that raises is
    answered further in, so this class sees a response, not the exception: it takes note in process_exception
    and rolls back once the error page, which may still query, is rendered.
    """

    def __init__(self, get_response: Callable[[WorkspaceRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: WorkspaceRequest) -> HttpResponseBase:
        address = ADDRESS.fullmatch(request.path_info)
        if address is None or address["slug"] in settings.PLATFORM_SLUGS:
            return self.get_response(request)
        found = WORKSPACE(slug=address["slug"])
        if not found:
            return _moved(request, address["slug"], address["rest"])
        (workspace,) = found
        _read_body(request)
        request.workspace, request.urlconf, request.failed = workspace, settings.WORKSPACE_URLCONF, False
        request.path_info = address["rest"]
        request.profile = SimpleLazyObject(lambda: PROFILE()[0])  # type: ignore[assignment]  # it behaves as one
        with workspace_scope(workspace.pk), addressed_to(workspace.slug):
            response = self.get_response(request)
            if response.status_code == 405:
                response = _page_of(405)(request, response.headers["Allow"])
            if request.failed or response.status_code >= 500:
                transaction.set_rollback(True)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private"  # no cache between us and one reader keeps what she sees
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _in_scope(workspace, iter(response))
        return response

    def process_exception(self, request: WorkspaceRequest, exception: Exception) -> None:
        """Remember that the view raised; Django turns the exception into a page before we see it."""
        request.failed = True


def _moved(request: WorkspaceRequest, slug: str, rest: str) -> HttpResponsePermanentRedirect:
    """Lead an address that the workspace had before to its present one; any other is not found."""
    former = FormerSlug.objects.select_related("workspace").filter(slug=slug).first()
    if former is None:
        raise Http404("no such workspace")
    query = f"?{request.META['QUERY_STRING']}" if request.META["QUERY_STRING"] else ""
    return HttpResponsePermanentRedirect(f"/{former.workspace.slug}{rest}{query}", preserve_request=True)


def _read_body(request: WorkspaceRequest) -> None:
    """Read and parse what is sent before the transaction opens: a slow sender must not hold it open."""
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        _ = request.POST
    elif request.method not in ("GET", "HEAD"):
        _ = request.body


def _in_scope(workspace: Workspace, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream is produced after the middleware has returned, so it gets a scope of its own."""
    with workspace_scope(workspace.pk, read_only=True), addressed_to(workspace.slug):
        yield from chunks


class Throttle:
    """Refuse what is tried too often with a page that says when to try again.

    Tries of the pages listed in accounts.sign_in are counted here; any view may count its own and let the error pass.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Count a post to a listed page before its view runs."""
        if request.method != "POST" or request.resolver_match is None:
            return None
        try:
            for key, limit in tries_of_page(request.resolver_match.view_name, request):
                count_attempt(key, limit)
        except TooManyAttempts as refused:
            return _too_many(request, refused)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The page for a refusal that a view let pass."""
        return _too_many(request, exception) if isinstance(exception, TooManyAttempts) else None


class StaffSessions:
    """End a staff session 30 days after signing in, and note its use, which puts off its end by disuse.

    Noted at most every five minutes: the list of sessions needs no more, and a request should cost no write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            session, now = request.session, int(time.time())
            if now - session.setdefault("signed_in_at", now) >= STAFF_SESSION_LASTS:
                logout(request)
            elif now - session.get("seen_at", 0) >= USE_IS_NOTED_EVERY:
                session["seen_at"] = now
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


class AfterTheAnswer:
    """Send mail when the answer has left: the time it takes must not tell whether there is such an account."""

    def __init__(self, get_response: Callable[[LateRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: LateRequest) -> HttpResponseBase:
        request.after_the_answer = []
        response = self.get_response(request)
        if request.after_the_answer:
            close = response.close

            def close_and_do_the_rest() -> None:
                close()
                for act in request.after_the_answer:
                    try:
                        act()
                    except Exception:
                        logger.exception("what was to follow the answer of %s failed", request.path)

            response.close = close_and_do_the_rest  # type: ignore[method-assign]  # servers call it once all is sent
        return response


def _too_many(request: HttpRequest, refused: TooManyAttempts) -> HttpResponseBase:
    return _page_of(429)(request, refused)


def _page_of(status: int) -> Callable[..., HttpResponseBase]:
    """The page of the address book in use, as Django finds those of other failures."""
    page: Callable[..., HttpResponseBase] = get_resolver(get_urlconf()).resolve_error_handler(status)
    return page
