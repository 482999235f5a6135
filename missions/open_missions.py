"""What is open to one person, and what is told to her or opens later: `rules.conditions` as queries."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import Exact, In

from foundation.clocks import ClockField
from foundation.prepared import Prepared, Slot
from missions.audience import rules_met_by
from missions.budgets import room_for
from missions.cycles import Frequency
from missions.listed import Listed, columns, dismissed_by
from missions.models import Audience, AudienceRule, CallInvitation, Firing, Mission, Participation, Trigger
from missions.own_clocks import own_clock
from missions.recurring import clock_at, still_counts
from missions.states import InvitationState, MissionState
from missions.texts import reading_of
from missions.types import TYPES
from missions.unlocking import locked_for
from programs.models import GUESTS, Advocate, AdvocateStatus

ADVOCATE, NOW, CLOCK = Slot("advocate", BigIntegerField()), Slot("now", DateTimeField()), Slot("clock", ClockField())
OWN_CLOCK, LANGUAGE = Slot("own_clock", CharField()), Slot("language", CharField())
SHOWN = 60


def open_to(advocate: Advocate, *, now: datetime, clock: datetime | None = None) -> QuerySet[Mission]:
    """The missions this person can begin now: `rules.conditions` as one query. Listed or not.

    `clock` is what the workspace's clocks have reached; who does not know it has one more query.
    """
    clock = clock or clock_at(now)
    own = own_clock(advocate, now, clock=clock)
    if advocate.status in GUESTS:
        return _open(advocate.pk, now, clock, own).filter(audience=Audience.ANYONE)
    return _open(advocate.pk, now, clock, own) if advocate.status == AdvocateStatus.ACTIVE else Mission.objects.none()


def listed_for(advocate: Advocate, *, now: datetime, clock: datetime | None = None) -> list[Listed]:
    """Of the missions open to this person those that the hub lists, without those they put away.

    The featured first, then the newest; sixty at most. `clock` as in `open_to`.
    """
    if advocate.status != AdvocateStatus.ACTIVE:
        return []
    clock = clock or clock_at(now)
    own = own_clock(advocate, now, clock=clock)
    rows = LISTED(advocate=advocate.pk, now=now, clock=clock, own_clock=own, language=reading_of(advocate))
    return [Listed(*row) for row in rows]


def _open(advocate: int | Slot, now: datetime | Slot, clock: datetime | Slot, own: str | Slot) -> QuerySet[Mission]:
    """Without what the person has done, as often as one can for now: asked once, of her own completions."""
    done = Participation.objects.filter(advocate=advocate, completed_at__isnull=False)
    enough = Case(When(mission__frequency=Frequency.EVERY, then=F("mission__per_cycle")), default=1)
    counted = done.values("mission").annotate(
        counting=Count("pk", filter=Q(still_counts(clock))), times=Count("pk"), enough=Max(enough)
    )
    ended = counted.filter(Q(counting__gte=F("enough")) | Q(times__gte=Max("mission__per_person")))
    holding = Participation.objects.filter(advocate=advocate, completed_at=None, holds_quota=True).values("mission")
    is_free = Q(quota=None) | Q(quota_used__lt=F("quota")) | Q(pk__in=holding)
    open_ = meant_for(advocate, now, own).filter(is_free).filter(room_for(advocate, now))
    return open_.exclude(pk__in=ended.values("mission"))


def meant_for(advocate: int | Slot, now: datetime | Slot, own: str | Slot, *, shut: bool = False) -> QuerySet[Mission]:
    """What is asked of the person is asked once, not of each mission: the work grows with her own things.

    `own` is what her own clock has reached. `shut`: what opens for her once she has done other missions (X-30).
    """
    begun = Q(pk__in=Participation.objects.filter(advocate=advocate, started_at__isnull=False).values("mission"))
    fired = Q(pk__in=Firing.objects.filter(advocate=advocate).values("mission"))
    locked = Q(pk__in=locked_for(advocate))
    means = (Q(audience=Audience.ANYONE) | _means(advocate)) & (~Q(trigger=Trigger.SEGMENT) | fired)
    return (
        Mission.objects.filter(state=MissionState.LIVE)
        .filter(Q(ends_at=None) | Q(ends_at__gt=now))
        .filter(starts_local__lte=own)  # "" comes before every time
        .filter(means & locked & ~begun if shut else (means & ~locked) | begun)
        .select_related("activity", "image", "live")
    )


def _means(advocate: int | Slot) -> Q:
    """`audience.belongs` of all missions at once: what rules the person meets is asked once, by mission.

    A mission stands with its number where all that she meets include her, and with minus its number where any leaves
    her out: the first is to be there where people are chosen, the second is not to be where all are meant.
    """
    met = AudienceRule.objects.filter(pk__in=rules_met_by(advocate)).order_by().values("mission")
    keys = met.annotate(key=Case(When(BoolAnd("includes"), then=F("mission")), default=-F("mission"))).values("key")
    chosen = Q(audience=Audience.CHOSEN)
    found = In(Case(When(chosen, then="pk"), default=-F("pk")), keys.query)
    return Q(Exact(found, ExpressionWrapper(chosen, output_field=BooleanField())))


def locked_to(advocate: Advocate, *, now: datetime) -> QuerySet[Mission]:
    """What the hub lists as locked: it opens for the person once she has done other missions."""
    if advocate.status != AdvocateStatus.ACTIVE:
        return Mission.objects.none()
    rows = meant_for(advocate.pk, now, own_clock(advocate, now), shut=True).filter(listed=True)
    return rows.order_by("-launched_at")


class UpdateRow(NamedTuple):
    """As much of an update as the list shows; `read_at` is None until it was opened."""

    pk: int
    title: str
    summary: str | None
    launched_at: datetime
    read_at: datetime | None


def updates_for(advocate: Advocate, *, now: datetime) -> list[UpdateRow]:
    """What is told to this person and not over, read or not; the newest first, sixty at most."""
    if advocate.status != AdvocateStatus.ACTIVE:
        return []
    telling = [key for key, entry in TYPES.items() if not entry.asks]
    rows = (
        meant_for(advocate.pk, now, own_clock(advocate, now))
        .filter(listed=True, activity__type__in=telling)
        .order_by("-launched_at")
    )
    read = Participation.objects.filter(mission=OuterRef("pk"), advocate=advocate).values("completed_at")
    summary = KeyTextTransform("summary", "live__content")
    found = rows.values_list("pk", "title", summary, "launched_at", Subquery(read[:1]))
    return [UpdateRow(*row) for row in found[:SHOWN]]


def _asked() -> QuerySet[CallInvitation, int]:
    """Missions for which this person is asked or has agreed; listed or not, she sees them."""
    rows = CallInvitation.objects.filter(advocate=ADVOCATE, state__in=[InvitationState.ASKED, InvitationState.ACCEPTED])
    return rows.values_list("mission_id", flat=True)


LISTED = Prepared(
    lambda: (
        _open(ADVOCATE, NOW, CLOCK, OWN_CLOCK)
        .exclude(pk__in=dismissed_by(ADVOCATE))
        .filter(Q(listed=True) | Q(pk__in=_asked()))
        .order_by(F("featured_at").desc(nulls_last=True), "-launched_at")
        .values_list(*columns(ADVOCATE, CLOCK, LANGUAGE))[:SHOWN]
    )
)
