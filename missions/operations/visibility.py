"""Changing who sees a mission, at any time (G-35)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.operations import record
from foundation.states import MoveNotAllowed, move
from missions.models import Mission, Revision
from missions.operations.missions import set_audience
from missions.states import MissionState

FIELDS = ("audience", "include", "include_people", "exclude", "exclude_people", "listed")


@transaction.atomic
def change_visibility(
    *, mission: Mission, raw: Mapping[str, Any], content: Mapping[str, Any], by: User, now: datetime
) -> None:
    """Put another audience and listing in force at once, and nothing else; whoever has begun keeps the mission.

    A new revision says what was so before; changes that nobody sees yet stay, with the same audience and listing.
    Raises MoveNotAllowed when the mission is neither live nor paused.
    """
    row = (
        Mission.objects.select_for_update(of=("self",), no_key=True).select_related("draft", "live").get(pk=mission.pk)
    )
    if row.live is None or row.state not in {MissionState.LIVE, MissionState.PAUSED}:
        raise MoveNotAllowed(_("Only a live or paused mission is changed at once."))
    set_audience(mission=row, content=content)
    last = Revision.objects.filter(mission=row).count()
    live = Revision.objects.create(
        mission=row, number=last + 1, raw={**row.live.raw, **raw}, content={**row.live.content, **content},
        form_version=row.live.form_version, edited_by=by, edited_at=now, published_at=now,
    )  # fmt: skip
    if row.draft is not None:
        row.draft.raw = {**row.draft.raw, **raw}
        row.draft.save(update_fields=["raw"])
    started = {MissionState.LIVE, MissionState.PAUSED}
    move(row, from_=started, to=row.state, live=live, audience=content["audience"], listed=content["listed"])
    record("mission.visibility_changed", about=f"mission:{row.pk}", by_staff_id=by.pk, at=now)
