"""The nightly proof that every wallet holds what its transfers say, and that nothing came from nowhere."""

from datetime import datetime

from django.db import connection, transaction

from events.operations import record
from events.rounds import Found

PROVING = "points.proof"
SHOWN = 100

# One statement, so that it sees one moment: credits go on meanwhile. Both sides of a transfer stand in one row; the sum
# over the ledger is therefore what wallets hold less what the workspace's sides gave them.
PROOF = """
WITH moved AS (
    SELECT wallet_id, sum(CASE WHEN into_wallet THEN amount ELSE -amount END) AS points
    FROM rewards_transfer WHERE workspace_id = current_setting('app.workspace_id')::bigint GROUP BY wallet_id
), proved AS (
    SELECT w.id, w.advocate_id, w.balance, coalesce(m.points, 0) AS points
    FROM rewards_wallet w LEFT JOIN moved m ON m.wallet_id = w.id
    WHERE w.workspace_id = current_setting('app.workspace_id')::bigint
)
SELECT count(*), count(*) FILTER (WHERE balance <> points), coalesce(sum(balance), 0)::bigint,
    (coalesce(sum(balance), 0) - (SELECT coalesce(sum(points), 0) FROM moved))::bigint,
    (SELECT coalesce(json_agg(wrong), '[]') FROM (
        SELECT advocate_id AS advocate, balance, points::bigint AS proved FROM proved
        WHERE balance <> points ORDER BY id LIMIT %(shown)s
    ) wrong)
FROM proved
"""


@transaction.atomic
def prove_balances(now: datetime) -> Found:
    """Compare each wallet of this workspace with the sum of its transfers, and the ledger as a whole with nought.

    Changes no wallet. What differs is told as found and recorded as `balances.differed`, from which staff hear of it.
    `sum` is what wallets hold more than all transfers explain: 0 when the ledger balances.
    """
    with connection.cursor() as cursor:
        cursor.execute(PROOF, {"shown": SHOWN})
        wallets, wrong, points, total, differences = cursor.fetchone()
    wrong = wrong or int(total != 0)
    if wrong:
        record("balances.differed", at=now, wallets=wrong)
    return Found({"wallets": wallets, "points": points, "sum": total, "differences": differences}, wrong=wrong)
