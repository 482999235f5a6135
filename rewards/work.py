"""What falls due about points. `advocacy.wiring` lists the steps."""

from django.utils import timezone

from foundation.tenancy import workspace_scope
from rewards.operations.budgets import release_expired


def release_timed_out(workspace_id: int, ref: int) -> bool:
    """Free what a budget kept for people who did not go on in time."""
    with workspace_scope(workspace_id):
        release_expired(budget_id=ref, now=timezone.now())
    return False
