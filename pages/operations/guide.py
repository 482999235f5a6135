"""Keeping what staff say of the guide."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.operations import record
from pages.models import GuideAnswer


@transaction.atomic
def answer_guide(*, page: str, helped: bool, text: str, by: User, now: datetime) -> GuideAnswer:
    """Keep whether a page answered a staff member's question, for the owners to read."""
    row = GuideAnswer.objects.create(page=page, helped=helped, text=text, by_staff=by, at=now)
    record("guide.answered", about=f"guide:{page}", by_staff_id=by.pk, at=now, helped=helped)
    return row
