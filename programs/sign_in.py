"""What a sign-in at the hub's door is made of: a link, six digits, and a cookie in the browser that asked.

Link and digits are derived from a row and the installation's secret when they are needed, in the mail and at the
door; the database holds nothing that signs anybody in.
"""

import posixpath
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.throttling import Limit, attempts_left, client_address, count_attempt, give_back, hidden
from foundation.tenancy import current_workspace_id
from foundation.tokens import BadToken, hash_token, read_signed, sign
from programs.models import AddressChange, Advocate, SignInRequest

LASTS = timedelta(minutes=15)
QUARTER = int(LASTS.total_seconds())
# Mails to one address, wished for by one client, and in one workspace.
MAILS_PER_ADDRESS, MAILS_PER_CLIENT, MAILS_PER_WORKSPACE = Limit(5, QUARTER), Limit(60, QUARTER), Limit(2000, QUARTER)
# Codes typed for one request, and by one client. Five guesses at a request are one in 200,000; what a great many
# guesses at a great many requests come to is kept small by the wrong ones a workspace bears.
CODES, CODES_PER_CLIENT, WRONG_CODES_PER_WORKSPACE = Limit(5, QUARTER), Limit(60, QUARTER), Limit(100, QUARTER)


class CodesUsedUp(Exception):
    """Five wrong codes were typed: the request has ended."""


class Asking(Protocol):
    """A row that asks for a proof of an address: a request, a change of address, an arrival at a public mission."""

    @property
    def pk(self) -> int: ...
    @property
    def workspace_id(self) -> int: ...
    @property
    def nonce_hash(self) -> str: ...
    @property
    def asked_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def used_at(self) -> datetime | None: ...


def link_and_code(row: SignInRequest) -> tuple[str, str]:
    """The path of the link and the six digits of a request, for its mail and for nothing else."""
    return reverse("hub:sign_in_link", args=[_token(row)]), code_of(row)


def code_of(row: Asking) -> str:
    """Six digits that belong to this row."""
    said = f"{row.workspace_id}:{row.pk}:{row.nonce_hash}:{row.asked_at.timestamp()}"
    mac = salted_hmac(f"programs.sign_in.code:{type(row).__name__.lower()}", said, algorithm="sha256")
    return f"{int(mac.hexdigest(), 16) % 1_000_000:06}"


def request_of_link(token: str, *, now: datetime) -> SignInRequest | None:
    """The request whose link this is, whatever became of it; None for what is no link of ours."""
    try:
        (pk,) = read_signed(token, purpose="hub sign-in", now=now)
    except (BadToken, ValueError):
        return None
    return SignInRequest.objects.select_related("advocate").filter(pk=pk).first()


def request_of_browser(nonce_hash: str) -> SignInRequest | None:
    """The request of the browser with this cookie, whatever became of it; None when the address was unknown."""
    return SignInRequest.objects.select_related("advocate").filter(nonce_hash=nonce_hash).first()


def address_change_of_browser(nonce_hash: str, *, advocate: Advocate) -> AddressChange | None:
    """The change of address this advocate wished for in the browser with this cookie."""
    return AddressChange.objects.filter(nonce_hash=nonce_hash, advocate=advocate).first()


def is_open(row: Asking, *, now: datetime) -> bool:
    """Whether it can still be used: in time, not used, not ended by a newer one or by five wrong codes."""
    return row.used_at is None and row.expires_at > now and attempts_left(tries_key(row.nonce_hash), CODES) > 0


def masked(email: str) -> str:
    """m…@example.com: enough for the person to know it, and not the whole for who looks over the shoulder."""
    local, _at, domain = email.partition("@")
    return f"{local[:1]}…@{domain}"


def session_token(row: Asking, nonce: str) -> str:
    """The token of the session that a request opens in the browser that asked.

    Derived, so that a second press of the button leads to the same session when the first answer was lost. Another
    browser has no nonce and gets "": a token of chance.
    """
    return nonce and salted_hmac("programs.sign_in.session", f"{row.pk}:{nonce}", algorithm="sha256").hexdigest()


def tries_key(nonce_hash: str) -> str:
    """Under what codes are counted: by the browser's cookie, so that an unknown address behaves like a known one."""
    return f"hub-code:{current_workspace_id()}:{nonce_hash[:40]}"


def count_mail(request: HttpRequest, email: str) -> None:
    """Count a wish for a mail, known address or not. Raises TooManyAttempts.

    The narrowest count comes first: what is refused to one client uses up nobody else's mails.
    """
    here = current_workspace_id()
    count_attempt(f"hub-mail:client:{client_address(request)}", MAILS_PER_CLIENT)
    count_attempt(f"hub-mail:{here}:{hidden(email)}", MAILS_PER_ADDRESS)
    count_attempt(f"hub-mail:{here}", MAILS_PER_WORKSPACE)


def code_is_right(request: HttpRequest, code: str, *, row: Asking | None, nonce_hash: str) -> bool:
    """Count a code, then compare it; without a row none is right.

    Raises CodesUsedUp when it was the last and wrong, and TooManyAttempts.
    """
    left = count_attempt(tries_key(nonce_hash), CODES)
    client, here = f"hub-code:client:{client_address(request)}", f"hub-code:{current_workspace_id()}"
    count_attempt(client, CODES_PER_CLIENT)
    if row is not None:
        count_attempt(here, WRONG_CODES_PER_WORKSPACE)
        if constant_time_compare(code, code_of(row)):
            give_back(client, CODES_PER_CLIENT)
            give_back(here, WRONG_CODES_PER_WORKSPACE)
            return True
    if not left:
        raise CodesUsedUp
    return False


def safe_next(request: HttpRequest, path: str) -> str:
    """The path when it leads to a page of this workspace, else "": never to another site, nor to a neighbour."""
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None) or not path.isprintable():
        return ""
    parts = urlsplit(path)
    plain = unquote(parts.path)
    inside = posixpath.normpath(plain) + ("/" if plain.endswith("/") else "")
    if parts.netloc or "\\" in plain or inside != plain or not plain.startswith(get_script_prefix()):
        return ""
    return path if len(path) <= SignInRequest._meta.get_field("next_path").max_length else ""  # type: ignore[operator]


@dataclass(frozen=True)
class Asked:
    """What the browser that asked knows: its nonce, the address typed, and where to go afterwards."""

    nonce: str
    email: str
    next_path: str

    @property
    def nonce_hash(self) -> str:
        """How the request's row knows this browser."""
        return hash_token(self.nonce)


def asked_by(request: HttpRequest, *, about: str = "sign-in") -> Asked | None:
    """What this browser asked for in the last fifteen minutes, or None."""
    try:
        values = signing.loads(request.COOKIES.get(_cookie(about), ""), salt=_salt(about), max_age=LASTS)
        return Asked(*values)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def remember_asked(response: HttpResponse, asked: Asked, *, about: str = "sign-in") -> None:
    """Set the cookie by which the browser that asked is known."""
    response.set_cookie(
        _cookie(about),
        signing.dumps([asked.nonce, asked.email, asked.next_path], salt=_salt(about)),
        max_age=QUARTER,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_asked(response: HttpResponse, *, about: str = "sign-in") -> None:
    """Take that cookie back."""
    response.delete_cookie(_cookie(about), samesite="Lax")


def _token(row: SignInRequest) -> str:
    return sign(row.pk, purpose="hub sign-in", now=row.asked_at)


def _salt(about: str) -> str:
    return f"programs.sign_in.asked:{about}:{current_workspace_id()}"


def _cookie(about: str) -> str:
    return f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}hub-asked-{about}-{current_workspace_id()}"
