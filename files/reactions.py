"""What files do when they hear an event. Each makes one call to an operation and may run twice."""

from django.utils import timezone

from events.models import Event
from events.rounds import begin_rounds
from files.work import SWEEPING


def begin_sweeps(event: Event) -> None:
    """A workspace was made: sweep its files every night from now on."""
    begin_rounds(SWEEPING, now=timezone.now())
