"""The reward that a mission promises (S2-62): given once for each turn, when all that was promised for is approved."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from missions.budgets import about
from missions.models import Submission
from missions.promised_rewards import is_earned, source_of
from rewards.operations.giving import give_reward, take_back_reward


@transaction.atomic
def give_promised(*, submission: Submission, now: datetime) -> None:
    """Give what the revision that the person began with promised, if this approval was the last that was lacking."""
    reward = submission.revision.content.get("reward")
    if not reward or not is_earned(submission):
        return
    give_reward(
        reward_id=reward,
        advocate_id=submission.advocate_id,
        source=source_of(submission),
        reason=submission.mission.title,
        about=about(submission.mission_id),
        now=now,
    )


@transaction.atomic
def take_promised_back(*, submission: Submission, by: User, now: datetime) -> None:
    """An approval was taken back: what nobody handed out yet is cancelled."""
    if submission.revision.content.get("reward"):
        take_back_reward(source=source_of(submission), by=by, now=now)
