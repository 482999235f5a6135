"""What falls due about points. `advocacy.wiring` lists the steps."""

from datetime import datetime

from django.utils import timezone

from events.rounds import Found
from foundation.tenancy import workspace_scope
from rewards.operations.budgets import release_expired
from rewards.operations.leaderboard import count_months


def release_timed_out(workspace_id: int, ref: int) -> bool:
    """Free what a budget kept for people who did not go on in time."""
    with workspace_scope(workspace_id):
        release_expired(budget_id=ref, now=timezone.now())
    return False


def count_board(workspace_id: int, ref: int) -> bool:
    """The leaderboard was switched on: count this month."""
    with workspace_scope(workspace_id):
        count_months(now=timezone.now())
    return False


def count_nightly(now: datetime) -> Found:
    """Count the leaderboard of a workspace that shows one."""
    return Found({"people": count_months(now=now)})
