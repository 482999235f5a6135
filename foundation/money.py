"""Amounts of money: whole numbers of the smallest unit of a currency, typed and shown as people write them."""

import re
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# How many decimals each has (ISO 4217).
DECIMALS = {
    "AUD": 2, "BRL": 2, "CAD": 2, "CHF": 2, "CZK": 2, "DKK": 2, "EUR": 2, "GBP": 2, "HUF": 2, "INR": 2, "JPY": 0,
    "KRW": 0, "MXN": 2, "NOK": 2, "NZD": 2, "PLN": 2, "SEK": 2, "SGD": 2, "USD": 2, "ZAR": 2,
}  # fmt: skip
MOST = 10**12
TYPED = re.compile(r"(?P<whole>[0-9]{1,3}(?:[.,' ][0-9]{3})+|[0-9]+)(?:[.,](?P<rest>[0-9]{1,2}))?")


class NotMoney(ValueError):
    """This text is no amount above nothing that the currency has; the message says what is asked for."""


def parse(text: str, currency: str) -> int:
    """What is typed, such as "1,250.50" or "1250,5", in the smallest unit. Raises NotMoney.

    Three digits after a point or comma are thousands; one or two are decimals, where the currency has them.
    """
    decimals = DECIMALS[currency]
    found = TYPED.fullmatch(text.strip().replace("\u00a0", " ").removesuffix(currency).strip())
    amount = 0
    if found and len(found["rest"] or "") <= decimals and len(text) <= 20:
        amount = int(re.sub(r"[^0-9]", "", found["whole"]) + (found["rest"] or "").ljust(decimals, "0"))
    if not 0 < amount < MOST:
        example = number_format(1250, decimals, use_l10n=True, force_grouping=True)
        raise NotMoney(_("Write an amount such as %(example)s.") % {"example": example})
    return amount


def plain(amount: int, currency: str) -> str:
    """As it stands in a field: "1250.50"."""
    return str(Decimal(amount).scaleb(-DECIMALS[currency]))


def shown(amount: int, currency: str) -> str:
    """As people read it: "1,250.50 EUR" in the reader's language."""
    decimals = DECIMALS[currency]
    value = Decimal(amount).scaleb(-decimals)
    return f"{number_format(value, decimals, use_l10n=True, force_grouping=True)}\u00a0{currency}"


def points_for(amount: int, *, point_value: int) -> int:
    """How many points an amount is worth, where 1,000 are worth `point_value`; a part of a point is worth nothing."""
    return amount * 1000 // point_value


def worth(points: int, *, point_value: int) -> int:
    """What points are worth, rounded down to the smallest unit."""
    return points * point_value // 1000
