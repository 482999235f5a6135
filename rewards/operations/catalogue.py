"""Rewards and milestones as staff keep them."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from rewards.models import Milestone, Reward


class AlreadyThere(Exception):
    """There is one like it; the words say which."""


@transaction.atomic
def create_reward(*, values: dict[str, Any], by: User, now: datetime) -> Reward:
    """Something new to give. Raises AlreadyThere when there is one of its name."""
    row = Reward(**values, created_at=now)
    _save(row)
    record("reward.created", about=f"reward:{row.pk}", by_staff_id=by.pk, at=now)
    return row


@transaction.atomic
def change_reward(*, reward: Reward, values: dict[str, Any], by: User, now: datetime) -> None:
    """Describe it otherwise, also for those who were given it. Raises AlreadyThere, and changes nothing then."""
    for name, value in values.items():
        setattr(reward, name, value)
    _save(reward)
    record("reward.changed", about=f"reward:{reward.pk}", by_staff_id=by.pk, at=now)


def _save(row: Reward) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise AlreadyThere(_("There is a reward called “%(name)s” already.") % {"name": row.name}) from taken


@transaction.atomic
def archive_reward(*, reward: Reward, archived: bool, by: User, now: datetime) -> bool:
    """Offer it no more, or again; False when that is so already. What is promised and given stays."""
    rows = Reward.objects.filter(pk=reward.pk, archived_at__isnull=archived)
    if not rows.update(archived_at=now if archived else None):
        return False
    record("reward.archived" if archived else "reward.restored", about=f"reward:{reward.pk}", by_staff_id=by.pk, at=now)
    return True


@transaction.atomic
def create_milestone(*, name: str, points: int, reward: Reward | None, by: User, now: datetime) -> Milestone:
    """A number of points that means something from now on. Raises AlreadyThere when there is one at that number."""
    row = Milestone(name=name, points=points, reward=reward, created_at=now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise AlreadyThere(_("There is a milestone at this number of points already.")) from taken
    record("milestone.created", about=f"milestone:{row.pk}", by_staff_id=by.pk, at=now)
    return row


@transaction.atomic
def archive_milestone(*, milestone: Milestone, by: User, now: datetime) -> bool:
    """Have nobody reach it any more; who did keeps it. False when it is archived already."""
    if not Milestone.objects.filter(pk=milestone.pk, archived_at=None).update(archived_at=now):
        return False
    record("milestone.archived", about=f"milestone:{milestone.pk}", by_staff_id=by.pk, at=now)
    return True
