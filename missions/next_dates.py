"""When the next cycles of a mission begin, as staff see it before they decide, and how a change would move them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from foundation.times import instant_of, reached, shown
from missions.cycles import Frequency, Recurrence
from missions.forms.frequency import recurrence_typed
from missions.how_often import words_of
from missions.models import Mission, Trigger

SHOWN = 3


@dataclass(frozen=True)
class Dates:
    """The next beginnings, with the zone in which they are meant; `began` is the launch, `starts` when it is to be."""

    words: str
    began: str
    starts: str
    following: list[str]


@dataclass(frozen=True)
class ChangeOfDates:
    """The next beginnings as they are, and as they would be."""

    before: Dates
    after: Dates

    @property
    def both(self) -> list[tuple[str, Dates]]:
        """With what they are called."""
        return [(_("Now"), self.before), (_("After publishing"), self.after)]


def next_dates(
    mission: Mission, recurrence: Recurrence, *, now: datetime, zone: str, starts_local: datetime | None = None
) -> Dates:
    """The next three; of what was not launched yet, as if it were launched now, or when it is to start."""
    clock = reached(now, zone)
    anchor = mission.anchor_local or starts_local or clock.replace(second=0, microsecond=0)
    began = shown(instant_of(anchor, zone), zone) if mission.anchor_local else ""
    following: list[str] = []
    if recurrence.frequency == Frequency.EVERY:
        number = recurrence.cycle(anchor, clock)
        for step in range(1, SHOWN + 1):
            following.append(shown(instant_of(recurrence.boundary(anchor, number + step), zone), zone))
    starts = shown(instant_of(starts_local, zone), zone) if starts_local and not began else ""
    return Dates(words_of(recurrence), began, starts, following)


def recurrence_of(content: Mapping[str, Any]) -> Recurrence:
    """How often, as a draft that could be published says."""
    names = ("frequency", "every", "unit", "per_cycle", "per_person")
    return Recurrence(**{name: content[name] for name in names})


def dates_typed(mission: Mission, raw: Mapping[str, Any], *, now: datetime, zone: str) -> Dates | None:
    """Of what is typed; None while it is not valid."""
    found = recurrence_typed(raw)
    return next_dates(mission, found, now=now, zone=zone, starts_local=_starts(raw)) if found else None


def _starts(raw: Mapping[str, Any]) -> datetime | None:
    """When a scheduled launch is to be, if that is typed so that it can be read."""
    if raw.get("trigger") != Trigger.SCHEDULED:
        return None
    try:
        found = datetime.fromisoformat(str(raw.get("starts_local", "")))
    except ValueError:
        return None
    return None if found.tzinfo else found


def change_of_dates(mission: Mission, *, now: datetime, zone: str) -> ChangeOfDates | None:
    """What the draft of a launched mission changes of how often it may be done; None where it changes nothing of it."""
    wanted = recurrence_typed(mission.draft.raw) if mission.draft and mission.live else None
    if wanted is None or wanted == mission.recurrence:
        return None
    before, after = (next_dates(mission, one, now=now, zone=zone) for one in (mission.recurrence, wanted))
    return ChangeOfDates(before, after)
