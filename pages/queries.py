"""The figures of the console's first page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from missions.models import Mission, Submission
from missions.queries import submissions_to_review
from missions.states import MissionState
from programs.models import Advocate, AdvocateStatus
from programs.queries import trying
from rewards.models import Transfer


@dataclass(frozen=True)
class Overview:
    """A workspace at a glance; points and submissions of the last thirty days."""

    people: int
    live: int
    waiting: int
    oldest: Submission | None
    submitted: int
    points: int


def overview(*, now: datetime) -> Overview:
    """Counted now."""
    month = now - timedelta(days=30)
    waiting = submissions_to_review()
    return Overview(
        people=Advocate.objects.filter(status=AdvocateStatus.ACTIVE, is_test=False).count(),
        live=Mission.objects.filter(state=MissionState.LIVE).count(),
        waiting=waiting.count(),
        oldest=waiting.first(),
        submitted=Submission.objects.filter(submitted_at__gte=month).exclude(advocate__in=trying()).count(),
        points=_points_given(since=month),
    )


def _points_given(*, since: datetime) -> int:
    rows = Transfer.objects.filter(into_wallet=True, at__gte=since).exclude(wallet__advocate__in=trying())
    total: int = rows.aggregate(total=Sum("amount", default=0))["total"]
    return total
