"""What is tried too often is refused, whoever empties a cache and whatever a client says about itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import Attempts
from accounts.throttling import (
    Limit,
    TooManyAttempts,
    attempts_left,
    client_address,
    client_ip,
    client_network,
    count_attempt,
    forget_attempts,
    forget_old_attempts,
    give_back,
    hidden,
)

TEN = Limit(10, 900)
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def tries_that_pass(key: str, limit: Limit, times: int) -> int:
    passed = 0
    for _ in range(times):
        try:
            count_attempt(key, limit)
        except TooManyAttempts:
            continue
        passed += 1
    return passed


@pytest.mark.django_db
def test_of_a_thousand_tries_ten_pass() -> None:
    assert tries_that_pass("a", TEN, 1000) == 10
    assert tries_that_pass("b", TEN, 1) == 1


@pytest.mark.django_db
def test_a_try_says_how_many_are_left() -> None:
    assert [count_attempt("a", Limit(3, 60)) for _ in range(3)] == [2, 1, 0]
    assert attempts_left("a", Limit(3, 60)) == 0
    assert attempts_left("b", Limit(3, 60)) == 3


@pytest.mark.django_db
def test_no_stretch_of_fifteen_minutes_holds_more_than_ten_wherever_it_begins() -> None:
    passed = []
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(6 * 90):  # a try every ten seconds, for an hour and a half
            if tries_that_pass("a", TEN, 1):
                passed.append(datetime.now(UTC))
            clock.shift(10)
    assert len(passed) > 40
    for start in passed:
        assert sum(start <= at < start + timedelta(minutes=15) for at in passed) <= 10


@pytest.mark.django_db
def test_the_refusal_says_to_the_second_when_the_next_try_passes() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tries_that_pass("a", TEN, 10)
        with pytest.raises(TooManyAttempts) as refused:
            count_attempt("a", TEN)
        assert 900 <= refused.value.wait <= 1080
        clock.shift(refused.value.wait - 1)
        assert tries_that_pass("a", TEN, 1) == 0
        clock.shift(1)
        assert tries_that_pass("a", TEN, 1) == 1


@pytest.mark.django_db
def test_going_on_trying_makes_nobody_wait_longer() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tries_that_pass("a", TEN, 10)
        for _ in range(18):
            clock.shift(60)
            tries_that_pass("a", TEN, 20)
        assert attempts_left("a", TEN) < 10
        assert Attempts.objects.filter(key="a", window__lt=int(NOON.timestamp()) + 180).get().count == 10


@pytest.mark.django_db
def test_emptying_the_cache_forgives_nobody() -> None:
    tries_that_pass("a", TEN, 10)
    cache.clear()
    assert tries_that_pass("a", TEN, 10) == 0


@pytest.mark.django_db
def test_one_try_can_be_given_back_and_all_forgotten() -> None:
    tries_that_pass("a", TEN, 10)
    give_back("a", TEN)
    assert tries_that_pass("a", TEN, 5) == 1
    forget_attempts("a")
    assert attempts_left("a", TEN) == 10
    give_back("a", TEN)
    assert attempts_left("a", TEN) == 10


@pytest.mark.django_db
def test_old_counts_are_deleted_and_those_that_count_are_kept() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        count_attempt("old", TEN)
        clock.shift(timedelta(days=3))
        count_attempt("new", TEN)
        forget_old_attempts()
    assert list(Attempts.objects.values_list("key", flat=True)) == ["new"]


def test_an_address_cannot_be_read_back_from_a_key() -> None:
    assert hidden(" Maya@Example.com ") == hidden("maya@example.com")
    assert "maya" not in hidden("maya@example.com")


@pytest.mark.counts_for_real
@pytest.mark.django_db(transaction=True)
def test_a_try_counts_although_the_request_is_undone() -> None:
    with transaction.atomic():
        count_attempt("a", TEN)
        transaction.set_rollback(True)
    assert attempts_left("a", TEN) == 9


def fifty_at_once(limit: Limit) -> int:
    def one(_: int) -> int:
        try:
            return tries_that_pass("a", limit, 1)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        return sum(pool.map(one, range(50)))


@pytest.mark.counts_for_real
@pytest.mark.django_db(transaction=True)
def test_of_fifty_tries_at_once_ten_pass() -> None:
    with time_machine.travel(NOON, tick=False):
        assert fifty_at_once(TEN) == 10


@pytest.mark.counts_for_real
@pytest.mark.django_db(transaction=True)
def test_control_without_the_conditional_write_more_than_ten_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    look, write = (
        'SELECT coalesce(sum(count), 0) FROM accounts_attempts WHERE key = %(key)s AND "window" = %(slot)s',
        """
    INSERT INTO accounts_attempts (key, "window", count) VALUES (%(key)s, %(slot)s, 1)
    ON CONFLICT (key, "window") DO UPDATE SET count = accounts_attempts.count + 1""",
    )

    looks = count()
    all_have_looked = Barrier(TEN.times + 1, timeout=20)  # the first eleven look before any of them writes

    def read_then_write(key: str, limit: Limit) -> int:
        values: dict[str, str | int] = {"key": key, "slot": limit.present(int(NOON.timestamp()))}
        with connection.cursor() as cursor:
            cursor.execute(look, values)
            if cursor.fetchone()[0] >= limit.times:
                raise TooManyAttempts(1)
            if next(looks) <= TEN.times:
                all_have_looked.wait()
            cursor.execute(write, values)
        return 0

    monkeypatch.setitem(globals(), "count_attempt", read_then_write)
    assert fifty_at_once(TEN) > 10


def test_only_our_own_proxies_say_who_the_client_is(settings: Settings) -> None:
    forged = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.7")
    settings.TRUSTED_PROXIES = 0
    assert client_ip(forged) == "192.0.2.9"
    settings.TRUSTED_PROXIES = 1
    assert client_ip(forged) == "198.51.100.7"
    settings.TRUSTED_PROXIES = 3
    assert client_ip(forged) == "192.0.2.9"  # fewer hops than proxies: somebody reached us past them


@pytest.mark.parametrize(
    ("told", "ip", "client", "network"),
    [
        ("192.0.2.9", "192.0.2.9", "192.0.2.9/32", "192.0.2.0/24"),
        ("192.0.2.9:5123", "192.0.2.9", "192.0.2.9/32", "192.0.2.0/24"),
        ("::ffff:192.0.2.9", "192.0.2.9", "192.0.2.9/32", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("[2001:db8:1:2::5]:443", "2001:db8:1:2::5", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::1", "::1", "::/64", "::/48"),
        ("", "0.0.0.0", "0.0.0.0/32", "0.0.0.0/24"),
        ("<script>", "0.0.0.0", "0.0.0.0/32", "0.0.0.0/24"),
    ],
)
def test_a_client_is_one_address_or_one_customer_s_network(told: str, ip: str, client: str, network: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=told)
    assert (client_ip(request), client_address(request), client_network(request)) == (ip, client, network)
