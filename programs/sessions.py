"""The hub's cookie: which advocate's session this browser holds, how long it lasts, and how one is opened."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import CharField, DateTimeField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone

from foundation.prepared import Prepared, Slot
from foundation.templatetags.ui import browser
from foundation.tenancy import current_workspace_id
from foundation.tokens import hash_token, new_token
from programs.models import COMES_IN, Advocate, HubSession
from programs.operations.sign_in import end_session, note_use, open_session

# A session ends after thirty days without use, and ninety days after it was opened, whatever comes first.
IDLE, ABSOLUTE = timedelta(days=30), timedelta(days=90)
USE_IS_NOTED_EVERY = timedelta(minutes=5)
# How long after typing a code somebody may do what asks for a fresh one, such as changing the address.
FRESH = timedelta(minutes=30)

SESSION = Prepared(
    lambda: HubSession.objects.select_related("advocate").filter(
        token_hash=Slot("token_hash", CharField()),
        ended_at=None,
        seen_at__gt=Slot("seen_after", DateTimeField()),
        opened_at__gt=Slot("opened_after", DateTimeField()),
    )
)


def hub_cookie_name() -> str:
    """The cookie that holds the hub session of the workspace in scope; each workspace has its own."""
    return f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}hub-{current_workspace_id()}"


def hub_session_of(request: HttpRequest) -> HubSession | None:
    """The open session of the advocate in this browser, with the advocate; None when there is none (any more).

    None as well for somebody who may not come in (any more), or whose links were voided since. Its use is noted. It may
    be a guest's: whoever opens more than public missions by it looks at the status.
    """
    token = request.COOKIES.get(hub_cookie_name())
    if not token:
        return None
    now = timezone.now()
    found = SESSION(token_hash=hash_token(token), seen_after=now - IDLE, opened_after=now - ABSOLUTE)
    session = found[0] if found else None
    if session is None or session.link_version != session.advocate.link_version:
        return None
    if session.advocate.status not in COMES_IN:
        return None
    if now - session.seen_at >= USE_IS_NOTED_EVERY:
        note_use(session=session, now=now)
    return session


def is_session(token: str, *, of: Advocate) -> bool:
    """Whether this is the token of an open session of the advocate."""
    rows = HubSession.objects.filter(token_hash=hash_token(token), advocate=of, ended_at=None)
    return rows.filter(link_version=of.link_version).exists()


def open_sessions_of(advocate: Advocate, *, now: datetime) -> QuerySet[HubSession]:
    """The browsers in which the hub is open to this person, the last used first."""
    rows = HubSession.objects.filter(advocate=advocate, ended_at=None, link_version=advocate.link_version)
    return rows.filter(seen_at__gt=now - IDLE, opened_at__gt=now - ABSOLUTE).order_by("-seen_at", "-pk")


def is_fresh(session: HubSession, *, now: datetime) -> bool:
    """Whether the person has shown by a code, lately, that it is them."""
    return session.way == "code" and now - session.opened_at <= FRESH


def open_hub_session(
    request: HttpRequest, response: HttpResponse, *, advocate: Advocate, way: str, now: datetime, token: str = ""
) -> HubSession:
    """Open a session of this advocate in this browser, in the place of the one it had; the token is always a new one.

    `way` is "link" or "code". Who calls has made sure that the advocate may come in. A `token` is given by who can
    derive the same one again.
    """
    former = hub_session_of(request)
    token = token or new_token()
    if former is not None and former.token_hash != hash_token(token):
        end_session(session=former, now=now)
    session = open_session(
        advocate=advocate, way=way, token=token, browser=browser(request.headers.get("User-Agent", "")), now=now
    )
    keep_hub_session(request, response, token)
    return session


def keep_hub_session(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Give the browser the cookie of a session."""
    response.set_cookie(
        hub_cookie_name(),
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    rotate_token(request)


def forget_hub_session(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(hub_cookie_name(), samesite="Lax")
