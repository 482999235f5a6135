"""What custom fields hold: read as people write it, told again, and refused in words."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from programs.models import FieldKind
from programs.values import columns_of, read_range, read_value, say_value, write_value

READ = [
    (FieldKind.NUMBER, "12", 12.0),
    (FieldKind.NUMBER, " -1 234,5 ", -1234.5),
    (FieldKind.NUMBER, "1,234.50", 1234.5),
    (FieldKind.NUMBER, "1.234.567,5", 1234567.5),
    (FieldKind.NUMBER, "0.125", 0.125),
    (FieldKind.DAY, "2026-05-31", date(2026, 5, 31)),
    (FieldKind.DAY, "2026-05-31T10:00:00Z", date(2026, 5, 31)),
    (FieldKind.DAY, "31.5.2026", date(2026, 5, 31)),
    (FieldKind.DAY, "5/31/2026", date(2026, 5, 31)),
    (FieldKind.DAY, "31/05/2026", date(2026, 5, 31)),
    (FieldKind.YES_NO, "YES", True),
    (FieldKind.YES_NO, "Sí", True),
    (FieldKind.YES_NO, "0", False),
    (FieldKind.YES_NO, "nein", False),
    (FieldKind.CHOICE, "premium", "Premium"),
    (FieldKind.TEXT, "  as it is, 1,234 ", "as it is, 1,234"),
]


@pytest.mark.parametrize(("kind", "text", "held"), READ)
def test_a_value_is_read_as_people_write_it(kind: FieldKind, text: str, held: Any) -> None:
    assert read_value(kind, text, options=["Basic", "Premium"]) == held


@pytest.mark.parametrize(("kind", "text", "held"), READ)
def test_what_is_written_reads_the_same_again(kind: FieldKind, text: str, held: Any) -> None:
    assert read_value(kind, write_value(held), options=["Basic", "Premium"]) == held


REFUSED = [
    (FieldKind.NUMBER, "1,234", "without marks for thousands"),
    (FieldKind.NUMBER, "twelve", "is not a number"),
    (FieldKind.NUMBER, "1e5", "is not a number"),
    (FieldKind.NUMBER, "nan", "is not a number"),
    (FieldKind.NUMBER, "9" * 400, "is not a number"),
    (FieldKind.DAY, "3/4/2026", "write it like 2026-05-31"),
    (FieldKind.DAY, "2026-02-30", "is not a day"),
    (FieldKind.YES_NO, "perhaps", "neither yes nor no"),
    (FieldKind.CHOICE, "Gold", "none of the choices: Basic, Premium"),
    (FieldKind.TEXT, "x" * 4001, "Longer than"),
]


@pytest.mark.parametrize(("kind", "text", "words"), REFUSED)
def test_what_is_unclear_is_refused_in_words(kind: FieldKind, text: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        read_value(kind, text, options=["Basic", "Premium"])


def test_a_range_may_be_open() -> None:
    assert read_range(FieldKind.NUMBER, "10..20") == (10.0, 20.0)
    assert read_range(FieldKind.NUMBER, "10 ..") == (10.0, None)
    assert read_range(FieldKind.DAY, "..2026-01-02") == (None, date(2026, 1, 2))
    assert read_range(FieldKind.NUMBER, "7") == (7.0, 7.0)


def test_a_value_stands_in_one_column_and_reads_well() -> None:
    columns = columns_of(FieldKind.TEXT, "Ärzte-Straße")
    assert (columns["text"], columns["folded"], columns["number"]) == ("Ärzte-Straße", "arzte-strasse", None)
    assert columns_of(FieldKind.YES_NO, False)["is_yes"] is False
    assert [say_value(held) for held in (True, 3.0, 2.5, date(2026, 5, 1), "x", None)] == [
        "Yes", "3", "2.5", "1 May 2026", "x", "",
    ]  # fmt: skip
