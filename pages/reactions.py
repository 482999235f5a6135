"""What follows for what these pages keep."""

from django.utils import timezone

from events.models import Event
from notifications.operations.notices import notify
from pages.models import Kudos
from pages.operations.alarms import watch
from pages.operations.feedback import forget_feedback
from pages.operations.kudos import forget_thanks


def watch_segment(event: Event) -> None:
    """A segment began to fail: tell managers if it still does after five minutes."""
    watch(now=timezone.now())


def forget(event: Event) -> None:
    """A person was erased: what they said of the help goes."""
    if event.advocate_id is not None:
        forget_feedback(advocate_id=event.advocate_id)


def forget_kudos(event: Event) -> None:
    """A person was erased: thanks from them and to them go."""
    if event.advocate_id is not None:
        forget_thanks(advocate_id=event.advocate_id)


def tell_thanked(event: Event) -> None:
    """Somebody was thanked: write to them, unless it was taken back before."""
    row = Kudos.objects.filter(pk=event.payload["kudos"], removed_at=None).select_related("receiver").first()
    if row is None:
        return
    notify(
        kind=event.name,
        event=event,
        advocate=row.receiver,
        about=f"kudos:{row.pk}",
        facts={"kudos": row.pk},
        now=timezone.now(),
    )
