"""Moving points. Every transfer has a source, and a source moves points once, whatever is pressed or retried.

What is about a thing that has a budget (`rewards.models.Budget`) is charged to it in the same statement, whoever asks.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from rewards.facts import MOVED
from rewards.models import Side, Transfer, Wallet
from rewards.operations.charging import Charged, charging
from segments.operations.touching import touch


class BalanceSpent(Exception):
    """The wallet holds less than is to be taken; `missing` says by how much."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} points are missing")
        self.missing = missing


# One statement: open the wallet if need be, add, write the transfer, and charge the budget there may be for what is not
# reserved already; nothing of it when the source is known. The budget's row, which all who earn by one thing may want,
# is written last and so is held shortest. A test person costs nothing.
CREDIT = """
WITH known AS (
    SELECT FROM rewards_transfer
    WHERE workspace_id = current_setting('app.workspace_id')::bigint AND source = %(source)s
), opened AS (
    INSERT INTO rewards_wallet (advocate_id, balance, lifetime)
    SELECT %(advocate)s, %(amount)s, %(amount)s WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT (workspace_id, advocate_id) DO UPDATE
        SET balance = rewards_wallet.balance + excluded.balance, lifetime = rewards_wallet.lifetime + excluded.lifetime
    RETURNING id, balance
), moved AS (
    INSERT INTO rewards_transfer
        (wallet_id, side, into_wallet, amount, balance_after, source, reason, about, by_staff_id, at)
    SELECT id, %(side)s, true, %(amount)s, balance, %(source)s, %(reason)s, %(about)s, %(by_staff)s, %(at)s FROM opened
    RETURNING amount
), limited AS (
    SELECT b.id, moved.amount FROM moved, rewards_budget b
    WHERE b.workspace_id = current_setting('app.workspace_id')::bigint AND b.about = %(about)s
        AND NOT EXISTS (SELECT FROM programs_advocate p WHERE p.id = %(advocate)s AND p.is_test)
), freed AS (
    DELETE FROM rewards_reservation r USING limited
    WHERE r.workspace_id = current_setting('app.workspace_id')::bigint AND r.key = %(reserved)s
    RETURNING r.amount
), owed AS (
    SELECT id, amount - coalesce((SELECT sum(amount) FROM freed), 0)::bigint AS amount FROM limited
), charged AS (
    UPDATE rewards_budget b SET committed = b.committed + owed.amount
    FROM owed WHERE b.id = owed.id AND owed.amount <> 0
    RETURNING b.id, owed.amount, b.committed, b.cap, b.need
)
SELECT (SELECT count(*) FROM moved), charged.* FROM (SELECT) one LEFT JOIN charged ON true
"""


def credit_points(
    *,
    advocate_id: int,
    amount: int,
    source: str,
    reason: str,
    about: str = "",
    reserved: str = "",
    by_staff_id: int | None = None,
    now: datetime,
    side: Side = Side.ISSUED,
) -> bool:
    """Put points into a wallet, once per source; False when this source was credited before.

    Charged to the budget of what it is `about`, less the reservation with the key `reserved`, which is used up. Raises
    BudgetSpent: nothing is paid, and the transaction around is to be given up. Two callers with one source at the same
    moment: the second waits for the first, and its own whole transaction is then refused by the unique key, so that
    nothing is added twice.
    """
    values: dict[str, str | int | datetime | None] = {
        "advocate": advocate_id, "amount": amount, "source": source, "reason": reason[:200], "about": about,
        "reserved": reserved, "by_staff": by_staff_id, "at": now, "side": side.value,
    }  # fmt: skip
    with charging(about, amount, savepoint=False):
        # Before it is known whether anything moves: a touch for nothing harms nobody, and after the credit the budget's
        # row is held.
        touch(advocates=[advocate_id], word=MOVED)
        with connection.cursor() as cursor:
            cursor.execute(CREDIT, values)
            credited, *charged = cursor.fetchone()
        if charged[0] is not None:
            Charged(*charged).tell(now=now)
    return bool(credited)


# What goes back is promised to the same person again: the work waits to be decided anew, and the budget stays as it is.
PROMISE_AGAIN = """
INSERT INTO rewards_reservation (budget_id, advocate_id, key, amount)
SELECT b.id, %(advocate)s, %(key)s, %(amount)s FROM rewards_budget b
WHERE b.workspace_id = current_setting('app.workspace_id')::bigint AND b.about = %(about)s
    AND NOT EXISTS (SELECT FROM programs_advocate p WHERE p.id = %(advocate)s AND p.is_test)
ON CONFLICT (workspace_id, key) DO UPDATE
    SET amount = rewards_reservation.amount + excluded.amount, expires_at = NULL
"""


@transaction.atomic
def take_back_points(
    *, of_source: str, reason: str, reserved: str = "", by_staff_id: int | None, now: datetime
) -> Transfer | None:
    """Reverse the credit of a source, once; None when there was none or it is reversed already.

    A budget it was charged to keeps the points as a reservation with the key `reserved`: what is approved again is paid
    out of it. Raises BalanceSpent when the wallet holds less.
    """
    credit = Transfer.objects.select_related("wallet").filter(source=of_source).first()
    source = f"reversal of {of_source}"
    if credit is None or Transfer.objects.filter(source=source).exists():
        return None
    taken = Wallet.objects.filter(pk=credit.wallet_id, balance__gte=credit.amount).update(
        balance=F("balance") - credit.amount, lifetime=F("lifetime") - credit.amount
    )
    wallet = Wallet.objects.get(pk=credit.wallet_id)
    if not taken:
        raise BalanceSpent(credit.amount - wallet.balance)
    touch(advocates=[wallet.advocate_id], word=MOVED)
    if credit.about:
        again: dict[str, str | int] = {
            "advocate": wallet.advocate_id, "about": credit.about, "amount": credit.amount, "key": reserved or source,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(PROMISE_AGAIN, again)
    return Transfer.objects.create(
        wallet=wallet, side=credit.side, into_wallet=False, amount=credit.amount, balance_after=wallet.balance,
        source=source, reason=reason[:200], about=credit.about, by_staff_id=by_staff_id, at=now,
    )  # fmt: skip
