"""What a mission's budget means for those who take part: what they are promised, and whether there is enough (G-27).

`room_for` is the condition of `rules.has_budget` as part of a query.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from foundation.prepared import Slot
from missions.models import Mission, Participation, Submission
from missions.types import TYPES
from programs.models import Advocate
from rewards.models import Budget, Reservation

NOTHING = Value(0, output_field=BigIntegerField())


def about(mission_id: int) -> str:
    """What the budget and the transfers of a mission are about."""
    return f"mission:{mission_id}"


def key_of(*, mission_id: int, advocate_id: int, cycle: int, slot: int) -> str:
    """Under which a slot's points are promised to one person for one time at a mission."""
    return f"{about(mission_id)} person:{advocate_id} cycle:{cycle} slot:{slot}"


def key_of_submission(row: Submission) -> str:
    """The same, of what was handed in."""
    return key_of(mission_id=row.mission_id, advocate_id=row.advocate_id, cycle=row.cycle, slot=row.number)


def amount_of(row: Submission) -> int:
    """What a slot earns in all, at its approval or at a later stage."""
    content = row.revision.content
    return TYPES[row.activity.type].points_of(content.get("type", {}), row.number, content["points"])


def amounts(type_key: str, content: Mapping[str, Any]) -> dict[int, int]:
    """What somebody who begins is promised, by slot."""
    entry, own = TYPES[type_key], content.get("type", {})
    found = {slot.number: entry.points_of(own, slot.number, content["points"]) for slot in entry.promised(own)}
    return {slot: points for slot, points in found.items() if points}


def promised_of(row: Participation) -> dict[str, int]:
    """What somebody who begins is promised, by the key of each slot."""
    found = amounts(row.mission.activity.type, row.revision.content)
    person = {"mission_id": row.mission_id, "advocate_id": row.advocate_id, "cycle": row.cycle}
    return {key_of(slot=slot, **person): points for slot, points in found.items()}


def kept(now: datetime | Slot) -> QuerySet[Reservation]:
    """What is kept for people who have begun and not handed in; what waits for a decision is no reason to begin."""
    return Reservation.objects.filter(expires_at__gt=now)


def holds(budget: Budget, advocate: Advocate, *, now: datetime) -> bool:
    """Whether something of it is kept for this person."""
    return kept(now).filter(budget=budget, advocate=advocate).exists()


def timed_out(budget: Budget, *, now: datetime) -> int:
    """What is promised to people who took too long, and counts for nobody any more."""
    rows = Reservation.objects.filter(budget=budget, expires_at__lte=now)
    return int(rows.aggregate(points=Sum("amount", default=0))["points"])


def room_for(advocate: int | Slot, now: datetime | Slot) -> Q:
    """Missions that one more can begin, or whose points are promised to this person, or that she may finish above it.

    What timed out is summed only where too little seems left; what is promised to the person is asked once.
    """
    begun = Participation.objects.filter(advocate=advocate, started_at__isnull=False).values("mission")
    own = kept(now).filter(advocate=advocate).values("budget")
    ended = Reservation.objects.filter(budget=OuterRef("budget"), expires_at__lte=now).order_by()
    freed = Coalesce(Subquery(ended.values("budget").annotate(points=Sum("amount")).values("points")), NOTHING)
    left = F("budget__cap") - F("budget__need")
    return (
        Q(budget=None)
        | Q(budget__cap=None)
        | Q(budget__committed__lte=left)
        | Q(budget__in=own)
        | Q(budget__overrun=True, pk__in=begun)
        | Q(budget__committed__lte=left + freed)
    )


def is_spent(budget: Budget | None) -> bool:
    """Whether too little is left for one more to begin, as lists say it; what times out opens it a moment later."""
    return budget is not None and budget.cap is not None and budget.committed + budget.need > budget.cap


def spent() -> Q:
    """The same of missions in a query."""
    return Q(budget__cap__isnull=False, budget__committed__gt=F("budget__cap") - F("budget__need"))


def need_of(mission: Mission, content: Mapping[str, Any]) -> int:
    """What one who begins this is promised in all."""
    return sum(amounts(mission.activity.type, content).values())
