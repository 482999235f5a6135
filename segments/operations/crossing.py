"""Who enters and who leaves: one statement that compares those who should be in a segment with those who are.

Whoever calls holds the lock of the segment's row. The statement sees what was committed before it began, so of two
looks at one person the later one counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from events.operations import record, reserve_events, schedule_if_none_waits
from foundation.facts import any_of
from programs.models import Advocate
from segments.compiling import Moment, those_meant
from segments.language import Facts, parse
from segments.models import Segment
from segments.operations.touching import DRAINING
from segments.queries import is_heard

# Those who are in it are narrowed as those who should be are: by ids, by a span of ids, or not at all. Only their ids
# are compared, which the index of who is in it has: of a million that stay as they are, no row is read.
DIFFERS = """
    SELECT should.id, standing.advocate_id FROM ({should}) should (id) FULL JOIN (
        SELECT advocate_id FROM segments_stay
        WHERE segment_id = %s AND left_at IS NULL {narrowed}
    ) standing ON standing.advocate_id = should.id
    WHERE should.id IS NULL OR standing.advocate_id IS NULL
"""
# A statement that writes is never run in parallel by PostgreSQL. Who differs among very many is therefore asked first
# and by itself, as long as they are not too many to be carried; the segment's lock keeps it true until it is written.
FOUND = "SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
CARRIED = 20_000
CHANGE = """
WITH differs (meant, standing) AS MATERIALIZED (
{differs}
), entered AS (
    INSERT INTO segments_stay (segment_id, advocate_id, number, entered_at, entered_event_id)
    SELECT %s, meant, 1 + coalesce((
        SELECT max(number) FROM segments_stay former WHERE former.segment_id = %s AND former.advocate_id = meant
    ), 0), %s, %s
    FROM differs WHERE standing IS NULL
    RETURNING 1
), gone AS (
    UPDATE segments_stay SET left_at = %s, left_event_id = %s
    FROM differs
    WHERE meant IS NULL AND segment_id = %s AND advocate_id = standing AND segments_stay.left_at IS NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM entered), (SELECT count(*) FROM gone)
"""
# What those who crossed mean for segments that ask about this one.
FORWARD = """
INSERT INTO segments_touch (advocate_id, word)
SELECT advocate_id, %s FROM segments_stay
WHERE entered_event_id = %s OR (left_event_id = %s AND left_at IS NOT NULL)
"""


@dataclass(frozen=True)
class Crossed:
    """How many people entered and left."""

    entered: int = 0
    left: int = 0

    def __bool__(self) -> bool:
        return bool(self.entered or self.left)


@dataclass(frozen=True)
class Look:
    """Why a segment is looked at: at which moment, for what cause, and whether crossing it may set something off."""

    moment: Moment
    cause: str
    fires: bool = True


@transaction.atomic(savepoint=False)
def ask(*, segment: Segment, look: Look, facts: Facts) -> Crossed:
    """Let those whom the rule means enter, and the others leave; of the people of the look's moment only.

    A crossing and its telling (`segment.entered`, `segment.left`) are one transaction, and each crossing happens once:
    asked again, nobody crosses. Segments that ask about this one ask those who crossed. Raises language.Wrong.
    """
    rule = parse(segment.rule, facts, is_kept=True)
    people = those_meant(rule, look.moment).order_by().values_list("pk")
    should, parameters = people.query.sql_with_params()
    narrowed, ids = _narrowed(look.moment)
    return _change(segment, should, parameters, narrowed, ids, look=look)


@transaction.atomic
def set_in(*, segment: Segment, ids: Sequence[int], is_in: bool, look: Look) -> Crossed:
    """Let these people enter a static segment, or leave it; those who are, or are not, in it already stay as they are.

    Nobody erased enters, and no test person.
    """
    people = Advocate.objects.filter(any_of("id", ids), erased_at=None, is_test=False)
    should, parameters = (people if is_in else people.filter(pk=0)).values_list("pk").query.sql_with_params()
    return _change(segment, should, parameters, "AND advocate_id = ANY(%s::bigint[])", (list(ids),), look=look)


def _narrowed(moment: Moment) -> tuple[str, Sequence[Any]]:
    if moment.ids is not None:
        return "AND advocate_id = ANY(%s::bigint[])", [list(moment.ids)]
    if moment.span is not None:
        return "AND advocate_id BETWEEN %s AND %s", moment.span
    return "", []


def _change(
    segment: Segment,
    should: str,
    parameters: Sequence[Any],
    narrowed: str,
    narrowing: Sequence[Any],
    *,
    look: Look,
) -> Crossed:
    pk, now = segment.pk, look.moment.now
    differs = DIFFERS.replace("{should}", should).replace("{narrowed}", narrowed)
    asked: Sequence[Any] = [*parameters, pk, *narrowing]
    with connection.cursor() as cursor:
        if look.moment.ids is None:
            cursor.execute(f"{differs} LIMIT {CARRIED + 1}", asked)
            rows = cursor.fetchall()
            if not rows:
                return Crossed()
            if len(rows) <= CARRIED:
                differs, asked = FOUND, [list(column) for column in zip(*rows, strict=True)]
        entering, leaving = reserve_events(2)
        statement = CHANGE.replace("{differs}", differs)
        cursor.execute(statement, [*asked, pk, pk, now, entering, now, leaving, pk])
        crossed = Crossed(*cursor.fetchone())
    about = f"segment:{pk}"
    if crossed.entered:  # one event for all that crossed together; who they are stands in their stays
        record(
            "segment.entered", about=about, at=now, reserved=entering,
            segment=pk, count=crossed.entered, cause=look.cause, fires=look.fires,
        )  # fmt: skip
    if crossed.left:
        record(
            "segment.left", about=about, at=now, reserved=leaving,
            segment=pk, count=crossed.left, cause=look.cause, fires=look.fires,
        )  # fmt: skip
    if crossed:
        Segment.objects.filter(pk=pk).update(people_count=F("people_count") + crossed.entered - crossed.left)
        _forward(segment, entering, leaving)
    return crossed


def _forward(segment: Segment, entering: int, leaving: int) -> None:
    """Nobody can begin to hear of this segment meanwhile: saving such a rule takes this segment's lock as well."""
    words = [f"segment:{segment.pk}", *([f"folder:{segment.folder_id}"] if segment.folder_id else [])]
    for word in words:
        if is_heard(word):
            with connection.cursor() as cursor:
                cursor.execute(FORWARD, [word, entering, leaving])
            schedule_if_none_waits(DRAINING)
