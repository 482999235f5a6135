"""Tokens cannot be guessed, mixed up, or used elsewhere."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from foundation import tenancy
from foundation.tokens import (
    BadToken,
    TokenExpired,
    hash_digits,
    hash_token,
    matches,
    new_token,
    read_signed,
    sign,
    six_digits,
)

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@contextmanager
def inside(workspace_id: int) -> Iterator[None]:
    """A workspace in scope without a database: signatures need only its id."""
    reset = tenancy._current.set(workspace_id)
    try:
        yield
    finally:
        tenancy._current.reset(reset)


@pytest.fixture(autouse=True)
def _in_a_workspace() -> Iterator[None]:
    with inside(1):
        yield


def test_tokens_have_at_least_128_bits_and_fit_an_address() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_a_token_is_kept_as_its_hash() -> None:
    token = new_token()
    assert re.fullmatch(r"[0-9a-f]{64}", hash_token(token))
    assert matches(token, hash_token(token))
    assert not matches(token + "x", hash_token(token))
    assert not matches("", hash_token(token))
    assert not matches("\ud800 ü", hash_token(token))


def test_codes_have_six_digits() -> None:
    codes = {six_digits() for _ in range(2000)}
    assert all(re.fullmatch(r"[0-9]{6}", code) for code in codes)
    assert len(codes) > 1900
    assert any(code.startswith("0") for code in codes)


def test_a_code_is_hashed_with_the_servers_key_and_bound_to_its_request() -> None:
    hashed = hash_digits("012345", bound_to="a")
    assert hashed == hash_digits(" 012345\n", bound_to="a")
    assert hashed != hash_digits("012345", bound_to="b")
    assert hashed != hash_digits("12345", bound_to="a")
    with override_settings(SECRET_KEY="another"):
        assert hashed != hash_digits("012345", bound_to="a")


@given(st.lists(st.integers(0, 2**63 - 1), max_size=4).map(tuple))
def test_a_signed_word_reads_as_the_ids_it_was_made_of(ids: tuple[int, ...]) -> None:
    token = sign(*ids, purpose="personal", now=NOW)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", token)
    assert read_signed(token, purpose="personal", now=NOW) == ids


def test_a_signed_word_is_short() -> None:
    assert len(sign(123_456_789, purpose="personal", now=NOW)) < 60


def test_purposes_never_mix() -> None:
    purposes = ["personal", "share", "unsubscribe", "personal ", "Personal", "", "2:personal", "ersonal"]
    for made_for in purposes:
        token = sign(5, purpose=made_for, now=NOW)
        for read_as in purposes:
            if read_as == made_for:
                assert read_signed(token, purpose=read_as, now=NOW) == (5,)
            else:
                with pytest.raises(BadToken):
                    read_signed(token, purpose=read_as, now=NOW)


def test_workspaces_never_mix() -> None:
    token = sign(5, purpose="personal", now=NOW)
    with inside(11), pytest.raises(BadToken):
        read_signed(token, purpose="personal", now=NOW)
    with inside(11):
        assert token != sign(5, purpose="personal", now=NOW)


@pytest.mark.parametrize("spoil", ["", ".", "x", "5.", "0-5", "0-5.AAAA", "é.é", "\x00", "a" * 10_000, "-.-"])
def test_what_is_not_a_signed_word_is_refused(spoil: str) -> None:
    with pytest.raises(BadToken):
        read_signed(spoil, purpose="personal", now=NOW)


def test_every_changed_character_is_noticed() -> None:
    token = sign(5, 70, purpose="personal", now=NOW)
    for at, character in enumerate(token):
        other = "a" if character != "a" else "b"
        with pytest.raises(BadToken):
            read_signed(token[:at] + other + token[at + 1 :], purpose="personal", now=NOW)
    with pytest.raises(BadToken):
        read_signed(token + "a", purpose="personal", now=NOW)


def test_a_signed_word_expires_to_the_second() -> None:
    token = sign(5, purpose="personal", now=NOW)
    month = timedelta(days=30)
    assert read_signed(token, purpose="personal", now=NOW + month, max_age=month) == (5,)
    with pytest.raises(TokenExpired):
        read_signed(token, purpose="personal", now=NOW + month + timedelta(seconds=1), max_age=month)
    assert read_signed(token, purpose="personal", now=NOW + 100 * month) == (5,)


def test_words_signed_with_the_former_key_are_still_read() -> None:
    with override_settings(SECRET_KEY="former"):
        token = sign(5, purpose="personal", now=NOW)
    with pytest.raises(BadToken):
        read_signed(token, purpose="personal", now=NOW)
    with override_settings(SECRET_KEY_FALLBACKS=["former"]):
        assert read_signed(token, purpose="personal", now=NOW) == (5,)


def test_signing_needs_a_workspace() -> None:
    reset = tenancy._current.set(None)
    try:
        with pytest.raises(tenancy.NoWorkspaceInScope):
            sign(5, purpose="personal", now=NOW)
    finally:
        tenancy._current.reset(reset)


def test_negative_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        sign(-5, purpose="personal", now=NOW)
