"""When a message is tried again, and what decides whether it may leave."""

from datetime import timedelta

from notifications.rules import JITTER, RETRIES, next_try
from tests.factories.accounts import NOW


def test_eleven_tries_take_about_three_days() -> None:
    waits = [next_try(attempts, now=NOW) for attempts in range(1, 11)]
    for attempts, at in enumerate(waits):
        assert at is not None
        assert abs(at - NOW - RETRIES[attempts]) <= JITTER * RETRIES[attempts]
    assert next_try(11, now=NOW) is None
    assert timedelta(hours=75) < sum(RETRIES, timedelta()) < timedelta(hours=76)


def test_tries_are_spread() -> None:
    assert len({next_try(5, now=NOW) for _ in range(20)}) > 1
