"""How often something may be done: which cycle it is, and when the next one begins. Arithmetic only.

All of it is in local times without a zone, which `foundation.times` makes of instants (`reached`) and instants of them
(`instant_of`). Boundaries are counted from the anchor, never from the boundary before: 31 January, 28 February,
31 March (RFC 7529: SKIP=BACKWARD). `missions.recurring` asks the same of the database, and a test compares the two.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    """How often one person may do a mission."""

    ONCE = "once", _("Once")
    EVERY = "every", _("Again in each cycle")
    COOLDOWN = "cooldown", _("As often as they like")


class Unit(models.TextChoices):
    """What cycles and pauses are counted in."""

    DAY = "day", _("days")
    WEEK = "week", _("weeks")
    MONTH = "month", _("months")


MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Recurrence:
    """How often: cycles, or a pause after each time, of so many units.

    In cycles a person completes it `per_cycle` times in each; where it recurs, `per_person` times in all (None: without
    end). As often as one likes is a pause after each time, of 0 when there is none.
    """

    frequency: str = Frequency.ONCE
    every: int = 1
    unit: str = Unit.MONTH
    per_cycle: int = 1
    per_person: int | None = None

    @property
    def recurs(self) -> bool:
        """Whether somebody who has done it may ever do it again, by the passing of time."""
        return self.frequency != Frequency.ONCE

    @property
    def has_cycles(self) -> bool:
        """Whether it begins anew for everybody at the same times."""
        return self.frequency == Frequency.EVERY

    def cycle(self, anchor: datetime, clock: datetime) -> int:
        """The number of the cycle that runs when clocks have reached `clock`; 0 before the second one."""
        if self.frequency != Frequency.EVERY:
            return 0
        if self.unit == Unit.MONTH:
            return max(_months(anchor, clock) // self.every, 0)
        return max((clock - anchor) // timedelta(days=self._days), 0)

    def boundary(self, anchor: datetime, number: int) -> datetime:
        """When a cycle begins. Raises OverflowError beyond the end of the calendar."""
        return self._after(anchor, number)

    def again(self, anchor: datetime, done: Sequence[datetime], clock: datetime) -> "Again":
        """Whether somebody who completed it at these times may now, and if not, from when on."""
        if self.per_person is not None and len(done) >= self.per_person:
            return Again(may=False)
        if self.frequency == Frequency.COOLDOWN:
            rested = self._after(max(done), 1) if done else clock
            return Again(may=rested <= clock, at=rested)
        if self.frequency == Frequency.ONCE:
            return Again(may=not done)
        number = self.cycle(anchor, clock)
        begins = self.boundary(anchor, number)
        return Again(may=sum(one >= begins for one in done) < self.per_cycle, at=self.boundary(anchor, number + 1))

    @property
    def _days(self) -> int:
        return self.every * (7 if self.unit == Unit.WEEK else 1)

    def _after(self, local: datetime, steps: int) -> datetime:
        if self.unit != Unit.MONTH:
            return local + timedelta(days=self._days * steps)
        return later_by_months(local, self.every * steps)


@dataclass(frozen=True)
class Again:
    """Whether somebody may do it (again). If not, `at` is the local time from which on; None for never."""

    may: bool
    at: datetime | None = None


def later_by_months(local: datetime, months: int) -> datetime:
    """The same day of a later month, or the last one where that month is shorter, at the same time."""
    years, month = divmod(local.month - 1 + months, MONTHS_A_YEAR)
    year = local.year + years
    if year > MAXYEAR:
        raise OverflowError("beyond the end of the calendar")
    return local.replace(year=year, month=month + 1, day=min(local.day, monthrange(year, month + 1)[1]))


def _months(anchor: datetime, clock: datetime) -> int:
    """How many whole months have passed; one that is shorter is whole on its last day."""
    months = (clock.year - anchor.year) * MONTHS_A_YEAR + clock.month - anchor.month
    return months - (later_by_months(anchor, months) > clock)
