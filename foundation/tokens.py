"""Secrets that are kept as hashes, and signed words over ids that are not kept at all.

Every signature belongs to one purpose and one workspace: a token made to share a mission never signs
anybody in, and one of acme means nothing at globex.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

from foundation.tenancy import current_workspace_id

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class BadToken(ValueError):
    """Not a token of this purpose and workspace, or not as it was signed."""


class TokenExpired(BadToken):
    """The token was good once; its time is over."""


def new_token() -> str:
    """A secret of 256 bits for an address or a cookie; keep `hash_token` of it, never itself."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """The SHA-256 of a token, in hexadecimal: enough, since tokens cannot be guessed."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def matches(token: str, token_hash: str) -> bool:
    """Whether this is the token of that hash; takes the same time for every wrong one."""
    return constant_time_compare(hash_token(token), token_hash)


def six_digits() -> str:
    """A code that a person can type: six digits, leading zeros among them."""
    return f"{secrets.randbelow(1_000_000):06}"


def hash_digits(digits: str, *, bound_to: str) -> str:
    """A keyed hash of a short code, of use only together with `bound_to` (such as the hash of its cookie).

    Six digits can be tried out in a second against a plain hash; without this server's key they cannot.
    """
    return salted_hmac(f"foundation.tokens.digits:{bound_to}", digits.strip(), algorithm="sha256").hexdigest()


def sign(*ids: int, purpose: str, now: datetime) -> str:
    """A short word for an address, over ids and the second it was made; nothing is stored.

    Only `read_signed` with the same purpose in the same workspace reads it. What it says is not secret.
    """
    if any(number < 0 for number in ids):
        raise ValueError("ids are never negative")
    return _signer(purpose).sign("-".join(_written(number) for number in (int(now.timestamp()), *ids)))


def read_signed(token: str, *, purpose: str, now: datetime, max_age: timedelta | None = None) -> tuple[int, ...]:
    """The ids of a signed word. Raises BadToken, and TokenExpired when it is older than `max_age`."""
    try:
        made_at, *ids = (int(number, 36) for number in _signer(purpose).unsign(token).split("-"))
    except (BadSignature, ValueError) as error:
        raise BadToken from error
    if max_age is not None and now.timestamp() - made_at > max_age.total_seconds():
        raise TokenExpired
    return tuple(ids)


def _signer(purpose: str) -> Signer:
    # Django derives a key of its own from each salt. A dot stays in the link where mail programs find addresses.
    return Signer(sep=".", salt=f"foundation.tokens.sign:{current_workspace_id()}:{purpose}", algorithm="sha256")


def _written(number: int) -> str:
    """The number in base 36; `int(text, 36)` reads it."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
