"""Cycles as the database counts them, for queries about many missions or completions at once."""

from datetime import datetime

from django.db.models import BooleanField, Func, IntegerField, Value

from foundation.clocks import ClockField
from foundation.prepared import Slot
from foundation.times import reached
from programs.facts import zone_of_workspace


def clock_at(now: datetime) -> datetime:
    """What the workspace's clocks have reached at an instant: the time that cycles are compared with; one query."""
    return reached(now, zone_of_workspace())


def cycle_at(clock: datetime | Slot, *, of: str = "") -> Func:
    """The number of a mission's cycle (`Recurrence.cycle`) of missions that recur. `of` leads to the mission."""
    columns = (f"{of}anchor_local", f"{of}unit", f"{of}every")
    return Func(*columns, _given(clock), function="missions_cycle", output_field=IntegerField())


def still_counts(clock: datetime | Slot) -> Func:
    """Of a completed participation, whether it keeps its person from doing the mission again (`Recurrence.again`)."""
    columns = ("mission__frequency", "mission__anchor_local", "mission__unit", "mission__every", "completed_local")
    return Func(*columns, _given(clock), function="missions_counts", output_field=BooleanField())


def _given(clock: datetime | Slot) -> Value | Slot:
    return clock if isinstance(clock, Slot) else Value(clock, ClockField())
