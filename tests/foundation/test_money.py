"""Money is typed as people write it and kept in whole cents."""

import pytest
from django.utils import translation

from foundation.money import NotMoney, parse, plain, points_for, shown, worth


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12.50", "EUR", 1250), ("12,5", "EUR", 1250), ("1,250", "USD", 125_000), ("1.250,50", "EUR", 125_050),
        ("1 250", "EUR", 125_000), ("1'250.00 CHF", "CHF", 125_000), ("0.01", "USD", 1), ("1250", "JPY", 1250),
    ],
)  # fmt: skip
def test_amounts_as_people_write_them(text: str, currency: str, amount: int) -> None:
    assert parse(text, currency) == amount
    assert parse(plain(amount, currency), currency) == amount


@pytest.mark.parametrize("text", ["", "0", "-5", "1.2.3", "1e9", "\u0661\u0662", "12,50,00", "9" * 30])
def test_what_is_no_amount_is_said_with_an_example(text: str) -> None:
    with pytest.raises(NotMoney, match="1,250"):
        parse(text, "EUR")
    with pytest.raises(NotMoney):
        parse("12.50", "JPY")


def test_points_are_never_worth_more_than_the_money() -> None:
    assert points_for(999, point_value=1000) == 999
    assert points_for(1000, point_value=700) == 1428
    assert worth(1428, point_value=700) == 999
    with translation.override("es"):
        assert shown(125_050, "EUR") == "1\u00a0250,50\u00a0EUR"
