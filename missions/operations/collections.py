"""Making collections, putting missions into them, and ordering both."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from missions.models import Collected, Collection, Mission


class CollectionExists(Exception):
    """There is a collection of this name."""


@transaction.atomic
def create_collection(*, name: str, about: str, by: User, now: datetime) -> Collection:
    """A new collection, behind the others. Raises CollectionExists."""
    row = Collection(name=name, about=about, position=Collection.objects.count(), created_at=now)
    _save(row)
    record("collection.created", about=f"collection:{row.pk}", by_staff_id=by.pk, at=now)
    return row


@transaction.atomic
def change_collection(*, collection: Collection, name: str, about: str, by: User, now: datetime) -> None:
    """Call and describe it otherwise. Raises CollectionExists, and changes nothing then."""
    collection.name, collection.about = name, about
    _save(collection)
    record("collection.changed", about=f"collection:{collection.pk}", by_staff_id=by.pk, at=now)


def _save(collection: Collection) -> None:
    try:
        with transaction.atomic():
            collection.save()
    except IntegrityError as taken:
        words = _("There is a collection called “%(name)s” already.") % {"name": collection.name}
        raise CollectionExists(words) from taken


@transaction.atomic
def remove_collection(*, collection: Collection, by: User, now: datetime) -> None:
    """Remove it; its missions stay as they are."""
    record("collection.removed", about=f"collection:{collection.pk}", by_staff_id=by.pk, at=now)
    collection.delete()


@transaction.atomic
def move_collection(*, collection: Collection, upwards: bool, by: User, now: datetime) -> None:
    """Change places with the one before or behind it; at the end of the row nothing happens."""
    rows = list(Collection.objects.select_for_update(of=("self",), no_key=True).order_by("pk"))
    rows.sort(key=lambda row: (row.position, row.pk))
    if _swapped(rows, collection, upwards=upwards):
        Collection.objects.bulk_update(rows, ["position"])
        record("collection.changed", about=f"collection:{collection.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def collect_mission(*, collection: Collection, mission: Mission, by: User, now: datetime) -> bool:
    """Put a mission into the collection, behind the others; False when it was there already."""
    behind = Collected.objects.filter(collection=collection).count()
    _row, new = Collected.objects.get_or_create(collection=collection, mission=mission, defaults={"position": behind})
    if new:
        record("mission.collected", about=f"mission:{mission.pk}", by_staff_id=by.pk, at=now, collection=collection.pk)
    return new


@transaction.atomic
def take_out_mission(*, collected: Collected, by: User, now: datetime) -> None:
    """Take a mission out of a collection."""
    record(
        "mission.taken_out",
        about=f"mission:{collected.mission_id}",
        by_staff_id=by.pk,
        at=now,
        collection=collected.collection_id,
    )
    collected.delete()


@transaction.atomic
def move_collected(*, collected: Collected, upwards: bool, by: User, now: datetime) -> None:
    """Change places with the mission before or behind it in its collection."""
    locked = Collected.objects.select_for_update(of=("self",), no_key=True)
    rows = list(locked.filter(collection=collected.collection_id).order_by("pk"))
    rows.sort(key=lambda row: (row.position, row.pk))
    if _swapped(rows, collected, upwards=upwards):
        Collected.objects.bulk_update(rows, ["position"])
        record("collection.changed", about=f"collection:{collected.collection_id}", by_staff_id=by.pk, at=now)


def _swapped[Row: (Collection, Collected)](rows: list[Row], moved: Row, *, upwards: bool) -> bool:
    """Number the rows with `moved` one place further up or down; False when it stands there already."""
    at = next(place for place, row in enumerate(rows) if row.pk == moved.pk)
    to = at + (-1 if upwards else 1)
    if not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    return True
