"""Facts that stand in JSON: what was answered to one question, in the one row of a person that counts.

`rows` are at most one for each person, `column` the JSON in them, `place` where in it the answer is. Comparing JSON
never fails, whatever is kept; what is of another kind than the question asks for is no answer.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Collate, Lower

from foundation.facts import Asked, Crossed, Rows, StartsWith, of_person

type Place = Sequence[str | int]
ANSWER, WORDS = "answer_asked_about", "words_asked_about"


def choice_in_json(rows: Rows, column: str, place: Place) -> Callable[[Asked], Q]:
    """One word, or several in a list: that one of those asked for is among them."""

    def where(asked: Asked) -> Q:
        found = Q(of_person(_at(rows(), column, place).filter(**{f"{ANSWER}__has_any_keys": list(asked.value)})))
        return found if asked.operator == "any" else ~found

    return where


def bool_in_json(rows: Rows, column: str, place: Place) -> Callable[[Asked], Q]:
    """True or false, asked for by these words; no answer is neither."""

    def where(asked: Asked) -> Q:
        found = Q(of_person(_words(rows(), column, place).filter(**{f"{WORDS}__in": list(asked.value)})))
        return found if asked.operator == "any" else ~found

    return where


def span_in_json(rows: Rows, column: str, place: Place, spans: dict[str, tuple[int, int]]) -> Callable[[Asked], Q]:
    """A number by the spans it may fall into, such as detractors from 0 to 6."""

    def where(asked: Asked) -> Q:
        wanted = Q(pk__in=[])
        for key in asked.value:
            if key in spans:
                wanted |= Q(**{f"{ANSWER}__gte": spans[key][0], f"{ANSWER}__lte": spans[key][1]})
        found = Q(of_person(_numbers(rows(), column, place).filter(wanted)))
        return found if asked.operator == "any" else ~found

    return where


def figure_in_json(rows: Rows, column: str, place: Place) -> Callable[[Asked], Q]:
    """A number, with or without a fraction."""

    def where(asked: Asked) -> Q:
        numbers = _numbers(rows(), column, place)
        lookups = {"min": f"{ANSWER}__gte", "max": f"{ANSWER}__lte", "is": ANSWER}
        if asked.operator in lookups:
            return Q(of_person(numbers.filter(**{lookups[asked.operator]: asked.value})))
        return _whether(asked, numbers)

    return where


def text_in_json(rows: Rows, column: str, place: Place) -> Callable[[Asked], Q]:
    """Words; large and small letters are the same."""

    def where(asked: Asked) -> Q:
        words = _words(rows(), column, place).exclude(**{WORDS: ""})
        if asked.operator in ("empty", "filled"):
            return _whether(asked, words)
        lowered, wanted = Lower(WORDS), Lower(Value(asked.value))
        if asked.operator == "begins":
            return Q(of_person(words.filter(StartsWith(lowered, wanted))))
        same = Q(of_person(words.annotate(lowered=lowered).filter(lowered=wanted)))
        return same if asked.operator == "is" else ~same

    return where


def day_in_json(rows: Rows, column: str, place: Place) -> Callable[[Asked], Q]:
    """A day as 2026-11-30, which is ordered as its letters are."""

    def where(asked: Asked) -> Q:
        days, today = _days(rows(), column, place), asked.today
        if asked.operator in ("empty", "filled"):
            return _whether(asked, days)
        match asked.operator:
            case "after":
                wanted = Q(day__gt=asked.value.isoformat())
            case "before":
                wanted = Q(day__lt=asked.value.isoformat())
            case "next":
                wanted = _between(today, today + timedelta(days=asked.value))
            case _:
                wanted = _between(today - timedelta(days=asked.value), today)
        return Q(of_person(days.filter(wanted)))

    return where


def day_came_in_json(rows: Rows, column: str, place: Place) -> Crossed:
    """Those whose day came into, or left, the span since the day it was then."""

    def crossed(asked: Asked, since: Any) -> Q:
        then, today = since.astimezone(ZoneInfo(asked.zone)).date(), asked.today
        if asked.operator not in ("next", "past") or then == today:
            return Q(pk__in=[])
        span = timedelta(days=asked.value if asked.operator == "next" else -asked.value)
        near = _between(then, today) | _between(then + span, today + span)
        return Q(pk__in=_days(rows(), column, place).filter(near).values("advocate_id"))

    return crossed


def filled_in_json(rows: Rows, column: str, place: Place) -> Callable[[Asked], Q]:
    """That there is an answer at all."""

    def where(asked: Asked) -> Q:
        found = Q(of_person(_words(rows(), column, place).exclude(**{WORDS: "false"})))
        return found if asked.operator == "yes" else ~found

    return where


def _between(first: date, last: date) -> Q:
    return Q(day__gte=first.isoformat(), day__lte=last.isoformat())


def _whether(asked: Asked, rows: QuerySet[Any]) -> Q:
    found = Q(of_person(rows))
    return found if asked.operator == "filled" else ~found


def _at(rows: QuerySet[Any], column: str, place: Place) -> QuerySet[Any]:
    found: Any = column
    for key in place:
        found = KeyTransform(str(key), found)
    with_answer: QuerySet[Any] = rows.annotate(**{ANSWER: found})
    return with_answer


def _numbers(rows: QuerySet[Any], column: str, place: Place) -> QuerySet[Any]:
    kind = Func(ANSWER, function="jsonb_typeof", output_field=TextField())
    numbers: QuerySet[Any] = _at(rows, column, place).annotate(kind_of_answer=kind).filter(kind_of_answer="number")
    return numbers


def _words(rows: QuerySet[Any], column: str, place: Place) -> QuerySet[Any]:
    *way, last = map(str, place)
    found: Any = column
    for key in way:
        found = KeyTransform(key, found)
    with_words: QuerySet[Any] = rows.annotate(**{WORDS: KeyTextTransform(last, found)})
    return with_words.filter(**{f"{WORDS}__isnull": False})


def _days(rows: QuerySet[Any], column: str, place: Place) -> QuerySet[Any]:
    days: QuerySet[Any] = _words(rows, column, place).annotate(day=Collate(WORDS, "C"))
    return days
