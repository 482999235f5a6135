"""Keeping what people say of the help in the hub, and forgetting it."""

from datetime import datetime

from django.db import transaction

from events.operations import record
from pages.models import Feedback
from programs.models import Advocate


@transaction.atomic
def give_feedback(*, advocate: Advocate, helped: bool, text: str, now: datetime) -> Feedback:
    """Keep an answer for staff to read. What a test person says is kept as well, and shown as theirs."""
    row = Feedback.objects.create(advocate=advocate, helped=helped, text=text, at=now)
    record("feedback.given", advocate_id=advocate.pk, by_advocate_id=advocate.pk, at=now, helped=helped)
    return row


@transaction.atomic
def forget_feedback(*, advocate_id: int) -> None:
    """This person was erased: whether the help helped stays, what they wrote goes. Twice is once."""
    Feedback.objects.filter(advocate=advocate_id).update(text="")
