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


# Of each budget: what it says is committed, and what is promised and paid, by one look. Test people cost nothing.
BUDGETS = """
WITH paid AS (
    SELECT t.about, sum(CASE WHEN t.into_wallet THEN t.amount ELSE -t.amount END) AS points
    FROM rewards_transfer t JOIN rewards_wallet w ON w.id = t.wallet_id JOIN programs_advocate p ON p.id = w.advocate_id
    WHERE t.workspace_id = current_setting('app.workspace_id')::bigint AND NOT p.is_test
        AND t.about IN (SELECT about FROM rewards_budget)
    GROUP BY t.about
), promised AS (
    SELECT budget_id, sum(amount) AS points FROM rewards_reservation
    WHERE workspace_id = current_setting('app.workspace_id')::bigint GROUP BY budget_id
), proved AS (
    SELECT b.id, b.about, b.committed, (coalesce(paid.points, 0) + coalesce(promised.points, 0))::bigint AS points
    FROM rewards_budget b LEFT JOIN paid ON paid.about = b.about LEFT JOIN promised ON promised.budget_id = b.id
    WHERE b.workspace_id = current_setting('app.workspace_id')::bigint
)
SELECT count(*), count(*) FILTER (WHERE committed <> points), (SELECT coalesce(json_agg(wrong), '[]') FROM (
    SELECT about, committed, points AS proved FROM proved WHERE committed <> points ORDER BY id LIMIT %(shown)s
) wrong) FROM proved
"""


@transaction.atomic
def prove_balances(now: datetime) -> Found:
    """Compare each wallet of this workspace with the sum of its transfers, the ledger as a whole with nought, and what
    each budget says with what is promised and paid out of it.

    Changes nothing. What differs is told as found and recorded as `balances.differed`, from which staff hear of it.
    `sum` is what wallets hold more than all transfers explain: 0 when the ledger balances.
    """
    with connection.cursor() as cursor:
        cursor.execute(PROOF, {"shown": SHOWN})
        wallets, wrong, points, total, differences = cursor.fetchone()
        cursor.execute(BUDGETS, {"shown": SHOWN})
        budgets, of_budgets, overspent = cursor.fetchone()
    wrong = wrong or int(total != 0)
    if wrong or of_budgets:
        record("balances.differed", at=now, wallets=wrong, budgets=of_budgets)
    facts = {"wallets": wallets, "points": points, "sum": total, "differences": differences}
    return Found({**facts, "budgets": budgets, "budget_differences": overspent}, wrong=wrong + of_budgets)
