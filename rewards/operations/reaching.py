"""Reaching milestones: once each, whatever is taken back and earned again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from events.operations import record
from rewards.models import Milestone, Reached, Wallet
from rewards.operations.giving import give_reward


@transaction.atomic
def reach_milestones(*, advocate_id: int, now: datetime) -> list[Milestone]:
    """Note what this person's points have reached and did not before, give what it brings, and return it.

    May be called again and at the same moment by others: the unique key lets one of them note it.
    """
    lifetime = sum(Wallet.objects.filter(advocate=advocate_id).values_list("lifetime", flat=True))
    near = Milestone.objects.filter(archived_at=None, points__lte=lifetime).order_by("points")
    missing = list(near.exclude(reached__advocate=advocate_id))
    return [milestone for milestone in missing if _reach(milestone, advocate_id, now)]


def _reach(milestone: Milestone, advocate_id: int, now: datetime) -> bool:
    _row, is_new = Reached.objects.get_or_create(milestone=milestone, advocate_id=advocate_id, defaults={"at": now})
    if not is_new:
        return False
    about = f"milestone:{milestone.pk}"
    record("milestone.reached", advocate_id=advocate_id, about=about, at=now, milestone=milestone.pk)
    if milestone.reward_id is not None:
        give_reward(
            reward_id=milestone.reward_id,
            advocate_id=advocate_id,
            source=f"milestone:{milestone.pk} person:{advocate_id}",
            reason=_("Milestone: %(name)s") % {"name": milestone.name},
            about=about,
            now=now,
        )
    return True
