"""What advocates change about themselves in the hub: details, interests, photo."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from events.operations import record
from files.operations import erase, store_image
from files.types import Upload
from programs.models import Advocate
from programs.operations.interests import choose_interests
from programs.operations.people import change_advocate

PHOTO_EDGE = 320


@transaction.atomic
def change_own_profile(
    *, advocate: Advocate, changes: Mapping[str, str | None], interests: Collection[int] | None, now: datetime
) -> None:
    """Change details and interests together, or neither. None leaves the interests as they are."""
    change_advocate(advocate=advocate, changes=changes, by=advocate, now=now)
    if interests is not None:
        choose_interests(advocate=advocate, tags=interests, now=now)


@transaction.atomic
def set_photo(*, advocate: Advocate, upload: Upload | None, now: datetime) -> None:
    """Show this photo, drawn anew and cut square, or none; the former one is removed for good. Raises FileRefused."""
    row = Advocate.objects.select_for_update(of=("self",), no_key=True).get(pk=advocate.pk)
    former = row.photo
    row.photo = store_image(upload, by_advocate=row, cover=(PHOTO_EDGE, PHOTO_EDGE), now=now) if upload else None
    if former is None and row.photo is None:
        return
    row.save(update_fields=["photo"])
    if former is not None:
        erase(file=former)
    record("advocate.changed", advocate_id=row.pk, by_advocate_id=row.pk, at=now, fields="photo")
