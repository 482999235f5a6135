"""Reads of campaigns that have more than one caller."""

from datetime import datetime

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from campaigns.models import Campaign, Completion, Joining
from campaigns.states import CampaignState
from programs.models import Advocate
from segments.models import Stay


def campaigns_listed(*, archived: bool) -> QuerySet[Campaign]:
    """The newest first, with how many activities each has, and how many people joined and completed it."""
    rows = Campaign.objects.exclude(state=CampaignState.ARCHIVED)
    if archived:
        rows = Campaign.objects.filter(state=CampaignState.ARCHIVED)
    joined = Joining.objects.filter(campaign=OuterRef("pk"), left_at=None, advocate__is_test=False).order_by()
    completed = Completion.objects.filter(joining__campaign=OuterRef("pk"), taken_back_at=None).order_by()
    return rows.annotate(
        activities=Count("parts"),
        joined=_count(joined, "campaign"),
        completed=_count(completed.filter(joining__advocate__is_test=False), "joining__campaign"),
    ).order_by("-pk")


def _count(rows: QuerySet[Joining] | QuerySet[Completion], by: str) -> Coalesce:
    counted = rows.values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def campaigns_for(advocate: Advocate, *, now: datetime) -> QuerySet[Campaign]:
    """Those the hub shows to a person: what they are in (`is_mine`), and what they may join (`is_on`); the newest
    first."""
    mine = Joining.objects.filter(advocate=advocate, left_at=None, campaign=OuterRef("pk"))
    stays = Stay.objects.filter(advocate=advocate, left_at=None).values("segment")
    on = Q(state=CampaignState.LIVE) & (Q(ends_at=None) | Q(ends_at__gt=now))
    rows = Campaign.objects.exclude(state__in=[CampaignState.DRAFT, CampaignState.ARCHIVED])
    rows = rows.annotate(is_mine=Exists(mine), is_on=ExpressionWrapper(on, BooleanField()))
    invited = Q(open_to=None) | Q(open_to__in=stays)
    return rows.filter(Q(is_mine=True) | Q(is_on=True) & invited).order_by("-launched_at")
