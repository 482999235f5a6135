"""Interests: tags that staff offer and that people put on themselves in the hub."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.operations import record
from programs.models import Advocate, Tag, Tagging
from programs.operations.tags import tags_by_name


@transaction.atomic
def offer_interests(*, names: Collection[str], by: User) -> bool:
    """Offer exactly these tags as interests, made where they are new; whether that changed anything.

    A tag that is offered no more stays on those who have it.
    """
    wanted = {tag.pk for tag in tags_by_name(names).values()}
    offered = set(Tag.objects.filter(is_interest=True).values_list("pk", flat=True))
    if wanted == offered:
        return False
    Tag.objects.filter(pk__in=offered - wanted).update(is_interest=False)
    Tag.objects.filter(pk__in=wanted - offered).update(is_interest=True)
    record("interests.offered", by_staff_id=by.pk, tags=sorted(wanted))
    return True


@transaction.atomic
def choose_interests(*, advocate: Advocate, tags: Collection[int], now: datetime) -> bool:
    """Leave exactly these interests on a person; whether that changed anything. Tags that are none stay as they are."""
    offered = set(Tag.objects.filter(is_interest=True).values_list("pk", flat=True))
    wanted = offered & set(tags)
    rows = Tagging.objects.filter(advocate=advocate, tag_id__in=offered)
    present = set(rows.values_list("tag_id", flat=True))
    if wanted == present:
        return False
    rows.exclude(tag_id__in=wanted).delete()
    new = [Tagging(advocate=advocate, tag_id=pk) for pk in sorted(wanted - present)]
    Tagging.objects.bulk_create(new, ignore_conflicts=True)
    record("interests.chosen", advocate_id=advocate.pk, by_advocate_id=advocate.pk, at=now, tags=sorted(wanted))
    return True
