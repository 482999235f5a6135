"""What campaigns do when they hear an event. Each makes one call to an operation and may run twice."""

from django.utils import timezone

from accounts.models import User
from campaigns.operations.completing import settle
from campaigns.operations.joining import leave_all
from events.models import Event


def settle_decided(event: Event) -> None:
    """Something was approved, or an approval taken back: see what that makes of a campaign."""
    by = User.objects.filter(pk=event.by_staff_id).first() if event.by_staff_id else None
    settle(submission_id=event.payload["submission"], by=by, now=timezone.now())


def forget(event: Event) -> None:
    """A person was erased: they take part no more."""
    if event.advocate_id is not None:
        leave_all(advocate_id=event.advocate_id, now=timezone.now())
