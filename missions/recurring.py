"""Cycles as the database counts them, for queries about many missions or completions at once."""

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Func, IntegerField

from accounts.models import Profile
from foundation.times import reached


def clock_at(now: datetime) -> datetime:
    """What the workspace's clocks have reached at an instant: the time that cycles are compared with; one query."""
    return reached(now, Profile.objects.get().time_zone)


def cycle_at(clock: Any, *, of: str = "") -> Func:
    """The number of a mission's cycle (`Recurrence.cycle`) of missions that recur. `of` leads to the mission."""
    columns = (f"{of}anchor_local", f"{of}unit", f"{of}every")
    return Func(*columns, clock, function="missions_cycle", output_field=IntegerField())


def still_counts(clock: Any) -> Func:
    """Of a completed participation, whether it keeps its person from doing the mission again (`Recurrence.again`)."""
    columns = ("mission__frequency", "mission__anchor_local", "mission__unit", "mission__every", "completed_local")
    return Func(*columns, clock, function="missions_counts", output_field=BooleanField())
