"""What a custom field holds: read from what somebody typed or a cell says, and told again. Pure functions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.folding import fold
from programs.models import CustomField, FieldKind, FieldValue

type Held = str | float | date | bool

LONGEST = 4000
FOLDED = 100
COLUMNS = {
    FieldKind.TEXT: "text",
    FieldKind.CHOICE: "text",
    FieldKind.NUMBER: "number",
    FieldKind.DAY: "falls_on",
    FieldKind.YES_NO: "is_yes",
}
_EMPTY = {"text": "", "folded": "", "number": None, "falls_on": None, "is_yes": None}

# As people and programs write them; folded.
_YES = frozenset({"yes", "y", "true", "1", "x", "on", "ja", "si", "oui", "sim", "tak"})
_NO = frozenset({"no", "n", "false", "0", "-", "off", "nein", "non", "nao", "nie"})
_GROUPED = re.compile(r"[+-]?\d{1,3}(?P<group>[.,])\d{3}(?:(?P=group)\d{3})*(?P<point>[.,])\d+")
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_UNCLEAR = re.compile(r"[+-]?\d{1,3},\d{3}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DOTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True)
class Custom:
    """A custom field as forms and imports know it; without `pk` it is still to be made."""

    pk: int
    name: str
    kind: str
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As a column of an import is kept."""
        return f"field:{self.pk}" if self.pk else f"new:{self.kind}"

    @classmethod
    def of(cls, field: CustomField) -> Self:
        """A field as forms and imports know it."""
        return cls(field.pk, field.name, field.kind, tuple(field.options))

    def read(self, text: str) -> Held:
        """What this text means. Raises ValidationError."""
        return read_value(self.kind, text, options=self.options)


def read_value(kind: str, text: str, *, options: Iterable[str] = ()) -> Held:
    """What somebody typed, or a cell says, as this kind of thing. Raises ValidationError that says how to write it."""
    text = text.strip()
    match kind:
        case FieldKind.NUMBER:
            return _number(text)
        case FieldKind.DAY:
            return _day(text)
        case FieldKind.YES_NO:
            return _yes(text)
        case FieldKind.CHOICE:
            return _option(text, list(options))
    if len(text) > LONGEST:
        raise ValidationError(_("Longer than %(most)s characters.") % {"most": LONGEST})
    return text


def columns_of(kind: str, held: Held) -> dict[str, Any]:
    """The columns of a FieldValue that hold this."""
    found = _EMPTY | {COLUMNS[FieldKind(kind)]: held}
    return found | {"folded": fold(held)[:FOLDED].strip()} if isinstance(held, str) else found


def held_by(row: FieldValue) -> Held | None:
    """What a row holds, by the kind of its field."""
    return getattr(row, COLUMNS[FieldKind(row.field.kind)])  # type: ignore[no-any-return]  # of the model's columns


def say_value(held: object) -> str:
    """A value as people read it on a page."""
    if isinstance(held, bool):
        return _("Yes") if held else _("No")
    return date_format(held, "j M Y") if isinstance(held, date) else write_value(held)


def write_value(held: object) -> str:
    """A value as a form or a file has it; reading it again gives the same."""
    if held is None:
        return ""
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, float):
        return str(int(held)) if held.is_integer() and abs(held) < 1e15 else repr(held)
    return held.isoformat() if isinstance(held, date) else str(held)


def read_range(kind: str, text: str) -> tuple[Held | None, Held | None]:
    """From where to where: "10..20", "10..", "..20", and "10" for just that. Raises ValidationError."""
    lower, dots, upper = (part.strip() for part in text.partition(".."))
    if not dots:
        return (found := read_value(kind, lower)), found
    return (read_value(kind, lower) if lower else None), (read_value(kind, upper) if upper else None)


def _number(text: str) -> float:
    plain = re.sub(r"[\s’']", "", text)
    if (grouped := _GROUPED.fullmatch(plain)) and grouped["group"] != grouped["point"]:
        plain = plain.replace(grouped["group"], "")
    if _UNCLEAR.fullmatch(plain) or not _PLAIN.fullmatch(plain) or len(plain) > 30:
        raise ValidationError(
            _("“%(text)s” is not a number; write it like 1234.5, without marks for thousands.") % {"text": text[:60]}
        )
    return float(plain.replace(",", "."))


def _day(text: str) -> date:
    try:
        if found := _ISO.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _DOTS.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        if found := _SLASHES.fullmatch(text):
            return _slashed(*map(int, found.groups()))
    except ValueError:
        pass
    raise ValidationError(_("“%(text)s” is not a day; write it like 2026-05-31.") % {"text": text[:60]})


def _slashed(first: int, second: int, year: int) -> date:
    """A day with slashes, where only one reading is possible. Raises ValueError."""
    if first == second or second > 12:
        return date(year, first, second)
    if first > 12:
        return date(year, second, first)
    raise ValueError


def _yes(text: str) -> bool:
    folded = fold(text)
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise ValidationError(_("“%(text)s” is neither yes nor no.") % {"text": text[:60]})


def _option(text: str, options: Sequence[str]) -> str:
    known = {fold(option): option for option in options}
    if found := known.get(fold(text)):
        return found
    shown = ", ".join(options[:8]) + (" …" if len(options) > 8 else "")
    raise ValidationError(
        _("“%(text)s” is none of the choices: %(options)s.") % {"text": text[:60], "options": shown or _("none yet")}
    )
