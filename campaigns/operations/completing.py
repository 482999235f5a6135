"""Completing a campaign: found out when something is approved or taken back, and paid once each time."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import Campaign, Completion, Joining
from campaigns.progress import asked, done_by, is_complete, parts_of
from campaigns.runs import Run, run_numbered, run_when
from events.operations import record
from missions.models import Participation, Submission
from missions.states import SubmissionState
from rewards.operations import BalanceSpent, credit_points, take_back_points
from rewards.operations.giving import give_reward, take_back_reward


@transaction.atomic
def settle(*, submission_id: int, by: User | None, now: datetime) -> None:
    """A submission was approved, or its approval taken back: see what that makes of the campaign it belongs to.

    What is launched later takes nobody's completion back: it is judged by the activities there were when it came to be,
    and only when an approval is taken back. May be called again and at the same moment by others: the joining's row is
    locked, and a source pays once.
    """
    row = Submission.objects.select_related("mission__part__campaign").get(pk=submission_id)
    part = getattr(row.mission, "part", None)
    if part is None:
        return
    joinings = Joining.objects.select_for_update(of=("self",), no_key=True)
    joining = joinings.filter(campaign=part.campaign_id, advocate=row.advocate_id).first()
    if joining is None:
        return
    campaign, approved = part.campaign, row.state == SubmissionState.APPROVED
    for run in _runs_of(campaign, row, joining):
        known = Completion.objects.filter(joining=joining, run=run.number).first()
        stands = known is not None and known.taken_back_at is None
        parts = asked(parts_of(campaign), by=known.at if known and stands else now)
        complete = is_complete(parts, done_by(joining.advocate_id, parts, run))
        if approved and complete and not stands:
            _complete(campaign, joining, known, run, now)
        elif known and stands and not approved and not complete:
            _take_back(campaign, joining, known, by or campaign.created_by, now)


def _runs_of(campaign: Campaign, submission: Submission, joining: Joining) -> list[Run]:
    """The run in which the turn was handed in; of one that is not handed in any more, all that were completed."""
    turn = Participation.objects.filter(
        mission=submission.mission_id, advocate=submission.advocate_id, cycle=submission.cycle
    ).first()
    if turn is not None and turn.completed_local is not None:
        return [run_when(campaign, turn.completed_local)]
    return [run_numbered(campaign, row.run) for row in joining.completions.filter(taken_back_at=None)]


def _complete(campaign: Campaign, joining: Joining, known: Completion | None, run: Run, now: datetime) -> None:
    row = known or Completion(joining=joining, run=run.number, times=0)
    row.times, row.at, row.taken_back_at = row.times + 1, now, None
    row.save()
    about = f"campaign:{campaign.pk}"
    record("campaign.completed", advocate_id=joining.advocate_id, about=about, at=now, run=run.number)
    given = _given(campaign, joining, row)
    if campaign.completing_points:
        credit_points(amount=campaign.completing_points, now=now, **given)
    if campaign.completing_reward_id:
        give_reward(reward_id=campaign.completing_reward_id, now=now, **given)


def _given(campaign: Campaign, joining: Joining, row: Completion) -> dict[str, Any]:
    return {
        "advocate_id": joining.advocate_id,
        "source": f"campaign:{campaign.pk} person:{joining.advocate_id} run:{row.run} time:{row.times}",
        "reason": _("Completed “%(campaign)s”") % {"campaign": campaign.title},
        "about": f"campaign:{campaign.pk}",
    }


def _take_back(campaign: Campaign, joining: Joining, row: Completion, by: User, now: datetime) -> None:
    """What was paid goes back; what is spent or handed out already stays with the person."""
    row.taken_back_at = now
    row.save(update_fields=["taken_back_at"])
    given = _given(campaign, joining, row)
    reason = _("“%(campaign)s” is not completed any more") % {"campaign": campaign.title}
    with suppress(BalanceSpent), transaction.atomic():
        take_back_points(of_source=given["source"], reason=reason, by_staff_id=by.pk, now=now)
    take_back_reward(source=given["source"], by=by, now=now)
    about = given["about"]
    record("campaign.uncompleted", advocate_id=joining.advocate_id, about=about, at=now, run=row.run)
