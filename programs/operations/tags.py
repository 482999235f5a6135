"""Tags: made where they are first needed, put on people and taken off them."""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from events.models import Event
from events.operations import record
from foundation.folding import fold
from programs.models import Advocate, Tag, Tagging


@transaction.atomic
def tags_by_name(names: Collection[str]) -> dict[str, Tag]:
    """The tag of each of these names, whatever the case; those that do not exist are made."""
    known = {fold(tag.name): tag for tag in Tag.objects.all()} if names else {}
    missing = {fold(name): name for name in reversed(list(names)) if fold(name) not in known}
    if missing:
        Tag.objects.bulk_create([Tag(name=name) for name in missing.values()], ignore_conflicts=True)
        known |= {fold(tag.name): tag for tag in Tag.objects.filter(name__in=missing.values())}
    return {name: known[fold(name)] for name in names}


@transaction.atomic
def set_tags(*, advocate: Advocate, names: Collection[str]) -> bool:
    """Leave exactly these tags on a person; whether that changed anything."""
    wanted = {tag.pk: tag for tag in tags_by_name(names).values()}
    rows = Tagging.objects.filter(advocate=advocate)
    present = set(rows.values_list("tag_id", flat=True))
    rows.exclude(tag_id__in=wanted).delete()
    new = [Tagging(advocate=advocate, tag=tag) for pk, tag in wanted.items() if pk not in present]
    Tagging.objects.bulk_create(new, ignore_conflicts=True)
    return present != set(wanted)


@transaction.atomic
def put_tag(*, people: QuerySet[Advocate], name: str, by: User) -> Event | None:
    """Put a tag on these people; None when all have it. The event names those who had not, so that it can be undone."""
    tag = tags_by_name([name])[name]
    have = Tagging.objects.filter(tag=tag).values("advocate_id")
    pks = list(people.exclude(pk__in=have).order_by().values_list("pk", flat=True))
    return _put(tag, pks, by=by)


@transaction.atomic
def take_tag(*, people: QuerySet[Advocate], name: str, by: User) -> Event | None:
    """Take a tag off these people; None when nobody has it. The event names those who had."""
    tag = next((tag for tag in Tag.objects.all() if fold(tag.name) == fold(name)), None)
    if tag is None:
        return None
    rows = Tagging.objects.filter(tag=tag, advocate_id__in=people.order_by().values("pk"))
    return _take(tag, list(rows.values_list("advocate_id", flat=True)), by=by)


@transaction.atomic
def undo_tagging(*, event: Event, by: User) -> Event | None:
    """Do the opposite of a `tag.put` or `tag.taken` for those it names; None when that changes nothing any more."""
    tag = Tag.objects.filter(pk=event.payload["tag"]).first()
    if tag is None:
        return None
    rows = Tagging.objects.filter(tag=tag, advocate_id__in=event.payload["advocates"])
    if event.name == "tag.put":
        return _take(tag, list(rows.values_list("advocate_id", flat=True)), by=by)
    people = Advocate.objects.filter(pk__in=event.payload["advocates"], erased_at=None)
    have = rows.values("advocate_id")
    return _put(tag, list(people.exclude(pk__in=have).values_list("pk", flat=True)), by=by)


def _put(tag: Tag, pks: Sequence[int], *, by: User) -> Event | None:
    if not pks:
        return None
    rows: Iterable[Tagging] = (Tagging(advocate_id=pk, tag=tag) for pk in pks)
    Tagging.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
    return _note("tag.put", tag, pks, by=by)


def _take(tag: Tag, pks: Sequence[int], *, by: User) -> Event | None:
    if not pks:
        return None
    Tagging.objects.filter(tag=tag, advocate_id__in=pks).delete()
    return _note("tag.taken", tag, pks, by=by)


def _note(name: str, tag: Tag, pks: Sequence[int], *, by: User) -> Event:
    """One event for all of them; a single person's timeline shows it."""
    one = pks[0] if len(pks) == 1 else None
    return record(name, advocate_id=one, about=f"tag:{tag.pk}", by_staff_id=by.pk, tag=tag.pk, advocates=list(pks))
