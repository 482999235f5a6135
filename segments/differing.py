"""Which of many segments differ from their rules for some people: one statement for all rules of one shape.

Nearly every change leaves everybody where they are. Asking that of each segment by itself costs a plan and several
round trips; rules that differ only in their numbers and words (two hundred tiers) are one question about a list.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from psycopg.types.json import Jsonb

from segments.compiling import Moment, those_meant
from segments.language import Rule

PLACEHOLDER = re.compile(r"%[%s]")
MOST = 500  # segments a statement
DIFFERS = """
WITH asked (segment{names}) AS (VALUES {rows}), should (segment, person) AS (
    SELECT asked.segment, meant.id FROM asked CROSS JOIN LATERAL ({should}) meant (id)
)
SELECT DISTINCT coalesce(should.segment, standing.segment_id)
FROM should FULL JOIN (
    SELECT segment_id, advocate_id FROM segments_stay
    WHERE segment_id = ANY(%s::bigint[]) AND left_at IS NULL AND advocate_id = ANY(%s::bigint[])
) standing ON standing.segment_id = should.segment AND standing.advocate_id = should.person
WHERE should.person IS NULL OR standing.segment_id IS NULL
"""
CASTS: Sequence[tuple[type, str]] = (
    (bool, "boolean"), (int, "bigint"), (float, "double precision"), (str, "text"), (datetime, "timestamptz"),
    (date, "date"), (timedelta, "interval"), (Jsonb, "jsonb"),
)  # fmt: skip

type Question = tuple[str, Sequence[Any]]


def who_differs(rules: Mapping[int, Rule], moment: Moment) -> set[int]:
    """Those of these segments, by id, in which somebody of the moment's ids should be and is not, or is and should not.

    Whoever calls holds their locks, so that it stays so until they are asked.
    """
    shapes: dict[tuple[object, ...], dict[int, Question]] = defaultdict(dict)
    found: set[int] = set()
    for segment, rule in rules.items():
        question = _question(rule, moment)
        if question is None:
            found.add(segment)
        else:
            sql, values = question
            shapes[(sql, *(_cast(value) for value in values))][segment] = question
    for questions in shapes.values():
        of_shape = list(questions.items())
        for start in range(0, len(of_shape), MOST):
            found |= _differing(dict(of_shape[start : start + MOST]), list(moment.ids or ()))
    return found


def _question(rule: Rule, moment: Moment) -> Question | None:
    """Whom a rule means, as a query; None when it has to be asked by itself."""
    try:
        sql, values = those_meant(rule, moment).order_by().values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
    return (sql, values) if all(_cast(value) for value in values) else None


def _differing(questions: Mapping[int, Question], ids: list[int]) -> set[int]:
    """Of questions of one shape: what all have in common is bound once, what differs stands in a list of values."""
    segments = list(questions)
    shape = questions[segments[0]][0]
    columns = list(zip(*(questions[segment][1] for segment in segments), strict=True))
    varying = [place for place, values in enumerate(columns) if any(value != values[0] for value in values[1:])]
    row = ", ".join(["%s::bigint", *(f"%s::{_cast(columns[place][0])}" for place in varying)])
    statement = (
        DIFFERS.replace("{names}", "".join(f", p{place}" for place in varying))
        .replace("{rows}", ", ".join([f"({row})"] * len(segments)))
        .replace("{should}", _naming(shape, set(varying)))
    )
    listed = [
        value
        for number, segment in enumerate(segments)
        for value in (segment, *(columns[place][number] for place in varying))
    ]
    common = [values[0] for place, values in enumerate(columns) if place not in varying]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*listed, *common, segments, ids])
        return {pk for (pk,) in cursor.fetchall()}


def _naming(sql: str, varying: set[int]) -> str:
    """The query with the columns of the list in the places of the values that vary."""
    places = iter(range(len(sql)))

    def named(found: re.Match[str]) -> str:
        if found[0] == "%%" or (place := next(places)) not in varying:
            return found[0]
        return f"asked.p{place}"

    return PLACEHOLDER.sub(named, sql)


def _cast(value: Any) -> str:
    """The type of a value in SQL, "" for one that is not known."""
    if isinstance(value, list):
        inner = _cast(value[0]) if value else ""
        return f"{inner}[]" if inner else ""
    return next((name for kind, name in CASTS if isinstance(value, kind)), "")
