"""Budgets: set, raised, promised to those who begin, and freed when they give up or take too long (G-27)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Min

from accounts.models import User
from events.models import Due
from events.operations import record, schedule
from foundation.tenancy import current_workspace_id
from rewards.models import Budget, Reservation
from rewards.operations.charging import BudgetSpent, Charged, charging

RELEASING = "budget.release"  # the step's name in advocacy.wiring.WORK


@dataclass(frozen=True)
class Cap:
    """What staff want: at most so many points (None: no limit), and where they said it in money, what they said.

    `need` is what one who begins is promised; `hold_days` how long it is kept for those who do not go on.
    """

    points: int | None
    need: int
    overrun: bool = False
    hold_days: int = 7
    money: int | None = None
    currency: str = ""
    point_value: int | None = None


# What is promised or paid, by one look: the transfers of people who count, and what is reserved.
COMMITTED = """
SELECT (
    SELECT coalesce(sum(CASE WHEN t.into_wallet THEN t.amount ELSE -t.amount END), 0)
    FROM rewards_transfer t JOIN rewards_wallet w ON w.id = t.wallet_id JOIN programs_advocate p ON p.id = w.advocate_id
    WHERE t.workspace_id = current_setting('app.workspace_id')::bigint AND t.about = %(about)s AND NOT p.is_test
)::bigint + (
    SELECT coalesce(sum(r.amount), 0) FROM rewards_reservation r
    WHERE r.workspace_id = current_setting('app.workspace_id')::bigint AND r.budget_id = %(budget)s
)::bigint
"""


@transaction.atomic
def set_budget(*, about: str, cap: Cap, promised: Collection[Reservation] = (), now: datetime) -> Budget:
    """Give a thing a budget, or change the one it has. All that it ever paid counts, and so does what is `promised`:
    reservations, without their budget, of those who are at it already.

    Raises BudgetSpent when more is promised and paid than the cap, unless it may be overrun.
    """
    values = {
        "cap": cap.points, "money": cap.money, "currency": cap.currency, "point_value": cap.point_value,
        "overrun": cap.overrun, "hold_days": cap.hold_days, "need": cap.need,
    }  # fmt: skip
    Budget.objects.bulk_create([Budget(about=about)], ignore_conflicts=True)
    budget = Budget.objects.get(about=about)
    for row in promised:
        row.budget = budget
    Reservation.objects.bulk_create(promised, ignore_conflicts=True)
    before = Budget.objects.select_for_update(no_key=True).get(pk=budget.pk).cap
    committed = _committed(budget)
    if cap.points is not None and not cap.overrun and committed > cap.points:
        raise BudgetSpent(about, committed)
    Budget.objects.filter(pk=budget.pk).update(committed=committed, **values)
    budget.refresh_from_db()
    if cap.points is not None and (before is None or cap.points < before):
        Charged.at_once(budget).tell(now=now)
    return budget


def _committed(budget: Budget) -> int:
    """Counted anew; exact while the budget's row is locked, since every charge has to write it."""
    with connection.cursor() as cursor:
        cursor.execute(COMMITTED, {"about": budget.about, "budget": budget.pk})
        return int(cursor.fetchone()[0])


@transaction.atomic
def raise_budget(*, budget: Budget, points: int, money: int = 0, by: User, now: datetime) -> None:
    """Allow so many points more; who is refused can begin at once. Of a cap in money, `money` is what that is worth.

    Raises NoCap when there is no limit (any more).
    """
    rows = Budget.objects.filter(pk=budget.pk, cap__isnull=False)
    if not rows.update(cap=F("cap") + points, money=F("money") + money):
        raise NoCap
    record("budget.raised", about=budget.about, by_staff_id=by.pk, at=now, budget=budget.pk, points=points)


class NoCap(Exception):
    """There is no limit to be raised."""


# Promise all or nothing. What is promised already is promised on, until then, and counted once.
RESERVE = """
WITH limited AS (
    SELECT b.id FROM rewards_budget b
    WHERE b.workspace_id = current_setting('app.workspace_id')::bigint AND b.about = %(about)s
), held AS (
    INSERT INTO rewards_reservation (budget_id, advocate_id, key, amount, expires_at)
    SELECT limited.id, %(advocate)s, wanted.key, wanted.amount, %(expires_at)s
    FROM limited, unnest(%(keys)s::text[], %(amounts)s::bigint[]) AS wanted (key, amount)
    ON CONFLICT (workspace_id, key) DO UPDATE SET expires_at = excluded.expires_at
    RETURNING amount, xmax = 0 AS is_new
), owed AS (
    SELECT limited.id, sum(held.amount)::bigint AS amount FROM limited, held WHERE held.is_new GROUP BY limited.id
)
UPDATE rewards_budget b SET committed = b.committed + owed.amount
FROM owed WHERE b.id = owed.id
RETURNING b.id, owed.amount, b.committed, b.cap, b.need
"""


@transaction.atomic
def reserve_points(
    *, about: str, advocate_id: int, amounts: Mapping[str, int], expires_at: datetime | None, now: datetime
) -> None:
    """Promise points out of a thing's budget, each amount under its key, until then, or until they are decided.

    What has timed out meanwhile is freed first when there is too little. Raises BudgetSpent, and then nothing is
    promised. Does nothing where there is no budget.
    """
    wanted = {key: amount for key, amount in amounts.items() if amount > 0}
    if not wanted:
        return
    try:
        charged = _reserve(about, advocate_id, wanted, expires_at)
    except BudgetSpent:
        if not _free_expired(Budget.objects.get(about=about), now=now):
            raise
        charged = _reserve(about, advocate_id, wanted, expires_at)
    if charged is None:
        return
    charged.tell(now=now)
    if expires_at is not None:
        _schedule_release(charged.budget_id, expires_at)


def _reserve(about: str, advocate_id: int, wanted: Mapping[str, int], expires_at: datetime | None) -> Charged | None:
    values: dict[str, str | int | datetime | list[str] | list[int] | None] = {
        "about": about, "advocate": advocate_id, "keys": list(wanted), "amounts": list(wanted.values()),
        "expires_at": expires_at,
    }  # fmt: skip
    with charging(about, sum(wanted.values()), savepoint=True), connection.cursor() as cursor:
        cursor.execute(RESERVE, values)
        found = cursor.fetchone()
    return Charged(*found) if found else None


# Whatever is freed is subtracted by the same statement, so that nothing is freed twice.
RELEASE = """
WITH freed AS (
    DELETE FROM rewards_reservation r
    WHERE r.workspace_id = current_setting('app.workspace_id')::bigint AND {which}
    RETURNING r.budget_id, r.amount
), freed_of AS (
    SELECT budget_id, sum(amount)::bigint AS amount FROM freed GROUP BY budget_id
)
UPDATE rewards_budget b SET committed = b.committed - freed_of.amount FROM freed_of WHERE b.id = freed_of.budget_id
"""
BY_KEY = RELEASE.format(which="r.key = ANY(%(keys)s)")
BY_END = RELEASE.format(which="r.budget_id = %(budget)s AND r.expires_at <= %(now)s")


@transaction.atomic
def release_points(*, keys: Collection[str]) -> None:
    """Free what is promised under these keys; what is not promised (any more) is left alone."""
    with connection.cursor() as cursor:
        cursor.execute(BY_KEY, {"keys": list(keys)})


@transaction.atomic
def keep_until(*, budget: Budget, key: str, expires_at: datetime) -> None:
    """Keep what is promised under a key only until then; nothing where nothing is."""
    if Reservation.objects.filter(budget=budget, key=key).update(expires_at=expires_at):
        _schedule_release(budget.pk, expires_at)


@transaction.atomic
def release_expired(*, budget_id: int, now: datetime) -> None:
    """Free what was promised to people who did not go on in time, and look again when the next one's time is over."""
    budget = Budget.objects.filter(pk=budget_id).first()
    if budget is None:
        return
    _free_expired(budget, now=now)
    following = Reservation.objects.filter(budget=budget).aggregate(at=Min("expires_at"))["at"]
    if following is not None:
        _schedule_release(budget.pk, following, is_step=True)


def _free_expired(budget: Budget, *, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BY_END, {"budget": budget.pk, "now": now})
        return bool(cursor.rowcount)


def _schedule_release(budget_id: int, due_at: datetime, *, is_step: bool = False) -> None:
    """One look is enough for all whose time is over by then; whoever begins later finds it scheduled.

    Should it be missed, nothing is lost: what has timed out counts for nobody, and the next to begin frees it.
    """
    waits = Due.objects.filter(workspace_id=current_workspace_id(), work=RELEASING, ref=budget_id)
    if is_step or not waits.exists():
        schedule(RELEASING, ref=budget_id, due_at=due_at)
