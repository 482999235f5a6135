"""Putting missions away in the hub, and bringing them back."""

from datetime import datetime

from django.db import transaction

from missions.models import Dismissal, Mission
from programs.models import Advocate


@transaction.atomic
def dismiss_mission(*, mission: Mission, advocate: Advocate, now: datetime) -> bool:
    """Put a mission away for one person; it stays open to them. False when it was away already."""
    _row, new = Dismissal.objects.get_or_create(mission=mission, advocate=advocate, defaults={"at": now})
    return new


@transaction.atomic
def bring_back_mission(*, mission: Mission, advocate: Advocate) -> bool:
    """Show it among the others again; False when it was not away."""
    gone, _of_each = Dismissal.objects.filter(mission=mission, advocate=advocate).delete()
    return bool(gone)
