"""What taking part without an account is made of: a cookie, a link, six digits, and how much of it is borne.

All limits are counted in PostgreSQL, the narrowest first, so that what is refused to one client uses up nobody else's.
They are those of a public form: by client (an IPv4 address or an IPv6 /64), its network, the mission and the workspace.
A browser has one arrival at a mission, however often it sends.
"""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.throttling import Limit, client_address, client_network, count_attempt, hidden
from foundation.tenancy import current_workspace_id
from foundation.tokens import BadToken, hash_token, read_signed, sign
from missions.models import Arrival
from programs.sign_in import QUARTER, code_of, count_mail

# How long what somebody typed waits for the proof of their address.
KEPT = timedelta(days=2)
HOUR, DAY = 60 * 60, 60 * 60 * 24
PER_CLIENT, PER_NETWORK = Limit(60, QUARTER), Limit(240, QUARTER)
PER_MISSION, PER_WORKSPACE = Limit(2000, HOUR), Limit(5000, HOUR)
# Mails to one address that strangers ask for, in all workspaces of this installation together.
MAILS_PER_ADDRESS_AND_DAY = Limit(8, DAY)
# Nobody reads and fills in a form faster.
QUICKEST_S = 1.2
PURPOSE = "mission arrival"


def link_and_code(row: Arrival) -> tuple[str, str]:
    """The path of the link and the six digits, for the mail and for nothing else; another mail voids them."""
    token = sign(row.pk, _asked_ms(row), purpose=PURPOSE, now=row.asked_at)
    return reverse("public:confirmation_link", args=[token]), code_of(row)


def arrival_of_link(token: str, *, now: datetime) -> Arrival | None:
    """The arrival whose newest mail has this link, whatever became of it; None for any other."""
    try:
        pk, asked_ms = read_signed(token, purpose=PURPOSE, now=now)
    except (BadToken, ValueError):
        return None
    row = _rows().filter(pk=pk).first()
    return row if row is not None and _asked_ms(row) == asked_ms else None


def arrival_of_browser(request: HttpRequest, mission_id: int) -> Arrival | None:
    """What this browser began at this mission, whatever became of it."""
    nonce = nonce_of(request, mission_id)
    return _rows().filter(nonce_hash=hash_token(nonce), mission=mission_id).first() if nonce else None


def nonce_of(request: HttpRequest, mission_id: int) -> str:
    """The secret by which this browser is known at this mission, or ""."""
    return request.COOKIES.get(_cookie(mission_id), "")


def remember_arrival(response: HttpResponse, mission_id: int, nonce: str) -> None:
    """Set the cookie by which the browser is known."""
    response.set_cookie(
        _cookie(mission_id),
        nonce,
        max_age=int(KEPT.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def count_arrival(request: HttpRequest, mission_id: int) -> None:
    """Count one who begins without an account. Raises TooManyAttempts."""
    here = current_workspace_id()
    count_attempt(f"arrival:client:{client_address(request)}", PER_CLIENT)
    count_attempt(f"arrival:network:{client_network(request)}", PER_NETWORK)
    count_attempt(f"arrival:{here}:{mission_id}", PER_MISSION)
    count_attempt(f"arrival:{here}", PER_WORKSPACE)


def count_confirmation_mail(request: HttpRequest, email: str) -> None:
    """Count a wish for a mail to an address that need not be the visitor's, known or not. Raises TooManyAttempts."""
    count_attempt(f"arrival-mail:network:{client_network(request)}", PER_NETWORK)
    count_mail(request, email)
    count_attempt(f"arrival-mail:{hidden(email)}", MAILS_PER_ADDRESS_AND_DAY)


def stamp_now() -> str:
    """When a form was drawn, signed."""
    return signing.dumps(int(time.time() * 1000), salt=_salt())


def is_too_quick(stamp: str) -> bool:
    """Whether a form came back sooner than anybody could have typed, or with a stamp that is not ours."""
    try:
        drawn_ms = signing.loads(stamp, salt=_salt())
    except signing.BadSignature:
        return True
    return bool(time.time() * 1000 - drawn_ms < QUICKEST_S * 1000)


def _rows() -> QuerySet[Arrival]:
    return Arrival.objects.select_related("mission__activity", "mission__live", "revision__form_version", "advocate")


def _asked_ms(row: Arrival) -> int:
    return int(row.asked_at.timestamp() * 1000)


def _salt() -> str:
    return f"missions.arrivals.stamp:{current_workspace_id()}"


def _cookie(mission_id: int) -> str:
    return f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}arrival-{current_workspace_id()}-{mission_id}"
