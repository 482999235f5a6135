"""Putting the engine of segments right, by a button that may be pressed at any time and twice."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.models import Due
from events.operations import schedule, schedule_if_none_waits
from foundation.tenancy import current_workspace_id
from segments.health import segments_health
from segments.models import Clock, Segment, Touch
from segments.operations.asking import EVERY, TICKING, wind_clock
from segments.operations.touching import DRAINING
from segments.operations.whole import ask_everybody


@dataclass(frozen=True)
class Repaired:
    """How many segments ask everybody anew, and whether the clock and the waiting changes were called once more."""

    asked: int
    wound: bool
    drained: bool

    def __bool__(self) -> bool:
        return bool(self.asked or self.wound or self.drained)


@transaction.atomic
def repair_segments(*, by: User, now: datetime) -> Repaired:
    """Have segments that fail, or that nobody fills, ask everybody anew; wind the clock; take up changes that wait.

    Nothing is set off by it, and pressed twice it changes nothing the second time. Whoever presses at the same moment
    waits.
    """
    list(Clock.objects.select_for_update(of=("self",)))
    found = segments_health(now=now)
    wanted = {segment.pk for segment in (*found.failing, *found.stuck)}
    asked = 0
    for segment in Segment.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk"):
        if segment not in found.settling or segment in found.stuck:
            ask_everybody(segment=segment, fires=False, by=by, now=now)
            asked += 1
    # What is being filled now has a job, and one that still fails has one as well: a second press finds them so.
    Segment.objects.filter(pk__in=wanted).update(whole_version=0)
    return Repaired(asked, _wind(now), _drain())


def _wind(now: datetime) -> bool:
    """Have the clock tick now, unless it does so anyway. A tick that comes twice is one, by its number."""
    if not Segment.objects.filter(archived_at=None, is_timed=True).exists():
        return False
    clock = Clock.objects.first()
    if clock is None:
        wind_clock(now=now)
        return True
    rows = Due.objects.filter(workspace_id=current_workspace_id(), work=TICKING, ref=clock.number, attempts=0)
    if rows.filter(due_at__lte=now + EVERY).exists():
        return False
    schedule(TICKING, ref=clock.number)
    return True


def _drain() -> bool:
    if not Touch.objects.exists():
        return False
    rows = Due.objects.filter(workspace_id=current_workspace_id(), work=DRAINING, attempts=0)
    if rows.exists():
        return False
    schedule_if_none_waits(DRAINING)
    return True
