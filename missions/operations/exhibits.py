"""Choosing what stands in the public gallery, its words and its order (X-37)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from missions.gallery import may_be_exhibited
from missions.models import Exhibit, Submission


class NotToBeShown(Exception):
    """There is no standing right to show it in public, or nothing in it that can be shown."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be shown: it needs an approval and a usage right for your website."))


@transaction.atomic
def add_exhibit(
    *, submission: Submission, caption: str, name_shown: str, today: date, by: User, now: datetime
) -> Exhibit:
    """Put what was handed in into the gallery, behind the others; once. Raises NotToBeShown."""
    if submission.attempt is None or not may_be_exhibited(submission, today=today):
        raise NotToBeShown
    row = Exhibit(
        attempt=submission.attempt, caption=caption, name_shown=name_shown, position=Exhibit.objects.count(),
        added_by=by, added_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise NotToBeShown from twice
    record(
        "exhibit.added",
        advocate_id=submission.advocate_id, about=f"mission:{submission.mission_id}", by_staff_id=by.pk, at=now,
        submission=submission.pk,
    )  # fmt: skip
    return row


@transaction.atomic
def change_exhibit(*, exhibit: Exhibit, caption: str, name_shown: str, by: User, now: datetime) -> None:
    """Say something else beside it."""
    exhibit.caption, exhibit.name_shown = caption, name_shown
    exhibit.save(update_fields=["caption", "name_shown"])
    record("exhibit.changed", about=f"exhibit:{exhibit.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def move_exhibit(*, exhibit: Exhibit, upwards: bool, by: User, now: datetime) -> None:
    """Change places with the one before or behind it; at the end of the row nothing happens."""
    rows = list(Exhibit.objects.select_for_update(of=("self",), no_key=True).order_by("pk"))
    rows.sort(key=lambda row: (row.position, row.pk))
    at = next(place for place, row in enumerate(rows) if row.pk == exhibit.pk)
    to = at + (-1 if upwards else 1)
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    Exhibit.objects.bulk_update(rows, ["position"])
    record("exhibit.changed", about=f"exhibit:{exhibit.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def remove_exhibit(*, exhibit: Exhibit, by: User, now: datetime) -> None:
    """Take it out of the gallery; what was handed in stays."""
    submission = exhibit.attempt.submission
    record(
        "exhibit.removed",
        advocate_id=submission.advocate_id, about=f"mission:{submission.mission_id}", by_staff_id=by.pk, at=now,
        submission=submission.pk,
    )  # fmt: skip
    exhibit.delete()
