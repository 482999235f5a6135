"""Cells become a person's details, or a reason in words."""

import pytest
from django.core.exceptions import ValidationError

from foundation.spreadsheets import Row
from programs.columns import Field
from programs.regions import region_choices, region_of_zone
from programs.rows import PersonRow, clean_language, clean_tags, clean_zone, read_person

COLUMNS = {0: Field.FIRST_NAME, 1: Field.LAST_NAME, 2: Field.EMAIL, 3: Field.PHONE, 4: Field.COMPANY, 5: Field.TAGS}


def read(*cells: str, region: str = "DE") -> PersonRow:
    return read_person(Row(7, [*cells, *[""] * (6 - len(cells))], "", 0, 8), COLUMNS, region=region)


def test_names_are_joined_and_addresses_and_numbers_are_kept_in_one_form() -> None:
    row = read(" Anna ", "Schmidt\nGroß", " Anna.SCHMIDT@Example.com ", "0171 / 1234567", "Bäckerei   Müller")
    assert row.faults == []
    assert row.details == {
        "name": "Anna Schmidt Groß",
        "email": "anna.schmidt@example.com",
        "phone": "+491711234567",
        "company": "Bäckerei Müller",
    }


def test_blank_cells_say_nothing() -> None:
    assert read("", "", "a@example.com", " ").details == {"email": "a@example.com"}


def test_a_part_of_a_name_is_not_the_whole_of_it() -> None:
    assert read("Anna", "", "a@example.com").name_is_whole is False
    assert read("Anna", "Schmidt", "a@example.com").name_is_whole is True


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("Anna", "", "anna@"), "is not an e-mail address"),
        (("Anna", "", "anna.example.com"), "the @ is missing"),
        (("Anna", "", "a@example.com", "12"), "is not a phone number"),
        (("Anna", "Schmidt"), "neither an e-mail address nor a phone number"),
        (("A" * 80, "B" * 80, "a@example.com"), "Name: longer than 120 characters"),
        (("", "", "a@example.com", "", "C" * 121), "Company: longer than 120 characters"),
        (("", "", "a@example.com", "", "", "t" * 41), "Tag: longer than 40 characters"),
    ],
)
def test_what_cannot_be_understood_is_a_fault_in_words(cells: tuple[str, ...], words: str) -> None:
    (fault,) = read(*cells).faults
    assert words in fault


def test_a_row_that_could_not_be_read_says_why() -> None:
    assert read_person(Row(7, ["one cell"], "Broken.", 0, 8), COLUMNS, region="").faults == ["Broken."]


def test_all_faults_of_a_row_are_told() -> None:
    assert len(read("", "", "anna@", "x", "C" * 121).faults) == 3


def test_a_number_without_country_needs_to_know_where_it_belongs() -> None:
    assert read("", "", "", "030 901820", region="DE").phone == "+4930901820"
    assert "no country code" in read("", "", "", "030 901820", region="").faults[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [("de", "de"), ("DE_at", "de-at"), ("German", "de"), ("deutsch", "de"), ("Español", "es"), ("pt-BR", "pt-br")],
)
def test_languages_are_codes_or_names(text: str, code: str) -> None:
    assert clean_language(text) == code


def test_time_zones_are_known_in_any_case() -> None:
    assert clean_zone("europe/berlin") == "Europe/Berlin"
    assert clean_zone("America/New York") == "America/New_York"


@pytest.mark.parametrize(("clean", "text"), [(clean_language, "Klingon!"), (clean_zone, "Europe/Atlantis")])
def test_an_unknown_word_is_refused(clean: object, text: str) -> None:
    with pytest.raises(ValidationError, match=text):
        clean(text)  # type: ignore[operator]  # one of the two functions above


def test_each_tag_is_named_once_whatever_its_case() -> None:
    assert clean_tags("VIP, beta;vip\n  Spring   2026 ,,") == ["VIP", "beta", "Spring 2026"]


def test_a_zone_tells_the_country() -> None:
    assert [region_of_zone(zone) for zone in ("Europe/Berlin", "America/New_York", "UTC", "")] == ["DE", "US", "", ""]
    assert ("DE", "Germany") in region_choices()
