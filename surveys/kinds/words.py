"""Kinds that are typed: text, an e-mail address, a phone number, a number, a day."""

import math
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.contact import clean_email, clean_phone
from surveys.kinds.base import Kind, Question, asked

LONGEST_SHORT_TEXT = 500
LONGEST_LONG_TEXT = 5000
DIGITS, PLACES = 15, 4
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class ShortText(Kind):
    """One line."""

    fills = "text"

    def field(self, question: Question) -> forms.Field:
        return forms.CharField(max_length=LONGEST_SHORT_TEXT, **asked(question))


class LongText(Kind):
    """Several lines."""

    is_long = True
    line = "long"
    fills = "text"

    def field(self, question: Question) -> forms.Field:
        box = forms.Textarea(attrs={"rows": 5})
        return forms.CharField(max_length=LONGEST_LONG_TEXT, widget=box, **asked(question))


class Email(Kind):
    """An e-mail address, in lower case."""

    fills = "text"

    def field(self, question: Question) -> forms.Field:
        box = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})
        return _CleanedField(clean_email, max_length=254, widget=box, **asked(question))


class Phone(Kind):
    """A telephone number with its country code, kept in E.164."""

    fills = "text"

    def field(self, question: Question) -> forms.Field:
        box = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        return _CleanedField(clean_phone, max_length=40, widget=box, **asked(question))


class Number(Kind):
    """A number, whole or with up to four places."""

    fills = "number"

    def field(self, question: Question) -> forms.Field:
        return forms.DecimalField(
            max_digits=DIGITS,
            decimal_places=PLACES,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "max-w-52"}),
            error_messages={"invalid": gettext_lazy("Enter a number, such as 12 or 3.5.")},
            **asked(question),
        )

    def value(self, question: Question, cleaned: Any) -> Any:
        if not isinstance(cleaned, Decimal):
            return None
        return int(cleaned) if cleaned == cleaned.to_integral_value() else float(cleaned)

    def answer(self, question: Question, value: Any) -> Any:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return value if is_number and math.isfinite(value) and abs(value) < 10**DIGITS else None

    def reads(self, question: Question, value: Any) -> str:
        answer = self.answer(question, value)
        return "" if answer is None else number_format(answer, force_grouping=True)


class Day(Kind):
    """A day, kept as YYYY-MM-DD."""

    fills = "day"

    def field(self, question: Question) -> forms.Field:
        attrs = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        return forms.DateField(
            widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
            validators=[_check_day],
            error_messages={"invalid": gettext_lazy("Enter a date such as 2026-11-30.")},
            **asked(question),
        )

    def value(self, question: Question, cleaned: Any) -> Any:
        return cleaned.isoformat() if isinstance(cleaned, date) else None

    def answer(self, question: Question, value: Any) -> Any:
        try:
            day = parse_date(value) if isinstance(value, str) else None
        except ValueError:
            return None
        return day if day and FIRST_DAY <= day <= LAST_DAY else None

    def reads(self, question: Question, value: Any) -> str:
        day = self.answer(question, value)
        return date_format(day, "j M Y") if day else ""


class Upload(Kind):
    """A picture or a PDF. Its name is kept; the file itself is kept by whoever asks."""

    line = "file"

    def field(self, question: Question) -> forms.Field:
        words = asked(question)
        limits = _("JPEG, PNG, WebP or PDF, up to 10 MB.")
        words["help_text"] = f"{words['help_text']} {limits}".strip()
        types = {"accept": "image/jpeg,image/png,image/webp,application/pdf"}
        return forms.FileField(max_length=255, widget=forms.FileInput(attrs=types), **words)

    def value(self, question: Question, cleaned: Any) -> Any:
        return getattr(cleaned, "name", cleaned) or None


class _CleanedField(forms.CharField):
    """Text that is brought into one form. `clean_text` raises ValidationError."""

    def __init__(self, clean_text: Any, **kwargs: Any) -> None:
        self.clean_text = clean_text
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.clean_text(text) if text else text


def _check_day(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(_("Choose a date between 1900 and 2199."))
