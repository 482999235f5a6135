"""Looking after workspaces whose engine is stuck: found by what is due, or called when a segment began to fail."""

from datetime import UTC, datetime

from accounts.models import Workspace
from events.models import Due
from foundation.addresses import addressed_to
from foundation.tenancy import workspace_scope
from pages.operations.alarms import look_after
from pages.stuck import late_work

AT_MOST = 200  # workspaces a minute; if more are stuck, the whole installation is


def watch_once(workspace_id: int, ref: int) -> bool:
    """Look after one workspace."""
    slug = Workspace.objects.values_list("slug", flat=True).get(pk=workspace_id)
    with workspace_scope(workspace_id), addressed_to(slug):
        look_after(now=datetime.now(UTC))
    return False


def watch_all() -> int:
    """Look after every workspace in which something is late; returns how many."""
    late = Due.objects.filter(late_work(datetime.now(UTC))).values_list("workspace_id", flat=True)
    found = sorted(set(late.order_by().distinct()[:AT_MOST]))
    for workspace_id in found:
        watch_once(workspace_id, 0)
    return len(found)
