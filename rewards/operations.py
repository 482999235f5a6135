"""Moving points. Every transfer has a source, and a source moves points once, whatever is pressed or retried."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from rewards.facts import MOVED
from rewards.models import Side, Transfer, Wallet
from segments.operations.touching import touch


class BalanceSpent(Exception):
    """The wallet holds less than is to be taken; `missing` says by how much."""

    def __init__(self, missing: int) -> None:
        super().__init__(f"{missing} points are missing")
        self.missing = missing


# One statement: open the wallet if need be, add, and write the transfer; nothing of it when the source is known.
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
)
INSERT INTO rewards_transfer
    (wallet_id, side, into_wallet, amount, balance_after, source, reason, about, by_staff_id, at)
SELECT id, %(side)s, true, %(amount)s, balance, %(source)s, %(reason)s, %(about)s, %(by_staff)s, %(at)s FROM opened
"""


@transaction.atomic
def credit_points(
    *,
    advocate_id: int,
    amount: int,
    source: str,
    reason: str,
    about: str = "",
    by_staff_id: int | None = None,
    now: datetime,
    side: Side = Side.ISSUED,
) -> bool:
    """Put points into a wallet, once per source; False when this source was credited before.

    Two callers with one source at the same moment: the second waits for the first, and its own whole
    transaction is then refused by the unique key, so that nothing is added twice.
    """
    values: dict[str, str | int | datetime | None] = {
        "advocate": advocate_id, "amount": amount, "source": source, "reason": reason[:200], "about": about,
        "by_staff": by_staff_id, "at": now, "side": side.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CREDIT, values)
        credited = bool(cursor.rowcount)
    if credited:
        touch(advocates=[advocate_id], word=MOVED)
    return credited


@transaction.atomic
def take_back_points(*, of_source: str, reason: str, by_staff_id: int | None, now: datetime) -> Transfer | None:
    """Reverse the credit of a source, once; None when there was none or it is reversed already.

    Raises BalanceSpent when the wallet holds less.
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
    return Transfer.objects.create(
        wallet=wallet, side=credit.side, into_wallet=False, amount=credit.amount, balance_after=wallet.balance,
        source=source, reason=reason[:200], about=credit.about, by_staff_id=by_staff_id, at=now,
    )  # fmt: skip
