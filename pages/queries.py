"""The figures of the console's first page, and of its menu."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.models import Workspace
from foundation.prepared import Prepared
from foundation.tenancy import current_workspace_id
from missions.models import Mission, Submission
from missions.queries import submissions_to_review
from missions.states import MissionState, SubmissionState
from programs.models import Advocate, AdvocateStatus, Application
from programs.queries import trying
from programs.states import ApplicationState
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


def waiting_for_staff() -> tuple[int, int]:
    """How many submissions and how many applications wait for a decision: the numbers of the menu, by one query."""
    (counted,) = WAITING()
    return counted


def _waiting() -> QuerySet[Workspace, tuple[int, int]]:
    submissions = Submission.objects.filter(state=SubmissionState.SUBMITTED)
    applications = Application.objects.filter(state=ApplicationState.WAITING, advocate__erased_at=None)
    rows = Workspace.objects.filter(pk=current_workspace_id())
    return rows.values_list(_count(submissions), _count(applications))


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


WAITING = Prepared(_waiting)
