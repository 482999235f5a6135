"""How often something may be tried: counted in PostgreSQL, so that emptying the cache forgives nobody.

A count is committed at once, on a connection of its own where a transaction is open: what the request does, or
undoes, afterwards does not change that it was tried. Keys are hashed where they hold an address; the table has no
content.
"""

import ipaddress
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# A limit's time is counted in this many slots. What is counted is the present slot and all of the time before it,
# so no stretch of that length ever holds more than the limit, wherever it begins.
SLOTS = 5
# Rows older than this count for nothing any more; no limit may be longer.
FORGOTTEN_AFTER = 60 * 60 * 24 * 2

COUNT = """
WITH before AS (
    SELECT coalesce(sum(count), 0) AS tries FROM accounts_attempts WHERE key = %(key)s AND "window" >= %(since)s
    AND "window" < %(slot)s
)
INSERT INTO accounts_attempts AS present (key, "window", count)
SELECT %(key)s, %(slot)s, 1 FROM before WHERE before.tries < %(times)s
ON CONFLICT (key, "window") DO UPDATE SET count = present.count + 1
WHERE present.count + (SELECT tries FROM before) < %(times)s
RETURNING count + (SELECT tries FROM before)
"""
KEPT = 'SELECT "window", count FROM accounts_attempts WHERE key = %s AND "window" >= %s ORDER BY "window"'
GIVE_BACK = """
UPDATE accounts_attempts SET count = count - 1 WHERE count > 0 AND (key, "window") = (
    SELECT key, "window" FROM accounts_attempts WHERE key = %s AND "window" >= %s AND count > 0
    ORDER BY "window" DESC LIMIT 1
)
"""
FORGET = "DELETE FROM accounts_attempts WHERE key = %s"
FORGET_OLD = 'DELETE FROM accounts_attempts WHERE "window" < %s'


@dataclass(frozen=True)
class Limit:
    """At most `times` tries under one key in any stretch of `seconds`."""

    times: int
    seconds: int

    @property
    def slot(self) -> int:
        """The length of one slot in seconds."""
        return max(1, self.seconds // SLOTS)

    def since(self, now: int) -> int:
        """The beginning of the oldest slot that counts."""
        return self.present(now) - self.slot * (-(-self.seconds // self.slot))

    def present(self, now: int) -> int:
        """The beginning of the present slot."""
        return now - now % self.slot


class TooManyAttempts(Exception):
    """The limit is reached; `wait` is how many seconds it takes until the next try."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"try again in {wait} s")
        self.wait = wait


def count_attempt(key: str, limit: Limit) -> int:
    """Count one try under this key before it is evaluated; how many are left. Raises TooManyAttempts.

    A try that is refused is not counted: going on trying makes nobody wait longer.
    """
    now = int(time.time())
    values: dict[str, str | int] = {
        "key": key,
        "since": limit.since(now),
        "slot": limit.present(now),
        "times": limit.times,
    }
    with connection_of_its_own() as link, link.cursor() as cursor:
        cursor.execute(COUNT, values)
        counted = cursor.fetchone()
        if counted is None:
            cursor.execute(KEPT, [key, limit.since(now)])
            raise TooManyAttempts(_wait(cursor.fetchall(), limit, now))
    return limit.times - int(counted[0])


def attempts_left(key: str, limit: Limit) -> int:
    """How many tries are left under this key; counts nothing."""
    with connection_of_its_own() as link, link.cursor() as cursor:
        cursor.execute(KEPT, [key, limit.since(int(time.time()))])
        return max(0, limit.times - sum(int(count) for _slot, count in cursor.fetchall()))


def give_back(key: str, limit: Limit) -> None:
    """Take back one's own counted try, which turned out to be right; those of others stand."""
    with connection_of_its_own() as link, link.cursor() as cursor:
        cursor.execute(GIVE_BACK, [key, limit.since(int(time.time()))])


def forget_attempts(key: str) -> None:
    """Begin anew under this key."""
    with connection_of_its_own() as link, link.cursor() as cursor:
        cursor.execute(FORGET, [key])


def forget_old_attempts() -> None:
    """Delete what counts for nothing any more."""
    with connection_of_its_own() as link, link.cursor() as cursor:
        cursor.execute(FORGET_OLD, [int(time.time()) - FORGOTTEN_AFTER])


def hidden(word: str) -> str:
    """An address or code as a part of a key: the same for the same word, and nobody reads it back."""
    return salted_hmac("accounts.throttling", word.strip().lower(), algorithm="sha256").hexdigest()[:32]


def _wait(slots: list[tuple[int, int]], limit: Limit, now: int) -> int:
    """Seconds until enough slots have grown old; `slots` are (beginning, count), the oldest first."""
    tries = sum(count for _slot, count in slots)
    for slot, count in slots:
        tries -= count
        if tries < limit.times:
            return max(1, slot + limit.slot * (-(-limit.seconds // limit.slot) + 1) - now)
    return limit.seconds


@contextmanager
def connection_of_its_own() -> Iterator[BaseDatabaseWrapper]:
    """A connection on which each statement is committed at once: the request's, or a second one in a transaction."""
    if not connection.in_atomic_block:
        yield connection
        return
    link = connection.copy()
    try:
        yield link
    finally:
        link.close()


def client_ip(request: HttpRequest) -> str:
    """The address the request comes from, as told by the proxies we run ourselves only; 0.0.0.0 when nobody says."""
    return str(_client(request))


def client_address(request: HttpRequest) -> str:
    """Who is counted as one client: an IPv4 address, or the /64 that one IPv6 customer has."""
    return str(_network(request, v4=32, v6=64))


def client_network(request: HttpRequest) -> str:
    """The neighbourhood of a client, for those who change their address with every try: /24, or /48 in IPv6."""
    return str(_network(request, v4=24, v6=48))


def _network(request: HttpRequest, *, v4: int, v6: int) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    ip = _client(request)
    if isinstance(ip, ipaddress.IPv4Address):
        return ipaddress.IPv4Network((int(ip), v4), strict=False)
    return ipaddress.IPv6Network((int(ip), v6), strict=False)


def _client(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted: int = settings.TRUSTED_PROXIES
    told = hops[-trusted] if trusted and len(hops) >= trusted else request.META.get("REMOTE_ADDR", "")
    try:
        ip = ipaddress.ip_address(_without_port(told))
    except ValueError:
        return ipaddress.IPv4Address(0)
    return getattr(ip, "ipv4_mapped", None) or ip


def _without_port(told: str) -> str:
    """Some proxies add the port: 192.0.2.1:5678, [2001:db8::1]:5678."""
    if told.startswith("["):
        return told[1:].partition("]")[0]
    return told.partition(":")[0] if told.count(":") == 1 else told
