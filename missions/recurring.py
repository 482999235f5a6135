"""Cycles as the database counts them, for queries about many missions or completions at once."""

from datetime import datetime

from django.db.models import BooleanField, Case, Func, IntegerField, Value, When

from foundation.clocks import ClockField
from foundation.prepared import Slot
from foundation.times import reached
from missions.cycles import Frequency
from missions.models import Mission, Participation
from programs.facts import zone_of_workspace


def clock_at(now: datetime) -> datetime:
    """What the workspace's clocks have reached at an instant: the time that cycles are compared with; one query."""
    return reached(now, zone_of_workspace())


def cycle_of(mission: Mission, now: datetime, *, row: Participation | None = None) -> int:
    """The number of a mission's cycle at an instant, or in which a turn was completed; 0 where it has no cycles."""
    recurrence, anchor = mission.recurrence, mission.anchor_local
    if not recurrence.has_cycles or anchor is None:
        return 0
    done = row.completed_local if row else None
    return recurrence.cycle(anchor, done or clock_at(now))


def cycle_at(clock: datetime | Slot) -> Case:
    """The number of each mission's cycle (`Recurrence.cycle`); 0 of those that have none."""
    number = Func(
        "anchor_local", "unit", "every", _given(clock), function="missions_cycle", output_field=IntegerField()
    )
    return Case(When(frequency=Frequency.EVERY, then=number), default=0)


def still_counts(clock: datetime | Slot) -> Func:
    """Of a completed participation, whether it keeps its person from doing the mission again (`Recurrence.again`)."""
    columns = ("mission__frequency", "mission__anchor_local", "mission__unit", "mission__every", "completed_local")
    return Func(*columns, _given(clock), function="missions_counts", output_field=BooleanField())


def _given(clock: datetime | Slot) -> Value | Slot:
    return clock if isinstance(clock, Slot) else Value(clock, ClockField())
