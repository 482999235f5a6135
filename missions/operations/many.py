"""The same change to several missions: each by itself, with those that were left out and why. Never all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from foundation.states import MoveNotAllowed
from missions.models import Folder, Mission
from missions.operations.filing import feature_mission, move_to_folder
from missions.operations.missions import (
    archive_mission,
    duplicate_mission,
    end_mission,
    pause_mission,
    restore_mission,
    resume_mission,
)
from missions.states import MissionState


class Change(Protocol):
    """An operation on one mission."""

    def __call__(self, *, mission: Mission, by: User, now: datetime) -> object: ...


CHANGES: Mapping[str, Change] = {
    "pause": pause_mission,
    "resume": resume_mission,
    "end": end_mission,
    "archive": archive_mission,
    "restore": restore_mission,
    "duplicate": duplicate_mission,
}
MOVE, FEATURE, UNFEATURE = "move", "feature", "unfeature"
TOLD = 5  # titles named for each reason


@dataclass
class Outcome:
    """How many were changed, and the titles of the others by the reason why not."""

    done: int = 0
    skipped: dict[str, list[str]] = field(default_factory=dict)

    def skip(self, mission: Mission, reason: str) -> None:
        """Note one that was left as it is."""
        self.skipped.setdefault(reason, []).append(str(mission))


@transaction.atomic
def change_many(
    *, missions: Sequence[Mission], change: str, folder: Folder | None = None, by: User, now: datetime
) -> Outcome:
    """Make a change to each; one that does not allow it is skipped and says why."""
    outcome = Outcome()
    for mission in missions:
        try:
            _change(mission, change, folder, by, now)
        except MoveNotAllowed as refused:
            outcome.skip(mission, str(refused))
        else:
            outcome.done += 1
    return outcome


@transaction.atomic
def _change(mission: Mission, change: str, folder: Folder | None, by: User, now: datetime) -> None:
    """One, under a savepoint of its own. Raises MoveNotAllowed with the words for staff."""
    if change == MOVE:
        if not move_to_folder(mission=mission, folder=folder, by=by, now=now):
            raise MoveNotAllowed(_("there already"))
        return
    if change in {FEATURE, UNFEATURE}:
        feature_mission(mission=mission, featured=change == FEATURE, by=by, now=now)
        return
    try:
        CHANGES[change](mission=mission, by=by, now=now)
    except MoveNotAllowed as refused:
        state = MissionState(Mission.objects.values_list("state", flat=True).get(pk=mission.pk))
        raise MoveNotAllowed(str(state.label).lower()) from refused
