"""Switching the leaderboard on, wishing how to stand on it, and counting who stands where."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from accounts.models import Profile, User
from events.operations import record, schedule
from events.rounds import begin_rounds
from foundation.months import Month
from foundation.times import in_zone
from rewards.models import Appearance, Leaderboard, Standing

COUNTING, NIGHTLY = "leaderboard.counting", "leaderboard.nightly"
SETTLED = timedelta(days=3)  # after which a month that is over is not counted again
# Counted anew from the ledger each time, so that counting twice is counting once. The ledger of somebody erased stays
# whole, but they stand nowhere; a test person earns nothing that counts.
COUNT = """
WITH earned AS (
    SELECT w.advocate_id, sum(CASE WHEN t.into_wallet THEN t.amount ELSE -t.amount END) AS points
    FROM rewards_transfer t JOIN rewards_wallet w ON w.id = t.wallet_id JOIN programs_advocate p ON p.id = w.advocate_id
    WHERE t.workspace_id = current_setting('app.workspace_id')::bigint AND t.side = 'issued'
        AND p.erased_at IS NULL AND NOT p.is_test
        AND t.at >= %(begins)s AND t.at < %(ends)s {of_one}
    GROUP BY w.advocate_id
    HAVING sum(CASE WHEN t.into_wallet THEN t.amount ELSE -t.amount END) > 0
), gone AS (
    DELETE FROM rewards_standing w
    WHERE w.workspace_id = current_setting('app.workspace_id')::bigint AND w.begins_on = %(begins_on)s {of_one}
        AND NOT EXISTS (SELECT FROM earned e WHERE e.advocate_id = w.advocate_id)
)
INSERT INTO rewards_standing AS s (begins_on, advocate_id, points)
SELECT %(begins_on)s, advocate_id, points FROM earned
ON CONFLICT (workspace_id, advocate_id, begins_on) DO UPDATE
SET points = excluded.points WHERE s.points <> excluded.points
"""
COUNT_ALL = COUNT.format(of_one="")
COUNT_ONE = COUNT.format(of_one="AND w.advocate_id = %(advocate)s")
# To the end of the transaction, of two that count one person the second sees what the first saw, and nobody counts one
# while all are counted; those who count others do not wait for each other.
HOLD_ONE = """
SELECT pg_advisory_xact_lock(hashtextextended('standing of ' || %s, 0))
FROM rewards_leaderboard WHERE workspace_id = current_setting('app.workspace_id')::bigint AND is_on
FOR KEY SHARE
"""


@transaction.atomic
def set_leaderboard(*, is_on: bool, shows: str, by: User, now: datetime) -> bool:
    """Have members see how they stand, or not, and what of it; False when that is so already.

    Switched on, this month is counted at once and again every night. Switched off, nothing of it is shown.
    """
    row, _is_new = Leaderboard.objects.select_for_update().get_or_create()
    if (row.is_on, row.shows) == (is_on, shows):
        return False
    begins = is_on and not row.is_on
    row.is_on, row.shows = is_on, shows
    row.save(update_fields=["is_on", "shows"])
    record("leaderboard.changed", by_staff_id=by.pk, at=now, is_on=is_on, shows=shows)
    if begins:
        schedule(COUNTING)
        begin_rounds(NIGHTLY, now=now)
    return True


@transaction.atomic
def appear(*, advocate_id: int, how: str) -> None:
    """Stand on the leaderboard like this from now on, in all its months."""
    Appearance.objects.update_or_create(advocate_id=advocate_id, defaults={"how": how})


@transaction.atomic
def count_months(*, now: datetime) -> int:
    """Count this month, and the last one while it is not settled, for everybody; returns how many stand in this one.
    Nothing while the leaderboard is off."""
    if not Leaderboard.objects.select_for_update().filter(is_on=True):
        return 0
    zone = Profile.objects.get().time_zone
    months = {in_zone(at, zone).date().replace(day=1) for at in (now - SETTLED, now)}
    for first in sorted(months):
        _count(COUNT_ALL, Month(first, zone))
    return Standing.objects.filter(begins_on=max(months)).count()


@transaction.atomic
def count_person(*, advocate_id: int, now: datetime) -> None:
    """Count one person's month; nothing while the leaderboard is off."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_ONE, [advocate_id])
        is_on = cursor.fetchone() is not None
    if is_on:
        zone = Profile.objects.get().time_zone
        _count(COUNT_ONE, Month(in_zone(now, zone).date().replace(day=1), zone), advocate=advocate_id)


@transaction.atomic
def forget_standing(*, advocate_id: int) -> None:
    """A person was erased: they stand nowhere."""
    Standing.objects.filter(advocate=advocate_id).delete()
    Appearance.objects.filter(advocate=advocate_id).delete()


def _count(statement: str, month: Month, **more: int) -> None:
    begins, ends = month.span
    values: dict[str, datetime | date | int] = {"begins": begins, "ends": ends, "begins_on": month.first, **more}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
