"""What the columns of a file of people are: which field each is, found by its heading in several languages.

Pure functions; what the cells come to is in `programs.rows`.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from foundation.folding import fold
from foundation.plugs import Text
from programs.values import Custom


class Field(StrEnum):
    """What a column of an import can be."""

    EMAIL = "email"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    COMPANY = "company"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    TAGS = "tags"
    DISTRICTS = "districts"
    PROGRAMS = "programs"


type Column = Field | Custom

LABELS: dict[Field, Text] = {
    Field.EMAIL: _("E-mail"),
    Field.NAME: _("Name"),
    Field.FIRST_NAME: _("First name"),
    Field.LAST_NAME: _("Last name"),
    Field.PHONE: _("Phone"),
    Field.COMPANY: _("Company"),
    Field.LANGUAGE: _("Language"),
    Field.TIME_ZONE: _("Time zone"),
    Field.TAGS: _("Tags"),
    Field.DISTRICTS: _("Districts"),
    Field.PROGRAMS: _("Programs"),
}

# As spreadsheets and other programs head their columns, the likelier first: English, German, French, Spanish,
# Italian, Portuguese, Dutch, Swedish, Danish, Norwegian, Finnish, Polish, Czech, Turkish. Folded, letters only.
HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.EMAIL: (
        "email", "emailaddress", "mail", "mailaddress", "mailadresse", "emailadresse", "emailaddressvalue",
        "emailvalue", "primaryemail", "workemail", "businessemail", "contactemail", "emailwork", "personalemail",
        "adressemail", "adresseemail", "adresseelectronique", "courriel", "adressedemessagerie", "correo",
        "correoelectronico", "direcciondecorreo", "direcciondecorreoelectronico", "direccionemail", "postaelettronica",
        "indirizzoemail", "indirizzomail", "indirizzodipostaelettronica", "correioeletronico", "enderecodeemail",
        "mailadres", "emailadres", "epost", "epostadress", "epostadresse", "mailadress", "emailadress", "sahkoposti",
        "sahkopostiosoite", "adresemail", "adrespocztyelektronicznej", "emailovaadresa", "eposta", "epostaadresi",
        "электроннаяпочта", "почта",
    ),
    Field.NAME: (
        "name", "fullname", "displayname", "contactname", "personname", "namefull", "vollstandigername",
        "vorundnachname", "namevorname", "vornamename", "vornamenachname", "vornameundnachname", "ganzername",
        "nomcomplet", "nometprenom", "prenometnom", "nomprenom", "nombrecompleto", "nombreyapellido",
        "nombreyapellidos", "nomecompleto", "nomeecognome", "nomecognome", "volledigenaam", "naam", "fullstandigtnamn",
        "namn", "navn", "fuldenavn", "fulltnavn", "nimi", "imieinazwisko", "jmeno", "jmenoaprijmeni", "adsoyad", "имя",
        "фио", "contact",
    ),
    Field.FIRST_NAME: (
        "firstname", "givenname", "forename", "fname", "first", "given", "vorname", "rufname", "prenom", "nombre",
        "nombres", "primernombre", "nome", "primeironome", "voornaam", "fornamn", "fornavn", "etunimi", "imie",
        "krestnijmeno", "ad",
    ),
    Field.LAST_NAME: (
        "lastname", "surname", "familyname", "lname", "last", "family", "nachname", "familienname", "zuname",
        "nomdefamille", "nom", "apellido", "apellidos", "cognome", "sobrenome", "apelido", "ultimonome", "achternaam",
        "efternamn", "efternavn", "etternavn", "sukunimi", "nazwisko", "prijmeni", "soyad", "soyadi", "фамилия",
    ),
    Field.PHONE: (
        "phone", "phonenumber", "mobile", "mobilephone", "mobilenumber", "cell", "cellphone", "telephone",
        "telephonenumber", "tel", "telno", "phonevalue", "primaryphone", "workphone", "businessphone", "phonework",
        "homephone", "whatsapp", "whatsappnumber", "telefon", "telefonnummer", "handy", "handynummer", "mobil",
        "mobilnummer", "mobiltelefon", "mobilfunk", "mobilfunknummer", "rufnummer", "telefongeschaftlich",
        "telefonprivat", "numerodetelephone", "portable", "telephoneportable", "telephonemobile", "telefono",
        "numerodetelefono", "telefonomovil", "movil", "celular", "cellulare", "numeroditelefono", "telefone",
        "telemovel", "numerodetelefone", "telefoonnummer", "telefoon", "mobielnummer", "gsm", "mobilnumero", "puhelin",
        "puhelinnumero", "numertelefonu", "komorka", "telefonkomorkowy", "cislotelefonu", "telefonnicislo",
        "ceptelefonu", "телефон",
    ),
    Field.COMPANY: (
        "company", "companyname", "organisation", "organization", "organisationname", "organizationname", "org",
        "employer", "account", "accountname", "business", "businessname", "firma", "firmenname", "unternehmen",
        "unternehmensname", "gesellschaft", "arbeitgeber", "entreprise", "societe", "nomdelasociete",
        "nomdelentreprise", "empresa", "nombredelaempresa", "compania", "organizacion", "azienda", "societa",
        "ragionesociale", "nomedaempresa", "organizacao", "bedrijf", "bedrijfsnaam", "organisatie", "foretag",
        "foretagsnamn", "virksomhed", "bedrift", "selskap", "yritys", "przedsiebiorstwo", "nazwafirmy", "spolecnost",
        "sirket", "компания",
    ),
    Field.LANGUAGE: (
        "language", "preferredlanguage", "lang", "locale", "sprache", "korrespondenzsprache", "langue", "idioma",
        "lingua", "lengua", "taal", "sprak", "sprog", "kieli", "jezyk", "jazyk", "dil", "язык",
    ),
    Field.TIME_ZONE: (
        "timezone", "tz", "zeitzone", "fuseauhoraire", "zonahoraria", "fusoorario", "fusohorario", "tijdzone",
        "tidszon", "tidszone", "tidssone", "aikavyohyke", "strefaczasowa",
    ),
    Field.TAGS: (
        "tags", "tag", "labels", "label", "keywords", "groupmembership", "schlagworte", "schlagworter", "stichworte",
        "etiketten", "etiquettes", "motscles", "etiquetas", "etichette", "trefwoorden", "etiketter", "tagi",
    ),
    Field.DISTRICTS: (
        "districts", "district", "constituency", "ward", "bezirk", "bezirke", "wahlkreis", "circonscription",
        "distrito", "distritos", "distretto", "kiesdistrict", "okreg",
    ),
    Field.PROGRAMS: (
        "programs", "program", "programme", "programmes", "programm", "programas", "programa", "programma", "ohjelma",
    ),
}  # fmt: skip
_OF = {"".join(fold(word).split()): field for field, words in HEADINGS.items() for word in words}
_RANK = {"".join(fold(word).split()): at for words in HEADINGS.values() for at, word in enumerate(words)}

_NOT_LETTERS = re.compile(r"[\W\d_]+")
_IN_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")


def guess_columns(headings: Sequence[str]) -> dict[str, Field]:
    """Which field each heading means; those that mean none are left out, and each field is meant once.

    "Name" beside "Vorname" is the family name, as Germans and the French head their lists. A whole name beside
    first and last name is not needed.
    """
    found: dict[Field, str] = {}
    for heading in headings:
        field = _OF.get(_plain(heading))
        if field and (field not in found or _rank(heading) < _rank(found[field])):
            found[field] = heading
    if Field.FIRST_NAME in found and Field.LAST_NAME not in found and Field.NAME in found:
        found[Field.LAST_NAME] = found.pop(Field.NAME)
    elif Field.FIRST_NAME in found and Field.LAST_NAME in found:
        found.pop(Field.NAME, None)
    elif Field.NAME not in found and (Field.FIRST_NAME in found) != (Field.LAST_NAME in found):
        # One part alone is all of the name there is: "Nombre", "Nome", "Nom".
        found[Field.NAME] = found.pop(Field.FIRST_NAME, "") or found.pop(Field.LAST_NAME)
    return {heading: field for field, heading in found.items()}


def problems_of(columns: Mapping[str, Column]) -> list[Text]:
    """Why people cannot be imported with the columns chosen like this; empty when they can."""
    chosen = list(columns.values())
    found: list[Text] = []
    if Field.EMAIL not in chosen and Field.PHONE not in chosen:
        found.append(_("Choose the column with e-mail addresses or phone numbers: people are recognised by them."))
    if Field.NAME in chosen and (Field.FIRST_NAME in chosen or Field.LAST_NAME in chosen):
        found.append(_("Choose either “Name” or “First name” and “Last name”, not both."))
    return found


def label_of(column: Column) -> Text:
    """What a column is called."""
    return column.name if isinstance(column, Custom) else LABELS[column]


def is_taken_for(name: str) -> Field | None:
    """What everybody has that a heading of this name would be taken for."""
    return _OF.get(_plain(name))


def columns_kept(kept: Mapping[str, str], customs: Sequence[Custom]) -> dict[str, Column]:
    """The columns of an import as they are kept; a custom field that is gone since is left out."""
    known: dict[str, Column] = {str(column): column for column in (*Field, *customs)}
    return {heading: known[name] for heading, name in kept.items() if name in known}


def _plain(heading: str) -> str:
    """The heading's letters: "E-Mail-Adresse (privat)" and "E-mail 1 - Value" as emailadresse and emailvalue."""
    return _NOT_LETTERS.sub("", fold(_IN_BRACKETS.sub("", heading)))


def _rank(heading: str) -> int:
    return _RANK[_plain(heading)]
