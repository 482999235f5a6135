"""People join campaigns and leave them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Joining
from campaigns.rules import refusal_to_join
from events.operations import record
from foundation.states import MoveNotAllowed
from programs.models import Advocate
from rewards.operations import credit_points
from rewards.operations.giving import give_reward
from segments.operations.segments import let_in, let_out


@transaction.atomic
def join_campaign(*, campaign: Campaign, advocate: Advocate, accepts: bool, now: datetime) -> Joining:
    """Take part: its activities open at once, and what joining brings is given, once however often somebody joins.

    The terms are kept as they were accepted. Raises MoveNotAllowed with the reason.
    """
    row = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("members").get(pk=campaign.pk)
    if refusal := refusal_to_join(row, advocate, accepts=accepts, now=now):
        raise MoveNotAllowed(refusal)
    joining, is_new = Joining.objects.get_or_create(
        campaign=row, advocate=advocate, defaults={"joined_at": now, "accepted_terms": row.terms}
    )
    if not is_new and joining.left_at is None:
        return joining
    if not is_new:
        joining.left_at, joining.joined_at, joining.accepted_terms = None, now, row.terms
        joining.save(update_fields=["left_at", "joined_at", "accepted_terms"])
    let_in(segment=row.members, advocates=[advocate.pk], cause="campaign", now=now)
    record("campaign.joined", advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=f"campaign:{row.pk}", at=now)
    _give_for_joining(row, advocate, now)
    return joining


def _give_for_joining(campaign: Campaign, advocate: Advocate, now: datetime) -> None:
    source = f"campaign:{campaign.pk} person:{advocate.pk} joining"
    reason = _("Joined “%(campaign)s”") % {"campaign": campaign.title}
    given: dict[str, Any] = {
        "advocate_id": advocate.pk,
        "source": source,
        "reason": reason,
        "about": f"campaign:{campaign.pk}",
    }
    if campaign.joining_points:
        credit_points(amount=campaign.joining_points, now=now, **given)
    if campaign.joining_reward_id:
        give_reward(reward_id=campaign.joining_reward_id, now=now, **given)


@transaction.atomic
def leave_campaign(*, campaign: Campaign, advocate: Advocate, now: datetime) -> bool:
    """Take part no more: its activities close; what was done and earned stays. False when they were not in it."""
    if not Joining.objects.filter(campaign=campaign, advocate=advocate, left_at=None).update(left_at=now):
        return False
    let_out(segment=campaign.members, advocates=[advocate.pk], cause="campaign", now=now)
    about = f"campaign:{campaign.pk}"
    record("campaign.left", advocate_id=advocate.pk, by_advocate_id=advocate.pk, about=about, at=now)
    return True


@transaction.atomic
def leave_all(*, advocate_id: int, now: datetime) -> None:
    """A person was erased: they are in no campaign any more. That somebody completed one stays counted."""
    rows = Joining.objects.filter(advocate=advocate_id, left_at=None).select_related("campaign__members")
    for joining in rows.order_by("pk"):
        if Joining.objects.filter(pk=joining.pk, left_at=None).update(left_at=now):
            let_out(segment=joining.campaign.members, advocates=[advocate_id], cause="campaign", now=now)
