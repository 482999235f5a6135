"""Missions that open at an hour of everybody's own clock."""

from datetime import datetime

from foundation.times import reached
from programs.facts import zone_of_workspace
from programs.models import Advocate

LOCAL = "%Y-%m-%dT%H:%M"  # as local times are kept
# Where each hour comes first, and where it comes last.
FIRST_ZONE, LAST_ZONE = "Pacific/Kiritimati", "Etc/GMT+12"


def zone_of(advocate: Advocate) -> str:
    """By whose clock a person lives: their own, or the workspace's where none is known."""
    return advocate.time_zone or zone_of_workspace()


def own_clock(advocate: Advocate, now: datetime, *, clock: datetime | None = None) -> str:
    """What a person's clock has reached, as local times are kept; to be compared with them as texts.

    `clock` is what the workspace's has; who does not know it may have one more query.
    """
    here = clock if clock and not advocate.time_zone else reached(now, zone_of(advocate))
    return here.strftime(LOCAL)
