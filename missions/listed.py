"""As much of a mission as the hub's lists show, and what of it is about the person who looks: columns of one query."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from foundation.prepared import Slot
from missions.models import Dismissal, Participation, Topic
from missions.texts import summary_now, title_now

# So many missions of a type, put away by one who never did any of it, let the others of the type come later.
TIRED_BY = 2


class Listed(NamedTuple):
    """A mission in a list of the hub. `tired_of`: the person puts the like away and has never done any."""

    pk: int
    type: str
    title: str
    summary: str | None
    points: int
    reward: str | None
    minutes: int
    cover: int
    image_id: int | None
    image_name: str | None
    ends_at: datetime | None
    featured_at: datetime | None
    begun_at: datetime | None
    interest: str | None
    tired_of: bool


def columns(advocate: int | Slot, clock: datetime | Slot, language: str | Slot) -> tuple[Any, ...]:
    """What a query of missions has to read, in the order of Listed; in the words of the cycle that runs."""
    return (
        "pk", "activity__type", title_now(clock, language), summary_now(clock, language), "points",
        KeyTextTransform("reward_name", "live__content"), "minutes", "cover",
        "image_id", "image__name", "ends_at", "featured_at", begun_at(advocate), interest_of(advocate),
        tired_of(advocate),
    )  # fmt: skip


def begun_at(advocate: int | Slot) -> Subquery:
    """Since when a person is at a mission that they have not handed in."""
    rows = Participation.objects.filter(mission=OuterRef("pk"), advocate=advocate, completed_at=None)
    return Subquery(rows.order_by("-cycle").values("started_at")[:1])


def interest_of(advocate: int | Slot) -> Subquery:
    """The first of a person's interests that a mission is about."""
    rows = Topic.objects.filter(mission=OuterRef("pk"), tag__is_interest=True, tag__taggings__advocate=advocate)
    return Subquery(rows.order_by("tag__name").values("tag__name")[:1])


def tired_of(advocate: int | Slot) -> "ExpressionWrapper[Q]":
    """Whether a mission is of a type that a person put away twice or more and never did; asked once, not of each."""
    done = Participation.objects.filter(advocate=advocate, completed_at__isnull=False)
    away = Dismissal.objects.filter(advocate=advocate).exclude(
        mission__activity__type__in=done.values("mission__activity__type")
    )
    types = away.values("mission__activity__type").annotate(times=Count("pk")).filter(times__gte=TIRED_BY)
    return ExpressionWrapper(Q(activity__type__in=types.values("mission__activity__type")), output_field=BooleanField())


def dismissed_by(advocate: int | Slot) -> QuerySet[Dismissal, int]:
    """The missions that a person has put away."""
    return Dismissal.objects.filter(advocate=advocate).values_list("mission_id", flat=True)
