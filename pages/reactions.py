"""What follows for what these pages keep."""

from events.models import Event
from pages.operations import forget_feedback


def forget(event: Event) -> None:
    """A person was erased: what they said of the help goes."""
    if event.advocate_id is not None:
        forget_feedback(advocate_id=event.advocate_id)
