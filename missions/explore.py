"""All missions of one person in the hub, by shelf and filter, in pages by key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from missions.listed import Listed, columns, dismissed_by
from missions.listing import titled
from missions.models import Mission, Participation, Submission, Topic
from missions.open_missions import locked_to, open_to
from missions.recurring import clock_at
from missions.states import MissionState, SubmissionState
from missions.texts import reading_of
from programs.models import Advocate

PAGE = 24
SOON = timedelta(days=7)
# Featured missions are placed as if they came so much later: before all others, and still in one order by one key.
FRONT = timedelta(days=365_000)
LOCKED = "locked"
SHELVES = ("open", "begun", "done", LOCKED, "dismissed")


@dataclass(frozen=True)
class Wanted:
    """What is filtered by; empty values filter nothing. `interest` is a tag's id."""

    shelf: str = "open"
    words: str = ""
    type_key: str = ""
    points: int | None = None
    minutes: int | None = None
    soon: bool = False
    interest: int | None = None


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind the mission `pk`, which stands at the time `at`."""

    at: datetime
    pk: int


@dataclass(frozen=True)
class Found:
    """A mission with when it came onto its shelf, and what became of what was handed in."""

    row: Listed
    at: datetime
    state: str


def found_for(
    advocate: Advocate, wanted: Wanted, *, after: Place | None, now: datetime
) -> tuple[list[Found], Place | None]:
    """A page of a shelf, the featured first and then the newest, and where the next one begins; one query."""
    clock = clock_at(now)
    missions: QuerySet[Any] = _filtered(_shelf(advocate, wanted.shelf, now, clock), wanted, now)
    if after:
        missions = missions.filter(Q(placed_at__lt=after.at) | Q(placed_at=after.at, pk__lt=after.pk))
    rows = list(missions.order_by("-placed_at", "-pk").values_list(*_columns(advocate, clock))[: PAGE + 1])
    found = [Found(Listed(*row[:-2]), row[-2], row[-1] or "") for row in rows[:PAGE]]
    return found, Place(found[-1].at, found[-1].row.pk) if len(rows) > PAGE else None


def _shelf(advocate: Advocate, shelf: str, now: datetime, clock: datetime) -> QuerySet[Mission]:
    own = Participation.objects.filter(advocate=advocate)
    if shelf == "done":
        done = own.filter(mission=OuterRef("pk"), completed_at__isnull=False)
        rows = Mission.objects.exclude(state=MissionState.DRAFT).filter(
            pk__in=own.filter(completed_at__isnull=False).values("mission")
        )
        return rows.annotate(placed_at=Subquery(done.order_by("-completed_at").values("completed_at")[:1]))
    if shelf == LOCKED:
        return locked_to(advocate, now=now).annotate(placed_at=F("launched_at"))
    rows = open_to(advocate, now=now, clock=clock)
    if shelf == "dismissed":
        return rows.annotate(placed_at=F("launched_at")).filter(pk__in=dismissed_by(advocate.pk))
    if shelf == "begun":
        back = Submission.objects.filter(advocate=advocate, state=SubmissionState.RETURNED).values("mission")
        begun = own.filter(completed_at=None, started_at__isnull=False).values("mission")
        return rows.annotate(placed_at=F("launched_at")).filter(Q(pk__in=begun) | Q(pk__in=back))
    front = Case(When(featured_at__isnull=False, then=F("featured_at") + FRONT), default=F("launched_at"))
    return rows.annotate(placed_at=front).filter(listed=True).exclude(pk__in=dismissed_by(advocate.pk))


def _filtered(rows: QuerySet[Mission], wanted: Wanted, now: datetime) -> QuerySet[Mission]:
    rows = titled(rows, wanted.words)
    if wanted.type_key:
        rows = rows.filter(activity__type=wanted.type_key)
    if wanted.points:
        rows = rows.filter(points__gte=wanted.points)
    if wanted.minutes:
        rows = rows.filter(minutes__lte=wanted.minutes)
    if wanted.soon:
        rows = rows.filter(ends_at__gt=now, ends_at__lte=now + SOON)
    if wanted.interest:
        rows = rows.filter(pk__in=Topic.objects.filter(tag=wanted.interest).values("mission"))
    return rows


def _columns(advocate: Advocate, clock: datetime) -> tuple[Any, ...]:
    sent = Submission.objects.filter(mission=OuterRef("pk"), advocate=advocate).order_by("-pk").values("state")[:1]
    return (*columns(advocate.pk, clock, reading_of(advocate)), "placed_at", Subquery(sent))
