"""Spot checks: work approved at once of which a reviewer is asked afterwards whether that was right (G-15)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.operations import record
from foundation.states import MoveNotAllowed
from missions.models import Decision, Participation, SpotCheck, Submission
from missions.policy import is_drawn, share_of


@transaction.atomic
def draw_spot_check(*, participation: Participation, submission: Submission, decision: Decision, now: datetime) -> None:
    """Put what was just approved at once before a reviewer if chance picks it; never what a test person sent."""
    row, mission = participation, participation.mission
    number = submission.attempt.number if submission.attempt else 1
    if row.advocate.is_test or not is_drawn(row, slot=submission.number, attempt=number, share=share_of(mission, row)):
        return
    SpotCheck.objects.get_or_create(decision=decision, defaults={"mission": mission, "at": now})


@transaction.atomic
def confirm_spot_check(*, check: SpotCheck, by: User, now: datetime) -> None:
    """A reviewer says that it was right. Raises MoveNotAllowed when it was answered already, or reversed."""
    rows = SpotCheck.objects.filter(pk=check.pk, closed_at=None)
    if not rows.update(confirmed_at=now, confirmed_by=by, closed_at=now):
        raise MoveNotAllowed(f"{check} is closed")
    row = check.decision.submission
    record(
        "spot_check.confirmed",
        advocate_id=row.advocate_id, about=f"mission:{row.mission_id}", by_staff_id=by.pk, at=now,
        submission=row.pk, decision=check.decision_id,
    )  # fmt: skip
