"""Campaigns are made, described, given activities, and put away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import Campaign, Choice, Joining, Part, Role
from campaigns.states import ARCHIVE, EDIT, CampaignState
from events.operations import record
from foundation.states import MoveNotAllowed, move
from missions.forms.gallery import blank_draft
from missions.models import Mission
from missions.operations.missions import archive_mission, create_mission
from missions.states import MissionState
from missions.types import TYPES
from segments.models import Segment
from segments.operations.segments import Named, create_segment

MOST_PARTS, NAME = 20, 70


class TermsAccepted(Exception):
    """Somebody has accepted the terms as they stand."""


class TooMany(Exception):
    """The campaign has as many activities as one may have."""


@transaction.atomic
def create_campaign(*, values: Mapping[str, Any], by: User, now: datetime) -> Campaign:
    """A draft without activities, and the list of those who will have joined."""
    members = create_segment(named=Named(_free_name(values["title"])), rule=None, by=by, now=now)
    row = Campaign.objects.create(**values, members=members, created_by=by, created_at=now)
    record("campaign.created", about=f"campaign:{row.pk}", by_staff_id=by.pk, at=now)
    return row


def _free_name(title: str) -> str:
    """A name for the list that no segment in use has."""
    name = _("Joined: %(campaign)s") % {"campaign": title[: NAME - 20]}
    taken = set(Segment.objects.filter(archived_at=None, name__startswith=name).values_list("name", flat=True))
    return next(one for number in range(1, 9999) if (one := f"{name} {number}" if number > 1 else name) not in taken)


@transaction.atomic
def change_campaign(*, campaign: Campaign, values: Mapping[str, Any], by: User, now: datetime) -> None:
    """Describe it otherwise. Raises TermsAccepted when others' terms would change, MoveNotAllowed when it is over.

    What was launched keeps its rhythm: whether it is monthly is fixed by then.
    """
    row = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
    if row.terms != values["terms"] and Joining.objects.filter(campaign=row).exists():
        raise TermsAccepted
    fixed = {"is_monthly"} if row.launched_at else set()
    move(row, from_=EDIT, to=row.state, **{name: value for name, value in values.items() if name not in fixed})
    record("campaign.changed", about=f"campaign:{row.pk}", by_staff_id=by.pk, at=now)


@transaction.atomic
def add_part(*, campaign: Campaign, type_key: str, by: User, now: datetime) -> Mission:
    """A draft of this type for those who join; how it is approved and how often it is done are the campaign's own.

    Raises TooMany, or MoveNotAllowed when the campaign is over.
    """
    row = Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
    if row.state not in EDIT:
        raise MoveNotAllowed(_("The campaign is over."))
    if row.parts.count() >= MOST_PARTS:
        raise TooMany
    typed = {"audience": "chosen", "include": [f"segment:{row.members_id}"], "approval": row.approval, "notify": "no"}
    limit = {"limit": "monthly"} if row.is_monthly else {}
    mission = create_mission(type_key=type_key, raw=blank_draft(TYPES[type_key]) | typed | limit, by=by, now=now)
    role = Role.REQUIRED if TYPES[type_key].asks else Role.OPTIONAL
    Part.objects.create(campaign=row, mission=mission, role=role)
    record("campaign.extended", about=f"campaign:{row.pk}", by_staff_id=by.pk, at=now, mission=mission.pk)
    return mission


@dataclass(frozen=True)
class Arrangement:
    """By activity its role and, of a choice, its number; by number how many of a choice are needed."""

    roles: Mapping[int, tuple[Role, int]]
    needed: Mapping[int, int]


@transaction.atomic
def arrange_parts(*, campaign: Campaign, arrangement: Arrangement, by: User, now: datetime) -> None:
    """Say what is required, optional, or one of a choice, of activities that were not launched: what is asked of people
    stays as it was when they were asked."""
    Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
    for part in campaign.parts.filter(mission__launched_at=None, pk__in=arrangement.roles):
        role, number = arrangement.roles[part.pk]
        part.role, part.choice = role, _choice(campaign, number, arrangement) if role == Role.CHOICE else None
        part.save(update_fields=["role", "choice"])
    Choice.objects.filter(campaign=campaign, parts=None).delete()
    record("campaign.arranged", about=f"campaign:{campaign.pk}", by_staff_id=by.pk, at=now)


def _choice(campaign: Campaign, number: int, arrangement: Arrangement) -> Choice:
    """The choice of this number; how many of it are needed stays once something of it was launched."""
    row, _is_new = Choice.objects.get_or_create(campaign=campaign, number=number)
    if not row.parts.exclude(mission__launched_at=None).exists():
        row.needed = arrangement.needed.get(number, row.needed)
        row.save(update_fields=["needed"])
    return row


@transaction.atomic
def remove_part(*, part: Part, by: User, now: datetime) -> None:
    """Take an activity that was never launched out; its draft goes to the archive. Raises MoveNotAllowed."""
    if part.mission.state != MissionState.DRAFT:
        raise MoveNotAllowed(_("It was launched, so it stays a part of the campaign. You can end the mission."))
    archive_mission(mission=part.mission, by=by, now=now)
    about = f"campaign:{part.campaign_id}"
    record("campaign.reduced", about=about, by_staff_id=by.pk, at=now, mission=part.mission_id)
    part.delete()


@transaction.atomic
def archive_campaign(*, campaign: Campaign, by: User, now: datetime) -> None:
    """Put a draft, or one that is over, out of sight. Raises MoveNotAllowed."""
    move(campaign, from_=ARCHIVE, to=CampaignState.ARCHIVED)
    record("campaign.archived", about=f"campaign:{campaign.pk}", by_staff_id=by.pk, at=now)
