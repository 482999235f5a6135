"""Campaigns go live with their activities, and end with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import Campaign
from campaigns.states import END, LAUNCH, CampaignState
from events.operations import record
from foundation.states import MoveNotAllowed, move
from missions.models import Mission
from missions.operations.missions import end_mission, launch_mission, unschedule_mission
from missions.recurring import clock_at
from missions.states import END as ENDING
from missions.states import MissionState


class Ready(NamedTuple):
    """An activity that can be launched, with what its draft comes to."""

    mission: Mission
    content: Mapping[str, Any]
    questions: Sequence[Mapping[str, Any]]


@transaction.atomic
def launch_campaign(*, campaign: Campaign, ready: Sequence[Ready], by: User, now: datetime) -> None:
    """Go live with these activities, all at one moment, or add them to a live campaign: all of it or nothing.

    No activity is open longer than the campaign. Raises MoveNotAllowed: it is over, its last moment has
    passed, or there is nothing to launch.
    """
    about = f"campaign:{campaign.pk}"
    row = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
    if not ready:
        raise MoveNotAllowed(_("There is no activity to launch."))
    if row.ends_at is not None and row.ends_at <= now:
        raise MoveNotAllowed(_("Its last moment has passed. Choose a later one in the settings."))
    if row.state != CampaignState.LIVE:
        anchor = clock_at(now).replace(second=0, microsecond=0)
        move(row, from_=LAUNCH, to=CampaignState.LIVE, launched_at=now, anchor_local=anchor)
        record("campaign.launched", about=about, by_staff_id=by.pk, at=now)
    for one in ready:
        content = {**one.content, "ends_at": _earlier(one.content["ends_at"], row.ends_at)}
        launch_mission(mission=one.mission, content=content, questions=one.questions, by=by, now=now)


def _earlier(own: str, ends_at: datetime | None) -> str:
    if ends_at is None:
        return own
    return min(datetime.fromisoformat(own), ends_at).isoformat() if own else ends_at.isoformat()


@transaction.atomic
def end_campaign(*, campaign: Campaign, by: User, now: datetime) -> None:
    """End it, and all its activities: nobody joins or hands in any more; what waits for review is decided.

    Raises MoveNotAllowed.
    """
    move(campaign, from_=END, to=CampaignState.ENDED, ended_at=now)
    for mission in Mission.objects.filter(part__campaign=campaign, state__in=ENDING):
        end_mission(mission=mission, by=by, now=now)
    for mission in Mission.objects.filter(part__campaign=campaign, state=MissionState.SCHEDULED):
        unschedule_mission(mission=mission, by=by, now=now)
    record("campaign.ended", about=f"campaign:{campaign.pk}", by_staff_id=by.pk, at=now)
