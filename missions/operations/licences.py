"""Giving a licence with what is handed in, and taking it back."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Profile
from events.operations import record
from foundation.times import in_zone
from missions.models import Attempt, Licence, LicenceWithdrawal
from missions.types.rights import ends_on, places_of


@transaction.atomic
def give_licence(*, attempt: Attempt, rights: dict[str, Any], now: datetime) -> Licence:
    """Keep the words that were ticked with a handing-in; its last day counts in the workspace's zone."""
    today = in_zone(now, Profile.objects.get().time_zone).date()
    return Licence.objects.create(
        attempt=attempt,
        wording=rights["wording"],
        scope=places_of(rights["scope"]),
        ends_on=ends_on(rights, today),
        at=now,
    )


@transaction.atomic
def withdraw_licence(*, licence: Licence, now: datetime) -> None:
    """Take a licence back, once: staff see it at once. That it was given stays known."""
    try:
        with transaction.atomic():
            LicenceWithdrawal.objects.create(licence=licence, at=now)
    except IntegrityError:
        return
    submission = licence.attempt.submission
    record(
        "licence.withdrawn",
        advocate_id=submission.advocate_id, by_advocate_id=submission.advocate_id,
        about=f"mission:{submission.mission_id}", at=now, submission=submission.pk,
    )  # fmt: skip
