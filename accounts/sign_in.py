"""How staff sign in, beside what allauth does: what is counted, which browser is known, whose address is proved."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from accounts.throttling import (
    Limit,
    client_address,
    client_network,
    count_attempt,
    forget_attempts,
    give_back,
    hidden,
)
from foundation.tokens import new_token

QUARTER = 15 * 60
# Wrong passwords. Right ones are given back, so that an office behind one address can begin its day.
PER_ACCOUNT = Limit(10, QUARTER)
PER_CLIENT = Limit(10, QUARTER)
PER_NETWORK = Limit(100, QUARTER)
PER_BROWSER = Limit(10, QUARTER)
# Six-digit and recovery codes of one user.
CODES = Limit(10, QUARTER)

# What else may be tried how often, by the name of the page: under each client's, user's or typed address.
PAGES_PER_CLIENT = {
    "account_reset_password": Limit(20, QUARTER),
    "account_reset_password_from_key": Limit(30, QUARTER),
    "mfa_login_webauthn": Limit(60, QUARTER),
    "founding": Limit(30, QUARTER),
}
PAGES_PER_USER = {"account_change_password": Limit(10, QUARTER)}
PAGES_PER_ADDRESS = {"account_reset_password": Limit(5, QUARTER)}

KNOWN_BROWSER_SALT = "accounts.known_browser"
KNOWN_BROWSER_LASTS = 60 * 60 * 24 * 365


def verify_address(user: User) -> None:
    """Tell allauth that the user's address is proved, which two-step sign-in asks for: an invitation made it so."""
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def count_password_try(request: HttpRequest, email: str) -> None:
    """Count one password before it is looked at, known address or not. Raises TooManyAttempts.

    A browser in which this account was signed in before has a count of its own: whoever uses up the account's
    tries from elsewhere does not keep its owner out. Signing in with a passkey is not counted here at all.
    """
    for key, limit in _password_keys(request, email):
        count_attempt(key, limit)


def password_was_right(request: HttpRequest, email: str) -> None:
    """Forget the account's wrong tries; of the client's only this one, which was none."""
    *wider, (own, _limit) = _password_keys(request, email)
    forget_attempts(own)
    for key, limit in wider:
        give_back(key, limit)


def tries_of_page(page: str, request: HttpRequest) -> Iterable[tuple[str, Limit]]:
    """What posting to this page counts under, beside passwords and codes."""
    if limit := PAGES_PER_CLIENT.get(page):
        yield f"{page}:client:{client_address(request)}", limit
    if (limit := PAGES_PER_USER.get(page)) and request.user.is_authenticated:
        yield f"{page}:user:{request.user.pk}", limit
    if limit := PAGES_PER_ADDRESS.get(page):
        yield f"{page}:address:{hidden(request.POST.get('email', ''))}", limit


def remember_browser(response: HttpResponseBase, user: User) -> None:
    """Let this browser be known as one in which the user has signed in."""
    value = signing.dumps([hidden(user.email), new_token()], salt=KNOWN_BROWSER_SALT)
    response.set_cookie(
        _cookie_name(),
        value,
        max_age=KNOWN_BROWSER_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _password_keys(request: HttpRequest, email: str) -> list[tuple[str, Limit]]:
    """The widest first: who is refused there does not use up an account's tries."""
    if browser := _known_browser(request, email):
        return [(f"password:browser:{hidden(browser)}", PER_BROWSER)]
    return [
        (f"password:network:{client_network(request)}", PER_NETWORK),
        (f"password:client:{client_address(request)}", PER_CLIENT),
        (f"password:account:{hidden(email)}", PER_ACCOUNT),
    ]


def _known_browser(request: HttpRequest, email: str) -> str:
    """The word by which this browser is known to this account, or ""."""
    try:
        address, browser = signing.loads(
            request.COOKIES.get(_cookie_name(), ""), salt=KNOWN_BROWSER_SALT, max_age=KNOWN_BROWSER_LASTS
        )
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(browser) if address == hidden(email) else ""


def _cookie_name() -> str:
    return "__Host-known-browser" if settings.SESSION_COOKIE_SECURE else "known-browser"
