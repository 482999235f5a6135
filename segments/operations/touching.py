"""Noting that something about people changed, so that they are asked again."""

from collections.abc import Collection

from django.db import connection, transaction

from events.operations import schedule_if_none_waits

DRAINING = "segments.drain"  # the step's name in advocacy.wiring.WORK


@transaction.atomic
def touch(*, advocates: Collection[int], word: str) -> None:
    """Have these people asked by every segment that hears this word: with the caller's transaction or not at all.

    For what is changed by apps above; what an event tells is touched by a reaction.
    """
    if not advocates:
        return
    with connection.cursor() as cursor:
        sql = "INSERT INTO segments_touch (advocate_id, word) SELECT unnest(%s::bigint[]), %s"
        cursor.execute(sql, [sorted(set(advocates)), word])
    schedule_if_none_waits(DRAINING)
