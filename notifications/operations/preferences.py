"""What people want to get."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.operations import record
from notifications.models import Preference, Topic
from programs.models import Advocate


class CannotBeRefused(ValueError):
    """Answers to one's own acts, and sign-in mail, always come."""


@transaction.atomic
def set_preference(
    *, advocate: Advocate, topic: str, wanted: bool, said_by: str, now: datetime, by: User | None = None
) -> bool:
    """Keep that a person wants mail of a topic, or not; False when that was so already.

    `said_by` says how: "unsubscribe link", "profile", "staff" (then `by`). Raises CannotBeRefused.
    """
    if topic != Topic.MISSIONS:
        raise CannotBeRefused(topic)
    row, is_new = Preference.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        advocate=advocate, topic=topic, defaults={"wanted": wanted, "said_by": said_by, "said_at": now}
    )
    if (is_new and wanted) or (not is_new and row.wanted == wanted):
        return False
    if not is_new:
        row.wanted, row.said_by, row.said_at = wanted, said_by, now
        row.save()
    record(
        "preference.changed",
        advocate_id=advocate.pk,
        by_staff_id=by.pk if by else None,
        by_advocate_id=None if by else advocate.pk,
        at=now,
        topic=str(topic),
        wanted=wanted,
        said_by=said_by,
    )
    return True
