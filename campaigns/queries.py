"""Reads of campaigns that have more than one caller."""

from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
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


def campaigns_for(advocate: Advocate, *, now: datetime) -> list[Campaign]:
    """Those the hub shows to a person: what they are in, and what they may join; first what is on."""
    mine = Joining.objects.filter(advocate=advocate, left_at=None).values("campaign")
    stays = Stay.objects.filter(advocate=advocate, left_at=None).values("segment")
    on = Q(state=CampaignState.LIVE) & (Q(ends_at=None) | Q(ends_at__gt=now))
    rows = Campaign.objects.exclude(state__in=[CampaignState.DRAFT, CampaignState.ARCHIVED])
    found = rows.filter(Q(pk__in=mine) | (on & (Q(open_to=None) | Q(open_to__in=stays)))).order_by("-launched_at")
    joined = set(mine.values_list("campaign", flat=True))
    for row in found:
        row.is_mine = row.pk in joined  # type: ignore[attr-defined]  # for the page
    return list(found)
