"""What the cells of a row, or what somebody typed, come to as a person's details. Pure functions.

Cells are cleaned more kindly than a form cleans: spaces are trimmed, languages may be named. What cannot be
understood is a fault of the row, said in words.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.contact import clean_email, clean_phone
from foundation.folding import fold
from foundation.spreadsheets import Row
from foundation.times import zone_names
from programs.columns import LABELS, Column, Field
from programs.values import Custom, Held

# As the columns of programs.models.
LENGTHS = {Field.NAME: 120, Field.COMPANY: 120}
TAG_LENGTH, DISTRICT_LENGTH, PROGRAM_LENGTH = 40, 60, 80

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", re.IGNORECASE)
_TAG_BORDERS = re.compile(r"[,;|\n]+")


@dataclass
class PersonRow:
    """A row understood: only what is filled in is among `details`. `faults` say why it cannot be taken.

    `name_is_whole` is False when first or last name is missing: then it does not replace a name that is there.
    """

    line: int
    details: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)
    custom: dict[Custom, Held] = field(default_factory=dict)
    name_is_whole: bool = True
    faults: list[str] = field(default_factory=list)

    @property
    def email(self) -> str:
        """The address, or ""."""
        return self.details.get("email", "")

    @property
    def phone(self) -> str:
        """The phone number, or ""."""
        return self.details.get("phone", "")


def read_person(raw: Row, columns: Mapping[int, Column], *, region: str) -> PersonRow:
    """What a row says about a person; `columns` says which cell is which field."""
    if raw.fault:
        return PersonRow(raw.line, faults=[raw.fault])
    row = PersonRow(raw.line)
    texts: dict[Column, str] = {}
    for at, column in columns.items():
        cell = raw.cells[at]
        if text := cell.strip() if column in NAMES else " ".join(cell.split()):
            texts[column] = text
    for column, text in texts.items():
        try:
            _put(row, column, text, region)
        except ValidationError as error:
            row.faults.extend(error.messages)
    _join_name(row, texts, columns)
    if not row.faults and not row.email and not row.phone:
        row.faults.append(_("There is neither an e-mail address nor a phone number."))
    return row


def clean_tags(text: str) -> list[str]:
    """The tags named in a text, separated by commas, semicolons or lines; each once, whatever its case."""
    return _names_in(text, TAG_LENGTH, _("Tag"))


def clean_districts(text: str) -> list[str]:
    """The districts named in a text, as tags are."""
    return _names_in(text, DISTRICT_LENGTH, _("District"))


def clean_programs(text: str) -> list[str]:
    """The programs named in a text, as tags are."""
    return _names_in(text, PROGRAM_LENGTH, _("Program"))


NAMES: Mapping[Field, Callable[[str], list[str]]] = {
    Field.TAGS: clean_tags,
    Field.DISTRICTS: clean_districts,
    Field.PROGRAMS: clean_programs,
}


def _names_in(text: str, longest: int, label: str) -> list[str]:
    names: dict[str, str] = {}
    for part in _TAG_BORDERS.split(text):
        name = " ".join(part.split())
        names.setdefault(fold(name), within(name, longest, label))
    names.pop("", None)
    return list(names.values())


def clean_language(text: str) -> str:
    """A language's code, such as "de" or "pt-br", from a code or a name. Raises ValidationError."""
    plain = text.strip().replace("_", "-")
    if named := _languages().get(fold(plain)):
        return named
    if not _LANGUAGE.fullmatch(plain):
        raise ValidationError(
            _("“%(text)s” is not a language; write a code such as en, de or pt-br.") % {"text": text[:60]}
        )
    return plain.lower()


def language_name(code: str) -> str:
    """What a language is called in itself; its code where we do not know it."""
    return str(LANG_INFO.get(code, {}).get("name_local", code))


def clean_zone(text: str) -> str:
    """A time zone by its name, whatever its case. Raises ValidationError."""
    zone = _zones().get(text.strip().replace(" ", "_").lower())
    if zone is None:
        raise ValidationError(_("“%(text)s” is not a time zone; write it like Europe/Berlin.") % {"text": text[:60]})
    return zone


def within(text: str, longest: int, label: object) -> str:
    """The text, if it is not too long. Raises ValidationError."""
    if len(text) > longest:
        raise ValidationError(_("%(label)s: longer than %(most)s characters.") % {"label": label, "most": longest})
    return text


def _put(row: PersonRow, column: Column, text: str, region: str) -> None:
    match column:
        case Custom():
            row.custom[column] = _of_field(column, text)
        case Field.EMAIL:
            row.details["email"] = clean_email(text)
        case Field.PHONE:
            row.details["phone"] = clean_phone(text, region or None)
        case Field.LANGUAGE:
            row.details["language"] = clean_language(text)
        case Field.TIME_ZONE:
            row.details["time_zone"] = clean_zone(text)
        case Field.TAGS | Field.DISTRICTS | Field.PROGRAMS:
            setattr(row, column.value, NAMES[column](text))
        case Field.NAME | Field.COMPANY:
            row.details[column] = within(text, LENGTHS[column], LABELS[column])
        case Field.FIRST_NAME | Field.LAST_NAME:
            pass  # joined below


def _of_field(column: Custom, text: str) -> Held:
    """What a cell says for a custom field. Raises ValidationError that names the field."""
    try:
        return column.read(text)
    except ValidationError as error:
        words = {"field": column.name, "why": " ".join(error.messages)}
        raise ValidationError(_("%(field)s: %(why)s") % words) from None


def _join_name(row: PersonRow, texts: Mapping[Column, str], columns: Mapping[int, Column]) -> None:
    """First and last name as one; a part that is missing makes it less than the whole."""
    parts = [part for part in (Field.FIRST_NAME, Field.LAST_NAME) if part in columns.values()]
    given = [texts[part] for part in parts if part in texts]
    if given:
        try:
            row.details["name"] = within(" ".join(given), LENGTHS[Field.NAME], LABELS[Field.NAME])
        except ValidationError as error:
            row.faults.extend(error.messages)
    row.name_is_whole = len(given) == len(parts)


@cache
def _languages() -> dict[str, str]:
    """Codes by the folded name of a language, in English and in itself."""
    names: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        for name in (info.get("name"), info.get("name_local")):
            if name:
                names.setdefault(fold(name), code)
    return names


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in zone_names()}
