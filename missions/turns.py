"""Which time a person is at with a mission: the turn they have begun, or the next one, which they may begin."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery

from foundation.addresses import address_of
from foundation.times import instant_of, reached
from missions.models import Mission, Participation
from programs.facts import zone_of_workspace
from programs.models import Advocate


@dataclass(frozen=True)
class Turn:
    """One time of a person at a mission; `row` is None until it is begun.

    `may`: whether they may do it (again) now, as far as how often goes; if not, from when on (`again_at`; None: never).
    `times` is how often they completed it so far, in all.
    """

    number: int
    row: Participation | None = None
    may: bool = True
    again_at: datetime | None = None
    times: int = 0

    @property
    def is_completed(self) -> bool:
        """Whether all of it was handed in."""
        return self.row is not None and self.row.completed_at is not None


def url_of_turn(mission_id: int, number: int, *, recurs: bool) -> str:
    """The page of a mission in the hub at one of a person's turns; of what is done once there is only one."""
    address = address_of("hub:mission", mission_id)
    return f"{address}?turn={number}" if recurs else address


def turn_of(mission: Mission, advocate: Advocate, *, now: datetime, number: int | None = None) -> Turn:
    """Where the person is: at what was begun last, until it is completed and the mission may be done again.

    Asked for a number, that one of the turns there were. One query, and one for the clocks where it recurs. Two
    requests of one person at the same moment are at the same turn, and each turn takes what is handed in once.
    """
    own = Participation.objects.filter(mission=mission, advocate=advocate)
    done = own.filter(completed_at__isnull=False).order_by("completed_local").values("completed_local")
    rows = own.select_related("revision__form_version").annotate(done=ArraySubquery(done)).order_by("-cycle")
    found = list(rows[:1] if number is None else rows)
    if not found:
        return Turn(0)
    row = found[0]
    may, again_at = _again(mission, row.done, now)
    if number is not None and number <= row.cycle:
        row = next((one for one in found if one.cycle == number), row)
    elif row.completed_at is not None and may:
        return Turn(row.cycle + 1, None, may, again_at, len(row.done))
    return Turn(row.cycle, row, may, again_at, len(row.done))


def _again(mission: Mission, done: list[datetime], now: datetime) -> tuple[bool, datetime | None]:
    if not mission.recurrence.recurs or not done:
        return not done, None
    zone = zone_of_workspace()
    clock = reached(now, zone)
    found = mission.recurrence.again(mission.anchor_local or clock, done, clock)
    return found.may, instant_of(found.at, zone) if found.at else None
