"""How facts about people become conditions of a query: one builder for each kind of fact and place it is kept in.

A builder gives `plugs.Fact` what it needs of where the fact is kept: a column of the person, or rows that point to one.
Every condition is an EXISTS over rows of one person, or a comparison by leakproof operators (`=`, `<`, `^@`), so that
PostgreSQL answers for one person by an index and for a million by a join.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower

type Rows = Callable[[], QuerySet[Any]]
# Those whose answer may have changed between an instant (not included) and now.
type Crossed = Callable[["Asked", datetime], Q]


class _AnyOf(Func):
    arg_joiner, template = " = ANY(", "(%(expressions)s))"
    output_field = BooleanField()


def any_of(column: str, ids: Sequence[int]) -> _AnyOf:
    """`column = ANY(array)`: one parameter, however many ids there are."""
    return _AnyOf(F(column), Value(list(ids), output_field=ArrayField(BigIntegerField())))


class StartsWith(Func):
    """That one text begins with another: leakproof, unlike LIKE."""

    arg_joiner, template = " ^@ ", "%(expressions)s"
    output_field = BooleanField()


@dataclass(frozen=True)
class Asked:
    """One clause of a rule as it is asked: the operator, the clean value, and the moment.

    `days` is how far back a fact over rows looks, None for ever. `ids`, or a `span` of ids, are the only people of whom
    it is asked: rows of others need not be looked at.
    """

    operator: str
    value: Any
    now: datetime
    zone: str
    days: int | None = None
    ids: Sequence[int] | None = None
    span: tuple[int, int] | None = None

    def since(self, days: int) -> datetime:
        """The instant so many times 24 hours ago."""
        return self.now - timedelta(days=days)

    def begins(self, day: date, *, later: int = 0) -> datetime:
        """When a day, or one so many days later, begins in the zone."""
        local = datetime.combine(day + timedelta(days=later), time(0), tzinfo=ZoneInfo(self.zone))
        return local.astimezone(UTC)

    @property
    def today(self) -> date:
        """The day it is in the zone."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def narrowed(self, rows: QuerySet[Any], column: str = "advocate_id") -> QuerySet[Any]:
        """Of these rows those of the people asked about."""
        if self.span is not None:
            first, last = self.span
            rows = rows.filter(**{f"{column}__gte": first, f"{column}__lte": last})
        return rows if self.ids is None else rows.filter(any_of(column, self.ids))


def of_person(rows: QuerySet[Any], column: str = "advocate") -> Exists:
    """That the person has one of these rows."""
    return Exists(rows.filter(**{column: OuterRef("pk")}))


# Choices ------------------------------------------------------------------------------------------------------------


def choice_of_column(column: str) -> Callable[[Asked], Q]:
    """One of some words that stand in a column of the person."""

    def where(asked: Asked) -> Q:
        found = Q(**{f"{column}__in": asked.value})
        return found if asked.operator == "any" else ~found

    return where


def choice_of_rows(rows: Rows, column: str) -> Callable[[Asked], Q]:
    """Things the person has by rows that point to both."""

    def where(asked: Asked) -> Q:
        found = Q(of_person(rows().filter(**{f"{column}__in": asked.value})))
        return found if asked.operator == "any" else ~found

    return where


# Numbers ------------------------------------------------------------------------------------------------------------


def number_of_rows(rows: Rows, column: str) -> Callable[[Asked], Q]:
    """A whole number, not negative, that stands in the person's one row; without a row it is 0."""

    def where(asked: Asked) -> Q:
        value, operator = asked.value, asked.operator
        if operator == "min":
            return Q(of_person(rows().filter(**{f"{column}__gte": value}))) if value > 0 else _everybody()
        if operator == "max":
            return ~Q(of_person(rows().filter(**{f"{column}__gt": value})))
        exactly = Q(of_person(rows().filter(**{column: value})))
        return exactly if value else ~Q(of_person(rows().filter(**{f"{column}__gt": 0})))

    return where


def count_of_rows(rows: Rows, at: str) -> Callable[[Asked], Q]:
    """How many of these rows a person has, ever or in the last days; `at` is when each came to be."""

    def where(asked: Asked) -> Q:
        value, operator = asked.value, asked.operator
        if operator == "min":
            return _at_least(rows, at, asked, value)
        if operator == "max":
            return ~_at_least(rows, at, asked, value + 1)
        return _at_least(rows, at, asked, value) & ~_at_least(rows, at, asked, value + 1)

    return where


def _at_least(rows: Rows, at: str, asked: Asked, value: int) -> Q:
    """One row is looked up for each person; of several, all are counted once."""
    if value <= 0:
        return _everybody()
    found = rows() if asked.days is None else rows().filter(**{f"{at}__gt": asked.since(asked.days)})
    if value == 1:
        return Q(of_person(found))
    counted = asked.narrowed(found).order_by().values("advocate_id").annotate(n=Count("pk")).filter(n__gte=value)
    return Q(pk__in=counted.values("advocate_id"))


def row_left_window(rows: Rows, at: str) -> Crossed:
    """Of facts over the last days: those of whom a row has become too old."""

    def crossed(asked: Asked, since: datetime) -> Q:
        if asked.days is None:
            return _nobody()
        span = timedelta(days=asked.days)
        return Q(
            pk__in=rows().filter(**{f"{at}__gt": since - span, f"{at}__lte": asked.now - span}).values("advocate_id")
        )

    return crossed


def figure(rows: Rows, column: str) -> Callable[[Asked], Q]:
    """A number that stands in the person's one row, or in none; with or without a fraction."""

    def where(asked: Asked) -> Q:
        lookups = {"min": f"{column}__gte", "max": f"{column}__lte", "is": column}
        if asked.operator in lookups:
            return Q(of_person(rows().filter(**{lookups[asked.operator]: asked.value})))
        return _whether(asked, rows())

    return where


# Texts --------------------------------------------------------------------------------------------------------------


def text_of_column(column: str) -> Callable[[Asked], Q]:
    """Words in a column of the person, "" for none; large and small letters are the same."""

    def where(asked: Asked) -> Q:
        if asked.operator in ("empty", "filled"):
            return Q(**{column: ""}) if asked.operator == "empty" else ~Q(**{column: ""})
        return _text(column, asked)

    return where


def text_of_rows(rows: Rows, column: str) -> Callable[[Asked], Q]:
    """Words in the person's one row, or in none."""

    def where(asked: Asked) -> Q:
        filled = rows().exclude(**{column: ""})
        if asked.operator == "isnt":
            return ~Q(of_person(filled.filter(_text(column, asked, operator="is"))))
        return (
            _whether(asked, filled)
            if asked.operator in ("empty", "filled")
            else Q(of_person(filled.filter(_text(column, asked))))
        )

    return where


def _text(column: str, asked: Asked, *, operator: str = "") -> Q:
    operator, folded = operator or asked.operator, Lower(Value(asked.value))
    if operator == "begins":
        return Q(StartsWith(Lower(F(column)), folded))
    same = Q(_Same(Lower(F(column)), folded))
    return same if operator == "is" else ~same


class _Same(Func):
    arg_joiner, template = " = ", "(%(expressions)s)"
    output_field = BooleanField()


# Moments ------------------------------------------------------------------------------------------------------------


def moment_of_column(column: str) -> Callable[[Asked], Q]:
    """An instant that every person has in a column."""

    def where(asked: Asked) -> Q:
        return _moment(column, asked)

    return where


def moment_of_rows(rows: Rows, column: str) -> Callable[[Asked], Q]:
    """An instant in the person's one row; without a row it never was."""

    def where(asked: Asked) -> Q:
        if asked.operator == "never":
            return ~Q(of_person(rows()))
        if asked.operator == "ago":  # or never
            return ~Q(of_person(rows().filter(_moment(column, asked, operator="within"))))
        return Q(of_person(rows().filter(_moment(column, asked))))

    return where


def _moment(column: str, asked: Asked, *, operator: str = "") -> Q:
    match operator or asked.operator:
        case "within":
            return Q(**{f"{column}__gt": asked.since(asked.value)})
        case "ago":
            return Q(**{f"{column}__lte": asked.since(asked.value)})
        case "after":
            return Q(**{f"{column}__gte": asked.begins(asked.value, later=1)})
        case _:
            return Q(**{f"{column}__lt": asked.begins(asked.value)})


def column_grew_old(column: str) -> Crossed:
    """Those whose instant was so many days ago between then and now: a range of the column's index."""

    def crossed(asked: Asked, since: datetime) -> Q:
        span = _span(asked)
        return Q(**{f"{column}__gt": since - span, f"{column}__lte": asked.now - span}) if span else _nobody()

    return crossed


def row_grew_old(rows: Rows, column: str) -> Crossed:
    """The same, of the person's one row."""

    def crossed(asked: Asked, since: datetime) -> Q:
        span = _span(asked)
        if not span:
            return _nobody()
        found = rows().filter(**{f"{column}__gt": since - span, f"{column}__lte": asked.now - span})
        return Q(pk__in=found.values("advocate_id"))

    return crossed


def _span(asked: Asked) -> timedelta | None:
    return timedelta(days=asked.value) if asked.operator in ("within", "ago") else None


# Days ---------------------------------------------------------------------------------------------------------------


def day_of_rows(rows: Rows, column: str) -> Callable[[Asked], Q]:
    """A day of the calendar in the person's one row, or in none."""

    def where(asked: Asked) -> Q:
        if asked.operator in ("empty", "filled"):
            return _whether(asked, rows())
        today, value = asked.today, asked.value
        match asked.operator:
            case "after":
                wanted = Q(**{f"{column}__gt": value})
            case "before":
                wanted = Q(**{f"{column}__lt": value})
            case "next":
                wanted = Q(**{f"{column}__gte": today, f"{column}__lte": today + timedelta(days=value)})
            case _:
                wanted = Q(**{f"{column}__gte": today - timedelta(days=value), f"{column}__lte": today})
        return Q(of_person(rows().filter(wanted)))

    return where


def day_came(rows: Rows, column: str) -> Crossed:
    """Those whose day came into, or left, the span since the day it was then."""

    def crossed(asked: Asked, since: datetime) -> Q:
        then, today = since.astimezone(ZoneInfo(asked.zone)).date(), asked.today
        if asked.operator not in ("next", "past") or then == today:
            return _nobody()
        span = timedelta(days=asked.value if asked.operator == "next" else -asked.value)
        near = Q(**{f"{column}__gte": then, f"{column}__lte": today})
        away = Q(**{f"{column}__gte": then + span, f"{column}__lte": today + span})
        return Q(pk__in=rows().filter(near | away).values("advocate_id"))

    return crossed


# Yes and no ---------------------------------------------------------------------------------------------------------


def yes_or_no(true: Callable[[], Q]) -> Callable[[Asked], Q]:
    """Something that is so or not."""

    def where(asked: Asked) -> Q:
        return true() if asked.operator == "yes" else ~true()

    return where


def number_in(text: str) -> int:
    """The id that stands in a part of a fact's key; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _whether(asked: Asked, rows: QuerySet[Any]) -> Q:
    found = Q(of_person(rows))
    return found if asked.operator == "filled" else ~found


def _everybody() -> Q:
    return Q(pk__gt=0)


def _nobody() -> Q:
    """Of which Django makes no query at all."""
    return Q(pk__in=[])
