"""A request to launch falls when what was asked for is no longer what is there."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.operations import record
from foundation.states import MoveNotAllowed, move
from missions.models import LaunchRequest, Mission
from missions.states import ANSWER_REQUEST, LaunchRequestState


@transaction.atomic
def drop_request(*, mission: Mission, by: User, now: datetime) -> None:
    """Close the mission's open request to launch, if there is one: its draft has changed, or is in force already."""
    row = LaunchRequest.objects.filter(mission=mission, state__in=ANSWER_REQUEST).first()
    if row is None:
        return
    try:
        move(row, from_=ANSWER_REQUEST, to=LaunchRequestState.FALLEN, closed_by=by, closed_at=now)
    except MoveNotAllowed:
        return  # answered in this moment
    record(
        "launch_request.fell",
        about=f"mission:{mission.pk}",
        by_staff_id=by.pk,
        at=now,
        request=row.pk,
        author=row.asked_by_id,
    )
