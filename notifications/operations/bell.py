"""What staff are told in the product."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from events.models import Event
from notifications.models import BellItem


@transaction.atomic
def ring_staff(
    *,
    kind: str,
    event: Event,
    staff_ids: Iterable[int],
    facts: Mapping[str, Any] | None = None,
    url: str = "",
    now: datetime,
) -> None:
    """Tell staff users what finished or waits; once per event and kind each. `url` is where it leads.

    `facts` are all that its words (BELL_WORDS) are made of.
    """
    items = [
        BellItem(kind=kind, event=event, staff_id=staff_id, facts=dict(facts or {}), url=url, at=now)
        for staff_id in sorted(set(staff_ids))
    ]
    BellItem.objects.bulk_create(items, ignore_conflicts=True)


@transaction.atomic
def mark_seen(*, item: BellItem, now: datetime) -> None:
    """Note that somebody has seen what she was told; the first time counts."""
    BellItem.objects.filter(pk=item.pk, seen_at=None).update(seen_at=now)


@transaction.atomic
def mark_all_seen(*, staff: User, up_to: int, now: datetime) -> int:
    """Note that somebody has seen everything up to the newest item shown to her; returns how many were new."""
    return BellItem.objects.filter(staff=staff, seen_at=None, pk__lte=up_to).update(seen_at=now)
