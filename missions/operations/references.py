"""Joining the reference pool, changing what one is ready for, and leaving it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date

from events.operations import record
from missions.models import Reference, Submission


@transaction.atomic
def join_pool(*, submission: Submission, now: datetime) -> Reference:
    """Put an advocate into the pool as she said when she handed in; who is in it already changes her place."""
    answers = submission.attempt.answers if submission.attempt else {}
    row, _new = Reference.objects.update_or_create(
        advocate_id=submission.advocate_id,
        defaults={**_readiness(answers), "mission_id": submission.mission_id, "joined_at": now, "left_at": None},
    )
    _note("reference.joined", row, now)
    return row


def _readiness(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody is ready for, as the row keeps it, from the answers of the form."""
    until = answers.get("until")
    return {
        "topics": [*answers.get("topics", []), *answers.get("own_topics", [])],
        "formats": list(answers.get("formats", [])),
        "languages": list(answers.get("languages", [])),
        "most": int(answers.get("most", 1)),
        "per": str(answers.get("per", "month")),
        "ends_on": until if isinstance(until, date) else parse_date(str(until)) if until else None,
    }


@transaction.atomic
def change_reference(*, reference: Reference, answers: Mapping[str, Any], now: datetime) -> None:
    """Take what the advocate is ready for from now on; who had left is in the pool again."""
    came_back = reference.left_at is not None
    values = {**_readiness(answers), "left_at": None}
    Reference.objects.filter(pk=reference.pk).update(**values)
    _note("reference.joined" if came_back else "reference.changed", reference, now)


@transaction.atomic
def leave_pool(*, reference: Reference, now: datetime) -> None:
    """Ask her no more; what she agreed to stays agreed. Twice changes nothing."""
    if Reference.objects.filter(pk=reference.pk, left_at=None).update(left_at=now):
        _note("reference.left", reference, now)


def _note(name: str, row: Reference, now: datetime) -> None:
    record(name, advocate_id=row.advocate_id, about=f"mission:{row.mission_id}", at=now, reference=row.pk)


@transaction.atomic
def forget_reference(*, advocate_id: int) -> None:
    """This person was erased: nobody is asked, and what she would speak about is not kept."""
    rows = Reference.objects.filter(advocate=advocate_id)
    for row in rows:
        row.left_at = row.left_at or row.joined_at
        row.topics, row.formats, row.languages, row.ends_on = [], [], [], None
        row.save()
