"""How many completions of a mission there may be in all: each is claimed by a conditional update, never only counted.

Whoever hands something in claims one for that turn; it is given back when nothing of the turn stands any more, since
all was taken back or declined. What came back to be mended keeps it. Only beginning a mission claims nothing.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from foundation.states import MoveNotAllowed
from missions.models import Mission, Participation, Submission
from missions.states import HOLDS_QUOTA

# Not while the limit is being changed: who read that there is none must be seen by who counts for a new one.
STILL_FREE = "SELECT quota IS NULL FROM missions_mission WHERE id = %s FOR SHARE"


class QuotaTaken(MoveNotAllowed):
    """All completions of the mission are taken."""


@transaction.atomic
def claim_completion(*, participation: Participation) -> None:
    """Take one of the mission's completions for this turn, once; nothing where there is no limit, or for test people.

    Of many at once as many get one as there are. Raises QuotaTaken.
    """
    if participation.advocate.is_test or not _hold(participation, holds=True):
        return
    rows = Mission.objects.filter(pk=participation.mission_id, quota__isnull=False)
    while not rows.filter(quota_used__lt=F("quota")).update(quota_used=F("quota_used") + 1):
        with connection.cursor() as cursor:
            cursor.execute(STILL_FREE, [participation.mission_id])
            (is_free,) = cursor.fetchone()
        if is_free:
            _hold(participation, holds=False)
            return
        if not rows.filter(quota_used__lt=F("quota")).exists():
            raise QuotaTaken(f"mission {participation.mission_id} is full")


@transaction.atomic
def give_completion_back(*, submission: Submission) -> None:
    """Free what a turn claimed when nothing of it stands any more; once."""
    turn = {"advocate": submission.advocate_id, "cycle": submission.cycle}
    if Submission.objects.filter(activity=submission.activity_id, state__in=HOLDS_QUOTA, **turn).exists():
        return
    held = Participation.objects.filter(mission=submission.mission_id, holds_quota=True, **turn)
    if held.update(holds_quota=False):
        rows = Mission.objects.filter(pk=submission.mission_id, quota__isnull=False, quota_used__gt=0)
        rows.update(quota_used=F("quota_used") - 1)


@transaction.atomic
def claim_again(*, submission: Submission) -> None:
    """What was declined is not any more: its turn wants its completion back. Raises QuotaTaken."""
    rows = Participation.objects.select_related("advocate")
    claim_completion(
        participation=rows.get(mission=submission.mission_id, advocate=submission.advocate_id, cycle=submission.cycle)
    )


@transaction.atomic
def quota_in_force(*, mission: Mission, content: Mapping[str, Any]) -> dict[str, int | None]:
    """The limit that is published, and how many of it are taken: counted while nobody can claim one."""
    if content["quota"] is None or mission.live_id is None:
        return {"quota": content["quota"], "quota_used": 0}
    Mission.objects.select_for_update(of=("self",), no_key=True).get(pk=mission.pk)
    standing = Submission.objects.filter(
        mission=mission, state__in=HOLDS_QUOTA, advocate=OuterRef("advocate"), cycle=OuterRef("cycle")
    )
    rows = Participation.objects.filter(mission=mission, advocate__is_test=False)
    rows.update(holds_quota=Exists(standing))
    return {"quota": content["quota"], "quota_used": rows.filter(holds_quota=True).count()}


def _hold(participation: Participation, *, holds: bool) -> bool:
    """Note whether the turn holds a completion; False when that is noted already."""
    rows = Participation.objects.filter(pk=participation.pk, holds_quota=not holds)
    participation.holds_quota = holds
    return bool(rows.update(holds_quota=holds))
