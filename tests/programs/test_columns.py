"""Columns are known by their headings, in the languages and programs that people's files come from."""

import pytest

from foundation.folding import fold
from programs.columns import HEADINGS, Field, guess_columns, problems_of


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("Name,E-Mail,Phone,Company,Tags,Language", "name email phone company tags language"),
        ("First Name,Last Name,Email Address,TAGS", "first_name last_name email tags"),
        ("Vorname,Name,E-Mail-Adresse,Firma,Telefon", "first_name last_name email company phone"),
        ("Vorname,Nachname,E-Mail,Sprache,Zeitzone", "first_name last_name email language time_zone"),
        ("Nom,Prénom,Adresse e-mail,Téléphone portable,Société", "last_name first_name email phone company"),
        ("Nombre,Apellidos,Correo electrónico,Teléfono,Empresa", "first_name last_name email phone company"),
        ("Nome,Cognome,Indirizzo e-mail,Cellulare,Azienda", "first_name last_name email phone company"),
        ("Voornaam,Achternaam,E-mailadres,Telefoonnummer", "first_name last_name email phone"),
        ("Imię,Nazwisko,Adres e-mail", "first_name last_name email"),
        ("Förnamn,Efternamn,E-postadress", "first_name last_name email"),
        ("Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value", "first_name last_name email phone"),
        ("First Name [Required],Email Address [Required]", "name email"),
        ("ФИО,Электронная почта,Телефон", "name email phone"),
        ("  E-MAIL  ,full_name", "email name"),
    ],
)
def test_columns_are_known_by_their_headings(headings: str, fields: str) -> None:
    found = guess_columns(headings.split(","))
    assert [str(found[heading]) for heading in headings.split(",")] == fields.split()


def test_a_heading_that_means_nothing_is_left_out() -> None:
    assert guess_columns(["Kunden-Nr.", "Straße", "E-Mail"]) == {"E-Mail": Field.EMAIL}


def test_of_two_columns_for_one_field_the_likelier_is_taken() -> None:
    assert guess_columns(["Business Phone", "Mobile Phone"]) == {"Mobile Phone": Field.PHONE}
    assert guess_columns(["Email", "Email Address"]) == {"Email": Field.EMAIL}


def test_a_whole_name_beside_its_parts_is_not_needed() -> None:
    assert Field.NAME not in guess_columns(["First name", "Last name", "Full name", "E-mail"]).values()


def test_one_part_alone_is_the_name() -> None:
    assert guess_columns(["Nombre", "Correo"]) == {"Nombre": Field.NAME, "Correo": Field.EMAIL}
    assert guess_columns(["Nom", "Courriel"])["Nom"] == Field.NAME


def test_no_heading_means_two_fields() -> None:
    words = ["".join(fold(word).split()) for words in HEADINGS.values() for word in words]
    assert len(words) == len(set(words))
    assert all(word.isalpha() for word in words)


def test_people_need_an_address_or_a_number() -> None:
    assert len(problems_of({"Name": Field.NAME})) == 1
    assert problems_of({"Name": Field.NAME, "Tel": Field.PHONE}) == []


def test_a_name_is_whole_or_in_parts() -> None:
    assert len(problems_of({"a": Field.EMAIL, "b": Field.NAME, "c": Field.LAST_NAME})) == 1
