"""Who is told that a mission is open again, or reminded of it: those it is for who may do it now and did not yet."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from foundation.times import instant_of, reached
from missions.models import Dismissal, Mission, Participation
from missions.queries import people_let_in
from missions.recurring import clock_at
from missions.states import MissionState
from notifications.models import Preference, Topic
from programs.facts import zone_of_workspace
from programs.models import Advocate

OPENED_AGAIN, REMINDED = "mission.opened_again", "mission.followed_up"  # events, and the kinds of mail


def can_be_told(mission: Mission, *, now: datetime) -> bool:
    """Whether anybody could do it: live, before its deadline, and not full."""
    is_over = mission.ends_at is not None and mission.ends_at <= now
    return mission.state == MissionState.LIVE and not is_over and not mission.is_full


def people_to_tell(mission: Mission, *, now: datetime) -> QuerySet[Advocate]:
    """Nobody who has done it for now, put it away, left the audience, or wants no mail about missions."""
    own = {"advocate": OuterRef("pk")}
    people = people_let_in(mission).exclude(email=None).exclude(pk__in=done_for_now(mission, now=now))
    people = people.exclude(Exists(Preference.objects.filter(topic=Topic.MISSIONS, wanted=False, **own)))
    return people.exclude(Exists(Dismissal.objects.filter(mission=mission, **own)))


def done_for_now(mission: Mission, *, now: datetime) -> QuerySet[Participation, int]:
    """The ids of those who have completed it: in this cycle, where it has cycles; ever, where it has none."""
    rows = Participation.objects.filter(mission=mission, completed_at__isnull=False)
    recurrence, anchor = mission.recurrence, mission.anchor_local
    if recurrence.has_cycles and anchor is not None:
        clock = clock_at(now)
        rows = rows.filter(completed_local__gte=recurrence.boundary(anchor, recurrence.cycle(anchor, clock)))
    return rows.values_list("advocate", flat=True)


def days_of(mission: Mission) -> list[int]:
    """After how many days the mission in force reminds, the soonest first."""
    found: list[int] = mission.live.content.get("follow_up_days", []) if mission.live else []
    return sorted(set(found))


def began_at(mission: Mission, *, now: datetime) -> datetime:
    """The launch, or where the present cycle began."""
    recurrence, anchor = mission.recurrence, mission.anchor_local
    launched = mission.launched_at or now
    if not recurrence.has_cycles or anchor is None:
        return launched
    zone = zone_of_workspace()
    number = recurrence.cycle(anchor, reached(now, zone))
    return instant_of(recurrence.boundary(anchor, number), zone) if number else launched
