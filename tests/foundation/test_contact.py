"""Addresses are kept in one form, and what is wrong with one is said in plain words."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from foundation.contact import EMAIL_LENGTH, NotAnEmailAddress, NotAPhoneNumber, clean_email, clean_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Anna.Schmidt@Example.COM", "anna.schmidt@example.com"),
        ("  anna@example.com\n", "anna@example.com"),
        ("<anna@example.com>", "anna@example.com"),
        ("mailto:anna@example.com", "anna@example.com"),
        ("\ufeffanna@example.com\u200b", "anna@example.com"),
        ("anna+news@mail.example.co.uk", "anna+news@mail.example.co.uk"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("anna@XN--EXMPLE-CUA.de", "anna@exämple.de"),
        ("anna@Exämple.de", "anna@exämple.de"),
        ("anna@acme.example", "anna@acme.example"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_email(typed) == kept
    assert clean_email(kept) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("anna.example.com", "the @ is missing"),
        ("anna@", "something is missing beside the @"),
        ("@example.com", "something is missing beside the @"),
        ("anna@schmidt@example.com", "more than one @"),
        ("anna schmidt@example.com", "a space or comma"),
        ("anna@example.com, otto@example.com", "a space or comma"),
        ("anna@example.com;otto@example.com", "a space or comma"),
        ("anna@example.com\r\nBcc: otto@example.com", "a space or comma"),
        ("anna@example", "not complete"),
        ("anna@localhost", "not complete"),
        ("änna@example.com", "letters before the @"),
        ("anna@example..com", "is not an e-mail address"),
        ("anna@example.com.", "is not an e-mail address"),
        ('"anna"@example.com', "is not an e-mail address"),
        ("anna@[192.168.0.1].com", "is not an e-mail address"),
        ("anna\x00@example.com", "is not an e-mail address"),
        ("\ud800@example.com", "letters before the @"),
        ("a" * 250 + "@example.com", "too long"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_in_plain_words(typed: str, words: str) -> None:
    with pytest.raises(NotAnEmailAddress) as refusal:
        clean_email(typed)
    assert isinstance(refusal.value, ValidationError)
    (message,) = refusal.value.messages
    assert words in message
    assert len(message) < 200


@given(st.text(max_size=60) | st.text(alphabet="ab@.-+\n\x00ü<>", max_size=30))
def test_any_text_is_an_address_in_one_form_or_is_refused(text: str) -> None:
    try:
        kept = clean_email(text)
    except NotAnEmailAddress:
        return
    assert clean_email(kept) == kept
    assert kept == kept.lower()
    assert len(kept) <= EMAIL_LENGTH
    assert kept.isprintable()


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("+1 (415) 555-0132", None, "+14155550132"),
        ("+44 20 7946 0018", "DE", "+442079460018"),
        ("030 123456", "DE", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("tel:+14155550132", "US", "+14155550132"),
        ("+１４１５５５５０１３２", None, "+14155550132"),
        ("+49 30 123456 ext. 5", None, "+4930123456"),
    ],
)
def test_a_number_is_kept_in_its_international_form(typed: str, region: str | None, kept: str) -> None:
    assert clean_phone(typed, region) == kept
    assert clean_phone(kept) == kept


@pytest.mark.parametrize(
    ("typed", "region", "words"),
    [
        ("", None, "missing"),
        ("030 123456", None, "has no country code"),
        ("call me", "DE", "is not a phone number."),
        ("12", "DE", "that exists"),
        ("+999 123456", None, "is not a phone number."),
        ("5" * 400, "DE", "is not a phone number."),
        ("20100000000000", "DE", "that exists"),  # valid by the book of numbers, longer than E.164 allows
        ("\x00", "DE", "is not a phone number."),
    ],
)
def test_what_is_wrong_with_a_number_is_said_in_plain_words(typed: str, region: str | None, words: str) -> None:
    with pytest.raises(NotAPhoneNumber) as refusal:
        clean_phone(typed, region)
    (message,) = refusal.value.messages
    assert words in message
    assert len(message) < 200


@given(st.text(max_size=40) | st.text(alphabet="+0123456789 ()-/", max_size=20), st.sampled_from([None, "DE", "US"]))
def test_any_text_is_a_number_that_fits_its_column_or_is_refused(text: str, region: str | None) -> None:
    try:
        kept = clean_phone(text, region)
    except NotAPhoneNumber:
        return
    assert kept.startswith("+")
    assert kept[1:].isdigit()
    assert len(kept) <= 16
