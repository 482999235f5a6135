"""What is stuck in the workspace in scope: work that waits for more than five minutes, segments that fail so long."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Min, Q

from events.models import Due
from foundation.tenancy import current_workspace_id
from segments.health import segments_health

STUCK = timedelta(minutes=5)
TRIED = 7  # so often, and the waits between the tries make more than five minutes


def late_work(now: datetime) -> Q:
    """A condition on due rows: they could have been done five minutes ago, or fail again and again."""
    return Q(due_at__lt=now - STUCK) | Q(attempts__gte=TRIED)


def stuck_now(*, now: datetime) -> Mapping[str, datetime]:
    """What is stuck, and since when as far as is known."""
    rows = Due.objects.filter(late_work(now), workspace_id=current_workspace_id())
    found = dict(rows.values_list("work").annotate(since=Min("due_at")).order_by("work"))
    engine = segments_health(now=now)
    for segment in engine.failing:
        if segment.error_at and segment.error_at < now - STUCK:
            found[f"segment:{segment.pk}"] = segment.error_at
    return {what: min(since, now) for what, since in found.items()}
